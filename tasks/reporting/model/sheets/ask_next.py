"""Ask next: open questions, by what an answer would settle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.columns import as_dtype, columns
from schemas.results import ANSWERED, DOES_NOT_APPLY, for_every_process
from schemas.workbooks import BETWEEN_ID_AND_NAME
from tasks.excel import cells_on_sheets
from tasks.joined_frames import aggregated
from tasks.reporting.model.context import Context, made_once
from tasks.reporting.model.elements import Sheet, Table
from tasks.reporting.model.why_links import why_links

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# Asked once for the whole list: whether a law reserves the work.
LEGAL_BAR = "outsourcing_prohibited"
MOST_NAMED = 3  # processes that a line of the sheet names


def sheet(context: Context) -> Sheet:
    """One line for each question and owner, by what it could change; for the screen alone one for each process."""
    table = _by_question(context)
    own, limits = _by_process(context)
    questions = ordered_questions(context)
    flips = int(questions["flips_label"].fillna(False).astype(bool).sum())
    note = context.text("ask_next.note", flips=f"{flips:,}", total=f"{len(questions):,}")
    return Sheet(
        "ask_next",
        context.text("sheet.ask_next.title"),
        context.text("sheet.ask_next.purpose"),
        (*_once(context), table, own),
        limits,
        frozen_columns=1,
        reading=(note,),
    )


@made_once(for_all_editions=False)
def grouped(context: Context) -> pd.DataFrame:
    """Equal questions to the same person as one line, in the order of the sheet.

    Returns:
        question, who, column, count (processes), flips (of them those whose label could change),
        money_at_stake (sum of the savings of the middle case; missing where no saving is modelled),
        currency, processes.
    """
    import numpy as np
    import pandas as pd

    lines = ordered_questions(context)
    lines = lines.assign(
        who=respondents(context, lines),
        flips=lines["flips_label"].fillna(False).astype(bool),
        money=lines["currency"].fillna("").astype(str),
    )
    together = lines.groupby(["question", "who", "money"], sort=False, dropna=False)
    groups = aggregated(together, column=("column", "first"), flips=("flips", "sum")).reset_index()
    group_numbers, keys = together.ngroup().to_numpy(), lines["row_key"].to_numpy("int64")
    # A group and a process as one number: each process counts once in a group.
    is_first = ~pd.Series(group_numbers * (keys.max(initial=0) + 1) + keys).duplicated().to_numpy()
    groups["count"] = np.bincount(group_numbers[is_first], minlength=len(groups))
    # Missing where no saving is known: 0 would say that nothing depends on the answer.
    groups["money_at_stake"] = together["money_at_stake"].sum(min_count=1).to_numpy()
    first_names = _first_names(context, lines["row_key"], group_numbers)
    processes = [
        context.text("common.several", first=", ".join(names), count=count - MOST_NAMED)
        if count > MOST_NAMED
        else ", ".join(names)
        for names, count in zip(first_names, groups["count"].tolist(), strict=True)
    ]
    groups = groups.assign(processes=processes, currency=groups["money"].replace("", None))
    return groups.sort_values(
        ["flips", "money_at_stake", "count"], ascending=False, kind="stable"
    ).reset_index(drop=True)


def _first_names(context: Context, keys: pd.Series, group_numbers: np.ndarray) -> list[list[str]]:
    """Names of the first processes of each group, at most MOST_NAMED, by the number of the group."""
    import numpy as np

    counts = np.bincount(group_numbers)
    # NumPy sorts numbers of two bytes in a tenth of the time.
    by_group = np.argsort(group_numbers.astype(np.min_scalar_type(len(counts))), kind="stable")
    starts = np.cumsum(counts) - counts
    # How many of its own group come before each line.
    before = np.arange(len(by_group)) - np.repeat(starts, counts)
    firsts = by_group[before < MOST_NAMED]
    names = context.results["process_name"].loc[keys.iloc[firsts]].astype(str).tolist()
    first_names: list[list[str]] = [[] for _ in counts]
    for group, name in zip(group_numbers[firsts].tolist(), names, strict=True):
        first_names[group].append(name)
    return first_names


def _by_question(context: Context) -> Table:
    lines = grouped(context).head(context.limit)
    titles = {name: _answered_in(context, name) for name in lines["column"].dropna().unique()}
    frame = lines.assign(number=range(1, len(lines) + 1), column=lines["column"].map(titles))
    field = context.field
    fields = (
        field("number", "lead"),
        field("who", "short"),
        field("question", "long"),
        field("count", "count"),
        field("flips", "count", "could_flip"),
        # A bar would hold amounts of one currency against those of another.
        field("money_at_stake", "money", bar=len(context.currencies) < 2),
        field("currency", "code"),
        field("column", "short"),
        field("processes", "long", "such_as"),
    )
    title = context.text("ask_next.by_question")
    return Table("Questions", title, fields, frame, context.text("sheet.ask_next.purpose"))


def _by_process(context: Context) -> tuple[Table, tuple[str, ...]]:
    shown, limits = context.limited(ordered_questions(context), "questions", "results.parquet")
    keys = shown["row_key"]
    rows = context.results.loc[keys]
    yes, no = context.text("common.is_yes"), context.text("common.is_no")
    titles = {name: _answered_in(context, name) for name in shown["column"].dropna().unique()}
    # The list of answers depends on the column, so each cell has its own (choices_of).
    offered = tuple((name, _offered(context, name)) for name in titles)
    frame = shown.assign(
        answer=None,
        answer_of=shown["column"].astype(str),
        process=rows["process_name"].to_numpy(),
        process_id=rows["process_id"].to_numpy(),
        who=respondents(context, shown),
        cell=_cells(context),
        column=shown["column"].map(titles),
        flips_label=shown["flips_label"].map({True: yes, False: no}),
    )
    field = context.field
    fields = (
        field("process_id", "code"),
        field("process", "name"),
        field("question", "long"),
        field("answer", "entry", choices_of=offered, prompt=context.text("ask_next.answer_prompt")),
        field("who", "short"),
        field("flips_label"),
        field("money_at_stake", "money"),
        field("currency", "code"),
        field("column", "short"),
        field("cell", "code"),
    )
    title = context.text("ask_next.by_process")
    return Table(
        "QuestionsByProcess",
        title,
        fields,
        frame,
        title,
        links={"process": why_links(context, keys)},
        is_printed=False,
    ), limits


def _offered(context: Context, column: str) -> tuple[str, ...]:
    """Answers that a question offers: the values of its column, or Yes and No where a row is to be split, and
    that it does not apply. None where a number or several values are wanted.
    """
    values = ("yes", "no") if column == "process_name" else columns()[column].offered
    answers = [context.words.value("word", value) for value in values]
    return (*answers, context.text("ask_next.does_not_apply")) if answers else ()


def is_closed(context: Context, questions: pd.DataFrame) -> pd.Series:
    """Questions that need not be asked again: they do not apply, or the row is not to be split.

    Args:
        context: for the answers given so far.
        questions: row_key and column.

    Returns:
        By the index of ``questions``.
    """
    import pandas as pd

    answers = context.audit.answers
    if answers is None or answers.empty:
        return pd.Series(False, index=questions.index)
    is_no = answers["reason"].eq("process_name") & answers["override"].eq("no")
    closing = answers[answers["answer"].eq(ANSWERED) & (answers["override"].eq(DOES_NOT_APPLY) | is_no)]
    ids = closing["process"].str.split(BETWEEN_ID_AND_NAME, regex=False).str[0]
    closed = set(zip(context.row_of(ids), closing["reason"], strict=True))
    pairs = zip(questions["row_key"], questions["column"].astype("str"), strict=True)
    return pd.Series([pair in closed for pair in pairs], index=questions.index, dtype=bool)


def answered_for_all(context: Context, column: str) -> frozenset[str]:
    """Answers about a column that were given for every process at once.

    Args:
        context: for the answers given so far.
        column: a name of the input dictionary.

    Returns:
        Values as the input has them, or DOES_NOT_APPLY; none where nobody answered.
    """
    answers = context.audit.answers
    if answers is None or answers.empty:
        return frozenset()
    of_column = answers[answers["answer"].eq(ANSWERED) & answers["reason"].eq(column)]
    return frozenset(of_column.loc[for_every_process(of_column), "override"].dropna())


def bar_answer(context: Context) -> frozenset[str]:
    """What people answered for every process to whether a law reserves the work."""
    return answered_for_all(context, LEGAL_BAR)


def asks_for_bars(context: Context) -> bool:
    """Whether to ask about laws that reserve work: not of nobody, and not where it does not apply."""
    return bool(context.unchecked_bars) and bar_answer(context) != {DOES_NOT_APPLY}


@made_once(for_all_editions=True)
def ordered_questions(context: Context) -> pd.DataFrame:
    """Those that could change the label first, then by the saving that depends on them, then by labour cost,
    then by priority for the process.

    ``money_at_stake`` becomes the saving of the middle case, which adds up where percentiles do not: 0 where it is a
    loss, missing where no saving is modelled, and of candidates that are screened by name only.
    """
    questions, value = context.audit.assessment.questions, context.audit.value.rows
    questions = questions[~is_closed(context, questions)]
    keys = questions["row_key"]
    screened = context.by_name.index[context.by_name]
    # Candidates that are screened by name only are in no sum, so nothing is at stake with them either.
    saving = value["case_saving"].drop(index=screened, errors="ignore")
    saving = saving.reindex(keys).clip(lower=0).set_axis(questions.index)
    currency = value["currency"].reindex(keys).set_axis(questions.index)
    # Negative amounts, so that all keys sort in ascending order and equal ones stay as they were.
    rank = questions.assign(
        stays=~questions["flips_label"].fillna(False).astype(bool),
        saving=-saving.fillna(0),
        labour=-questions["money_at_stake"].fillna(0),
    )
    order = rank.sort_values(["stays", "saving", "labour", "priority"], kind="stable").index
    valued = questions.assign(money_at_stake=saving, currency=currency.fillna(questions["currency"]))
    return valued.loc[order].reset_index(drop=True)


def _once(context: Context) -> tuple[Table, ...]:
    """What is asked once for the whole portfolio: whether a law reserves any candidate, unless somebody
    answers for it or every row says so. After a Yes: which of them.
    """
    import pandas as pd

    if not asks_for_bars(context):
        return ()
    row = {
        "number": 1,
        "who": context.text("role.legal"),
        "question": context.text(bar_question(context)),
        "answer": None,
        "count": context.unchecked_bars,
        "column": context.column_title(LEGAL_BAR),
    }
    choices = _offered(context, LEGAL_BAR)
    field = context.field
    fields = (
        field("number", "lead"),
        field("who", "short"),
        field("question", "long"),
        field("answer", "entry", choices=choices, prompt=context.text("ask_next.once_prompt")),
        field("count", "count"),
        field("column", "short"),
    )
    title = context.text("ask_next.once")
    note = context.text("ask_next.once_note", column=context.column_title(LEGAL_BAR))
    return (Table("AskOnce", title, fields, pd.DataFrame([row]), title, note),)


def bar_question(context: Context) -> str:
    """Key of the question about legal bars."""
    return "ask_next.legal_bar_which" if "yes" in bar_answer(context) else "ask_next.legal_bar"


def _answered_in(context: Context, column: str) -> str:
    """The column to fill; where a row is to be split that is no column, for the name stays."""
    return context.text("ask_next.own_rows") if column == "process_name" else context.column_title(column)


def respondents(context: Context, questions: pd.DataFrame) -> pd.Series:
    """Who is asked. A role that the method names stays; a person's name is shown in the full edition
    alone.

    Args:
        context: in the edition of the report.
        questions: row_key and owner.

    Returns:
        Text or categories, by the index of ``questions``.
    """
    # Without a role of the method, whoever answers for the row.
    by_row = context.who.astype("category").loc[questions["row_key"]].set_axis(questions.index)
    # The method says as owner either a role or what the column of owners holds. Only the second is a person.
    owners = as_dtype(questions["owner"], "str")
    is_role = owners.notna() & ~owners.isin(context.typed("owner").dropna().unique())
    return by_row.astype("str").mask(is_role, owners) if is_role.any() else by_row


@made_once(for_all_editions=True)
def _cells(context: Context) -> pd.Series:
    """The cell to fill for each question that is shown, with its sheet; of a column that the list does not have, the
    row.
    """
    import pandas as pd

    intake, questions = context.audit.intake, ordered_questions(context).head(context.limit)
    rows = intake.typed[["source_sheet", "source_table", "source_row"]].loc[questions["row_key"]]
    in_words = context.text("common.row", row="{row}")
    cells = cells_on_sheets(rows, intake.tables, questions["column"].tolist(), in_words)
    return pd.Series(cells, index=questions.index, dtype="str")
