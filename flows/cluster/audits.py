"""Audits many portfolios on a Dask cluster, and tells how each ended whatever happens to workers and scheduler."""

from __future__ import annotations

import signal
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, Any

from flows.cluster import workers
from flows.cluster.checks import check_cluster
from flows.cluster.connection import LOCAL, connected
from flows.cluster.jobs import ClusterJob, Unfit, audit_job, jobs_of, stop_file_of
from flows.run_folder import clear_up
from flows.runners import STOPPED, in_processes, unfinished
from schemas.records import AuditRequest, Outcome

if TYPE_CHECKING:
    from distributed import Client, Future

    from tasks.settings import Settings

# How often the client counts workers and looks for audits that take too long.
LOOK_SECONDS = 10
NO_WORKERS_SECONDS = 300
MOST_DEATHS, MOST_TRIES = 2, 10
GIVEN_UP = ("closing", "closed")  # states of a client that no longer looks for its scheduler
OUT_OF_MEMORY = (
    "The worker that audited this portfolio died twice, and reached its memory limit. Start workers with a higher "
    "--memory-limit (0: none), then run again."
)
WORKER_DIED = "The worker that audited this portfolio died twice."
CONNECTION_LOST = "The connection to the Dask scheduler was lost before this portfolio was finished."
NO_WORKERS = "The Dask scheduler had no workers for minutes. Start some, then run again."


def on_cluster(
    requests: Sequence[AuditRequest],
    address: str,
    config: Settings,
    on_done: Callable[[Outcome], Any] = lambda outcome: None,
) -> list[Outcome]:
    """Audits portfolios on the workers of a Dask cluster.

    A worker that dies costs the portfolio that it was at one further try, alone. If its worker dies again,
    the portfolio's outcome is ``failed``; no other portfolio is affected. Where the connection to the scheduler
    breaks and comes back, the run goes on; a portfolio that was finished meanwhile is not audited again.

    Args:
        requests: what to audit.
        address: of a Dask scheduler, such as tcp://10.0.0.5:8786 or tls://..., or ``local`` for worker
            processes on this machine.
        config: the settings; they are sent to the workers.
        on_done: called with each outcome as it arrives.

    Returns:
        One outcome for each request, in their order.

    Raises:
        UsageError: Dask is not installed, the scheduler does not answer or has no workers, a worker has other
            versions or rules, or does not see the inputs or the output folder; or the history is SQLite
            while the workers are on other machines.
    """
    if not requests:
        return []
    most = config.audits_at_once if address == LOCAL else 0
    with (
        _ended_by_signals() as end_if_asked,
        _cleared_up_after(requests, address),
        connected(address, config) as client,
    ):
        check_cluster(client, address, config, requests)
        return _Audits(client, jobs_of(requests, config, most), config, on_done, most, end_if_asked).all()


@contextmanager
def _ended_by_signals() -> Iterator[Callable[[], None]]:
    """Has SIGTERM end the block as Ctrl-C does, so that workers stop; where nobody else settled what they do.

    Yields:
        Ends the block if a signal came before: Python drops what a signal raises in the middle of a finalizer or of a
        callback of its garbage collector, of which Dask has many, and goes on.
    """
    came: list[BaseException] = []

    def end(number: int, _: object) -> None:
        came.append(KeyboardInterrupt() if number == signal.SIGINT else SystemExit(128 + number))
        raise came[-1]

    def end_if_asked() -> None:
        if came:
            raise came[-1]

    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}
    is_main = current_thread() is main_thread()
    ours = [number for number, handler in usual.items() if is_main and signal.getsignal(number) is handler]
    for number in ours:
        signal.signal(number, end)
    try:
        yield end_if_asked
    finally:
        for number in ours:
            signal.signal(number, usual[number])


@contextmanager
def _cleared_up_after(requests: Sequence[AuditRequest], address: str) -> Iterator[None]:
    """Clears up after a run that was broken off, what dead workers left; one that is still at work does it itself."""
    try:
        yield
    finally:
        stop_file = stop_file_of(requests)
        if stop_file.exists():
            for request in requests:
                clear_up(request.out / request.portfolio)
            if address == LOCAL:  # no worker is left to be stopped
                stop_file.unlink()


def audit_all_as_set(config: Settings) -> Callable[[Sequence[AuditRequest]], Iterable[Outcome]]:
    """How a night audits its portfolios: on the Dask cluster of the settings, else in processes here."""
    if config.dask:
        return lambda requests: on_cluster(requests, config.dask, config)
    return lambda requests: in_processes(requests, config.processes)


class _Audits:
    """Has no more audits at work than there are workers, so that none waits behind another on a worker that may die."""

    def __init__(
        self,
        client: Client,
        jobs: Sequence[ClusterJob],
        config: Settings,
        on_done: Callable[[Outcome], Any],
        most: int,
        end_if_asked: Callable[[], None] = lambda: None,
    ):
        self._client, self._jobs, self._on_done, self._most = client, jobs, on_done, most
        self._end_if_asked = end_if_asked
        self._minutes = config.run_minutes
        self._outcomes: dict[int, Outcome] = {}
        self._waiting, self._died = deque(range(len(jobs))), deque[int]()
        self._at_work: dict[Future, tuple[int, float]] = {}
        self._ended: SimpleQueue[Future] = SimpleQueue()
        self._tries = Counter[int]()
        self._died_on: defaultdict[int, list[str]] = defaultdict(list)
        self._workers, self._seen_at = 1, time.monotonic() - LOOK_SECONDS

    def all(self) -> list[Outcome]:
        """Audits all; what cost a worker is tried once more when nothing else is at work."""
        try:
            while len(self._outcomes) < len(self._jobs):
                self._look()
                self._begin_next()
                with suppress(Empty):
                    self._take(self._ended.get(timeout=LOOK_SECONDS))
                self._end_if_asked()
        except BaseException:
            self._stop()
            raise
        return [self._outcomes[number] for number in range(len(self._jobs))]

    def _stop(self) -> None:
        """Has workers stop before their next step."""
        self._jobs[0].stop_file.touch()

    def _begin_next(self) -> None:
        while self._waiting and len(self._at_work) < min(self._workers, self._most or self._workers):
            self._begin(self._waiting.popleft())
        if self._died and not self._at_work and not self._waiting:
            self._begin(self._died.popleft())

    def _begin(self, number: int) -> None:
        self._tries[number] += 1
        request = self._jobs[number].request
        key = ("audit", request.portfolio, request.run_id, self._tries[number])
        future = self._client.submit(audit_job, self._jobs[number], key=key, pure=False)
        self._at_work[future] = (number, time.monotonic())
        future.add_done_callback(self._ended.put)

    def _take(self, future: Future) -> None:
        """Takes what became of an audit."""
        if future not in self._at_work:  # it took too long, and was told already
            return
        number, _ = self._at_work.pop(future)
        answer = _answer(future)
        future.release()
        if isinstance(answer, Outcome):
            self._finish(number, answer)
        elif answer is None:
            self._after_lost_connection(number)
        elif isinstance(answer, Unfit):
            self._after_unfit(number, answer)
        else:
            self._after_death(number, answer)

    def _after_lost_connection(self, number: int) -> None:
        """Has the portfolio audited once the connection is back; a client that has given that up closes."""
        if self._client.status not in GIVEN_UP and self._tries[number] < MOST_TRIES:
            self._waiting.appendleft(number)
        else:
            self._give_up(CONNECTION_LOST, number)

    def _after_unfit(self, number: int, answer: Unfit) -> None:
        if self._tries[number] < MOST_DEATHS:
            self._died.append(number)
        else:
            fault = f"The Dask worker {answer.worker} {answer.why}"
            self._finish(number, unfinished(self._jobs[number].request, fault))
        workers.retire(self._client, answer.worker)

    def _after_death(self, number: int, worker: str) -> None:
        self._died_on[number].append(worker)
        if len(self._died_on[number]) < MOST_DEATHS:
            self._died.append(number)
            return
        is_memory = workers.reached_memory_limit(self._client, self._died_on[number])
        request = self._jobs[number].request
        self._finish(number, unfinished(request, OUT_OF_MEMORY if is_memory else WORKER_DIED))
        clear_up(request.out / request.portfolio)

    def _finish(self, number: int, outcome: Outcome) -> None:
        self._outcomes[number] = outcome
        self._on_done(outcome)

    def _look(self) -> None:
        """Counts the workers, and ends audits that take too long or that nobody does."""
        # What is begun while the client closes is never answered.
        if self._client.status in GIVEN_UP:
            self._give_up(CONNECTION_LOST)
            return
        now = time.monotonic()
        if self._workers and now - self._seen_at < LOOK_SECONDS:
            return
        why = CONNECTION_LOST
        with suppress(Exception):  # a scheduler that has gone or does not answer
            self._workers = workers.count_usable(self._client)
            why = NO_WORKERS
            if self._workers:
                self._seen_at = now
        if now - self._seen_at > NO_WORKERS_SECONDS:
            self._give_up(why)
        for future, (number, began) in list(self._at_work.items()):
            if now - began > self._minutes * 60:
                self._end(future, number)

    def _end(self, future: Future, number: int) -> None:
        """Ends an audit that takes too long; it is told as failed also where its worker cannot be ended."""
        del self._at_work[future]
        workers.end_work(self._client, future)
        request = self._jobs[number].request
        clear_up(request.out / request.portfolio)
        self._finish(number, unfinished(request, STOPPED.format(self._minutes)))

    def _give_up(self, why: str, *more: int) -> None:
        """Ends the run: what is not finished is told as failed, and workers that are still at it stop."""
        self._stop()
        at_work = (number for number, _ in self._at_work.values())
        numbers = sorted({*more, *self._waiting, *self._died, *at_work})
        self._waiting.clear()
        self._died.clear()
        self._at_work.clear()
        for number in numbers:
            self._finish(number, unfinished(self._jobs[number].request, why))


def _answer(future: Future) -> Outcome | Unfit | str | None:
    """What a worker answered; the address of a worker that died of it; or None where the connection was lost."""
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError

    try:
        return future.result(timeout=workers.ANSWER_SECONDS)
    except KilledWorker as death:
        return death.last_worker.address
    except (FutureCancelledError, OSError, TimeoutError):
        return None
