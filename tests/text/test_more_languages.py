"""Dutch and Italian names, and names by which other languages mean the same desk work."""

import pytest

BPO, KPO = "bpo_candidate", "kpo_candidate"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Inkoopfacturen boeken", BPO),
        ("Aanvragen registreren", BPO),
        ("Bestellingen invoeren", BPO),
        ("Verwerken van declaraties", BPO),
        ("Telefonische vragen van klanten beantwoorden", BPO),
        ("Analyse van klantgegevens", KPO),
        ("Risicoanalyse", KPO),
        ("Strategie van de onderneming", "retain"),
        ("Registrazione delle fatture dei fornitori", BPO),
        ("Archiviazione dei documenti contabili", BPO),
        ("Inserimento degli ordini dei clienti", BPO),
        ("Calcolo degli stipendi", BPO),
        ("Analisi dei rischi", KPO),
        ("Studio di mercato", KPO),
        ("Decisioni del consiglio di amministrazione", "retain"),
    ],
)
def test_a_dutch_or_italian_name_is_read_as_its_english_one(labels, name, wanted):
    assert labels([name]) == [wanted]


@pytest.mark.parametrize(
    "name",
    [
        *("Onderhoud van liften", "Rijbewijzen", "Herstel van straten", "Renovatie van het stadhuis"),
        *("Manutenzione delle strade", "Pulizia dei treni", "Rilascio di licenze", "Ammortamenti"),
    ],
)
def test_works_authority_and_money_are_no_candidates_in_these_languages(labels, name):
    assert labels([name])[0] not in (BPO, KPO)


@pytest.mark.parametrize(
    "name", ["Gestion des adhésions", "Gestión de nóminas", "Gestione degli accessi", "Klachtenbeheer"]
)
def test_management_in_another_language_is_the_administration_of_english(labels, name):
    assert labels([name]) == [BPO]


def test_to_steer_is_no_tax(labels):
    assert labels(["Steuern"]) == [BPO]
    assert labels(["Konzernbereiche steuern", "Tochtergesellschaften steuern"]) == ["review"] * 2


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Reception desk",
            "Rezeption",
            "Vente en boutique",
            "Store sales",
            "Trash collection",
            "Müllabfuhr",
        ),
        *(
            "Coffres-forts",
            "Proyectos de ley",
            "Haushaltssatzung",
            "Firefighting",
            "Chargement et déchargement",
        ),
    ],
)
def test_work_at_a_place_and_for_the_state_is_no_candidate_by_a_word_of_it(labels, name):
    assert labels([name])[0] not in (BPO, KPO, "review")


@pytest.mark.parametrize(
    "name",
    [
        *(
            "CRM upgrade 2028",
            "Projekt Standortverlagerung",
            "Refonte du site 2027",
            "Plant relocation project",
        ),
        *("Progetto nuova sede", "Nieuwbouw distributiecentrum"),
    ],
)
def test_a_project_is_told_by_its_name(labels, name):
    assert labels([name]) == ["not_in_scope"]
