"""One night: take what is new in the inbox, audit it, remember it, tell about it. Free of Prefect, so that it can be run by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from filelock import FileLock, Timeout

from flows.inbox import Arrival, arrivals, keep_copy
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


def new_arrivals(found: Sequence[Arrival], is_known: Callable[[Arrival], bool]) -> list[Arrival]:
    """Arrivals that were not audited yet as they are now; of two files of the same content the first."""
    first = {arrival.sha256: arrival for arrival in reversed(found)}
    return [arrival for arrival in found if first[arrival.sha256] is arrival and not is_known(arrival)]
