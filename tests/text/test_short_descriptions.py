"""Rows as people write them: a department, a name and a description of a few words."""

import pandas as pd
import pytest

from tests.text import ruler

CANDIDATES = ("bpo_candidate", "kpo_candidate")


@pytest.fixture
def read(rulebook):
    """What a row says by itself: its label, the service shown and its kind."""

    def read(name, description=None, unit=None):
        typed = pd.DataFrame(
            {"process_name": [name], "description": [description], "business_unit": [unit]}
        ).astype("str")
        return ruler.assessed(typed, rulebook).iloc[0]

    return read


@pytest.mark.parametrize(
    ("name", "description"),
    [
        ("Kündigungen", "Trennungsgespräche und Abwicklung"),
        ("Frachteinkauf", "Raten mit Reedereien verhandeln"),
        ("Jahresplanung", "Ziele und Budget beschließen"),
        ("Purchasing", "Negotiating prices with suppliers"),
        ("Délibérations", "Décider de la réussite des étudiants"),
        ("Projet d'établissement", "Définir les orientations à cinq ans"),
        ("Compras", "Negociar condiciones con proveedores"),
    ],
)
def test_work_that_is_said_to_decide_or_to_negotiate_is_not_offered(read, name, description):
    assert read(name, description)["recommendation"] not in CANDIDATES


@pytest.mark.parametrize(
    ("name", "description"),
    [
        ("Sperrungen", "Zähler beim Kunden abklemmen"),
        ("Préparation des salles", "Installer le matériel avant l'intervention"),
        ("Reposición de lineales", "Colocar productos en los estantes"),
        ("Key accounts", "Meeting large shippers"),
        ("Médecine", "Examiner les étudiants"),
    ],
)
def test_work_that_is_said_to_be_done_on_the_spot_or_in_person_is_not_offered(read, name, description):
    assert read(name, description)["recommendation"] not in CANDIDATES


def test_an_unknown_name_is_asked_about_where_its_description_names_work_that_stays(read):
    assert read("OT-Sicherheit", "Leitstelle absichern")["recommendation"] == "review"


@pytest.mark.parametrize(
    ("name", "description"),
    [
        ("Kündigungen", "Kündigungen von Verträgen erfassen"),
        ("Desktop support", "On-site support of users"),
        ("Data cleansing", "Cleaning address lists"),
        ("Kontenpflege", "Alte Konten löschen"),
        (
            "Invoice processing",
            "We check invoices, post them and pay; prices are for buyers to negotiate with suppliers",
        ),
        ("Helpdesk tickets", "Installing software and fixing access"),
    ],
)
def test_desk_work_stays_a_candidate_beside_words_of_such_work(read, name, description):
    assert read(name, description)["recommendation"] == "bpo_candidate"


@pytest.mark.parametrize(
    "name",
    [
        "Meter reading",
        "Reading of meters",
        "Zählerablesung",
        "Relève des compteurs",
        "Lectura de contadores",
        "Cash transport",
        "Geldtransport",
        "Reparto a domicilio",
        "Client visits",
        "Kundenbesuche",
        "Caja",
        "Kasse",
        "Enseignement",
        "Médecine préventive",
        "Personalausweise",
        "Kinderbetreuung",
    ],
)
def test_work_on_the_spot_in_person_or_of_authority_stays(read, name):
    assert read(name, "Anträge annehmen und ausgeben")["recommendation"] in ("retain", "not_in_scope")


@pytest.mark.parametrize(
    "name", ["Meter reading enquiries", "Zählerablesung Terminplanung", "Stammdatenpflege"]
)
def test_desk_work_on_what_is_read_or_kept_is_a_candidate(read, name):
    assert read(name)["recommendation"] == "bpo_candidate"


@pytest.mark.parametrize("name", ["Treasury", "Trésorerie", "Tesorería"])
def test_treasury_is_not_shown_as_the_till_of_a_branch(read, name):
    assert read(name, unit="Finance")["service"] == "treasury operations"


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("Bestellabwicklung", "purchase orders"),
        ("Ausschreibungen", "sourcing"),
        ("Accruals", "accruals"),
        ("Helpdesk tickets", "IT helpdesk"),
    ],
)
def test_a_service_is_shown_by_its_most_general_name(read, name, service):
    assert read(name)["service"] == service
