"""One thing that the doctor looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what, whether it is in order, what was found, and what to do where it is not."""

    what: str
    is_good: bool
    found: str
    do: str = ""
