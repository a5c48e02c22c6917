"""The child process: reads one file after the other under a limit of memory and time, and may die of any of
them.

It takes one line of JSON per file on its input, and answers with one line at once and another when
``result.json`` is in the file's folder.
"""

from __future__ import annotations

import errno
import gc
import json
import os
import signal
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from tasks.settings import Limits

# A process that has grown beyond this is replaced before the next file.
WORN_OUT_MEGABYTES = 600
# Rows of cells are many objects and no garbage; Python's own 700 has it look for some without end.
OBJECTS_BEFORE_COLLECTION = 50_000
# Should the parent be gone, the kernel ends the child this long after its time limit.
GRACE_SECONDS = 5
WALL_FACTOR = 5  # seconds by the clock for each second of CPU that reading may take
LONGEST_PROPERTY = 1000
MEGABYTE = 1 << 20
# What the system lacks, and no fault of the file: the same file may be read another time.
SYSTEM_FAULTS = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EFBIG,
        errno.EROFS,
        errno.EIO,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
    }
)


class NoPandas:
    """Finds no pandas: no reader needs it, and Arrow would import it to look for its types, which takes longer than
    reading a short list.
    """

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Is asked by Python for each module that is not loaded.

        Args:
            name: the module.
            path: where its package is; not used.
            target: not used.

        Raises:
            ImportError: it is pandas.
        """
        if name == "pandas":
            raise ImportError(name)


def main() -> None:
    """Answers requests until its input ends."""
    gc.set_threshold(OBJECTS_BEFORE_COLLECTION)
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what a library prints must not look like an answer
    sys.meta_path.insert(0, NoPandas())
    from tasks.without_help_texts import leave_out_help_texts

    leave_out_help_texts()
    import pyarrow  # noqa: F401  loaded before the first file's clock runs
    import python_calamine  # noqa: F401

    from tasks.memory import give_back

    answers.write("ready\n")
    for line in sys.stdin:
        answers.write("started\n")
        request = json.loads(line)
        limits = cast("Limits", SimpleNamespace(**request["limits"]))  # the class would import pydantic
        _limit(limits)
        result = _read(request, limits)
        _limit(None)
        try:
            Path(request["folder"], "result.json").write_text(json.dumps(result), encoding="utf-8")
        except OSError as error:  # the few bytes that say so still fit, or the parent says it
            Path(request["folder"], "result.json").write_text(json.dumps({"system_fault": error.errno}))
        del result
        give_back()  # this process may wait long for the next file while the other works on this one
        worn_out = _memory_megabytes()[1] > WORN_OUT_MEGABYTES
        answers.write("last\n" if worn_out else "done\n")
        if worn_out:
            return


def _read(request: dict[str, Any], limits: Limits) -> dict[str, Any]:
    from schemas.phrases import nodes
    from tasks.intake.files.choose_reader import read_content
    from tasks.intake.files.read_job import Job
    from tasks.intake.files.refused import Refused, over_limit

    if request.get("only_properties"):
        return {"properties": _properties(request, limits)}
    try:
        return read_content(Job(Path(request["path"]), Path(request["folder"]), limits), request["stopped"])
    except MemoryError:
        refused = over_limit("FILE_TOO_MUCH_MEMORY", "read_megabytes", limits.read_megabytes)
    except OSError as error:
        if error.errno in SYSTEM_FAULTS:
            return {"system_fault": error.errno}
        refused = Refused("FILE_STOPS_READER")
    except Exception:  # whatever it was, it costs this file and no other
        refused = Refused("FILE_STOPS_READER")
    return {"kind": "", "notes": [], "refused_code": refused.code, "facts": nodes(refused.facts)}


def _properties(request: dict[str, Any], limits: Limits) -> list[tuple[str, str]]:
    """Properties that this program writes into its workbooks; none of a file that is none of them."""
    from schemas.workbooks import OUR_PROPERTIES
    from tasks.intake.files.file_type import look
    from tasks.intake.files.own_marks import ole2_marks, zip_marks
    from tasks.intake.files.zip_container import Container

    try:
        path = Path(request["path"])
        properties = ole2_marks(path) if look(path) == "ole2" else zip_marks(Container(path, limits))
    except Exception:  # the reading of the whole file says what is wrong with it
        return []
    return [(name, value[:LONGEST_PROPERTY]) for name, value in properties if name in OUR_PROPERTIES]


def _limit(limits: Limits | None) -> None:
    """Sets the limits of memory and time for one file, or lifts them; where the system knows none, the
    parent's clock is left.
    """
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if limits is None:
        signal.alarm(0)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        return
    signal.alarm(limits.read_seconds * WALL_FACTOR + GRACE_SECONDS)
    # The limit is on all address space, so what the process holds already is added to what the file may cost.
    wanted = int((_memory_megabytes()[0] + limits.read_megabytes) * MEGABYTE)
    resource.setrlimit(
        resource.RLIMIT_AS, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most)
    )


def _memory_megabytes() -> tuple[float, float]:
    """Address space taken, and memory held; 0 where the system does not tell. (The peak would not do: a child
    inherits its parent's.)
    """
    try:
        pages = Path("/proc/self/statm").read_text().split()[:2]
    except OSError:
        return 0.0, 0.0
    taken, held = (int(count) * os.sysconf("SC_PAGE_SIZE") / MEGABYTE for count in pages)
    return taken, held
