"""Months, quarters and halves side by side that are one year are added up; one month alone is a twelfth of a year."""

from __future__ import annotations

import pytest

from schemas.mapping import load_map
from tasks.intake.assemble.interpret import interpret
from tasks.intake.columns.settled import FileSettled, MapInUse
from tasks.intake.write_map import write_map
from tests.intake.made_sheets import codes, file, read, sheet

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
GERMAN = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
FRENCH = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
SUM_OF_MONTHS = sum(range(1, 13))


def table(headings, cells=None):
    cells = list(cells or range(1, len(headings) + 1))
    return [["Process name", *headings], *[[f"Work of kind {kind}", *cells] for kind in range(3)]]


@pytest.mark.parametrize(
    ("headings", "column"),
    [
        ([f"Volume {month}" for month in MONTHS], "volume"),
        ([f"{month} volume" for month in MONTHS], "volume"),
        ([f"Volume {month} 2025" for month in MONTHS], "volume"),
        (
            [f"Volume {month} 2024" for month in MONTHS[3:]]
            + [f"Volume {month} 2025" for month in MONTHS[:3]],
            "volume",
        ),
        ([f"Menge {month}" for month in GERMAN], "volume"),
        ([f"Volume {month}" for month in FRENCH], "volume"),
        ([f"Kosten {month} (EUR)" for month in GERMAN], "annual_cost"),
    ],
    ids=["months", "months first", "year", "fiscal year", "German", "French", "cost"],
)
def test_the_months_of_a_year_are_added_up(headings, column):
    intake = read(*table(headings))
    assert intake.typed[column].tolist() == [SUM_OF_MONTHS] * 3
    assert codes(intake) == {"YEAR_ADDED_UP": ["B1"]}


@pytest.mark.parametrize(
    ("parts", "total"), [(("Q1", "Q2", "Q3", "Q4"), 10), (("H1", "H2"), 3), (("H1", "Q3", "Q4"), 6)]
)
def test_quarters_and_halves_are_added_up(parts, total):
    assert read(*table([f"Volume {part}" for part in parts])).typed["volume"].tolist() == [total] * 3


def test_of_two_years_the_newer_one_is_added_up():
    headings = [f"Volume {month} {year}" for year in (2024, 2025) for month in MONTHS]
    intake = read(*table(headings))
    assert intake.typed["volume"].tolist() == [sum(range(13, 25))] * 3
    assert codes(intake)["YEAR_ADDED_UP"] == codes(intake)["PERIOD_CHOSEN"] == ["N1"]


@pytest.mark.parametrize("whole", ["Volume", "Volume total"])
def test_a_whole_year_goes_before_its_months(whole):
    intake = read(*table([whole, *(f"Volume {month}" for month in MONTHS)], [78, *range(1, 13)]))
    assert intake.typed["volume"].tolist() == [78] * 3
    assert len(codes(intake)["PART_BESIDE_TOTAL"]) == 12 and len(codes(intake)) == 1


@pytest.mark.parametrize(
    "headings",
    [
        [f"Volume {month}" for month in MONTHS[:6]],
        [f"Volume {month}" for month in (*MONTHS[:5], *MONTHS[6:])],
        [f"FTE {month}" for month in MONTHS],
        ["Volume Q1", "Volume Q2", "Volume Q3", "Volume plan Q4"],
    ],
    ids=["half a year", "a month is missing", "posts", "a plan"],
)
def test_what_is_no_whole_year_is_not_added_up(headings):
    intake = read(*table(headings))
    assert "YEAR_ADDED_UP" not in codes(intake) and "PERIOD_CHOSEN" in codes(intake)


def test_months_without_figures_so_far_are_no_whole_year():
    rows = table([f"Volume {month}" for month in MONTHS], [*range(1, 11), None, None])
    intake = read(*rows)
    assert "YEAR_ADDED_UP" not in codes(intake)
    assert intake.typed["volume"].tolist() == [10 * 12] * 3


@pytest.mark.parametrize(
    ("heading", "amount"),
    [
        *((heading, 100) for heading in ("Kosten Januar (EUR)", "Cost January EUR", "January cost EUR")),
        *(
            (heading, 100)
            for heading in ("Cost Jan €", "Cost Jan in US$", "Cost Jan, EUR", "Costo gennaio €")
        ),
        *(
            (heading, 100)
            for heading in ("Cost May €", "Coût mars €", "Cost Jan actual EUR", "Kosten Jan. netto")
        ),
        *(
            (heading, 100_000)
            for heading in ("Cost Jan kEUR", "Kosten Januar T€", "Cost Jan EUR k", "Cost Jan '000")
        ),
        ("Cost Jan £m", 100_000_000),
    ],
)
def test_the_cost_of_one_month_is_no_cost_of_a_year(heading, amount):
    assert read(*table([heading], [100])).typed["annual_cost"].tolist() == [12 * amount] * 3


@pytest.mark.parametrize("heading", ["Cost (3 months) kEUR", "Cost 3 months k€", "Cost 3 months in T EUR"])
def test_counted_months_before_an_amount_in_thousands_are_counted(heading):
    assert read(*table([heading], [100])).typed["annual_cost"].tolist() == [400_000] * 3


def test_a_volume_since_a_month_is_of_an_unknown_time():
    assert "HEADING_SAYS_MORE" in codes(read(*table(["Volume since March"], [100])))


@pytest.mark.parametrize(
    "heading", ["Fee paid since go-live", "Fee paid (since go live)", "Fee paid since transfer"]
)
def test_a_fee_since_the_service_began_is_of_an_unknown_time(heading):
    intake = read(*table([heading], [100]))
    assert "HEADING_SAYS_MORE" in codes(intake)
    assert "actual_fee" not in intake.typed or intake.typed["actual_fee"].isna().all()


@pytest.mark.parametrize("heading", ["Volume/month {}", "Monthly volume {}", "Volume pro Monat {}"])
def test_figures_by_month_of_single_months_are_those_of_the_months(heading):
    intake = read(*table([heading.format(month) for month in MONTHS]))
    assert intake.typed["volume"].tolist() == [SUM_OF_MONTHS] * 3


@pytest.mark.parametrize("beside", ["Average volume", "Peak volume", "Volume (avg)"])
@pytest.mark.parametrize("place", [0, 12])
def test_an_average_beside_the_months_is_not_the_year(beside, place):
    headings = [f"Volume {month}" for month in MONTHS]
    cells = list(range(1, 13))
    headings.insert(place, beside)
    cells.insert(place, 7)
    intake = read(*table(headings, cells))
    assert intake.typed["volume"].tolist() == [SUM_OF_MONTHS] * 3
    assert "TWO_HEADINGS_ONE_COLUMN" in codes(intake) or "HEADING_SAYS_MORE" in codes(intake)


def test_a_map_keeps_a_year_that_was_added_up_and_can_choose_one_column(tmp_path):
    sent = file(sheet(*table([f"Kosten {month} (EUR)" for month in GERMAN])))
    text = write_map(interpret([sent]))
    assert text.count("taken_for: annual_cost") == 12
    first, *others = text.split("taken_for: annual_cost")
    one = first + "taken_for: annual_cost" + "taken_for: null".join(others)
    for name, wanted, total in (("all", text, SUM_OF_MONTHS), ("one", one, 1)):
        path = tmp_path / f"{name}.map.yaml"
        path.write_text(wanted, encoding="utf-8")
        document, lines = load_map(path)
        intake = interpret([sent], [FileSettled(MapInUse(document, path.name, lines))])
        assert intake.typed["annual_cost"].tolist() == [total] * 3


def test_columns_of_sites_in_the_newest_year_are_added_up():
    intake = read(
        *table([f"Volume {year} {site}" for year in (2024, 2025) for site in ("Germany", "Poland")])
    )
    assert intake.typed["volume"].tolist() == [3 + 4] * 3
    assert {"PARTS_ADDED", "PERIOD_CHOSEN"} <= codes(intake).keys()


@pytest.mark.parametrize(
    ("names", "times_a_year"),
    [
        (("Jan", "Feb", "Mar"), 12),
        (("März", "April", "Mai"), 12),
        (("Q1 2025", "Q2 2025", "Q3 2025"), 4),
        (("2025-01", "2025-02"), 12),
        (("Volumes Jan", "Volumes Feb"), 12),
    ],
)
def test_of_sheets_for_each_month_or_quarter_the_newest_one_counts_as_such(names, times_a_year):
    sheets = [
        sheet(
            ["Process", "Volume", "FTE"],
            *[[f"Work of kind {kind}", 10 + month, 2.0] for kind in range(3)],
            name=name,
        )
        for month, name in enumerate(names)
    ]
    intake = interpret([file(*sheets)])
    assert intake.typed["volume"].tolist() == [times_a_year * (9 + len(names))] * 3
    assert intake.typed["fte"].tolist() == [2.0] * 3 and "TABLE_NOT_USED" in codes(intake)


@pytest.mark.parametrize(
    "names", [("DE", "FR"), ("Q4 2025",), ("Finance", "HR"), ("Q1", "Q2", "Q3"), ("Jan", "Feb")]
)
def test_other_sheets_are_of_a_year(names):
    sheets = [
        sheet(["Process", "Volume"], *[[f"Work of {name} {kind}", 10] for kind in range(3)], name=name)
        for name in names
    ]
    assert interpret([file(*sheets)]).typed["volume"].tolist() == [10] * 3 * len(names)


def test_a_column_of_new_york_is_no_plan():
    intake = read(*table(["FTE NY", "FTE London"]))
    assert "fte" not in intake.typed and "PARTS_WITHOUT_TOTAL" in codes(intake)


@pytest.mark.parametrize(
    ("heading", "volume"),
    [("Volume/j", 250.0), ("Volumétrie / j.", 250.0), ("Menge/J", 1.0), ("Fallzahl / J.", 1.0)],
)
def test_a_j_is_a_day_in_french_and_a_year_in_german(heading, volume):
    assert (
        read(["Process", heading], *[[f"Work of kind {kind}", 1] for kind in range(3)])
        .typed["volume"]
        .tolist()
        == [volume] * 3
    )


@pytest.mark.parametrize(
    ("heading", "times"),
    [
        ("Volume per half year", 2),
        ("Menge pro Halbjahr", 2),
        ("Volume par semestre", 2),
        ("Volume per 2 weeks", 26),
        ("Volume par quinzaine", 26),
        ("Volumen bimestral", 6),
        ("Menge pro Kalenderwoche", 52),
        ("Aantal per kwartaal", 4),
    ],
)
def test_a_part_of_a_year_is_multiplied(heading, times):
    rows = [[f"Work of kind {kind}", 10] for kind in range(3)]
    assert read(["Process", heading], *rows).typed["volume"].tolist() == [10 * times] * 3


@pytest.mark.parametrize(
    ("headings", "volumes"),
    [
        (["Q1 Volume"], [4.0]),
        (["Q1 volume", "Q2 volume", "Q3 volume", "Q4 volume"], [4.0]),
        (["Q1 Volume", "Q2 FTE"], [1.0]),  # the questions of a form
        (["Q7 Volume"], [1.0]),
    ],
)
def test_a_quarter_before_a_heading_is_none_where_a_form_numbers_its_questions(headings, volumes):
    rows = [[f"Work of kind {kind}", *[1] * len(headings)] for kind in range(3)]
    assert read(["Process", *headings], *rows).typed["volume"].tolist() == volumes * 3


@pytest.mark.parametrize(
    ("span", "times"),
    [
        ("01.01.–30.06.2026", 2),
        ("01.01.2026 - 31.03.2026", 4),
        ("01/2026 - 06/2026", 2),
        ("1 Jan to 30 Jun 2026", 2),
        ("4/1/2026 - 6/30/2026", 4),
        ("2026-01 to 2026-06", 2),
        ("07/2025-06/2026", 1),
        ("01-09/2026", 12 / 9),
        ("laatste 6 maanden", 2),
        ("Q1-4/2026", 1),
        ("Q1-3 2026", 12 / 9),
        ("H1-H2 2026", 1),
        ("KW 1-13/2026", 4),
        ("weeks 1 to 26", 2),
    ],
)
def test_figures_from_one_day_week_month_or_quarter_to_another_are_brought_to_a_year(span, times):
    intake = read(["Process", f"Volume {span}"], ["Pay invoices", 1200], ["Run payroll", 60])
    assert intake.typed["volume"].tolist() == pytest.approx([1200 * times, 60 * times])
