"""Writes the mail of one run: a headline in HTML and plain text with the stakeholder edition attached or linked."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@dataclass(frozen=True)
class Headline:
    """What a mail may say: counts and dates, never a row, a name of a process or a person.

    ``label_counts`` and ``change_counts`` are (word, count) pairs; ``report_sha256`` is that of the report delivered.
    """

    portfolio: str
    run_id: str
    as_of: str
    processes_count: int
    set_aside_count: int
    label_counts: tuple[tuple[str, int], ...]
    change_counts: tuple[tuple[str, int], ...]
    grave_flags_count: int
    needs_corrections: bool
    report_sha256: str


def compose(headline: Headline, recipient: str, sender: str, report: Path, attach_up_to_megabytes: float) -> EmailMessage:
    """The mail for one recipient.

    Args:
        headline: what it says.
        recipient: the address it goes to.
        sender: the address it comes from.
        report: the stakeholder edition; attached up to the size given, else its place is named.
        attach_up_to_megabytes: largest attachment.

    Returns:
        A message whose Message-ID is the same whenever the same report of the same run goes to the same recipient, so
        that a receiving system can drop a repetition.
    """
    is_attached = report.stat().st_size <= attach_up_to_megabytes * 1e6
    facts = {**asdict(headline), "is_attached": is_attached, "place": "" if is_attached else report.parent.as_posix()}
    message = EmailMessage()
    message["Subject"] = f"Process audit: {headline.portfolio}, as of {headline.as_of}"
    message["From"], message["To"] = sender, recipient
    message["Message-ID"] = message_id(sender, headline.run_id, headline.portfolio, recipient, headline.report_sha256)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_templates().get_template("mail.txt.j2").render(facts))
    message.add_alternative(_templates().get_template("mail.html.j2").render(facts), subtype="html")
    if is_attached:
        message.add_attachment(report.read_bytes(), maintype=XLSX[0], subtype=XLSX[1], filename=f"{headline.portfolio} {headline.as_of}.xlsx")
    return message


def compose_digest(recipient: str, sender: str, digest: Path, run_id: str, sentence: str) -> EmailMessage:
    """The mail on a whole night, with the digest workbook attached.

    Args:
        recipient: the address it goes to.
        sender: the address it comes from.
        digest: the digest workbook.
        run_id: of the night; with the recipient it makes the Message-ID.
        sentence: the verdict of the night.
    """
    message = EmailMessage()
    message["Subject"] = "Process audit: digest of the night"
    message["From"], message["To"] = sender, recipient
    message["Message-ID"] = message_id(sender, run_id, recipient)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"{sentence}\n\nThe digest is attached.\n")
    message.add_attachment(digest.read_bytes(), maintype=XLSX[0], subtype=XLSX[1], filename="digest.xlsx")
    return message


def message_id(sender: str, *facts: str) -> str:
    """Stable Message-ID: a hash of the facts (run, recipient, report) at the sender's domain."""
    digest = hashlib.sha256("\n".join(facts).encode()).hexdigest()
    return f"<{digest[:40]}@{sender.rpartition('@')[2].rstrip('>')}>"


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    return Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
                       autoescape=select_autoescape(["html.j2"]))
