"""What could not be judged because data is missing: counted per code, and listed row by row where it matters
most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from schemas.columns import columns
from schemas.messages.message import Message, message, of_rule, written

if TYPE_CHECKING:
    from tasks.risk.firing import Fired
    from tasks.rules.facts import RowFacts


def _wanted(fired: Fired) -> list[str]:
    """Columns of the input that the flag rests on: those of its condition, and of its evidence where a fact
    is derived.
    """
    named = (
        *fired.rule.when.columns(),
        *(("regulated_activity",) if fired.rule.sectors else ()),
        *(("country",) if fired.rule.countries else ()),
    )
    own = [name for name in named if name in columns()]
    return list(dict.fromkeys(own if len(own) == len(named) else [*own, *fired.rule.evidence]))


def not_judged(facts: RowFacts, fired: list[Fired]) -> pd.DataFrame:
    """Frame of code, row_count and reason: how many rows in scope a flag could not be judged on, and which
    columns are blank.
    """
    lines = []
    for one in fired:
        if one.not_judged.size:
            blank = [
                Message(f"column.{name}")
                for name in _wanted(one)
                if not facts.is_filled(name)[one.not_judged].all()
            ]
            lines.append(
                {
                    "code": one.rule.id,
                    "row_count": one.not_judged.size,
                    "reason": message("says.gap.blank", columns=blank).packed(),
                }
            )
    return pd.DataFrame(lines, columns=["code", "row_count", "reason"]).astype(
        {"code": "str", "row_count": "int64", "reason": "str"}
    )


def open_cases(facts: RowFacts, fired: list[Fired]) -> pd.DataFrame:
    """Frame of row_key, code and message: transfer, critical function and legal bar that could not be judged,
    and challenges that nobody has answered, one by one.
    """
    frames = [
        _cases(facts, one)
        for one in fired
        if one.rule.open_case in ("transfer", "critical_function", "legal_bar")
    ]
    challenged = [one for one in fired if one.rule.open_case == "challenge"]
    frames += [
        pd.DataFrame(
            {
                "row_key": facts.index[one.rows],
                "code": one.rule.id,
                "message": of_rule(one.rule, "message").packed(),
            }
        )
        for one in challenged
    ]
    frame = (
        pd.concat(frames, ignore_index=True)
        if frames
        else pd.DataFrame(columns=["row_key", "code", "message"])
    )
    return frame.astype({"row_key": "Int64", "code": "str", "message": "str"})


def _cases(facts: RowFacts, one: Fired) -> pd.DataFrame:
    rows, wanted = one.not_judged, _wanted(one)

    def write(**filled):
        blank = [Message(f"column.{name}") for name, is_filled in filled.items() if not is_filled]
        return message("says.gap.case", flag=of_rule(one.rule, "title"), columns=blank)

    said = written({name: facts.is_filled(name)[rows] for name in wanted}, write)
    return pd.DataFrame({"row_key": facts.index[rows], "code": one.rule.id, "message": said.astype("str")})
