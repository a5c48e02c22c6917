"""How to read each sheet: said once, on the sheet Method, instead of above every table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tasks.reporting.model.elements import Sheet, Table

if TYPE_CHECKING:
    from tasks.reporting.model.context import Context


def with_reading(context: Context, sheet: Sheet, sheets: tuple[Sheet, ...]) -> Sheet:
    """The sheet Method with how to read all ``sheets``, above its list of rules; any other sheet as it is.

    Args:
        context: for words.
        sheet: any sheet.
        sheets: all of the report.
    """
    import pandas as pd

    if sheet.key != "method":
        return sheet
    lines = [(other.name, note) for other in sheets for note in other.reading]
    fields = (context.field("contents", "name"), context.field("note", "reason"))
    frame = pd.DataFrame(lines, columns=["contents", "note"], dtype="str")
    title = context.text("method.reading")
    table = Table("Reading", title, fields, frame, title)
    return replace(sheet, tables=(sheet.tables[0], table, *sheet.tables[1:]))
