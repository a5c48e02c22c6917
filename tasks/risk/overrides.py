"""The flag on overrides whose data have changed. It rests on earlier runs, so it is raised apart from all
that one run alone can tell.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemas.messages.message import Message, message, of_rule, sentences
from schemas.results import SEVERITIES
from tasks.joined_frames import joined

if TYPE_CHECKING:
    import pandas as pd

    from schemas.records import Risks, TableRead
    from schemas.rule_models.risk import FlagRule
    from schemas.rules import Rulebook

CODE = "OVERRIDE-DATA-CHANGED"


def flag_stale_overrides(
    risks: Risks, typed: pd.DataFrame, tables: dict[int, TableRead], stale: pd.DataFrame, rulebook: Rulebook
) -> Risks:
    """Adds the flag OVERRIDE-DATA-CHANGED.

    Args:
        risks: as judged from this run alone.
        typed: typed rows by row_key.
        tables: tables by table_id, for the addresses of evidence.
        stale: row_key, fields (joined by ";") and first_seen of each override whose data have changed.
        rulebook: section flags.

    Returns:
        The risks with a line for each stale override, its code in ``rows.risk_flags``, and ``rows.highest_severity``
        no lower than it.
    """
    import pandas as pd

    from tasks.risk.writing import advice, coded_flags, reference

    if stale.empty:
        return risks
    rule = rulebook.section("flags")[CODE]
    severity, keys = rule.severity["default"], stale["row_key"].to_numpy()
    evidence = [
        # In double brackets: a frame of one row, as ``cell_addresses`` wants it.
        _evidence(typed.loc[[key]], tables, fields.split(";"))
        for key, fields in zip(keys, stale["fields"], strict=True)
    ]
    lines = coded_flags(
        pd.DataFrame(
            {
                "process_id": typed["process_id"].loc[keys].to_numpy(),
                "code": CODE,
                "severity": severity,
                "message": [
                    _what_changed(rule, day, fields)
                    for day, fields in zip(stale["first_seen"], stale["fields"], strict=True)
                ],
                "evidence": evidence,
                "mitigation": advice(rule),
                "reference": reference(rule),
                "row_key": keys,
            }
        )
    )
    rows = risks.rows.copy()
    # The first code would have a ";" before it where the row had none.
    rows.loc[keys, "risk_flags"] = (rows.loc[keys, "risk_flags"].fillna("") + ";" + CODE).str.lstrip(";")
    # Only a severity that is lower, or none at all, is raised.
    lower = (
        rows.loc[keys, "highest_severity"].isin(("", *SEVERITIES[: SEVERITIES.index(severity)]))
        | rows.loc[keys, "highest_severity"].isna()
    )
    rows.loc[keys[lower.to_numpy()], "highest_severity"] = severity
    # A copy, as long frames that are joined lose their columns.
    flags = joined([risks.flags.copy(deep=False), lines], is_renumbered=True)
    return replace(risks, flags=flags, rows=rows)


def _what_changed(rule: FlagRule, first_seen: str, fields: str) -> str:
    titles = [Message(f"column.{name}") for name in fields.split(";")]
    return sentences(
        of_rule(rule, "message"), message("says.flag.stale", day=first_seen, fields=titles)
    ).packed()


def _evidence(row: pd.DataFrame, tables: dict[int, TableRead], fields: list[str]) -> str:
    """The changed columns with the addresses of their cells; a column that is gone has none."""
    from tasks.excel import cell_addresses

    return "; ".join(f"{name} {cell_addresses(row, tables, name).iloc[0]}" for name in fields)
