"""One night: take what is new in the inbox, audit it, remember it, tell about it. Free of Prefect, so that it
can be run by hand.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from filelock import FileLock, Timeout

from flows.faults import describe_fault
from flows.nightly import journal
from flows.nightly.asking import ask_in_the_night
from flows.nightly.clock import clock_fault
from flows.nightly.inbox import Arrival, archived, has_other_map, keep_copy, look_into
from flows.nightly.notify import KNOWN, NOT_TOLD, Post, in_words
from flows.nightly.overdue import missing, refuse_other_folder
from flows.nightly.registers import write_registers
from flows.portfolios import printable, unmatched_names
from flows.requests import new_run_id, passed_over, requests_for
from flows.retention import in_words as in_words_of
from flows.retention import prune
from flows.run_folder import limits_hash, tidy, was_read_alike
from flows.unread_settings import about_unread_settings
from flows.verdict import EXIT_FAULT, EXIT_WITH_ISSUES, Verdict, verdict
from schemas.errors import AuditError, HistoryError, RunFolderError
from schemas.records import AuditRequest, Outcome
from tasks.history import began_at, now
from tasks.scratch import sweep
from tasks.settings import Settings

log = logging.getLogger(__name__)

AuditAll = Callable[[Sequence[AuditRequest]], Iterable[Outcome]]
# Name of the lock in the history that one night holds.
NIGHT = "process_audit night"
# When the night at work began, beside its lock.
SINCE = ".nightly.since"
# A night that takes longer than this is told by the nights that wait for it.
LONGEST_NIGHT_HOURS = 3
# What could not be told for so long is told no more: the ledger and the history keep it.
LONGEST_TELLING = dt.timedelta(days=7)
GONE_WELL = ("sent", *KNOWN)
# What a mail server may take some minutes later: one that puts off mails of senders that it does not know (greylisting)
# mostly wants five minutes, one that is restarted less.
MAY_PASS = ("later", "later: away")
MINUTES_BETWEEN_TRIES = (1, 5)


@dataclass(frozen=True)
class Night:
    """How a night ended.

    ``status``: done, nothing_new, busy (another run holds the inbox) or not_done (a folder or the history
    could not be used; the remark says why). ``waiting`` are files that were still growing; ``digest`` is the
    workbook over all portfolios of the night; ``deliveries`` counts mails by how they ended; ``troubles`` are
    sentences on what somebody has to look at, ``remarks`` on what was done about something.
    """

    business_date: dt.date
    status: str
    outcomes: tuple[Outcome, ...] = ()
    waiting: tuple[str, ...] = ()
    digest: Path | None = None
    deliveries: tuple[tuple[str, int], ...] = ()
    remarks: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The verdict over the night: its portfolios, its mails and its troubles. Mail that did not go out,
        and trouble, make it CompletedWithIssues.
        """
        judged = self._of_the_audits()
        unsent = tuple((how, count) for how, count in self.deliveries if how not in GONE_WELL)
        if judged.state == "Failed" or not (unsent or self.troubles):
            return judged
        parts = [judged.sentence]
        if unsent:
            parts.append(f"Mails: {in_words(self.deliveries)}.")
        if self.troubles:
            count = len(self.troubles)
            parts.append(f"{count} {'trouble needs' if count == 1 else 'troubles need'} somebody to look at.")
        return Verdict(judged.exit_code or EXIT_WITH_ISSUES, "CompletedWithIssues", " ".join(parts))

    def _of_the_audits(self) -> Verdict:
        if self.status == "busy":
            return Verdict(0, "Completed", "Another nightly run is at work; this one leaves the inbox to it.")
        if self.status == "not_done":
            sentence = f"{self.troubles[0]} What was finished is kept; the next night does the rest."
            return Verdict(EXIT_FAULT, "Failed", sentence)
        if self.outcomes:
            return verdict(self.outcomes)
        sent_count = dict(self.deliveries).get("sent", 0)
        about_mails = (
            f"{sent_count} of the mails of earlier nights went out" if sent_count else "nothing was sent"
        )
        return Verdict(0, "Completed", f"Nothing new in the inbox on {self.business_date}; {about_mails}.")


def business_date(config: Settings) -> dt.date:
    """Today in the time zone of the schedule."""
    return dt.datetime.now(ZoneInfo(config.timezone)).date()


@contextmanager
def inbox_lock(out: Path, url: str) -> Iterator[bool]:
    """Whether this process alone may work on the inbox; the kernel frees the lock when the process dies. Storage that
    machines share need not pass locks on: on PostgreSQL the history holds one, too.

    Args:
        out: output folder.
        url: of the history database.

    Raises:
        OSError: the output folder cannot be used.
        HistoryError: the history cannot be used.
    """
    from tasks import history

    out.mkdir(parents=True, exist_ok=True)
    lock = FileLock(out / ".nightly.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        with history.held_alone(url, NIGHT) as is_ours:
            if is_ours:
                (out / SINCE).write_text(dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))
            yield is_ours
    finally:
        lock.release()


def _busy(out: Path, day: dt.date) -> Night:
    """The night that found another one at work; one that is at it for long is a trouble."""
    try:
        since = dt.datetime.fromisoformat((out / SINCE).read_text())
    except (OSError, ValueError):
        return Night(day, "busy")
    hours = (dt.datetime.now(dt.UTC) - since) / dt.timedelta(hours=1)
    if hours < LONGEST_NIGHT_HOURS:
        return Night(day, "busy")
    trouble = (
        f"The nightly run that began at {since:%Y-%m-%d %H:%M} UTC has been at work for {hours:.0f} hours. "
        "Look at its log; if it does nothing, stop it, and the next night does the rest."
    )
    return Night(day, "busy", troubles=(trouble,))


def run_night(config: Settings, audit_all: AuditAll, day: dt.date, started_by: str = "") -> Night:
    """Does one night's work; run again on the same inbox it finds nothing new.

    Args:
        config: inbox, archive, output folder, history, mail.
        audit_all: how portfolios are audited; gives an outcome for each request, in their order.
        day: the business date, and the date the audits are made for.
        started_by: who or what asked for the night.

    Returns:
        How it ended. A fault of one portfolio, of a folder, of the history or of the mail is told in it and
        never raised.
    """
    try:
        try:
            return _alone(config, audit_all, day, started_by)
        except HistoryError:  # before the first audit: a server that is restarted ends what is under way
            return _alone(config, audit_all, day, started_by)
    except (OSError, AuditError) as error:
        return Night(day, "not_done", troubles=(describe_fault(error),))


def _alone(config: Settings, audit_all: AuditAll, day: dt.date, started_by: str) -> Night:
    from tasks import history

    url = history.database_url(config.history_url, config.out)
    history.expect(url)
    with inbox_lock(config.out, url) as is_ours:
        return _work(config, url, audit_all, day, started_by) if is_ours else _busy(config.out, day)


def _work(config: Settings, url: str, audit_all: AuditAll, day: dt.date, started_by: str) -> Night:
    from tasks import history

    inbox = look_into(config.inbox, config.settle_seconds, config.minimum_age_seconds)
    sweep()
    # Order: damaged runs are put aside before the history takes in what lies on disk, and it forgets only
    # after that.
    refuse_other_folder(config, url)
    tidied = tidy(config.out)
    history.mark_damaged(url, tidied.damaged)
    history.mark_dead(url)
    history.catch_up(url, config.out, config.keep_runs_days)
    clock = clock_fault(config.out)
    if not clock:
        history.forget(url, config.keep_runs_days)
    by_path = {arrival.path: arrival for arrival in inbox.arrived}
    # A portfolio with a wrong setting is told, and the others are audited.
    faults = config.faults()
    requests = (
        requests_for(list(by_path), config.out, day, config=config, started_by=started_by, leave_out=faults)
        if by_path
        else []
    )
    # One Post for the whole night: it remembers which mails were tried.
    post = Post(config, url, unmatched_names(config, [*faults, *(request.portfolio for request in requests)]))
    before, again = _finish_begun_nights(config, url, post)
    not_audited = (f"{name} is not audited until this is mended: {fault}" for name, fault in faults.items())
    about_clock = (clock,) if clock else ()
    about_settings = (unread,) if (unread := about_unread_settings()) else ()
    troubles = (*about_clock, *about_settings, *tidied.remarks, *not_audited, *before.troubles)
    troubles = (*troubles, *missing(config, url, inbox))
    remarks = (*before.remarks, *passed_over([config.inbox]), *_copies(requests, by_path))
    new, changed, unkept = _from_archive(_only_new(config, url, requests, by_path, again), by_path, config)
    waiting = tuple(printable(path.name) for path in [*inbox.growing, *changed])
    troubles += unkept
    if not new:
        quiet = Night(
            day,
            "nothing_new",
            waiting=waiting,
            deliveries=_sum(before.deliveries, post.deliver_again()),
            remarks=remarks,
            troubles=troubles + post.about_names(),
        )
        return _try_mails_again(config, url, post, ask_in_the_night(config, url, day, quiet))
    run_id, outcomes = new_run_id(), []
    # Written before the first audit, so that a night that is killed is found by the next one.
    journal.begin(config.out, run_id, day, new)
    for outcome in audit_all(new):
        journal.note(config.out, run_id, outcome)
        outcomes.append(outcome)
    night = Night(day, "done", tuple(outcomes), waiting, remarks=remarks, troubles=troubles)
    night = write_registers(config, night)
    night = _tell(config, post, night, run_id)
    if not clock:
        night = _pruned(night, config, url)
    night = ask_in_the_night(config, url, day, night)
    night = replace(night, deliveries=_sum(before.deliveries, night.deliveries))
    night = _try_mails_again(config, url, post, night)
    if _is_told(night):
        journal.end(config.out, run_id)
    return night


def _try_mails_again(config: Settings, url: str, post: Post, night: Night) -> Night:
    """Tries mails again that the server put off, and says so while it waits, until all are out or
    ``smtp.retry_minutes`` are over.
    """
    end, pauses = time.monotonic() + config.smtp.retry_minutes * 60, iter(MINUTES_BETWEEN_TRIES)
    minutes = next(pauses)
    while count := sum(count for how, count in night.deliveries if how in MAY_PASS):
        if time.monotonic() + minutes * 60 > end:
            break
        log.warning("Mails put off: %d. They are tried again in %d minutes.", count, minutes)
        time.sleep(minutes * 60)
        minutes = next(pauses, minutes)
        post.try_anew()
        try:
            again = post.deliver_again()
        except HistoryError:  # they stay as they are noted, for the next night
            break
        of_owners = ask_in_the_night(config, url, night.business_date, Night(night.business_date, "done"))
        others = tuple((how, count) for how, count in night.deliveries if how not in MAY_PASS)
        night = replace(night, deliveries=_sum(others, again, of_owners.deliveries))
    return night


def _pruned(night: Night, config: Settings, url: str) -> Night:
    """Removes what is kept no longer, and says how much."""
    try:
        removals = prune(config, url)
    except (OSError, HistoryError, RunFolderError) as error:
        trouble = f"Old runs could not be removed. {describe_fault(error)}"
        return replace(night, troubles=(*night.troubles, trouble))
    return replace(night, remarks=(*night.remarks, in_words_of(removals))) if removals else night


def _finish_begun_nights(config: Settings, url: str, post: Post) -> tuple[Night, frozenset[str]]:
    """Tells what earlier nights could not; how that ended, and the portfolios that they did not come to the
    end of.
    """
    nights, damaged = journal.unfinished(config.out, url)
    together, again = Night(dt.date.min, "done", troubles=damaged), frozenset[str]()
    for begun in nights:
        again |= begun.again
        night = Night(begun.business_date, "done", begun.outcomes)
        delivered = _tell(config, post, night, begun.run_id) if begun.outcomes else night
        which = f"night of {begun.business_date}"
        if not begun.again:
            remark = f"What the {which} could not send was tried again."
        elif begun.outcomes:
            remark = (
                f"The {which} was broken off: what it had audited is told now, the rest is done in this one."
            )
        else:
            remark = f"The {which} was broken off before it had audited anything; this one does its work."
        is_old = (began_at(begun.run_id) or now()) < now() - LONGEST_TELLING
        # A night without outcomes has nothing to tell; its portfolios are audited in this one, which has a
        # record of its own.
        if is_old or not begun.outcomes:
            journal.end(config.out, begun.run_id)
        together = replace(
            together,
            deliveries=_sum(together.deliveries, delivered.deliveries),
            remarks=(*together.remarks, remark),
            troubles=(*together.troubles, *delivered.troubles),
        )
    return together, again


def _tell(config: Settings, post: Post, night: Night, run_id: str) -> Night:
    """Delivers a night; where not all of it went out, the record of the night stays for a later one to try
    again.
    """
    try:
        delivered = post.deliver(night, run_id)
    except Exception as error:
        trouble = f"The digest and the mails wait for the next night. {describe_fault(error)}"
        return replace(night, troubles=(*night.troubles, trouble))
    if _is_told(delivered):
        journal.end(config.out, run_id)
    return replace(delivered, troubles=(*night.troubles, *delivered.troubles))


def _is_told(night: Night) -> bool:
    """Whether digest, mails and chats are all told: only then the record of the night is forgotten."""
    is_held_back = any(how.startswith(("held back", "later")) for how, _ in night.deliveries)
    is_chat_away = any(NOT_TOLD in trouble for trouble in night.troubles)
    return bool(night.digest) and not is_held_back and not is_chat_away


def _sum(*deliveries: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    """Mails by how they ended, without those that had gone out before."""
    counted: Counter[str] = Counter()
    for counts in deliveries:
        counted.update(dict(counts))
    # A Counter may delete what it does not hold.
    del counted["sent before"]
    return tuple(sorted(counted.items()))


def _only_new(
    config: Settings,
    url: str,
    requests: Sequence[AuditRequest],
    by_path: dict[Path, Arrival],
    again: frozenset[str],
) -> list[AuditRequest]:
    """What is to be audited of the inbox: files unknown under these rules and limits, answers not yet taken
    in, and what a killed night left.
    """
    from schemas.rules import load_rulebook
    from tasks import history

    rulebook_hash = load_rulebook().hash

    def is_new(request: AuditRequest) -> bool:
        arrived = [by_path[path] for path in request.inputs if path in by_path]
        files = [arrival.sha256 for arrival in arrived]
        rules_and_limits = (rulebook_hash, limits_hash(config.limits, request.settled))
        return (
            request.portfolio in again
            or any(
                not history.was_seen(url, request.portfolio, sha256, *rules_and_limits) for sha256 in files
            )
            or not was_read_alike(request)
            or any(has_other_map(arrival, config.archive) for arrival in arrived)
            or any(
                not history.were_answers_taken(url, request.portfolio, by_path[path].sha256)
                for path in request.reports
            )
        )

    return [
        request for request in (_with_last_inputs(request, config) for request in requests) if is_new(request)
    ]


def _copies(requests: Sequence[AuditRequest], by_path: dict[Path, Arrival]) -> Iterator[str]:
    """A sentence on each list that lies in the inbox more than once, byte by byte."""
    names: dict[str, list[str]] = {}
    for path in (path for request in requests for path in request.inputs if path in by_path):
        if by_path[path].sha256 and by_path[path].size_bytes:
            names.setdefault(by_path[path].sha256, []).append(printable(path.name))
    for first, *others in filter(lambda same: len(same) > 1, map(sorted, names.values())):
        yield (
            f"{first} lies in the inbox more than once, also as {' and '.join(others)}. Take out what is a copy: each "
            "name is a list of its own."
        )


def _from_archive(
    requests: Sequence[AuditRequest], by_path: dict[Path, Arrival], config: Settings
) -> tuple[list[AuditRequest], list[Path], tuple[str, ...]]:
    """The requests with copies in the archive for their files, so that what is audited is what is kept; files
    that changed meanwhile, whose requests wait; and a sentence where no copy could be kept.
    """
    with_copies: list[AuditRequest] = []
    changed: list[Path] = []
    unkept: dict[str, list[str]] = {}
    for request in requests:
        files = (*request.inputs, *request.reports)
        try:
            copies = {path: keep_copy(by_path[path], config.archive) for path in files if path in by_path}
        except OSError as error:
            # An archive that cannot be written to holds nothing up: the list is audited where it lies.
            unkept.setdefault(describe_fault(error), []).append(request.portfolio)
            with_copies.append(request)
            continue
        if None in copies.values():
            changed += [path for path, copy in copies.items() if copy is None]
            continue
        inputs, reports = (
            tuple(copies.get(path) or path for path in paths) for paths in (request.inputs, request.reports)
        )
        with_copies.append(replace(request, inputs=inputs, reports=reports))
    troubles = (
        f"No copy of what was sent for {', '.join(names)} is kept in the archive. {why}"
        for why, names in unkept.items()
    )
    return with_copies, changed, tuple(troubles)


def _with_last_inputs(request: AuditRequest, config: Settings) -> AuditRequest:
    """A report handed back alone is audited with the inputs of the portfolio's last run, where the archive
    holds them all.
    """
    latest = config.out / request.portfolio / "latest" / "run.json"
    if request.inputs or not latest.is_file():
        return request
    try:
        inputs = json.loads(latest.read_bytes())["inputs"]
    except (OSError, ValueError, KeyError):
        return request
    copies = tuple(archived(config.archive, entry["sha256"], entry["file"]) for entry in inputs)
    return replace(request, inputs=copies) if all(copy.is_file() for copy in copies) else request
