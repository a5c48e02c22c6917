"""Who did the work before is not who does it now."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.intake.made_sheets import codes, read

FORMER = "FORMER_MODEL"


@pytest.mark.parametrize("heading", ["Current model", "Done by"])
@pytest.mark.parametrize(
    ("cell", "model", "code"),
    [
        ("Outsourced (contract ended)", None, FORMER),
        ("was outsourced until 2024", None, FORMER),
        ("formerly outsourced", None, FORMER),
        ("ehemals ausgelagert", None, FORMER),
        ("Outsourced (terminated)", None, FORMER),
        ("anciennement externalisé", None, FORMER),
        ("externalizado, contrato vencido", None, FORMER),
        ("previously outsourced, now in-house", "in_house", None),
        ("früher ausgelagert, jetzt intern", "in_house", None),
        ("formerly in-house, outsourced since 2023", "outsourced", None),
        ("no longer outsourced", "in_house", None),
        ("nicht mehr ausgelagert", "in_house", None),
        ("outsourced", "outsourced", None),
        ("Outsourced (since 2019)", "outsourced", None),
    ],
)
def test_what_was_is_not_what_is(heading, cell, model, code):
    intake = read(["Process name", heading], ["Invoice entry", cell], ["Payroll run", "in-house"])
    models = intake.typed["current_model"]
    assert models[1] == "in_house"
    assert (None if pd.isna(models[0]) else models[0]) == model
    assert codes(intake) == ({code: ["B2"]} if code else {})


@pytest.mark.parametrize("cell", ["Acme (contract ended)", "formerly Acme", "Acme, Vertrag beendet"])
def test_a_former_provider_does_not_do_the_work(cell):
    intake = read(["Process name", "Provider"], ["Invoice entry", cell], ["Payroll run", "Beta Ltd"])
    assert intake.typed["provider"].isna().tolist() == [True, False]
    assert intake.typed["current_model"].isna().tolist() == [True, False]
    assert codes(intake)[FORMER] == ["B2"]


@pytest.mark.parametrize(
    "cell", ["Acme (until 31.12.2027)", "War Child", "Before Ltd", "Acme, notice given for 2027"]
)
def test_a_provider_of_today_stays(cell):
    intake = read(["Process name", "Provider"], ["Invoice entry", cell], ["Payroll run", "Beta Ltd"])
    assert intake.typed["current_model"].tolist() == ["outsourced", "outsourced"]
    assert FORMER not in codes(intake)


@pytest.mark.parametrize(
    ("cell", "model", "end"),
    [
        ("insourced 2023", "in_house", None),
        ("Insourced in 2021", "in_house", None),
        ("internalisé en 2022", "in_house", None),
        ("outsourced until 31.12.2027", "outsourced", "2027-12-31"),
        ("ausgelagert bis 2028", "outsourced", "2028-12-31"),
    ],
)
def test_a_model_with_a_day_names_no_provider(cell, model, end):
    intake = read(["Process name", "Done by"], ["Invoice entry", cell], ["Payroll run", "Acme until 2027"])
    assert intake.typed["current_model"].tolist() == [model, "outsourced"]
    assert intake.typed["provider"].isna().tolist() == [True, False]
    ends = intake.typed["contract_end"].dt.strftime("%Y-%m-%d")
    assert (None if pd.isna(ends[0]) else ends[0]) == end
