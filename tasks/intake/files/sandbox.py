"""The parent's side of the child process: started once, used for file after file, replaced when it dies or
hangs.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[3]


class Gone(Exception):
    """The child was dead before it was asked."""


class Stopped(Exception):
    """The child did not answer: it ran out of time (``by_time``) or of memory (``by_memory``), or died."""

    def __init__(self, *, by_time: bool, by_memory: bool) -> None:
        super().__init__("the child process was stopped")
        self.by_time = by_time
        self.by_memory = by_memory


class Child:
    """One child process."""

    def __init__(self) -> None:
        self._owner = os.getpid()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  lives as long as the process
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])]),
            "OMP_NUM_THREADS": "1",
            "PYTHONUTF8": "1",
            "PYTHONWARNINGS": "ignore",
            "OPENPYXL_LXML": "False",
        }
        command = [sys.executable, "-P", "-m", "tasks.intake.files.sandbox_worker"]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=environment,
            text=True,
            encoding="utf-8",
        )
        if self._process.stdout.readline() != "ready\n":
            words = self._last_words()
            self.stop()
            raise RuntimeError(f"the child process that reads files could not be started: {words[-500:]}")

    def read(self, request: dict[str, Any], seconds: float) -> bool:
        """Has one file read into ``request["folder"]``; tells whether the child can take another.

        Raises:
            Gone: the child was dead before it was asked.
            Stopped: the child was killed at the time limit, or died.
        """
        timed_out = threading.Event()
        timer = threading.Timer(seconds, lambda: (timed_out.set(), self._process.kill()))
        timer.start()
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            started = self._process.stdout.readline()
            answer = self._process.stdout.readline()
        except OSError:
            started = answer = ""
        finally:
            timer.cancel()
        if not answer:
            self._process.wait()
            words = self._last_words()
            self.stop()
            if not started and not timed_out.is_set():
                raise Gone
            raise Stopped(by_time=timed_out.is_set(), by_memory="memory allocation" in words)
        if answer == "last\n":
            self.stop()
        return answer == "done\n"

    def is_ours(self) -> bool:
        """Whether this process started it, and not one that this process is a fork of."""
        return self._owner == os.getpid()

    def stop(self) -> None:
        """Ends the process and frees what it held."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            with suppress(OSError):  # what it should still have been told is lost with it
                stream.close()

    def _last_words(self) -> str:
        self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(self._errors.tell() - 4096, 0))
        return self._errors.read().decode("utf-8", "replace")


_idle: list[Child] = []  # shared by the threads of a process; its pop and append are atomic


def in_child(request: dict[str, Any], seconds: float) -> None:
    """Has one file read by an idle child, or by a new one.

    Raises:
        Stopped: the child was killed at the time limit, or died.
    """
    while True:
        try:
            child = _idle.pop()
        except IndexError:
            child = Child()
        if not child.is_ours():
            continue
        with suppress(Gone):
            if child.read(request, seconds):
                _idle.append(child)
            return


@atexit.register
def stop_idle() -> None:
    """Ends the children that wait for work."""
    while _idle:
        child = _idle.pop()
        if child.is_ours():
            child.stop()
