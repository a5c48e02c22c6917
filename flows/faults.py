"""What may be said of an error: our own sentences as they are, of any other its kind and place, never its text."""

from __future__ import annotations

import traceback
from pathlib import Path


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
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} at {Path(frames[-1].filename).name}:{frames[-1].lineno}." if frames else f"{type(error).__name__}."
