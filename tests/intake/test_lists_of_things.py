"""Lists that name applications, posts, measures or risks, and no processes."""

from __future__ import annotations

import pytest

from schemas.columns import LISTED_KINDS
from tasks.intake.columns.names_of_rows import _THINGS
from tasks.intake.wording.word_lists import words_of_kind
from tasks.text.kinds_beside_text import KIND_AS_LISTED
from tests.intake.made_sheets import codes, read

APPLICATIONS = ["Claims Pro", "Payroll Engine", "Ledger One", "Travel Desk", "Scan Box"]
WORK = ["Settle claims", "Pay wages", "Close the books", "Check expenses", "Scan mail"]
USES = ["Claims handling", "Payroll", "General ledger", "Travel expense claims", "Scanning of mail"]


def test_each_thing_that_a_heading_can_name_has_a_word_and_a_kind_of_row():
    assert set(words_of_kind("listed_thing").values()) == set(LISTED_KINDS)
    assert set(_THINGS) == set(KIND_AS_LISTED) == set(LISTED_KINDS)


@pytest.mark.parametrize(
    ("heading", "listed_as"),
    [
        ("Application", "application"),
        ("System name", "application"),
        ("Anwendung", "application"),
        ("Job title", "position"),
        ("Stelle", "position"),
        ("Poste", "position"),
        ("KPI", "measure"),
        ("Risk description", "risk"),
        ("Projekt", "project"),
        ("Sachkonto", "account"),
    ],
)
def test_a_heading_says_that_the_rows_are_something_else_than_processes(heading, listed_as):
    intake = read([heading, "Business owner"], *map(list, zip(APPLICATIONS, USES, strict=True)))
    assert intake.typed["process_name"].tolist() == APPLICATIONS
    assert set(intake.typed["listed_as"]) == {listed_as}
    assert codes(intake)["LIST_OF_OTHER_THINGS"] == ["A1"]


def test_what_an_application_is_for_is_no_name_of_a_process():
    intake = read(
        ["Application", "Purpose", "FTE"], *map(list, zip(APPLICATIONS, USES, [1.0] * 5, strict=True))
    )
    assert intake.typed["process_name"].tolist() == APPLICATIONS
    assert intake.typed["description"].tolist() == USES


@pytest.mark.parametrize(
    "headings", [("Process", "Application"), ("Application", "Process"), ("Purpose", "Application")]
)
def test_a_heading_of_processes_goes_before_a_column_of_their_applications(headings):
    of = dict(zip(("Application", "Process", "Purpose"), (APPLICATIONS, USES, USES), strict=True))
    intake = read(list(headings), *map(list, zip(*(of[heading] for heading in headings), strict=True)))
    assert intake.typed["process_name"].tolist() == USES
    assert "listed_as" not in intake.typed and "LIST_OF_OTHER_THINGS" not in codes(intake)


def test_a_column_of_applications_behind_names_without_a_known_heading_lists_nothing():
    intake = read(["Thing", "System"], *map(list, zip(USES, APPLICATIONS, strict=True)))
    assert intake.typed["process_name"].tolist() == USES and "listed_as" not in intake.typed


def test_a_column_of_applications_that_repeat_lists_nothing():
    intake = read(["System", "Task title"], *map(list, zip(["SAP"] * 5, USES, strict=True)))
    assert intake.typed["process_name"].tolist() == USES and "listed_as" not in intake.typed


@pytest.mark.parametrize("heading", ["Name", "Function", "Capability"])
@pytest.mark.parametrize("measure", ["Volume per year", "AHT (min)"])
def test_rows_with_a_volume_or_a_handling_time_are_work_and_no_applications(heading, measure):
    rows = map(list, zip(APPLICATIONS, WORK, [100, 200, 300, 400, 500], strict=True))
    intake = read(["Application", heading, measure], *rows)
    assert intake.typed["process_name"].tolist() == WORK and "listed_as" not in intake.typed


def test_a_number_of_copies_is_no_volume_of_work():
    rows = map(list, zip(APPLICATIONS, USES, [100, 200, 300, 400, 500], strict=True))
    assert set(read(["Software", "Description", "Quantity"], *rows).typed["listed_as"]) == {"application"}


def test_applications_with_a_volume_and_no_other_names_stay_applications():
    rows = map(list, zip(APPLICATIONS, [100, 200, 300, 400, 500], strict=True))
    assert set(read(["Application", "Volume"], *rows).typed["listed_as"]) == {"application"}


@pytest.mark.parametrize(
    "headings", [("Job", "Schedule"), ("Job name", "Schedule"), ("Position", "Volume per year")]
)
def test_batch_jobs_and_positions_with_a_volume_are_processes(headings):
    rows = map(list, zip(WORK, [100, 200, 300, 400, 500], strict=True))
    intake = read(list(headings), *rows)
    assert intake.typed["process_name"].tolist() == WORK and "listed_as" not in intake.typed


@pytest.mark.parametrize("position", ["POS{}", "Position {}", "Los {}"])
def test_numbers_of_positions_are_no_posts(position):
    rows = ([position.format(number), work] for number, work in enumerate(WORK, start=101))
    assert read(["Position", "Title"], *rows).typed["process_name"].tolist() == WORK


def test_a_description_of_processes_goes_before_their_applications():
    intake = read(["System", "Process description"], *map(list, zip(APPLICATIONS, WORK, strict=True)))
    assert intake.typed["process_name"].tolist() == WORK and "listed_as" not in intake.typed


def test_a_team_is_no_asset():
    rows = map(list, zip(["Cobros", "Nóminas", "Compras"], USES[:3], strict=True))
    assert "listed_as" not in read(["Equipo", "Descripción"], *rows).typed
