"""The German sample: Falkenried Antriebe GmbH, with title rows, two header rows, units in headings and
decimal commas as text.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from tests.samples.declared import Costs, add_size, read_lines
from tests.samples.workbook import new_workbook

FILE = "falkenried_antriebe.xlsx"
SHEET = "Prozessinventar"
COSTS = Costs(
    hours={"DE": 1600, "CZ": 1720},
    pay_factor={"DE": 1.0, "CZ": 0.45},
    overhead=1.15,
    items_a_year=12,
    pay={
        "none": 50000,
        "vocational": 64000,
        "bachelor": 84000,
        "master": 98000,
        "professional": 102000,
        "doctorate": 112000,
    },
)
TITLES = (
    "Falkenried Antriebe GmbH",
    "Prozessinventar der Zentralfunktionen und der Werke Kassel und Brünn",
    "Stand: 30.09.2026, Angaben der Fachbereiche. Kosten in Tausend Euro je Jahr, Volumen je Monat.",
)
# Group heading -> (heading, column) pairs below it.
GROUPS = {
    "Prozess": (
        ("Prozess-Nr.", "process_id"),
        ("Prozess", "process_name"),
        ("Beschreibung", "description"),
        ("Funktionsbereich", "function_area"),
        ("Abteilung", "business_unit"),
        ("Standort (Land)", "country"),
        ("Prozessverantwortlicher", "owner"),
    ),
    "Mengengerüst": (
        ("Häufigkeit", "frequency"),
        ("Volumen / Monat", "volume"),
        ("Bearbeitungszeit (Min.)", "handling_minutes"),
        ("Mitarbeiter (VZÄ)", "fte"),
        ("Kosten (T€)", "annual_cost"),
        ("Personalkosten (T€)", "labour_cost"),
        ("Bedarfsverlauf", "engagement_pattern"),
    ),
    "Art der Arbeit": (
        ("Regelbasiert (1-5)", "rule_based_level"),
        ("Standardisierung (%)", "standardised_share"),
        ("Checkliste vorhanden", "checklist_executable"),
        ("Dokumentation (1-5)", "documentation_level"),
        ("Ausnahmequote (%)", "exception_share"),
        ("Neuartigkeit (1-5)", "novelty_level"),
        ("Analyseanteil (%)", "analysis_share"),
        ("Ermessen (1-5)", "judgement_level"),
        ("Arbeitsergebnis", "output_type"),
        ("Entscheidungsbefugnis", "decision_authority"),
        ("Qualifikation", "qualification"),
        ("Fachwissen (1-5)", "domain_expertise_level"),
        ("Anzahl Systeme", "applications_count"),
        ("Kundenkontakt", "customer_contact"),
        ("Anwesenheit vor Ort (1-5)", "physical_presence_level"),
    ),
    "Daten": (("Datenarten", "data_types"), ("Schutzklasse", "data_classification")),
    "Strategie und Risiko": (
        ("Kernprozess", "core_process"),
        ("Strategische Bedeutung (1-5)", "strategic_importance_level"),
        ("Wettbewerbsvorteil", "competitive_advantage"),
        ("Eigene Kompetenz (1-5)", "internal_capability_level"),
        ("Kritikalität", "criticality"),
        ("Schlüsselperson", "key_person_dependency"),
        ("Gesetzlich vorgeschrieben", "legal_mandate"),
        ("Zahlungsfreigabe", "payment_authority"),
        ("Rechnungslegungskontrolle", "financial_reporting_control"),
    ),
    "Bezug": (
        ("Sourcing-Modell", "current_model"),
        ("Dienstleister", "provider"),
        ("Sitz des Dienstleisters", "provider_country"),
        ("Vertragsende", "contract_end"),
        ("Betriebsrat zu beteiligen", "employee_representation"),
        ("Erhoben am", "assessed_on"),
        ("Datenqualität", "source_quality"),
        ("Bemerkung", "remark"),
    ),
}
HEADINGS = tuple(pair for pairs in GROUPS.values() for pair in pairs)
DECIMAL_TEXT = ("handling_minutes", "annual_cost", "labour_cost")
WORDS = {
    "function_area": {
        "finance_accounting": "Finanzen",
        "human_resources": "Personal",
        "customer_service": "Kundendienst",
        "it_software": "IT",
        "procurement": "Einkauf",
        "logistics": "Logistik",
        "legal": "Recht",
        "research": "Forschung",
        "engineering": "Konstruktion",
        "data_analytics": "Datenanalyse",
        "marketing_sales": "Vertrieb",
        "strategy": "Strategie",
        "operations": "Betrieb",
        "other": "Sonstiges",
    },
    "country": {"DE": "Deutschland", "CZ": "Tschechien"},
    "provider_country": {"DE": "Deutschland", "RO": "Rumänien", "IN": "Indien"},
    "frequency": {
        "hourly": "stündlich",
        "daily": "täglich",
        "weekly": "wöchentlich",
        "biweekly": "zweiwöchentlich",
        "monthly": "monatlich",
        "quarterly": "quartalsweise",
        "yearly": "jährlich",
        "ad_hoc": "bei Bedarf",
        "project": "Projekt",
    },
    "engagement_pattern": {
        "continuous": "laufend",
        "batch": "stapelweise",
        "project": "Projekt",
        "ad_hoc": "bei Bedarf",
    },
    "output_type": {
        "transaction": "Transaktion",
        "record": "Datensatz",
        "customer_response": "Kundenantwort",
        "report": "Bericht",
        "insight": "Erkenntnis",
        "recommendation": "Empfehlung",
        "decision": "Entscheidung",
        "design": "Entwurf",
        "intellectual_property": "geistiges Eigentum",
    },
    "decision_authority": {"client": "nein", "shared": "in Grenzen", "provider": "ja"},
    "qualification": {
        "none": "keine",
        "vocational": "Berufsausbildung",
        "bachelor": "Bachelor",
        "master": "Master",
        "professional": "Berufsexamen",
        "doctorate": "Promotion",
    },
    "customer_contact": {"none": "keiner", "internal": "intern", "indirect": "indirekt", "direct": "direkt"},
    "data_types": {
        "internal": "intern",
        "public": "öffentlich",
        "confidential_business": "Geschäftsgeheimnisse",
        "financial": "Finanzdaten",
        "customer_personal": "Kundendaten",
        "employee_personal": "Mitarbeiterdaten",
        "health": "Gesundheitsdaten",
        "intellectual_property": "geistiges Eigentum",
        "strategic_plans": "strategische Pläne",
        "source_code": "Quellcode",
        "legal_privileged": "Anwaltsgeheimnis",
    },
    "data_classification": {
        "public": "öffentlich",
        "internal": "intern",
        "confidential": "vertraulich",
        "restricted": "streng vertraulich",
    },
    "core_process": {
        "core": "Kernprozess",
        "core_support": "Kernunterstützung",
        "non_core": "kein Kernprozess",
        "unknown": "unbekannt",
    },
    "criticality": {"critical": "kritisch", "high": "hoch", "medium": "mittel", "low": "niedrig"},
    "current_model": {
        "in_house": "Eigenleistung",
        "shared_service": "Shared Service",
        "outsourced": "ausgelagert",
        "hybrid": "gemischt",
    },
    "source_quality": {"measured": "gemessen", "estimated": "geschätzt", "assumed": "angenommen"},
}
OWNERS = {
    "Finanzen": "H. Tannreuth",
    "Controlling": "S. Ebbinger",
    "Personal": "M. Lohwieser",
    "Einkauf": "T. Garstedt",
    "Logistik": "R. Quandel",
    "Kundendienst": "B. Ostermoor",
    "Vertrieb": "C. Waldhoff",
    "Konstruktion": "Dr. F. Niehusen",
    "Versuch": "Dr. F. Niehusen",
    "Qualität": "A. Prillwitz",
    "Recht und Compliance": "Dr. E. Sandkuhl",
    "Werk Kassel": "J. Brandmeier",
    "IT": "K. Steinhorst",
    "Vorstand": "G. Falkenried",
}
MEASURED_UNITS = ("Finanzen", "Einkauf", "Logistik", "Kundendienst", "IT")
FOOTNOTES = (
    "VZÄ = Vollzeitäquivalent, 1.600 Stunden je Jahr (Brünn 1.720).",
    "Kosten ohne Umlagen; ausgelagerte Leistungen mit Vertragswert.",
    "Legende: 1 = sehr gering, 5 = sehr hoch; Regelbasiert 5 = strikt nach Regeln.",
)


def processes() -> list[dict]:
    """All processes; money in thousands of euro."""
    return [_complete(process) for process in read_lines("manufacturer.txt")]


def _complete(process: dict) -> dict:
    sized = add_size(
        {**process, "annual_cost": process["annual_cost"] * 1000} if "annual_cost" in process else process,
        COSTS,
    )
    unit = sized["business_unit"]
    german = {
        "owner": OWNERS[unit],
        "current_model": "in_house",
        "assessed_on": "15.05.2026",
        "source_quality": "measured" if unit in MEASURED_UNITS else "estimated",
        **sized,
    }
    german["annual_cost"], german["labour_cost"] = sized["annual_cost"] / 1000, sized["labour_cost"] / 1000
    german["employee_representation"] = "yes" if sized["country"] == "DE" and sized["fte"] >= 5 else "no"
    if german["current_model"] == "outsourced":
        german.pop("labour_cost")
    if "contract_end" in german:
        german["contract_end"] = dt.date.fromisoformat(german["contract_end"]).strftime("%d.%m.%Y")
    return german


def cell(name: str, value):
    """A value as a German user types it: words, and decimal commas as text in the columns that came from an
    export.
    """
    if value is None:
        return None
    if name in DECIMAL_TEXT:
        return f"{value:,.1f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    if name in WORDS:
        return "; ".join(WORDS[name][part] for part in value.split(";"))
    return {"yes": "ja", "no": "nein"}.get(value, value) if isinstance(value, str) else value


def write(folder: Path) -> None:
    """Writes the workbook: notes, and the inventory under three title rows and two header rows."""
    book = new_workbook(folder / FILE, title="Falkenried Antriebe GmbH: Prozessinventar")
    notes = book.add_worksheet("Hinweise")
    notes.set_column(0, 0, 100)
    notes.write_column(
        0,
        0,
        (
            "Ausfüllhinweise",
            "Je Prozess eine Zeile. Bitte keine Spalten verschieben.",
            "Rückfragen: Organisation und Prozesse, Kassel.",
        ),
    )
    sheet = book.add_worksheet(SHEET)
    for line, title in enumerate(TITLES):
        sheet.write(line, 0, title, book.bold if line == 0 else book.left)
    header = len(TITLES) + 1
    place = 0
    for group, pairs in GROUPS.items():
        sheet.merge_range(header, place, header, place + len(pairs) - 1, group, book.group)
        place += len(pairs)
    rows = processes()
    for place, (heading, name) in enumerate(HEADINGS):
        sheet.write(header + 1, place, heading, book.heading)
        sheet.set_column(place, place, 46 if name in ("process_name", "description") else 14)
        for line, row in enumerate(rows, header + 2):
            value = cell(name, row.get(name))
            if value is not None:
                sheet.write(line, place, value, book.one_digit if name == "fte" else None)
    _write_foot(book, sheet, rows, header + 2)
    sheet.freeze_panes(header + 2, 2)
    book.close()


def _write_foot(book, sheet, rows: list[dict], first: int) -> None:
    last = first + len(rows)
    place = [name for _, name in HEADINGS].index("fte")
    letter = book.letter(place)
    sheet.write(last, 1, "Summe", book.bold)
    sheet.write_formula(
        last,
        place,
        f"=SUM({letter}{first + 1}:{letter}{last})",
        book.one_digit,
        round(sum(row["fte"] for row in rows), 1),
    )
    for line, note in enumerate(FOOTNOTES, last + 2):
        sheet.write(line, 0, note, book.small)
