"""read_texts: shape, independence of rows, words explained, flags and data types."""

import re

import pandas as pd
import pytest

from schemas.results import TEXT_COLUMNS
from schemas.rules import load_rulebook
from tasks.text import read_texts, reading


def typed(*names, index=None):
    return pd.DataFrame({"process_name": pd.Series(names, dtype="str")}).set_axis(
        index or range(len(names)), axis=0
    )


def test_rows_and_index_are_kept_and_the_columns_are_those_of_the_contract(rulebook):
    found = read_texts(typed("Payroll", "", "Payroll", index=[7, 3, 40]), rulebook)
    assert list(found.columns) == list(TEXT_COLUMNS)
    assert list(found.index) == [7, 3, 40]
    assert found.loc[7].equals(found.loc[40])
    flags = found[["is_hands_on", "is_public_authority", "is_on_site", "is_oversight", "is_composite"]]
    assert set(flags.dtypes.astype(str)) == {"bool"}


def test_an_empty_portfolio_reads_as_no_rows(rulebook):
    found = read_texts(typed("Payroll").iloc[:0], rulebook)
    assert len(found) == 0
    assert list(found.columns) == list(TEXT_COLUMNS)


def test_no_word_that_counts_leaves_everything_open(read):
    found = read("", "???").iloc[0]
    assert (
        found[
            [
                "text_drive",
                "text_complexity",
                "text_words",
                "service_id",
                "text_service_line",
                "text_data_types",
            ]
        ]
        .isna()
        .all()
    )


def test_other_rows_change_nothing(rulebook, monkeypatch):
    names = ["Payroll", "Marktforschung", "Prepare invoices", "Recrutement", "Design of new parts", "Payroll"]
    together = read_texts(typed(*names), rulebook)
    monkeypatch.setattr(reading, "CHUNK_CHARACTERS", 300)
    pd.testing.assert_frame_equal(read_texts(typed(*names), rulebook), together)
    alone = pd.concat([read_texts(typed(name), rulebook) for name in names], ignore_index=True)
    pd.testing.assert_frame_equal(alone, together)


def test_routine_reads_as_volume_and_thought_as_insight(read):
    found = read(
        "Record and file incoming invoices", "Develop theories and interpret the meaning of experiments"
    )
    assert found["text_drive"].iloc[0] > 0.5
    assert found["text_drive"].iloc[1] < -0.5
    assert found["text_complexity"].iloc[0] < found["text_complexity"].iloc[1]


def test_finance_people_and_it_services_are_not_all_insight(read):
    found = read(
        "Financial Management Services",
        "Human Resources Management Services",
        "Information Technology Services",
        "Acquisition Management Services",
    )
    assert (found["text_drive"] > 0.2).all()


def test_words_that_counted_stand_as_written_strongest_first(read):
    words = read("Belege erfassen und Daten eingeben")["text_words"].iloc[0]
    pieces = [piece.rsplit(" ", 1) for piece in words.split(", ")]
    strengths = [abs(float(weight)) for _, weight in pieces]
    assert strengths == sorted(strengths, reverse=True)
    assert {word for word, _ in pieces} <= {
        "belege",
        "erfassen",
        "daten",
        "eingeben",
        "belege erfassen",
        "erfassen daten",
        "daten eingeben",
    }


@pytest.mark.parametrize(
    ("name", "unit", "shown"),
    [
        ("Établissement des factures", None, "établissement"),
        ("Finance - Établissement des factures", None, "établissement"),
        ("Beteiligungen steuern", None, "steuern"),
        ("HR: Terminations", None, "terminations"),
        ("Terminations", "Human Resources", "terminations"),
        ("Kündigungen", "Human Resources", "kündigungen"),
    ],
)
def test_words_that_counted_are_those_of_the_cell_where_they_are_read_as_others(rulebook, name, unit, shown):
    found = read_texts(pd.DataFrame({"process_name": [name], "business_unit": [unit]}, dtype="str"), rulebook)
    words = re.sub(r" [+-][0-9.]+", "", found["text_words"].iloc[0]).split(", ")
    assert shown in words
    assert all(word in name.lower() for part in words for word in part.split())


def test_a_longer_text_of_the_same_words_speaks_no_louder(read):
    once = "Analyze data and recommend decisions"
    found = read("Process 1", "Process 2", descriptions=[once, " ".join([once] * 20)])
    assert found["text_drive"].iloc[1] == pytest.approx(found["text_drive"].iloc[0], abs=0.2)


@pytest.mark.parametrize(
    ("name", "data_type"),
    [
        ("Patient records scanning", "health"),
        ("Salary payment", "employee_personal"),
        ("Kreditkartenabwicklung", "payment_card"),
        ("Recherche de brevets", "intellectual_property"),
        ("Litigation support", "legal_privileged"),
        ("Krankmeldungen erfassen", "health"),
        ("Suivi des arrêts maladie", "health"),
        ("Historias clínicas: archivo", "health"),
        ("Kirchensteuer abführen", "special_category"),
        ("Union dues deduction", "special_category"),
        ("Führungszeugnisse einholen", "criminal"),
        ("Vérification des casiers judiciaires", "criminal"),
        ("Schülerdaten pflegen", "children"),
        ("Inscriptions scolaires", "children"),
        ("Conciliación de tarjetas de crédito", "payment_card"),
        ("Donor database maintenance", "customer_personal"),
        ("Ledenadministratie", "customer_personal"),
        ("Previsiones de tesorería", "financial"),
        ("Konzernabschluss", "financial"),
    ],
)
def test_words_hint_at_data_types(read, name, data_type):
    assert data_type in read(name)["text_data_types"].iloc[0].split(";")


@pytest.mark.parametrize(
    "name",
    ["Policy formulation", "Patenti di guida", "Card design", "Parcel dispatch"],
)
def test_a_like_word_hints_at_no_data_that_is_not_there(read, name):
    types = read(name)["text_data_types"].iloc[0]
    assert not isinstance(types, str) or not {"health", "payment_card", "intellectual_property"} & {
        *types.split(";")
    }


@pytest.mark.parametrize(
    ("name", "unit", "is_read"),
    [
        ("Saisies", None, False),
        ("Prélèvements", None, False),
        ("Fouilles", None, False),
        ("Labor", None, False),
        ("Saisies", "Comptabilité", True),
        ("Prélèvements", "Comptabilité", True),
        ("Saisie de données", None, True),
    ],
)
def test_a_name_of_two_meanings_is_read_only_where_the_department_says_which(rulebook, name, unit, is_read):
    found = read_texts(pd.DataFrame({"process_name": [name], "business_unit": [unit]}, dtype="str"), rulebook)
    assert (found["row_kind"].iloc[0] == "service_process") == is_read


@pytest.mark.parametrize(
    ("name", "flag"),
    [
        ("Nursing care on the ward", "is_hands_on"),
        ("Krankenpflege", "is_hands_on"),
        ("Police investigations", "is_public_authority"),
        ("Border control", "is_public_authority"),
        ("Délivrance de permis", "is_public_authority"),
        ("Forklift driving", "is_on_site"),
        ("Gebäudereinigung", "is_on_site"),
        ("Management and oversight services", "is_oversight"),
        ("Internal services", "is_composite"),
        ("Contact database research and calling contacts with pitch script", "is_composite"),
    ],
)
def test_words_raise_flags(read, name, flag):
    assert read(name)[flag].iloc[0]


@pytest.mark.parametrize(
    "name",
    [
        "Accounts payable",
        "Market research",
        "Travel and expense claims",
        "Export paperwork",
        "Data governance",
        "Legal services",
    ],
)
def test_ordinary_services_raise_none(read, name):
    found = read(name).iloc[0]
    assert not found[["is_hands_on", "is_public_authority", "is_oversight", "is_composite"]].any()


def test_work_that_stays_has_no_uncertain_service(read):
    found = read(
        "Grants to indigenous communities",
        descriptions=["Funding agreements with First Nations for data management."],
    ).iloc[0]
    assert found["is_public_authority"]
    assert found["service_label"] != "KPO"


def test_a_user_can_add_words_of_their_own(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text(
        "lexicon:\n  L-own: {description: Words of our house, source: {judgement: ours, errs: to volume}, axis: drive, "
        "weights: 'zorp 9'}\n",
        encoding="utf-8",
    )
    found = read_texts(typed("zorp"), load_rulebook(own)).iloc[0]
    assert found["text_drive"] > 0.9
    assert found["text_words"].startswith("zorp +")


def test_names_that_differ_by_a_number_only_read_as_each_would_alone(rulebook):
    names = ["Payroll run 12", "Payroll run 85", "412 call centre", "311 call centre", "Transfer 7", "Transfer 77",
             "Transfer 101 to 4000", "3.2 Payroll, depot 2024", "Covers 24/7 support", "Form W2 entry 9",
             "Records, unit 102", "Records, unit 318", "Transfer 411 to 305"]  # fmt: skip
    together = read_texts(typed(*names), rulebook)
    alone = pd.concat([read_texts(typed(name), rulebook) for name in names], ignore_index=True)
    pd.testing.assert_frame_equal(alone, together)
    assert together["row_kind"][4] != together["row_kind"][5] == "money_line"
