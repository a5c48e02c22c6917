"""Headings and words of Dutch, Italian, Polish and Portuguese lists: figures, units, and who does the work."""

import pandas as pd
import pytest

from tests.intake.made_sheets import read

NAMES = ("Pay invoices", "Close the ledger")


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        (
            "Afdeling;Proces;Aantal per maand;Behandeltijd (uur);Doorlooptijd (dagen);Kosten (duizend €);Uitbesteed?;"
            "Leverancier;Einddatum contract;Persoonsgegevens;Kritikaliteit",
            ("nee", "ja", "hoog", "laag"),
        ),
        (
            "Reparto;Processo;Volume mensile;Tempo di lavorazione (ore);Tempo di attraversamento (giorni);"
            "Costo annuo (migliaia di €);Esternalizzato;Fornitore;Scadenza contratto;Dati personali;Criticità",
            ("no", "sì", "alta", "bassa"),
        ),
        (
            "Dział;Proces;Liczba spraw miesięcznie;Czas obsługi (godz.);Czas realizacji (dni);Koszt roczny (tys. EUR);"
            "Outsourcing (T/N);Dostawca;Koniec umowy;Dane osobowe;Krytyczność",
            ("nie", "tak", "wysoka", "niska"),
        ),
        (
            "Departamento;Processo;Volume mensal;Tempo médio (horas);Prazo (dias);Custo anual (milhares €);Terceirizado;"
            "Fornecedor;Fim do contrato;Dados pessoais;Criticidade",
            ("não", "sim", "alta", "baixa"),
        ),
    ],
    ids=["nl", "it", "pl", "pt"],
)
def test_lists_of_four_more_languages_are_read(headings, cells):
    no, yes, high, low = cells
    first = ["FIN", NAMES[0], 100, 0.5, 2, 85, no, None, None, yes, high]
    second = ["FIN", NAMES[1], 10, 2, 3, 40, yes, "Nordwind", "31-12-2027", no, low]
    typed = read(headings.split(";"), first, second).typed
    assert typed["process_name"].tolist() == list(NAMES)
    assert typed["business_unit"].tolist() == ["FIN", "FIN"]
    assert typed["volume"].tolist() == [1200, 120]
    assert typed["handling_minutes"].tolist() == [30, 120]
    assert typed["annual_cost"].tolist() == [85_000, 40_000]
    assert typed["current_model"].tolist() == ["in_house", "outsourced"]
    assert typed["provider"].iloc[1] == "Nordwind"
    assert typed["contract_end"].iloc[1] == pd.Timestamp("2027-12-31")
    assert typed["data_types"].fillna("").tolist() == ["customer_personal", ""]
    assert typed["criticality"].tolist() == ["high", "low"]


@pytest.mark.parametrize(
    ("heading", "factor", "currency"),
    [
        ("Koszt roczny (tys. zł)", 1000, "PLN"),
        ("Koszty (mln PLN)", 1_000_000, "PLN"),
        ("Koszt miesięczny (zł)", 12, "PLN"),
        ("Costi (mila €)", 1000, "EUR"),
        ("Kosten per maand (EUR)", 12, "EUR"),
        ("Custo mensal (€)", 12, "EUR"),
    ],
)
def test_thousands_and_months_are_known_in_more_languages(heading, factor, currency):
    typed = read(["Process", heading], [NAMES[0], 7], [NAMES[1], 8]).typed
    assert typed["annual_cost"].tolist() == [7 * factor, 8 * factor]
    assert set(typed["currency"]) == {currency}
