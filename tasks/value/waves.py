"""In which wave a candidate moves, and with which others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from schemas.messages.message import message, of_rule, sentences, unpacked
from tasks.value.verdicts import LOSES

if TYPE_CHECKING:
    from schemas.rules import Rulebook


def waves(assessed_rows: pd.DataFrame, risk_rows: pd.DataFrame, rulebook: Rulebook) -> pd.DataFrame:
    """Wave of each row by the first rule of section waves that holds.

    Args:
        assessed_rows: recommendation, tier, first_move, grade; only the rows that can move.
        risk_rows: highest_severity.
        rulebook: section waves.

    Returns:
        wave (Int64) and wave_reason (packed messages) by the index of ``assessed_rows``; all rows kept.
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
            # A list that a rule leaves empty asks for nothing.
            if getattr(rule, fact):
                holds &= column.isin(getattr(rule, fact)).to_numpy(bool)
        number[holds], reason[holds] = rule.wave, of_rule(rule, "reason").packed()
        is_open &= ~holds
    wave = pd.Series(number, index=assessed_rows.index).astype("Int64").mask(is_open)
    return pd.DataFrame(
        {"wave": wave, "wave_reason": pd.Series(reason, index=assessed_rows.index, dtype="str").mask(is_open)}
    )


def _with_bundle(why: str) -> str:
    return sentences(message("says.wave.with_bundle"), unpacked(why)).packed()


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
    # The latest wave is first, so the first line of each bundle is the one that all wait for.
    latest = bundled.drop_duplicates("bundle").set_index("bundle")
    # As floats, in which a comparison with a missing wave is false.
    waits = bundle["bundle"].map(latest["wave"].astype(float)).astype(float)
    is_later = (waits > wave["wave"].astype("float64")).to_numpy(bool)
    with_bundle = latest["wave_reason"].map(_with_bundle)
    reason = bundle["bundle"].map(with_bundle).astype("str")
    return pd.DataFrame(
        {
            "wave": wave["wave"].mask(is_later, waits.astype("Int64")),
            "wave_reason": wave["wave_reason"].mask(is_later, reason),
        }
    )


def unplanned(
    wave: pd.DataFrame,
    bundle: pd.DataFrame,
    first_move: pd.Series,
    verdict: pd.Series,
    hardly_pays: pd.Series,
) -> pd.DataFrame:
    """Takes out of the waves what would move alone and is too small for it or hardly ever pays back, and what first
    has to be clarified.

    Args:
        wave: wave and wave_reason by row_key.
        bundle: bundle by the same index, missing where a row moves alone.
        first_move: by the same index.
        verdict: by the same index.
        hardly_pays: whether it pays back in so few draws that no move is advised, by the same index.

    Returns:
        wave and wave_reason, rows kept; what ought to be bundled and has no partner keeps its wave and says
        so, and so does what is too small and goes along with a bundle.
    """
    is_alone = bundle["bundle"].isna() & wave["wave"].notna()
    too_small, no_case = is_alone & (first_move == "too_small"), is_alone & hardly_pays
    goes_along = bundle["bundle"].notna() & wave["wave"].notna() & (first_move == "too_small")
    unclear = wave["wave"].notna() & (first_move == "clarify")
    without_partner = is_alone & (first_move == "bundle")
    no_partner = {
        why: sentences(unpacked(why), message("says.wave.no_partner")).packed()
        for why in wave["wave_reason"].dropna().unique()
    }
    # The last that holds is said: what is unclear comes before what is too small, and that before what loses.
    reason = (
        wave["wave_reason"]
        .mask(without_partner, wave["wave_reason"].map(no_partner))
        .mask(no_case, message("says.wave.hardly_pays").packed())
        .mask(no_case & (verdict == LOSES), message("says.wave.loses").packed())
        .mask(too_small, message("says.wave.too_small").packed())
        .mask(goes_along, message("says.wave.too_small_in_bundle").packed())
        .mask(unclear, message("says.wave.clarify").packed())
    )
    return pd.DataFrame({"wave": wave["wave"].mask(too_small | no_case | unclear), "wave_reason": reason})
