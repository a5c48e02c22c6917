"""What may be said of an error: our own sentences as they are, of any other its kind and place, never its
text.
"""

from __future__ import annotations

import errno
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import AuditError, UsageError

ROOT = Path(__file__).parents[1]
OUR_FOLDERS = ("flows/", "tasks/", "schemas/")
# What the system says of a folder or a disk, in words that tell what to do.
ROOM, RIGHTS = (
    "Make room there, then run again.",
    "Give this account the right to write there, or name another folder (settings out, inbox, archive).",
)
DISK_FAULTS = {
    errno.ENOSPC: ("The disk is full", ROOM),
    errno.EDQUOT: ("The disk space that this account may use is full", ROOM),
    errno.EFBIG: (
        "A file would grow larger than this account may write",
        "Raise that limit (ulimit -f), then run again.",
    ),
    errno.EROFS: ("The disk is mounted read-only", RIGHTS),
    errno.ENOENT: (
        "There is no such file or folder",
        "Put it back, or correct the setting that names it; where the output folder was moved meanwhile, run again.",
    ),
    errno.EACCES: ("This account may not write or read there", RIGHTS),
    errno.EPERM: ("This account may not write or read there", RIGHTS),
}

# What makes a place that a user names no place to write to.
NO_PLACE = {
    errno.EACCES: "this account may not write there",
    errno.EPERM: "this account may not write there",
    errno.EROFS: "the disk is mounted read-only",
    errno.ENOTDIR: "a part of the path is a file",
    errno.EEXIST: "a part of the path is a file",
    errno.EISDIR: "it is a folder",
    errno.ENOENT: "its folder does not exist",
    errno.ENAMETOOLONG: "the name is too long",
}


@contextmanager
def writing_to(place: Path) -> Iterator[None]:
    """Around all that is written to a file or folder that a user named.

    Args:
        place: the file or folder.

    Raises:
        UsageError: nothing can be written there; the sentence says why.
    """
    try:
        yield
    except Exception as error:
        of_system = _of_system(error)
        why = NO_PLACE.get(of_system.errno or 0) if of_system else None
        if why is None:
            raise
        raise UsageError(
            f"{place} cannot be written: {why}. Name another place, or have this one put right."
        ) from None


def refuse_place(file: Path) -> None:
    """Refuses a new file that is there already, or whose folder is not.

    Raises:
        UsageError: so it is.
        OSError: the system knows no such name.
    """
    if file.exists():
        raise UsageError(f"{file} is there already; name another file.")
    if not file.absolute().parent.is_dir():
        raise UsageError(f"The folder {file.absolute().parent} does not exist.")


def describe_end(error: BaseException) -> str:
    """The sentence with which a command ends: of a disk that is full or closed, as of our own errors, no fault of
    the program is spoken of.
    """
    of_system = _of_system(error)
    is_known = isinstance(error, AuditError) or (of_system and of_system.errno in DISK_FAULTS)
    return describe_fault(error) if is_known else f"A fault of the program: {describe_fault(error)}"


def describe_fault(error: BaseException) -> str:
    """One sentence on an error that holds nothing of what a cell holds.

    Errors whose text we write ourselves are told as they are; of the others the kind and the place in the
    code.
    """
    if isinstance(error, AuditError):
        return error.user_message
    # A full disk may be deep inside an error of another library: the cause is what a user can do something
    # about.
    of_system = _of_system(error)
    if of_system and of_system.errno:
        problem, do = DISK_FAULTS.get(of_system.errno, (of_system.strerror, ""))
        about = f" ({Path(of_system.filename).name})" if isinstance(of_system.filename, str | Path) else ""
        return f"{problem}{about}. {do}".rstrip()
    places = [_place(frame) for frame in traceback.extract_tb(error.__traceback__)]
    # The last place in our code and, where the error came from deeper, the place in the library.
    ours = next((place for place in reversed(places) if place.startswith(OUR_FOLDERS)), "")
    where = list(dict.fromkeys(place for place in (ours, *places[-1:]) if place))
    if len(where) > 1:
        where[1] = f"in {where[1]}"
    return (
        f"{type(error).__name__} at {', '.join(where)}." if where and where[0] else f"{type(error).__name__}."
    )


def _of_system(error: BaseException) -> OSError | None:
    """What the system said, be it deep inside."""
    return next((cause for cause in _within(error) if isinstance(cause, OSError) and cause.errno), None)


def _within(error: BaseException | None) -> Iterator[BaseException]:
    """The error, what it wraps, and what it was raised from."""
    while error is not None:
        yield error
        yield from (wrapped for wrapped in error.args if isinstance(wrapped, BaseException))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _place(frame: traceback.FrameSummary) -> str:
    """Place in the code: from the project's folder on for ours, the bare file name for others'."""
    path = Path(frame.filename)
    shown = (
        path.relative_to(ROOT).as_posix()
        if path.is_relative_to(ROOT) and "site-packages" not in path.parts
        else path.name
    )
    return f"{shown}:{frame.lineno}"
