"""Value and portfolio: what moving the candidates would save or cost, what moves together, in which wave, and
what is covered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from schemas.records import Benefits, ControlTotal, Ledger, Scenarios, Value, WhatIf
from tasks.value.issues import doubtful_figures

if TYPE_CHECKING:
    import pandas as pd

    from schemas.quotes import Quote
    from schemas.rules import Rulebook

__all__ = [
    "benefits",
    "doubtful_figures",
    "doubting_flags",
    "fitted",
    "join_scenarios",
    "model",
    "settle_first_moves",
    "switch",
]


def doubting_flags(rulebook: Rulebook) -> tuple[str, ...]:
    """Codes of the flags that say that the figures of a row do not reconcile."""
    return tuple(pair.split(":")[0] for pair in rulebook.section("value_lists")["baseline_flags"].values)


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


def settle_first_moves(assessed_rows: pd.DataFrame, value: Value, rulebook: Rulebook) -> pd.DataFrame:
    """No first move where moving hardly ever pays, no bundle where there is nothing to bundle with, and none too
    small that goes along with a bundle, so that no sheet says "Move" next to "Loses", "Bundle" next to no partner,
    or "Too small" next to a wave.

    Args:
        assessed_rows: as the method left them; not changed.
        value: its bundles and chances to pay back.
        rulebook: section assumptions (sure_share).

    Returns:
        The rows, where what is in no bundle and was move or bundle has the first move none if it hardly ever pays
        back, whatever its verdict; else what was bundle has add_on. A bundle keeps its members, and what was
        too_small in one has bundle.
    """
    from tasks.value.figures import hardly_pays

    judged = value.rows.reindex(assessed_rows.index)
    first_move, is_alone = assessed_rows["first_move"], judged["bundle"].isna()
    is_idle = is_alone & hardly_pays(judged["chance_to_pay"], rulebook) & first_move.isin(["move", "bundle"])
    settled = (
        first_move.mask(is_alone & first_move.eq("bundle"), "add_on")
        .mask(~is_alone & first_move.eq("too_small"), "bundle")
        .mask(is_idle, "none")
    )
    return assessed_rows.assign(first_move=settled)


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


def fitted(what_if: WhatIf, rulebook: Rulebook) -> WhatIf:
    """See ``tasks.value.scenarios.fitted``."""
    from tasks.value.scenarios import fitted as fits

    return fits(what_if, rulebook)


def switch(
    typed: pd.DataFrame, risk_rows: pd.DataFrame, what_if: WhatIf
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """See ``tasks.value.scenarios.switch``."""
    from tasks.value.scenarios import switch as switched

    return switched(typed, risk_rows, what_if)
