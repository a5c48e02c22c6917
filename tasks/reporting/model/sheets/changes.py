"""Changes: against the previous run, cause by cause; and what became of overrides and challenges."""

from __future__ import annotations

from schemas.columns import columns
from tasks.reporting.model.answers import answers_table
from tasks.reporting.model.context import Context
from tasks.reporting.model.elements import Sheet, Table
from tasks.reporting.model.left_out import caveats
from tasks.reporting.model.sheets.money_changes import field_title, money_table
from tasks.reporting.model.sheets.trend import trend_chart, trend_table
from tasks.reporting.model.speech import day
from tasks.reporting.model.why_links import why_links

CODED_FIELDS = (
    "recommendation",
    "tier",
    "first_move",
    "drive",
    "sensitivity",
    "location",
    "certainty",
    "highest_severity",
)


def sheet(context: Context) -> Sheet:
    """What moved, cause by cause; then overrides and challenges, and the trend over the last runs."""
    changes = context.audit.changes
    rows, limits = context.limited(
        changes.rows.sort_values(["cause", "process_id"], kind="stable"), "changes", "results.parquet"
    )
    # A process that is gone has no row: its name is what it was, and its id may be another process's by now.
    is_gone = rows["cause"].eq("gone")
    key = context.row_of(rows["process_id"].mask(is_gone))
    frame = rows.assign(
        process=context.results["process_name"].reindex(key.astype(float)).to_numpy(),
        gone_name=rows["before"].where(is_gone),
        cause=context.say("cause", rows["cause"]),
        moved=rows["field"]
        .map({name: field_title(context, name) for name in rows["field"].dropna().unique()})
        .fillna(context.text("changes.whole")),
    )
    frame = frame.assign(**{name: _spoken(context, rows, name) for name in ("before", "after")}).reset_index(
        drop=True
    )
    frame["process"] = frame["process"].astype(str).fillna(frame["gone_name"]).fillna(frame["process_id"])
    field = context.field
    fields = (
        field("cause"),
        field("process", "name"),
        field("process_id", "code"),
        field("moved", "short"),
        field("before", "short"),
        field("after", "short"),
    )
    first = context.text("changes.not_compared" if context.audit.lacks_comparison else "changes.first_run")
    note = (
        context.text("changes.against", date=day(context.words, changes.previous_as_of))
        if changes.previous_run_id and changes.previous_as_of
        else first
    )
    table = Table(
        "Changes",
        context.text("sheet.changes.title"),
        fields,
        frame,
        context.text("sheet.changes.purpose"),
        links={"process": why_links(context, key.reset_index(drop=True))},
        empty="" if changes.previous_run_id else first,
    )
    trend = trend_table(context)
    more = [shown for shown in (money_table(context), answers_table(context), trend) if shown]
    charts = (trend_chart(trend),) if trend else ()
    notes = (note, *limits, *(caveats(context) if more and more[0].name == "MoneyChanges" else ()))
    return Sheet("changes", table.title, table.description, (table, *more), notes, charts=charts)


def _spoken(context: Context, rows, name: str):
    texts = rows[name].astype(str)
    if rows.empty:
        return texts
    for area in CODED_FIELDS:
        chosen = rows["field"].eq(area)
        if chosen.any():
            texts = texts.mask(
                chosen,
                context.say("severity" if area == "highest_severity" else area, rows[name].where(chosen)),
            )
    # Before and after of a withheld column would show what the edition does not.
    if not context.is_full:
        withheld = rows["field"].isin([column.name for column in columns().values() if column.is_withheld])
        texts = texts.mask(withheld & texts.notna(), context.text("changes.withheld"))
    return texts
