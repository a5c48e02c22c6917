"""One night: take what is new in the inbox, audit it, remember it, tell about it. Free of Prefect, so that it
can be run by hand.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from filelock import FileLock, Timeout

from flows.faults import describe_fault
from flows.nightly import journal
from flows.nightly.inbox import Arrival, archived, arrivals, keep_copy
from flows.nightly.notify import deliver_again, deliver_night
from flows.requests import new_run_id, passed_over, requests_for
from flows.run_folder import tidy
from flows.verdict import EXIT_FAULT, Verdict, verdict
from schemas.errors import HistoryError
from schemas.records import AuditRequest, Outcome
from tasks.settings import Settings

AuditAll = Callable[[Sequence[AuditRequest]], Iterable[Outcome]]


@dataclass(frozen=True)
class Night:
    """How a night ended.

    ``status``: done, nothing_new, busy (another run holds the inbox) or not_done (a folder or the history
    could not be used; the remark says why). ``waiting`` are files that were still growing; ``digest`` is the
    workbook over all portfolios of the night; ``deliveries`` counts mails by how they ended.
    """

    business_date: dt.date
    status: str
    outcomes: tuple[Outcome, ...] = ()
    waiting: tuple[str, ...] = ()
    digest: Path | None = None
    deliveries: tuple[tuple[str, int], ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The verdict over the night's portfolios; a night without work is Completed."""
        if self.status == "busy":
            return Verdict(0, "Completed", "Another nightly run is at work; this one leaves the inbox to it.")
        if self.status == "not_done":
            return Verdict(
                EXIT_FAULT,
                "Failed",
                f"{self.remarks[0]} What was finished is kept; the next night does the rest.",
            )
        if not self.outcomes:
            return Verdict(
                0, "Completed", f"Nothing new in the inbox on {self.business_date}; nothing was sent."
            )
        return verdict(self.outcomes)


def business_date(config: Settings) -> dt.date:
    """Today in the time zone of the schedule."""
    return dt.datetime.now(ZoneInfo(config.timezone)).date()


@contextmanager
def inbox_lock(out: Path) -> Iterator[bool]:
    """Whether this process alone may work on the inbox; the kernel frees the lock when the process dies."""
    out.mkdir(parents=True, exist_ok=True)
    lock = FileLock(out / ".nightly.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def run_night(config: Settings, audit_all: AuditAll, day: dt.date) -> Night:
    """Does one night's work; run again on the same inbox it finds nothing new.

    Args:
        config: inbox, archive, output folder, history, mail.
        audit_all: how portfolios are audited; gives an outcome for each request, in their order.
        day: the business date, and the date the audits are made for.

    Returns:
        How it ended. A fault of one portfolio, of a folder, of the history or of the mail is told in it and
        never raised.
    """
    try:
        with inbox_lock(config.out) as is_ours:
            return _work(config, audit_all, day) if is_ours else Night(day, "busy")
    except (OSError, HistoryError) as error:
        return Night(day, "not_done", remarks=(describe_fault(error),))


def _work(config: Settings, audit_all: AuditAll, day: dt.date) -> Night:
    from tasks import history

    url = history.database_url(config.history_url, config.out)
    tidy(config.out)
    history.mark_dead(url)
    history.catch_up(url, config.out, config.keep_runs_days)
    history.forget(url, config.keep_runs_days)
    before, again = _finish_begun_night(config, url)
    before = replace(before, remarks=(*before.remarks, *passed_over([config.inbox])))
    found, growing = arrivals(config.inbox, config.settle_seconds)
    by_path = {arrival.path: arrival for arrival in found}
    new = _new_requests(config, url, day, by_path, again)
    waiting = tuple(path.name for path in growing)
    if not new:
        return Night(
            day,
            "nothing_new",
            waiting=waiting,
            deliveries=_sum(before.deliveries, deliver_again(config, url)),
            remarks=before.remarks,
        )
    run_id, outcomes, remarks = new_run_id(), [], before.remarks
    journal.begin(config.out, run_id, day, new)
    for request, outcome in zip(new, audit_all(new), strict=True):
        journal.note(config.out, outcome)
        outcomes.append(outcome)
        if outcome.status != "failed":
            remarks += _archive(
                [by_path[path] for path in (*request.inputs, *request.reports) if path in by_path], config
            )
    told = _tell(config, url, Night(day, "done", tuple(outcomes), waiting, remarks=remarks), run_id)
    return replace(told, deliveries=_sum(before.deliveries, told.deliveries))


def _finish_begun_night(config: Settings, url: str) -> tuple[Night, frozenset[str]]:
    """Tells what an earlier night could not; how that ended, and the portfolios that it did not come to the
    end of.
    """
    begun = journal.unfinished(config.out, url)
    if begun is None:
        return Night(dt.date.min, "done"), frozenset()
    night = Night(begun.business_date, "done", begun.outcomes)
    told = _tell(config, url, night, begun.run_id) if begun.outcomes else night
    remark = (
        f"The night of {begun.business_date} was broken off: what it had audited is told now, the rest is done in this one."
        if begun.again
        else f"What the night of {begun.business_date} could not send was tried again."
    )
    return replace(told, remarks=(remark, *told.remarks)), begun.again


def _tell(config: Settings, url: str, night: Night, run_id: str) -> Night:
    """Delivers a night; where not all of it went out, the record of the night stays for the next one to try
    again.
    """
    try:
        told = deliver_night(config, url, night, run_id)
    except Exception as error:
        return replace(
            night,
            remarks=(
                *night.remarks,
                f"The digest and the mails wait for the next night. {describe_fault(error)}",
            ),
        )
    if not any(how.startswith(("held back", "later")) for how, _ in told.deliveries):
        journal.end(config.out)
    return replace(told, remarks=(*night.remarks, *told.remarks))


def _sum(*deliveries: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    """Mails by how they ended, without those that had gone out before."""
    counted: Counter[str] = Counter()
    for counts in deliveries:
        counted.update(dict(counts))
    del counted["sent before"]
    return tuple(sorted(counted.items()))


def _new_requests(
    config: Settings, url: str, day: dt.date, by_path: dict[Path, Arrival], again: frozenset[str]
) -> list[AuditRequest]:
    """What is to be audited of the inbox: files unknown under these rules, answers not yet taken in, and what
    a killed night left.
    """
    from schemas.rules import load_rulebook
    from tasks import history

    rules_hash = load_rulebook().hash

    def is_new(request: AuditRequest) -> bool:
        files = [by_path[path].sha256 for path in request.inputs if path in by_path]
        return (
            request.portfolio in again
            or any(not history.was_seen(url, request.portfolio, sha256, rules_hash) for sha256 in files)
            or any(
                not history.were_answers_taken(url, request.portfolio, by_path[path].sha256)
                for path in request.reports
            )
        )

    requests = requests_for(list(by_path), config.out, day) if by_path else []
    return [
        request for request in (_with_last_inputs(request, config) for request in requests) if is_new(request)
    ]


def _archive(arrived: Sequence[Arrival], config: Settings) -> tuple[str, ...]:
    """Keeps copies of inputs that were audited; a remark where that could not be done."""
    try:
        for arrival in arrived:
            keep_copy(arrival, config.archive)
    except OSError as error:
        return (f"No copy of an input was kept in the archive. {describe_fault(error)}",)
    return ()


def _with_last_inputs(request: AuditRequest, config: Settings) -> AuditRequest:
    """A report handed back alone is audited with the inputs of the portfolio's last run, where the archive
    holds them all.
    """
    latest = config.out / request.portfolio / "latest" / "run.json"
    if request.inputs or not latest.is_file():
        return request
    inputs = json.loads(latest.read_text(encoding="utf-8"))["inputs"]
    copies = tuple(archived(config.archive, entry["sha256"], entry["file"]) for entry in inputs)
    return replace(request, inputs=copies) if all(copy.is_file() for copy in copies) else request
