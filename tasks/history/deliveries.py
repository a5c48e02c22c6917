"""The ledger of deliveries: written before and after each attempt, so that nobody gets the same message
twice.
"""

from __future__ import annotations

from tasks.history.database import reading, writing
from tasks.history.runs import now

# After these the same message is not sent again by itself. A message left at "sending" may have gone out
# before the program died.
SETTLED = ("sent", "refused", "unknown", "sending")


def may_send(url: str, message_id: str) -> bool:
    """Whether a message is new, or certainly did not go out so far.

    Raises:
        HistoryError: the database cannot be used.
    """
    from sqlalchemy import select

    from tasks.history.models import Delivery

    with reading(url) as connection:
        return (
            connection.scalar(select(Delivery.status).where(Delivery.message_id == message_id)) not in SETTLED
        )


def open_deliveries(url: str) -> list[tuple[str, str, str]]:
    """(run id, portfolio, recipient) of each message that certainly did not go out and may be tried again,
    oldest first.

    Raises:
        HistoryError: the database cannot be used.
    """
    from sqlalchemy import select

    from tasks.history.models import Delivery

    asked = (
        select(Delivery.run_id, Delivery.portfolio, Delivery.recipient)
        .where(Delivery.status == "later")
        .order_by(Delivery.attempted_at)
    )
    with reading(url) as connection:
        return [tuple(row) for row in connection.execute(asked)]


def note_delivery(
    url: str, message_id: str, status: str, *, run_id: str, portfolio: str, channel: str, recipient: str
) -> None:
    """Notes an attempt: ``sending`` before it; sent, later, refused or unknown after it.

    Args:
        url: of the history database.
        message_id: the same for the same report of the same run to the same recipient.
        status: sending, sent, later, refused or unknown.
        run_id: of the run or the night it tells of.
        portfolio: it tells of; empty for a digest.
        channel: mail or chat.
        recipient: the address.

    Raises:
        HistoryError: the database cannot be used.
    """
    from sqlalchemy import insert, update

    from tasks.history.database import take_turn
    from tasks.history.models import Delivery

    with writing(url) as connection:
        take_turn(connection, message_id)
        attempt = int(status == "sending")
        changed = connection.execute(
            update(Delivery)
            .where(Delivery.message_id == message_id)
            .values(status=status, attempted_at=now(), attempts=Delivery.attempts + attempt)
        )
        if not changed.rowcount:
            connection.execute(
                insert(Delivery).values(
                    message_id=message_id,
                    run_id=run_id,
                    portfolio=portfolio,
                    channel=channel,
                    recipient=recipient,
                    status=status,
                    attempts=1,
                    attempted_at=now(),
                )
            )
