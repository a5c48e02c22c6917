"""What may be said of an error: our own sentences as they are, of any other its kind and place, never its text."""

from __future__ import annotations

import traceback
from pathlib import Path

ROOT = Path(__file__).parents[1]
OUR_FOLDERS = ("flows/", "tasks/", "schemas/")


class StepError(Exception):
    """A step of a Prefect run failed; the message is what ``describe_fault`` says of the error."""


def describe_fault(error: BaseException) -> str:
    """One sentence on an error that holds nothing of what stands in a cell.

    Errors whose text we write ourselves are told as they are; of the others the kind and the place in the code.
    """
    from schemas.rules import RulebookError
    from tasks.history import HistoryError, RunFolderError

    if isinstance(error, StepError | RulebookError | HistoryError | RunFolderError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {Path(error.filename).name}." if error.filename else f"{error.strerror}."
    places = [_place(frame) for frame in traceback.extract_tb(error.__traceback__)]
    ours = next((place for place in reversed(places) if place.startswith(OUR_FOLDERS)), "")
    where = [ours] if not places or ours == places[-1] else [ours, f"in {places[-1]}"] if ours else places[-1:]
    return f"{type(error).__name__} at {', '.join(where)}." if where and where[0] else f"{type(error).__name__}."


def _place(frame: traceback.FrameSummary) -> str:
    """Place in the code: from the project's folder on for ours, the bare file name for others'."""
    path = Path(frame.filename)
    shown = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) and "site-packages" not in path.parts else path.name
    return f"{shown}:{frame.lineno}"
