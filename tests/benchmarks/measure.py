"""Runs a command and tells what it and its children cost."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

SAMPLING_SECONDS = 0.05
ORPHANS_END_SECONDS = 10.0
ADOPTS_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER of Linux


@dataclass(frozen=True)
class Cost:
    """Of one command with all its children: wall and CPU seconds, and the most memory they held at one
    time.
    """

    exit_code: int
    wall_seconds: float
    cpu_seconds: float
    peak_megabytes: float


def run(command: list[str], log: Path, folder: Path | None = None) -> Cost:
    """Runs a command to its end, in ``folder`` where one is given; its output goes to ``log``.

    CPU is user and system time as the kernel counts it, children included, also those that outlive the
    command. Memory is the sum of the resident sets of the process tree, sampled; pages that parent and
    child share are counted for both.
    """
    ctypes.CDLL(None).prctl(ADOPTS_ORPHANS, 1, 0, 0, 0)
    before = _own_children()
    start = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, cwd=folder, env=_as_installed()
        )
        watch = _Watch(process.pid)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    watch.stop()
    peak = max(watch.peak_bytes, usage.ru_maxrss * 1024)
    cpu = usage.ru_utime + usage.ru_stime + _orphans(before)
    return Cost(process.returncode, wall, cpu, peak / 1e6)


def _as_installed() -> dict[str, str]:
    """The environment, in which Python keeps compiled modules, as it does for whoever installed the program."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _own_children() -> set[int]:
    import psutil

    return {child.pid for child in psutil.Process().children()}


def _orphans(before: set[int]) -> float:
    """CPU seconds of processes that the command started and left; who does not end by itself is ended."""
    seconds, patience = 0.0, time.perf_counter() + ORPHANS_END_SECONDS
    while orphans := _own_children() - before:
        for pid in orphans:
            if time.perf_counter() > patience:
                os.kill(pid, signal.SIGKILL)
            ended, _, usage = os.wait4(pid, os.WNOHANG)
            seconds += usage.ru_utime + usage.ru_stime if ended else 0.0
        time.sleep(SAMPLING_SECONDS)
    return seconds


class _Watch(threading.Thread):
    """Looks at the memory of a process tree again and again."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak_bytes = pid, 0
        self._ended = threading.Event()

    def run(self) -> None:
        import psutil

        while not self._ended.is_set():
            try:
                root = psutil.Process(self.pid)
                self.peak_bytes = max(
                    self.peak_bytes, sum(_resident(one) for one in (root, *root.children(recursive=True)))
                )
            except psutil.Error:
                return
            self._ended.wait(SAMPLING_SECONDS)

    def stop(self) -> None:
        """Ends the watch."""
        self._ended.set()
        self.join()


def _resident(process) -> int:
    import psutil

    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0
