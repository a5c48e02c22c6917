"""Rows that repeat what other rows hold: sums of sites, sums in other languages, groups that levels or letters show."""

from __future__ import annotations

import pytest

from tests.intake.made_sheets import read


@pytest.mark.parametrize("word", ["All", "Total", "All sites", "Gesamt", "Tous les sites", "Totaal"])
def test_a_row_for_all_sites_is_not_added_to_those_of_the_sites(word):
    intake = read(
        ["Process", "Site", "Volume", "FTE"],
        ["Pay invoices", "Berlin", 10, 1.0],
        ["Pay invoices", "Madrid", 5, 2.0],
        ["Pay invoices", word, 15, 3.0],
        ["Run payroll", "Berlin", 3, 1.0],
        ["Run payroll", "Madrid", 4, 1.0],
        ["Run payroll", word, 7, 2.0],
    )
    assert intake.typed["volume"].tolist() == [15, 7] and intake.typed["fte"].tolist() == [3, 2]
    assert intake.roles["joined"] == 4


def test_a_row_for_all_sites_with_other_figures_than_their_sum_is_work_of_its_own():
    intake = read(
        ["Process", "Site", "FTE"],
        ["Pay invoices", "Berlin", 3.0],
        ["Pay invoices", "Madrid", 2.0],
        ["Pay invoices", "All", 1.0],
        ["Run payroll", "Berlin", 1.0],
        ["Run payroll", "Madrid", 1.02],
        ["Run payroll", "All", 2.0],
    )
    assert intake.typed["fte"].tolist() == pytest.approx([6, 2.02])


def test_a_process_that_has_a_row_for_all_sites_alone_keeps_it():
    intake = read(
        ["Process", "Site", "FTE"],
        ["Pay invoices", "Berlin", 1.0],
        ["Pay invoices", "Madrid", 2.0],
        ["Run payroll", "Berlin", 1.0],
        ["Run payroll", "Madrid", 2.0],
        ["Close the books", "All", 4.0],
    )
    assert intake.typed["fte"].tolist() == [3, 3, 4]


@pytest.mark.parametrize(
    "word", ["Totaal", "Totale", "Totale generale", "Summa", "I alt", "Razem", "Total geral", "Somma"]
)
def test_a_row_called_sum_in_other_languages_is_one(word):
    intake = read(["Process", "FTE"], ["Pay invoices", 2.0], ["Run payroll", 3.0], [word, 4.0])
    assert intake.typed["process_name"].tolist() == ["Pay invoices", "Run payroll"]


@pytest.mark.parametrize("word", ["di cui urgenti", "waarvan spoed", "o/w urgent", "varav brådskande"])
def test_a_part_of_the_row_above_in_other_languages_is_no_process(word):
    intake = read(["Process", "FTE"], ["Pay invoices", 2.0], [word, 1.0], ["Run payroll", 3.0])
    assert intake.typed["process_name"].tolist() == ["Pay invoices", "Run payroll"]


LEVELS = [
    (1, "Finance"),
    (2, "Payables"),
    (3, "Pay invoices"),
    (3, "Match invoices"),
    (2, "Books"),
    (3, "Close"),
]


@pytest.mark.parametrize(
    "volumes", [(15, 10, 6, 4, 5, 5), (None, None, 6, 4, None, 5)], ids=["sums", "blank"]
)
@pytest.mark.parametrize("form", ["{}", "L{}", "Level {}"])
def test_a_column_of_levels_is_believed_where_volumes_bear_it_out(volumes, form):
    rows = [[form.format(level), name, volume] for (level, name), volume in zip(LEVELS, volumes, strict=True)]
    intake = read(["Level", "Process", "Volume"], *rows)
    assert intake.typed["process_name"].tolist() == ["Pay invoices", "Match invoices", "Close"]


def test_a_column_of_levels_is_not_believed_where_volumes_are_no_sums():
    rows = [[level, name, 10 + level] for level, name in LEVELS]
    assert len(read(["Level", "Process", "Volume"], *rows).typed) == len(LEVELS)


def test_letters_alone_are_groups_of_the_numbers_that_they_begin():
    intake = read(
        ["Process", "FTE"],
        ["A Finance", 15],
        ["A.1 Pay invoices", 10],
        ["A.2 Close the books", 5],
        ["B People", 3],
        ["B.1 Run payroll", 3],
    )
    assert len(intake.typed) == 3 and intake.roles["group"] == 2


def test_a_letter_before_a_name_is_no_group_of_other_letters():
    intake = read(
        ["Process", "FTE"],
        ["A Finance", 1],
        ["C.1 Pay", 1],
        ["C.2 Close", 1],
        ["C.3 Hire", 1],
        ["C.4 Ship", 1],
    )
    assert len(intake.typed) == 5


def test_a_last_row_with_a_time_in_text_is_no_sum_that_lacks_one():
    times = ["5 min", "10 min", "1 h", "2 h", "3", "4"]
    days = [2, 1, 1, 4, 2, 5]
    rows = [[f"Work of kind {at}", day, time] for at, (day, time) in enumerate(zip(days, times, strict=True))]
    assert len(read(["Process", "Cycle time (days)", "Processing time"], *rows).typed) == 6


@pytest.mark.parametrize(
    "rows", [[["Min", 0, 0], ["Max", 9, 900]], [["Weight", "30%", "70%"]], [["Average", 3, 15]]]
)
def test_what_figures_may_be_below_the_headings_is_no_process(rows):
    intake = read(["Process", "FTE", "Volume"], *rows, ["Pay invoices", 2, 10], ["Run payroll", 1, 20])
    assert intake.typed["process_name"].tolist() == ["Pay invoices", "Run payroll"]
