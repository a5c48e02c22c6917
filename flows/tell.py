"""Tells about a night: the digest workbook, a mail for each portfolio, a line to the chat. Each message goes out once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.settings import Settings

if TYPE_CHECKING:
    from flows.night import Night
    from tasks.delivery import Headline

DIGESTS = "digests"
LABEL_WORDS = {"bpo_candidate": "BPO candidates", "kpo_candidate": "KPO candidates", "retain": "retained", "review": "to be reviewed"}
CHANGE_WORDS = {"data": "by data", "rulebook": "by the rulebook", "program": "by the program", "date": "by date", "override": "by override"}


def deliver_night(config: Settings, url: str, night: Night, run_id: str) -> Night:
    """Writes the digest over all portfolios of a night and sends what recipients and chats are set up for.

    Returns:
        The night with its digest, how deliveries ended, and a remark for each thing that could not be done. A failed
        delivery never fails the night; it is tried again the next time.
    """
    from tasks.reporting.digest import write_digest

    digest = config.out / DIGESTS / f"{night.business_date}-{run_id}" / "digest.xlsx"
    headlines = {outcome.portfolio: headline_of(Path(outcome.run_folder)) for outcome in night.outcomes if outcome.run_folder}
    sentence = night.verdict.sentence
    write_digest(digest, night.business_date, sentence, night.outcomes, headlines, night.waiting)
    ended = Counter(deliver_again(config, url))
    remarks = []
    for outcome in night.outcomes:
        if outcome.run_folder:
            ended.update(_mail_report(config, url, Path(outcome.run_folder)))
    for recipient in config.recipients.get("digest", []):
        ended[_mail_digest(config, url, recipient, digest, run_id, sentence)] += 1
    if config.chat_urls and not _chat(config, sentence):
        remarks.append("At least one chat could not be told.")
    return replace(night, digest=digest, deliveries=tuple(sorted(ended.items())), remarks=tuple(remarks))


def deliver_again(config: Settings, url: str) -> tuple[tuple[str, int], ...]:
    """Tries again the mails that certainly did not go out; counts by how they ended."""
    from tasks import history

    ended: Counter[str] = Counter()
    for run_id, portfolio, recipient in history.open_deliveries(url):
        folder = config.out / portfolio / run_id
        if portfolio and (folder / "run.json").exists():
            ended[_mail_one(config, url, folder, recipient)] += 1
    return tuple(sorted(ended.items()))


def headline_of(run_folder: Path) -> Headline:
    """What a mail may say of a run, from its run.json: counts and dates alone."""
    from tasks.delivery import Headline

    record = json.loads((run_folder / "run.json").read_text(encoding="utf-8"))
    counts = record["counts"]
    return Headline(
        record["portfolio"], record["run_id"], record["as_of"], counts["rows_assessed"], counts["rows_set_aside"],
        tuple((words, counts[f"label_{label}"]) for label, words in LABEL_WORDS.items() if f"label_{label}" in counts),
        tuple((CHANGE_WORDS.get(cause, cause), count) for cause, count in _changes(counts)),
        counts["flags_grave"], (run_folder / "corrections.xlsx").exists(), record["files"]["audit_report.xlsx"],
    )


def _changes(counts: dict[str, int]) -> Iterator[tuple[str, int]]:
    return ((name.removeprefix("changes_"), count) for name, count in counts.items() if name.startswith("changes_"))


def _mail_report(config: Settings, url: str, run_folder: Path) -> Counter[str]:
    portfolio = run_folder.parent.name
    recipients = config.recipients.get(portfolio, config.recipients.get("*", []))
    return Counter(_mail_one(config, url, run_folder, recipient) for recipient in dict.fromkeys(recipients))


def _mail_one(config: Settings, url: str, run_folder: Path, recipient: str) -> str:
    from tasks.delivery import compose

    headline = headline_of(run_folder)
    message = compose(headline, recipient, config.smtp.sender_address, run_folder / "audit_report.xlsx", config.smtp.attach_up_to_megabytes)
    return _hand_over(config, url, message, headline.run_id, headline.portfolio)


def _mail_digest(config: Settings, url: str, recipient: str, digest: Path, run_id: str, sentence: str) -> str:
    from tasks.delivery import compose_digest

    return _hand_over(config, url, compose_digest(recipient, config.smtp.sender_address, digest, run_id, sentence), run_id, "")


def _hand_over(config: Settings, url: str, message, run_id: str, portfolio: str) -> str:
    """One attempt, with the ledger written before and after it. Without a ledger nothing is sent: it could be a second time."""
    from tasks import history
    from tasks.delivery import send

    if not config.smtp.host:
        return "no mail server is set"
    note = {"run_id": run_id, "portfolio": portfolio, "channel": "mail", "recipient": str(message["To"])}
    try:
        if not history.may_send(url, message["Message-ID"]):
            return "sent before"
        history.note_delivery(url, message["Message-ID"], "sending", **note)
        status = send(message, config.smtp).value
        history.note_delivery(url, message["Message-ID"], status, **note)
    except history.HistoryError:
        return "held back: the history cannot be used"
    return status


def _chat(config: Settings, sentence: str) -> bool:
    import apprise

    chat = apprise.Apprise()
    for address in config.chat_urls:
        chat.add(address.get_secret_value())
    return bool(chat.notify(title="Process audit", body=sentence))


