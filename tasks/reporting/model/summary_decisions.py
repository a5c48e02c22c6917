"""The verdict in one sentence, and the decisions asked for today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.reporting.model.context import Context
from tasks.reporting.model.parts import Box, Link, Tile
from tasks.reporting.model.roadmap import READY, by_wave
from tasks.reporting.model.speech import decimal, money
from tasks.reporting.model.value_asks import what_to_add

if TYPE_CHECKING:
    import pandas as pd

MOST_DECISIONS = 3


def verdict(context: Context) -> Tile:
    """How many candidates pay back, for how much, and what moving all of them would do."""
    totals, text = context.audit.value.totals, context.text
    total = int(context.pays.ne("not_valued").sum())
    if not total:
        return Tile("", text("summary.verdict_no_value", add=what_to_add(context)), Link("Candidates"))
    paying, to_check = (int(totals[name].sum()) for name in ("paying_count", "paying_to_check_count"))
    pays = totals[totals["paying_count"] > 0]
    parts = [
        text(
            "summary.verdict",
            count=paying,
            total=total,
            saving=amounts(context, pays, "paying_saving_mid"),
            once=amounts(context, pays, "paying_one_off_mid"),
        )
        if paying
        else text("summary.verdict_none", total=total)
    ]
    sums = totals.dropna(subset="saving_mid")
    key, sign = ("costs", -1) if (sums["saving_mid"] <= 0).all() else ("saves", 1)
    parts.append(
        text(
            f"summary.verdict_{key}",
            total=total,
            amount=amounts(context, sums.assign(saving_mid=sign * sums["saving_mid"]), "saving_mid"),
        )
    )
    parts += [text("summary.verdict_check", count=to_check)] if to_check else []
    return Tile("", " ".join(parts), Link("KeyFigures"))


def amounts(context: Context, rows: pd.DataFrame, column: str) -> str:
    """The sum of a column by currency, the largest first."""
    sums = rows.groupby(rows["currency"].fillna(""))[column].sum().sort_values(ascending=False)
    return " + ".join(money(context.words, amount, currency) for currency, amount in sums.items())


def decisions(context: Context) -> Box:
    """At most three, the most pressing first; none is an answer."""
    makers = (
        _sound_the_market,
        _treat_critical_risks,
        _confirm_no_bar,
        _name_owners,
        _confirm_core,
        _settle_reviews,
    )
    lines = [line for maker in makers if (line := maker(context))][:MOST_DECISIONS]
    return Box(
        context.text("summary.decisions"),
        tuple(lines) or (Tile("", context.text("summary.decision_none"), Link("Processes")),),
    )


def _sound_the_market(context: Context) -> Tile | None:
    """What pays back and is ready, of the first wave that has any; the link leads to exactly these rows."""
    candidates = by_wave(context).reset_index()
    planned = candidates[candidates["wave"].notna()]
    paying = planned[context.pays.loc[planned[candidates.columns[0]]].eq("pays").to_numpy(bool)]
    if paying.empty:
        if planned.empty:
            return None
        key = "decision_none_pays" if context.pays.ne("not_valued").any() else "decision_none_valued"
        return Tile("", context.text(f"summary.{key}", add=what_to_add(context)), Link("Candidates"))
    ready = paying[paying["first_move"].isin(READY)]
    chosen = (
        ready[ready["wave"].eq(ready["wave"].min())]
        if len(ready)
        else paying[paying["wave"].eq(paying["wave"].min())]
    )
    first, last = int(chosen.index[0]), int(min(chosen.index[-1], context.limit - 1))
    rows = context.results.loc[chosen[candidates.columns[0]]]
    words = context.text(
        "summary.decision_wave" if len(ready) else "summary.decision_prepare",
        count=len(chosen),
        wave=int(chosen["wave"].iloc[0]),
        first=rows["process_name"].iloc[0],
        open=int(rows["certainty"].eq("provisional").sum()),
        low=amounts(context, chosen, "saving_low"),
        high=amounts(context, chosen, "saving_high"),
        once=amounts(context, chosen, "one_off_mid"),
        fte=decimal(context.words, chosen["fte_moved"].sum()),
    )
    return Tile("", words, Link("Alternatives", first, last) if first <= last else Link("Alternatives"))


def _treat_critical_risks(context: Context) -> Tile | None:
    flags = context.audit.risks.flags
    critical = int(flags["severity"].eq("critical").sum())
    if not critical:
        return None
    rows = int(context.results["highest_severity"].eq("critical").sum())
    return Tile(
        "",
        context.text("summary.decision_critical", count=rows or critical),
        Link("RiskFlags", 0, min(critical, context.limit) - 1),
    )


def _confirm_no_bar(context: Context) -> Tile | None:
    """Who checks what the labels presume: that no law reserves the work."""
    count, total = context.unchecked_bars, len(context.candidates)
    return (
        Tile("", context.text("summary.decision_law", count=count, total=total), Link("AskOnce"))
        if count
        else None
    )


def _name_owners(context: Context) -> Tile | None:
    questions = context.audit.assessment.questions
    flips = questions[questions["flips_label"].fillna(False).astype(bool)]
    if flips.empty:
        return None
    return Tile(
        "",
        context.text(
            "summary.decision_owners",
            count=len(flips),
            total=len(questions),
            processes=flips["row_key"].nunique(),
        ),
        Link("Questions", 0, min(len(questions), context.limit) - 1),
    )


def _confirm_core(context: Context) -> Tile | None:
    rows = context.results
    count = int((rows["recommendation"].eq("retain") & rows["certainty"].eq("provisional")).sum())
    return (
        Tile("", context.text("summary.decision_core", count=count), _span(context, "retain"))
        if count
        else None
    )


def _settle_reviews(context: Context) -> Tile | None:
    count = int(context.standing.eq("review").sum())
    return (
        Tile("", context.text("summary.decision_review", count=count), _span(context, "review"))
        if count
        else None
    )


def _span(context: Context, standing: str) -> Link:
    places = context.order[context.standing.loc[context.shown].eq(standing).to_numpy()]
    return Link("Processes", int(places.iloc[0]), int(places.iloc[-1])) if len(places) else Link("Processes")
