"""The ledger of deliveries: written before and after each attempt, so that nobody gets the same message
twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.history.database import reading, take_turn, writing
from tasks.history.runs import now

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection

DELIVERY_COLUMNS = (
    "portfolio",
    "run_id",
    "channel",
    "recipient",
    "status",
    "attempts",
    "attempted_at",
    "message_id",
)

# After these the same message is not sent again by itself. A message left at "sending" may have gone out
# before the program died.
SETTLED = ("sent", "refused", "unknown", "sending", "settled")


def open_deliveries(url: str) -> list[tuple[str, str, str]]:
    """(run id, portfolio, recipient) of each mail that certainly did not go out and may be tried again,
    oldest first. The recipient ``*`` stands for whoever the settings will name for the portfolio.

    Raises:
        HistoryError: the database cannot be used.
    """
    from sqlalchemy import select

    from tasks.history.tables import DELIVERIES

    query = (
        select(DELIVERIES.c.run_id, DELIVERIES.c.portfolio, DELIVERIES.c.recipient)
        .where(DELIVERIES.c.status.in_(("later", "waiting")), DELIVERIES.c.channel == "mail")
        .order_by(DELIVERIES.c.attempted_at)
    )
    with reading(url) as connection:
        return [tuple(row) for row in connection.execute(query)]


def was_mailed(url: str, portfolio: str) -> bool:
    """Whether a report of this portfolio may have left the house before.

    Args:
        url: of the history database.
        portfolio: its name.

    Raises:
        HistoryError: the database cannot be used.
    """
    from sqlalchemy import select

    from tasks.history.tables import DELIVERIES

    query = select(DELIVERIES.c.message_id).where(
        DELIVERIES.c.portfolio == portfolio,
        DELIVERIES.c.channel == "mail",
        DELIVERIES.c.status.in_(("sent", "unknown", "sending")),
    )
    with reading(url) as connection:
        return connection.execute(query.limit(1)).first() is not None


def list_deliveries(url: str, portfolio: str | None = None, limit: int = 50) -> pd.DataFrame:
    """Messages, newest first.

    Args:
        url: of the history database.
        portfolio: of this portfolio alone; None: of all.
        limit: most messages.

    Returns:
        message_id, portfolio, run_id, channel, recipient, status, attempts, attempted_at.

    Raises:
        HistoryError: the database cannot be used.
    """
    import pandas as pd
    from sqlalchemy import select

    from tasks.history.tables import DELIVERIES

    columns = [DELIVERIES.c[name] for name in DELIVERY_COLUMNS]
    query = select(*columns).order_by(DELIVERIES.c.attempted_at.desc()).limit(limit)
    with reading(url) as connection:
        rows = connection.execute(
            query.where(DELIVERIES.c.portfolio == portfolio) if portfolio else query
        ).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=list(DELIVERY_COLUMNS))


def send_again(url: str, message_id: str) -> bool:
    """Lets a message whose fate is unknown, or that was refused, be tried again; whether there was one.

    Args:
        url: of the history database.
        message_id: as ``list_deliveries`` shows it.

    Raises:
        HistoryError: the database cannot be used.
    """
    from sqlalchemy import update

    from tasks.history.tables import DELIVERIES

    with writing(url) as connection:
        changed = connection.execute(
            update(DELIVERIES)
            .where(
                DELIVERIES.c.message_id == message_id,
                DELIVERIES.c.status.in_(("unknown", "sending", "refused")),
            )
            .values(status="later")
        )
    return bool(changed.rowcount)


def note_unless_settled(
    url: str, message_id: str, status: str, *, run_id: str, portfolio: str, channel: str, recipient: str
) -> bool:
    """Notes what is about to be done with a message that is new or certainly did not go out so far. Of two programs
    that are about to send it at the same time, on whatever machines, one may.

    Args:
        url: of the history database.
        message_id: the same for the same report of the same run to the same recipient.
        status: sending, or waiting or later for a message that is not tried now.
        run_id: of the run or the night it tells of, or the id of a questionnaire.
        portfolio: it tells of; empty for a digest.
        channel: mail, chat, questionnaire or reminder.
        recipient: the address.

    Returns:
        Whether it may be sent; else nothing is noted.

    Raises:
        HistoryError: the database cannot be used.
    """
    from sqlalchemy import select

    from tasks.history.tables import DELIVERIES

    about = {"run_id": run_id, "portfolio": portfolio, "channel": channel, "recipient": recipient}
    with writing(url) as connection:
        take_turn(connection, message_id)
        before = select(DELIVERIES.c.status).where(DELIVERIES.c.message_id == message_id)
        if connection.scalar(before) in SETTLED:
            return False
        _put(connection, message_id, status, about)
        return True


def note_delivery(
    url: str, message_id: str, status: str, *, run_id: str, portfolio: str, channel: str, recipient: str
) -> None:
    """Notes how an attempt ended, whatever was noted of the message before.

    Args:
        url: of the history database.
        message_id: the same for the same report of the same run to the same recipient.
        status: sending, sent, later, refused, unknown, waiting or settled.
        run_id: of the run or the night it tells of, or the id of a questionnaire.
        portfolio: it tells of; empty for a digest.
        channel: mail, chat, questionnaire or reminder.
        recipient: the address.

    Raises:
        HistoryError: the database cannot be used.
    """
    about = {"run_id": run_id, "portfolio": portfolio, "channel": channel, "recipient": recipient}
    with writing(url) as connection:
        take_turn(connection, message_id)
        _put(connection, message_id, status, about)


def _put(connection: Connection, message_id: str, status: str, about: dict[str, str]) -> None:
    from sqlalchemy import insert, update

    from tasks.history.tables import DELIVERIES

    attempt = int(status == "sending")
    changed = connection.execute(
        update(DELIVERIES)
        .where(DELIVERIES.c.message_id == message_id)
        # Only "sending" is an attempt; what comes after it is its outcome.
        .values(status=status, attempted_at=now(), attempts=DELIVERIES.c.attempts + attempt)
    )
    if not changed.rowcount:
        first = {"message_id": message_id, "status": status, "attempts": attempt, "attempted_at": now()}
        connection.execute(insert(DELIVERIES).values(about | first))
