"""The worked example of the README: one process, judged by the program; ``python -m
tests.method.worked_example`` prints its table.
"""

from __future__ import annotations

from tests.method.cases import assessed

ROW = {
    "rule_based_level": 4.0,
    "judgement_level": 2.0,
    "analysis_share": 0.15,
    "checklist_executable": False,
    "output_type": "record",
    "domain_expertise_level": 3.0,
    "volume": 24000.0,
    "handling_minutes": 18.0,
    "fte": 4.5,
    "annual_cost": 270000.0,
    "cost_basis": "labour",
    "currency": "EUR",
    "exception_share": None,
    "core_process": "non_core",
    "strategic_importance_level": 2.0,
    "data_types": "customer_personal;financial",
    "current_model": "in_house",
    "source_quality": "measured",
    "assessed_on": "2025-06-30",
}
CELLS = {
    "rule_based_level": "4 of 5",
    "judgement_level": "2 of 5",
    "analysis_share": "15 %",
    "checklist_executable": "no",
    "output_type": "record",
    "domain_expertise_level": "3 of 5",
    "volume": "24,000 items a year",
}


def table() -> list[str]:
    """Lines of the README's table: cell, evidence, weight, weight x evidence; and the sums under it."""
    from schemas.rules import load_rulebook

    result = assessed([ROW])
    lines, total, weights = [], 0.0, 0.0
    (lines_of_row,) = result.contributions
    for line in lines_of_row[lines_of_row["score"] == "drive_index"].itertuples():
        weight = load_rulebook().section("criteria")[line.rule_id].weight
        lines.append(
            f"| `{line.criterion}` | {CELLS[line.criterion]} | {line.value:+.3f} | {weight:g} | "
            f"{line.value * weight:+.3f} |"
        )
        total, weights = total + line.value * weight, weights + weight
    index = result.rows["drive_index"].iloc[0]
    return [*lines, f"| sum | | | {weights:g} | {total:+.3f} |", f"{total:+.3f} / {weights:g} = {index:+.3f}"]


if __name__ == "__main__":
    print("\n".join(table()))
