"""In which wave a candidate moves, and with which others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from schemas.rules import Rulebook

TOO_SMALL = "Too small to move alone, and there is nothing here to bundle it with."
NO_CASE = "It loses money in at least nine of ten draws: not planned before a quote says otherwise."
NO_PARTNER = " Below the size floor, and there is nothing here to bundle it with: move it only as an addition to a contract."


def waves(assessed_rows: pd.DataFrame, risk_rows: pd.DataFrame, rulebook: Rulebook) -> pd.DataFrame:
    """Wave of each row by the first rule of section waves that holds.

    Args:
        assessed_rows: recommendation, tier, first_move, grade; only the rows that can move.
        risk_rows: highest_severity.
        rulebook: section waves.

    Returns:
        wave (Int64) and wave_reason by the index of ``assessed_rows``; all rows kept.
    """
    facts = {
        "recommendations": assessed_rows["recommendation"],
        "tiers": assessed_rows["tier"],
        "first_moves": assessed_rows["first_move"],
        "grades": assessed_rows["grade"],
        "severities": risk_rows["highest_severity"].reindex(assessed_rows.index),
    }
    number = np.zeros(len(assessed_rows), dtype="int64")
    reason = np.full(len(assessed_rows), "", dtype=object)
    is_open = np.ones(len(assessed_rows), dtype=bool)
    for rule in rulebook.section("waves").values():
        holds = is_open.copy()
        for fact, column in facts.items():
            if getattr(rule, fact):
                holds &= column.isin(getattr(rule, fact)).to_numpy(bool)
        number[holds], reason[holds] = rule.wave, rule.reason
        is_open &= ~holds
    wave = pd.Series(number, index=assessed_rows.index).astype("Int64").mask(is_open)
    return pd.DataFrame(
        {"wave": wave, "wave_reason": pd.Series(reason, index=assessed_rows.index, dtype="str").mask(is_open)}
    )


def move_together(wave: pd.DataFrame, bundle: pd.DataFrame) -> pd.DataFrame:
    """A bundle moves in the latest wave of its members, with the reason of the member that waits longest.

    Args:
        wave: wave and wave_reason by row_key.
        bundle: bundle by the same index, missing where a row moves alone.

    Returns:
        wave and wave_reason, rows kept.
    """
    bundled = (
        wave.assign(bundle=bundle["bundle"])
        .dropna(subset=["bundle", "wave"])
        .sort_values("wave", ascending=False, kind="stable")
    )
    latest = bundled.drop_duplicates("bundle").set_index("bundle")
    waits = bundle["bundle"].map(latest["wave"].astype("float64")).astype("float64")
    is_later = (waits > wave["wave"].astype("float64")).to_numpy(bool)
    reason = "Moves with its bundle. " + bundle["bundle"].map(latest["wave_reason"]).astype("str")
    return pd.DataFrame(
        {
            "wave": wave["wave"].mask(is_later, waits.astype("Int64")),
            "wave_reason": wave["wave_reason"].mask(is_later, reason),
        }
    )


def unplanned(
    wave: pd.DataFrame, bundle: pd.DataFrame, first_move: pd.Series, loses: pd.Series
) -> pd.DataFrame:
    """Takes out of the waves what would move alone and is too small for it, and what loses
    (never in a bundle).

    Args:
        wave: wave and wave_reason by row_key.
        bundle: bundle by the same index, missing where a row moves alone.
        first_move: by the same index.
        loses: whether its verdict is that it loses, by the same index.

    Returns:
        wave and wave_reason, rows kept; what ought to be bundled and has no partner keeps its wave and says
        so.
    """
    is_alone = bundle["bundle"].isna() & wave["wave"].notna()
    too_small, no_case = is_alone & (first_move == "too_small"), is_alone & loses
    without_partner = is_alone & (first_move == "bundle")
    reason = (
        wave["wave_reason"]
        .mask(without_partner, wave["wave_reason"] + NO_PARTNER)
        .mask(no_case, NO_CASE)
        .mask(too_small, TOO_SMALL)
    )
    return pd.DataFrame({"wave": wave["wave"].mask(too_small | no_case), "wave_reason": reason})
