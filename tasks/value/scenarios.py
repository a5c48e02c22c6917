"""What the audit says under several scenarios, side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from schemas.columns import typed_column
from schemas.records import Scenarios
from tasks.value.baseline import CANDIDATES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemas.records import Value, WhatIf
    from schemas.rules import Rulebook

ROW_COLUMNS = ("recommendation", "first_move")
MONEY_COLUMNS = (
    "verdict",
    "saving_low",
    "saving_mid",
    "saving_high",
    "capacity_mid",
    "npv_mid",
    "chance_to_pay",
    "currency",
)
TOTAL_COLUMNS = (
    "currency",
    "pays_count",
    "loses_count",
    "depends_count",
    "cannot_judge_count",
    "saving_low",
    "saving_mid",
    "saving_high",
    "capacity_mid",
    "npv_mid",
    "chance_to_pay",
)


def join_scenarios(typed: pd.DataFrame, by_scenario: Mapping[str, tuple[pd.DataFrame, Value]]) -> Scenarios:
    """Puts the results of every scenario side by side.

    Args:
        typed: process_id by row_key.
        by_scenario: assessed rows and value of each scenario, by name; the first is the audit itself.

    Returns:
        Scenarios: rows that are a candidate in any of them, one line for each row and scenario, and whether
        all scenarios agree on its label and on its verdict; totals by scenario and currency, of the
        candidates that the headline counts.
    """
    frames: list[pd.DataFrame] = []
    totals: list[pd.DataFrame] = []
    for name, (assessed, value) in by_scenario.items():
        frame = pd.DataFrame({"process_id": typed["process_id"], "scenario": name})
        frame[list(ROW_COLUMNS)] = assessed[list(ROW_COLUMNS)].reindex(typed.index)
        frame[list(MONEY_COLUMNS)] = value.rows[list(MONEY_COLUMNS)].reindex(typed.index)
        frames.append(frame)
        # The same candidates as on the first sheet: without those screened by name only.
        counted = value.totals if value.headline is None else value.headline
        totals.append(counted.reindex(columns=list(TOTAL_COLUMNS)).assign(scenario=name))
    rows = pd.concat(frames)
    by_row = rows.groupby(level=0)
    is_candidate = rows.index.isin(rows.index[rows["recommendation"].isin(CANDIDATES)])
    # Scenarios agree where all lines of a row say the same; a missing value is no other opinion.
    rows["label_agrees"] = by_row["recommendation"].transform("nunique").le(1)
    rows["verdict_agrees"] = by_row["verdict"].transform("nunique").le(1)
    rows = rows[is_candidate].sort_index(kind="stable")
    whole = pd.concat(totals, ignore_index=True)
    return Scenarios(rows, whole[["scenario", *TOTAL_COLUMNS]])


def fitted(what_if: WhatIf, rulebook: Rulebook) -> WhatIf:
    """A live model with its assumptions as the rulebook can hold them.

    Args:
        what_if: its overlay changes the middle case of assumptions.
        rulebook: section assumptions.

    Returns:
        The model with each range as wide as its new middle case asks for. What the rulebook has no longer, and a value
        that its unit cannot have, is a remark in place of a change.
    """
    rules, changes, remarks = rulebook.section("assumptions"), {}, list(what_if.remarks)
    for name, fields in what_if.overlay.get("assumptions", {}).items():
        rule, value = rules.get(name), fields["mid"]
        if rule is None:
            remarks.append(f"{name}: the rulebook has no such assumption, so its change is not taken over.")
        elif value < 0 or (rule.unit.startswith("share") and value > 1):
            bounds = "between 0 and 1" if rule.unit.startswith("share") else "from 0 on"
            remarks.append(f"{name}: {value:g} is no number {bounds} ({rule.unit}), so it is left as it was.")
        else:
            changes[name] = {"low": min(rule.low, value), "mid": value, "high": max(rule.high, value)}
    others = {section: entries for section, entries in what_if.overlay.items() if section != "assumptions"}
    overlay = others | ({"assumptions": changes} if changes else {})
    return replace(what_if, overlay=overlay, remarks=tuple(remarks))


def switch(
    typed: pd.DataFrame, risk_rows: pd.DataFrame, what_if: WhatIf
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows as somebody switched them in the live model.

    Args:
        typed: typed rows; not changed.
        risk_rows: location by row_key; not changed.
        what_if: its switches by process_id.

    Returns:
        Typed rows with its quotes as outsourced_cost, blank where somebody took out a quote, and risk rows with its
        locations; what is out has no location.
    """
    switches = {line[0]: line[1:] for line in what_if.switches}
    ids = typed["process_id"].astype("str")
    # A line of a switch: whether the process is in, its location, its quote, and whether the cost of the list stays.
    is_quoted = ids.isin([key for key, line in switches.items() if not line[3]])
    quote = pd.to_numeric(ids.map({key: line[2] for key, line in switches.items()}), errors="coerce")
    new_location = ids.map({key: line[1] if line[0] else "none" for key, line in switches.items()})
    typed = typed.assign(
        outsourced_cost=quote.where(is_quoted, typed_column(typed, "outsourced_cost")).astype("float64")
    )
    location = new_location.reindex(risk_rows.index).fillna(risk_rows["location"]).astype("str")
    return typed, risk_rows.assign(location=location)
