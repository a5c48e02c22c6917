"""Hands one message over, with the ledger written before and after it, so that nobody gets it twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flows.faults import describe_fault
from schemas.errors import AuditError, HistoryError

if TYPE_CHECKING:
    from email.message import EmailMessage

    from tasks.delivery import Sending
    from tasks.settings import Smtp

PUT_OFF = "later"  # how a message is noted that certainly did not go out and may be tried again
HELD_BACK = "held back: the history cannot be used"
NOT_NOTED = "(not noted: the history cannot be used)"
NO_SERVER = "not sent: no mail server is set"


@dataclass
class Tries:
    """What one go at the mail server has tried: each message once, and none any more when it takes no mail at all,
    which ``closed`` says: a server that is away may take half a minute for each, and one that knows no such
    password may lock the account.
    """

    message_ids: set[str] = field(default_factory=set)
    closed: Sending | None = None


def each_once(addresses: Iterable[str]) -> tuple[str, ...]:
    """Each address in the spelling that comes first: upper and lower case are the same to mail servers."""
    by_key: dict[str, str] = {}
    for address in addresses:
        by_key.setdefault(address.strip().casefold(), address)
    return tuple(by_key.values())


def hand_over(
    smtp: Smtp,
    url: str,
    write: Callable[[], EmailMessage],
    tries: Tries,
    write_small: Callable[[], EmailMessage] | None = None,
    **note: str,
) -> str:
    """One attempt. Without a ledger nothing is sent: it could be a second time.

    Args:
        smtp: the mail server.
        url: of the history database, which holds the ledger.
        write: makes the message, with its Message-ID.
        tries: what was tried already; the message is added.
        write_small: makes the same message without its attachment, where one can do without; it is sent where
            the server finds the message too large.
        **note: run_id, portfolio, channel and recipient, for the ledger.

    Returns:
        How it ended, as ``Sending`` or ``note_ending`` says it; "sent before", "tried before", or why it was held
        back.
    """
    from tasks import history
    from tasks.delivery import Sending, send

    if not smtp.host:
        return NO_SERVER
    try:
        message = write()
        message_id = message["Message-ID"]
        if message_id in tries.message_ids:
            return "tried before"
        tries.message_ids.add(message_id)
        if not history.note_unless_settled(url, message_id, PUT_OFF if tries.closed else "sending", **note):
            return "sent before"
        if tries.closed:
            return tries.closed.value
        ending = send(message, smtp)
        if ending is Sending.TOO_LARGE:
            ending = send(write_small(), smtp) if write_small else Sending.REFUSED
        if ending is Sending.TOO_LARGE:
            ending = Sending.REFUSED
        if ending not in (Sending.AWAY, Sending.NO_LOG_IN, Sending.NOT_TRUSTED):
            return note_ending(url, message_id, ending.value, **note)
        tries.closed = ending
        noted = note_ending(url, message_id, PUT_OFF, **note)
        return ending.value if noted == PUT_OFF else noted
    except HistoryError:
        return HELD_BACK
    except (OSError, ValueError, AuditError) as error:
        return f"held back: {describe_fault(error)}"


def note_ending(url: str, message_id: str, status: str, **note: str) -> str:
    """Notes how a message ended, twice where the history breaks off: what went out is told as such either way.

    Args:
        url: of the history database.
        message_id: of the message.
        status: sent, later, refused or unknown.
        **note: run_id, portfolio, channel and recipient.

    Returns:
        The status; where it could not be noted, whether the message went out, and that.
    """
    from tasks import history

    for _ in range(2):
        with suppress(HistoryError):
            history.note_delivery(url, message_id, status, **note)
            return status
    return f"{'sent' if status == 'sent' else 'not sent'} {NOT_NOTED}"
