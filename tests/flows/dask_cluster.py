"""A Dask scheduler and workers as processes of their own, with a history on PostgreSQL, for tests."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

from flows.cluster.connection import SCHEDULING
from tests.flows.prefect_server import free_port

ROOT = Path(__file__).parents[2]


def as_environment(settings: dict[str, object]) -> dict[str, str]:
    """Settings of Dask as variables of the environment, as units and containers set them."""
    return {
        f"DASK_{name.upper().replace('.', '__').replace('-', '_')}": str(value)
        for name, value in settings.items()
    }


class RealCluster:
    """A scheduler and workers as processes of their own, as an operator starts them."""

    def __init__(self, folder: Path, workers: int = 2, protocol: str = "tcp", **environment: str):
        self.address = f"{protocol}://127.0.0.1:{free_port()}"
        dask = [sys.executable, "-m", "dask"]
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            **as_environment(SCHEDULING),
            **environment,
        }
        self._log = (folder / "dask.log").open("w")
        port = self.address.rpartition(":")[2]
        self.scheduler = self._start(
            [
                *dask,
                "scheduler",
                "--host",
                "127.0.0.1",
                "--port",
                port,
                "--no-dashboard",
                "--dashboard-address",
                "127.0.0.1:0",
            ]
        )
        self.workers: list[subprocess.Popen] = []
        for _ in range(workers):
            self.add_worker()

    def add_worker(self, *options: str, address: str = "", **environment: str) -> subprocess.Popen:
        """Starts a worker; ``address`` is that of the scheduler as this worker reaches it."""
        begin = [sys.executable, "-m", "dask", "worker", address or self.address]
        more = [
            "--nthreads",
            "1",
            "--no-dashboard",
            "--dashboard-address",
            "127.0.0.1:0",
            "--death-timeout",
            "60",
            *options,
        ]
        self.workers.append(self._start([*begin, *more], **environment))
        return self.workers[-1]

    def add_threads(self, workers: int) -> None:
        """Starts so many workers that share one process; for measurements of the scheduler alone."""
        one = {"cls": "distributed.Worker", "opts": {"nthreads": 1, "dashboard": False}}
        spec = json.dumps({f"{len(self.workers)}-{number}": one for number in range(workers)})
        self.workers.append(self._start([sys.executable, "-m", "dask", "spec", self.address, "--spec", spec]))

    def _start(self, command: list[str], **environment: str) -> subprocess.Popen:
        return subprocess.Popen(
            command,
            env=self._environment | environment,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )

    def is_listening(self) -> bool:
        """Whether the scheduler takes connections."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", int(self.address.rpartition(":")[2]))):
            return True
        return False

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
