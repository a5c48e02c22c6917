"""Why the actual saving differs from the committed one, in parts that add up to the cent (rules line_benefit_*)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

CENTS = 2


def compared(lines: pd.DataFrame, commitment_changed: np.ndarray) -> Mapping[str, pd.Series]:
    """Holds the actual figures of each line against its baseline.

    The fee is led from what was committed to what is paid in four steps: volume, scope, price, leakage. Each
    level is rounded to cents before differences are taken, so that the parts add up exactly. A step that cannot
    be known is missing, and what it hides is in part_not_told.

    Args:
        lines: BASELINE_COLUMNS and ACTUAL_COLUMNS; ``currency`` is that of the actual figures and
            ``currency_decided`` that of the decision.
        commitment_changed: by line.

    Returns:
        COMPARED_COLUMNS by the index of ``lines``; what cannot be said is missing.
    """
    # Amounts in another currency than that of the decision cannot be compared; they count as missing.
    is_other = lines["currency"].notna() & lines["currency"].ne(lines["currency_decided"]).fillna(True)
    paid, in_force = (lines[name].mask(is_other) for name in ("actual_fee", "contract_fee"))
    # What comes on top of the fee (VAT that is lost, governance) is taken at the share of the model
    # throughout, so that the steps show the fee alone.
    on_top = 1 + lines["modelled_on_fee_share"].fillna(0)
    volume = lines["actual_volume"] / lines["baseline_volume"].where(lines["baseline_volume"] > 0)
    scope = lines["actual_scope_share"] / lines["baseline_scope_share"].where(
        lines["baseline_scope_share"] > 0
    )
    # The fee step by step: as committed, at the volume of today, at the scope of today as well, of the
    # contract in force, as billed. An unknown scope leaves its step out; its effect is then part of the
    # price.
    levels = [lines["committed_fee"]]
    levels += [levels[0] * volume, levels[0] * volume * scope.fillna(1), in_force, paid]
    committed, at_volume, at_scope, at_contract, billed = ((level * on_top).round(CENTS) for level in levels)
    steps = {
        "part_volume": committed - at_volume,
        "part_scope": (at_volume - at_scope).where(scope.notna()),
        "part_price": at_scope - at_contract,
        "part_leakage": at_contract - billed,
    }
    fee_gap = committed - billed
    steps = {name: step.where(fee_gap.notna()).round(CENTS) for name, step in steps.items()}
    explained = sum(step.fillna(0) for step in steps.values())
    # Where a step is missing, the rest of the gap is said as one amount, so that the parts still add up.
    hidden = steps["part_volume"].isna() | steps["part_price"].isna() | steps["part_leakage"].isna()
    steps["part_not_told"] = (fee_gap - explained).round(CENTS).where(hidden)

    # A post counts at its cost in the baseline, so a rise of wages is no benefit.
    wage = lines["baseline_labour"] / lines["baseline_fte"].where(lines["baseline_fte"] > 0)
    posts = lines["baseline_fte"] - lines["actual_fte"]
    # More posts than there were: the figure is a slip, or some of them had gone before the baseline. What they
    # cost cannot be known from the posts that are left.
    is_beyond = lines["committed_posts"].gt(lines["baseline_fte"]).fillna(False)
    committed_posts = lines["committed_posts"].mask(is_beyond)
    promised, freed = ((count * wage).round(CENTS) for count in (committed_posts, posts))
    committed_saving, actual_saving = (promised - committed).round(CENTS), (freed - billed).round(CENTS)
    modelled_unit = lines["modelled_fee"] / lines["baseline_volume"].where(lines["baseline_volume"] > 0)
    paid_unit = paid / lines["actual_volume"].where(lines["actual_volume"] > 0)
    columns = {
        "committed_saving": committed_saving,
        "actual_posts": posts,
        "actual_saving": actual_saving,
        "saving_gap": (actual_saving - committed_saving).round(CENTS),
        "part_posts": (freed - promised).round(CENTS),
        **steps,
        "fee_factor": paid_unit / modelled_unit.where(modelled_unit > 0),
        "service": _service(lines),
    }
    # The first list in which the decision was seen may be from after the start. Its figures then already hold
    # some of the change.
    is_late = lines["first_seen"].gt(lines["service_start"])
    # Lines by date carry their own date; the newest line of a process carries it as actual_on, missing where
    # there is no line yet.
    has_line = lines["as_of" if "as_of" in lines else "actual_on"].notna()
    return columns | {
        "notes": _notes(
            lines.index,
            {
                "baseline_after_start": is_late,
                "commitment_changed": pd.Series(commitment_changed, index=lines.index).eq(True),
                "currency_changed": is_other,
                "not_modelled": lines["modelled_fee"].isna(),
                "posts_beyond_baseline": is_beyond,
                "no_commitment": lines["committed_fee"].isna() | lines["committed_posts"].isna(),
                "no_baseline": wage.isna(),
                "no_fee": has_line & lines["actual_fee"].isna(),
                "no_fte": has_line & lines["actual_fte"].isna(),
                "no_volume": has_line & volume.isna(),
                "no_scope": has_line & scope.isna(),
                "no_contract_fee": has_line & in_force.isna(),
            },
        )
    }


def _service(lines: pd.DataFrame) -> pd.Series:
    """met, missed or cannot_say: missed where a committed level is known to be missed, met where all are known."""
    pairs = [
        (lines[f"actual_{name}"], lines[f"committed_{name}"]) for name in ("error_share", "turnaround_hours")
    ]
    is_missed: np.ndarray = np.logical_or.reduce(
        [(actual > committed).fillna(False) for actual, committed in pairs]
    )
    is_open: np.ndarray = np.logical_or.reduce(
        [committed.notna() & actual.isna() for actual, committed in pairs]
    )
    has_none: np.ndarray = np.logical_and.reduce([committed.isna() for _, committed in pairs])
    cases = [is_missed, is_open | has_none]
    return pd.Series(np.select(cases, ["missed", "cannot_say"], "met"), index=lines.index)


def _notes(index: pd.Index, holds: Mapping[str, pd.Series]) -> pd.Series:
    """Codes of what is to be known of each line, "; " between them."""
    table = pd.DataFrame({name: values.fillna(False).to_numpy(bool) for name, values in holds.items()})
    return pd.Series(
        ["; ".join(table.columns[row]) for row in table.to_numpy(bool)], index=index, dtype="str"
    )
