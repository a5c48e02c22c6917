"""Evidence as a reader sees it: the titles of columns in place of their names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemas.columns import columns

if TYPE_CHECKING:
    import pandas as pd

    from tasks.reporting.model.context import Context

# Names of columns that are a plain word, such as "volume".
_WORDS = "|".join(name for name in columns() if "_" not in name)
# Names with an underscore, such as annual_cost, anywhere; plain words only where a name can be: before a
# value or "(column ", before a semicolon, or at the end.
_NAME = re.compile(rf"\b[a-z]+(?:_[a-z]+)+\b|\b(?:{_WORDS})\b(?= [A-Z]|$| \(column |;)")


def named(context: Context, texts: pd.Series) -> pd.Series:
    """Texts with the titles of columns in place of their names.

    Args:
        context: for the titles of columns.
        texts: evidence; missing ones stay missing.
    """
    return (
        texts.astype(str).map({text: _named(context, text) for text in texts.dropna().unique()}).astype(str)
    )


def _named(context: Context, text: str) -> str:
    titled = _NAME.sub(
        lambda match: context.column_title(match[0]) if match[0] in columns() else match[0].replace("_", " "),
        text,
    )
    return titled.replace("(column ", f"({context.text('field.column_word')} ")
