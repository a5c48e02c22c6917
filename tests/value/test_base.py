"""What may be claimed at all: the base, and the rows that have no value and say why."""

import pandas as pd
import pytest

from schemas.results import VALUE_COLUMNS
from tests.value.conftest import INVOICES

MONEY = [
    "labour_base",
    "saving_low",
    "saving_mid",
    "saving_high",
    "one_off_mid",
    "npv_mid",
    "break_even_months",
]


@pytest.mark.parametrize(
    ("cells", "base"),
    [
        ({"labour_cost": 500_000}, 500_000),
        ({}, 600_000),
        ({"annual_cost": 1_300_000}, 1_200_000),  # capped at 120,000 a post
        ({"annual_cost": 1_300_000, "cost_basis": "labour"}, 1_300_000),  # stated as labour: not capped
        ({"annual_cost": 9_000_000, "labour_cost": 500_000}, 500_000),  # transfers beside labour do no harm
        (
            {
                "annual_cost": 450_000,
                "fte": None,
                "cost_basis": "labour",
                "volume": 99_000,
                "handling_minutes": 10,
            },
            450_000,
        ),
        ({"annual_cost": None, "labour_cost": 450_000, "fte": None, "hourly_cost": 30}, 450_000),
    ],
)
def test_the_base_is_labour(value_of, cells, base):
    value = value_of({**INVOICES, **cells})
    assert value.rows.loc[0, "labour_base"] == pytest.approx(base)
    assert pd.notna(value.rows.loc[0, "saving_mid"])
    assert value.totals.loc[0, "labour_base"] == pytest.approx(base)


def test_posts_from_hours_where_the_fte_is_not_given(value_of):
    row = value_of(
        {**INVOICES, "labour_cost": 450_000, "fte": None, "volume": 99_000, "handling_minutes": 10}
    ).rows.loc[0]
    assert row["fte_moved"] == pytest.approx(0.75 * 16_500 / 1650)


@pytest.mark.parametrize(
    ("cells", "note", "code"),
    [
        ({"annual_cost": 1_510_000}, "outside the band", "VALUE_COST_PER_FTE"),
        ({"annual_cost": 29_000}, "outside the band", "VALUE_COST_PER_FTE"),
        ({"labour_cost": 1_510_000}, "outside the band", "VALUE_COST_PER_FTE"),
        ({"annual_cost": -5}, "Negative cost", "VALUE_NEGATIVE_COST"),
        ({"fte": 0}, "Spending without people", "VALUE_NO_PEOPLE"),
    ],
)
def test_figures_that_cannot_be_labour_claim_nothing(value_of, cells, note, code):
    value = value_of({**INVOICES, **cells}, INVOICES)
    assert value.rows.loc[0, MONEY].isna().all()
    assert note in value.rows.loc[0, "value_note"]
    assert value.warnings.query("row_key == 0")["code"].to_list() == [code]
    assert value.totals.loc[0, "candidates_count"] == 1
    assert value.totals.loc[0, "fte_moved"] == pytest.approx(7.5)


@pytest.mark.parametrize("cells", [{"annual_cost": 1_500_000}, {"annual_cost": 30_000}])
def test_the_band_of_cost_per_fte_includes_its_ends(value_of, cells):
    value = value_of({**INVOICES, **cells})
    assert pd.notna(value.rows.loc[0, "saving_mid"])
    assert "VALUE_COST_PER_FTE" not in value.warnings["code"].to_list()


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        ({"first_move": "already_outsourced"}, "Already outsourced"),
        ({"current_model": "outsourced"}, "Already outsourced"),
        ({"location": "none"}, "No location"),
    ],
)
def test_what_does_not_move_has_no_value_no_wave_and_is_in_no_total(value_of, cells, note):
    value = value_of({**INVOICES, **cells}, INVOICES)
    row = value.rows.loc[0]
    assert row[[*MONEY, "fte_moved", "posts_released", "wave"]].isna().all()
    assert note in row["value_note"]
    assert value.totals.loc[0, "candidates_count"] == 1


@pytest.mark.parametrize("label", ["retain", "review"])
def test_only_candidates_are_valued(value_of, label):
    value = value_of({**INVOICES, "recommendation": label}, INVOICES)
    row = value.rows.loc[0]
    assert row.drop(["currency", "verdict", "capacity_verdict", "is_doubted"]).isna().all()
    assert (row["verdict"], row["capacity_verdict"]) == ("none", "none")
    assert len(value.rows) == 2
    assert value.rows.columns.to_list() == list(VALUE_COLUMNS)


def test_a_cost_without_people_or_labour_claims_nothing_but_counts_as_a_candidate(value_of):
    value = value_of({**INVOICES, "fte": None})
    assert value.rows.loc[0, MONEY].isna().all()
    assert "No labour cost, and no cost with FTE" in value.rows.loc[0, "value_note"]
    assert value.totals.loc[0, "candidates_count"] == 1
    assert pd.isna(value.totals.loc[0, "saving_mid"])


def test_labour_cost_without_hours_cannot_be_priced_abroad_but_can_at_home(value_of):
    unknown = {**INVOICES, "fte": None, "annual_cost": None, "labour_cost": 600_000}
    abroad, home = value_of(unknown, {**unknown, "location": "onshore"}).rows.to_dict("records")
    assert pd.isna(abroad["saving_mid"])
    assert "hours are not known" in abroad["value_note"]
    assert home["case_saving"] == pytest.approx(405_000 - 450_000 * 0.85 * 0.95 * 1.06)
    assert (abroad["verdict"], abroad["verdict_on"]) == ("cannot_judge", "fte")


@pytest.mark.parametrize(
    ("currency", "code", "note"),
    [
        (None, "VALUE_NO_CURRENCY", "currency is not stated"),
        ("XAU", "VALUE_NO_EXCHANGE_RATE", "no exchange rate"),
    ],
)
def test_a_cost_in_an_unknown_currency_is_not_held_against_rates(value_of, currency, code, note):
    value = value_of({**INVOICES, "currency": currency})
    assert value.rows.loc[0, MONEY].isna().all()
    assert note in value.rows.loc[0, "value_note"]
    assert code in value.warnings["code"].to_list()
    missing = {"VALUE_NO_CURRENCY": "currency", "VALUE_NO_EXCHANGE_RATE": "exchange_rate"}[code]
    assert value.rows.loc[0, ["verdict", "verdict_on"]].to_list() == ["cannot_judge", missing]


@pytest.mark.parametrize(
    ("currency", "note"), [(None, "currency is not stated"), ("XAF", "add it to section exchange_rates")]
)
def test_labour_that_lacks_a_currency_or_its_rate_is_not_asked_for_its_posts(value_of, currency, note):
    value = value_of({**INVOICES, "currency": currency, "labour_cost": 600_000})
    assert note in value.rows.loc[0, "value_note"]
    assert "hours are not known" not in value.rows.loc[0, "value_note"]


def test_labour_in_an_unknown_currency_is_priced_where_no_rate_is_needed(value_of):
    labour = {**INVOICES, "currency": None, "labour_cost": 600_000}
    value = value_of({**labour, "location": "onshore"}, {**labour, "outsourced_cost": 200_000}, labour)
    assert value.rows["saving_mid"].notna().to_list() == [True, True, False]
    assert value.totals["currency"].to_list() == [""]


def test_a_negative_saving_is_shown_and_counted(value_of):
    value = value_of({**INVOICES, "annual_cost": 150_000})
    assert value.rows.loc[0, "saving_high"] < 0
    assert value.rows.loc[0, "value_note"].startswith(
        "Costs more than it saves in at least nine of ten draws."
    )
    assert value.totals.loc[0, "saving_mid"] == value.rows.loc[0, "saving_mid"] < 0
    assert value.rows.loc[0, "verdict"] == "loses"


def test_what_is_too_small_or_to_be_split_counts_like_every_candidate(value_of):
    value = value_of(
        {**INVOICES, "first_move": "split"},
        {**INVOICES, "first_move": "too_small", "service_line": "legal"},
        INVOICES,
    )
    assert value.totals.loc[0, "candidates_count"] == value.bundles["row_count"].sum() == 3
    for name in ("case_saving", "fte_moved"):
        assert (
            value.totals.loc[0, name]
            == pytest.approx(value.rows[name].sum())
            == pytest.approx(value.bundles[name].sum())
        )


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"annual_cost": 1_100_000}, "VALUE_GROSS_HIGH"),
        ({"annual_cost": 1_400_000, "labour_cost": 1_400_000}, "VALUE_NET_HIGH"),
        ({"location": "nearshore", "annual_cost": 300_000}, "VALUE_GROSS_LOW"),
    ],
)
def test_results_outside_what_contracts_reached_are_warned_of(value_of, cells, code):
    assert code in value_of({**INVOICES, **cells}).warnings["code"].to_list()


def test_results_inside_the_check_ranges_and_onshore_are_not_warned_of(value_of):
    value = value_of({**INVOICES, "annual_cost": 380_000}, {**INVOICES, "location": "onshore"})
    assert value.warnings.empty


def test_no_candidate_at_all(value_of):
    value = value_of({**INVOICES, "recommendation": "retain"})
    assert value.totals.empty
    assert value.bundles.empty
    assert value.warnings.empty
    assert value.rows.dtypes["wave"] == "Int64"


def test_an_inventory_of_names_alone(value_of):
    value = value_of({}, {"recommendation": "kpo_candidate"})
    assert value.rows["saving_mid"].isna().all()
    assert value.rows["wave"].to_list() == [1, 3]
    assert value.totals["candidates_count"].to_list() == [2]
