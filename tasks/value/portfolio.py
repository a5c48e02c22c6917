"""The value of every candidate, and of all of them together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from schemas.columns import typed_column
from schemas.records import ControlTotal, Value
from schemas.results import VALUE_COLUMNS
from schemas.rule_models.value import CASES
from tasks.value.baseline import NOWHERE, OUTSOURCED, assumption, baseline
from tasks.value.bundles import bundles
from tasks.value.cases import OPPOSITE, CaseResult, work_out
from tasks.value.cash import Cash, follow
from tasks.value.control import control
from tasks.value.notes import is_doubtful, value_notes, warnings, with_warnings
from tasks.value.totals import bundle_lines, totals
from tasks.value.waves import move_together, unplanned, waves

if TYPE_CHECKING:
    from schemas.rules import Rulebook

TEXT_COLUMNS = ("currency", "value_note", "wave_reason", "bundle")


def value_of(
    typed: pd.DataFrame,
    assessed_rows: pd.DataFrame,
    risk_rows: pd.DataFrame,
    rulebook: Rulebook,
    as_of: dt.date,
    control_totals: Sequence[ControlTotal],
) -> Value:
    """See ``tasks.value.model``."""
    work = baseline(typed, assessed_rows, risk_rows, rulebook)
    results = {case: work_out(work, case, rulebook) for case in CASES}
    can_move = ~work["problem"].isin([OUTSOURCED, NOWHERE]).to_numpy(bool)
    first_move = assessed_rows["first_move"].reindex(work.index)
    moving = assessed_rows.loc[work.index[can_move]]
    bundle = bundles(typed, moving, work, rulebook)
    wave = move_together(waves(moving, risk_rows, rulebook), bundle)
    wave = unplanned(wave, bundle, first_move.loc[wave.index], pd.Series(results["high"].saving, index=work.index).loc[wave.index])
    bundle, wave = bundle.reindex(work.index), wave.reindex(work.index)
    left_out = first_move.isin(rulebook.section("value_lists")["moves_out_of_totals"].values).to_numpy(bool)
    in_totals = can_move & ~is_doubtful(work) & ~(left_out & bundle["bundle"].isna().to_numpy(bool))
    group, currencies = _groups(work["currency"], in_totals)
    years, discount_rate = _contract_years(work, rulebook), assumption(rulebook, "discount_rate").mid
    cash = {case: follow(results[case], years, discount_rate, group, len(currencies)) for case in CASES}
    rows = _rows(work, results, cash["mid"], rulebook)
    notes = value_notes(work, results["mid"], results["low"].saving, results["high"].saving, cash["mid"].break_even_months, in_totals)
    warned = warnings(work, results["mid"], rulebook, as_of)
    rows["value_note"] = with_warnings(notes, warned)
    rows = rows.join(wave).join(bundle["bundle"])
    return Value(
        rows=_every_row(rows, typed),
        totals=totals(rows, group, currencies, {case: cash[OPPOSITE[case]].total_break_even_months for case in CASES}),
        bundles=bundle_lines(rows, work["fte"], bundle["bundle_reason"], in_totals),
        control=control(typed, control_totals),
        warnings=warned,
    )


def _groups(currency: pd.Series, in_totals: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Number of each row's currency among the currencies that are counted; -1 for rows in no total."""
    codes, names = pd.factorize(currency.fillna("").where(in_totals), sort=True, use_na_sentinel=True)
    return codes, [str(name) for name in names]


def _contract_years(work: pd.DataFrame, rulebook: Rulebook) -> np.ndarray:
    """Length of the contract: the column where it is above zero, else the default of the label."""
    default = np.where(work["is_kpo"], assumption(rulebook, "contract_years_kpo").mid, assumption(rulebook, "contract_years_bpo").mid)
    stated = work["contract_years"].to_numpy(float)
    return np.where(stated > 0, stated, default)


def _rows(work: pd.DataFrame, results: dict[str, CaseResult], cash: Cash, rulebook: Rulebook) -> pd.DataFrame:
    """The figures of each candidate; posts are of the mid case, and posts freed are either released or redeployed.

    One-off costs are named by their size, so the smallest goes with the highest saving.
    """
    rows = work[["labour_base", "currency"]].copy()
    for case, result in results.items():
        rows[f"saving_{case}"], rows[f"one_off_{case}"] = result.saving, results[OPPOSITE[case]].one_off
    rows["break_even_months"], rows["npv_mid"] = cash.break_even_months, cash.npv
    can_move = ~work["problem"].isin([OUTSOURCED, NOWHERE]).to_numpy(bool)
    rows["fte_moved"] = np.where(can_move, results["mid"].share_moved * work["fte"].to_numpy(float), np.nan)
    freed = rows["fte_moved"] * (1 - assumption(rulebook, "retained_staff").mid)
    rows["posts_released"] = freed * assumption(rulebook, "released_share").mid
    rows["posts_redeployed"] = freed - rows["posts_released"]
    return rows


def _every_row(rows: pd.DataFrame, typed: pd.DataFrame) -> pd.DataFrame:
    """VALUE_COLUMNS for all typed rows; the currency is that of the input."""
    every = rows.reindex(index=typed.index, columns=list(VALUE_COLUMNS))
    every["currency"] = typed_column(typed, "currency")
    dtypes = {name: "str" if name in TEXT_COLUMNS else "Int64" if name == "wave" else "float64" for name in VALUE_COLUMNS}
    return every.astype(dtypes)
