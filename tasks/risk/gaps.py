"""What could not be judged because data is missing: counted per code, and listed row by row where it matters
most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from schemas.columns import columns
from schemas.messages.message import Message, message, of_rule, written
from tasks.joined_frames import texts_of

if TYPE_CHECKING:
    from schemas.rule_models.risk import FlagRule
    from schemas.rules import Rulebook
    from tasks.risk.counts import KindCount
    from tasks.risk.firing import Fired
    from tasks.rules.facts import RowFacts


def _wanted(rule: FlagRule) -> list[str]:
    """Columns of the input that the flag rests on: those of its condition, and of its evidence where a fact
    is derived.
    """
    named = (
        *(rule.when.columns() if rule.when else ()),
        *(("regulated_activity",) if rule.sectors else ()),
        *(("country",) if rule.countries else ()),
    )
    # A fact such as personal_data is no column that anybody could fill; its evidence names those that it
    # comes from.
    own = [name for name in named if name in columns()]
    return list(dict.fromkeys(own if len(own) == len(named) else [*own, *rule.evidence]))


def blank_columns(facts: RowFacts, flag: Fired) -> frozenset[str]:
    """Columns that the flag rests on and that are blank in a row it could not be judged on.

    Args:
        facts: everything known of each process.
        flag: the flag and the rows on which it could not be judged.

    Returns:
        Names of columns of the input dictionary; none where it was judged on all rows.
    """
    return frozenset(
        name
        for name in (_wanted(flag.rule) if flag.not_judged.size else ())
        if not facts.is_filled(name)[flag.not_judged].all()
    )


def not_judged(kinds: dict[str, KindCount], rulebook: Rulebook) -> pd.DataFrame:
    """Frame of code, row_count and reason: how many rows in scope a flag could not be judged on, and which
    columns are blank.

    Args:
        kinds: how often each flag fired and could not be judged, by its code.
        rulebook: section flags.

    Returns:
        One row for each flag that could not be judged on some rows; reason is a packed message.
    """
    lines: list[dict[str, object]] = []
    for code, kind in kinds.items():
        if kind.not_judged:
            # In the order of the rule, since a set has none of its own.
            blank = [
                Message(f"column.{name}")
                for name in _wanted(rulebook.section("flags")[code])
                if name in kind.blank
            ]
            reason = message("says.gap.blank", columns=blank).packed()
            lines.append({"code": code, "row_count": kind.not_judged, "reason": reason})
    return pd.DataFrame(lines, columns=["code", "row_count", "reason"]).astype(
        {"code": "str", "row_count": "int64", "reason": "str"}
    )


def open_cases(facts: RowFacts, fired: list[Fired]) -> pd.DataFrame:
    """Frame of row_key, code, message and kind: transfer, critical function and legal bar that could not be judged,
    and challenges that nobody has answered, one by one. ``kind`` orders them: those of each flag together.

    Args:
        facts: everything known of each process.
        fired: the flags by kind, in the order of the rulebook.

    Returns:
        One line for each case; code and message are categories, messages are packed.
    """
    cases = [flag for flag in fired if flag.rule.open_case in ("transfer", "critical_function", "legal_bar")]
    frames = [_cases(facts, flag) for flag in cases]
    frames += [
        pd.DataFrame(
            {
                "row_key": facts.index[flag.rows],
                "code": flag.rule.id,
                "message": of_rule(flag.rule, "message").packed(),
            }
        )
        for flag in fired
        if flag.rule.open_case == "challenge"
    ]
    # ``kind`` keeps the order of the flags when parts of a list are put together (``join_flagged``).
    frames = [frame.assign(kind=np.int16(kind)) for kind, frame in enumerate(frames)]
    frame = (
        pd.concat(frames, ignore_index=True)
        if frames
        else pd.DataFrame(columns=["row_key", "code", "message", "kind"])
    )
    return frame.astype({"row_key": "Int64", "code": "category", "message": "category", "kind": "int16"})


def _cases(facts: RowFacts, flag: Fired) -> pd.DataFrame:
    rows, wanted = flag.not_judged, _wanted(flag.rule)

    def write(**filled: bool) -> Message:
        blank = [Message(f"column.{name}") for name, is_filled in filled.items() if not is_filled]
        return message("says.gap.case", flag=of_rule(flag.rule, "title"), columns=blank)

    # Rows with the same blanks have the same sentence.
    messages = written({name: facts.is_filled(name)[rows] for name in wanted}, write)
    return pd.DataFrame({"row_key": facts.index[rows], "code": flag.rule.id, "message": texts_of(messages)})
