"""questions.parquet: what is worth asking the owners, for questionnaires made from the run later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.results import EVERY_PROCESS, QUESTION_FILE_COLUMNS
from schemas.vocabulary import CANDIDATES
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
        column=questions["column"].astype("str"),
        question=questions["question"].astype("str"),
        flips_label=questions["flips_label"].fillna(False).astype(bool),
    )
    keys = ["row_key", "column"]
    # A blank that is asked anyway is not asked again; it is marked as one that changes money.
    asked_keys = pd.MultiIndex.from_frame(questions[keys])
    wanted = pd.MultiIndex.from_frame(money[keys])
    lines = pd.concat(
        [questions.assign(changes_money=asked_keys.isin(wanted)), money[~wanted.isin(asked_keys)]],
        ignore_index=True,
    )
    lines["process_id"] = context.results["process_id"].reindex(lines["row_key"]).to_numpy()
    lines = lines[list(QUESTION_FILE_COLUMNS)]
    if not asks_for_bars(context):
        return lines
    once = {"process_id": EVERY_PROCESS, "column": LEGAL_BAR, "question": context.text(bar_question(context))}
    once |= {"flips_label": True, "changes_money": False}
    return pd.concat(
        [pd.DataFrame([once]).reindex(columns=lines.columns).astype(lines.dtypes), lines], ignore_index=True
    )


def _about_money(context: Context) -> pd.DataFrame:
    """One line for each blank of a candidate that money depends on; what was answered already is left out."""
    import pandas as pd

    rows = context.results.index[context.results["recommendation"].isin(CANDIDATES).to_numpy()]
    value = context.audit.value.rows.reindex(rows)
    parts = []
    for name in (*MONEY_COLUMNS, *OFTEN_BY_DEFAULT):
        cells = context.typed(name)
        # No row says it, so one default of the run may answer for all.
        if name in OFTEN_BY_DEFAULT and cells.isna().all():
            continue
        blank = cells.reindex(rows).isna().to_numpy()
        parts.append(
            pd.DataFrame(
                {
                    "row_key": rows[blank],
                    "column": name,
                    "question": context.text(f"questionnaire.money.{name}"),
                    "flips_label": False,
                    "changes_money": True,
                    "money_at_stake": value["case_saving"].clip(lower=0).to_numpy()[blank],
                    "currency": value["currency"].astype("str").to_numpy()[blank],
                }
            )
        )
    lines = pd.concat(parts, ignore_index=True)
    return lines[~is_closed(context, lines)].sort_values(
        "money_at_stake", ascending=False, kind="stable", ignore_index=True
    )
