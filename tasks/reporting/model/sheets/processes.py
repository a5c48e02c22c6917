"""All processes: one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.groups import members
from tasks.reporting.model.answers import marked_names
from tasks.reporting.model.context import Context, made_once
from tasks.reporting.model.elements import Field, Sheet, Table
from tasks.reporting.model.evidence import named
from tasks.reporting.model.flag_titles import titles_of
from tasks.reporting.model.left_out import withdrawn
from tasks.reporting.model.why_links import why_links

if TYPE_CHECKING:
    import pandas as pd

SCORES = ("volume_complexity", "intellectual_complexity")


def sheet(context: Context) -> Sheet:
    """One line per process, by what comes next."""
    keys, rows = context.shown, context.results
    frame = rows.loc[keys]
    shown = _shown(context).assign(process=marked_names(context, keys))
    if context.is_full:
        shown = shown.assign(
            owner=context.typed("owner").reindex(keys), description=context.typed("description").reindex(keys)
        )
    total = len(rows)
    # Only the sentence is taken: which rows are shown is decided by urgency (Context.shown).
    limits = context.limited(rows, "processes", "results.parquet")[1] if total > context.limit else ()
    table = Table(
        "Processes",
        context.text("sheet.processes.title"),
        context.near_money(_fields(context)),
        shown,
        context.text("sheet.processes.purpose"),
        tones={
            "recommendation": frame["recommendation"],
            "grade": frame["grade"],
            "highest_severity": frame["highest_severity"],
            "sensitivity": frame["sensitivity"],
        },
        links={"process": why_links(context, keys)},
    )
    tables = (table, _groups(context)) if len(context.audit.intake.groups) else (table,)
    notes = (*withdrawn(context), *limits)
    return Sheet("processes", table.title, table.description, tables, notes, frozen_columns=2)


@made_once(for_all_editions=True)
def _shown(context: Context) -> pd.DataFrame:
    """What every edition shows of the rows of the sheet, but for their names, by row_key."""
    keys = context.shown
    frame = context.results.loc[keys]
    labels = {
        name: context.say(name, frame[name])
        for name in (
            "recommendation",
            "tier",
            "location",
            "service_line",
            "drive",
            "sensitivity",
            "certainty",
        )
    }
    # Where the row is in the file as sent, such as Costs!12.
    source = frame["source_sheet"].astype(str) + "!" + frame["source_row"].astype(str)
    return frame.assign(
        not_judged_count=context.audit.risks.rows["not_judged_count"].reindex(keys),
        next_questions=frame["next_questions"].str.replace(" | ", "\n", regex=False),
        risk_flags=titles_of(context, frame["risk_flags"]),
        standing=context.say("standing", context.standing.loc[keys]),
        first_move=context.first_move_said(keys),
        saving_mid=context.audit.value.rows["saving_mid"].reindex(keys),
        row_kind=context.say("row_kind", frame["row_kind"]),
        unit=context.unit.loc[keys],
        highest_severity=context.say("severity", frame["highest_severity"]),
        sensitivity_fact=named(context, context.audit.assessment.rows["sensitivity_fact"].reindex(keys)),
        source=source,
        computed_recommendation=context.say("recommendation", frame["computed_recommendation"]),
        **labels,
        **{f"{score}_band": context.say("band", frame[f"{score}_band"]) for score in SCORES},
    )


def _groups(context: Context) -> Table:
    """Groups of processes with what their processes add up to, in the order of the input."""
    audit = context.audit
    groups = audit.intake.groups.head(context.limit)
    # A process counts in its group and in all groups above that one.
    pairs = members(audit.intake.groups, audit.intake.typed)
    saving = audit.value.rows["saving_mid"].reindex(pairs["row_key"]).set_axis(pairs["group"].to_numpy())
    frame = groups.assign(
        group_name=groups["process_name"],
        group_parent=groups["parent_process_id"],
        saving_mid=groups["process_id"].map(saving.groupby(level=0).sum(min_count=1)),
    )
    field = context.field
    fields = (
        field("level", "count"),
        field("group_name", "name"),
        field("process_count", "count"),
        field("fte", "fte"),
        field("labour_cost", "money"),
        field("annual_cost", "money"),
        field("saving_mid", "money"),
        field("process_id", "code"),
        field("group_parent", "code"),
    )
    text = context.text
    return Table("Groups", text("groups.title"), fields, frame, text("groups.purpose"))


def _fields(context: Context) -> tuple[Field, ...]:
    field = context.field
    own = (field("owner"), field("description", "long")) if context.is_full else ()
    return (  # the first columns are printed, and seen without scrolling
        field("standing"),
        field("process", "name"),
        field("unit", "short"),
        field("recommendation"),
        field("tier"),
        field("grade", "letter"),
        field("drive"),
        field("drive_index", "index"),
        field("intellectual_complexity", "score", bar=True),
        field("volume_complexity", "score", bar=True),
        field("sensitivity"),
        field("location", heading="location_advised"),
        field("saving_low", "money"),
        field("saving_mid", "money"),
        field("saving_high", "money"),
        field("capacity_low", "money"),
        field("capacity_mid", "money"),
        field("capacity_high", "money"),
        field("highest_severity"),
        field("not_judged_count", "count"),
        field("why", "reason"),
        field("what_would_change_it", "sentence"),
        field("next_questions", "reason"),
        field("process_id", "code"),
        field("row_kind"),
        field("certainty"),
        field("drive_low", "index"),
        field("drive_high", "index"),
        field("intellectual_complexity_band"),
        field("volume_complexity_band"),
        field("sensitivity_fact"),
        field("service_line"),
        field("first_move"),
        field("rank", "count"),
        field("suitability", "score"),
        field("suitability_low", "score"),
        field("suitability_high", "score"),
        field("currency", "code"),
        field("risk_flags", "reason"),
        field("confidence", "share"),
        field("coverage", "share"),
        field("stability", "share"),
        field("computed_recommendation"),
        field("decision_rule", "code"),
        *own,
        field("source", "code"),
    )
