"""Clauses and controls per candidate: those its flags demand, and a minimum set for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.columns import coded
from schemas.messages.message import of_rule
from schemas.results import SAFEGUARD_COLUMNS
from schemas.vocabulary import CANDIDATES
from tasks.risk.writing import join_by_row, reference

if TYPE_CHECKING:
    from schemas.rule_models.risk import SafeguardRule
    from schemas.rules import Rulebook
    from tasks.risk.firing import Fired
    from tasks.rules.facts import RowFacts

MINIMUM = "MINIMUM"


def safeguards(facts: RowFacts, fired: list[Fired], rulebook: Rulebook) -> pd.DataFrame:
    """One row for each candidate and safeguard that it needs.

    Args:
        facts: everything known of each process.
        fired: the flags by kind, with the positions of the rows that they fire on.
        rulebook: section safeguards; its is_minimum rules apply to every candidate (S1-40).

    Returns:
        SAFEGUARD_COLUMNS (demanded_by: codes of the demanding flags joined by ";", first MINIMUM where the
        safeguard is of the minimum set), row_key and kind, the place of the safeguard in the rulebook; rows in that
        order, then in that of the portfolio. All texts are categories, for a process has several rows.
    """
    rules: list[SafeguardRule] = []
    kinds: list[int] = []
    rows: list[np.ndarray] = []
    demanded_by: list[pa.Array] = []
    for kind, rule in enumerate(rulebook.section("safeguards").values()):
        is_candidate = facts.is_one_of("recommendation", rule.labels or CANDIDATES)
        demands = [(MINIMUM, np.flatnonzero(is_candidate))] if rule.is_minimum else []
        # A flag can fire on rows that are no candidates; these need no clause.
        demands += [
            (flag.rule.id, flag.rows[is_candidate[flag.rows]])
            for flag in fired
            if rule.id in flag.rule.demands
        ]
        demanded = join_by_row(demands, facts.size)
        own = np.flatnonzero(pc.is_valid(demanded))
        if own.size:
            rules.append(rule)
            kinds.append(kind)
            rows.append(own)
            demanded_by.append(demanded.take(pa.array(own)))
    if not rules:
        # The same columns and types as below, so that parts with and without safeguards can be joined.
        nothing = pd.DataFrame(columns=[*SAFEGUARD_COLUMNS, "row_key", "kind"]).astype("str")
        return nothing.astype(
            dict.fromkeys(SAFEGUARD_COLUMNS, "category") | {"row_key": "Int64", "kind": "int16"}
        )
    # Of each line its safeguard and its row; texts are held once and named by their code.
    of = np.repeat(np.arange(len(rules)), [len(own) for own in rows])
    places = np.concatenate(rows)
    by_codes = pa.chunked_array(demanded_by).combine_chunks().dictionary_encode()
    return pd.DataFrame(
        {
            "safeguard": _categorical([of_rule(rule, "title").packed() for rule in rules], of),
            "clause": _categorical([of_rule(rule, "clause").packed() for rule in rules], of),
            "demanded_by": _categorical(by_codes.dictionary.to_pylist(), by_codes.indices.to_numpy()),
            "reference": _categorical([reference(rule) for rule in rules], of),
            "row_key": facts.index[places],
            "kind": np.array(kinds, dtype="int16")[of],
        }
    ).astype({"row_key": "Int64"})


def _categorical(texts: list[str], places: np.ndarray) -> pd.Categorical:
    """The text at each place, held once."""
    codes, distinct = pd.factorize(np.array(texts, dtype=object))
    return coded(codes[places], distinct)
