"""Whether the clock of this machine can be believed: by it nights remove what is old."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

# When the last night was whose clock was believed, in the output folder.
FILE = ".nightly.clock"
LONGEST_PAUSE, LARGEST_STEP_BACK = dt.timedelta(days=60), dt.timedelta(days=1)


def clock_fault(out: Path) -> str:
    """What is wrong with the clock, judged by the night before; empty, and the time is noted, where nothing is.

    Args:
        out: output folder.

    Returns:
        A sentence that says what to do.

    Raises:
        OSError: the time cannot be noted.
    """
    file, now = out / FILE, dt.datetime.now(dt.UTC)
    try:
        last = dt.datetime.fromisoformat(file.read_text())
    except (OSError, ValueError):  # the first night, or a record that a power cut left
        last = now
    if -LARGEST_STEP_BACK < now - last < LONGEST_PAUSE:
        file.write_text(now.isoformat(timespec="seconds"))
        return ""
    return (
        f"The clock of this machine says {now:%Y-%m-%d}, and a night was at work on {last:%Y-%m-%d}. Nothing that is "
        f"old is removed until somebody has looked: put the clock right, or remove the file {FILE} of the output "
        "folder where it is right."
    )
