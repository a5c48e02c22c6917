"""The sheet of posts by country and by unit."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from tests.builders import made_up_audit
from tests.reporting.test_model import report_of, table


@pytest.fixture(scope="module")
def audit() -> Any:
    return made_up_audit()


def with_intake(audit: Any, **columns: Any) -> Any:
    typed = audit.intake.typed.assign(**columns)
    return dataclasses.replace(audit, intake=dataclasses.replace(audit.intake, typed=typed))


def test_beyond_thirty_units_the_smallest_are_added_up_and_nothing_is_lost(audit, monkeypatch):
    monkeypatch.setattr("tasks.reporting.model.sheets.people.MOST_LINES", 5)
    units = [f"Unit {number}" for number in range(len(audit.intake.typed))]
    many = table(report_of(with_intake(audit, business_unit=units)), "PeopleByUnit").frame
    whole = table(report_of(audit), "PeopleByCountry").frame
    assert len(many) == 5 and many["unit"].iloc[-1] == f"All others ({whole['count'].sum() - 4})"
    for name in ("count", "fte_moved", "posts_released", "planned_moved", "paying_released"):
        assert many[name].sum() == pytest.approx(whole[name].sum(), abs=1e-4)
    assert many["fte_moved"].iloc[:-1].is_monotonic_decreasing


def test_a_country_has_its_name_and_a_blank_one_is_told(audit):
    countries = ["PL"] * len(audit.intake.typed)
    said = [
        set(table(report_of(with_intake(audit, country=each)), "PeopleByCountry").frame["country"])
        for each in (countries, [None] * len(countries))
    ]
    assert said == [{"Poland"}, {"Country not given"}]


def test_posts_that_nobody_gave_make_no_sheet(audit):
    rows = audit.value.rows.assign(fte_moved=float("nan"))
    report = report_of(dataclasses.replace(audit, value=dataclasses.replace(audit.value, rows=rows)))
    assert "people" not in [sheet.key for sheet in report.sheets]
    assert report.dashboard.money[4].value == "Not given"
