"""Tells about a night: the digest workbook, a mail for each portfolio, a line to the chats. Each message goes
out once.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from flows.artifacts import STATE_WORDS, address_of
from flows.faults import describe_fault
from flows.mailing import HELD_BACK, NO_SERVER, NOT_NOTED, PUT_OFF, Tries, each_once, hand_over, note_ending
from flows.run_folder import DIGESTS
from schemas.errors import HistoryError
from schemas.vocabulary import LABEL_WORDS
from tasks.settings import Settings

if TYPE_CHECKING:
    from email.message import EmailMessage

    from flows.nightly.run import Night
    from tasks.delivery import Headline

STOPPED = "stopped: a name in the settings matches no portfolio"
WAITING = "waiting until somebody names the portfolio"
# A message of which this night knows already how it ended; it is not counted again.
KNOWN = ("sent before", "tried before")
# Whoever the settings name later; the ledger keeps it in place of an address.
ANYBODY = "*"
NOT_TOLD = "could not be told, and is tried again: it is away, or its address in chat_urls is not right."
DELIVERY_WORDS = {
    "later": "put off to the next night",
    "later: away": "put off to the next night, as the mail server cannot be reached",
    "later: no log-in": "put off to the next night, as the mail server refuses the account or its password",
    "later: not trusted": "put off to the next night, as the mail server has no valid certificate",
    "refused": "refused by the mail server for good",
    "unknown": "cut off while being sent, and not sent again unless process-audit resend says so",
}


@dataclass(frozen=True)
class Whom:
    """Who gets the report of a portfolio; or, where nobody does, how that is told."""

    addresses: tuple[str, ...] = ()
    why_not: str = ""


class Post:
    """The messages of one night: each goes out once, and is tried once until ``try_anew``.

    Args:
        config: mail server, chats and recipients.
        url: of the history database, whose ledger knows what went out.
        unmatched: portfolios that the settings name and that do not exist. While there is one, a report goes
            to nobody but the recipients that its portfolio has of its own: it could be theirs alone.
    """

    def __init__(self, config: Settings, url: str, unmatched: tuple[str, ...] = ()):
        self._config, self._url, self._unmatched = config, url, unmatched
        self._tries = Tries()

    def try_anew(self) -> None:
        """Lets what was tried be tried once more."""
        self._tries = Tries()

    def deliver(self, night: Night, run_id: str) -> Night:
        """Writes the digest over all portfolios of a night and sends what recipients and chats are set up
        for.

        Args:
            night: how it ended so far.
            run_id: of the night; with the recipient it makes the Message-IDs.

        Returns:
            The night with its digest, how deliveries ended, and a trouble for each chat that could not be told
            and each report that goes to nobody. A failed delivery, or a digest that cannot be written, never
            fails the night and keeps no other mail back.
        """
        folders = [Path(outcome.run_folder) for outcome in night.outcomes if outcome.run_folder]
        headlines = [headline_of(folder) for folder in folders]
        digest, troubles = self._write_digest(night, headlines, run_id)
        # Older mails first. What is then tried is marked, so that no mail is tried twice in one night.
        ended = Counter(dict(self.deliver_again()))
        for headline in headlines:
            ended.update(self._mail_portfolio(headline))
        if digest:
            for recipient in self._of_the_digest():
                ended[self._mail_digest(digest, recipient, night.verdict.sentence)] += 1
        troubles += [
            *self.about_names([headline.portfolio for headline in headlines]),
            *self._tell_chats(night, run_id),
        ]
        return replace(night, digest=digest, deliveries=_counted(ended), troubles=tuple(troubles))

    def deliver_again(self) -> tuple[tuple[str, int], ...]:
        """Tries again the mails that certainly did not go out, to whom is still a recipient, and sends what
        waited for a name; counts by how they ended.
        """
        from tasks import history

        ended: Counter[str] = Counter()
        waiting: dict[str, list[str]] = {}
        for run_id, portfolio, recipient in history.open_deliveries(self._url):
            folder = self._config.out / portfolio / run_id
            if recipient == ANYBODY:
                # Reports that nobody was named for: only the newest of a portfolio is sent once somebody is.
                waiting.setdefault(portfolio, []).append(run_id)
            elif not portfolio:
                digest = next((self._config.out / DIGESTS).glob(f"*-{run_id}/digest.xlsx"), None)
                if digest and recipient in self._of_the_digest():
                    ended[self._mail_digest(digest, recipient)] += 1
            elif recipient in self._whom(portfolio).addresses and (folder / "run.json").is_file():
                ended[self._mail_report(headline_of(folder), recipient)] += 1
        for portfolio, run_ids in waiting.items():
            ended.update(self._send_what_waited(portfolio, run_ids))
        return _counted(ended)

    def _send_what_waited(self, portfolio: str, run_ids: list[str]) -> Iterator[str]:
        """The newest report of a portfolio that is named by now; older ones are settled with it."""
        from tasks import history

        whom = self._whom(portfolio)
        folders = [self._config.out / portfolio / run_id for run_id in run_ids]
        there = [folder for folder in folders if (folder / "run.json").is_file()]
        # Still nobody is named: the notes stay open. Where all the folders are gone they are settled.
        if not whom.addresses and there:
            return
        for recipient in whom.addresses if there else ():
            yield self._mail_report(headline_of(there[-1]), recipient)
        for run_id in run_ids:
            note = {"run_id": run_id, "portfolio": portfolio, "channel": "mail", "recipient": ANYBODY}
            history.note_delivery(self._url, self._waiting_id(portfolio, run_id), "settled", **note)

    def _whom(self, portfolio: str) -> Whom:
        from tasks import history

        own, others = self._config.recipients_of(portfolio), self._config.recipients.get(ANYBODY, [])
        if own is not None:
            return Whom(each_once(own))
        if not others:
            return Whom()
        if self._unmatched:
            return Whom(why_not=STOPPED)
        # A new portfolio may be a misspelt one whose report is for others: somebody has to name it before the
        # general recipients get it.
        if not self._config.is_named(portfolio) and not history.was_mailed(self._url, portfolio):
            return Whom(why_not=WAITING)
        return Whom(each_once(others))

    def _of_the_digest(self) -> tuple[str, ...]:
        return each_once(self._config.recipients.get("digest", []))

    def _mail_portfolio(self, headline: Headline) -> Iterator[str]:
        from tasks import history

        if not self._config.smtp.host:
            others = self._config.recipients.get(ANYBODY, [])
            yield from (NO_SERVER for _ in self._config.recipients_of(headline.portfolio) or others)
            return
        try:
            whom = self._whom(headline.portfolio)
            if whom.why_not:
                note = {"run_id": headline.run_id, "portfolio": headline.portfolio, "channel": "mail"}
                waiting_id = self._waiting_id(headline.portfolio, headline.run_id)
                history.note_unless_settled(self._url, waiting_id, "waiting", **note, recipient=ANYBODY)
                yield whom.why_not
        except HistoryError:
            yield HELD_BACK
            return
        for recipient in whom.addresses:
            yield self._mail_report(headline, recipient)

    def _waiting_id(self, portfolio: str, run_id: str) -> str:
        from tasks.delivery import message_id

        return message_id(self._config.smtp.sender_address, run_id, portfolio, ANYBODY)

    def about_names(self, portfolios: Iterable[str] = ()) -> tuple[str, ...]:
        """A sentence on names in the settings that keep reports back, or on portfolios without a name
        there.
        """
        if self._unmatched:
            names = ", ".join(f"'{name}'" for name in self._unmatched)
            return (
                f"The settings recipients and portfolios name {names}, and there is no such portfolio. "
                f"Nothing goes to the recipients '{ANYBODY}' until that is corrected.",
            )
        with suppress(HistoryError):
            unnamed = [name for name in portfolios if self._whom(name).why_not == WAITING]
            if unnamed and self._config.smtp.host:
                return (
                    f"New, and mailed to nobody so far: {', '.join(unnamed)}. Name each in recipients or "
                    "portfolios, then the next night sends its report; a list that was only renamed "
                    "belongs into the setting lists of its portfolio.",
                )
        return ()

    def _write_digest(
        self, night: Night, headlines: list[Headline], run_id: str
    ) -> tuple[Path | None, list[str]]:
        from tasks.reporting.digest import write_digest

        digest = self._config.out / DIGESTS / f"{night.business_date}-{run_id}" / "digest.xlsx"
        headlines_by_portfolio = {headline.portfolio: headline for headline in headlines}
        try:
            sentence = night.verdict.sentence
            write_digest(
                digest, night.business_date, sentence, night.outcomes, headlines_by_portfolio, night.waiting
            )
        except Exception as error:
            return None, [f"The digest waits for the next night. {describe_fault(error)}"]
        return digest, []

    def _mail_report(self, headline: Headline, recipient: str) -> str:
        from tasks.delivery import compose

        smtp, config = self._config.smtp, self._config
        report = config.out / headline.portfolio / headline.run_id / "audit_report.xlsx"

        def write(attach_up_to_megabytes: float = smtp.attach_up_to_megabytes) -> EmailMessage:
            address = address_of(report, config.out, config.out_address)
            return compose(headline, recipient, smtp.sender_address, report, attach_up_to_megabytes, address)

        return self._hand_over(write, headline.run_id, headline.portfolio, recipient, lambda: write(0))

    def _mail_digest(self, digest: Path, recipient: str, sentence: str = "") -> str:
        from tasks.delivery import compose_digest

        # The folder of a digest is named 2026-11-01-<run id of the night>.
        night, run_id = digest.parent.name[:10], digest.parent.name[11:]
        sender, address = (
            self._config.smtp.sender_address,
            address_of(digest, self._config.out, self._config.out_address),
        )

        def write() -> EmailMessage:
            return compose_digest(recipient, sender, digest, night, run_id, sentence, address)

        return self._hand_over(write, run_id, "", recipient)

    def _hand_over(
        self,
        write: Callable[[], EmailMessage],
        run_id: str,
        portfolio: str,
        recipient: str,
        write_small: Callable[[], EmailMessage] | None = None,
    ) -> str:
        note = {"run_id": run_id, "portfolio": portfolio, "channel": "mail", "recipient": recipient}
        return hand_over(self._config.smtp, self._url, write, self._tries, write_small, **note)

    def _tell_chats(self, night: Night, run_id: str) -> Iterator[str]:
        """Tells each chat once, through the ledger, which knows a chat by its number: its address is a
        secret.
        """
        from tasks import history
        from tasks.delivery import message_id, tell_chat

        title = f"Process audit, night of {night.business_date}: {STATE_WORDS[night.verdict.state]}"
        for number, secret in enumerate(self._config.chat_urls, 1):
            # Kept out of the ledger: only a hash of it, in the message id, and the number of the chat are
            # noted.
            address, name = secret.get_secret_value(), f"chat {number} of {len(self._config.chat_urls)}"
            note = {"run_id": run_id, "portfolio": "", "channel": "chat", "recipient": name}
            chat_id = message_id(self._config.smtp.sender_address, run_id, "chat", address)
            try:
                if not history.note_unless_settled(self._url, chat_id, "sending", **note):
                    continue
                is_told = tell_chat(address, title, _in_one_line(night))
                ended = note_ending(self._url, chat_id, "sent" if is_told else PUT_OFF, **note)
                if not is_told:
                    yield f"{name.capitalize()} {NOT_TOLD}"
                elif ended != "sent":
                    yield f"{name.capitalize()} was told {NOT_NOTED}."
            except HistoryError:
                yield f"{name.capitalize()} was not told: the history cannot be used."


def _counted(ended: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((how, count) for how, count in ended.items() if how not in KNOWN))


def _in_one_line(night: Night) -> str:
    """Counts of a night, for a chat."""
    labels = [
        (sum(outcome.counts.get(f"label_{label}", 0) for outcome in night.outcomes), words.many)
        for label, words in LABEL_WORDS.items()
    ]
    grave = sum(outcome.counts.get("flags_grave", 0) for outcome in night.outcomes)
    label_counts = ", ".join(f"{count} {words}" for count, words in labels)
    return f"{night.verdict.sentence} {label_counts}; {grave} high and critical risk flags."


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
        record.get("sequence", 1) == 1,
        counts["flags_grave"],
        (run_folder / "corrections.xlsx").exists(),
        record["files"]["audit_report.xlsx"],
        counts.get("screened_by_name", 0),
        "not_compared" in counts,
    )
