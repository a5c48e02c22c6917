"""What a row is, before it has a label: invented names in four languages, and what unit and numbers add."""

import datetime as dt

import pandas as pd
import pytest

from tasks.method import assess
from tasks.text import read_texts
from tests.method.cases import said

KINDS = {
    "service_process": (
        "Posting of supplier invoices; Renewal of trading permits; Gas tariff modelling; Police records "
        "archiving; Grant administration; "
        "Pflege der Stammdaten; Bearbeitung von Anträgen; Traitement des demandes; Tramitación de "
        "solicitudes; Transfer pricing analysis; Bond settlement"
        "; Complaints resolution; Fraud detection; Month-end journals; Lehrevaluation; Write product descriptions"
        "; Head count reporting; Detective agency invoices; Office rent invoice checks"
        "; Mitarbeiter einstellen; Mitarbeiter beurteilen; Mitarbeiter-Befragung; Conseiller les clients"
        "; Scaffold hire invoice checks; Address cleaning; Royalty payment calculation; Pilotage invoicing"
    ),
    "money_line": (
        "Debt service, harbour bonds; Transfer to fund 220; Transfers: 310 to 110; GO bonds series 2031; "
        "Operating transfers out; "
        "Contributions to the regional theatre; "
        "Cash transfers to households; Sub-grants to partners; Country office rent; Cuotas a organismos internacionales; "
        "Amortización y gastos financieros de la deuda; "
        "Beiträge an Vereine; Rückerstattungen des Kantons; Service de la dette; Transferencias a las familias"
    ),
    "asset_or_project": (
        "Capital improvements, north pier; CIP - harbour office; New library building; Capital "
        "replacement of the fountain; Anschaffungen von Fahrzeugen; "
        "Neubau der Turnhalle; Réhabilitation de la piscine; Construcción de la piscina municipal"
    ),
    "site_work": (
        "Street resurfacing; Graffiti removal; Grounds maintenance; Bus operations; Solid waste "
        "collection crews; Winterdienst; Strassenreinigung; "
        "Propreté urbaine; Limpieza viaria; Repair and grease the pumps of the lock gates; Boat cleaning; "
        "Tug and mooring services; Railway track renewal"
        "; Aseptic bottling; Pour resin into forms."
        "; Vormontage; Endmontage und Inbetriebnahme; Zerspanung; Lackieren; Gefahrstoffentsorgung; Serviceeinsätze beim Kunden; Zählerwechsel"
    ),
    "public_authority": (
        "Police patrol; Polizei; Tribunal hearings; Elections; Drafting of laws; Gesetzgebung; Questions parlementaires; "
        "Orders of the harbour master; Visa decisions; Délivrance des cartes d'identité et passeports; Ausstellung von Reisepässen; "
        "Inspección educativa; School inspections; Gewerbeaufsicht; Police officer; Detectives"
    ),
    "front_line": (
        "Nursing care on the ward; Krankenpflege; Soins infirmiers; Fire suppression operations; Ambulance services; "
        "Car park attendant; Hotel check-in; Psychologische Beratung; Trauma counselling for children; Recepción de huéspedes; "
        "Accueil périscolaire; Registered nurse"
    ),
    "organisation_only": (
        "Administration; Executive leadership; Department; Accounts payable clerk; Senior financial analyst; VP Engineering; "
        "Head of procurement; Chief Financial Officer; Sachbearbeiter Kreditorenbuchhaltung; Personalsachbearbeiterin; "
        "Buchhalter; Mitarbeiter Einkauf; Leiter Finanzen; Conseiller en patrimoine; Gestionnaire de paie; Jefe de compras"
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_says_what_the_row_is(read, kind):
    names = KINDS[kind].split("; ")
    found = read(*names)["row_kind"]
    assert list(found[found != kind].index) == []


def test_desk_work_about_money_work_on_the_spot_or_authority_is_none_of_these(read):
    names = [
        "Meldungen an die Bankenaufsicht",
        "Versicherungsaufsicht: Meldewesen",
        "Serviceeinsätze planen",
        "Zählerwechsel planen",
        "Abfallentsorgung: Rechnungsprüfung",
        "Recepción de facturas de huéspedes",
        "Crisis counselling billing",
        "Cotisations sociales : déclarations",
        "Labour inspection reports",
        "Store detectives billing",
    ]
    found = read(*names)["row_kind"]
    assert list(found[~found.isin(["service_process", "unclear"])].items()) == []


def labelled(rulebook, names, **columns):
    typed = pd.DataFrame({"process_name": pd.Series(names, dtype="str")})
    for name, values in columns.items():
        typed[name] = pd.Series(values, dtype="str" if isinstance(values[0], str) else "float64")
    texts = read_texts(typed, rulebook)
    return said(assess(typed, texts, rulebook, dt.date(2026, 1, 1))).rows.set_axis(names, axis=0)


@pytest.mark.parametrize("kind", ("money_line", "asset_or_project", "site_work"))
def test_what_is_no_process_is_rated_by_no_label_and_says_what_it_is(rulebook, kind):
    rows = labelled(rulebook, KINDS[kind].split("; "))
    assert set(rows["recommendation"]) == {"not_in_scope"}
    assert set(rows["first_move"]) == {"none"}
    assert rows["front_or_back_office"].isna().all() and rows["tier"].isna().all()
    assert rows["why"].astype("str").str.contains("so it is not rated").all()


def test_a_label_from_text_alone_asks_before_it_moves(rulebook):
    rows = labelled(rulebook, ["Posting of supplier invoices", "Equity research"])
    assert list(rows["recommendation"]) == ["bpo_candidate", "kpo_candidate"]
    assert set(rows["first_move"]) == {"clarify"} and set(rows["grade"]) == {"D"}


def test_names_without_a_process_and_weak_words_are_asked_about_once(rulebook):
    rows = labelled(rulebook, ["Harbour house", "Executive leadership", "Quorl review of the blim"])
    assert set(rows["recommendation"]) == {"review"}
    assert (rows["next_questions"].astype("str") != "").all()


def test_the_unit_and_the_numbers_speak_where_the_name_leaves_it_open(rulebook, read):
    names = ["Station 4", "Invoice entry", "Harbour jubilee"]
    by_unit = labelled(rulebook, names, business_unit=["Police Department"] * 3)["row_kind"]
    assert list(by_unit) == ["public_authority", "service_process", "public_authority"]
    spending = labelled(rulebook, names, annual_cost=[9e5] * 3, fte=[0.0] * 3)
    assert list(spending["row_kind"]) == ["money_line", "service_process", "money_line"]
    assert spending["row_kind_evidence"].iloc[0] == "numbers"
    assert read(*names)["row_kind"].iloc[0] == "unclear"


def test_other_rows_of_a_list_change_no_kind(rulebook):
    names = ["Harbour jubilee", "Invoice entry"]
    alone = labelled(rulebook, names)["row_kind"]
    among = labelled(rulebook, names + KINDS["money_line"].split("; "))["row_kind"]
    assert list(among.iloc[:2]) == list(alone)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("Market intelligence", "national security"),
        ("Executive compensation", "trade confirmation"),
        ("Accounting policies", "policy administration"),
        ("Pricing policy", "policy administration"),
        ("Foreign currency revaluation", "diplomacy"),
        ("Trade promotion settlement", "securities settlement"),
        ("Police clearance checks", "customs declarations"),
        ("Animal welfare", "graphic design"),
        ("Evaluate outsourcing of the mapping department", "department outsourcing"),
        ("Define issue", "museums"),
        ("Calculate duty", "finite element analysis"),
    ],
)
def test_false_friends_are_no_services(read, name, wrong):
    found = read(name).iloc[0]
    assert found["service"] != wrong or found["match_how"] in ("loose", "described")
    assert found["service"] != wrong or pd.isna(found["service_label"])


def test_a_loose_entry_is_shown_as_loose_and_decides_nothing(rulebook, read):
    found = read("Blim statistics of statutory reporting quorls").iloc[0]
    assert found["match_how"] == "loose" and pd.isna(found["service_label"])
    row = labelled(rulebook, ["Blim statistics of statutory reporting quorls"]).iloc[0]
    assert row["matched_service"].startswith("loosely: ") and 0 < row["match_share"] < 1
    assert "loosely like" in row["why"]


def test_equal_names_get_equal_results(rulebook):
    rows = labelled(rulebook, ["Financial Management Services"] * 3)
    assert len(rows.drop_duplicates()) == 1


@pytest.mark.parametrize(
    ("contact", "office"), [("direct", "front_office"), ("internal", "back_office"), ("", "back_office")]
)
def test_front_or_back_office_by_contact_else_by_line(rulebook, contact, office):
    columns = {"customer_contact": [contact]} if contact else {}
    assert labelled(rulebook, ["Accounts payable"], **columns)["front_or_back_office"].iloc[0] == office


def test_a_driving_licence_is_no_logistics(read):
    assert read("Driving licence: change of address")["text_service_line"].iloc[0] != "logistics"


@pytest.mark.parametrize(
    "name",
    ["Garden office", "Roofing office", "Lift service", "Wrap team", "Bureau de levage", "Mooring office"],
)
def test_a_unit_named_with_a_word_of_work_on_the_spot_is_asked_about(read, rulebook, name):
    assert read(name)["row_kind"].iloc[0] not in ("site_work", "asset_or_project")
    assert labelled(rulebook, [name])["recommendation"].iloc[0] == "review"


@pytest.mark.parametrize(
    "name", ["Cleaning service", "Service de nettoyage", "Welding team", "Cutting department"]
)
def test_a_unit_that_works_on_the_spot_is_site_work(read, name):
    assert read(name)["row_kind"].iloc[0] == "site_work"


@pytest.mark.parametrize("name", ["Accounts payable clerk", "Buchhalter", "Gestionnaire de paie"])
def test_a_post_is_named_after_its_work_and_is_asked_about(rulebook, name):
    assert labelled(rulebook, [name])["recommendation"].iloc[0] == "review"


def test_a_generic_word_alone_is_no_work_on_the_spot(read):
    assert read("Betriebliches Eingliederungsmanagement")["row_kind"].iloc[0] == "unclear"
