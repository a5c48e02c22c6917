"""A block of cells is the same workbook as cells written one by one."""

from __future__ import annotations

import zipfile

import numpy as np
import pytest
from openpyxl import load_workbook
from xlsxwriter import Workbook

from tasks.excel import block_sheet
from tasks.excel.block_sheet import BlockColumn, BlockSheet, CodedTexts, KeptRows
from tasks.excel.cell_xml import Formula
from tasks.excel.long_workbook import LongWorkbook

TEXTS = ["plain", '  a < b & "c"  ', None, "plain", "=1+1", "ein Wort\nmit Zeile", "\u00e9\U0001f600", ""]
NUMBERS = np.array([1.0, -0.1, np.nan, 1e21, 1e-7, 123456789.123, 0.0, 3.0])
MIXED = ["text", 2, True, None, False, 2.5, "2", -3]


def _cells(path):
    sheet = load_workbook(path).active
    cells = {
        cell.coordinate: (
            cell.value,
            cell.number_format,
            cell.font.b,
            cell.hyperlink and cell.hyperlink.location,
        )
        for row in sheet.iter_rows()
        for cell in row
    }
    return cells, {
        row: (look.height, look.hidden, look.outlineLevel) for row, look in sheet.row_dimensions.items()
    }


@pytest.mark.parametrize("short_rows", [0, 8])
def test_cells_are_those_that_were_given(tmp_path, monkeypatch, short_rows):
    monkeypatch.setattr(block_sheet, "SHORT_ROWS", short_rows)
    path = tmp_path / "block.xlsx"
    with Workbook(path, {"strings_to_formulas": False}) as book:
        bold, amount = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
        sheet = book.add_worksheet("Here", BlockSheet)
        sheet.write_string(0, 0, "above")
        sheet.write_url(4, 1, "internal:'Here'!A1", None, "-")
        sheet.add_block(
            3,
            1,
            [BlockColumn(TEXTS, bold), BlockColumn(NUMBERS, amount), BlockColumn(MIXED, [bold, None] * 4)],
        )
        sheet.write_number(5, 0, 7)
        sheet.write_string(6, 5, "right")
        sheet.write_string(20, 0, "below")
        sheet.set_row(4, 40, None, {"level": 1, "hidden": True})
    cells, looks = _cells(path)
    assert (
        cells["A1"][0] == "above"
        and cells["A6"][0] == 7
        and cells["F7"][0] == "right"
        and cells["A21"][0] == "below"
    )
    assert [cells[f"B{row}"][0] for row in range(4, 12)] == TEXTS
    assert [cells[f"C{row}"][0] for row in range(4, 12)] == [None if n != n else n for n in NUMBERS.tolist()]
    found = [cells[f"D{row}"][0] for row in range(4, 12)]
    assert found == MIXED and [type(value) for value in found] == [type(value) for value in MIXED]
    assert [cells[f"D{row}"][2] for row in range(4, 8)] == [True, False, True, False]
    assert cells["B6"][2] and cells["C6"][1] == "0.00"  # blank cells keep their format
    assert cells["B5"][3] == "'Here'!A1"
    assert looks[5][:3] == (39.75, True, 1)  # XlsxWriter rounds heights to pixels


def test_a_long_table_covers_all_its_rows(tmp_path):
    path = tmp_path / "table.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet("Here", BlockSheet)
        columns = [
            {"header": "Name", "total_string": "Total"},
            {"header": "Size", "total_function": "SUBTOTAL(109,B2:B9)"},
        ]
        sheet.add_block(1, 0, [BlockColumn(TEXTS, None), BlockColumn(NUMBERS, None)])
        sheet.add_long_table(0, 0, 9, 1, {"name": "All", "columns": columns, "total_row": True})
        sheet.write_formula(9, 1, "=SUBTOTAL(109,B2:B9)")
    sheet = load_workbook(path)["Here"]
    table = sheet.tables["All"]
    assert (table.ref, table.autoFilter.ref, table.totalsRowCount) == ("A1:B10", "A1:B9", 1)
    assert sheet["A1"].value == "Name" and sheet["B3"].value == -0.1


def test_more_rows_than_are_put_together_at_once(tmp_path):
    path = tmp_path / "long.xlsx"
    with Workbook(path) as book:
        book.add_worksheet("Here", BlockSheet).add_block(0, 0, [BlockColumn(np.arange(9_000.0), None)])
    rows = load_workbook(path)["Here"].iter_rows(values_only=True)
    assert [row[0] for row in rows] == list(range(9_000))


def test_charts_keep_the_numbers_of_a_block(tmp_path):
    path = tmp_path / "chart.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet("Here", BlockSheet)
        sheet.add_block(0, 0, [BlockColumn(["a", "b"], None), BlockColumn(np.array([4.5, np.nan]), None)])
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"categories": ["Here", 0, 0, 1, 0], "values": ["Here", 0, 1, 1, 1]})
        sheet.insert_chart("D1", chart)
    xml = zipfile.ZipFile(path).read("xl/charts/chart1.xml").decode()
    assert "<c:v>4.5</c:v>" in xml and "<c:v>b</c:v>" in xml


@pytest.mark.parametrize("short_rows", [0, 8])
def test_an_infinite_number_is_refused(tmp_path, monkeypatch, short_rows):
    monkeypatch.setattr(block_sheet, "SHORT_ROWS", short_rows)
    with Workbook(tmp_path / "no.xlsx") as book:
        sheet = book.add_worksheet("Here", BlockSheet)
        with pytest.raises(ValueError, match="infinite"):
            sheet.add_block(0, 0, [BlockColumn(np.array([np.inf]), None)])


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(A1:A2)",
        "=IF(1>0,UNIQUE(A1:A2),0)",
        "{=SUM(SORT(A1:A2))}",
        "=LOG10(A1)",
        "=_xlfn.XLOOKUP(1,A1:A2,B1:B2)",
    ],
)
def test_formulas_are_those_that_the_library_writes(tmp_path, formula):
    found = []
    for number, kind in enumerate((None, BlockSheet)):
        path = tmp_path / f"{number}.xlsx"
        with Workbook(path) as book:
            book.add_worksheet("Here", kind).write_formula(0, 0, formula)
        value = load_workbook(path).active["A1"].value
        found.append(getattr(value, "text", value))
    assert found[0] == found[1]


@pytest.mark.parametrize("text", ["<r>a & b</r>", "  two <spaces> ", "_x0041_", "line\nline", "\u00a0x"])
def test_texts_are_never_taken_for_xml(tmp_path, text):
    path = tmp_path / "texts.xlsx"
    with LongWorkbook(path) as book:
        book.add_worksheet("Here", BlockSheet).add_block(0, 0, [BlockColumn([text, "plain"], None)])
    cells = load_workbook(path)["Here"]
    assert [cells[f"A{row}"].value for row in (1, 2)] == [text, "plain"]


# What another workbook may have differently around the same columns.
OTHERS = {
    "the same": lambda book, sheet: None,
    "a text before": lambda book, sheet: sheet.write_string(0, 0, "first of all texts"),
    "a format before": lambda book, sheet: book.add_format({"italic": True})._get_xf_index(),
    "a hidden row": lambda book, sheet: sheet.set_row(4, 40, None, {"hidden": True}),
    "a cell beside": lambda book, sheet: sheet.write_number(4, 5, 7),
}


@pytest.mark.parametrize("short_rows", [0, 8])
@pytest.mark.parametrize("other", OTHERS)
def test_rows_kept_for_the_next_workbook_are_its_own(tmp_path, monkeypatch, short_rows, other):
    monkeypatch.setattr(block_sheet, "SHORT_ROWS", short_rows)
    columns = CodedTexts.of(TEXTS), NUMBERS
    kept_rows, found = KeptRows(), []
    for name, before, rows in (
        ("first", "the same", kept_rows),
        ("next", other, kept_rows),
        ("alone", other, None),
    ):
        path = tmp_path / f"{name}.xlsx"
        with Workbook(path, {"strings_to_formulas": False}) as book:
            sheet = book.add_worksheet("Here", BlockSheet)
            OTHERS[before](book, sheet)
            bold = book.add_format({"bold": True})
            sheet.add_block(
                3, 1, [BlockColumn(columns[0], bold), BlockColumn(columns[1], [bold, None] * 4)], rows
            )
        found.append(_cells(path))
    assert found[1] == found[2]


def test_links_are_those_that_the_library_writes(tmp_path):
    targets = ["internal:'Here'!A1", None, "internal:'Here'!B2:C3"]
    found = []
    for number in range(2):
        path = tmp_path / f"{number}.xlsx"
        with Workbook(path) as book:
            sheet = book.add_worksheet("Here", BlockSheet)
            for row, target in enumerate(targets if number else ()):
                if target:
                    sheet.write_url(row, 0, target, None, "-")
            sheet.add_links(0, 0, () if number else targets)
            sheet.write_string(1, 3, "beside")
            sheet.add_block(0, 0, [BlockColumn(["a", "b", "c"], None)])
        xml = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
        found.append(xml[xml.index("<hyperlinks>") : xml.index("</hyperlinks>")])
    assert found[0] == found[1] and found[0].count("<hyperlink ") == 2


@pytest.mark.parametrize("value", [12.5, "a < b", "", 3.0])
def test_a_formula_in_a_block_is_as_the_library_writes_it(tmp_path, value):
    text = 'IF(A2>1,"a"&"b","")'
    found = []
    for number in range(2):
        path = tmp_path / f"{number}.xlsx"
        with Workbook(path) as book:
            sheet = book.add_worksheet("Here", BlockSheet)
            if number:
                sheet.write_formula(0, 0, f"={text}", None, value)
            else:
                sheet.add_block(0, 0, [BlockColumn([Formula(text, value)], None)])
        xml = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
        found.append(xml[xml.index("<c ") : xml.index("</c>")])
    assert found[0] == found[1]
