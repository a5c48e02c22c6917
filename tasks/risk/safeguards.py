"""Clauses and controls per candidate: those its flags demand, and a minimum set for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from schemas.messages.message import of_rule
from schemas.results import SAFEGUARD_COLUMNS
from schemas.vocabulary import CANDIDATES
from tasks.risk.writing import as_text, join_by_row, reference

if TYPE_CHECKING:
    from schemas.rules import Rulebook
    from tasks.risk.firing import Fired
    from tasks.rules.facts import RowFacts

MINIMUM = "MINIMUM"


def safeguards(facts: RowFacts, fired: list[Fired], rulebook: Rulebook) -> pd.DataFrame:
    """One line a candidate and safeguard.

    Args:
        facts: everything known. fired: flags by kind.
        rulebook: section safeguards; its is_minimum rules stand for every candidate (S1-40).

    Returns:
        SAFEGUARD_COLUMNS (demanded_by: codes of the demanding flags joined by ";", first MINIMUM where the
            safeguard is
        of the minimum set) and row_key; rows in the order of the rulebook, then of the portfolio.
    """
    frames = []
    for rule in rulebook.section("safeguards").values():
        is_candidate = facts.is_one_of("recommendation", rule.labels or CANDIDATES)
        demands = [(MINIMUM, np.flatnonzero(is_candidate))] if rule.is_minimum else []
        demands += [
            (one.rule.id, one.rows[is_candidate[one.rows]]) for one in fired if rule.id in one.rule.demands
        ]
        demanded_by = as_text(join_by_row(demands, facts.size))
        own = np.flatnonzero(demanded_by.notna())
        if not own.size:
            continue
        frames.append(
            pd.DataFrame(
                {
                    "process_id": facts.typed["process_id"].iloc[own].to_numpy(),
                    "safeguard": of_rule(rule, "title").packed(),
                    "clause": of_rule(rule, "clause").packed(),
                    "demanded_by": demanded_by.iloc[own].to_numpy(),
                    "reference": reference(rule),
                    "row_key": facts.index[own],
                }
            )
        )
    frame = (
        pd.concat(frames, ignore_index=True)
        if frames
        else pd.DataFrame(columns=[*SAFEGUARD_COLUMNS, "row_key"])
    )
    return frame.astype({**{name: "str" for name in SAFEGUARD_COLUMNS}, "row_key": "Int64"})
