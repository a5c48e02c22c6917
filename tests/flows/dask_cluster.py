"""A Dask scheduler and workers as processes of their own, with a history on PostgreSQL, for tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from tests.flows.prefect_server import free_port

ROOT = Path(__file__).parents[2]


class RealCluster:
    """A scheduler and workers as processes of their own, as an operator starts them."""

    def __init__(self, folder: Path, workers: int = 2, protocol: str = "tcp", **environment: str):
        self.address = f"{protocol}://127.0.0.1:{free_port()}"
        dask = [sys.executable, "-m", "dask"]
        self._environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
        self._log = (folder / "dask.log").open("w")
        port = self.address.rpartition(":")[2]
        self.scheduler = self._start(
            [*dask, "scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"]
        )
        self.workers = [
            self._start(
                [*dask, "worker", self.address, "--nthreads", "1", "--no-dashboard", "--death-timeout", "60"]
            )
            for _ in range(workers)
        ]

    def _start(self, command: list[str]) -> subprocess.Popen:
        return subprocess.Popen(
            command, env=self._environment, stdout=self._log, stderr=self._log, start_new_session=True
        )

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self._log.close()


def at_work(watcher: int) -> psutil.Process:
    """The process that does a worker's work; its watcher starts another when it is killed."""
    children = psutil.Process(watcher).children()
    return next(child for child in children if "spawn_main" in " ".join(child.cmdline()))


def wait_until(holds, seconds=120, every_seconds=0.5):
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(every_seconds)
    assert holds()
