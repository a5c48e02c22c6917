"""Which process a run belongs to, and whether that process still lives."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def this_host() -> str:
    """Name of this machine."""
    return socket.gethostname()


def process_mark(pid: int | None = None) -> str:
    """A mark of one process of this machine that no later process shares: boot, process id and the time it
    started.

    Args:
        pid: the process; this one where none is given.

    Returns:
        Empty where there is no such process.
    """
    pid = os.getpid() if pid is None else pid
    # Not psutil's create_time: it moves when the clock is set, and a run that lives would be taken for dead.
    try:
        # The name of the program is in brackets and may hold blanks: count fields after the last bracket.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        import psutil

        return f"{pid}" if not Path("/proc/self/stat").exists() and psutil.pid_exists(pid) else ""
    is_zombie, started = fields[0] == "Z", fields[19]
    return "" if is_zombie else f"{boot}:{pid}:{started}"


def lives(mark: str) -> bool:
    """Whether the process of a mark, made on this machine, is still there."""
    pid = mark.split(":")[1] if ":" in mark else mark
    return pid.isdigit() and process_mark(int(pid)) == mark
