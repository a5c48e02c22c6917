"""What we write and people send back is read as what they meant."""

import pandas as pd
import pytest
from openpyxl import load_workbook

from schemas.columns import columns
from tasks import intake, quality
from tasks.reporting.corrections.workbook import write_corrections
from tasks.reporting.template import write_template
from tasks.settings import Limits, ReportLimits

WHAT_TO_DO = "What to do"

MEANT = {
    "process_id": ["P-1", "P-2"],
    "process_name": ["Supplier invoice entry", "Patent searches"],
    "currency": ["EUR", "EUR"],
    "fte": [4.5, 1.0],
    "annual_cost": [270_000.0, 140_000.0],
    "rule_based_level": [5.0, 2.0],
    "analysis_share": [0.05, 0.6],
    "checklist_executable": [True, False],
    "output_type": ["transaction", "insight"],
    "data_types": ["financial;customer_personal", "intellectual_property"],
    "error_share": [0.02, None],
    "country": ["DE", "FR"],
    "contract_years": [5.0, None],
}


def fill(path, cells_by_column):
    """Types the cells under the example rows of a template, as a person would."""
    book = load_workbook(path)
    titles = {column.title: name for name, column in columns().items()}
    for sheet in (book["Processes"], book["Details"]):
        for heading in sheet[1]:
            for row, value in enumerate(cells_by_column.get(titles[heading.value], []), start=3):
                sheet.cell(row, heading.column).value = (
                    ("no", "yes")[value] if isinstance(value, bool) else value
                )
    book.save(path)


def read_of(*paths):
    return quality.validate(intake.read_portfolio(paths, Limits()), None)


def complaints(read):
    return read.issues[read.issues["severity"] != "repair"]


def test_a_filled_template_is_read_without_an_issue(tmp_path):
    path = tmp_path / "template.xlsx"
    write_template(path)
    fill(path, MEANT)
    read = read_of(path)
    assert complaints(read)[["code", "cell"]].to_dict("records") == []
    typed = read.typed.sort_values("process_id").reset_index(drop=True)
    for name, cells in MEANT.items():
        got = typed[name].astype(object).where(typed[name].notna(), None).to_list()
        assert got == cells, name
    assert len(read.set_aside) == 0


def test_an_empty_template_holds_no_process(tmp_path):
    path = tmp_path / "template.xlsx"
    write_template(path)
    assert len(intake.read_portfolio((path,), Limits()).typed) == 0


SENT = """Process;FTE;Annual cost (EUR);Output;Core
Invoice entry;4,5;270000;transaction;non_core
Payroll;plenty;200000;record;non_core
Market research;2;180000;wonders;core
;1;5;record;
Filing;1;50000;record;non_core
"""
CLEAN = SENT.replace("plenty", "3").replace("wonders", "insight").replace("\n;1", "\nArchive;1")


def test_a_corrected_copy_gives_the_results_of_a_clean_workbook(tmp_path):
    (tmp_path / "list.csv").write_text(SENT, encoding="utf-8")
    (tmp_path / "clean.csv").write_text(CLEAN, encoding="utf-8")
    sent = read_of(tmp_path / "list.csv")
    copy = tmp_path / "corrections.xlsx"
    assert write_corrections(sent, "list", copy, ReportLimits())
    book = load_workbook(copy)
    sheet = book.worksheets[0]
    place = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        for heading, wrong, right in (
            ("FTE", "plenty", 3),
            ("Output", "wonders", "insight"),
            ("Process", None, "Archive"),
        ):
            cell = sheet.cell(row, place[heading])
            if cell.value == wrong:
                cell.value = right
    book.save(copy)
    corrected, clean = (read_of(path) for path in (copy, tmp_path / "clean.csv"))
    shown = [
        name for name in ("process_name", "fte", "annual_cost", "currency", "output_type", "core_process")
    ]
    by_name = [
        read.typed[shown].sort_values("process_name", ignore_index=True) for read in (corrected, clean)
    ]
    pd.testing.assert_frame_equal(*by_name)
    assert complaints(corrected).empty
    assert WHAT_TO_DO not in corrected.carried.columns
    kept = corrected.typed.set_index("process_name")["process_id"]
    assert kept["Filing"] == sent.typed.set_index("process_name")["process_id"]["Filing"]


def test_an_uncorrected_copy_has_the_same_problems(tmp_path):
    (tmp_path / "list.csv").write_text(SENT, encoding="utf-8")
    sent = read_of(tmp_path / "list.csv")
    write_corrections(sent, "list", tmp_path / "corrections.xlsx", ReportLimits())
    again = read_of(tmp_path / "corrections.xlsx")
    assert sorted(complaints(again)["code"]) == sorted(complaints(sent)["code"])
    assert len(again.typed) == len(sent.typed)
    assert len(again.set_aside) == len(sent.set_aside)


def test_corrected_rows_of_a_large_list_replace_those_of_the_same_id(tmp_path):
    (tmp_path / "list.csv").write_text(SENT, encoding="utf-8")
    sent = read_of(tmp_path / "list.csv")
    copy = tmp_path / "corrections.xlsx"
    write_corrections(sent, "list", copy, ReportLimits(corrections_rows=3))
    book = load_workbook(copy)
    sheet = book.worksheets[0]
    place = {cell.value: cell.column for cell in sheet[1]}
    names = [sheet.cell(row, place["Process"]).value for row in range(2, sheet.max_row + 1)]
    assert sorted(names, key=str) == ["Market research", None, "Payroll"]
    sheet.cell(names.index(None) + 2, place["Process"]).value = "Archive"
    sheet.cell(names.index("Payroll") + 2, place["FTE"]).value = 3
    sheet.cell(names.index("Market research") + 2, place["Output"]).value = "insight"
    book.save(copy)
    merged = read_of(tmp_path / "list.csv", copy)
    assert complaints(merged).empty
    fte = merged.typed.set_index("process_name")["fte"]
    assert fte.to_dict() == {
        "Invoice entry": 4.5,
        "Payroll": 3,
        "Market research": 2,
        "Archive": 1,
        "Filing": 1,
    }
    assert set(merged.typed["process_id"]) == {*sent.typed["process_id"], "r5"} and merged.set_aside.empty
    assert sum(table.rows_in for table in merged.tables.values()) == len(merged.typed)


def problems_of(tmp_path, sent, fixes, name="corrections.xlsx", lists=("list.csv",)):
    """The problem rows of a list, with the cells of one heading and value filled in as a person would."""
    (tmp_path / "list.csv").write_text(sent, encoding="utf-8")
    copy = tmp_path / name
    assert write_corrections(
        read_of(*(tmp_path / file for file in lists)), "list", copy, ReportLimits(corrections_rows=3)
    )
    book = load_workbook(copy)
    for cell in (cell for row in book.worksheets[0].iter_rows(min_row=2) for cell in row):
        cell.value = fixes.get(cell.value, cell.value)
    book.save(copy)
    return copy


def with_ids(text):
    first, *rest = text.strip().split("\n")
    return (
        "\n".join([f"Process ID;{first}", *(f"P{number};{line}" for number, line in enumerate(rest))]) + "\n"
    )


FIXES = {"plenty": 3, "wonders": "insight"}
SHIFTED = SENT.replace("Invoice entry", "Travel claims;1;40000;record;non_core\nInvoice entry")


def test_corrected_rows_never_replace_those_of_a_list_that_has_shifted(tmp_path):
    copy = problems_of(tmp_path, SENT, FIXES)
    (tmp_path / "list.csv").write_text(SHIFTED, encoding="utf-8")
    merged, alone = read_of(tmp_path / "list.csv", copy), read_of(tmp_path / "list.csv")
    assert merged.typed[list(alone.typed)].equals(alone.typed)
    refused = complaints(merged).query("code == 'CORRECTION_REFUSED'")
    assert list(refused["cell"]) == ["B2", "B3"] and set(refused["file"]) == {"corrections.xlsx"}
    assert set(merged.set_aside["code"]) == {"CORRECTION_REFUSED", "ROW_WITHOUT_NAME"}
    assert sum(table.rows_in for table in merged.tables.values()) == len(merged.typed) + len(merged.set_aside)


def test_ids_of_their_own_find_the_rows_of_a_list_that_has_shifted(tmp_path):
    copy = problems_of(tmp_path, with_ids(SENT), FIXES)
    lines = with_ids(SENT).strip().split("\n")
    (tmp_path / "list.csv").write_text(
        "\n".join([lines[0], "P9;Travel claims;1;40000;record;non_core", *lines[1:]]), encoding="utf-8"
    )
    merged = read_of(tmp_path / "list.csv", copy)
    fte = merged.typed.set_index("process_name")["fte"]
    assert fte["Payroll"] == 3 and len(fte) == 5 and set(complaints(merged)["code"]) == {"ROW_WITHOUT_NAME"}


def test_an_id_that_was_corrected_leaves_no_double_behind(tmp_path):
    copy = problems_of(tmp_path, with_ids(SENT).replace("P1;", "P0;"), {**FIXES, "P0": "P1"})
    merged = read_of(tmp_path / "list.csv", copy)
    assert sorted(merged.typed["process_id"]) == ["P0", "P1", "P2", "P4"]
    assert set(complaints(merged)["code"]) == {"ROW_WITHOUT_NAME"}


@pytest.mark.parametrize("sent", [SENT, with_ids(SENT)])
def test_corrections_of_corrections_replace_them(tmp_path, sent):
    first = problems_of(tmp_path, sent, {"wonders": "insight"})
    second = problems_of(tmp_path, sent, FIXES, "second.xlsx", ("list.csv", first.name))
    merged = read_of(tmp_path / "list.csv", first, second)
    assert merged.typed.set_index("process_name")["fte"]["Payroll"] == 3 and len(merged.typed) == 4
    assert set(complaints(merged)["code"]) == {"ROW_WITHOUT_NAME"}
    assert sum(table.rows_in for table in merged.tables.values()) == 5
