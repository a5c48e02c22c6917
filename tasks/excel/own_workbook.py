"""A workbook that this program knows again when it comes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter import Workbook


@contextmanager
def own_workbook(path: Path, properties: Mapping[str, str], title: str) -> Iterator[Workbook]:
    """A workbook that is written when the block ends; no text in it becomes a formula or a link.

    Args:
        path: the file to write.
        properties: document properties by which it is known (``schemas.workbooks``).
        title: of the document.

    Raises:
        xlsxwriter.exceptions.FileCreateError: the file cannot be written; XlsxWriter raises it when the
            block ends.
    """
    from tasks.excel.long_workbook import LongWorkbook

    with LongWorkbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, value in properties.items():
            book.set_custom_property(name, value)
        book.set_properties({"title": title})
        yield book
