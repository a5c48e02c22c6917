"""How a process that audits is prepared before its first audit, whoever starts it."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading

from schemas.kept import keep_between_runs
from tasks.lean_great_expectations import leave_out_unused_parts
from tasks.memory import keep_what_is_free
from tasks.without_help_texts import leave_out_help_texts

# Python looks for garbage after 700 new objects; modules and cells make a thousand times as many, and hardly any of
# them is garbage. The first audit of a process makes 560,000 and ends without a look, which would take 0.2 s; each
# further small one leaves 7,000.
OBJECTS_BEFORE_COLLECTION = 1_000_000
# Numpy, Arrow and Pydantic read these when they are imported. Numpy asks for huge pages for arrays from 4 MB on, which
# on a virtual machine cost three times what others do when they are touched for the first time; and its second thread
# for sums mostly waits, at full speed. Arrow's own allocator gives memory back and takes it anew, in huge pages; the C
# library keeps it (``keep_what_is_free``), and one store holds less than two. Pydantic looks for plugins among all
# packages that are installed.
LIBRARY_SETTINGS = {
    "NUMPY_MADVISE_HUGEPAGE": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "PYDANTIC_DISABLE_PLUGINS": "__all__",
}


def prepare_for_audits() -> None:
    """Has this process start faster, look for garbage less often, and not at all at its end, keep memory for its next
    use, and numpy and Arrow, which are not imported yet, take less CPU time.
    """
    for name, value in LIBRARY_SETTINGS.items():
        os.environ.setdefault(name, value)
    keep_what_is_free()
    leave_out_unused_parts()
    leave_out_help_texts()
    keep_between_runs()
    gc.set_threshold(OBJECTS_BEFORE_COLLECTION)
    # At its end Python looks twice for garbage among all that a process made, 0.9 s after a small audit, to free
    # memory that the system takes back anyway. Objects that are frozen are passed over.
    atexit.register(gc.freeze)


def end_process(code: int) -> None:
    """Ends this process as Python does, threads waited for and functions of ``atexit`` called, but for taking apart one
    by one the modules that the system takes back at once. So ``multiprocessing`` ends its processes.

    Args:
        code: the exit code.

    Raises:
        SystemExit: what was printed could not be written, and Python says so at its own end; or there was a pool of
            processes, after which Python is to end as it does.
    """
    if "pebble" in sys.modules:
        sys.exit(
            code
        )  # ended at once after a pool, every second run closed with a warning of leaked semaphores
    threading._shutdown()  # pyright: ignore[reportAttributeAccessIssue]
    atexit._run_exitfuncs()
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):  # none where it was closed
            stream.flush()
    except OSError:
        sys.exit(code)
    os._exit(code)
