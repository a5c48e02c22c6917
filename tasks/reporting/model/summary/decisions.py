"""The verdict in one sentence, and the decisions asked for today: each with a verb, a person, a number and a
date.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from schemas.vocabulary import CANDIDATES, Move, Recommendation
from tasks.reporting.model.context import Context, made_once
from tasks.reporting.model.elements import Box, Link, Tile
from tasks.reporting.model.left_out import is_by_name_only, is_withdrawn
from tasks.reporting.model.sheets.ask_next import asks_for_bars, bar_answer
from tasks.reporting.model.sheets.roadmap import ADDED, READY, by_wave
from tasks.reporting.model.speech import amounts, day, decimal, percent
from tasks.reporting.model.summary.key_figures import labour_cost_today
from tasks.reporting.model.summary.what_to_add import what_to_add

if TYPE_CHECKING:
    import pandas as pd

MOST_DECISIONS = 3


@made_once(for_all_editions=True)
def verdict(context: Context) -> Tile:
    """One sentence: what pays, for how much, or why nobody can say."""
    return Tile("", f"{_verdict(context)} {_of_language(context)}".strip(), Link("KeyFigures"))


def _of_language(context: Context) -> str:
    """That most names are not read, where the list is in another language; else nothing."""
    if not context.audit.intake.issues["code"].eq("LANGUAGE_NOT_READ").any():
        return ""
    unread = context.audit.texts["is_language_unread"]
    return context.text("summary.verdict_language", count=int(unread.sum()), total=len(unread))


def _verdict(context: Context) -> str:
    """What the candidates of the headline are worth; those screened by name only are counted in a sentence of
    their own.
    """
    text, total, screened = context.text, len(context.candidates), int(context.by_name.sum())
    if not total:
        return _of_no_candidate(context)
    if is_by_name_only(context):
        return text("summary.verdict_by_name", count=screened)
    headline = _of_headline(context)
    return f"{headline} {text('summary.verdict_screened', count=screened)}" if screened else headline


def _of_no_candidate(context: Context) -> str:
    """Nothing is a candidate, nothing is a process, or nobody can say: three different things."""
    text, rows, processes = context.text, len(context.results), int(context.is_process.sum())
    open_rows = int(context.results["recommendation"].eq(Recommendation.REVIEW).sum())
    if not processes:
        return text("summary.verdict_no_process", count=rows)
    if open_rows == processes:
        return text("summary.verdict_cannot_say_of_any", count=processes)
    if open_rows:
        return text("summary.verdict_cannot_say", count=open_rows, total=processes)
    return text("summary.verdict_no_candidate", count=processes)


def _of_headline(context: Context) -> str:
    text, valued = context.text, int(context.headline.sum())
    if not valued:
        judged = context.by_name.index[~context.by_name]
        total = len(judged)
        if context.results.loc[judged, "first_move"].eq(Move.ALREADY_OUTSOURCED).all():
            return text("summary.verdict_outsourced", count=total)
        return " ".join((text("summary.verdict_undecidable", total=total), what_to_add(context))).strip()
    totals = context.headline_totals
    paying, doubtful = int(totals["paying_count"].sum()), int(totals["paying_to_check_count"].sum())
    if is_withdrawn(context):
        return text("summary.verdict_withdrawn", count=paying, total=valued, doubtful=doubtful)
    pays = totals[totals["paying_count"] > 0]
    loses = int((context.headline & context.pays.eq("loses")).sum())
    if not paying:
        return text("summary.verdict_all_lose" if loses == valued else "summary.verdict_none", count=valued)
    return text(
        "summary.verdict" if paying < valued else "summary.verdict_all",
        count=paying,
        total=valued,
        saving=amounts(context.words, pays, "paying_saving_mid"),
        once=amounts(context.words, pays, "paying_one_off_mid"),
        **_of_what_and_when(context, pays),
        loses=loses,
        open=int((context.headline & context.pays.isin(["depends", "cannot_judge"])).sum()),
    )


def _of_what_and_when(context: Context, pays: pd.DataFrame) -> dict[str, str]:
    """Which share of their labour cost the candidates that pay back save, and after how many months; nothing where
    either is not known, or where they are in several currencies.
    """
    share = months = ""
    if len(pays) == 1:
        [line] = pays.to_dict("records")
        is_counted = context.headline & context.pays.eq("pays")
        cost, after = labour_cost_today(context, is_counted), line["paying_break_even_months_mid"]
        if line["currency"] in cost:
            saved = percent(context.words, line["paying_saving_mid"] / cost[line["currency"]])
            share = context.text("summary.verdict_share", share=saved, count=int(line["paying_count"]))
        if after == after:
            months = context.text("summary.verdict_back", months=decimal(context.words, after, "0"))
    return {"share": share, "back": months}


@made_once(for_all_editions=True)
def decisions(context: Context) -> Box:
    """At most three, the most pressing first; none is an answer."""
    # In the order of how pressing they are; each makes one or none.
    makers = (
        _sound_the_market,
        _check_figures,
        _treat_critical_risks,
        _confirm_no_bar,
        _name_owners,
        _confirm_core,
        _settle_reviews,
    )
    lines = [line for maker in makers if (line := maker(context))][:MOST_DECISIONS]
    key = "decision_none" if context.is_process.any() else "decision_no_process"
    nothing = Tile("", context.text(f"summary.{key}", date=_by(context)), Link("Processes"))
    return Box(context.text("summary.decisions"), tuple(lines) or (nothing,))


def _by(context: Context) -> str:
    """The day on which a decision is due."""
    days = dt.timedelta(days=context.number("report_decision_days"))
    return day(context.words, context.audit.request.as_of + days)


def _sound_the_market(context: Context) -> Tile | None:
    """What pays back and is ready, of the first wave that has any; the link leads to exactly these rows. What
    rests on text alone leads no decision.
    """
    if is_withdrawn(context):
        return None
    candidates = by_wave(context).reset_index()
    planned = candidates[candidates["wave"].notna()]
    pays = context.pays.reindex(planned[candidates.columns[0]]).eq("pays").to_numpy(bool)
    grade = context.results["grade"].reindex(planned[candidates.columns[0]])
    paying = planned[pays & grade.ne("D").fillna(True).to_numpy(bool)]
    if paying.empty:
        return None if planned.empty or not context.valued.any() else _ask_for_quotes(context)
    # What is ready can go to the market; where nothing is, the decision is to prepare it, and where there is nothing
    # to prepare, to add it to a contract.
    ready, add_on = paying["first_move"].isin(READY), paying["first_move"].eq(ADDED)
    choices = (("decision_wave", ready), ("decision_prepare", ~ready & ~add_on), ("decision_add_on", add_on))
    key, is_chosen = next((key, is_chosen) for key, is_chosen in choices if is_chosen.any())
    rows = paying[is_chosen]
    chosen = rows[rows["wave"].eq(rows["wave"].min())]
    # Rows are in the order of the sheet: what pays and is ready comes first in its wave, so the rows lie
    # together.
    first, last = int(chosen.index[0]), int(min(chosen.index[-1], context.limit - 1))
    keys = chosen[candidates.columns[0]]
    results = context.results.loc[keys]
    sums = _sums_of(context, chosen, keys)
    words = context.text(
        f"summary.{key}",
        count=len(chosen),
        wave=int(chosen["wave"].iloc[0]),
        saving=amounts(context.words, sums, "saving_mid"),
        once=amounts(context.words, sums, "one_off_mid"),
        open=int(results["certainty"].eq("provisional").sum()),
        date=_by(context),
    )
    # An earlier wave has candidates too, though none of them pays; a reader would ask about it.
    if planned["wave"].min() < paying["wave"].min():
        words += " " + context.text("summary.decision_earlier", wave=int(planned["wave"].min()))
    if key != "decision_add_on" and add_on.any():
        words += " " + context.text("summary.decision_more", count=int(add_on.sum()))
    return Tile("", words, Link("Alternatives", first, last) if first <= last else Link("Alternatives"))


def _sums_of(context: Context, chosen: pd.DataFrame, keys: pd.Series) -> pd.DataFrame:
    """Saving and one-off cost of the chosen, as the lines of the first candidates have them; where these are all that
    pay back, as the verdict has them, for the P50 of a sum is not the sum of its P50.
    """
    paying = context.headline.index[context.headline & context.pays.eq("pays")]
    if set(keys) != set(paying):
        return chosen
    totals = context.headline_totals
    names = {"paying_saving_mid": "saving_mid", "paying_one_off_mid": "one_off_mid"}
    return totals.loc[totals["paying_count"] > 0, ["currency", *names]].rename(columns=names)


def _ask_for_quotes(context: Context) -> Tile | None:
    count = int((context.headline & context.can_move).sum())
    words = context.text("summary.decision_quotes", count=count, date=_by(context))
    return Tile("", words, Link("Candidates")) if count else None


def _check_figures(context: Context) -> Tile | None:
    """Figures that the value model itself doubts, or the one that is missing everywhere."""
    if is_withdrawn(context):
        count = int(context.headline_totals["paying_to_check_count"].sum())
        return Tile(
            "", context.text("summary.decision_check", count=count, date=_by(context)), Link("Candidates")
        )
    # Nobody is asked for a figure where half of the candidates that could move have a value already.
    movable = context.valued[context.can_move]
    is_mostly_valued = movable.empty or bool(movable.mean() >= 0.5)
    if is_mostly_valued or not (add := what_to_add(context)):
        return None
    return Tile("", context.text("summary.decision_add", add=add, date=_by(context)), Link("Candidates"))


def _treat_critical_risks(context: Context) -> Tile | None:
    flags = context.audit.risks.flags
    critical = int(flags["severity"].eq("critical").sum())
    if not critical:
        return None
    # Processes rather than flags: one process may have several critical flags. A flag on the portfolio alone
    # has no process.
    rows = context.results[context.results["highest_severity"].eq("critical")]
    can_move = rows["recommendation"].isin(CANDIDATES) & rows["first_move"].ne(Move.ALREADY_OUTSOURCED)
    key = "decision_critical" if can_move.any() else "decision_critical_stays"
    return Tile(
        "",
        context.text(f"summary.{key}", count=len(rows) or critical, date=_by(context)),
        Link("RiskFlags", 0, min(critical, context.limit) - 1),
    )


def _confirm_no_bar(context: Context) -> Tile | None:
    """Who checks what the labels presume: that no law reserves the work."""
    if not asks_for_bars(context):
        return None
    key = "summary.decision_law_which" if "yes" in bar_answer(context) else "summary.decision_law"
    return Tile("", context.text(key, count=context.unchecked_bars, date=_by(context)), Link("AskOnce"))


def _name_owners(context: Context) -> Tile | None:
    """Questions whose answers could change a label, counted by the kind of question, not one by one."""
    questions = context.audit.assessment.questions
    flips = questions[questions["flips_label"].fillna(False).astype(bool)]
    if flips.empty:
        return None
    count, total = flips["question"].nunique(), questions["question"].nunique()
    words = context.text(
        "summary.decision_owners" if count < total else "summary.decision_owners_all",
        count=count,
        total=total,
        processes=context.text("summary.processes", count=flips["row_key"].nunique()),
        date=_by(context),
    )
    return Tile("", words, Link("Questions"))


def _confirm_core(context: Context) -> Tile | None:
    rows = context.results
    chosen = rows["recommendation"].eq("retain") & rows["certainty"].eq("provisional")
    count = int((chosen & context.typed("core_process").eq("core").fillna(False)).sum())
    words = context.text("summary.decision_core", count=count, date=_by(context))
    return Tile("", words, _span(context, "retain")) if count else None


def _settle_reviews(context: Context) -> Tile | None:
    count = int(context.standing.eq("review").sum())
    words = context.text("summary.decision_review", count=count, date=_by(context))
    return Tile("", words, _span(context, "review")) if count else None


def _span(context: Context, standing: str) -> Link:
    # All rows of one standing lie together on the sheet.
    positions = context.order[context.standing.loc[context.shown].eq(standing).to_numpy()]
    return (
        Link("Processes", int(positions.iloc[0]), int(positions.iloc[-1]))
        if len(positions)
        else Link("Processes")
    )
