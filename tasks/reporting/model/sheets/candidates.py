"""Candidates: every process that a provider could do, with value, risk and conditions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemas.columns import blank_column
from tasks.reporting.datasets.frames import joined, portfolio_notes
from tasks.reporting.model.answers import marked_names
from tasks.reporting.model.context import Context
from tasks.reporting.model.elements import Sheet, Table
from tasks.reporting.model.left_out import caveats, pays_said
from tasks.reporting.model.sheets.ask_next import bar_answer
from tasks.reporting.model.speech import assumed
from tasks.reporting.model.why_links import why_links

if TYPE_CHECKING:
    import pandas as pd


TOTALLED = ("case_saving", "one_off_mid", "npv_mid")  # money that the last line of the table adds up


def sheet(context: Context) -> Sheet:
    """One line per candidate, best first within its label."""
    shown, limits = context.limited(context.candidates, "candidates", "candidates.csv")
    own, common = _conditions(context, shown.index)
    field = context.field
    fields = (  # the first columns are printed, and seen without scrolling
        field("rank", "lead"),
        field("process", "name"),
        field("recommendation"),
        field("first_move"),
        field("pays"),
        field("grade", "letter"),
        field("case_saving", "money", total=True),
        field("saving_mid", "money"),
        field("chance_to_pay", "share"),
        field("one_off_mid", "money", total=True),
        field("fte_moved", "fte", total=True),
        field("wave", "lead"),
        field("highest_severity"),
        field("conditions", "sentence"),
        field("break_even_months", "months"),
        field("location", heading="location_advised"),
        field("saving_low", "money"),
        field("saving_high", "money"),
        field("capacity_mid", "money"),
        field("bundle", "short"),
        field("process_id", "code"),
        field("tier"),
        field("certainty"),
        field("suitability_low", "score", bar=True),
        field("labour_base", "money", total=True),
        field("npv_mid", "money", total=True),
        field("currency", "code"),
        field("posts_released", "fte", total=True),
        field("posts_redeployed", "fte", total=True),
        field("fee_per_hour", "rate"),
        field("fee_per_hour_to_pay", "rate"),
        field("capacity_verdict"),
        field("verdict_on", "long"),
        field("verdict_at", "short"),
        field("location_reason", "long"),
        field("value_note", "long"),
        field("rank_note", "long"),
        field("scope", "long"),
        field("skills", "long"),
        field("worth", "long"),
        field("review_on", "date"),
    )
    if len(context.currencies) > 1:  # money of several currencies has no total
        fields = tuple(replace(field, total=field.total and field.kind != "money") for field in fields)
    fields = context.near_money(fields)
    rows = context.results.loc[shown.index]
    table = Table(
        "Candidates",
        context.text("sheet.candidates.title"),
        fields,
        _frame(context, shown, own),
        context.text("sheet.candidates.purpose"),
        tones={
            "recommendation": rows["recommendation"],
            "grade": rows["grade"],
            "highest_severity": rows["highest_severity"],
        },
        links={"process": why_links(context, shown.index)},
    )
    return Sheet(
        "candidates",
        context.text("sheet.candidates.title"),
        context.text("sheet.candidates.purpose"),
        (table,),
        (
            *([_assumed(context)] if len(context.presumed_free) else []),
            *caveats(context),
            *portfolio_notes(context.audit),
            *common,
            *limits,
        ),
        frozen_columns=2,
        files=context.live_model,
        reading=(
            context.text("candidates.note") + " " + context.text("candidates.benefits"),
            context.text("candidates.totals") + " " + context.text("candidates.rates"),
            context.text("candidates.blanks"),
        ),
    )


def _assumed(context: Context) -> str:
    """What the labels take for granted of laws that reserve work."""
    is_yes = "yes" in bar_answer(context)
    return context.text("candidates.assumed_despite_yes" if is_yes else "candidates.assumed")


def _conditions(context: Context, keys: pd.Index) -> tuple[pd.Series, tuple[str, ...]]:
    """Conditions of each row, one a line, without those of most rows; and these, each with how many rows it
    concerns.
    """
    lines = context.conditions
    if lines is None:
        return blank_column(keys, "str"), ()
    counts = lines["text"].value_counts()
    # What is true of more than report_common_share of the candidates is said once above the table.
    common = counts[
        counts
        > context.audit.rulebook.section("report")["report_common_share"].value * len(context.candidates)
    ]
    total = len(context.candidates)
    sentences = tuple(
        context.text(
            "candidates.common" if count < total else "candidates.common_all",
            count=count,
            total=total,
            condition=text,
        )
        for text, count in common.items()
    )
    # What was said once above the table is not said again in the rows.
    rest = lines[~lines["text"].isin(common.index) & lines["row_key"].isin(keys)]
    return joined(rest["row_key"], rest["text"], "\n").reindex(keys), sentences


def _frame(context: Context, shown: pd.DataFrame, conditions: pd.Series) -> pd.DataFrame:
    keys = shown.index
    rows, ranks, risks, value = (
        context.results.loc[keys],
        context.audit.ranks,
        context.audit.risks.rows,
        context.audit.value.rows,
    )
    labels = {
        area: context.say(area, rows[area]) for area in ("recommendation", "tier", "location", "certainty")
    }
    words = {area: context.say(area, rows["tier"]) for area in ("scope", "skills", "worth")}
    value_columns = {
        name: value[name].reindex(keys)
        for name in (
            "case_saving",
            "capacity_mid",
            "chance_to_pay",
            "fee_per_hour",
            "fee_per_hour_to_pay",
            "posts_released",
            "posts_redeployed",
            "value_note",
        )
    }
    for name in ("one_off_mid", "npv_mid"):
        value_columns[name] = shown[name]
    doubted = value["is_doubted"].reindex(keys).eq(True)
    for name in TOTALLED:  # money of figures that do not reconcile is in no total
        value_columns[name] = value_columns[name].mask(doubted)
    return shown.assign(
        conditions=conditions,
        rank=rows["rank"],
        process=marked_names(context, keys),
        first_move=context.first_move_said(keys),
        bundle=context.moves_with(keys),
        pays=pays_said(context, keys),
        capacity_verdict=context.say("verdict", value["capacity_verdict"].reindex(keys)),
        verdict_on=_decided_by(context, keys),
        verdict_at=_turning_points(context, keys),
        grade=rows["grade"],
        suitability_low=rows["suitability_low"],
        highest_severity=context.say("severity", rows["highest_severity"]),
        location_reason=risks["location_reason"].reindex(keys),
        rank_note=ranks["rank_note"].reindex(keys),
        review_on=review_on(context, keys),
        **labels,
        **words,
        **value_columns,
    )


def _decided_by(context: Context, keys: pd.Index) -> pd.Series:
    """What the verdict depends on: an assumption in words, or what is missing; missing where it is settled."""
    rows = context.audit.value.rows[["verdict", "verdict_on"]].reindex(keys)
    rules = context.audit.rulebook.sections.get("assumptions", {})
    names = rows["verdict_on"].astype("str")
    words = context.words
    assumed = names.map({name: words.of_rulebook(rule.description) for name, rule in rules.items()})
    missing = context.say("verdict_on", names.where(rows["verdict"].eq("cannot_judge")))
    # What is missing is a word of ours; an assumption is named by its description.
    return missing.fillna(assumed.astype("str").where(rows["verdict"].eq("depends")))


def _turning_points(context: Context, keys: pd.Index) -> pd.Series:
    """The value at which the assumption that a verdict depends on turns it, with its unit; missing elsewhere."""
    import pandas as pd

    rows = context.audit.value.rows[["verdict_at", "verdict_on"]].reindex(keys)
    rows = rows[rows["verdict_at"].notna()]
    rules, words = context.audit.rulebook.sections.get("assumptions", {}), context.words
    values = [
        context.text(
            "candidates.turns_at",
            value=assumed(words, value, rules[name].unit),
            unit=words.of_rulebook(rules[name].unit),
        )
        for name, value in zip(rows["verdict_on"], rows["verdict_at"], strict=True)
    ]
    return pd.Series(values, index=rows.index, dtype="str").reindex(keys)


def review_on(context: Context, keys: pd.Index) -> pd.Series:
    """When each recommendation is looked at again: sooner where it is provisional.

    Args:
        context: date of the audit, and months by certainty (section report).
        keys: row_key of candidates.

    Returns:
        Dates by ``keys``.
    """
    import pandas as pd

    as_of = pd.Timestamp(context.audit.request.as_of)
    dates = {
        certainty: as_of + pd.DateOffset(months=context.number(f"report_review_months_{certainty}"))
        for certainty in ("firm", "provisional")
    }
    return pd.to_datetime(context.results.loc[keys, "certainty"].astype(str).map(dates))
