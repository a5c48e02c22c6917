"""The live model in Excel against the program: recalculated by LibreOffice, unchanged and changed."""

import datetime as dt
import types

import openpyxl
import pytest

from schemas.quotes import Quote
from tasks.intake import read_what_if
from tasks.reporting.what_if import write_what_if
from tasks.settings import settings
from tasks.value import model, switch
from tests.libreoffice import saved_by_libreoffice
from tests.value.conftest import INVOICES, facts

pytestmark = pytest.mark.libreoffice
ROWS = [
    INVOICES,
    {**INVOICES, "location": "nearshore"},
    {**INVOICES, "location": "onshore", "annual_cost": 1_100_000},
    {**INVOICES, "recommendation": "kpo_candidate", "specialist_utilisation_share": 0.5},
    {**INVOICES, "outsourced_cost": 100_000},
    {**INVOICES, "error_share": 0.15, "training_weeks": 10, "regulated_activity": "finance"},
    {**INVOICES, "wage_inflation_share": 0.2, "contract_years": 2.5, "regulated_activity": None},
    {**INVOICES, "currency": "USD", "country": "US", "location": "nearshore", "transition_cost": 5_000},
    {**INVOICES, "process_id": "P-items", "volume": 100_000},
]
QUOTES = [Quote("q.xlsx", "Quotes", 2, "Northwind", "per_item", 1.5, scope=("P-items",), currency="EUR")]


@pytest.fixture(scope="module")
def book(tmp_path_factory, rulebook):
    folder = tmp_path_factory.mktemp("what_if")
    typed, assessed, risk = facts(ROWS)
    value = model(typed, assessed, risk, rulebook, dt.date(2026, 12, 1), quotes=QUOTES)
    simple = types.SimpleNamespace
    request = simple(language="en", portfolio="Demo", run_id="r1")
    assessment = simple(rows=assessed.assign(grade="B"))
    audit = simple(
        value=value, intake=simple(typed=typed), assessment=assessment, rulebook=rulebook, request=request
    )
    assert write_what_if(audit, folder / "what_if.xlsx")
    return folder / "what_if.xlsx", value


def recalculated(path, folder):
    return openpyxl.load_workbook(saved_by_libreoffice(path, "xlsx", folder), data_only=True)


def column(sheet, heading):
    heads = [cell.value for cell in sheet[4]]
    return [row[heads.index(heading)].value for row in sheet.iter_rows(min_row=5)]


def test_unchanged_it_says_what_the_program_says(book, tmp_path):
    path, value = book
    stored, again = openpyxl.load_workbook(path, data_only=True), recalculated(path, tmp_path)
    for sheet in stored:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float):
                    assert again[sheet.title][cell.coordinate].value == pytest.approx(cell.value, abs=0.5)
    for heading, name in (("Net saving a year", "case_saving"), ("Net present value", "npv_mid")):
        assert column(again["Candidates"], heading) == pytest.approx(value.rows[name].to_list(), abs=0.5)


def test_a_changed_cell_and_a_switch_change_every_figure_as_the_program_would(book, tmp_path, rulebook_with):
    path, _ = book
    changed = openpyxl.load_workbook(path)
    sheet = changed["Assumptions"]
    row = next(row for row in sheet.iter_rows() if row[0].value == "governance")
    for cell in row[3:9]:
        cell.value = 0.10
    sheet["D4"] = "attrition"
    switches = changed["Candidates"]
    switches["C5"] = "out"
    changed.save(tmp_path / "changed.xlsx")
    again = recalculated(tmp_path / "changed.xlsx", (tmp_path / "out"))
    overlay = {"assumptions": {"governance": {"mid": 0.10}}, "release": {"attrition": {"is_chosen": True}}}
    typed, assessed, risk = facts(ROWS)
    value = model(typed, assessed, risk, rulebook_with(overlay), dt.date(2026, 12, 1), quotes=QUOTES)
    assert column(again["Candidates"], "Net present value") == pytest.approx(
        value.rows["npv_mid"].to_list(), abs=0.5
    )
    total = next(row for row in again["Portfolio"].iter_rows(min_row=5, values_only=True) if row[0] == "EUR")
    inside = value.rows[value.rows["currency"].eq("EUR") & (value.rows.index != 0)]
    assert total[1] == len(inside) and total[5] == pytest.approx(inside["npv_mid"].sum(), abs=0.5)


def test_it_has_no_macro_no_link_outside_and_no_text_that_runs(book):
    import zipfile

    with zipfile.ZipFile(book[0]) as parts:
        names = parts.namelist()
    assert not [name for name in names if "vba" in name.lower() or "externalLink" in name]


def test_a_cost_of_the_list_gives_way_only_to_a_quote_that_somebody_changed(book, tmp_path):
    path, _ = book
    changed = openpyxl.load_workbook(path)
    sheet, cost = changed["Candidates"], "outsourced_cost"
    lines = {row[0].value: row[0].row for row in sheet.iter_rows(min_row=5)}
    sheet.cell(lines["P1"], 6).value = "80 000 EUR"
    sheet.cell(lines["P2"], 6).value = 70_000
    sheet.cell(lines["P4"], 6).value = None  # the program had filled in 100,000
    changed.save(tmp_path / "changed.xlsx")
    read = read_what_if(tmp_path / "changed.xlsx", settings().limits)
    assert [f"cell F{lines['P1']} of the candidates" in remark for remark in read.remarks] == [True]
    # Costs that the list has got since the live model was written.
    typed, _, risk = facts([{**row, cost: row.get(cost, 90_000)} for row in ROWS])
    switched = switch(typed, risk, read)[0].set_index("process_id")[cost]
    assert switched[["P0", "P1", "P2"]].tolist() == [90_000, 90_000, 70_000]
    assert switched.isna()["P4"] and switched["P-items"] == 112_500
