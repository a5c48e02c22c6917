"""Names of trades that the tables were not made from: what practitioners place at once is placed."""

import pytest

CANDIDATES = ("bpo_candidate", "kpo_candidate")


@pytest.mark.parametrize(
    "name",
    [
        *("Études de fréquentation", "Analyse des incidents", "Analyse des pertes", "Gap evaluation"),
        *("Policy evaluation", "Architecture des données"),
    ],
)
def test_words_that_languages_share_are_read_in_the_language_of_the_words_of_grammar(labels, name):
    assert labels([name]) == ["kpo_candidate"]


def test_the_name_of_a_city_does_not_make_a_name_spanish(labels):
    assert labels(["Sales in LA", "Los Angeles payroll"]) == ["bpo_candidate"] * 2


@pytest.mark.parametrize(
    "name",
    [
        *("Tram overhaul", "Ship painting", "Extinguisher inspections", "Kranprüfung", "Getriebeüberholung"),
        *("Nettoyage des cuves", "Graissage des pompes", "Mantenimiento de grúas", "Limpieza de playas"),
        *(
            "Timber logging",
            "Sock knitting",
            "Yarn dyeing",
            "Poultry slaughter",
            "Wartung der Heizung",
            "Fahrzeugprüfung",
        ),
        *("Blutanalyse", "Premises security", "Vessel turnaround", "Tree pruning"),
    ],
)
def test_work_on_things_is_done_where_they_are(labels, name):
    assert labels([name]) == ["not_in_scope"]


@pytest.mark.parametrize(
    "name",
    [
        *("Flat viewings", "Wohnungsbesichtigungen", "Visitas a pisos", "Accueil des visiteurs"),
        *("Court interpreters", "Accompagnement des malades", "Hunting licences", "Seizure of vehicles"),
        *("Tax audits of employers", "Regulator liaison", "Executive remuneration", "Approval of mergers"),
        *("Investigación de robos", "Investigations of thefts", "Gemeinderatsbeschlüsse", "Visitas de obra"),
        *("Beratung von Eltern", "Atención a víctimas"),
        *("Suspicious transaction reports", "Verdachtsmeldungen", "Annual general meeting"),
    ],
)
def test_work_in_person_authority_and_duties_of_the_firm_itself_stay(labels, name):
    assert labels([name]) == ["retain"]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Tram maintenance invoices",
            "Nettoyage des fichiers",
            "Limpieza de registros",
            "Software licences",
        ),
        *("Approval of invoices", "Accueil téléphonique", "Scheduling of operatives", "Acceptance testing"),
        *("Sewing training records", "Adressvalidierung", "Protokollabschriften", "Merchant verification"),
        *("Verbrauchsabrechnung Gas/Wasser", "Erstellung von Bescheinigungen", "Erstellung von Mahnungen"),
        *("Erstellung der Steuererklärung", "Verkauf von Fahrkarten", "SAP-Berechtigungen", "Tender notices"),
    ],
)
def test_desk_work_about_them_can_be_given_away(labels, name):
    assert labels([name]) == ["bpo_candidate"]


@pytest.mark.parametrize("name", ["Bau der Schule", "Kauf von Maschinen", "Verkauf von Liegenschaften"])
def test_what_is_built_or_bought_once_is_no_process(labels, name):
    assert labels([name]) == ["not_in_scope"]


@pytest.mark.parametrize(
    "name",
    ["Hagelprognose", "Strömungsmodellierung", "Schneelastsimulation", "Mietmodelle", "Brandgutachten"],
)
def test_a_german_compound_is_known_by_the_expert_activity_that_closes_it(labels, name):
    assert labels([name]) == ["kpo_candidate"]


@pytest.mark.parametrize("name", ["Stray dog capture", "Conduite du changement", "Fish tracing"])
def test_words_of_offices_and_of_driving_make_no_work_of_either(labels, name):
    assert labels([name]) == ["review"]
