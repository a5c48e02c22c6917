"""Notes at the foot of a table, beside it, or behind a mark in a heading, that say in what its figures are."""

from __future__ import annotations

import pytest

from tasks.intake.assemble.interpret import interpret
from tests.intake.made_sheets import codes, file, read, sheet

ROWS = [["Pay invoices", 10, 20, 30], ["Run payroll", 1, 2, 3], ["Close the books", 5, 5, 5]]


@pytest.mark.parametrize(
    ("headings", "notes"),
    [
        (("Volume*", "Cost**"), ("* per month", "** in thousand EUR")),
        (("Volume¹", "Cost²"), ("¹ per month", "² kEUR")),
        (("Volume (1)", "Cost (2)"), ("(1) monthly", "(2) EUR '000")),
        (("Volume 1)", "Cost 2)"), ("1) mtl.", "2) in TEUR")),
        (("Volume †", "Cost ‡"), ("† per month", "‡ k€")),
    ],
)
@pytest.mark.parametrize("place", ["below", "above"])
def test_a_footnote_belongs_to_the_heading_with_its_mark(headings, notes, place):
    lines = [[note] for note in notes]
    table = [["Process", headings[0], "FTE", headings[1]], *ROWS]
    intake = read(*lines, *table) if place == "above" else read(*table, [None], *lines)
    assert intake.typed["volume"].tolist() == [120, 12, 60]
    assert intake.typed["annual_cost"].tolist() == [30_000, 3_000, 5_000]


def test_a_footnote_on_some_of_the_staff_leaves_the_column_out_with_a_word():
    intake = read(["Process", "Volume", "FTE*", "Cost"], *ROWS, [None], ["* external staff only"])
    assert "fte" not in intake.typed and codes(intake)["HEADING_SAYS_MORE"] == ["C1"]


@pytest.mark.parametrize("heading", ["Volume*", "Volume¹", "Volume (1)"])
def test_a_mark_without_a_note_says_nothing(heading):
    intake = read(["Process", heading, "FTE", "Cost EUR"], *ROWS)
    assert intake.typed["volume"].tolist() == [10, 1, 5] and not codes(intake)


@pytest.mark.parametrize(
    "note", ["estimated by owner per month end", "average of 3 months", "as agreed at the end of May"]
)
def test_a_footnote_that_speaks_of_a_month_and_names_no_unit_makes_no_figure_one_of_a_month(note):
    intake = read(["Process", "Volume*", "FTE", "Cost EUR"], *ROWS, [None], [f"* {note}"])
    assert intake.typed["volume"].tolist() == [10, 1, 5]


def test_a_note_of_a_name_with_a_star_is_not_that_of_a_heading():
    intake = read(
        ["Process", "Volume", "FTE", "Cost EUR"], ["Hire*", 1, 2, 3], *ROWS, [None], ["* per month"]
    )
    assert intake.typed["volume"].tolist() == [1, 10, 1, 5]


@pytest.mark.parametrize(
    "note",
    [
        "All amounts in kEUR, volumes per month",
        "Costs in k€. Volumes are monthly.",
        "All amounts in thousands of euros; volumes are monthly averages",
    ],
)
@pytest.mark.parametrize("place", ["below", "above"])
def test_a_sentence_on_amounts_and_volumes_counts_for_amounts_and_is_told_for_volumes(note, place):
    table = [["Process", "Volume", "FTE", "Cost"], *ROWS]
    intake = read([note], *table) if place == "above" else read(*table, [None], [note])
    assert intake.typed["annual_cost"].tolist() == [30_000, 3_000, 5_000]
    assert {"AMOUNTS_BY_NOTE", "NOTE_NOT_USED"} <= codes(intake).keys()


@pytest.mark.parametrize(
    ("note", "factor", "currency"),
    [
        ("Figures in £000s", 1e3, "GBP"),
        ("(in USD 000s)", 1e3, "USD"),
        ("Amounts in €'000s", 1e3, "EUR"),
        ("All figures USD thousands", 1e3, "USD"),
        ("USD millions", 1e6, "USD"),
        ("$m", 1e6, "USD"),
        ("Process inventory FY2025 (EUR k)", 1e3, "EUR"),
        ("Beträge in Tsd. €", 1e3, "EUR"),
        ("Bedragen in € x 1.000", 1e3, "EUR"),
        ("Kwoty w tys. zł", 1e3, "PLN"),
        ("Importi in migliaia di euro", 1e3, "EUR"),
        ("Valores em R$ mil", 1e3, "BRL"),
    ],
)
def test_amounts_are_in_the_thousands_that_a_line_above_the_list_says(note, factor, currency):
    intake = read([note], ["Process", "Volume", "FTE", "Cost"], *ROWS)
    assert intake.typed["annual_cost"].tolist() == [30 * factor, 3 * factor, 5 * factor]
    assert set(intake.typed["currency"]) == {currency} and "AMOUNTS_BY_NOTE" in codes(intake)


@pytest.mark.parametrize(
    "note", ["Process inventory (UK)", "Inventory (v2)", "Top 1000 processes", "Page 1000"]
)
def test_a_title_with_a_bracket_or_a_number_is_no_unit(note):
    intake = read([note], ["Process", "Volume", "FTE", "Cost"], *ROWS)
    assert intake.typed["annual_cost"].tolist() == [30, 3, 5]


def test_a_merged_line_above_the_list_is_read_as_one_text():
    intake = read(["Inventory (EUR k)"] * 4, ["Process", "Volume", "FTE", "Cost"], *ROWS)
    assert intake.typed["annual_cost"].tolist() == [30_000, 3_000, 5_000]


def test_mil_is_told_and_its_amounts_are_not_read():
    intake = read(["Process", "Cost (EUR mil)"], ["Pay invoices", 3.0], ["Run payroll", 5.0])
    assert "annual_cost" not in intake.typed
    assert "millions in others" in str(intake.issues.set_index("code").loc["HEADING_SAYS_MORE", "message"])


def test_a_note_to_the_right_of_the_headings_counts_for_amounts():
    intake = read(["Process", "Volume", "FTE", "Cost", None, "Amounts in kEUR"], *ROWS)
    assert intake.typed["annual_cost"].tolist() == [30_000, 3_000, 5_000]


@pytest.mark.parametrize(
    "notes",
    [
        [["Currency:", "EUR"], ["Unit:", "thousand"]],
        [["Reporting currency", "EUR '000"]],
        [["Process inventory", None, None, "in T€"]],
        [["Währung / Einheit: TEUR"]],
        [["(Angaben in Tausend Euro)"]],
        [["Coûts exprimés en K€ HT"]],
        [["EUR in thousands, unless otherwise stated"]],
        [["Process cost overview 2025 – kEUR"]],
    ],
)
def test_thousands_of_a_currency_are_found_in_any_short_text_above_a_list(notes):
    intake = read(*notes, ["Process", "Volume", "FTE", "Cost"], *ROWS)
    assert intake.typed["annual_cost"].tolist() == [30_000, 3_000, 5_000]
    assert set(intake.typed["currency"]) == {"EUR"} and "AMOUNTS_BY_NOTE" in codes(intake)


@pytest.mark.parametrize(
    "note", ["Note: all costs in EUR thousand, excluding overhead", "Costs in thousand EUR"]
)
def test_a_note_at_the_foot_says_thousands_and_is_no_process(note):
    intake = read(["Process", "Volume", "FTE", "Cost"], *ROWS, [None], [note])
    assert intake.typed["annual_cost"].tolist() == [30_000, 3_000, 5_000]


@pytest.mark.parametrize("text", ["Contracts above 100 k€", "Contracts > 50 Mio. €"])
def test_thousands_of_a_threshold_are_no_unit_of_the_list(text):
    intake = read([text], ["Process", "Volume", "FTE", "Cost"], *ROWS)
    assert intake.typed["annual_cost"].tolist() == [30, 3, 5]


def test_volumes_in_thousands_by_a_note_are_told():
    intake = read(["Mengen in Tsd. pro Jahr"], ["Process", "Volume", "FTE", "Cost"], *ROWS)
    assert "NOTE_NOT_USED" in codes(intake)


@pytest.mark.parametrize(
    ("name", "factor", "currency"),
    [
        ("Costs in kEUR", 1e3, "EUR"),
        ("Costs_kEUR", 1e3, "EUR"),
        ("Kosten TEUR", 1e3, "EUR"),
        ("Kosten in Tsd. EUR", 1e3, "EUR"),
        ("Baseline (£k)", 1e3, "GBP"),
        ("Coûts en k€", 1e3, "EUR"),
        ("Costes (miles €)", 1e3, "EUR"),
        ("USD million", 1e6, "USD"),
    ],
)
def test_the_name_of_a_sheet_says_in_what_its_amounts_are(name, factor, currency):
    intake = read(["Process", "Volume", "FTE", "Cost"], *ROWS, name=name)
    assert intake.typed["annual_cost"].tolist() == [30 * factor, 3 * factor, 5 * factor]
    assert set(intake.typed["currency"]) == {currency}
    message = intake.issues.set_index("code").loc["AMOUNTS_BY_NOTE", "message"]
    assert "the name of the sheet" in str(message)


@pytest.mark.parametrize("name", ["Overview (ALL)", "Sheet1", "Plant 1000", "Team M", "UK", "HR (T)"])
def test_a_name_of_a_sheet_without_thousands_leaves_amounts_alone(name):
    intake = read(["Process", "Volume", "FTE", "Cost"], *ROWS, name=name)
    assert intake.typed["annual_cost"].tolist() == [30, 3, 5]
    assert intake.typed["currency"].isna().all() if "currency" in intake.typed else True


def test_a_heading_that_names_its_currency_goes_before_the_name_of_its_sheet():
    intake = read(["Process", "Volume", "FTE", "Cost (EUR)"], *ROWS, name="TEUR Report")
    assert intake.typed["annual_cost"].tolist() == [30, 3, 5] and not codes(intake)


def test_a_heading_that_names_thousands_goes_before_the_name_of_its_sheet():
    intake = read(["Process", "Volume", "FTE", "Cost (€m)"], *ROWS, name="Costs in kEUR")
    assert intake.typed["annual_cost"].tolist() == [30e6, 3e6, 5e6]


def test_a_period_in_the_name_of_a_sheet_is_told():
    intake = read(["Process", "Volume", "FTE", "Cost"], *ROWS, name="Volumes per month")
    assert codes(intake)["NOTE_NOT_USED"] == ["B1"]


def test_currency_and_thousands_in_two_clauses_of_a_line_are_heard_together():
    note = "Scope: EMEA; Currency: USD; Figures: thousands"
    intake = read([note], ["Process", "Volume", "FTE", "Cost"], *ROWS)
    assert intake.typed["annual_cost"].tolist() == [30_000, 3_000, 5_000]
    assert set(intake.typed["currency"]) == {"USD"}


@pytest.mark.parametrize(
    ("figures", "is_told"), [([3, 5, 1], True), ([300, 5, 1], False), ([0.5, 3, 1], False)]
)
def test_a_note_of_a_scale_is_told_of_measures_whose_figures_may_be_levels(figures, is_told):
    rows = [[name, figure] for name, figure in zip(("Pay", "Plan", "Close"), figures, strict=True)]
    intake = read(["Scoring: 1 = low, 5 = high"], ["Process", "Volume"], *rows)
    assert ("NOTE_NOT_USED" in codes(intake)) == is_told


@pytest.mark.parametrize(
    ("note", "headings"),
    [
        ("Complexity: 1 = low, 5 = high", ("Volume", "Complexity")),
        ("Complexity 1-5 (1 = simple, 5 = complex)", ("Volume", "Complexity (1-5)")),
        ("1 = low, 5 = high", ("Minutes per case", "Complexity")),
        ("1 = low, 5 = high", ("Runs per month", "Complexity")),
        ("1 = low, 3 = high", ("Volume", "Complexity")),
        ("Status as of 1-5-2026", ("Volume", "Complexity")),
        ("Sites 1 to 5", ("Volume", "Complexity")),
    ],
)
def test_a_note_of_a_scale_of_something_else_is_not_told_of_a_measure(note, headings):
    intake = read([note], [None], ["Process", *headings], ["Pay", 5, 1], ["Plan", 3, 2], ["Close", 1, 3])
    assert "NOTE_NOT_USED" not in codes(intake)


@pytest.mark.parametrize(
    "note",
    [
        "Reporting period: 1 Jan - 30 Jun 2026",
        "Berichtszeitraum: Q1 2026",
        "Zeitraum 01.01.–30.06.2026",
        "Période : 1er semestre 2026",
        "Datos de enero a junio 2026",
        "Data: 01/2026 - 06/2026",
    ],
)
def test_a_note_that_the_figures_cover_part_of_a_year_is_told(note):
    intake = read([note], ["Process", "Volume", "FTE", "Cost (EUR)"], *ROWS)
    assert codes(intake)["NOTE_NOT_USED"] == ["B2", "D2"]


@pytest.mark.parametrize(
    "note", ["Reporting period: FY2025", "Period: Jan-Dec 2025", "Data as of 30.06.2026"]
)
def test_a_note_on_a_whole_year_or_a_day_asks_nothing(note):
    assert "NOTE_NOT_USED" not in codes(read([note], ["Process", "Volume", "FTE", "Cost (EUR)"], *ROWS))


@pytest.mark.parametrize("note", ["FTE in %", "VZÄ in Prozent"])
def test_a_note_that_posts_are_percentages_is_told(note):
    intake = read([note], ["Process", "Volume", "FTE"], *[row[:3] for row in ROWS])
    assert codes(intake)["NOTE_NOT_USED"] == ["C2"]


def test_thousands_in_the_name_of_a_file_of_one_sheet_are_read_and_told():
    table = [["Process", "Cost"], *[row[:2] for row in ROWS]]
    one = interpret([file(sheet(*table, name="Sheet1"), name="Process costs 2025 (kEUR).xlsx")])
    assert one.typed["annual_cost"].tolist() == [10_000, 1_000, 5_000]
    assert "the name of the file" in str(one.issues.set_index("code").loc["AMOUNTS_BY_NOTE", "message"])
    two = interpret(
        [
            file(
                sheet(*table, name="Sheet1"),
                sheet(["Site", "Desks"], ["Berlin", 1], name="Sites"),
                name="Process costs 2025 (kEUR).xlsx",
            )
        ]
    )
    assert two.typed["annual_cost"].tolist() == [10, 1, 5]


@pytest.mark.parametrize(
    "note",
    ["Data collected in March 2026", "Data protection review Q1 2026", "FTE values are full posts, not in %"],
)
def test_a_note_on_when_data_were_collected_says_no_period(note):
    assert "NOTE_NOT_USED" not in codes(read([note], ["Process", "Volume", "FTE", "Cost (EUR)"], *ROWS))


@pytest.mark.parametrize("place", ["below", "above"])
def test_a_line_that_begins_with_a_heading_says_its_unit_or_scale(place):
    lines = [["Volume: per month"], ["Cost = in kEUR"], ["Judgement: 1 = highest, 5 = lowest"]]
    table = [
        ["Process", "Volume", "Judgement", "Cost"],
        ["Pay invoices", 10, 1, 30],
        ["Run payroll", 1, 2, 3],
        ["Close the books", 5, 5, 5],
    ]
    intake = read(*lines, [None], *table) if place == "above" else read(*table, [None], *lines)
    assert intake.typed["process_name"].tolist() == ["Pay invoices", "Run payroll", "Close the books"]
    assert intake.typed["volume"].tolist() == [120, 12, 60]
    assert intake.typed["annual_cost"].tolist() == [30_000, 3_000, 5_000]
    assert intake.typed["judgement_level"].tolist() == [5, 4, 1]


def test_a_line_on_a_heading_that_says_no_unit_is_no_process():
    intake = read(["Process", "Volume", "FTE", "Cost"], *ROWS, [None], ["Volume: see the report of SAP"])
    assert len(intake.typed) == 3


def test_a_heading_with_a_unit_of_its_own_keeps_it():
    intake = read(
        ["Process", "Volume per week", "FTE", "Cost"], *ROWS, [None], ["Volume per week: per month"]
    )
    assert intake.typed["volume"].tolist() == [520, 52, 260]


def test_a_currency_of_a_section_is_not_that_of_the_sections_below_it():
    intake = read(
        ["Process", "Cost"],
        ["Germany (EUR)", None],
        ["Pay invoices", 100.0],
        ["United Kingdom (GBP)", None],
        ["Run payroll", 120.0],
    )
    assert "currency" not in intake.typed or intake.typed["currency"].isna().all()
    assert codes(intake)["CURRENCY_MISSING"] == ["B1"]
