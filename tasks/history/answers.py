"""Answers that stakeholders gave in reports handed back: kept once for each report, told in every report
after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.results import ANSWER_COLUMNS, ANSWERED
from tasks.history.database import reading, take_turn, writing
from tasks.history.runs import now

if TYPE_CHECKING:
    import pandas as pd

    from schemas.records import Answers


def keep_answers(url: str, portfolio: str, answers: Answers, run_id: str) -> int:
    """Keeps the answers of one report; a report whose answers were taken in before is left as it is.

    Args:
        url: of the history database.
        portfolio: that the report tells of.
        answers: as read.
        run_id: of the run that takes them in.

    Returns:
        How many answers the report holds.

    Raises:
        HistoryError: the database cannot be used; nothing of the report was kept.
    """
    from sqlalchemy import insert, select

    from tasks.history.tables import ANSWERS, REPORTS_BACK

    key = {"portfolio": portfolio, "report_sha256": answers.sha256}
    with writing(url) as connection:
        # Two runs may be handed the same report at the same time: the second then finds the rows of the
        # first.
        take_turn(connection, f"{portfolio}/{answers.sha256}")
        if connection.execute(select(REPORTS_BACK.c.portfolio).filter_by(**key)).first() is None:
            connection.execute(
                insert(REPORTS_BACK).values(
                    **key, file=answers.file, run_id=answers.run_id, taken_in_by=run_id, taken_in_at=now()
                )
            )
        # A file that could not be taken in then may be by now.
        is_kept = connection.execute(select(ANSWERS.c.position).filter_by(**key).limit(1)).first() is not None
        if answers.lines and not is_kept:
            connection.execute(
                insert(ANSWERS),
                [{**key, "position": position, **line} for position, line in enumerate(answers.lines)],
            )
    return len(answers.lines)


def were_answers_taken(url: str, portfolio: str, sha256: str) -> bool:
    """Whether a report with this checksum was taken in before.

    Args:
        url: of the history database.
        portfolio: that the report is about.
        sha256: checksum of the report file.

    Raises:
        HistoryError: the database cannot be used.
    """
    from sqlalchemy import select

    from tasks.history.tables import REPORTS_BACK

    with reading(url) as connection:
        return (
            connection.execute(
                select(REPORTS_BACK.c.portfolio).filter_by(portfolio=portfolio, report_sha256=sha256)
            ).first()
            is not None
        )


def answers_given(url: str, portfolio: str) -> pd.DataFrame:
    """All answers of a portfolio; of several of one person on one process, or to one question, the last.

    Two reports without a name that one run took in may be of two people: the last answer of each report counts. A
    later run's answer without a name takes their place.

    Args:
        url: of the history database.
        portfolio: its name.

    Returns:
        ANSWER_COLUMNS as text, in the order in which they were taken in.

    Raises:
        HistoryError: the database cannot be used.
    """
    import pandas as pd
    from sqlalchemy import select

    from tasks.history.tables import ANSWERS, REPORTS_BACK

    columns = [ANSWERS.c.report_sha256] + [
        REPORTS_BACK.c.taken_in_by if name == "taken_in_by" else ANSWERS.c[name] for name in ANSWER_COLUMNS
    ]
    query = (
        select(*columns)
        .join(REPORTS_BACK)
        .where(ANSWERS.c.portfolio == portfolio)
        .order_by(REPORTS_BACK.c.taken_in_at, ANSWERS.c.report_sha256, ANSWERS.c.position)
    )
    with reading(url) as connection:
        rows = connection.execute(query).all()
    if not rows:  # as of most portfolios
        return pd.DataFrame({name: pd.array([], dtype="str") for name in ANSWER_COLUMNS})
    frame = pd.DataFrame([tuple(row) for row in rows], columns=["report", *ANSWER_COLUMNS])
    # What one answer is about: process, person and, for an answer to a question, the column that was asked
    # for (kept in reason). Confirmations and overrides have no column and replace each other.
    subject = frame[["process", "name"]].assign(column=frame["reason"].where(frame["answer"].eq(ANSWERED)))
    last_taken = (
        frame["taken_in_by"].groupby([subject[name] for name in subject], dropna=False).transform("last")
    )
    # Answers without a name count only from the run that took the last of them in. Within it each report
    # counts as one person.
    is_of_last_run = frame["name"].notna() | frame["taken_in_by"].eq(last_taken)
    person = frame["name"].fillna(frame["report"])
    is_last = ~subject.assign(name=person).duplicated(keep="last")
    return frame.loc[is_last & is_of_last_run, list(ANSWER_COLUMNS)].astype(str).reset_index(drop=True)
