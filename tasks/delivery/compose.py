"""Writes the mail of one run: a headline in HTML and plain text with the stakeholder edition attached or
linked.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.messages import Catalogue, catalogue

if TYPE_CHECKING:
    from jinja2 import Environment

XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@dataclass(frozen=True)
class Headline:
    """What a mail may say: counts and dates, never a row, a name of a process or a person.

    ``label_counts`` and ``change_counts`` are (code, count) pairs, such as bpo_candidate and data;
    ``screened_count``: candidates whose label rests on their name alone; ``is_first``: there was no audit of this
    portfolio before; ``is_not_compared``: there was one, whose folder is gone or cannot be read;
    ``report_sha256`` is that of the report delivered.
    """

    portfolio: str
    run_id: str
    as_of: str
    language: str
    processes_count: int
    set_aside_count: int
    label_counts: tuple[tuple[str, int], ...]
    change_counts: tuple[tuple[str, int], ...]
    is_first: bool
    grave_flags_count: int
    needs_corrections: bool
    report_sha256: str
    screened_count: int = 0
    is_not_compared: bool = False


def compose(
    headline: Headline,
    recipient: str,
    sender: str,
    report: Path,
    attach_up_to_megabytes: float,
    address: str = "",
) -> EmailMessage:
    """The mail for one recipient, in the language of the report.

    Args:
        headline: what it says.
        recipient: the address it goes to.
        sender: the address it comes from.
        report: the stakeholder edition; attached up to the size given, else its place is named.
        attach_up_to_megabytes: largest attachment.
        address: web address of the report; empty where people do not reach it by one.

    Returns:
        A message whose Message-ID is the same whenever the same report of the same run goes to the same
        recipient, so
        that a receiving system can drop a repetition.
    """
    is_attached = report.stat().st_size <= attach_up_to_megabytes * 1e6
    words = catalogue(headline.language)
    facts = {
        "headline": headline,
        "words": words,
        "figures": tuple(_figures(headline, words)),
        "is_attached": is_attached,
        "changes": ", ".join(
            f"{words.value('cause', cause)} {count}" for cause, count in headline.change_counts
        ),
        "address": address,
        "place": "" if is_attached else report.parent.as_posix(),
    }
    message = _message(
        recipient, sender, words.text("mail.subject", portfolio=headline.portfolio, date=headline.as_of)
    )
    message["Message-ID"] = message_id(
        sender, headline.run_id, headline.portfolio, recipient, headline.report_sha256
    )
    message.set_content(_templates().get_template("mail.txt.j2").render(facts))
    message.add_alternative(_templates().get_template("mail.html.j2").render(facts), subtype="html")
    if is_attached:
        message.add_attachment(
            report.read_bytes(),
            maintype=XLSX[0],
            subtype=XLSX[1],
            filename=f"{headline.portfolio} {headline.as_of}.xlsx",
        )
    return message


def _figures(headline: Headline, words: Catalogue) -> Iterator[tuple[str, int]]:
    yield words.text("mail.audited", date=headline.as_of), headline.processes_count
    yield from ((words.value("recommendation", label), count) for label, count in headline.label_counts)
    if headline.screened_count:
        yield words.text("mail.screened"), headline.screened_count
    yield words.text("mail.grave"), headline.grave_flags_count
    yield words.text("mail.set_aside"), headline.set_aside_count


def compose_digest(
    recipient: str, sender: str, digest: Path, night: str, run_id: str, sentence: str = "", address: str = ""
) -> EmailMessage:
    """The mail on a whole night, with the digest workbook attached.

    Args:
        recipient: the address it goes to.
        sender: the address it comes from.
        digest: the digest workbook.
        night: the business date.
        run_id: of the night; with the recipient it makes the Message-ID.
        sentence: the verdict of the night, where it is known.
        address: web address of the digest, or empty.
    """
    message = _message(recipient, sender, f"Process audit: night of {night}")
    message["Message-ID"] = message_id(sender, run_id, recipient)
    lines = (
        sentence,
        "The digest is attached: what each portfolio came to, and what was refused and why.",
        address,
    )
    message.set_content("\n\n".join(line for line in lines if line) + "\n")
    message.add_attachment(
        digest.read_bytes(), maintype=XLSX[0], subtype=XLSX[1], filename=f"digest {night}.xlsx"
    )
    return message


def compose_questionnaire(
    recipient: str,
    sender: str,
    book: Path,
    questionnaire: Mapping[str, Any],
    *,
    reply_address: str = "",
    is_reminder: bool = False,
) -> EmailMessage:
    """The mail that brings a questionnaire, or reminds of it, with the workbook attached.

    Args:
        recipient: the address it goes to.
        sender: the address it comes from.
        book: the questionnaire.
        questionnaire: portfolio, questionnaire_id, count (of questions), due (a date) and language.
        reply_address: where answers to the mail go; empty: to the sender.
        is_reminder: whether it reminds of one that was sent.

    Returns:
        A message whose Message-ID is the same whenever the same questionnaire goes to the same recipient.
    """
    words = catalogue(questionnaire["language"])
    facts = {
        "portfolio": questionnaire["portfolio"],
        "date": words.day(questionnaire["due"]),
        "count": questionnaire["count"],
        "id": questionnaire["questionnaire_id"],
    }
    parts = ("hello", *(["remind"] if is_reminder else []), "text", "how", "id")
    paragraphs = [words.text(f"questionnaire.mail.{part}", **facts) for part in parts]
    subject = "remind_subject" if is_reminder else "subject"
    message = _message(recipient, sender, words.text(f"questionnaire.mail.{subject}", **facts))
    kind = "reminder" if is_reminder else "questionnaire"
    message["Message-ID"] = message_id(sender, kind, questionnaire["questionnaire_id"], recipient)
    if reply_address:
        message["Reply-To"] = reply_address
    message.set_content("\n\n".join(paragraphs) + "\n")
    name = f"{questionnaire['portfolio']} {questionnaire['questionnaire_id']}.xlsx"
    message.add_attachment(book.read_bytes(), maintype=XLSX[0], subtype=XLSX[1], filename=name)
    return message


def _message(recipient: str, sender: str, subject: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, sender, recipient
    message["Date"] = dt.datetime.now(dt.UTC)
    # RFC 3834: tells programs that answer by themselves (out of office) not to.
    message["Auto-Submitted"] = "auto-generated"
    return message


def message_id(sender: str, *facts: str) -> str:
    """Stable Message-ID: a hash of the facts (run, recipient, report) at the sender's domain.

    Args:
        sender: the address a message comes from.
        *facts: what makes the message the one it is.

    Returns:
        Such as <3f2a...@example.com>.
    """
    digest = hashlib.sha256("\n".join(facts).encode()).hexdigest()
    return f"<{digest[:40]}@{sender.rpartition('@')[2].rstrip('>')}>"


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        # A template that asks for what is not there fails, in place of a mail with gaps.
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Names of portfolios come from file names: in HTML they are text, never markup. The plain text needs
        # no escaping.
        autoescape=select_autoescape(["html.j2"]),
    )
