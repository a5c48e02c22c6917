"""How far a run has come, for the Prefect UI."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from prefect import get_run_logger
from prefect.artifacts import create_progress_artifact, update_progress_artifact

from flows.faults import describe_fault
from schemas.records import Outcome

# The server takes some hundredths of a second for each word on progress; a large cluster ends an audit more often.
REPORT_EVERY_SECONDS = 2
# How long a server that was away is left alone.
TRY_EVERY_SECONDS = 60


def tell_server(tell: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What the server answers; None, with a line in the log, where it is away: work does not wait for its display.

    Args:
        tell: a function of Prefect that sends something to the server.
        *args: its arguments.
        **kwargs: its keyword arguments.

    Returns:
        Its answer; None where the server is away.
    """
    try:
        return tell(*args, **kwargs)
    except Exception as error:
        get_run_logger().warning(
            "The Prefect server could not be told how far the run is. %s", describe_fault(error)
        )
        return None


class ProgressArtifact:
    """A progress artifact. A server that is away is tried no more than once a minute: each try takes half of one, and
    the audit waits meanwhile.
    """

    def __init__(self, key: str, description: str):
        self._next_try = 0.0
        self._artifact = tell_server(create_progress_artifact, 0.0, key=key, description=description)

    def __call__(self, percent: float) -> None:
        """Moves it to so many percent, where the server can be told."""
        if not self._artifact or time.monotonic() < self._next_try:
            return
        if tell_server(update_progress_artifact, self._artifact, percent) is None:
            self._next_try = time.monotonic() + TRY_EVERY_SECONDS


class PortfoliosDone:
    """A progress artifact that moves with each portfolio, but no more often than every few seconds."""

    def __init__(self, key: str, total: int):
        self._total, self._done, self._reported_at = total, 0, 0.0
        self._show = ProgressArtifact(key, "Portfolios audited")

    def __call__(self, outcome: Outcome) -> None:
        """Counts a portfolio that ended."""
        self._done += 1
        if time.monotonic() - self._reported_at > REPORT_EVERY_SECONDS or self._done == self._total:
            self._show(100 * self._done / self._total)
            self._reported_at = time.monotonic()
