"""questions.parquet: what is worth asking the owners, for questionnaires made from the run later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.results import EVERY_PROCESS, QUESTION_FILE_COLUMNS
from schemas.vocabulary import CANDIDATES, Move
from tasks.joined_frames import texts_of, where
from tasks.reporting.model.sheets.ask_next import (
    LEGAL_BAR,
    asks_for_bars,
    bar_question,
    is_closed,
    ordered_questions,
)

if TYPE_CHECKING:
    import pandas as pd

    from tasks.reporting.model.context import Context

# What a candidate is valued by: a blank here leaves money out, or has it modelled by an assumption.
MONEY_COLUMNS = ("fte", "labour_cost", "current_model")
# The same, but asked only where some rows say it: where none does, one default of the run answers for all.
OFTEN_BY_DEFAULT = ("currency", "country")


def questions_frame(context: Context) -> pd.DataFrame:
    """The open questions of Ask next, and the blanks of candidates that money depends on.

    Args:
        context: of the finished audit; its language is that of the questions.

    Returns:
        QUESTION_FILE_COLUMNS, the most telling first: those that could change a label, then by the saving at
        stake. ``changes_money`` is true of blanks in MONEY_COLUMNS and OFTEN_BY_DEFAULT of a candidate. The line
        whose process_id is EVERY_PROCESS is asked once for the whole list.
    """
    import pandas as pd

    questions, money = ordered_questions(context), _about_money(context)
    questions = questions.assign(
        column=_plain(questions["column"]),
        question=_plain(questions["question"]),
        flips_label=questions["flips_label"].fillna(False).astype(bool),
    )
    # A row and a column as one number.
    columns, names = pd.factorize(pd.concat([questions["column"], money["column"]]))
    cells = pd.concat([questions["row_key"], money["row_key"]]).to_numpy() * len(names) + columns
    open_cells, money_cells = pd.Series(cells[: len(questions)]), pd.Series(cells[len(questions) :])
    # A blank that is asked anyway is not asked again; it is marked as one that changes money.
    more = money[~money_cells.isin(open_cells).to_numpy()]
    lines = pd.concat(
        [questions.assign(changes_money=open_cells.isin(money_cells).to_numpy()), more], ignore_index=True
    )
    lines["process_id"] = context.results["process_id"].reindex(lines["row_key"]).array
    lines = lines[list(QUESTION_FILE_COLUMNS)]
    if not asks_for_bars(context):
        return lines
    once = {"process_id": EVERY_PROCESS, "column": LEGAL_BAR, "question": context.text(bar_question(context))}
    once |= {"flips_label": True, "changes_money": False}
    return pd.concat(
        [pd.DataFrame([once]).reindex(columns=lines.columns).astype(lines.dtypes), lines], ignore_index=True
    )


def _plain(texts: pd.Series) -> pd.Series:
    """Text; of categories those of each row."""
    import pandas as pd

    if not isinstance(texts.dtype, pd.CategoricalDtype):
        return texts.astype("str")
    return pd.Series(texts_of(texts.array), index=texts.index)


def _about_money(context: Context) -> pd.DataFrame:
    """One line for each blank of a candidate that money depends on; what was answered already is left out."""
    import numpy as np
    import pandas as pd

    # What is outsourced already has no saving that depends on these.
    results = context.results
    is_asked = results["recommendation"].isin(CANDIDATES) & results["first_move"].ne(Move.ALREADY_OUTSOURCED)
    keys = results.index[is_asked.fillna(False).to_numpy(bool)]
    # Of columns that no row says one default of the run may answer for all.
    columns = {name: context.typed(name) for name in (*MONEY_COLUMNS, *OFTEN_BY_DEFAULT)}
    columns = {
        name: cells
        for name, cells in columns.items()
        if name not in OFTEN_BY_DEFAULT or not cells.isna().all()
    }
    blanks = [np.flatnonzero(cells.reindex(keys).isna()) for cells in columns.values()]
    places, codes = np.concatenate(blanks), np.repeat(np.arange(len(blanks)), [len(rows) for rows in blanks])
    value = context.audit.value.rows[["case_saving", "currency"]].reindex(keys)
    questions = [context.text(f"questionnaire.money.{name}") for name in columns]
    lines = pd.DataFrame(
        {
            "row_key": keys[places],
            "column": pd.array(list(columns), dtype="str").take(codes),
            "question": pd.array(questions, dtype="str").take(codes),
            "flips_label": False,
            "changes_money": True,
            "money_at_stake": value["case_saving"].clip(lower=0).to_numpy()[places],
            "currency": value["currency"].astype("str").to_numpy()[places],
        }
    )
    return where(lines, ~is_closed(context, lines)).sort_values(
        "money_at_stake", ascending=False, kind="stable", ignore_index=True
    )
