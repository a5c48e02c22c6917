"""The grammar of cells: read whole or not at all; what was read is told; and it holds for every supported style."""

from __future__ import annotations

import time

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schemas.columns import columns
from tasks.intake.cells.cell_kinds import Hints
from tasks.intake.cells.number_text import decimal_evidence, read_number, read_quantities, shapes_of
from tasks.intake.cells.parse_column import read_column
from tasks.intake.cells.quantity import unit_words
from tests.intake.made_sheets import column

WRITTEN, RANGE, BOUND, NOTE = "NUMBER_WRITTEN_OUT", "RANGE_MIDPOINT", "BOUND_AS_VALUE", "NUMBER_WITH_NOTE"
SEVERAL, NO_NUMBER, MISFIT = "SEVERAL_NUMBERS", "CELL_NOT_A_NUMBER", "UNIT_DOES_NOT_FIT"
TIME = "TIME_AS_DURATION"


def reading(column, cell, decimal=".", **hints):
    """(value, code) of one cell of a column."""
    read = read_column(columns()[column], pd.Series([cell], dtype=object), Hints(decimal=decimal, **hints))
    value, code = read.values.iloc[0], read.codes.iloc[0]
    return None if pd.isna(value) else value, None if pd.isna(code) else code


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("1,234.50", 1234.5, None),
        ("1 234 567", 1_234_567, None),
        ("12,34,567", 1_234_567, None),
        ("1'234.50", 1234.5, None),
        ("1.2E+05", 120_000, None),
        ("−5", -5, None),
        ("12.5 lakh", 1_250_000, WRITTEN),
        ("1,2 Mio.", 1_200_000, WRITTEN),
        ("3 crore", 30_000_000, WRITTEN),
        ("3 MD", 3_000_000_000, WRITTEN),
        ("2 milliers", 2000, WRITTEN),
        ("5 mil", 5000, WRITTEN),
        ("5k+", 5000, BOUND),
        ("hasta 300", 300, BOUND),
        ("höchstens 300", 300, BOUND),
        ("au moins 300", 300, BOUND),
        ("2,000-3,000", 2500, RANGE),
        ("between 5 and 10", 7.5, RANGE),
        ("10k–20k", 15_000, RANGE),
        ("(1,200)", -1200, WRITTEN),
        ("1,200-", -1200, WRITTEN),
        ("5000 p.m.", 60_000, WRITTEN),
        ("500/mo", 6000, WRITTEN),
        ("500 pro Monat", 6000, WRITTEN),
        ("500 par mois", 6000, WRITTEN),
        ("500 al mes", 6000, WRITTEN),
        ("100 weekly", 5200, WRITTEN),
        ("20 x per week", 1040, WRITTEN),
        ("1000 (monthly)", 12_000, WRITTEN),
        ("10 000 Belege/Jahr", 10_000, WRITTEN),
        ("5000²", 5000, NOTE),
        ("5000 [2]", 5000, NOTE),
        ("5000 (Stand 2024)", 5000, NOTE),
        ("0,500", 0.5, "OTHER_DECIMAL_MARK"),
        ("12 cases", 12, None),
        ("1 2500", None, SEVERAL),
        ("2 x 1200", None, SEVERAL),
        ("4.0 + 0.5", None, SEVERAL),
        ("90 / 2", None, SEVERAL),
        ("120 -> 100", None, SEVERAL),
        ("2024: 900; 2025: 1080", None, SEVERAL),
        ("05-2026", None, SEVERAL),
        ("2023-2024", None, SEVERAL),
        ("10-5", None, SEVERAL),
        ("5k - 10", None, SEVERAL),
        ("02.03.2026", None, SEVERAL),
        ("5000 (2)", None, NO_NUMBER),
        ("5000 (target 6000)", None, NO_NUMBER),
        ("5000 (per month in peak)", None, NO_NUMBER),
        ("5000 (per month", None, NO_NUMBER),
        ("1.2345 cases", 1.2345, None),
        ("12 bananas", None, NO_NUMBER),
        ("5000 CR", None, NO_NUMBER),
        ("five", 5.0, "NUMBER_WRITTEN_OUT"),
        ("5 FTE", None, MISFIT),
        ("5 h", None, MISFIT),
        ("5 EUR", None, MISFIT),
        ("5 %", None, MISFIT),
        ("5 per case", None, MISFIT),
    ],
)
def test_volumes(cell, value, code):
    assert reading("volume", cell) == (value, code)


@pytest.mark.parametrize(
    ("cell", "minutes", "code"),
    [
        ("1h 30m", 90, WRITTEN),
        ("45mn", 45, WRITTEN),
        ("1 h 20 mn", 80, WRITTEN),
        ("30 sek", 0.5, WRITTEN),
        ("2 h 15", 135, WRITTEN),
        ("1h30", 90, WRITTEN),
        ("1 hour and 5 minutes", 65, WRITTEN),
        ("90 min 30 s", 90.5, WRITTEN),
        ("2 Std. 15 Min.", 135, WRITTEN),
        ("1 jour 4 heures", 720, WRITTEN),
        ("media hora", 30, WRITTEN),
        ("eine halbe Stunde", 30, WRITTEN),
        ("half a day", 240, WRITTEN),
        ("1¼ h", 75, WRITTEN),
        ("1 1/2 h", 90, WRITTEN),
        ("1/2 h", 30, WRITTEN),
        ("12m", 12, WRITTEN),
        ("-2 h", -120, WRITTEN),
        ("30 s - 2 min", 1.25, RANGE),
        ("0.5h - 1h", 45, RANGE),
        ("5-10 min per case", 7.5, RANGE),
        ("~12 min", 12, BOUND),
        ("3 Tage", 1440, WRITTEN),
        ("1 week", 2400, WRITTEN),
        ("1 Quartal", 31_200, WRITTEN),
        ("0:12:00", 12, TIME),
        ("36:15:00", 2175, TIME),
        ("-0:30:00", -30, TIME),
        ("PT1H30M", 90, TIME),
        ("-PT15M", -15, TIME),
        ("1 day, 4:00:00", 1680, TIME),
        ("0 days 00:18:00", 18, TIME),
        ("1.04:00:00", 1680, TIME),
        ("1:30 h", 90, TIME),
        ("5:30 min", 5.5, TIME),
        ("1:30", None, "CLOCK_READ_TWO_WAYS"),
        ("1 h 75 min", None, SEVERAL),
        ("1 day 4", None, SEVERAL),
        ("10 min + 5 min", None, SEVERAL),
        ("5 T", None, NO_NUMBER),
        ("12 h per month", None, MISFIT),
        ("5 cases", None, MISFIT),
    ],
)
def test_handling_times(cell, minutes, code):
    value, found = reading("handling_minutes", cell)
    assert (value if value is None else pytest.approx(value)) == minutes and found == code


def test_a_length_of_time_has_no_minus_at_its_end_and_a_hyphen_is_no_minus():
    assert reading("recovery_time_hours", "6h-") == (None, "CELL_NOT_A_NUMBER")
    assert reading("handling_minutes", "une demi-heure")[0] in (None, 30.0)
    assert reading("recovery_time_hours", "-6 h")[0] == -6.0


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("recovery_time_hours", "2 Tage", 48),
        ("recovery_time_hours", "1 semana", 168),
        ("recovery_time_hours", "1 month", 730),
        ("recovery_time_hours", "1 quarter", 2190),
        ("recovery_time_hours", "P2D", 48),
        ("recovery_time_hours", "4:00", 4),
        ("recovery_time_hours", "15min", 0.25),
        ("recovery_time_hours", "2-day", 48),
        ("recovery_time_hours", "36-hour", 36),
        ("recovery_time_hours", "jusqu'à 6 h", 6),
        ("handling_minutes", "20-minute", 20),
        ("training_weeks", "10 days", 2),
        ("training_weeks", "3 Monate", 13),
        ("contract_years", "18 months", 1.5),
        ("notice_months", "1 quarter", 3),
        ("notice_months", "6 m", 6),
        ("contract_years", "18 m", 1.5),
    ],
)
def test_a_day_of_work_has_eight_hours_and_a_day_of_waiting_twenty_four(column, cell, value):
    assert reading(column, cell)[0] == pytest.approx(value)


@pytest.mark.parametrize(
    ("cell", "value", "currency"),
    [
        ("5.000,- €", 5000, "EUR"),
        ("€ 12.500,--", 12_500, "EUR"),
        ("CHF 1'234.–", 1234, "CHF"),
        ("fr. 90'000.-", 90_000, "CHF"),
        ("250 TEUR", 250_000, "EUR"),
        ("T€ 250", 250_000, "EUR"),
        ("0,25 Mio. EUR", 250_000, "EUR"),
        ("350K€", 350_000, "EUR"),
        ("$1.2bn", 1_200_000_000, "USD"),
        ("Rs 12.5 lakh", 1_250_000, "INR"),
        ("5 R$", 5, "BRL"),
        ("(1,234) €", -1234, "EUR"),
        ("-€5", -5, "EUR"),
        ("€5k-€10k", 7500, "EUR"),
        ("5 000 €/mois", 60_000, "EUR"),
        ("100k (excl. VAT)", 100_000, None),
        ("5 € per invoice", None, None),
        ("50 €/h", None, None),
        ("100k + VAT", None, None),
        ("5 EUR / 6 USD", None, None),
        ("5 %", None, None),
    ],
)
def test_money(cell, value, currency):
    read = read_column(columns()["annual_cost"], pd.Series([cell], dtype=object), Hints())
    got, said = read.values.iloc[0], read.extras["currency"].iloc[0]
    assert (None if pd.isna(got) else got) == value and (None if pd.isna(said) else said) == currency
    assert value is not None or pd.notna(read.codes.iloc[0])


def test_thousands_in_a_cell_are_not_multiplied_by_those_of_the_heading():
    k = {"factor": 1000.0, "magnitude": 1000.0}
    assert reading("annual_cost", "250k", **k)[0] == reading("annual_cost", "250", **k)[0] == 250_000
    assert reading("annual_cost", "1.2m", **k)[0] == 1_200_000
    assert reading("annual_cost", "250k p.m.", **k)[0] == 3_000_000


@pytest.mark.parametrize(
    ("column", "cell", "value", "code"),
    [
        ("fte", "80%", 0.8, None),
        ("fte", "4½ FTE", 4.5, WRITTEN),
        ("fte", "2-3 MA", 2.5, RANGE),
        ("fte", "12 invoices", None, MISFIT),
        ("fte", "3 d", None, MISFIT),
        ("fte", "3 (2 intern, 1 extern)", None, NO_NUMBER),
        ("error_share", "5 ‰", 0.005, None),
        ("error_share", "50 bps", 0.005, None),
        ("error_share", "5 pour cent", 0.05, None),
        ("error_share", "2-3 %", 0.025, RANGE),
        ("error_share", "none", 0.0, None),
        ("error_share", "5 EUR", None, MISFIT),
        ("judgement_level", "4 - high", 4.0, None),
        ("judgement_level", "Stufe 3", 3.0, None),
        ("judgement_level", "3 bananas", None, "CELL_NOT_A_LEVEL"),
        ("judgement_level", "4 - mostly by experts", 4.0, NOTE),
    ],
)
def test_other_numbers(column, cell, value, code):
    got, found = reading(column, cell)
    assert (got if got is None else pytest.approx(got)) == value and found == code


@pytest.mark.parametrize("unit", ["per month", "T€", "days", "%", "Tage", "h", "k", "€/mois", "p.a."])
def test_units_on_their_own(unit):
    assert unit_words(unit, is_time=True) is not None


@pytest.mark.parametrize("unit", ["per moon", "days of toil", "5", "", "k k", "€ $"])
def test_units_that_are_none(unit):
    assert unit_words(unit, is_time=True) is None


AMOUNTS = st.integers(0, 10**9).map(lambda cents: cents / 100)
STYLES = {
    "plain": lambda amount: f"{amount:.2f}",
    "english": lambda amount: f"{amount:,.2f}",
    "swiss": lambda amount: f"{amount:,.2f}".replace(",", "'"),
    "spaces": lambda amount: f"{amount:,.2f}".replace(",", "\u202f"),
    "currency before": lambda amount: f"€{amount:,.2f}",
    "currency after": lambda amount: f"{amount:,.2f} EUR",
    "accounting": lambda amount: f"({amount:,.2f})",
    "trailing minus": lambda amount: f"{amount:,.2f}-",
    "thousands": lambda amount: f"{amount:.2f}k",
    "about": lambda amount: f"ca. {amount:,.2f}",
    "footnote": lambda amount: f"{amount:,.2f} *",
    "a month": lambda amount: f"{amount:,.2f} per month",
    "range": lambda amount: f"{amount:,.2f} - {amount:,.2f}",
}
TIMES = {"accounting": -1, "trailing minus": -1, "thousands": 1000, "a month": 12}


@settings(max_examples=60, deadline=None)
@given(AMOUNTS, st.sampled_from(sorted(STYLES)), st.booleans())
def test_a_number_printed_in_any_style_is_read_back(amount, style, is_german):
    text = STYLES[style](amount)
    if is_german:
        text = text.translate(str.maketrans(",.", ".,")).replace("ca,", "ca.")
    value, code = reading("annual_cost", text, "," if is_german else ".")
    assert value == pytest.approx(TIMES.get(style, 1) * amount, abs=1e-6), (text, code)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 400), st.integers(0, 59), st.integers(0, 59), st.integers(0, 5))
def test_a_length_of_time_printed_in_any_style_is_read_back(hours, minutes, seconds, style):
    text = [
        f"{hours}:{minutes:02d}:{seconds:02d}",
        f"{hours} h {minutes} min {seconds} s",
        f"{hours}h{minutes:02d}m{seconds:02d}s",
        f"PT{hours}H{minutes}M{seconds}S",
        f"{hours // 24}.{hours % 24:02d}:{minutes:02d}:{seconds:02d}",
        f"{hours} Stunden, {minutes} Minuten und {seconds} Sekunden",
    ][style]
    assert reading("handling_minutes", text)[0] == pytest.approx(hours * 60 + minutes + seconds / 60), text


UNKNOWN = [
    "qzx",
    "?",
    "bananas",
    "=",
    "#",
    "§ 3",
    "@home",
    "& more",
    "!",
    "xii",
    "~",
    "net",
    "/",
    "¿",
    "ß",
    "7",
]


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(sorted(STYLES)),
    st.integers(1, 999).map(lambda number: number / 4),
    st.sampled_from(UNKNOWN),
    st.booleans(),
    st.sampled_from(["volume", "annual_cost", "handling_minutes", "fte", "error_share"]),
)
def test_text_that_is_not_understood_turns_a_reading_into_an_issue(style, amount, more, is_before, column):
    assume(style != "trailing minus" or more != "7")  # "2- 7" is a range
    text = STYLES[style](amount)
    longer = f"{more} {text}" if is_before and more not in ("~", "=", "7") else f"{text} {more}"
    value, code = reading(column, longer)
    assert value is None and code in (NO_NUMBER, SEVERAL, MISFIT), longer


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=20), st.sampled_from([".", ","]), st.sampled_from([None, "working", "elapsed"]))
def test_any_text_is_read_or_refused_and_the_words_of_a_reading_are_all_of_it(text, decimal, basis):
    value, plan = read_number(text, decimal, basis)
    assert (value is None) == (plan.code is not None)


@pytest.mark.parametrize(
    "text, value, code",
    [
        ("1`200", 1200.0, None),
        ("12\nEUR", 12.0, None),
        ("1 200", 1200.0, None),
        ("1\n200", None, SEVERAL),
        ("1 \r\n 200", None, SEVERAL),
        ("0" * 199 + "5", 5.0, None),
        ("0" * 200 + "5", None, NO_NUMBER),
    ],
)
def test_a_text_is_one_number_in_one_line_of_at_most_two_hundred_letters(text, value, code):
    number, plan = read_number(text, ".")
    assert (number, plan.code) == (value, code)


def test_the_decimal_mark_is_judged_by_distinct_texts_that_are_no_dates():
    texts = ["1.12.2020", "31.1.2024", "3,25", "1,5", "1,5", "4.5", "7", None]
    assert decimal_evidence(shapes_of(pd.Series(texts, dtype="str"))) == (2, 1)


def test_a_hundred_thousand_distinct_cells_take_less_than_a_second_of_a_core():
    cells = pd.Series(
        [f"{place // 7}.{place % 7} h {place % 60} min" for place in range(25_000)], dtype="str"
    )
    more = pd.Series([f"€{place:,} k" for place in range(25_000)], dtype="str")
    read_quantities(cells.head(100), ".", "working")
    start = time.process_time()
    read_quantities(cells, ".", "working")
    read_quantities(more, ".")
    assert time.process_time() - start < 0.5 * 3  # three times the aim: other programs share the cores


@pytest.mark.parametrize(
    ("text", "minutes"), [("5 à 10 min", 7.5), ("2 a 3 h", 150), ("de 5 à 10 minutes", 7.5)]
)
def test_a_range_with_a_is_no_number_of_years(text, minutes):
    assert column("Durée de traitement", text, "4 min", name="handling_minutes")[0] == minutes


@pytest.mark.parametrize("text", ["2.5.", "31.12."])
def test_a_day_and_a_month_are_no_number(text):
    assert column("FTE", text, 2.5, 1.5, 0.5, 3.0).isna().tolist() == [True, False, False, False, False]


def test_an_o_beside_crosses_is_no_yes():
    assert column("Exit plan", "x", "o", "x", "no").astype(object).tolist()[0] is True
    assert column("Exit plan", "x", "o", "x", "no").isna().tolist() == [False, True, False, False]
    assert not column("Exit plan", "o", "n", "oui").isna().any()


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [("90'", 90), ("2'30''", 2.5), ("5' 30\"", 5.5), ("3 MD", 1440), ("2 man-days", 960), ("2 MT", 960)],
)
def test_signs_for_minutes_and_days_of_work_are_units_of_time(cell, minutes):
    value, code = reading("handling_minutes", cell)
    assert (value, code) == (pytest.approx(minutes), WRITTEN)


@pytest.mark.parametrize(
    "cell", ["2 % of cases", "2 % der Fälle", "2% des dossiers", "2 % de los casos", "2 % of all invoices"]
)
def test_a_percentage_may_say_of_what_it_is(cell):
    assert reading("error_share", cell) == (0.02, None)
    assert reading("volume", cell) == (None, MISFIT)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("484 in Tsd. €", 484_000),
        ("484 (in Tsd. €)", 484_000),
        ("1,2 millones de euros", 1_200_000),
        ("3 millions d'euros", 3_000_000),
        ("12 thousands of EUR", 12_000),
    ],
)
def test_thousands_and_their_currency_may_be_joined_by_a_word(cell, amount):
    assert reading("annual_cost", cell, decimal=",") == (amount, WRITTEN)
