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
from tasks.value.notes import is_doubtful, too_good, value_notes, warnings, with_warnings
from tasks.value.totals import bundle_lines, totals
from tasks.value.waves import move_together, unplanned, waves

if TYPE_CHECKING:
    from schemas.rules import Rulebook

TEXT_COLUMNS = (
    "currency",
    "value_note",
    "wave_reason",
    "bundle",
    "verdict",
    "capacity_verdict",
    "verdict_on",
)


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
    never_pays = results["high"].saving < 0
    moving = assessed_rows.loc[work.index[can_move]]
    bundle = bundles(typed, assessed_rows.loc[work.index[can_move & ~never_pays]], work, rulebook).reindex(
        moving.index
    )
    wave = move_together(waves(moving, risk_rows, rulebook), bundle)
    wave = unplanned(
        wave, bundle, moving["first_move"], pd.Series(never_pays, index=work.index).loc[wave.index]
    )
    bundle, wave = bundle.reindex(work.index), wave.reindex(work.index)
    group, currencies = _groups(work["currency"], can_move & ~is_doubtful(work))
    years, discount_rate = _contract_years(work, rulebook), assumption(rulebook, "discount_rate").mid
    cash = {case: follow(results[case], years, discount_rate, group, len(currencies)) for case in CASES}
    rows = _rows(work, results, cash["mid"], rulebook)
    notes = value_notes(
        work, results["mid"], results["low"].saving, results["high"].saving, cash["mid"].break_even_months
    )
    warned = warnings(work, results["mid"], rulebook, as_of)
    rows["value_note"] = with_warnings(notes, warned)
    rows = rows.join(wave).join(bundle["bundle"])
    months = {case: cash[OPPOSITE[case]].total_break_even_months for case in CASES}
    return Value(
        rows=_every_row(rows, typed),
        totals=totals(rows, group, currencies, months, too_good(work, results["mid"], rulebook)),
        bundles=bundle_lines(rows[can_move], bundle["bundle_reason"]),
        control=control(typed, control_totals),
        warnings=warned,
    )


def _groups(currency: pd.Series, in_totals: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Number of each row's currency among the currencies that are counted; -1 for rows in no total."""
    codes, names = pd.factorize(currency.fillna("").where(in_totals), sort=True, use_na_sentinel=True)
    return codes, [str(name) for name in names]


def _contract_years(work: pd.DataFrame, rulebook: Rulebook) -> np.ndarray:
    """Length of the contract: the column where it is above zero, else the default of the label."""
    default = np.where(
        work["is_kpo"],
        assumption(rulebook, "contract_years_kpo").mid,
        assumption(rulebook, "contract_years_bpo").mid,
    )
    stated = work["contract_years"].to_numpy(float)
    return np.where(stated > 0, stated, default)


def _rows(work: pd.DataFrame, results: dict[str, CaseResult], cash: Cash, rulebook: Rulebook) -> pd.DataFrame:
    """The figures of each candidate; posts are of the mid case, and posts freed are either released or
    redeployed.

    One-off costs are named by their size, so the smallest goes with the highest saving.
    """
    rows = work[["labour_base", "currency"]].copy()
    for case, result in results.items():
        rows[f"saving_{case}"], rows[f"one_off_{case}"] = result.saving, results[OPPOSITE[case]].one_off
    rows["break_even_months"], rows["npv_mid"] = cash.break_even_months, cash.npv
    mid, to_pay = results["mid"], cash.fee_share_to_pay
    with np.errstate(over="ignore", invalid="ignore"):
        fee_per_hour = np.divide(mid.fee, mid.hours, out=np.full(len(work), np.nan), where=mid.hours > 0)
        rows["fee_per_hour"], rows["fee_per_hour_to_pay"] = (
            fee_per_hour,
            np.where(to_pay > 0, fee_per_hour * to_pay, np.nan),
        )
    counts = ~work["problem"].isin([OUTSOURCED, NOWHERE]).to_numpy(bool) & ~is_doubtful(work)
    rows["fte_moved"] = np.where(counts, mid.share_moved * work["fte"].to_numpy(float), np.nan)
    freed = rows["fte_moved"] * (1 - assumption(rulebook, "retained_staff").mid)
    rows["posts_released"] = freed * assumption(rulebook, "released_share").mid
    rows["posts_redeployed"] = freed - rows["posts_released"]
    return rows


def _every_row(rows: pd.DataFrame, typed: pd.DataFrame) -> pd.DataFrame:
    """VALUE_COLUMNS for all typed rows; the currency is that of the input."""
    every = rows.reindex(index=typed.index, columns=list(VALUE_COLUMNS))
    every["currency"] = typed_column(typed, "currency")
    dtypes = {
        name: "str" if name in TEXT_COLUMNS else "Int64" if name == "wave" else "float64"
        for name in VALUE_COLUMNS
    }
    return every.astype(dtypes)
