"""The clean sample: Ardmore Bay Bank, an inventory filled in from the program's own template headings, with
pick lists.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from schemas.columns import columns
from tests.samples.declared import PERCENTAGES, Costs, add_size, read_lines
from tests.samples.workbook import new_workbook

FILE = "ardmore_bay_bank.xlsx"
COSTS = Costs(
    hours={"IE": 1640, "PL": 1700, "PT": 1690, "IN": 1800},
    pay={
        "none": 41000,
        "vocational": 52000,
        "bachelor": 70000,
        "master": 88000,
        "professional": 106000,
        "doctorate": 112000,
    },
    pay_factor={"IE": 1.0, "PL": 0.62, "PT": 0.58, "IN": 1.0},
    overhead=1.18,
    items_a_year=1,
)
OWNERS = {
    "Payments Operations": "Zofia Wrzesna",
    "Customer Service": "Rui Valadim",
    "Account Services": "Kasper Olenski",
    "Lending Operations": "Iwona Drabik",
    "Credit": "Fergal Oakenhurst",
    "Credit Risk Analytics": "Sorcha Tanguy",
    "Trade Finance": "Maeve Culhanan",
    "Capital Markets": "Aidan Prendry",
    "Market Risk": "Sorcha Tanguy",
    "Securities Services": "Pawel Ligeza",
    "Treasury": "Niamh Darragher",
    "Finance Shared Services": "Agata Morzyn",
    "Financial Control": "Colm Hartigane",
    "Regulatory Reporting": "Colm Hartigane",
    "Tax": "Orla Bremmond",
    "People Services": "Tadhg Quilligan",
    "Technology": "Ewa Sobotnik",
    "Digital Bank": "Lorcan Feeneyson",
    "Information Security": "Ciara Mohanley",
    "Financial Crime Compliance": "Brid Castellane",
    "Model Risk": "Sorcha Tanguy",
    "Fraud Prevention": "Brid Castellane",
    "Compliance": "Donal Revington",
    "Internal Audit": "Una Thornbury",
    "Legal": "Eimear Dalcross",
    "Customer Insight": "Ronan Achille",
    "Procurement": "Agata Morzyn",
    "Facilities": "Declan Porterly",
    "Group Strategy": "Niamh Darragher",
}
LAST_REVIEW = {"Facilities": dt.date(2023, 10, 31), "Legal": dt.date(2025, 9, 30), "Group Strategy": None}
ESTIMATING_UNITS = ("Group Strategy", "Facilities", "Customer Insight", "Legal")
OVERRIDES = {
    "ACC-05": {
        "override_recommendation": "retain",
        "override_approver": "Operations Committee",
        "override_expires": dt.date(2027, 6, 30),
        "override_reason": "Authorities serve orders on paper at head office and deal with named officers only.",
    },
    "FAC-02": {"challenge": "Reception passes to the landlord in May; please leave it out of the waves."},
    "RSK-03": {"challenge": "The supervisor expects validation by staff of our own. Was that considered?"},
}
HEADINGS = (
    "process_id",
    "process_name",
    "description",
    "function_area",
    "business_unit",
    "country",
    "owner",
    "deputies",
    "frequency",
    "volume",
    "handling_minutes",
    "fte",
    "peak_pattern",
    "engagement_pattern",
    "specialist_utilisation_share",
    "applications_count",
    "rule_based_level",
    "standardised_share",
    "checklist_executable",
    "documentation_level",
    "exception_share",
    "novelty_level",
    "analysis_share",
    "judgement_level",
    "output_type",
    "decision_authority",
    "qualification",
    "domain_expertise_level",
    "training_weeks",
    "automation_share",
    "quality_metric",
    "error_share",
    "language",
    "service_window",
    "turnaround_hours",
    "physical_presence_level",
    "customer_contact",
    "data_types",
    "data_classification",
    "data_subjects_count",
    "data_subjects_eea",
    "dpia_criteria",
    "transfer_mechanism",
    "regulated_activity",
    "legal_mandate",
    "outsourcing_prohibited",
    "prohibition_reason",
    "core_process",
    "strategic_importance_level",
    "competitive_advantage",
    "proprietary_knowledge",
    "internal_capability_level",
    "talent_scarcity_level",
    "value_driver",
    "criticality",
    "criticality_reason",
    "recovery_time_hours",
    "exit_plan",
    "key_person_dependency",
    "financial_reporting_control",
    "payment_authority",
    "attrition_share",
    "wage_inflation_share",
    "demand_trend",
    "annual_cost",
    "labour_cost",
    "cost_basis",
    "currency",
    "current_model",
    "provider",
    "provider_country",
    "contract_end",
    "notice_months",
    "contract_value",
    "subcontractors",
    "in_flight_change",
    "employees_in_scope",
    "employee_representation",
    "depends_on",
    "assessed_on",
    "source_quality",
    "override_recommendation",
    "override_reason",
    "override_approver",
    "override_expires",
    "challenge",
)
LIST_SHEET, LIST_ROWS = "Pick lists", 400


def processes() -> list[dict]:
    """All processes, with shares as 0..1 and dates as dates."""
    return [_complete(add_size(process, COSTS)) for process in read_lines("bank.txt")]


def _complete(process: dict) -> dict:
    unit = process["business_unit"]
    process = {
        "owner": OWNERS[unit],
        "assessed_on": LAST_REVIEW.get(unit, dt.date(2026, 6, 30)),
        "cost_basis": "fully_loaded",
        "currency": "EUR",
        "source_quality": "estimated" if unit in ESTIMATING_UNITS else "measured",
        "current_model": "in_house",
        **process,
        **OVERRIDES.get(process["process_id"], {}),
    }
    if process["current_model"] == "outsourced":
        process.pop("labour_cost")
        process["cost_basis"] = "total"
    for name in PERCENTAGES:
        process[name] = round(process[name] / 100, 4)
    for name in ("contract_end", "override_expires"):
        if isinstance(process.get(name), str):
            process[name] = dt.date.fromisoformat(process[name])
    return process


def write(folder: Path) -> None:
    """Writes the workbook: cover, process list, pick lists."""
    book = new_workbook(folder / FILE, title="Ardmore Bay Bank: process inventory")
    rows = processes()
    _write_cover(book, rows)
    _write_rows(book, rows)
    _write_lists(book)
    book.close()


def _write_cover(book, rows: list[dict]) -> None:
    sheet = book.add_worksheet("Cover")
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    facts = (
        ("Ardmore Bay Bank", "Process inventory of the group functions"),
        ("Position as of", "30 September 2026"),
        ("Kept by", "Operational Excellence, Dublin"),
        ("Processes", len(rows)),
        ("Staff list, FTE in scope", round(sum(row["fte"] for row in rows) * 1.03)),
        ("Ledger, cost in scope, EUR", round(sum(row["annual_cost"] for row in rows) * 1.04, -4)),
        ("Volumes", "Items a year, counted in the systems of record from October 2025 to September 2026."),
        ("Levels", "1 to 5 as described in the sheet Pick lists; agreed in workshops with the owners."),
        ("Costs", "EUR a year, fully loaded, budget 2026. Outsourced work: contract and retained staff."),
    )
    for number, (name, fact) in enumerate(facts):
        sheet.write(number, 0, name, book.bold)
        sheet.write(number, 1, fact, book.bold if number == 0 else book.left)


def _write_rows(book, rows: list[dict]) -> None:
    sheet = book.add_worksheet("Process list")
    known = columns()
    for place, name in enumerate(HEADINGS):
        column = known[name]
        sheet.write(0, place, column.title, book.heading)
        sheet.set_column(place, place, 44 if name in ("process_name", "description") else 15)
        kind = book.percent if column.type == "share" else book.money if column.type == "money" else None
        for line, row in enumerate(rows, 1):
            value = row.get(name)
            if isinstance(value, dt.date):
                sheet.write_datetime(line, place, dt.datetime.combine(value, dt.time()), book.date)
            elif value is not None:
                sheet.write(line, place, value.replace(";", "; ") if column.type == "list" else value, kind)
        if column.type == "category" and column.values:
            letter = book.letter(_listed(known).index(name))
            sheet.data_validation(
                1,
                place,
                LIST_ROWS,
                place,
                {
                    "validate": "list",
                    "source": f"='{LIST_SHEET}'!${letter}$2:${letter}${len(column.values) + 1}",
                    "error_type": "warning",
                },
            )
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(rows), len(HEADINGS) - 1)


def _listed(known: dict) -> list[str]:
    return [name for name in HEADINGS if known[name].type in ("category", "list") and known[name].values]


def _write_lists(book) -> None:
    sheet = book.add_worksheet(LIST_SHEET)
    known = columns()
    for place, name in enumerate(_listed(known)):
        sheet.write(0, place, known[name].title, book.heading)
        sheet.set_column(place, place, 22)
        sheet.write_column(1, place, known[name].values)
