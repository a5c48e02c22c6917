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
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from tasks.intake.files.sandbox_worker import WALL_FACTOR

PROJECT = Path(__file__).parents[3]
LOOK_SECONDS = 0.1


class Gone(Exception):
    """The child was dead before it was asked."""


class Stopped(Exception):
    """The child did not answer: it ran out of time (``by_time``) or of memory (``by_memory``), or died.
    ``seconds`` of CPU it had used.
    """

    def __init__(self, *, by_time: bool, by_memory: bool, seconds: float) -> None:
        super().__init__("the child process was stopped")
        self.by_time = by_time
        self.by_memory = by_memory
        self.seconds = seconds


class _Clock(threading.Thread):
    """Kills a child that has used its time: of CPU, so that a busy machine does not count; by the clock on the
    wall only where it takes WALL_FACTOR times as long, because it waits for something.
    """

    def __init__(self, process: subprocess.Popen[str], seconds: float) -> None:
        super().__init__(daemon=True)
        self._process, self._seconds = process, seconds
        self._done = threading.Event()
        self.used, self.is_over = 0.0, False

    def run(self) -> None:
        import psutil

        began = time.monotonic()
        with suppress(psutil.Error):
            child = psutil.Process(self._process.pid)
            before = sum(child.cpu_times()[:2])
            while not self._done.wait(LOOK_SECONDS):
                self.used = sum(child.cpu_times()[:2]) - before
                passed = time.monotonic() - began
                if self.used > self._seconds or passed > self._seconds * WALL_FACTOR:
                    self.is_over = True
                    self._process.kill()
                    return

    def stop(self) -> None:
        """Ends the watch."""
        self._done.set()
        self.join()


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
        # Without the script's own folder on the search path, where modules of the readers could hide others
        # of the same name.
        command = [sys.executable, "-P", str(Path(__file__).with_name("start_reader.py"))]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=environment,
            text=True,
            encoding="utf-8",
        )
        # Pipes, as asked for above.
        self._to_child = cast("IO[str]", self._process.stdin)
        self._from_child = cast("IO[str]", self._process.stdout)
        if self._from_child.readline() != "ready\n":
            words = self._last_words()
            self.stop()
            raise RuntimeError(f"the child process that reads files could not be started: {words[-500:]}")

    def read(self, request: dict[str, Any], seconds: float) -> bool:
        """Has one file read into ``request["folder"]``; tells whether the child can take another.

        Raises:
            Gone: the child was dead before it was asked.
            Stopped: the child was killed at the time limit, or died.

        Args:
            request: what the child reads: path, folder, limits, and readers to leave out.
            seconds: of CPU that the child may use.
        """
        clock = _Clock(self._process, seconds)
        clock.start()
        try:
            self._to_child.write(json.dumps(request) + "\n")
            self._to_child.flush()
            # Two lines: the first says that the child was alive when it was asked, so that its death is the
            # file's doing.
            started = self._from_child.readline()
            answer = self._from_child.readline()
        except OSError:
            started = answer = ""
        except BaseException:  # whoever asked is stopped: nobody waits for the file
            self.stop()
            raise
        finally:
            clock.stop()
        if not answer:
            self._process.wait()
            words = self._last_words()
            self.stop()
            if not started and not clock.is_over:
                raise Gone
            # Rust ends a process that gets no memory, and only its last words say why.
            raise Stopped(by_time=clock.is_over, by_memory="memory allocation" in words, seconds=clock.used)
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
        for stream in (self._to_child, self._from_child, self._errors):
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

    Args:
        request: as ``Child.read`` takes it.
        seconds: of CPU that the child may use.
    """
    while True:
        try:
            child = _idle.pop()
        except IndexError:
            child = Child()
        # After a fork both processes would talk to the same child; only the one that started it may.
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
