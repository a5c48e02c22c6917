"""Workbooks that we wrote and that come back: which portfolio they belong to."""

from __future__ import annotations

import zipfile
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
    """The document properties that a program added to a workbook; none where it is no workbook, or cannot be
    opened.
    """
    from tasks.intake.files.ooxml import custom_properties
    from tasks.intake.files.refused import Refused
    from tasks.intake.files.zip_container import Container

    if not path.is_file() or not zipfile.is_zipfile(path):
        return {}
    try:
        return dict(custom_properties(Container(path, limits)))
    except Refused:
        return {}
