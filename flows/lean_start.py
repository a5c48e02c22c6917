"""How a process that audits is prepared before its first audit, whoever starts it."""

from __future__ import annotations

import gc

from schemas.kept import keep_between_runs
from tasks.lean_great_expectations import leave_out_unused_parts

# Python looks for garbage after 700 new objects; modules and cells make a thousand times as many, and hardly any of
# them is garbage.
OBJECTS_BEFORE_COLLECTION = 500_000


def prepare_for_audits() -> None:
    """Has this process start faster and look for garbage less often."""
    leave_out_unused_parts()
    keep_between_runs()
    gc.set_threshold(OBJECTS_BEFORE_COLLECTION)
