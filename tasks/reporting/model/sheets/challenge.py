"""Challenge: where a stakeholder answers, and what the next run reads back."""

from __future__ import annotations

from schemas.results import CHALLENGE_COLUMNS
from schemas.workbooks import BETWEEN_ID_AND_NAME
from tasks.reporting.model.answers import answers_table, open_rows, state_counts
from tasks.reporting.model.context import Context
from tasks.reporting.model.elements import Sheet, Table

ROWS = 60
MOST_NAMED = 20  # open objections that the sheet names


def sheet(context: Context) -> Sheet:
    """Empty lines with lists to choose from, and nothing next to them; the list of processes is below."""
    import pandas as pd

    words = context.words
    answers, reasons = (
        tuple(words.under("challenge.answer").values()),
        tuple(words.under("challenge.reason").values()),
    )
    labels = tuple(
        words.value("recommendation", code) for code in ("bpo_candidate", "kpo_candidate", "retain")
    )
    names = tuple(sorted(context.who.unique()))
    field = context.field
    fields = (
        field("process", "entry", choices="ChallengeList"),
        field("answer", "entry", choices=answers),
        field("override", "entry", choices=labels),
        field("reason", "entry_long", choices=reasons),
        field("comment", "entry_long"),
        field("name", "entry", choices=names),
        field("date", "entry_date"),
        field("expires", "entry_date"),
    )
    frame = pd.DataFrame({column.key: [None] * ROWS for column in fields}, dtype="object")
    # The next run reads these columns by name, so a change on one side alone would lose answers.
    if tuple(frame.columns) != CHALLENGE_COLUMNS:
        raise ValueError("the Challenge sheet does not have the columns that the next run reads")
    table = Table(
        "Challenge",
        context.text("sheet.challenge.title"),
        fields,
        frame,
        context.text("sheet.challenge.purpose"),
    )
    return Sheet(
        "challenge",
        table.title,
        table.description,
        (table, _list(context)),
        (
            context.text("challenge.note"),
            *_example(context),
            *_answered(context),
        ),
        reading=(context.text("challenge.meaning"), context.text("challenge.override_rule")),
    )


def _answered(context: Context) -> tuple[str, ...]:
    """What became of the answers so far, in one line, and which objections are open."""
    counts = state_counts(answers_table(context))
    if not counts:
        return ()
    states = ", ".join(
        context.text("changes.line", label=state, count=count) for state, count in counts.items()
    )
    waiting = context.results["process_name"].reindex(open_rows(context)).head(MOST_NAMED)
    still = (context.text("challenge.open", processes=", ".join(waiting)),) if len(waiting) else ()
    return (context.text("challenge.answered", states=states), *still)


def _example(context: Context) -> tuple[str, ...]:
    """A line as it might be filled in, outside the table."""
    if not len(context.processes):
        return ()
    row = context.results.loc[context.processes[0]]
    chosen = {
        area: context.words.value(f"challenge.{area}", code)
        for area, code in (("answer", "object"), ("reason", "figures"))
    }
    return (
        context.text(
            "challenge.example",
            process=f"{row['process_id']}{BETWEEN_ID_AND_NAME}{row['process_name']}",
            **chosen,
        ),
    )


def _list(context: Context) -> Table:
    """What the list of processes offers: the id first, so that the next run finds the row."""
    rows = context.results.loc[context.processes]
    entry = rows["process_id"].astype(str) + BETWEEN_ID_AND_NAME + rows["process_name"].astype(str)
    fields = (context.field("process", "name"), context.field("recommendation", "entry"))
    frame = rows.assign(process=entry, recommendation=context.say("recommendation", rows["recommendation"]))
    title = context.text("challenge.lists")
    return Table(
        "ChallengeList",
        title,
        fields,
        frame,
        title,
        tones={"recommendation": rows["recommendation"]},
        is_printed=False,
    )
