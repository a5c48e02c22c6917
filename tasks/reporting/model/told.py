"""What the rulebook and the stages say in English, said in the language of the report."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from schemas.columns import columns

if TYPE_CHECKING:
    import pandas as pd

    from tasks.reporting.model.context import Context
    from tasks.reporting.model.parts import Sheet, Table

# Fields that hold such sentences. Messages on the reading of files are left as they are: they belong to
# corrections.xlsx.
TOLD = frozenset(
    {
        "value_note",
        "rank_note",
        "wave_reason",
        "reason",
        "bundle",
        "rule",
        "given",
    }
)
_WORDS = "|".join(name for name in columns() if "_" not in name)
_NAME = re.compile(rf"\b[a-z]+(?:_[a-z]+)+\b|\b(?:{_WORDS})\b(?= [A-Z]|$| \(column |;)")


def sheet_in_language(context: Context, sheet: Sheet) -> Sheet:
    """The sheet with its sentences in the language of the report."""
    return replace(sheet, tables=tuple(table_in_language(context, table) for table in sheet.tables))


def table_in_language(context: Context, table: Table) -> Table:
    """The table with its sentences in the language of the report; English ones are said already."""
    keys = [field.key for field in table.fields if field.key in TOLD]
    if not context.words.phrases.known or not keys or table.frame.empty:
        return table
    said = {key: context.tell(table.frame[key]) for key in keys}
    return replace(table, frame=table.frame.assign(**said))


def named(context: Context, texts: pd.Series) -> pd.Series:
    """Texts with the titles of columns in place of their names."""
    return (
        texts.astype("str")
        .map({text: _named(context, text) for text in texts.dropna().unique()})
        .astype("str")
    )


def _named(context: Context, text: str) -> str:
    told = _NAME.sub(
        lambda found: context.column_title(found[0]) if found[0] in columns() else found[0].replace("_", " "),
        text,
    )
    return told.replace("(column ", f"({context.text('field.column_word')} ")
