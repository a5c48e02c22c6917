"""Hands one message over, with the ledger written before and after it, so that nobody gets it twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from flows.faults import describe_fault
from schemas.errors import AuditError, HistoryError

if TYPE_CHECKING:
    from email.message import EmailMessage

    from tasks.settings import Smtp

HELD_BACK = "held back: the history cannot be used"
NOT_NOTED = "(not noted: the history cannot be used)"
NO_SERVER = "not sent: no mail server is set"


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
    tried: set[str],
    write_small: Callable[[], EmailMessage] | None = None,
    **note: str,
) -> str:
    """One attempt. Without a ledger nothing is sent: it could be a second time.

    Args:
        smtp: the mail server.
        url: of the history database, which holds the ledger.
        write: makes the message, with its Message-ID.
        tried: Message-IDs that were tried already; the new one is added.
        write_small: makes the same message without its attachment, where one can do without; it is sent where
            the server finds the message too large.
        **note: run_id, portfolio, channel and recipient, for the ledger.

    Returns:
        How it ended, as ``note_ending`` says it; "sent before", "tried before", or why it was held back.
    """
    from tasks import history
    from tasks.delivery import Sending, send

    if not smtp.host:
        return NO_SERVER
    try:
        message = write()
        message_id = message["Message-ID"]
        if message_id in tried:
            return "tried before"
        tried.add(message_id)
        if not history.may_send(url, message_id):
            return "sent before"
        history.note_delivery(url, message_id, "sending", **note)
        ending = send(message, smtp)
        if ending is Sending.TOO_LARGE:
            ending = send(write_small(), smtp) if write_small else Sending.REFUSED
        status = (Sending.REFUSED if ending is Sending.TOO_LARGE else ending).value
        return note_ending(url, message_id, status, **note)
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
