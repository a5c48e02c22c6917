"""How far each candidate could go: onshore, nearshore, offshore; judged apart from drive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from schemas.columns import coded
from schemas.messages.message import message, of_rule, sentences
from schemas.results import LOCATIONS
from schemas.vocabulary import CANDIDATES
from tasks.risk.transfers import provider_steps
from tasks.rules.conditions import judge

if TYPE_CHECKING:
    from schemas.rule_models.risk import LocationRule
    from schemas.rules import Rulebook
    from tasks.rules.facts import RowFacts

STEPS = LOCATIONS[:3]
UNSET = len(STEPS)
PAIR = 1000  # packs two small numbers into one, so that each sentence is written once


def add_location(facts: RowFacts, rulebook: Rulebook) -> pd.DataFrame:
    """Judges the location of every candidate and adds the facts that rest on it to the facts.

    Args:
        facts: everything known; gains location, provider_location and steps_beyond_location.
        rulebook: sections location (the nearest limit wins; of equals the first in the file) and neighbours.

    Returns:
        By row_key: location (a candidate's; "none" for retained work; missing for work in review) and
            location_reason,
        which names the deciding constraint; a packed message.
    """
    rules = list(rulebook.section("location").values())
    farthest, deciding, open_count = (
        np.full(facts.size, UNSET),
        np.zeros(facts.size, dtype="int64"),
        np.zeros(facts.size, dtype="int64"),
    )
    for number, rule in enumerate(rules):
        truth = judge(rule.when, facts)
        # Strictly nearer, so that of equally near limits the first in the file is named.
        nearer = truth.yes & (STEPS.index(rule.farthest) < farthest)
        farthest = np.where(nearer, STEPS.index(rule.farthest), farthest)
        deciding = np.where(nearer, number, deciding)
        # A limit whose columns are blank holds nothing back, but it is counted and said.
        open_count += truth.unknown
    is_candidate = facts.is_one_of("recommendation", CANDIDATES)
    is_retained = facts.is_one_of("recommendation", ("retain",))
    codes = np.where(is_candidate, farthest, np.where(is_retained, LOCATIONS.index("none"), -1))
    facts.add_text("location", codes, LOCATIONS)
    steps = provider_steps(facts, rulebook)
    facts.add_text("provider_location", np.nan_to_num(steps, nan=-1).astype("int64"), STEPS)
    # For the flag on providers that sit too far off; NaN where a country is blank.
    facts.add_number("steps_beyond_location", np.where(is_candidate, steps - farthest, np.nan))
    # The code -1 finds the None at the end.
    location = pd.Series(np.array([*LOCATIONS, None], dtype=object)[codes], index=facts.index, dtype="str")
    return pd.DataFrame(
        {
            "location": location,
            "location_reason": _reasons(
                facts, rules, deciding, open_count, is_candidate, is_retained, farthest
            ),
        }
    )


def _reasons(
    facts: RowFacts,
    rules: list[LocationRule],
    deciding: np.ndarray,
    open_count: np.ndarray,
    is_candidate: np.ndarray,
    is_retained: np.ndarray,
    farthest: np.ndarray,
) -> pd.Series:
    """One sentence a row, written once per pair of deciding rule and number of open constraints."""
    open_count = np.where(farthest > 0, open_count, 0)  # onshore stays onshore whatever the blanks hide
    pairs, pair_codes = np.unique(deciding * PAIR + open_count, return_inverse=True)

    def sentence(pair: int) -> str:
        blanks = pair % PAIR
        decided = message("says.sentence", text=of_rule(rules[pair // PAIR], "reason"))
        is_open = message("says.location.blanks", count=blanks) if blanks else None
        return sentences(decided, is_open).packed()

    # The last two are those of rows that are no candidates.
    others = (message(f"says.location.{name}").packed() for name in ("retained", "review"))
    messages = [*(sentence(int(pair)) for pair in pairs), *others]
    places = np.where(is_candidate, pair_codes, np.where(is_retained, len(messages) - 2, len(messages) - 1))
    return pd.Series(coded(places, messages), index=facts.index)
