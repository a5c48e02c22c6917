"""Who does the work today: names, contract ends and words for it in one cell."""

from __future__ import annotations

import datetime as dt

import pytest

from tasks.intake.columns.providers import take_apart
from tests.intake.made_sheets import codes, read


@pytest.mark.parametrize(
    ("cell", "name", "end", "model"),
    [
        ("DHL, contract till Q3 2026", "DHL", dt.date(2026, 9, 30), "outsourced"),
        ("Visma 12/2026", "Visma", dt.date(2026, 12, 31), "outsourced"),
        ("Visma / 09-2026", "Visma", dt.date(2026, 9, 30), "outsourced"),
        ("TCS 2028-03-31", "TCS", dt.date(2028, 3, 31), "outsourced"),
        ("done by TCS", "TCS", None, "outsourced"),
        ("outsourced to Capgemini until 06/2027", "Capgemini", dt.date(2027, 6, 30), "outsourced"),
        ("Outsourced (Genpact)", "Genpact", None, "outsourced"),
        ("Accenture (until 31.12.2027)", "Accenture", dt.date(2027, 12, 31), "outsourced"),
        ("Infosys - contract ends March 2028", "Infosys", dt.date(2028, 3, 31), "outsourced"),
        ("ADP, Vertrag bis 30.06.2027", "ADP", dt.date(2027, 6, 30), "outsourced"),
        ("Sopra Steria, contrat jusqu'au 31/12/2026", "Sopra Steria", dt.date(2026, 12, 31), "outsourced"),
        ("Indra, contrato hasta 2027", "Indra", dt.date(2027, 12, 31), "outsourced"),
        ("Wipro; H1 2027", "Wipro", dt.date(2027, 6, 30), "outsourced"),
        ("ausgelagert an DATEV", "DATEV", None, "outsourced"),
        ("externalisé: Sodexo", "Sodexo", None, "outsourced"),
        ("realizado por Indra", "Indra", None, "outsourced"),
        ("an DATEV ausgelagert", "DATEV", None, "outsourced"),
        ("Wipro since 2019", "Wipro", None, None),
        ("Wipro (seit 01.04.2019)", "Wipro", None, None),
        ("Wipro, from 2019 to 12/2027", "Wipro", dt.date(2027, 12, 31), "outsourced"),
        ("Kyndryl, depuis le 01/02/2020", "Kyndryl", None, None),
        ("Deloitte 2025-2028", "Deloitte", dt.date(2028, 12, 31), "outsourced"),
        ("Deloitte (2024–2027)", "Deloitte", dt.date(2027, 12, 31), "outsourced"),
        ("Unisys exp. 06/27", "Unisys", dt.date(2027, 6, 30), "outsourced"),
        ("Unisys → 2029", "Unisys", dt.date(2029, 12, 31), "outsourced"),
        ("Route 66/68 Ltd", "Route 66/68 Ltd", None, None),
        ("in-house", None, None, "in_house"),
        ("outsourced", None, None, "outsourced"),
        ("extern bis 31.12.2027 (Rechenkraft GmbH)", "Rechenkraft GmbH", dt.date(2027, 12, 31), "outsourced"),
        ("Outsourced (until 31.12.2027)", None, dt.date(2027, 12, 31), "outsourced"),
        ("teilweise extern (Callcenter)", "Callcenter", None, "hybrid"),
        ("partly outsourced (Acme)", "Acme", None, "hybrid"),
        ("Acme (India)", "Acme (India)", None, None),
        ("Kanzlei", None, None, "outsourced"),
        ("DHL Supply Chain", "DHL Supply Chain", None, None),
        ("3M", "3M", None, None),
        ("Forum 1990", "Forum 1990", None, None),
        ("Bain & Company", "Bain & Company", None, None),
    ],
)
def test_a_cell_is_taken_apart(cell, name, end, model):
    found = take_apart(cell)
    assert (found[0], found[1] and found[1].date(), found[2]) == (name, end, model)


@pytest.mark.parametrize("cell", ["we do it ourselves", "currently none", "nobody"])
def test_words_for_no_provider_are_none(cell):
    intake = read(["Process name", "Provider"], ["Move spare parts", cell], ["Hire staff", "Randstad"])
    assert intake.typed["provider"].isna().tolist() == [True, False]
    assert intake.typed["current_model"].tolist() == ["in_house", "outsourced"]


def test_work_that_a_provider_does_is_outsourced_and_says_so():
    intake = read(
        ["Process name", "Vendor", "Current model"],
        ["Move spare parts", "DHL, contract till Q3 2026", None],
        ["Run payroll", "ADP", None],
        ["Answer callers", "ADP", "in-house"],
        ["Close the ledger", None, None],
    )
    assert intake.typed["current_model"].fillna("").tolist() == ["outsourced", "outsourced", "in_house", ""]
    assert intake.typed["provider"].fillna("").tolist() == ["DHL", "ADP", "ADP", ""]
    assert codes(intake)["PROVIDER_TAKEN_APART"] == ["B2"]
    assert codes(intake)["PROVIDER_AS_OUTSOURCED"] == ["B3"]


def test_a_column_of_those_who_do_the_work():
    intake = read(
        ["Process name", "Vendor", "Currently done by"],
        ["Move spare parts", "DHL", "DHL SC"],
        ["Run payroll", None, "outsourced"],
        ["Answer callers", None, "Service team"],
        ["Close the ledger", None, "done by TCS"],
        ["Buy paper", None, "Kestrel"],
        ["Sort mail", None, "internal"],
    )
    wanted = ["outsourced", "outsourced", "in_house", "outsourced", "", "in_house"]
    assert intake.typed["current_model"].fillna("").tolist() == wanted
    assert intake.typed["provider"].fillna("").tolist() == ["DHL", "", "", "TCS", "", ""]
    assert codes(intake)["PROVIDER_OR_TEAM"] == ["C6"]


def test_one_who_handles_personal_data_does_not_do_the_work():
    intake = read(["Process name", "Data processor"], ["Run payroll", "Hosting Ltd"], ["Hire staff", None])
    assert "current_model" not in intake.typed


def test_the_end_of_a_contract_is_also_read_from_a_column_of_those_who_do_the_work():
    intake = read(
        ["Process name", "Currently done by"],
        ["Move spare parts", "DHL, contract till Q3 2026"],
        ["Run payroll", "Visma 12/2026"],
        ["Sort mail", "in-house"],
    )
    assert intake.typed["provider"].fillna("").tolist() == ["DHL", "Visma", ""]
    ends = intake.typed["contract_end"].dt.strftime("%Y-%m-%d").fillna("").tolist()
    assert ends == ["2026-09-30", "2026-12-31", ""]


@pytest.mark.parametrize(
    "own", ["internal team", "eigenes Team", "équipe interne", "equipo propio", "in-house team"]
)
def test_an_own_team_in_a_column_of_providers_is_no_provider(own):
    intake = read(
        ["Process name", "Provider"],
        ["Sort mail", own],
        ["Run payroll", "International Payroll Ltd"],
        ["Buy paper", "Interxion"],
    )
    assert intake.typed["current_model"].tolist() == ["in_house", "outsourced", "outsourced"]
    assert intake.typed["provider"].fillna("").tolist() == ["", "International Payroll Ltd", "Interxion"]


@pytest.mark.parametrize("heading", ["Ausgelagert", "Externalisé", "Externalizado"])
def test_planned_beside_yes_and_no_names_no_provider(heading):
    planned = {"A": "geplant", "E": "prévu"}[heading[0]] if heading != "Externalizado" else "previsto"
    intake = read(
        ["Process", heading], ["Pay invoices", "ja"], ["Run payroll", "nein"], ["Hire staff", planned]
    )
    assert intake.typed["current_model"].tolist()[:2] == ["outsourced", "in_house"]
    assert "provider" not in intake.typed


def test_a_contract_that_was_given_notice_ends_on_its_day():
    assert take_apart("Acme (gekündigt zum 31.12.2026)")[:2] == ("Acme", dt.datetime(2026, 12, 31))
