"""Changes: against the previous run, cause by cause; and what became of overrides and challenges."""

from __future__ import annotations

from schemas.columns import columns
from tasks.reporting.model.context import Context
from tasks.reporting.model.parts import Sheet, Table
from tasks.reporting.model.speech import day

SPOKEN = ("recommendation", "tier", "first_move", "drive", "sensitivity", "location", "certainty", "highest_severity")


def sheet(context: Context) -> Sheet:
    """What moved, cause by cause; then the overrides and challenges in the input."""
    changes = context.audit.changes
    rows, limits = context.limited(changes.rows.sort_values(["cause", "process_id"], kind="stable"), "changes", "results.parquet")
    key = context.row_of(rows["process_id"])
    frame = rows.assign(
        process=context.results["process_name"].reindex(key.astype("float64")).to_numpy(),
        cause=context.say("cause", rows["cause"]),
        moved=rows["field"]
        .map({name: _field_title(context, name) for name in rows["field"].dropna().unique()})
        .fillna(context.text("changes.whole")),
    )
    frame = frame.assign(**{name: _spoken(context, rows, name) for name in ("before", "after")}).reset_index(drop=True)
    frame["process"] = frame["process"].astype("str").fillna(frame["process_id"])
    field = context.field
    fields = (
        field("cause"),
        field("process", "name"),
        field("process_id", "code"),
        field("moved", "short"),
        field("before", "short"),
        field("after", "short"),
    )
    first = context.text("changes.first_run")
    note = context.text("changes.against", date=day(context.words, changes.previous_as_of)) if changes.previous_run_id else first
    table = Table(
        "Changes",
        context.text("sheet.changes.title"),
        fields,
        frame,
        context.text("sheet.changes.purpose"),
        links={"process": context.why_links(key.reset_index(drop=True))},
        empty="" if changes.previous_run_id else first,
    )
    answers = _answers(context)
    return Sheet("changes", table.title, table.description, (table, *answers), (note, *limits))


def _field_title(context: Context, name: str) -> str:
    words = context.words.texts.get(f"field.{name}")
    return words.format(**{"in": ""}) if words else context.column_title(name)


def _spoken(context: Context, rows, name: str):
    said = rows[name].astype("str")
    for area in SPOKEN:
        chosen = rows["field"].eq(area)
        if chosen.any():
            said = said.mask(chosen, context.say("severity" if area == "highest_severity" else area, rows[name].where(chosen)))
    if not context.is_full:
        withheld = rows["field"].isin([column.name for column in columns().values() if column.is_withheld])
        said = said.mask(withheld & said.notna(), context.text("changes.withheld"))
    return said


def _answers(context: Context) -> tuple[Table, ...]:
    """Overrides and challenges: accepted where the label asked for stands, rejected where not, open where only a challenge was made."""
    override, challenge = context.typed("override_recommendation"), context.typed("challenge")
    keys = context.results.index[(override.notna() | challenge.notna()).to_numpy(bool)][: context.limit]
    if keys.empty:
        return ()
    rows, wanted = context.results.loc[keys], override.loc[keys]
    state = wanted.where(wanted.isna(), context.text("changes.rejected", reason=context.text("changes.rejected_reason")))
    state = state.mask(wanted == rows["recommendation"], context.text("changes.accepted")).fillna(context.text("changes.open"))
    frame = rows.assign(
        process=rows["process_name"],
        state=state,
        override=context.say("recommendation", wanted),
        **{name: context.say("recommendation", rows[name]) for name in ("recommendation", "computed_recommendation")},
    )
    field = context.field
    fields = [
        field("state"),
        field("process", "name"),
        field("process_id", "code"),
        field("override"),
        field("computed_recommendation", "short"),
        field("recommendation", "short"),
    ]
    if context.is_full:
        frame["reason"] = context.typed("override_reason").loc[keys].fillna(challenge.loc[keys])
        fields.append(field("reason", "long"))
    return (
        Table(
            "Answers",
            context.text("changes.challenges"),
            tuple(fields),
            frame,
            context.text("changes.challenges"),
            links={"process": context.why_links(keys)},
        ),
    )
