"""Changes: against the previous run, cause by cause; and what became of overrides and challenges."""

from __future__ import annotations

from functools import partial

from schemas.columns import columns
from tasks.reporting.model.answers import answers_table
from tasks.reporting.model.context import Context, by_distinct
from tasks.reporting.model.elements import Sheet, Table
from tasks.reporting.model.left_out import caveats
from tasks.reporting.model.sheets.money_changes import field_title, money_table
from tasks.reporting.model.sheets.trend import trend_chart, trend_table
from tasks.reporting.model.speech import assumed, day
from tasks.reporting.model.why_links import why_links

NUMERIC = ("number", "share", "money")  # types of input columns
# Fields of the results that hold codes, and the area of the catalogue that says them.
CODED_FIELDS = {
    name: name
    for name in ("recommendation", "tier", "first_move", "drive", "sensitivity", "location", "certainty")
} | {
    "computed_recommendation": "recommendation",
    "highest_severity": "severity",
    "volume_complexity_band": "band",
    "intellectual_complexity_band": "band",
    "function_area": "service_line",
}


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
    # Columns of the input that hold codes, or several of them.
    inputs = {
        column.name: "word" for column in columns().values() if column.values or column.type == "yes_no"
    }
    inputs |= {column.name: column.type for column in columns().values() if column.type in NUMERIC}
    for field, area in (inputs | CODED_FIELDS).items():
        chosen = rows["field"].eq(field)
        if chosen.any():
            texts = texts.mask(chosen, by_distinct(texts.where(chosen), partial(_said, context, area)))
    # Before and after of a withheld column would show what the edition does not.
    if not context.is_full:
        withheld = rows["field"].isin([column.name for column in columns().values() if column.is_withheld])
        texts = texts.mask(withheld & texts.fillna("").ne(""), context.text("changes.withheld"))
    return texts


def _said(context: Context, area: str, codes: str) -> str:
    """Codes in words; a number, whose type is the area, in the reader's notation."""
    if area in NUMERIC:
        return assumed(context.words, float(codes), area) if codes else ""
    return "; ".join(context.words.value(area, code.strip()) for code in codes.split(";"))
