"""What .xlsx workbooks do to readers, and what must come out all the same."""

import datetime as dt
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.distinct_texts import are_texts
from tasks.intake.cells.cell_kinds import sort_cells
from tasks.intake.files.read_file import read_file
from tasks.settings import Limits
from tests.intake.fuzz_seeds import edited, parts_of, xlsx, zipped

LIMITS = Limits()


def read(tmp_path, content, name="book.xlsx", limits=LIMITS):
    path = tmp_path / name
    path.write_bytes(content)
    file = read_file(path, limits)
    assert file.refused_message is None
    return file


def cells(sheet):
    """Filled cells by address."""
    return {
        f"{letter}{row}": value
        for letter, column in sheet.grid.items()
        for row, value in column.items()
        if not pd.isna(value)
    }


TABLE = {
    "A1": "Process",
    "B1": "Cost",
    "C1": "Started",
    "D1": "Scripted",
    "A2": "Pay invoices",
    "B2": 1200.5,
    "C2": dt.datetime(2024, 3, 1),
    "D2": True,
    "A3": "007",
    "B3": 3.0,
    "C3": dt.datetime(2025, 12, 31, 8, 30),
    "D3": False,
    "A4": "NA",
}


def test_kinds_survive(tmp_path):
    file = read(tmp_path, xlsx())
    assert not file.notes  # the first reader could read it
    sheet = file.sheets[0]
    found = cells(sheet)
    assert found == TABLE
    assert {address: type(found[address]) for address in ("A3", "B3", "C3", "D3")} == {
        "A3": str,
        "B3": float,
        "C3": dt.datetime,
        "D3": bool,
    }
    assert dict(sheet.number_formats) == {"B": "General", "C": "yyyy-mm-dd hh:mm"}


@pytest.mark.parametrize("rows", [slice(None), slice(1, 3), slice(None, None, 2), [3, 1]], ids=str)
def test_each_cell_of_a_mixed_column_is_taken_for_what_it_is(tmp_path, rows):
    for _, column in read(tmp_path, xlsx()).sheets[0].grid.iloc[rows].items():
        plain = pd.Series(column.tolist(), dtype=object)  # its cells are looked at one by one
        assert are_texts(column).tolist() == [isinstance(cell, str) for cell in plain]
        by_kind = sort_cells(column.reset_index(drop=True)), sort_cells(plain)
        for kind in ("texts", "numbers", "dates", "flags"):
            pd.testing.assert_series_equal(*(getattr(cells, kind) for cells in by_kind), check_names=False)


def test_cells_as_read_cannot_be_changed_behind_what_is_known_of_them(tmp_path):
    grid = read(tmp_path, xlsx()).sheets[0].grid
    changed = grid.copy()
    changed.loc[2, "B"] = "unknown"
    assert are_texts(changed["B"]).tolist() == [True, True, False, False]
    with pytest.raises(ValueError, match="read-only"):
        grid.loc[2, "B"] = "unknown"


def test_columns_of_one_kind_are_typed(tmp_path):
    def fill(book, sheet):
        numbers = book.add_worksheet("Numbers")
        date = book.add_format({"num_format": "dd.mm.yyyy"})
        for row in range(3):
            numbers.write_number(row, 0, row)
            numbers.write_string(row, 1, "x")
            numbers.write_datetime(row, 2, dt.datetime(2024, 1, 1 + row), date)
            numbers.write_boolean(row, 4, True)

    grid = read(tmp_path, xlsx(fill)).sheets[1].grid
    assert grid.dtypes.astype(str).to_dict() == {
        "A": "float64",
        "B": "str",
        "C": "datetime64[us]",
        "D": "float64",
        "E": "boolean",
    }
    assert grid["D"].isna().all()


def test_1904_dates(tmp_path):
    assert cells(read(tmp_path, xlsx(date_1904=True)).sheets[0]) == TABLE


def test_times_and_durations_are_text(tmp_path):
    def fill(book, sheet):
        sheet.write_number("F2", 0.3541666667, book.add_format({"num_format": "hh:mm"}))
        sheet.write_number("F3", 1.5, book.add_format({"num_format": "[h]:mm:ss"}))

    found = cells(read(tmp_path, xlsx(fill)).sheets[0])
    assert found["F2"].startswith("08:30:00")
    assert found["F3"] == "36:00:00"


def test_numbers_beyond_15_digits_are_text(tmp_path):
    numbers = b'<c r="F2"><v>12345678901234567890</v></c><c r="G2"><v>123456789012345</v></c></row>'
    content = edited(xlsx(), lambda part: re.sub(rb'(<row r="2".*?)</row>', rb"\1" + numbers, part, count=1))
    found = cells(read(tmp_path, content).sheets[0])
    assert found["F2"] == "12345678901234567890"
    assert found["G2"] == 123456789012345.0


def test_errors_and_formulas_without_a_value_are_listed_by_address(tmp_path):
    def fill(book, sheet):
        sheet.write_formula("F2", "=1/0", None, "#DIV/0!")
        sheet.write_formula("F3", "=A1", None, "stored")
        sheet.write_formula("F4", "=1+1", None, 2)
        sheet.write_string("G2", "#REF!")

    content = edited(
        xlsx(fill),
        lambda part: part.replace(b"<v>2</v></c>", b"</c>", 1) if b"1+1</f><v>2</v></c>" in part else part,
    )
    content = edited(content, lambda part: re.sub(rb"(1\+1</f>)<v>2</v>", rb"\1", part))
    sheet = read(tmp_path, content).sheets[0]
    assert sheet.error_cells == ("F2",)
    assert sheet.formula_cells == ("F4",)
    assert cells(sheet)["F3"] == "stored"
    assert cells(sheet)["G2"] == "#REF!"
    assert {"F2", "F4"}.isdisjoint(cells(sheet))


def test_dates_stored_as_text_are_dates(tmp_path):
    dates = b'<c r="F2" t="d"><v>2014-02-14T08:27:48Z</v></c><c r="G2" t="d"><v>2014-02-14</v></c></row>'
    content = edited(xlsx(), lambda part: re.sub(rb'(<row r="2".*?)</row>', rb"\1" + dates, part, count=1))
    found = cells(read(tmp_path, content).sheets[0])
    assert (found["F2"], found["G2"]) == (dt.datetime(2014, 2, 14, 8, 27, 48), dt.datetime(2014, 2, 14))


def test_an_empty_text_is_a_result(tmp_path):
    content = edited(
        xlsx(),
        lambda part: part.replace(b"</row>", b'<c r="F1" t="str"><f>IF(1,"","")</f><v></v></c></row>', 1),
    )
    assert read(tmp_path, content).sheets[0].formula_cells == ()


@pytest.mark.parametrize("address", ["XFD1048576", "A1048576", "XFD1", "XFD2", "B900000"])
def test_a_stray_is_left_out_and_reported(tmp_path, address):
    row = int(re.sub(r"\D", "", address))
    cell = f'<c r="{address}"><v>1</v></c>'.encode()

    def add(part):
        if row > 4:
            return part.replace(b"</sheetData>", b'<row r="%d">%s</row></sheetData>' % (row, cell))
        return re.sub(rb'(<row r="%d".*?)</row>' % row, rb"\1" + cell + b"</row>", part, count=1)

    sheet = read(tmp_path, edited(xlsx(), add), limits=Limits(read_megabytes=400)).sheets[0]
    assert sheet.far_cells == (address,)
    assert cells(sheet) == TABLE


def test_a_sheet_that_is_too_wide_and_too_long_is_refused_at_once(tmp_path):
    def fill(book, sheet):
        for column in range(0, 16_384, 50):
            sheet.write(0, column, "x")
        for row in range(1, 200):
            sheet.write(row, 0, "y")

    path = tmp_path / "wide.xlsx"
    path.write_bytes(xlsx(fill))
    file = read_file(path, Limits(cells=1_000_000))
    assert file.refused_code == "SHEET_TOO_LARGE"


def test_a_sheet_with_a_wide_gap_is_read_whole(tmp_path):
    def fill(book, sheet):
        for row in range(200_000, 200_020):
            sheet.write_row(row, 0, ["more"] * 5)

    file = read(tmp_path, xlsx(fill), limits=Limits(cells=500_000))
    assert len(file.sheets[0].grid) == 24


def test_a_second_block_far_below_is_data(tmp_path):
    def fill(book, sheet):
        for row in range(3000, 3020):
            sheet.write_row(row, 0, ["more", 1])

    sheet = read(tmp_path, xlsx(fill)).sheets[0]
    assert sheet.far_cells == ()
    assert len(sheet.grid) == 24


@pytest.mark.parametrize("dimension", [b"A1", b"A1:XFD1048576", b"Z9:Z9", None])
def test_a_wrong_dimension_loses_nothing(tmp_path, dimension):
    tag = b'<dimension ref="%s"/>' % dimension if dimension else b""
    content = edited(xlsx(), lambda part: re.sub(rb"<dimension[^>]*>", tag, part))
    assert cells(read(tmp_path, content).sheets[0]) == TABLE


def test_merged_ranges_are_filled_inside_as_far_as_there_is_data(tmp_path):
    def fill(book, sheet):
        sheet.merge_range("F1:G1", "Effort")
        sheet.merge_range("F2:F3", "Finance")
        sheet.merge_range("H9:J12", "note")

    sheet = read(tmp_path, xlsx(fill)).sheets[0]
    added = {address: value for address, value in cells(sheet).items() if address not in TABLE}
    assert added == {"F1": "Effort", "G1": "Effort", "F2": "Finance", "F3": "Finance", "H9": "note"}
    assert set(sheet.merged_ranges) == {"F1:G1", "F2:F3", "H9:J12"}


def test_very_many_overlapping_merges_do_not_hang(tmp_path):
    merges = b"".join(b'<mergeCell ref="A%d:XFD1048576"/>' % row for row in range(1, 60_000))
    content = edited(
        xlsx(),
        lambda part: part.replace(b"</sheetData>", b"</sheetData><mergeCells>" + merges + b"</mergeCells>"),
    )
    assert read(tmp_path, content, limits=Limits(read_seconds=20)).sheets[0].grid["A"].tolist()[:2] == [
        "Process",
        "Pay invoices",
    ]


def test_hidden_things_are_flagged(tmp_path):
    def fill(book, sheet):
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column("C:D", None, None, {"hidden": True})
        other = book.add_worksheet("Secret")
        other.write(0, 0, "x")
        other.very_hidden()

    first, second = read(tmp_path, xlsx(fill)).sheets
    assert (first.is_hidden, first.hidden_rows, first.hidden_columns) == (False, (3,), ("C", "D"))
    assert second.is_hidden


def test_what_is_never_run_is_listed(tmp_path):
    parts = {
        **parts_of(xlsx()),
        "xl/vbaProject.bin": b"x",
        "xl/externalLinks/externalLink1.xml": b"<a/>",
        "xl/connections.xml": b"<a/>",
        "xl/embeddings/oleObject1.bin": b"x",
    }
    notes = " ".join(read(tmp_path, zipped(parts)).notes)
    assert all(word in notes for word in ("macros", "other workbooks", "data connections", "embedded files"))


def test_custom_properties_are_read(tmp_path):
    file = read(tmp_path, xlsx(lambda book, sheet: book.set_custom_property("portfolio", "Claims & Co")))
    assert file.properties == (("portfolio", "Claims & Co"),)


def strict(content):
    """The workbook in the namespaces of strict Office Open XML, in which openpyxl sees no sheet."""

    def swap(part):
        return part.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )

    return zipped({name: swap(part) for name, part in parts_of(content).items()})


def prefixed(content):
    """The sheet with a prefix before each element."""

    def add(part):
        part = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", part)
        return part.replace(b"xmlns=", b"xmlns:x=")

    return edited(content, add)


def without_row_numbers(content):
    return edited(content, lambda part: re.sub(rb'<(row|c) r="[^"]*"', rb"<\1", part))


def inline(content):
    """Shared strings moved into the cells."""
    strings = re.findall(rb"<t[^>]*>(.*?)</t>", parts_of(content)["xl/sharedStrings.xml"])
    return edited(
        content,
        lambda part: re.sub(
            rb't="s"><v>(\d+)</v>',
            lambda at: b't="inlineStr"><is><t>' + strings[int(at[1])] + b"</t></is>",
            part,
        ),
    )


@pytest.mark.parametrize(
    "change",
    [
        strict,
        prefixed,
        inline,
        lambda content: zipped({name.replace("/", "\\"): part for name, part in parts_of(content).items()}),
        lambda content: edited(
            content, lambda part: part.decode().replace("UTF-8", "UTF-16").encode("utf-16")
        ),
        lambda content: edited(content, lambda part: part.replace(b"><", b">\n  <")),
    ],
    ids=["strict", "prefixed", "inline strings", "backslash names", "UTF-16", "indented"],
)
def test_unusual_workbooks_are_read_whole(tmp_path, change):
    assert cells(read(tmp_path, change(xlsx())).sheets[0]) == TABLE


def test_cells_without_addresses_follow_one_another(tmp_path):
    found = cells(read(tmp_path, without_row_numbers(xlsx())).sheets[0])
    assert found == TABLE


def test_a_row_ends_with_its_last_cell_even_where_that_has_no_address(tmp_path):
    rows = b'<row r="1"><c r="A1"><v>2025</v></c><c><v>2026</v></c></row>'
    rows += b'<row r="900"><c r="A900"><v>7</v></c><c><v>9</v></c></row>'
    content = edited(xlsx(), lambda part: re.sub(rb"<row .*</row>", rows, part, flags=re.DOTALL))
    # The area is larger than calamine may reserve, so openpyxl reads it.
    file = read(tmp_path, content, limits=Limits(cells=500))
    assert cells(file.sheets[0]) == {"A1": 2025, "B1": 2026, "A900": 7, "B900": 9}


def test_of_a_part_that_stands_twice_the_last_is_read(tmp_path):
    parts = parts_of(xlsx())
    other = [("xl/worksheets/sheet1.xml", parts["xl/worksheets/sheet1.xml"].replace(b"1200.5", b"77"))]
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped([*parts.items(), *other])
    file = read(tmp_path, content)
    assert cells(file.sheets[0])["B2"] == 77
    assert any("twice" in note for note in file.notes)


@pytest.mark.parametrize("name", ["book.xls", "book.csv", "book", "book.ods"])
def test_the_ending_does_not_matter(tmp_path, name):
    file = read(tmp_path, xlsx(), name)
    assert file.kind == "xlsx"
    assert cells(file.sheets[0]) == TABLE


CELL = st.one_of(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"),
        min_size=1,
        max_size=12,
    ).filter(lambda text: text == text.strip() and not re.search(r"_x[0-9A-Fa-f]{4}_", text)),
    st.floats(-1e11, 1e11, allow_nan=False).map(lambda number: round(number, 3)),
    st.booleans(),
    st.none(),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(CELL, min_size=1, max_size=6), min_size=1, max_size=8))
def test_whatever_is_written_is_read(tmp_path_factory, table):
    def fill(book, sheet):
        other = book.add_worksheet("Any")
        for row, line in enumerate(table):
            for column, cell in enumerate(line):
                if isinstance(cell, str):
                    other.write_string(row, column, cell)
                elif isinstance(cell, bool):
                    other.write_boolean(row, column, cell)
                elif cell is not None:
                    other.write_number(row, column, cell)

    sheet = read(tmp_path_factory.mktemp("any"), xlsx(fill)).sheets[1]
    expected = {
        f"{chr(65 + column)}{row}": cell
        for row, line in enumerate(table, 1)
        for column, cell in enumerate(line)
        if cell is not None
    }
    assert cells(sheet) == expected
