"""Reads the declared data of the two sample inventories that are kept in one line a process, and works out
FTE and cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "declared"
IDENTITY = (
    "process_id",
    "process_name",
    "description",
    "function_area",
    "business_unit",
    "country",
    "frequency",
    "volume",
    "handling_minutes",
)
WORK = (
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
    "applications_count",
)
DEMAND = ("peak_pattern", "engagement_pattern", "customer_contact")
STRATEGY = (
    "core_process",
    "strategic_importance_level",
    "competitive_advantage",
    "internal_capability_level",
    "criticality",
)
PERCENTAGES = ("standardised_share", "exception_share", "analysis_share")
NUMBERS = (
    "volume",
    "handling_minutes",
    "fte",
    "annual_cost",
    "deputies",
    "contract_value",
    "notice_months",
    "recovery_time_hours",
    "error_share",
    "automation_share",
    "attrition_share",
    "wage_inflation_share",
    "talent_scarcity_level",
    "specialist_utilisation_share",
    "physical_presence_level",
    "data_subjects_count",
    "training_weeks",
    "turnaround_hours",
    "employees_in_scope",
)
# Time paid that is not spent on items: meetings, training, waiting.
TIME_ON_ITEMS = 0.95


@dataclass(frozen=True)
class Costs:
    """What a full-time equivalent works (hours a year) and is paid (a year, by qualification); both by
    country.
    """

    hours: dict[str, int]
    pay: dict[str, int]
    pay_factor: dict[str, float]
    overhead: float
    items_a_year: int


def read_lines(name: str) -> list[dict]:
    """Processes of one declared file as mappings of column to text or number; percentages stay 0..100."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [_process(line) for line in lines if line and not line.startswith("#")]


def _process(line: str) -> dict:
    parts = [part.strip() for part in line.split("|")]
    identity, (work, demand, data, strategy, extras) = parts[:9], parts[9:]
    process = dict(zip(IDENTITY, identity, strict=True))
    process |= dict(zip(WORK, work.split(), strict=True)) | dict(zip(DEMAND, demand.split(), strict=True))
    process["data_types"], process["data_classification"] = data.split("/")
    process |= dict(zip(STRATEGY, strategy.split(), strict=True))
    process |= dict(extra.split("=", 1) for extra in extras.split("~") if extra)
    return {name: _value(name, text) for name, text in process.items() if text != "-"}


def _value(name: str, text: str):
    if name in NUMBERS or name.endswith("_level") or name in PERCENTAGES or name == "applications_count":
        number = float(text.replace(",", "."))
        return int(number) if number.is_integer() else number
    return {"Y": "yes", "N": "no", "ja": "yes"}.get(text, text)


def add_size(process: dict, costs: Costs) -> dict:
    """The process with FTE, labour cost and annual cost, worked out where they are not declared (work that is
    outsourced).
    """
    country = process["country"]
    hours = process["volume"] * costs.items_a_year * process["handling_minutes"] / 60
    fte = process.get("fte", max(0.1, round(hours / (costs.hours[country] * TIME_ON_ITEMS), 1)))
    pay = costs.pay[process["qualification"]] * costs.pay_factor[country]
    labour = round(fte * pay, -2)
    return {
        **process,
        "fte": fte,
        "labour_cost": labour,
        "annual_cost": process.get("annual_cost", round(labour * costs.overhead, -2)),
    }
