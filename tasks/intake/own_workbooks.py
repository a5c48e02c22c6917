"""Workbooks that we wrote and that come back: which portfolio they belong to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from schemas.workbooks import PORTFOLIO_PROPERTY

if TYPE_CHECKING:
    from tasks.settings import Limits


def portfolio_of(path: Path, limits: Limits) -> str | None:
    """The portfolio that a workbook of ours (corrections, report) says it belongs to.

    Args:
        path: any file.
        limits: what a file may cost; one beyond them is looked at no further.

    Returns:
        The name as written, not yet safe as a folder; None where the file is none of ours, or cannot be
        opened.
    """
    return properties_of(path, limits).get(PORTFOLIO_PROPERTY)


def properties_of(path: Path, limits: Limits) -> dict[str, str]:
    """The document properties that a program added to a workbook, or what its mark says; none where it is no
    workbook, or cannot be opened.
    """
    from tasks.intake.files.file_type import look
    from tasks.intake.files.own_marks import ole2_marks, zip_marks
    from tasks.intake.files.refused import Refused
    from tasks.intake.files.zip_container import Container

    if not path.is_file() or not path.stat().st_size:
        return {}
    try:
        family = look(path)
        if path.stat().st_size > limits.file_megabytes << 20:
            return {}
        if family == "zip":
            return dict(zip_marks(Container(path, limits)))
        return dict(ole2_marks(path)) if family == "ole2" else {}
    except (Refused, OSError):
        return {}
