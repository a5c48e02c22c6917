"""Tells about a night: the digest workbook, a mail for each portfolio, a line to the chats. Each message goes
out once.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flows.artifacts import STATE_WORDS, address_of
from flows.faults import describe_fault
from schemas.errors import AuditError, HistoryError
from tasks.settings import Settings

if TYPE_CHECKING:
    from email.message import EmailMessage

    from flows.nightly.run import Night
    from tasks.delivery import Headline

DIGESTS = "digests"
LABEL_WORDS = {
    "bpo_candidate": "BPO candidates",
    "kpo_candidate": "KPO candidates",
    "retain": "retained",
    "review": "to be reviewed",
}
HELD_BACK = "held back: the history cannot be used"
DELIVERY_WORDS = {
    "later": "put off to the next night",
    "refused": "refused by the mail server for good",
    "unknown": "cut off while being sent, and not sent again",
}


def deliver_night(config: Settings, url: str, night: Night, run_id: str) -> Night:
    """Writes the digest over all portfolios of a night and sends what recipients and chats are set up for.

    Returns:
        The night with its digest, how deliveries ended, and a remark for each chat that could not be told. A
        failed
        delivery never fails the night; it is tried again the next time.
    """
    from tasks.reporting.digest import write_digest

    digest = config.out / DIGESTS / f"{night.business_date}-{run_id}" / "digest.xlsx"
    headlines = {
        outcome.portfolio: headline_of(Path(outcome.run_folder))
        for outcome in night.outcomes
        if outcome.run_folder
    }
    sentence = night.verdict.sentence
    write_digest(digest, night.business_date, sentence, night.outcomes, headlines, night.waiting)
    ended = Counter(dict(deliver_again(config, url)))
    for headline in headlines.values():
        ended.update(
            _mail_report(config, url, headline, recipient)
            for recipient in _recipients(config, headline.portfolio)
        )
    ended.update(
        _mail_digest(config, url, digest, recipient, sentence) for recipient in _recipients(config, "")
    )
    return replace(
        night,
        digest=digest,
        deliveries=tuple(sorted(ended.items())),
        remarks=tuple(_tell_chats(config, url, night, run_id)),
    )


def deliver_again(config: Settings, url: str) -> tuple[tuple[str, int], ...]:
    """Tries again the mails that certainly did not go out, to whom is still a recipient; counts by how they
    ended.
    """
    from tasks import history

    ended: Counter[str] = Counter()
    for run_id, portfolio, recipient in history.open_deliveries(url):
        run_folder, digest = (
            config.out / portfolio / run_id,
            next((config.out / DIGESTS).glob(f"*-{run_id}/digest.xlsx"), None),
        )
        if recipient not in _recipients(config, portfolio):
            continue
        if portfolio and (run_folder / "run.json").exists():
            ended[_mail_report(config, url, headline_of(run_folder), recipient)] += 1
        elif not portfolio and digest:
            ended[_mail_digest(config, url, digest, recipient)] += 1
    return tuple(sorted(ended.items()))


def in_words(deliveries: Iterable[tuple[str, int]]) -> str:
    """How mails ended, such as: 2 sent, 1 put off to the next night."""
    return ", ".join(f"{count} {DELIVERY_WORDS.get(how, how)}" for how, count in deliveries)


def headline_of(run_folder: Path) -> Headline:
    """What a mail may say of a run, from its run.json: counts and dates alone."""
    from tasks.delivery import Headline

    record = json.loads((run_folder / "run.json").read_text(encoding="utf-8"))
    counts = record["counts"]
    return Headline(
        record["portfolio"],
        record["run_id"],
        record["as_of"],
        record["language"],
        counts["rows_assessed"],
        counts["rows_set_aside"],
        tuple((label, counts[f"label_{label}"]) for label in LABEL_WORDS if f"label_{label}" in counts),
        tuple(
            (name.removeprefix("changes_"), count)
            for name, count in counts.items()
            if name.startswith("changes_")
        ),
        not any(other.parent.name < run_folder.name for other in run_folder.parent.glob("*Z-*/run.json")),
        counts["flags_grave"],
        (run_folder / "corrections.xlsx").exists(),
        record["files"]["audit_report.xlsx"],
    )


def _recipients(config: Settings, portfolio: str) -> Iterator[str]:
    """Whom a portfolio is told to, each once; of the digest where the portfolio is empty."""
    named = (
        config.recipients.get(portfolio, config.recipients.get("*", []))
        if portfolio
        else config.recipients.get("digest", [])
    )
    return iter(dict.fromkeys(named))


def _mail_report(config: Settings, url: str, headline: Headline, recipient: str) -> str:
    from tasks.delivery import compose

    report = config.out / headline.portfolio / headline.run_id / "audit_report.xlsx"

    def write() -> EmailMessage:
        return compose(
            headline,
            recipient,
            config.smtp.sender_address,
            report,
            config.smtp.attach_up_to_megabytes,
            address_of(report, config.out, config.out_address),
        )

    return _hand_over(config, url, write, headline.run_id, headline.portfolio, recipient)


def _mail_digest(config: Settings, url: str, digest: Path, recipient: str, sentence: str = "") -> str:
    from tasks.delivery import compose_digest

    night, run_id = digest.parent.name[:10], digest.parent.name[11:]

    def write() -> EmailMessage:
        return compose_digest(
            recipient,
            config.smtp.sender_address,
            digest,
            night,
            run_id,
            sentence,
            address_of(digest, config.out, config.out_address),
        )

    return _hand_over(config, url, write, run_id, "", recipient)


def _hand_over(
    config: Settings, url: str, write: Callable[[], EmailMessage], run_id: str, portfolio: str, recipient: str
) -> str:
    """One attempt, with the ledger written before and after it. Without a ledger nothing is sent: it could be
    a second time.
    """
    from tasks import history
    from tasks.delivery import send

    if not config.smtp.host:
        return "not sent: no mail server is set"
    note = {"run_id": run_id, "portfolio": portfolio, "channel": "mail", "recipient": recipient}
    try:
        message = write()
        if not history.may_send(url, message["Message-ID"]):
            return "sent before"
        history.note_delivery(url, message["Message-ID"], "sending", **note)
        status = send(message, config.smtp).value
        history.note_delivery(url, message["Message-ID"], status, **note)
    except HistoryError:
        return HELD_BACK
    except (OSError, ValueError, AuditError) as error:
        return f"held back: {describe_fault(error)}"
    return status


def _tell_chats(config: Settings, url: str, night: Night, run_id: str) -> Iterator[str]:
    """Tells each chat once, through the ledger, which knows a chat by its number: its address is a secret."""
    from tasks import history
    from tasks.delivery import message_id, tell_chat

    labels = Counter(
        {
            words: sum(outcome.counts.get(f"label_{label}", 0) for outcome in night.outcomes)
            for label, words in LABEL_WORDS.items()
        }
    )
    grave = sum(outcome.counts.get("flags_grave", 0) for outcome in night.outcomes)
    text = f"{night.verdict.sentence} {', '.join(f'{count} {words}' for words, count in labels.items())}; {grave} high and critical risk flags."
    for number, address in enumerate(config.chat_urls, 1):
        name = f"chat {number} of {len(config.chat_urls)}"
        note = {"run_id": run_id, "portfolio": "", "channel": "chat", "recipient": name}
        chat_id = message_id(config.smtp.sender_address, run_id, "chat", address.get_secret_value())
        try:
            if history.may_send(url, chat_id):
                history.note_delivery(url, chat_id, "sending", **note)
                is_told = tell_chat(
                    address.get_secret_value(),
                    f"Process audit, night of {night.business_date}: {STATE_WORDS[night.verdict.state]}",
                    text,
                )
                history.note_delivery(url, chat_id, "sent" if is_told else "refused", **note)
                if not is_told:
                    yield f"{name.capitalize()} could not be told: it is away, or its address in chat_urls is not right."
        except HistoryError:
            yield f"{name.capitalize()} was not told: the history cannot be used."
