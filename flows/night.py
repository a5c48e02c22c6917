"""One night: take what is new in the inbox, audit it, remember it, tell about it. Free of Prefect, so that it can be run by hand."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from filelock import FileLock, Timeout

from flows.inbox import archived, arrivals, keep_copy
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
    requests = [_with_last_inputs(request, config) for request in requests]

    def is_new(request: AuditRequest) -> bool:
        home = config.out / request.portfolio
        files = [by_path[path].sha256 for path in request.inputs if path in by_path]
        return any(not history.was_seen(url, request.portfolio, sha256, rules_hash) for sha256 in files) or any(
            not history.were_answers_taken(home, by_path[path].sha256) for path in request.reports)

    new = [request for request in requests if is_new(request)]
    waiting = tuple(path.name for path in growing)
    if not new:
        return Night(day, "nothing_new", waiting=waiting, deliveries=deliver_again(config, url))
    outcomes = tuple(audit_all(new))
    for request, outcome in zip(new, outcomes, strict=True):
        if outcome.status != "failed":
            for path in (*request.inputs, *request.reports):
                if path in by_path:
                    keep_copy(by_path[path], config.archive)
    history.forget(url, config.keep_runs_days)
    return deliver_night(config, url, Night(day, "done", outcomes, waiting), new_run_id())


def _with_last_inputs(request: AuditRequest, config: Settings) -> AuditRequest:
    """A report handed back alone is audited with the inputs of the portfolio's last run, where the archive holds them all."""
    latest = config.out / request.portfolio / "latest" / "run.json"
    if request.inputs or not latest.is_file():
        return request
    inputs = json.loads(latest.read_text(encoding="utf-8"))["inputs"]
    copies = tuple(archived(config.archive, entry["sha256"], entry["file"]) for entry in inputs)
    return replace(request, inputs=copies) if all(copy.is_file() for copy in copies) else request
