"""The catalogue is matched by words and not by accident, in four languages."""

import pandas as pd
import pytest

from tasks.rules.catalogue import typical_attributes

LANGUAGES_READ = ("en", "de", "fr", "es")


def test_stock_is_a_security_or_a_good_by_the_words_around_it(read):
    found = read("Stock process tracking", "Stock keeping", "Warehouse stock counting")
    assert list(found["text_service_line"]) == ["banking_insurance_securities", "logistics", "logistics"]


@pytest.mark.parametrize(
    "names",
    [
        ("Accounts payable", "Kreditorenbuchhaltung", "Comptabilité fournisseurs", "Cuentas por pagar"),
        ("Market research", "Marktforschung", "Étude de marché", "Investigación de mercados"),
        (
            "Strategic planning",
            "Strategische Planung",
            "Planification stratégique",
            "Planificación estratégica",
        ),
    ],
)
def test_the_same_service_in_four_languages(read, names):
    found = read(*names)
    assert found["service_id"].nunique() == 1
    assert found["text_drive"].nunique() == 1


@pytest.mark.parametrize(
    ("name", "service_id"),
    [
        ("PAYROLL", "E024"),
        ("payroll", "E024"),
        ("it support", "E023"),
        ("IT Support", "E023"),
        ("AP", "E112"),
        ("Rechnungspruefung", "P021"),
        ("Rechnungsprüfung", "P021"),
        ("Organisation of payroll processing", "E024"),
    ],
)
def test_spelling_case_and_abbreviations_do_not_matter(read, name, service_id):
    assert read(name)["service_id"].iloc[0] == service_id


@pytest.mark.parametrize(
    "name",
    [
        "Digital programme",
        "International unit",
        "Customer",
        "Program management office team",
        "Various",
        "12345",
        "???",
    ],
)
def test_words_that_stand_everywhere_are_no_service_that_is_sold_as_knowledge(read, name):
    assert read(name)["service_label"].iloc[0] != "KPO"


def test_the_most_specific_service_wins(read):
    found = read("Research", "Legal research", "Patent research")
    assert list(found["service_id"]) == ["E123", "E119", "E049"]


def test_a_description_speaks_where_the_name_says_nothing(read):
    found = read(
        "Process 17", descriptions=["Vendor invoices are received, matched to purchase orders and posted."]
    ).iloc[0]
    assert (found["match_how"], found["text_service_line"]) == ("described", "finance_accounting")
    assert found["service"] == "invoice processing" and found["match_share"] < 0.5
    # What a description mentions decides nothing; the words do.
    assert pd.isna(found["service_label"]) and found["text_drive"] > 0.5


def test_the_catalogue_is_whole(rulebook):
    services = rulebook.section("services")
    assert len(services) >= 400
    assert [
        key
        for key, service in services.items()
        if not all(getattr(service, language) for language in LANGUAGES_READ)
    ] == []
    assert {service.profile for service in services.values()} <= set(rulebook.section("work_profiles"))


def test_every_service_of_the_sources_keeps_its_label_and_statement(rulebook, shared):
    listed = pd.read_csv(shared / "domain" / "services.csv", keep_default_na=False)
    services = rulebook.section("services")
    wrong = [
        row.service_id
        for row in listed.itertuples()
        if (services[row.service_id].label, services[row.service_id].line or "")
        != (row.label, row.service_line)
        or not isinstance(services[row.service_id].source, list)
    ]
    assert wrong == []


def test_every_service_is_recognised_by_its_own_names(rulebook, read):
    services = rulebook.section("services")
    names = {
        name: service.label
        for service in services.values()
        for language in LANGUAGES_READ
        for name in getattr(service, language)
    }
    found = read(*names)
    right = found["service_label"] == list(names.values())
    assert right.mean() > 0.97


def test_typical_attributes_are_columns_of_the_input_dictionary(rulebook):
    from schemas.columns import columns

    known = columns()
    for service_id in rulebook.section("services"):
        for name, value in typical_attributes(rulebook, service_id).items():
            assert name in known
            assert not known[name].values or value in known[name].values


def test_legal_transcription_is_knowledge_work_by_label_and_routine_by_its_attributes(rulebook, read):
    assert read("Legal transcription")["service_label"].iloc[0] == "KPO"
    assert typical_attributes(rulebook, "E013")["checklist_executable"] is True
