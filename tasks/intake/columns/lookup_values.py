"""Values of SharePoint and Power Apps exports: numbers and keys of the looked-up entries are no part of their
names.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from tasks.distinct_texts import distinct_text_cells
from tasks.text_search import found_in

if TYPE_CHECKING:
    import pandas as pd

_MARK = ";#"
_LIKELY = r";#|\||^[\[{]"  # all other texts hold no such value
# "Germany;#3", "Ann Lee;#12;#Li Wu;#13": name and number by turns.
_NAME_FIRST = re.compile(r"^(?:(?!\d+;#)[^;#]+;#\d+(?:;#(?!$)|$))+$")
# "3;#Germany", "1;#SAP;#2;#Coupa" (number and name by turns), ";#SAP;#Coupa;#" (choices), "string;#Germany"
# (typed).
_LOOKUP = re.compile(r"^(?:\d+;#.*|;#.*;#|(?:string|float|number|datetime|boolean);#.*)$", re.S)
_TERM = re.compile(r"\|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.I)  # key of a term
# What Power Automate writes for a choice or a person: {"Value": "High"} or a list of such entries.
_JSON = re.compile(r"^\s*(?:\[\s*[\"{]|\{\s*\").*[\]}]\s*$", re.S)
# Keys under which such an entry has its name, the one tried first above.
_NAMES_IN_JSON = (
    "Value",
    "value",
    "Label",
    "DisplayName",
    "displayName",
    "Title",
    "LookupValue",
    "name",
    "Name",
)


def without_lookup_ids(data: pd.DataFrame) -> pd.DataFrame:
    """The cells with the names alone: "3;#Germany" and "Germany;#3" are Germany, "1;#SAP;#2;#Coupa" SAP and Coupa."""
    import pandas as pd

    cleaned = {}
    for letter in data:
        cells = data[letter]
        if not (cells.dtype == object or isinstance(cells.dtype, pd.StringDtype)):
            continue
        distinct = distinct_text_cells(cells)
        likely = distinct[found_in(distinct, _LIKELY)]
        names = {value: name for value in likely if (name := _name(value)) is not None}
        if names:
            cleaned[letter] = cells.map(lambda value, names=names: names.get(value, value))
    return data.assign(**cleaned) if cleaned else data


def _name(value: str) -> str | None:
    """The name or names that a cell holds; None where it is no value of such an export."""
    plain = _TERM.sub("", value) if "|" in value else value
    if _MARK in plain and _LOOKUP.match(plain):
        return _names(plain)
    if _MARK in plain and _NAME_FIRST.match(plain):
        return ";".join(part.strip() for part in plain.split(_MARK)[::2])
    if plain[:1] in "[{" and _JSON.match(plain):
        return _names_in_json(plain)
    return plain if plain != value else None


def _names_in_json(text: str) -> str | None:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):  # lists nested too deep are no choice and no person
        return None
    names = [_name_in(entry) for entry in (document if isinstance(document, list) else [document])]
    # An entry without a name that is known: the cell stays as it is rather than losing a part.
    return ";".join(names) if names and all(names) else None


def _name_in(entry: object) -> str:
    if isinstance(entry, dict):
        entry = next((entry[key] for key in _NAMES_IN_JSON if entry.get(key)), "")
    return entry.strip() if isinstance(entry, str) else ""


def _names(value: str) -> str:
    kind, _, rest = value.partition(_MARK)
    if kind in ("string", "float", "number", "datetime", "boolean"):
        return rest
    # With numbers, every second part is a name; lists of choices have none and are kept whole.
    parts = value.split(_MARK)
    if kind.isdigit():
        parts = parts[1::2]
    return ";".join(part.strip() for part in parts if part.strip())
