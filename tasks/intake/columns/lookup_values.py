"""Values of SharePoint and Power BI exports: the number of the looked-up entry is no part of its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_MARK = ";#"
_LOOKUP = re.compile(
    r"^(?:\d+;#[^;#]*(?:;#\d+;#[^;#]*)*|;#.*;#|(?:string|float|number|datetime|boolean);#.*)$", re.S
)


def without_lookup_ids(data: pd.DataFrame) -> pd.DataFrame:
    """The cells with the names alone: "3;#Germany" is Germany, "1;#SAP;#2;#Coupa" SAP and Coupa."""
    import pandas as pd

    cleaned = {}
    for letter in data:
        cells = data[letter]
        if not (cells.dtype == object or isinstance(cells.dtype, pd.StringDtype)):
            continue
        distinct = [value for value in cells.dropna().unique() if isinstance(value, str) and _MARK in value]
        names = {value: _names(value) for value in distinct if _LOOKUP.match(value)}
        if names:
            cleaned[letter] = cells.map(lambda value, names=names: names.get(value, value))
    return data.assign(**cleaned) if cleaned else data


def _names(value: str) -> str:
    kind, _, rest = value.partition(_MARK)
    if kind in ("string", "float", "number", "datetime", "boolean"):
        return rest
    parts = value.split(_MARK)
    if kind.isdigit():
        parts = parts[1::2]
    return ";".join(part.strip() for part in parts if part.strip())
