"""Names that say nothing get no label; what a name says besides its service changes no service."""

import datetime as dt

import pandas as pd
import pytest

from tasks.method import assess
from tasks.text import read_texts

VAGUE = (
    "General; Various; Miscellaneous; Other activities; Team 3; Qwop team three; Zorblax handling; "
    "Flimbar; Unit B; Projects; Special tasks; "
    "Day-to-day business; Process 17; Department; Sonstiges; Verschiedenes; Allgemeines; Diverse "
    "Aufgaben; Abteilung 4; Tagesgeschäft; Projekte; "
    "Sonderaufgaben; Blorfing Quanz; Team Nord; Divers; Autres activités; Général; Équipe 2; Tâches "
    "diverses; Projets spéciaux; Zigoulette; "
    "Activité courante; Otros; Varios; General 2; Equipo 5; Otras tareas; Tareas varias; Proyectos; Actividad diaria"
)
SHORT = "Payroll; Audit; Help desk; Sales; Tax; Logistics; AP; KYC; Buchhaltung; Einkauf; Lager; Paie; Achats; Nómina; Compras; Actuarial; Claims"
NAMES = {
    "en": "Payroll; Accounts payable; Bank reconciliation; Market research; Claims processing; Help desk; Data mining; Legal research; Customs clearance",
    "de": "Lohnabrechnung; Kreditorenbuchhaltung; Mahnwesen; Marktforschung; Schadenbearbeitung; Dateneingabe; Patentrecherche; Strategische Planung",
    "fr": "Paie; Comptabilité fournisseurs; Recouvrement; Étude de marché; Gestion des sinistres; Recrutement; Saisie de données; Recherche juridique",
    "es": "Nómina; Cuentas por pagar; Conciliación bancaria; Investigación de mercados; Atención al cliente; Minería de datos; Auditoría",
}
BESIDE = {
    "en": (
        "Monthly {}",
        "{} for the second site",
        "{} of the region North",
        "{} team",
        "{} - Acme Ltd",
        "3.2 {}",
        "HR-07 {}",
        "{} (Lyon plant)",
        "Local {}",
        "{} unit 4",
        "{} EMEA",
        "{} in the new office",
    ),
    "de": (
        "Monatliche {}",
        "{} für den zweiten Standort",
        "{} der Region Nord",
        "{} Team",
        "{} - Acme GmbH",
        "3.2 {}",
        "FI-07 {}",
        "{} (Werk Lyon)",
        "Zentrale {}",
        "{} Abteilung 4",
        "{} DACH",
    ),
    "fr": (
        "{} mensuelle",
        "{} pour le deuxième site",
        "{} de la région Nord",
        "Équipe {}",
        "{} - Acme SA",
        "3.2 {}",
        "FI-07 {}",
        "{} (usine de Lyon)",
        "{} locale",
        "{} unité 4",
        "{} EMEA",
    ),
    "es": (
        "{} mensual",
        "{} para la segunda sede",
        "{} de la región Norte",
        "Equipo de {}",
        "{} - Acme SA",
        "3.2 {}",
        "FI-07 {}",
        "{} (planta de Sevilla)",
        "{} local",
        "{} unidad 4",
        "{} EMEA",
    ),
}


def recommended(names, rulebook):
    typed = pd.DataFrame({"process_name": pd.Series(names, dtype="str")})
    return assess(typed, read_texts(typed, rulebook), rulebook, dt.date(2026, 1, 1)).rows["recommendation"]


def test_names_that_say_nothing_are_no_candidates(rulebook):
    assert set(recommended(VAGUE.split("; "), rulebook)) == {"review"}


def test_short_names_of_services_are_candidates(rulebook):
    assert recommended(SHORT.split("; "), rulebook).str.endswith("_candidate").all()


def test_a_weak_word_alone_neither_reads_as_insight_nor_is_shown(read):
    found = read("Team support", "Support", descriptions=["", "Research hypotheses, interpret experiments"])
    assert found.loc["Team support", ["text_drive", "text_complexity", "text_words"]].isna().all()
    assert found.loc["Support", "text_drive"] < 0


@pytest.mark.parametrize("language", NAMES)
def test_time_place_and_company_beside_a_name_change_no_service(read, language):
    cases = [
        (name, beside.format(name)) for name in NAMES[language].split("; ") for beside in BESIDE[language]
    ]
    plain, beside = ([pair[place] for pair in cases] for place in (0, 1))
    found = read(*dict.fromkeys(plain + beside))["service_id"]
    same = found[beside].to_numpy() == found[plain].to_numpy()
    assert same.mean() > 0.97, [name for name, is_same in zip(beside, same, strict=True) if not is_same]
