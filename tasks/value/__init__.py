"""Value and portfolio: what moving the candidates would save or cost, what moves together, in which wave, and
what is covered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from schemas.records import Assessment, Benefits, ControlTotal, Ledger, Scenarios, Value, WhatIf
from tasks.value.issues import doubtful_figures

if TYPE_CHECKING:
    import pandas as pd

    from schemas.quotes import Quote
    from schemas.rules import Rulebook

__all__ = ["benefits", "doubtful_figures", "join_scenarios", "model", "settle_first_moves", "switch"]


def model(
    typed: pd.DataFrame,
    assessed_rows: pd.DataFrame,
    risk_rows: pd.DataFrame,
    rulebook: Rulebook,
    as_of: dt.date,
    control_totals: Sequence[ControlTotal] = (),
    quotes: Sequence[Quote] = (),
    is_whole: bool = True,
) -> Value:
    """Models the value of the candidates on labour and hourly rates, never as a percentage of spending.

    The lines and their sources are section value_lines, every number is section assumptions. A row whose
    location is missing is priced onshore; one without an open location has no value. Money stays in the row's
    currency.

    Args:
        typed: typed rows by row_key.
        assessed_rows: ASSESSED_COLUMNS; recommendation, tier, grade, service_line and first_move are used.
        risk_rows: RISK_COLUMNS; location and highest_severity are used.
        rulebook: sections assumptions, exchange_rates, value_lists, waves, bundles.
        as_of: date of the audit, against which the exchange rates are dated.
        control_totals: figures of the ledger and the staff list.
        quotes: of providers; a complete one takes the place of the modelled fee (line_quote).
        is_whole: whether more than figures, verdicts and their totals is worked out; a scenario needs no more.

    Returns:
        Value; its rows keep every row of ``typed``, with missing values where there is nothing to value.
    """
    from tasks.value.portfolio import value_of

    return value_of(typed, assessed_rows, risk_rows, rulebook, as_of, control_totals, quotes, is_whole)


def settle_first_moves(assessment: Assessment, value: Value) -> Assessment:
    """No first move where moving loses money, so that no sheet says "Move" next to "Loses".

    Args:
        assessment: as the method left it; not changed.
        value: its verdicts.

    Returns:
        The assessment with first_move none where the verdict is loses and it was move or bundle; a bundle keeps
        its members.
    """
    rows, verdicts = assessment.rows, value.rows
    loses = verdicts["verdict"].eq("loses") & verdicts["bundle"].isna()
    moves = rows["first_move"].isin(["move", "bundle"]) & loses.reindex(rows.index).fillna(False)
    return replace(assessment, rows=rows.assign(first_move=rows["first_move"].mask(moves, "none")))


def benefits(
    typed: pd.DataFrame,
    value_rows: pd.DataFrame,
    as_of: dt.date,
    run_id: str,
    quotes: Sequence[Quote] = (),
    ledger: Ledger | None = None,
) -> Benefits | None:
    """See ``tasks.value.benefits_of_decisions.benefits``."""
    from tasks.value.benefits_of_decisions import benefits as held_against

    return held_against(typed, value_rows, as_of, run_id, quotes, ledger)


def join_scenarios(typed: pd.DataFrame, by_scenario: Mapping[str, tuple[pd.DataFrame, Value]]) -> Scenarios:
    """See ``tasks.value.scenarios.join_scenarios``."""
    from tasks.value.scenarios import join_scenarios as join

    return join(typed, by_scenario)


def switch(
    typed: pd.DataFrame, risk_rows: pd.DataFrame, what_if: WhatIf
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """See ``tasks.value.scenarios.switch``."""
    from tasks.value.scenarios import switch as switched

    return switched(typed, risk_rows, what_if)
