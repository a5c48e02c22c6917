"""The workbooks, read back as a reader's program would read them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import zipfile
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import column_index_from_string
from python_calamine import CalamineWorkbook

from schemas.messages import catalogue
from schemas.results import CHALLENGE_COLUMNS, RESULT_COLUMNS
from tasks.excel.text_lines import LETTERS_PER_UNIT, LOST_AT_LINE_ENDS
from tasks.reporting import write
from tasks.reporting.model.context import STANDINGS
from tasks.reporting.model.elements import SHEETS, WHEN_DECIDED, Field, Sheet, Table
from tasks.reporting.writer.fit import lines_of_text
from tasks.reporting.writer.paper import printed
from tests.builders import OWNERS, SECRET, made_up_audit

SHOWN = [name for key, name in SHEETS.items() if key != WHEN_DECIDED]

NAMES = {
    "formula": '=HYPERLINK("http://evil.example","x")',
    "plus": "+SUM(1;2)",
    "at": "@import",
    "link": "https://example.org/x",
    "mail": "mailto:a@b.example",
    "escape": "_x0041_ stays",
    "control": "bell\x07 and \x0b tab",
    "fullwidth": "\uff1dcmd",
    "long": "L" * 40_000,
    "emoji": "\U0001f600" * 20_000,
}
EXCEL_DIGITS = 1e-15  # a workbook holds sixteen digits of a number
SHEET_XML = re.compile(r"xl/worksheets/sheet\d+\.xml")


def third_run():
    """The made-up audit as the third run of its portfolio."""
    lines = [
        (
            f"run {number}",
            dt.date(2026, 8 + number, 1),
            "bpo_candidate",
            20 + number,
            {"headline_low_EUR": 100_000, "headline_high_EUR": 900_000},
        )
        for number in (1, 2)
    ]
    earlier = pd.DataFrame(
        lines,
        columns=[
            "run_id",
            "as_of",
            "recommendation",
            "processes_count",
            "counts",
        ],
    )
    return dataclasses.replace(made_up_audit(), earlier_runs=earlier)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("run")
    write(third_run(), path)
    return path


@pytest.fixture(scope="module")
def book(folder):
    return openpyxl.load_workbook(folder / "audit_report.xlsx")


@pytest.fixture(scope="module")
def values(folder):
    return openpyxl.load_workbook(folder / "audit_report.xlsx", data_only=True)


def rows_of(sheet, name) -> list[dict]:
    """Body of a table as records; the totals row is left out."""
    table = sheet.tables[name]
    cells = [[cell.value for cell in row] for row in sheet[table.ref]]
    body = cells[1:-1] if table.totalsRowCount else cells[1:]
    return [dict(zip(cells[0], row, strict=True)) for row in body]


def parts(path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def hostile(audit):
    typed = audit.intake.typed.copy()
    typed.loc[typed.index[: len(NAMES)], "process_name"] = list(NAMES.values())
    typed.loc[typed.index[0], "business_unit"] = "=1+1"
    return dataclasses.replace(audit, intake=dataclasses.replace(audit.intake, typed=typed))


def test_sheets_titles_and_names_in_order(book):
    assert book.sheetnames == SHOWN
    assert all(isinstance(sheet["A1"].value, str) and isinstance(sheet["A2"].value, str) for sheet in book)


def test_every_table_sheet_has_tables_a_frozen_header_filters_and_print_set_up(book):
    for sheet in book.worksheets[1:]:
        assert sheet.tables and sheet.freeze_panes, sheet.title
        assert all(table.autoFilter for table in sheet.tables.values())
        headers = {
            int(re.sub(r"\D", "", table.ref.split(":")[0])): len(sheet[table.ref])
            for table in sheet.tables.values()
        }
        if sheet.title == "Why":  # shows one process at a time, and prints only that
            continue
        if sheet.title == "Heat map":  # one page, so no heading is repeated over the wrong table
            assert sheet.page_setup.fitToHeight in (1, None) and not sheet.print_title_rows
            continue
        repeated = int(sheet.print_title_rows.split("$")[-1])
        assert repeated in headers, sheet.title  # a header, so that no page of the main table is without one
        area = sheet.print_area or sheet.dimensions
        last = int(re.sub(r"\D", "", area.split(":")[-1]))
        # no later page has the heading of another table than its own
        assert not [row for row in headers if repeated < row <= last], sheet.title
        if repeated == min(headers) and not sheet._charts:
            assert sheet.freeze_panes.endswith(str(repeated + 1))
        assert (
            sheet.page_setup.orientation == "landscape"
            and sheet.sheet_properties.pageSetUpPr.fitToPage
            and sheet.page_setup.fitToHeight == 0
        )
        assert sheet.print_title_rows and "&P" in sheet.oddFooter.right.text


def test_the_footer_of_a_page_shows_a_name_that_begins_with_a_digit_whole_and_small(tmp_path):
    audit = made_up_audit()
    write(
        dataclasses.replace(audit, request=dataclasses.replace(audit.request, portfolio="2026 R&D")), tmp_path
    )
    for sheet in openpyxl.load_workbook(tmp_path / "audit_report.xlsx").worksheets:
        left, center = sheet.oddFooter.left, sheet.oddFooter.center
        assert left.size == center.size == 8
        assert left.text.strip() == "2026 R&&D: outsourcing screen" and center.text.strip() == sheet.title


@pytest.mark.parametrize(("share", "lines"), [(0.5, 1), (1.0, 1), (1.5, 2), (1.97, 3), (2.4, 3)])
def test_a_text_that_all_but_fills_its_lines_gets_one_more(share, lines):
    letters = 100 * LETTERS_PER_UNIT - LOST_AT_LINE_ENDS
    frame = pd.DataFrame({"a": ["x" * int(share * letters)]})
    table = Table("a", "a", (Field("a", "A", "sentence"),), frame, "")
    assert lines_of_text(table, (100.0,)) == [lines]


@pytest.mark.parametrize(
    ("rows", "starts"),
    [((3, 3, 3), ""), ((200, 3, 3), "b"), ((24, 5, 3), "b"), ((24, 200), "b"), ((5, 200, 30, 30), "cd")],
)
def test_no_heading_is_alone_at_the_end_of_a_page(rows, starts):
    fields = (Field("a", "A", "long"),)
    tables = [
        Table(name, name, fields, pd.DataFrame({"a": ["word"] * count}), "")
        for name, count in zip("abcd", rows, strict=False)
    ]
    sheet = Sheet("figures", "Figures", "Tables below one another.", tuple(tables))
    book = SimpleNamespace(once=lambda work, *given: work(*given), texts={"rows_printed": "{row}"})
    breaks = printed(book, sheet, sheet.header_rows(), [56.0]).breaks
    assert list(breaks) == [sheet.header_rows()[name] - 1 for name in starts]


def test_the_note_of_a_table_is_shown_in_lines_above_its_heading():
    note = " ".join(["The last day for notice is the end of the contract less the notice period."] * 5)
    fields, frame = (Field("a", "A", "long"),), pd.DataFrame({"a": ["word"]})
    tables = (Table("a", "a", fields, frame, ""), Table("b", "b", fields, frame, "", note))
    rows = Sheet("flags", "Risk flags", "Tables below one another.", tables).header_rows()
    lines = tables[1].note_lines
    assert len(lines) == 3 and " ".join(lines) == note
    # The heading and row of the first table, a free row, the title, and the note.
    assert rows["b"] == rows["a"] + 1 + 1 + 2 + len(lines)


def test_what_must_be_settled_is_printed_with_each_candidate(book):
    sheet = book["Candidates"]
    printed_to = column_index_from_string(sheet.print_area.split("$")[-2])
    (top,) = {int(re.sub(r"\D", "", table.ref.split(":")[0])) for table in sheet.tables.values()}
    headings = [cell.value for cell in sheet[top]][:printed_to]
    assert {"First move", "Does it pay", "Gravest flag", "To settle before it moves"} <= set(headings)


def test_header_cells_are_the_names_of_the_tables_columns(book):
    names = []
    for sheet in book:
        for table in sheet.tables.values():
            names.append(table.name)
            assert [cell.value for cell in sheet[table.ref][0]] == [
                column.name for column in table.tableColumns
            ]
    assert len(names) == len(set(names)) > 20


def test_no_merged_cell_inside_a_table(book):
    for sheet in book:
        for table in sheet.tables.values():
            area = openpyxl.worksheet.cell_range.CellRange(table.ref)
            assert not any(area.isdisjoint(merged) is False for merged in sheet.merged_cells.ranges), (
                table.name
            )


def headings_of(frame) -> dict[str, str]:
    """How the report heads each column of numbers."""
    texts = catalogue("en").under("field")
    elsewhere = RESULT_COLUMNS[RESULT_COLUMNS.index("row_kind") : RESULT_COLUMNS.index("capacity_low")]
    numbers = [
        name
        for name in frame.select_dtypes("number")
        if not name.startswith("source_") and name not in (*elsewhere, "verdict")
    ]
    assert len(numbers) >= 8
    return {name: texts[name].format(**{"in": " EUR"}) for name in numbers}


def test_the_numbers_are_those_of_results_csv(folder, values):
    results = pd.read_csv(folder / "results.csv").set_index("process_id")
    processes = pd.DataFrame(rows_of(values["All processes"], "Processes")).set_index("Id")
    assert sorted(processes.index) == sorted(results.index)
    for column, heading in headings_of(results).items():
        left, right = processes[heading].astype(float), results[column].reindex(processes.index).astype(float)
        assert np.isclose(left, right, rtol=EXCEL_DIGITS, atol=0, equal_nan=True).all(), column


def test_the_numbers_are_those_of_candidates_csv(folder, values):
    told = pd.read_csv(folder / "candidates.csv").set_index("process_id")
    shown = pd.DataFrame(rows_of(values["Candidates"], "Candidates")).set_index("Id")
    assert list(shown.index) == list(told.index)
    for column, heading in headings_of(told).items():
        assert np.isclose(
            shown[heading].astype(float),
            told[column].astype(float),
            rtol=EXCEL_DIGITS,
            atol=0,
            equal_nan=True,
        ).all(), column


def test_formulas_stand_in_totals_alone_and_carry_their_value(book, values):
    found = 0
    for sheet in book:
        totals = {
            table.name: int(table.ref.split(":")[1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            for table in sheet.tables.values()
            if table.totalsRowCount
        }
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" and sheet.title == "Why":
                    # The picker: where the lines of what is chosen begin, and the lines.
                    formula = getattr(cell.value, "text", cell.value)
                    assert formula.startswith(("=IFERROR(MATCH(TRUE,EXACT(", "=IFERROR(IF(EXACT("))
                elif cell.data_type == "f":
                    found += 1
                    assert cell.row in totals.values() and cell.value.startswith("=IF(SUBTOTAL(102,")
                    above = [
                        values[sheet.title].cell(line, cell.column).value
                        for line in range(*_lines(cell.value))
                    ]
                    figures = [number for number in above if number is not None]
                    shown = values[sheet.title][cell.coordinate].value
                    # Nothing that was valued is no saving of 0.
                    assert shown == pytest.approx(sum(figures)) if figures else shown in (None, "")
    assert found >= 10


def _lines(formula: str) -> tuple[int, int]:
    first, last = (int(number) for number in re.findall(r"[A-Z]+(\d+)", formula.rsplit(",", 1)[1]))
    return first, last + 1


def test_text_from_the_input_is_never_a_formula_or_a_link(tmp_path):
    write(hostile(made_up_audit()), tmp_path)
    for name in ("audit_report.xlsx", "audit_report_full.xlsx"):
        xml = parts(tmp_path / name)
        formulas = [
            formula
            for part, text in xml.items()
            if SHEET_XML.fullmatch(part)
            for formula in re.findall(r"<f[ >].*?</f>", text)
        ]
        assert formulas and all(
            re.match(
                r"<f[^>]*>(IF\(SUBTOTAL\(102,|IFERROR\(MATCH\(TRUE,EXACT\(|IFERROR\(IF\(EXACT\()", formula
            )
            for formula in formulas
        )
        assert not any(
            "hyperlink" in text for part, text in xml.items() if part.startswith("xl/worksheets/_rels")
        )  # no link leaves the workbook
        sheet = openpyxl.load_workbook(tmp_path / name)["All processes"]
        shown = {row["Id"]: row["Process"] for row in rows_of(sheet, "Processes")}
        assert (
            shown["P001"] == NAMES["formula"]
            and shown["P006"] == NAMES["escape"]
            and shown["P008"] == NAMES["fullwidth"]
        )


def test_a_control_character_in_a_name_leaves_every_part_of_the_workbook_readable(tmp_path):
    name = "Post invoices\x0bby hand _x0041_"  # a line break as Word and PowerPoint paste it
    audit = made_up_audit()
    typed = audit.intake.typed.assign(process_name=name)
    write(dataclasses.replace(audit, intake=dataclasses.replace(audit.intake, typed=typed)), tmp_path)
    for file in ("audit_report.xlsx", "audit_report_full.xlsx"):
        for part, text in parts(tmp_path / file).items():
            if part.endswith((".xml", ".rels")):
                ElementTree.fromstring(text)
        sheet = CalamineWorkbook.from_path(tmp_path / file).get_sheet_by_name("Why")
        chosen = sheet.to_python(skip_empty_area=False)[:12]
        assert name in [cell for row in chosen for cell in row]


def test_text_that_is_too_long_is_cut_and_says_so(tmp_path):
    write(hostile(made_up_audit()), tmp_path)
    shown = {
        row["Id"]: row["Process"]
        for row in rows_of(
            openpyxl.load_workbook(tmp_path / "audit_report.xlsx")["All processes"], "Processes"
        )
    }
    for process_id in ("P009", "P010"):
        assert len(shown[process_id].encode("utf-16-le")) // 2 <= 32_767
        assert "cut here" in shown[process_id]


def test_links_lead_to_the_reasons_of_the_same_process(book):
    sheet = book["Candidates"]
    headings = [cell.value for cell in sheet[sheet.tables["Candidates"].ref][0]]
    checked = 0
    for row in sheet.iter_rows():
        cell, own_id = (row[headings.index(name)] for name in ("Process", "Id"))  # a long name leads nowhere
        if link := cell.hyperlink or own_id.hyperlink:
            target, area = link.location.rsplit("!", 1)
            why = book[target.strip("'")]
            lines = [line[0].row for line in why[area]]
            assert {why.cell(line, 1).value for line in lines} == {
                cell.value.removesuffix(" (objection open)")
            }
            folded = [why.row_dimensions[line].hidden for line in lines]
            assert (
                folded == [False, False] + [True] * (len(lines) - 2) and len(lines) > 3
            )  # the decision and what would change it stay in sight
            checked += 1
    assert checked == 31


def test_every_link_leads_to_a_cell_of_this_workbook(book):
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in (cell for cell in row if cell.hyperlink):
                assert cell.hyperlink.target is None
                name, area = cell.hyperlink.location.rsplit("!", 1)
                last = book[name.strip("'")][area] if ":" in area else book[name.strip("'")][area]
                assert last is not None


def test_every_figure_of_the_first_screen_is_a_link(book):
    sheet = book["Summary"]
    rows = [row for row in range(14, 29) if isinstance(sheet.cell(row, 3).value, int)]
    assert len(rows) == len(STANDINGS) and all(sheet.cell(row, 2).hyperlink for row in rows)
    assert sum(sheet.cell(row, 3).value for row in rows) == 41


def test_the_first_screen_fits_a_laptop_and_the_sheet_one_printed_page(book):
    from tasks.reporting.writer.summary import PAGE_HEIGHT, WIDTHS

    sheet = book["Summary"]
    pixels = {row: (sheet.row_dimensions[row].height or 15) / 0.75 for row in range(1, 80)}
    first = next(row for row in range(1, 80) if sheet.cell(row, 2).value == "WHAT WOULD CHANGE THIS MOST")
    # Beyond these one would have to scroll at 1366 x 768.
    assert sum(pixels[row] for row in range(1, first + 4)) <= 525 and sum(WIDTHS) <= 1340
    assert sheet.sheet_view.showRowColHeaders is False
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight or 1) == (1, 1)
    last = int(sheet.print_area.split("$")[-1])
    printed, paper = sum(pixels[row] for row in range(1, last + 1)), (297 - 15) / (210 - 18)
    assert printed <= PAGE_HEIGHT + 14 and sum(WIDTHS) / printed == pytest.approx(paper, rel=0.05)


@pytest.mark.parametrize("heading", ["WHAT WOULD CHANGE THIS MOST", "CONTENTS"])
def test_texts_side_by_side_on_the_first_sheet_have_a_gap_between_them(book, heading):
    sheet = book["Summary"]
    row = next(row for row in range(1, 80) if sheet.cell(row, 2).value == heading)
    beside = next(cell for cell in sheet[row + 1][2:] if cell.value)
    assert beside.alignment.indent == 1


@pytest.mark.parametrize("kind", ["FirstCandidates", "GravestRisks"])
def test_no_number_of_the_first_sheet_is_wider_than_its_cell(book, kind):
    from openpyxl.utils import get_column_letter, range_boundaries

    sheet = book["Summary"]
    left, top, right, bottom = range_boundaries(sheet.tables[kind].ref)
    for column in range(left, right + 1):
        characters = sheet.column_dimensions[get_column_letter(column)].width
        for row in range(top + 1, bottom + 1):
            value = sheet.cell(row, column).value
            if isinstance(value, (int, float)):
                said = f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
                assert len(said) + 1 <= characters


def test_the_chart_is_native_with_words_for_the_blind_and_told_by_colour_and_marker(folder):
    xml = parts(folder / "audit_report.xlsx")
    drawing = xml["xl/drawings/drawing1.xml"]
    assert 'descr="Scatter chart of ' in drawing and 'descr="Stacked bar chart of ' in drawing
    charts = [text for name, text in xml.items() if name.startswith("xl/charts/chart")]
    scatter = next(text for text in charts if "<c:scatterChart>" in text)
    assert {"circle", "diamond"} <= set(re.findall(r'<c:symbol val="(\w+)"', scatter))
    assert len(set(re.findall(r'<c:size val="(\d+)"', scatter))) > 1
    lines = next(text for text in charts if "<c:lineChart>" in text)
    drawings = "".join(text for name, text in xml.items() if name.startswith("xl/drawings/drawing"))
    assert lines.count("<c:ser>") >= 4 and 'descr="Line chart of how many processes' in drawings
    assert drawings.count("descr=") == drawings.count("<xdr:graphicFrame ")  # none without words
    tables = [text for part, text in xml.items() if part.startswith("xl/tables/")]
    assert all('altText="' in text and 'altTextSummary="' in text for text in tables)


def test_no_name_and_no_free_text_anywhere_in_the_stakeholder_workbook(folder):
    said = "".join(parts(folder / "audit_report.xlsx").values())
    assert SECRET not in said and not any(owner in said for owner in OWNERS.values())
    assert SECRET in "".join(parts(folder / "audit_report_full.xlsx").values())


def test_the_challenge_sheet_offers_choices_and_has_the_columns_that_are_read_back(book):
    sheet = book["Challenge"]
    table = sheet.tables["Challenge"]
    assert len(table.tableColumns) == len(CHALLENGE_COLUMNS)
    lists = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert len(lists) == 5 and any("agree,object,override" in (rule.formula1 or "") for rule in lists)
    processes = next(rule for rule in lists if "$A$" in rule.formula1).formula1.split("!")[1].replace("$", "")
    offered = [cell[0].value for cell in sheet[processes]]
    assert len(offered) == 41 and "P001 | Supplier invoice entry" in offered
    assert len([rule for rule in sheet.data_validations.dataValidation if rule.type == "date"]) == 2
    assert {prop.name: prop.value for prop in book.custom_doc_props.props}[
        "process_audit_portfolio"
    ] == "Northwind group functions"


def test_properties_of_the_document_and_the_same_bytes_for_the_same_audit(folder, book, tmp_path):
    assert (
        book.properties.title == "Northwind group functions: outsourcing screen"
        and book.properties.created.date().isoformat() == "2026-11-01"
    )
    write(third_run(), tmp_path)
    for name in ("audit_report.xlsx", "audit_report_full.xlsx", "results.csv"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_the_accessible_edition_leaves_out_what_guidance_discourages(tmp_path):
    write(made_up_audit(accessible=True), tmp_path)
    xml = parts(tmp_path / "audit_report.xlsx")
    assert not any("chart" in part or "drawing" in part for part in xml)
    book = openpyxl.load_workbook(tmp_path / "audit_report.xlsx")
    for sheet in book:
        assert (
            not sheet.freeze_panes
            and not sheet.merged_cells.ranges
            and not sheet.oddFooter.right.text
            and not sheet.conditional_formatting
        )
        assert all(table.autoFilter is None for table in sheet.tables.values()) and not any(
            row.hidden for row in sheet.row_dimensions.values()
        )
        assert all(cell.fill.fill_type is None for row in sheet.iter_rows() for cell in row)
    headlines = rows_of(book["Summary"], "Headlines")
    assert any("approve a market sounding for" in row["Value"] for row in headlines)
    assert sum(row["Processes"] for row in rows_of(book["Summary"], "Counts")) == 41


def test_german_texts_under_the_same_sheet_names(tmp_path):
    write(made_up_audit(language="de"), tmp_path)
    book = openpyxl.load_workbook(tmp_path / "audit_report.xlsx")
    assert book.sheetnames == SHOWN
    assert book["Candidates"]["A1"].value == "Kandidaten für die Auslagerung"
    assert "BPO-Kandidat" in {row["Einstufung"] for row in rows_of(book["Candidates"], "Candidates")}


def test_every_part_is_well_formed_and_table_ids_are_unique(folder):
    xml = parts(folder / "audit_report.xlsx")
    roots = {name: ElementTree.fromstring(text) for name, text in xml.items() if name.endswith(".xml")}
    ids = [root.get("id") for name, root in roots.items() if name.startswith("xl/tables/")]
    assert len(ids) == len(set(ids)) > 20


def test_a_column_of_amounts_in_which_nothing_was_valued_has_no_total_of_zero(tmp_path):
    audit = made_up_audit()
    rows = audit.value.rows
    figures = rows.select_dtypes("float64").columns
    value = dataclasses.replace(audit.value, rows=rows.assign(**dict.fromkeys(figures, float("nan"))))
    write(dataclasses.replace(audit, value=value), tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "audit_report.xlsx", data_only=True)["Candidates"]
    table = next(iter(sheet.tables.values()))
    headings = sheet[int(re.findall(r"\d+", table.ref)[0])]
    last = sheet[table.ref.split(":")[1]].row
    totals = [sheet.cell(last, cell.column).value for cell in headings if "saving" in str(cell.value).lower()]
    assert totals and not any(isinstance(total, int | float) for total in totals)
