"""One grade for the portfolio: the grade that at least half of the money rests on or betters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.results import GRADES
from tasks.reporting.model.context import Context, made_once

if TYPE_CHECKING:
    import pandas as pd


def weights(context: Context) -> pd.Series:
    """What each process counts for: its labour or yearly cost; every process the same where no cost is
    known.
    """
    cost = _cost(context)
    return cost if cost.sum() > 0 else cost + 1


def has_cost(context: Context) -> bool:
    """Whether the processes count by their cost; else each counts the same."""
    return bool(_cost(context).sum() > 0)


@made_once(for_all_editions=True)
def _cost(context: Context) -> pd.Series:
    return context.typed("labour_cost").fillna(context.typed("annual_cost")).abs().fillna(0)


@made_once(for_all_editions=True)
def trust_grade(context: Context) -> str | None:
    """A to D; None where nothing was graded."""
    weight = (
        weights(context)
        .groupby(context.results["grade"].astype(str).to_numpy())
        .sum()
        .reindex(GRADES)
        .fillna(0)
    )
    if weight.sum() == 0:
        return None
    # From A on: the first grade at which half of the money is as good or better.
    reached = weight.cumsum() >= weight.sum() / 2
    return str(reached.idxmax())


def measured_share(context: Context) -> float:
    """Share of the money that rests on measured data."""
    weight = weights(context)
    return (
        float(
            weight[context.typed("source_quality").eq("measured").fillna(False).to_numpy(bool)].sum()
            / weight.sum()
        )
        if weight.sum()
        else 0.0
    )


@made_once(for_all_editions=True)
def spread(context: Context) -> str:
    """How many processes have which grade; what is no process is not among them."""
    counts = context.results.loc[context.is_process, "grade"].astype(str).value_counts()
    parts = ((grade, context.words.value("grade_word", grade), int(counts.get(grade, 0))) for grade in GRADES)
    return ", ".join(
        context.text("summary.spread", grade=grade, word=word, count=count) for grade, word, count in parts
    )
