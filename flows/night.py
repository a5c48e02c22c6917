"""One night: take what is new in the inbox, audit it, remember it, tell about it. Free of Prefect, so that it can be run by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from filelock import FileLock, Timeout

from flows.inbox import arrivals, keep_copy
from flows.requests import new_run_id, requests_for
from flows.verdict import Verdict, verdict
from schemas.records import AuditRequest, Outcome
from tasks.settings import Settings

AuditAll = Callable[[Sequence[AuditRequest]], list[Outcome]]


@dataclass(frozen=True)
class Night:
    """How a night ended.

    ``status``: done, nothing_new, or busy (another run holds the inbox). ``waiting`` are files that were still growing;
    ``digest`` is the workbook over all portfolios of the night; ``deliveries`` counts mails by how they ended.
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
        if not self.outcomes:
            return Verdict(0, "Completed", f"Nothing new in the inbox on {self.business_date}; nothing was sent.")
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
        audit_all: how portfolios are audited; returns an outcome for each request.
        day: the business date, and the date the audits are made for.

    Returns:
        How it ended. A fault of one portfolio, of the history or of the mail is told in it and never raised.
    """
    with inbox_lock(config.out) as is_ours:
        if not is_ours:
            return Night(day, "busy")
        return _work(config, audit_all, day)


def _work(config: Settings, audit_all: AuditAll, day: dt.date) -> Night:
    from flows.tell import deliver_again, deliver_night
    from schemas.rules import load_rulebook
    from tasks import history

    url = history.database_url(config.history_url, config.out)
    history.mark_dead(url)
    history.catch_up(url, config.out)
    rules_hash = load_rulebook().hash
    found, growing = arrivals(config.inbox, config.settle_seconds)
    requests = requests_for([arrival.path for arrival in found], config.out, day) if found else []
    by_path = {arrival.path: arrival for arrival in found}
    new = [request for request in requests if not history.was_seen(url, request.portfolio, by_path[request.inputs[0]].sha256, rules_hash)]
    waiting = tuple(path.name for path in growing)
    if not new:
        return Night(day, "nothing_new", waiting=waiting, deliveries=deliver_again(config, url))
    outcomes = tuple(audit_all(new))
    for request, outcome in zip(new, outcomes, strict=True):
        if outcome.status != "failed":
            keep_copy(by_path[request.inputs[0]], config.archive)
    history.forget(url, config.keep_runs_days)
    return deliver_night(config, url, Night(day, "done", outcomes, waiting), new_run_id())
