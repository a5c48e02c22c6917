"""Risks of some rows of a list, with what must be known of them to say something of the whole list; and the risks of
the list from those of its parts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from schemas.columns import PROVENANCE
from schemas.records import Risks
from schemas.results import SAFEGUARD_COLUMNS, SEVERITIES
from schemas.vocabulary import Recommendation
from tasks.joined_frames import joined, joined_by, where
from tasks.risk.concentration import concentration, contracts_of
from tasks.risk.counts import KindCount
from tasks.risk.facts import last_notice_day, risk_facts
from tasks.risk.firing import fire
from tasks.risk.gaps import blank_columns, not_judged, open_cases
from tasks.risk.location import add_location
from tasks.risk.portfolio import INHERENT, aged_list_lines, inherent_lines, portfolio_lines
from tasks.risk.safeguards import safeguards
from tasks.risk.writing import (
    coded_flags,
    days_as_text,
    filled_bits,
    fired_lines,
    flag_frame,
    flag_message,
    row_summary,
)

if TYPE_CHECKING:
    from schemas.records import TableRead
    from schemas.rules import Rulebook
    from tasks.risk.firing import Fired
    from tasks.rules.facts import RowFacts


@dataclass(frozen=True)
class RiskPart:
    """rows: RISK_COLUMNS by row_key; lines: what fired on which row (``fired_lines``); safeguards and open_cases as in
    Risks, with ``kind``, the place of their rule in the rulebook; contracts: spend that may be concentrated; kinds: of
    each flag with a condition, in the order of the rulebook; labels: rows of each label; destinations: regimes
    whose lists of adequate countries were used, each with a country that data go to ("" where it is blank); size:
    rows in scope.
    """

    rows: pd.DataFrame
    lines: pd.DataFrame
    safeguards: pd.DataFrame
    open_cases: pd.DataFrame
    contracts: pd.DataFrame
    kinds: tuple[tuple[str, KindCount], ...]
    labels: dict[str, int]
    destinations: frozenset[tuple[str, str]]
    size: int


def flag_part(
    typed: pd.DataFrame,
    tables: dict[int, TableRead],
    texts: pd.DataFrame,
    assessed_rows: pd.DataFrame,
    rulebook: Rulebook,
    as_of: dt.date,
) -> RiskPart:
    """See ``tasks.risk.flag_part``."""
    is_process = assessed_rows["recommendation"].ne(Recommendation.NOT_IN_SCOPE)
    # Rows are chosen of the other columns only where a flag asks for them.
    rows = where(typed[[name for name in ("process_id", *PROVENANCE) if name in typed]], is_process)
    part = _risks_of(rows, typed, texts, assessed_rows, rulebook, as_of)
    if len(rows) < len(typed):
        return replace(part, rows=part.rows.reindex(typed.index).fillna({"not_judged_count": 0}))
    return part


def _risks_of(
    rows: pd.DataFrame,
    typed: pd.DataFrame,
    texts: pd.DataFrame,
    assessed_rows: pd.DataFrame,
    rulebook: Rulebook,
    as_of: dt.date,
) -> RiskPart:
    """Risks of ``rows``, their ids and where they came from; the other frames may have more rows."""
    # In this order: location needs the facts, and adds some that flags ask for; safeguards need the flags.
    facts = risk_facts(rows, typed, texts, assessed_rows, rulebook, as_of)
    locations = add_location(facts, rulebook)
    fired = fire(facts, rulebook)
    return RiskPart(
        rows=locations.join(row_summary(facts, fired)).assign(
            last_notice_day=days_as_text(last_notice_day(facts), facts.index)
        ),
        lines=fired_lines(facts, fired),
        safeguards=safeguards(facts, fired, rulebook),
        open_cases=open_cases(facts, fired),
        contracts=contracts_of(facts),
        # A code is counted under every part, also where it fires on no row, so that counts can be added up.
        kinds=tuple((flag.rule.id, _counted(flag, facts)) for flag in fired),
        labels={label: int(facts.is_one_of("recommendation", (label,)).sum()) for label in INHERENT.values()},
        destinations=frozenset(
            (adequacy.regime, country)
            for adequacy in rulebook.section("adequacy").values()
            for country in _destinations(facts, adequacy.regime)
        ),
        size=facts.size,
    )


def _destinations(facts: RowFacts, regime: str) -> list[str]:
    """Countries to which a transfer was judged by the list of a regime; "" where the country is blank."""
    # A code above 0 is a transfer that was judged by the list: covered, conditional or uncovered.
    is_judged = facts.texts(f"transfer_{regime}")[0] > 0
    codes, countries = facts.texts("provider_country")
    return [str(countries[code]) if code >= 0 else "" for code in np.unique(codes[is_judged])]


def _counted(flag: Fired, facts: RowFacts) -> KindCount:
    # Rows with a cell to show, then rows without one: their message says that only the text speaks.
    counts = np.bincount(filled_bits(facts, flag) == 0, minlength=2).tolist()
    messages = {
        flag_message(flag.rule, has_cell): count
        for has_cell, count in zip((True, False), counts, strict=True)
    }
    return KindCount(
        np.bincount(flag.severities, minlength=len(SEVERITIES)),
        messages,
        flag.scope_count,
        flag.not_judged.size,
        blank_columns(facts, flag),
    )


def join_flagged(
    parts: list[RiskPart],
    typed: pd.DataFrame,
    tables: dict[int, TableRead],
    rulebook: Rulebook,
    as_of: dt.date,
) -> Risks:
    """See ``tasks.risk.join_flagged``."""
    size = sum(part.size for part in parts)
    kinds = dict(parts[0].kinds)
    for part in parts[1:]:
        kinds = {code: kinds[code] + count for code, count in part.kinds}
    labels = {label: sum(part.labels[label] for part in parts) for label in INHERENT.values()}
    contracts = pd.concat([part.contracts for part in parts])
    destinations = frozenset(destination for part in parts for destination in part.destinations)
    concentrated, too_few = concentration(contracts, tables, rulebook)
    collapsed, collapsed_lines = portfolio_lines(kinds, size, tables, rulebook)
    lines = [
        *inherent_lines(labels, tables, rulebook),
        *concentrated,
        *aged_list_lines(destinations, tables, rulebook, as_of),
        *collapsed_lines,
    ]
    # A flag that has become a line of the portfolio has no lines on rows; their risk_flags name it still.
    fired = joined([part.lines[~part.lines["kind"].isin(collapsed)] for part in parts])
    rules = [rulebook.section("flags")[code] for code in kinds]
    # ``kind`` is the place of the flag among those with a condition, the same in all parts.
    flags = [flag_frame(rules, fired, tables, typed)] if len(fired) else []
    gaps = pd.concat(
        [not_judged(kinds, rulebook), pd.DataFrame(too_few, columns=["code", "row_count", "reason"])],
        ignore_index=True,
    )
    return Risks(
        flags=joined([coded_flags(lines), *flags], is_renumbered=True),
        rows=joined([part.rows for part in parts]),
        safeguards=joined_by(
            "kind",
            [part.safeguards for part in parts],
            categoricals=SAFEGUARD_COLUMNS,
        ),
        not_judged=gaps.astype({"code": "str", "row_count": "int64", "reason": "str"}),
        open_cases=joined_by("kind", [part.open_cases for part in parts], categoricals=("code", "message")),
    )
