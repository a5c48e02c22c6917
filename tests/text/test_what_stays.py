"""Work that names of services resemble: what is decided, done in person or on the spot, and its paperwork."""

import pandas as pd
import pytest

from tests.text import ruler

CANDIDATES = ("bpo_candidate", "kpo_candidate")


@pytest.fixture
def in_unit(rulebook):
    """Labels of names in a unit."""

    def in_unit(*rows):
        typed = pd.DataFrame(rows, columns=["process_name", "business_unit"], dtype="str")
        return ruler.assessed(typed, rulebook)["recommendation"].tolist()

    return in_unit


@pytest.mark.parametrize(
    "name",
    [
        *("Set claims philosophy", "Define zorb appetite", "Setting of tariffs", "Target setting"),
        *("Festlegung der Tarife", "Ziele festlegen", "Annahmerichtlinien", "Personalpolitik"),
        *("Fixation des tarifs", "Politique de souscription", "Política de inversión", "Fijación de precios"),
        *("Vaststellen van de strategie", "Definizione della strategia", "Definição da estratégia"),
        *("Appointment of directors", "Bestellung des Abschlussprüfers", "Nomination des administrateurs"),
        *("Functioneringsgesprekken", "Mitarbeitergespräche", "Entretiens annuels", "Exit interviews"),
        *("Key account management", "Key Account Betreuung", "Relations with donors", "Grands comptes"),
        *("Lending authority", "Discretionary payments", "Risikobereitschaft", "Contract award"),
        *("Misconduct investigations", "Investigación de abusos", "Disziplinarverfahren", "Asset allocation"),
    ],
)
def test_what_is_laid_down_or_decided_stays(labels, name):
    assert labels([name]) == ["retain"]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Vaccination campaigns in villages",
            "Guiding school groups",
            "Besucher führen",
            "Werksärztl. Untersuchungen",
        ),
        *(
            "Accueillir les enfants",
            "Eye tests",
            "Examens médicaux",
            "Fire drills",
            "Formation des apprentis",
        ),
        *(
            "Schadenbesichtigung",
            "Risk visits",
            "Visitas de riesgo",
            "Kundenseminare",
            "Sucht- und Drogenberatung",
        ),
        *("Auditions de chanteurs", "Tag der offenen Tür", "Health & safety on set", "Ticket office"),
    ],
)
def test_what_is_done_in_person_is_no_candidate(labels, name):
    assert labels([name])[0] not in CANDIDATES


@pytest.mark.parametrize(
    "name",
    [
        *("Rédaction des jugements", "Drafting of judgments", "Urteile schreiben", "Redacción de sentencias"),
        *("Transfèrement des détenus", "Traslado de presos", "Prisoner transfers", "Gefangenentransport"),
        *("Contentieux administratif", "Customs clearance of travellers", "Search of premises"),
        *("Taking witness statements", "Dépouillement", "Vote counting", "Drafting of bills"),
    ],
)
def test_justice_and_powers_stay(labels, name):
    assert labels([name]) == ["retain"]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Dray deliveries",
            "Deliver parcels",
            "Livraisons",
            "Stock counts",
            "Inventaire physique",
            "Keg filling",
        ),
        *(
            "Achat de deux autobus",
            "Purchase of new tugs",
            "Kauf von zwei Schleppern",
            "Compra de un edificio",
        ),
        *("Umzug in Neubau", "Déménagement du siège", "Pilotprojekt", "Fleet vehicles - repairs"),
    ],
)
def test_goods_moved_things_bought_and_projects_are_out_of_scope(labels, name):
    assert labels([name]) == ["not_in_scope"]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Freigabe von Gefahrguttransporten",
            "Product release",
            "Approval of zorbs",
            "Aprobación de proyectos",
        ),
        *("Genehmigung von Versuchen", "Rate setting", "Maklerpflege"),
    ],
)
def test_approvals_settings_and_relations_of_anything_are_asked_about(labels, name):
    assert labels([name]) == ["review"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        *(
            (name, "bpo_candidate")
            for name in ("Approval of invoices", "Rechnungsfreigabe", "Leave approvals")
        ),
        *((name, "bpo_candidate") for name in ("Custody record data entry", "Fine payment processing")),
        *(
            (name, "bpo_candidate")
            for name in ("Guided tour bookings", "Customs clearance", "Delivery notes")
        ),
        *((name, "bpo_candidate") for name in ("Medical appointment scheduling", "Purchase orders")),
        *((name, "bpo_candidate") for name in ("Établissement des factures", "Établissement d'attestations")),
        *(
            (name, "kpo_candidate")
            for name in ("Claims litigation", "Contentieux clients", "Contract drafting")
        ),
        *((name, "kpo_candidate") for name in ("Transcription juridique", "Catastrophe modelling")),
    ],
)
def test_desk_work_beside_them_is_a_candidate(labels, name, wanted):
    assert labels([name]) == [wanted]


def test_a_french_establishment_is_a_place_and_drawing_up_before_its_object(labels):
    assert labels(["Établissement des devis", "Établissement scolaire"]) == ["bpo_candidate", "not_in_scope"]


def test_words_alone_say_too_little_in_a_laboratory_or_a_police_force(in_unit):
    names = ("Analyse zorbs", "Sample preparation")
    assert in_unit(*((name, "Laboratory") for name in names)) == ["review", "review"]
    assert in_unit(*((name, "Finance") for name in names)) == ["kpo_candidate", "bpo_candidate"]
    assert in_unit(("Payroll", "Police"), ("Supplier invoices", "Laboratory")) == ["bpo_candidate"] * 2


def test_what_a_firm_keeps_is_told_so_and_not_as_work_on_the_spot(rulebook):
    typed = pd.DataFrame({"process_name": ["Set claims philosophy", "Zorbing", "Team North"]}, dtype="str")
    rows = ruler.assessed(typed, rulebook)
    assert rows["decision_rule"].tolist() == [
        "line_04_core_by_text",
        "line_11_unknown_work",
        "line_11_no_process",
    ]
    assert rows["row_kind"].iloc[0] == "service_process"
