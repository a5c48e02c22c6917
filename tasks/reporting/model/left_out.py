"""What the money of the report leaves out: doubtful savings, and candidates that are screened by name alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.reporting.model.context import Context, made_once
from tasks.reporting.model.speech import amounts

if TYPE_CHECKING:
    import pandas as pd


@made_once(for_all_editions=True)
def is_withdrawn(context: Context) -> bool:
    """Whether the savings are withdrawn: too many of the candidates that pay rest on figures to be checked."""
    lines = context.headline_totals
    paying, doubtful = int(lines["paying_count"].sum()), int(lines["paying_to_check_count"].sum())
    limit = float(context.audit.rulebook.section("report")["report_doubt_share"].value)
    return paying > 0 and doubtful > limit * paying


def pays_said(context: Context, keys: pd.Index, area: str = "pays") -> pd.Series:
    """Whether each candidate pays, in words; where the savings are withdrawn, what is valued is to be verified.

    Args:
        context: of the report.
        keys: row_key of candidates.
        area: of the catalogue, "pays" or its short form "pays_short".
    """
    codes = context.pays.loc[keys]
    return context.say(
        area, codes.mask(context.valued.loc[keys], "to_verify") if is_withdrawn(context) else codes
    )


def is_by_name_only(context: Context) -> bool:
    """Whether no candidate that could move has a label that rests on columns."""
    moves = context.candidates["first_move"].ne("already_outsourced")
    return bool(context.by_name.any() and not (moves & ~context.by_name).any())


def withdrawn(context: Context) -> tuple[str, ...]:
    """What a reader of amounts must know where the first sheet withdraws them; else nothing."""
    return (context.text("brief.withdrawn"),) if is_withdrawn(context) else ()


def caveats(context: Context) -> tuple[str, ...]:
    """What a reader of amounts must know beside the first sheet: that it withdraws them, and what sums over all
    candidates hold more than it counts; nothing where neither is so.
    """
    rows = context.screened_value
    if rows.empty:
        return withdrawn(context)
    saving = amounts(context.words, rows, "case_saving")
    return (*withdrawn(context), context.text("summary.screened_note", count=len(rows), saving=saving))
