"""What a run asks of the scheduler about its workers. No answer is waited for longer than ``ANSWER_SECONDS``."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from distributed import Client, Future

ANSWER_SECONDS = 10
# The topic under which the watcher of a worker says that it ended the worker at its memory limit.
MEMORY_TOPIC = "worker-restart-memory"


def count_usable(client: Client) -> int:
    """How many workers take work or are at work. A worker that holds too much memory to take more is started anew, once
    it has nothing to do: Dask would leave it paused until the end.

    Raises:
        Exception: the scheduler does not answer.
    """
    workers = _ask_handler(client, "identity", n_workers=-1)["workers"]
    paused = [address for address, worker in workers.items() if worker["status"] == "paused"]
    if not paused:
        return len(workers)
    processing = _ask_handler(client, "processing", workers=paused)
    idle = [address for address in paused if not processing.get(address)]
    with suppress(Exception):  # a worker without a watcher cannot be started anew
        if idle:
            ask_scheduler(client, client.restart_workers, workers=idle, timeout=ANSWER_SECONDS)
    return len(workers) - len(idle)


def reached_memory_limit(client: Client, addresses: Collection[str]) -> bool:
    """Whether one of the workers was ended at its memory limit; also False where the scheduler does not answer."""
    with suppress(Exception):
        events = _ask_handler(client, "events", topic=MEMORY_TOPIC)
        return any(event["worker"] in addresses for _, event in events)
    return False


def end_work(client: Client, future: Future) -> None:
    """Ends a task with the process that is at it. A worker without a watcher goes on."""
    with suppress(Exception):
        at = [
            worker
            for worker, keys in _ask_handler(client, "processing", workers=None).items()
            if future.key in keys
        ]
        future.cancel(force=True)  # sends a word and waits for no answer
        ask_scheduler(client, client.restart_workers, workers=at, timeout=ANSWER_SECONDS)


def retire(client: Client, address: str) -> None:
    """Has a worker end in good order; without an answer it is left as it is."""
    with suppress(Exception):
        ask_scheduler(client, client.retire_workers, workers=[address])


def ask_scheduler(client: Client, question: Callable[..., Any], **arguments: Any) -> Any:
    """The scheduler's answer to a question; a connection that swallows everything must not stop the run.

    Args:
        client: of the cluster.
        question: a method of the client that asks the scheduler.
        arguments: of the question.

    Raises:
        Exception: the scheduler does not answer within ``ANSWER_SECONDS`` (TimeoutError), or refuses.
    """
    return client.sync(question, callback_timeout=ANSWER_SECONDS, **arguments)


def _ask_handler(client: Client, what: str, **arguments: Any) -> Any:
    """The answer to a question that the client has no method for."""
    return ask_scheduler(client, getattr(client.scheduler, what), **arguments)
