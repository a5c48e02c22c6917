"""What a reader has on paper: whole texts, in the language of the report."""

import datetime as dt
import re

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import range_boundaries

from flows.requests import requests_for
from flows.runners import inline
from flows.story import audit_and_remember
from tasks.reporting.model.elements import Field, Table
from tasks.reporting.writer.fit import MOST_LINES, lines_of_text

LIST = """Prozess;FTE;Personalkosten (TEUR);Waehrung;Land;Kernprozess;Regelbasiert;Ermessen;Aktuelles Modell
Rechnungspruefung;9;700;EUR;DE;nein;5;1;intern
Lohnabrechnung;12;600;EUR;DE;nein;5;1;intern
Marktforschung;6;700;EUR;DE;nein;1;5;intern
"""


@pytest.fixture(scope="module")
def german(tmp_path_factory):
    inventory = tmp_path_factory.mktemp("run") / "liste.csv"
    inventory.write_text(LIST, encoding="utf-8")
    [job] = requests_for([inventory], inventory.parent / "out", dt.date(2026, 11, 20), language="de")
    return openpyxl.load_workbook(f"{audit_and_remember(job, inline()).run_folder}/audit_report.xlsx")


def test_a_factor_of_a_heading_has_the_separators_of_the_language(german):
    sheet = german["Data quality"]
    units = [
        value for row in sheet.iter_rows(values_only=True) for value in row if str(value).startswith("EUR x")
    ]
    assert set(units) == {"EUR x 1.000"}


def test_what_must_be_settled_before_a_candidate_moves_is_printed_in_german_too(german):
    sheet = german["Candidates"]
    area = sheet.print_area
    last = range_boundaries(area.split("!")[1].replace("$", ""))[2] if area else sheet.max_column
    [column] = [
        cell.column
        for row in sheet.iter_rows(max_row=12)
        for cell in row
        if re.match("Vor dem .* zu klären", str(cell.value))
    ]
    assert column <= last


@pytest.mark.parametrize(("is_printed", "lines"), [(True, 25), (False, MOST_LINES)])
def test_a_long_text_is_whole_on_paper_and_takes_no_more_than_some_lines_for_the_screen_alone(
    is_printed, lines
):
    text = "\n".join(["Before the contract, record the assessment."] * 25)
    table = Table(
        "Notes",
        "Notes",
        (Field("note", "Note", "long"),),
        pd.DataFrame({"note": [text]}),
        "",
        is_printed=is_printed,
    )
    assert lines_of_text(table, [60.0]) == [lines]


def test_words_are_kept_whole_when_lines_are_counted():
    text = "Eskalationsweg (Zu starre Abhängigkeit vom Ablauf); Vertrag zur Auftragsverarbeitung (Personenbezogene Daten)"
    table = Table("Notes", "Notes", (Field("note", "Note", "long"),), pd.DataFrame({"note": [text]}), "")
    assert lines_of_text(table, [84.0]) == [2]
