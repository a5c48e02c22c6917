"""Sends questionnaires and reminders by mail, each once, to addresses that the settings or the list name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from flows.asking.rounds import Questionnaire, Round
from flows.mailing import Tries, each_once, hand_over
from schemas.errors import UsageError

if TYPE_CHECKING:
    from tasks.settings import Asking, Settings, Smtp

QUESTIONNAIRE, REMINDER = "questionnaire", "reminder"
ARRIVED = ("sent", "unknown")  # or may have


@dataclass(frozen=True)
class Sent:
    """How sending ended: counts by how, and sentences on questionnaires that go to nobody."""

    counts: tuple[tuple[str, int], ...]
    troubles: tuple[str, ...] = ()


def send_round(config: Settings, url: str, this_round: Round, *, is_reminder: bool = False) -> Sent:
    """Sends the questionnaires of a round, or reminds those of whom nothing has come back.

    Args:
        config: mail server and addresses.
        url: of the history database, whose ledger knows what went out.
        this_round: whose questionnaires are sent.
        is_reminder: reminds; only of what was sent before.

    Returns:
        How each ended. One that was sent before, or has come back, is not sent.

    Raises:
        UsageError: another process is sending for this portfolio.
        HistoryError: the history cannot be used.
    """
    asking, ended = config.facts_of(this_round.portfolio).ask, Counter[str]()
    troubles: list[str] = []
    status_by_id = mailed(url, this_round.portfolio, QUESTIONNAIRE) if is_reminder else None
    tries = Tries()
    with _alone(this_round.folder.parent):
        for questionnaire in this_round.questionnaires:
            if questionnaire.back() or (
                status_by_id is not None and status_by_id.get(questionnaire.questionnaire_id) not in ARRIVED
            ):
                continue
            address, why = address_of_owner(questionnaire, asking)
            if address:
                how = _mail(config.smtp, url, this_round, questionnaire, address, asking, is_reminder, tries)
                ended[how] += 1
            else:
                troubles.append(why)
    return Sent(tuple(sorted(ended.items())), tuple(troubles))


def mailed(url: str, portfolio: str, channel: str) -> dict[str, str]:
    """Status of the last message of a channel, by questionnaire.

    Args:
        url: of the history database.
        portfolio: its name.
        channel: questionnaire or reminder.

    Returns:
        Status by id of the questionnaire, such as sent or later.

    Raises:
        HistoryError: the history cannot be used.
    """
    from tasks import history

    deliveries = history.list_deliveries(url, portfolio, limit=1_000_000)
    # Newest first in the ledger: read backwards, the newest status of a questionnaire is the last to enter
    # the mapping.
    deliveries = deliveries[deliveries["channel"].eq(channel)].iloc[::-1]
    return dict(zip(deliveries["run_id"], deliveries["status"], strict=True))


def address_of_owner(questionnaire: Questionnaire, asking: Asking) -> tuple[str, str]:
    """Where a questionnaire goes, or a sentence that says why it goes to nobody.

    Args:
        questionnaire: as it was asked.
        asking: addresses that the settings name.

    Returns:
        Address and an empty text, or an empty address and the sentence.
    """
    from tasks.questionnaire import same_name

    named = {same_name(name): address for name, address in asking.addresses.items()}
    # Addresses in the list are of owners: one of them does not speak for a unit.
    in_list = each_once(questionnaire.addresses) if questionnaire.is_person else ()
    address_in_settings = named.get(same_name(questionnaire.who))
    addresses = [address_in_settings] if address_in_settings else list(in_list)
    where = f"Questionnaire {questionnaire.questionnaire_id} ({questionnaire.respondent}) was sent to nobody"
    if not addresses:
        return "", (
            f"{where}: no address is named. Set ask.addresses or ask.address_column of the portfolio, or hand "
            f"out {questionnaire.book.name} yourself."
        )
    if len(addresses) > 1:
        return "", f"{where}: the list names {len(addresses)} addresses. Set ask.addresses of the portfolio."
    if not _is_address(addresses[0]):
        return "", f"{where}: what is named is no mail address. Correct it in the settings or in the list."
    return addresses[0], ""


def _is_address(text: str) -> bool:
    """Whether a text is one plain mail address; a header of several lines or addresses is none."""
    try:
        address = Address(addr_spec=text.strip())
    except (HeaderParseError, ValueError, IndexError):
        return False
    # An address of the list ends up in a header: no line break, and no second address behind a comma.
    is_plain = text.isprintable() and not set(" ,;<>") & set(text.strip())
    return bool(address.username and "." in address.domain and is_plain)


def _mail(
    smtp: Smtp,
    url: str,
    this_round: Round,
    questionnaire: Questionnaire,
    address: str,
    asking: Asking,
    is_reminder: bool,
    tries: Tries,
) -> str:
    from tasks.delivery import compose_questionnaire

    facts = {
        "portfolio": this_round.portfolio,
        "questionnaire_id": questionnaire.questionnaire_id,
        "count": len(questionnaire.questions),
        "due": this_round.due,
        "language": this_round.language,
    }
    return hand_over(
        smtp,
        url,
        lambda: compose_questionnaire(
            address,
            smtp.sender_address,
            questionnaire.book,
            facts,
            reply_address=asking.reply_address,
            is_reminder=is_reminder,
        ),
        tries,
        run_id=questionnaire.questionnaire_id,
        portfolio=this_round.portfolio,
        channel=REMINDER if is_reminder else QUESTIONNAIRE,
        recipient=address,
    )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keeps two processes from sending the same at once; the kernel frees the lock when one dies.

    Raises:
        UsageError: another process is at it.
    """
    try:
        with FileLock(folder / ".sending.lock", timeout=0):
            yield
    except Timeout:
        raise UsageError(
            "Another process is sending questionnaires of this portfolio. Try again later."
        ) from None
