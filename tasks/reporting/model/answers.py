"""Answers: what became of overrides and challenges, whether they are in the inventory or in a report handed
back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.columns import as_dtypes, as_text, columns
from schemas.results import (
    ANSWER_COLUMNS,
    ANSWERED,
    DOES_NOT_APPLY,
    RECOMMENDATIONS,
    for_every_process,
)
from schemas.vocabulary import CANDIDATES
from tasks.reporting.model.context import made_once
from tasks.reporting.model.elements import Table
from tasks.reporting.model.why_links import why_links
from tasks.rows_meant import rows_meant

if TYPE_CHECKING:
    import pandas as pd

    from tasks.reporting.model.context import Context

OWN_COMMENT = "other"
# Words, and then a committee in one of the languages of the report, such as "Steering committee" or
# "Vorstand".
COMMITTEE = r"[\w&/ -]*(?:committee|board|council|ausschuss|gremium|vorstand|comité|conseil|consejo|junta)"


@made_once(for_all_editions=False)
def answers_table(context: Context) -> Table | None:
    """One line for each override or challenge, the latest first: accepted, rejected with the reason, open, or
    noted.

    Returns:
        None where nobody asked for anything.
    """
    import pandas as pd

    from_reports, in_inventory = _from_reports(context), _asked_in_inventory(context)
    if from_reports.empty and in_inventory.empty:
        return None
    lines = pd.concat([from_reports, _from_inventory(context, in_inventory)], ignore_index=True)
    lines = lines.head(context.limit)
    # Answers to questions and overrides share their columns: of an answer, override holds the value and
    # reason the column.
    is_answer = lines["answer"].eq(ANSWERED)
    keys = lines["row_key"].astype("float64")
    rows = context.results.reindex(keys).set_axis(lines.index)
    every = (
        lines["process"].astype("str").mask(for_every_process(lines), context.text("ask_next.every_process"))
    )
    frame = lines.assign(
        process=rows["process_name"].fillna(every),
        process_id=rows["process_id"],
        override=context.say("recommendation", lines["override"].mask(is_answer)),
        answer=context.say("challenge.answer", lines["answer"]).mask(is_answer, _answered(context, lines)),
        reason=_reason(context, lines["reason"].mask(is_answer)),
        name=_role(context, lines["name"]),
        **{
            name: context.say("recommendation", rows[name])
            for name in ("recommendation", "computed_recommendation")
        },
    )
    field = context.field
    fields = [
        field("state", "long"),
        field("process", "name"),
        field("process_id", "code"),
        field("via", "short"),
        field("answer", "short", "answered"),
        field("override", "short", "asked_for"),
        field("computed_recommendation", "short"),
        field("recommendation", "short"),
        field("reason", "long"),
    ]
    fields += [field("name", "short", "answered_by"), field("date", "code"), field("expires", "code")]
    fields += [field("comment", "long")] if context.is_full else []
    title = context.text("changes.challenges")
    return Table("Answers", title, tuple(fields), frame, title, links={"process": why_links(context, keys)})


def state_counts(table: Table | None) -> dict[str, int]:
    """How many answers ended how, by the first word of their state."""
    if table is None:
        return {}
    counts = table.frame["state"].str.split(":").str[0].value_counts(sort=False)
    return {str(state): int(count) for state, count in counts.items()}


def _reason(context: Context, reasons: pd.Series) -> pd.Series:
    """Reasons chosen from the list in words; a reader's own words in the full edition alone."""
    listed = context.words.under("challenge.reason")
    own = reasons if context.is_full else reasons.mask(reasons.notna(), context.text("changes.withheld"))
    return reasons.map(listed).fillna(own).astype("str")


def _answered(context: Context, lines: pd.DataFrame) -> pd.Series:
    """Answers to questions: the title of the column and the answer, which stays out of the stakeholder edition
    where the column does.
    """
    import pandas as pd

    words, withheld = context.words, context.text("changes.withheld")
    texts = []
    for column, value in zip(lines["reason"], lines["override"], strict=True):
        if column not in columns() or not isinstance(value, str):
            texts.append(None)
            continue
        is_shown = context.is_full or not columns()[column].is_withheld
        answer = (
            words.text("ask_next.does_not_apply") if value == DOES_NOT_APPLY else words.value("word", value)
        )
        title = context.column_title(column)
        texts.append(context.text("changes.answered", column=title, value=answer if is_shown else withheld))
    return pd.Series(texts, index=lines.index, dtype="str")


def _role(context: Context, names: pd.Series) -> pd.Series:
    """Who answered or approved: in the stakeholder edition a role of the report's own list or a committee,
    and nobody's name.
    """
    if context.is_full:
        return names
    # A role of the report's own list, or the name of a committee; whatever else was entered may be a person.
    is_role = names.isin(context.who.unique()) | names.str.fullmatch(COMMITTEE, case=False).fillna(
        False
    ).astype(bool)
    return names.mask(names.notna() & ~is_role, context.text("changes.withheld"))


def open_rows(context: Context) -> pd.Index:
    """row_key of processes with an objection or an override that nobody has answered."""
    import pandas as pd

    table = answers_table(context)
    if table is None:
        return context.results.index[:0]
    open_states = [context.text(f"changes.{name}") for name in ("open", "open_object", "open_override")]
    lines = table.frame
    return pd.Index(lines.loc[lines["state"].isin(open_states), "row_key"].dropna().astype("int64").unique())


def marked_names(context: Context, keys: pd.Index) -> pd.Series:
    """Names of processes, with a mark where an objection waits for an answer.

    Args:
        context: of the report.
        keys: row_key of the processes wanted.

    Returns:
        By ``keys``, in their order.
    """
    names = context.results.loc[keys, "process_name"]
    is_open = names.index.isin(open_rows(context))
    marked = {name: context.text("changes.marked", process=name) for name in names[is_open].unique()}
    return names.mask(is_open, names.map(marked)) if marked else names


def _from_reports(context: Context) -> pd.DataFrame:
    import pandas as pd

    answers = context.audit.answers
    if answers is None or answers.empty:
        return pd.DataFrame(columns=[*ANSWER_COLUMNS, "row_key", "state", "via"], dtype="str")
    # They were read in the order in which they were given; the latest is shown first.
    lines = answers.iloc[::-1].reset_index(drop=True)
    of_owner = lines["answer"].eq(ANSWERED) & lines["name"].notna()
    via = of_owner.map({True: context.text("changes.via_owner"), False: context.text("changes.via_report")})
    lines = lines.assign(
        row_key=rows_meant(context.audit.intake.typed, lines["process"]), via=via.astype("str")
    )
    return lines.assign(state=_states(context, lines))


def _states(context: Context, lines: pd.DataFrame) -> pd.Series:
    """What became of each answer of a report; the first case that holds."""
    import numpy as np
    import pandas as pd

    keys = lines["row_key"].astype("float64")
    rows = context.results.reindex(keys).set_axis(lines.index)
    # A law reserves the work, so no override makes it a candidate.
    barred = context.typed("outsourcing_prohibited").reindex(keys).eq(True).fillna(False).to_numpy(bool)
    now, answer, wanted = rows["recommendation"], lines["answer"], lines["override"]
    # The reason "other" says nothing without a comment.
    reasoned = (lines["reason"].notna() & lines["reason"].ne(OWN_COMMENT)) | lines["comment"].notna()
    # What an override must have: a reason, an approver, an end, and a label that exists.
    complete = (
        reasoned
        & lines["name"].notna()
        & lines["expires"].notna()
        & wanted.isin(context.words.under("recommendation"))
    )
    expired = pd.to_datetime(lines["expires"], errors="coerce") < pd.Timestamp(context.audit.request.as_of)
    is_override, is_object = answer.eq("override"), answer.eq("object")
    states = {
        name: context.text(f"changes.{name}")
        for name in ("accepted", "noted", "open_object", "open_override")
    }
    no = {
        name: context.text("changes.rejected", reason=context.text(f"changes.no_{name}"))
        for name in ("process", "answer", "reason", "override", "longer", "law")
    }
    became = now.astype("str").map(
        {
            code: context.text("changes.became", label=context.words.value("recommendation", code))
            for code in RECOMMENDATIONS
        }
    )
    # In this order: what cannot be placed, what answers a question, what was never an answer, then overrides
    # and objections. A law comes before all else that speaks for an override.
    cases = [
        *_states_for_all(context, lines),
        (lines["row_key"].isna(), no["process"]),
        *_states_of_answers(context, lines),
        (~answer.isin(context.words.under("challenge.answer")), no["answer"]),
        (answer.eq("agree"), states["noted"]),
        (is_override & wanted.isin(CANDIDATES) & barred, no["law"]),
        (is_override & wanted.eq(now), states["accepted"]),
        (is_override & ~complete, no["override"]),
        (is_override & expired, no["longer"]),
        (is_override, states["open_override"]),
        (is_object & lines["label_then"].notna() & lines["label_then"].ne(now), became),
        (~reasoned, no["reason"]),
    ]
    chosen = np.select(
        [case.fillna(False).to_numpy(bool) if hasattr(case, "fillna") else case for case, _ in cases],
        [np.asarray(words, dtype=object) for _, words in cases],
        states["open_object"],
    )
    return pd.Series(chosen, index=lines.index, dtype="str")


def _states_for_all(context: Context, lines: pd.DataFrame) -> list[tuple[pd.Series, str]]:
    """What became of answers for every process: the cases in their order."""

    def has_issue(code: str) -> pd.Series:
        issues = context.audit.intake.issues
        return is_for_all & lines["reason"].isin(issues.loc[issues["code"].eq(code), "column"])

    is_for_all, value = for_every_process(lines), lines["override"]
    return [
        (is_for_all & value.eq(DOES_NOT_APPLY), context.text("changes.not_applying")),
        (is_for_all & ~value.isin(["yes", "no"]), context.text("changes.unreadable")),
        (has_issue("ANSWERS_FOR_ALL_DISAGREE"), context.text("changes.disagree")),
        (has_issue("ANSWER_FOR_ALL_UNREADABLE"), context.text("changes.other_unreadable")),
        (has_issue("ANSWER_FOR_ALL_IS_YES"), context.text("changes.which")),
        (has_issue("ANSWER_FOR_ALL_TAKEN"), context.text("changes.taken_for_all")),
        (is_for_all, context.text("changes.no_blank")),
    ]


def _states_of_answers(context: Context, lines: pd.DataFrame) -> list[tuple[pd.Series, str]]:
    """What became of answers to questions: the cases in their order. Whether a cell was filled by an answer is
    known from the issues of this run.
    """
    import pandas as pd

    is_answer, value = lines["answer"].eq(ANSWERED), lines["override"]
    issues = context.audit.intake.issues
    codes = {
        "taken": ("ANSWER_TAKEN", "OWNER_ANSWER_TAKEN"),
        "replaced": ("OWNER_ANSWER_REPLACES",),
        "disagree": ("ANSWERS_DISAGREE",),
        "unreadable": ("ANSWER_UNREADABLE",),
    }
    rows = context.audit.intake.typed[["source_file", "source_sheet", "source_row"]].reindex(
        lines["row_key"].astype("float64")
    )
    # A cell by file, sheet, row and column, as the issues name it.
    sources = [
        (*source, column)
        for source, column in zip(rows.itertuples(index=False, name=None), lines["reason"], strict=True)
    ]
    # A question about the name asks whether a row is several processes.
    is_split = is_answer & lines["reason"].eq("process_name")
    was = {
        name: is_answer & pd.Series([source in cells for source in sources], index=lines.index, dtype=bool)
        for name, cells in ((name, _cells_with(issues, its)) for name, its in codes.items())
    }
    states = {
        name: context.text(f"changes.{name}")
        for name in (*codes, "list_differs", "confirmed", "not_applying", "split")
    }
    closed = is_answer & (value.eq(DOES_NOT_APPLY) | (is_split & value.eq("no")))
    return [
        (closed, states["not_applying"]),
        (is_split, states["split"]),
        *((was[name], states[name]) for name in codes),
        (is_answer & _is_in_list(context, lines), states["confirmed"]),
        (is_answer, states["list_differs"]),
    ]


def _is_in_list(context: Context, lines: pd.DataFrame) -> pd.Series:
    """Answers that say what the list says."""
    import pandas as pd

    held = []
    for row_key, name, value in zip(lines["row_key"], lines["reason"], lines["override"], strict=True):
        is_cell = name in columns() and not pd.isna(row_key)
        held.append(is_cell and as_text(columns()[name], context.typed(name)[row_key]) == value)
    return pd.Series(held, index=lines.index, dtype=bool)


def _cells_with(issues: pd.DataFrame, codes: tuple[str, ...]) -> set[tuple]:
    own = issues[issues["code"].isin(codes)]
    return set(own[["file", "sheet", "row", "column"]].itertuples(index=False, name=None))


def _asked_in_inventory(context: Context) -> pd.Index:
    """row_key of the processes with an override or a challenge in the input."""
    override, challenge = context.typed("override_recommendation"), context.typed("challenge")
    return context.results.index[(override.notna() | challenge.notna()).to_numpy(bool)]


def _from_inventory(context: Context, keys: pd.Index) -> pd.DataFrame:
    """Columns override_* and challenge of the input: accepted where the label is the one asked for, open where
    only a challenge was made.
    """
    override, challenge = context.typed("override_recommendation"), context.typed("challenge")
    rows, wanted = context.results.loc[keys], override.loc[keys].astype(str)
    state = wanted.where(
        wanted.isna(), context.text("changes.rejected", reason=context.text("changes.rejected_reason"))
    )
    # The label asked for is the label: the override was accepted. A challenge alone waits for an answer.
    state = state.mask(wanted == rows["recommendation"], context.text("changes.accepted")).fillna(
        context.text("changes.open")
    )
    answer = wanted.where(wanted.isna(), "override").fillna("object")
    frame = rows[["process_id"]].assign(
        process=rows["process_name"],
        row_key=keys,
        state=state,
        answer=answer,
        override=wanted,
        reason=context.typed("override_reason").loc[keys],
        comment=challenge.loc[keys],
        name=context.typed("override_approver").loc[keys],
        date=None,
        expires=context.typed("override_expires").loc[keys].dt.strftime("%Y-%m-%d"),
        via=context.text("changes.via_inventory"),
    )
    return as_dtypes(frame, dict.fromkeys(("reason", "comment", "name", "date", "expires"), "str"))
