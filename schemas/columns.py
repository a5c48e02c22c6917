"""The input dictionary: which columns an inventory of processes can hold, and what they are also called.

The tables are data: ``columns.csv`` (one line a column) and ``aliases.csv`` (one line a heading seen in the
wild, by language).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

if TYPE_CHECKING:
    import pandas as pd

HERE = Path(__file__).parent

# pandas dtype of a typed column, by the type in columns.csv. Lists are ";"-joined canonical values in one
# string.
DTYPES: Mapping[str, Literal["str", "float64", "boolean", "datetime64[us]"]] = {
    "text": "str",
    "category": "str",
    "country": "str",
    "list": "str",
    "number": "float64",
    "level": "float64",
    "share": "float64",
    "money": "float64",
    "yes_no": "boolean",
    "date": "datetime64[us]",
}
MOST_ROWS_COPIED = 5_000  # a longer blank column is made anew and not kept
NUMERIC_TYPES = frozenset({"number", "level", "share", "money"})

# Where a typed row came from. source_table is TableRead.table_id; source_row the row number as the
# spreadsheet shows it.
PROVENANCE = ("source_table", "source_file", "source_sheet", "source_row")
# What a row is where its table lists other things than processes; missing elsewhere. Typed rows have it only where a
# table of the portfolio does.
LISTED_AS = "listed_as"
LISTED_KINDS = ("account", "application", "asset", "measure", "position", "project", "risk")

# Columns that say how work is done (rules of the section deciding that describe work): without any of them a label
# rests on name and description. The first three are the easiest to answer.
SAYS_WORK_BEST = ("rule_based_level", "judgement_level", "output_type")
WORK_COLUMNS = (
    *SAYS_WORK_BEST,
    "checklist_executable",
    "analysis_share",
    "domain_expertise_level",
    "qualification",
)


@dataclass(frozen=True)
class Column:
    """One column of the input dictionary.

    ``type`` is a key of DTYPES; ``values`` the closed list of a category or list column (empty: open);
    ``minimum`` and ``maximum`` the allowed range of a number (None: open); ``is_deciding`` tells the deciding
    set; ``is_rarely_filled`` columns carry small weights and are never asked for first; ``is_withheld`` ones
    stay out of the stakeholder edition.
    """

    name: str
    group: str
    need: str
    type: str
    values: tuple[str, ...]
    unit: str
    minimum: float | None
    maximum: float | None
    is_deciding: bool
    is_rarely_filled: bool
    is_withheld: bool
    title: str
    feeds: str

    @property
    def offered(self) -> tuple[str, ...]:
        """Values from which one answer can be chosen; none for numbers, texts and lists of several values."""
        if self.type == "yes_no":
            return ("yes", "no")
        if self.type == "level":
            return ("1", "2", "3", "4", "5")
        return tuple(value for value in self.values if value != "unknown") if self.type == "category" else ()


@dataclass(frozen=True)
class Alias:
    """A heading that stands for a column; ``effect`` is empty, "reversed" (the scale runs the other way) or
    "names" (the cells may name who does it).
    """

    column: str
    language: str
    alias: str
    effect: str


def _number(text: str) -> float | None:
    return float(text) if text else None


@cache
def columns() -> dict[str, Column]:
    """The input dictionary by column name, in the order of ``columns.csv``."""
    with (HERE / "columns.csv").open(encoding="utf-8", newline="") as handle:
        return {
            line["column"]: Column(
                name=line["column"],
                group=line["group"],
                need=line["need"],
                type=line["type"],
                values=tuple(line["values"].split("|")) if line["values"] else (),
                unit=line["unit"],
                minimum=_number(line["minimum"]),
                maximum=_number(line["maximum"]),
                is_deciding=line["deciding"] == "yes",
                is_rarely_filled=line["rarely_filled"] == "yes",
                is_withheld=line["withheld"] == "yes",
                title=line["title"],
                feeds=line["feeds"],
            )
            for line in csv.DictReader(handle)
        }


@cache
def aliases() -> tuple[Alias, ...]:
    """Every known heading, as written in ``aliases.csv``."""
    with (HERE / "aliases.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(Alias(**line) for line in csv.DictReader(handle))


def typed_column(typed: pd.DataFrame, name: str) -> pd.Series:
    """A column of the typed frame, or an all-missing one of the right dtype where the portfolio does not have
    it.

    Args:
        typed: typed rows by row_key.
        name: a column of the input dictionary.

    Returns:
        The column by the index of ``typed``, with the dtype of DTYPES.

    Raises:
        KeyError: the input dictionary has no such column.
    """
    if name in typed:
        return typed[name]
    return blank_column(typed.index, DTYPES[columns()[name].type], name)


def blank_column(index: pd.Index, dtype: str, name: str | None = None) -> pd.Series:
    """A column of missing values. Short lists ask for hundreds, and copying one is far quicker than making it.

    Args:
        index: of the column.
        dtype: a value of DTYPES.
        name: of the column; None for one without a name.

    Returns:
        A column of its own: pandas copies what is kept, so writing into it changes no other.
    """
    import pandas as pd

    if len(index) > MOST_ROWS_COPIED:
        values = _missing_texts(len(index)) if dtype == "str" else None
        return pd.Series(values, index=index, name=name, dtype=dtype)
    # Texts of a short list are stored in another way than those of a long one.
    storage = pd.get_option("mode.string_storage") if dtype == "str" else ""
    blank: Any = _missing(len(index), dtype, storage).copy(deep=False)
    blank.index, blank.name = index, name
    return blank


def as_dtype(column: pd.Series, dtype: Any) -> pd.Series:
    """``column.astype(dtype)``; the column itself where it has the dtype, for which pandas would copy it."""
    return column if column.dtype == dtype else cast("pd.Series", column.astype(dtype))


def as_dtypes(frame: pd.DataFrame, dtypes: Mapping[str, Any]) -> pd.DataFrame:
    """``frame.astype(dtypes)`` in a fraction of its time where most columns have their dtype.

    Args:
        frame: not changed.
        dtypes: by column.
    """
    changed: dict[str, Any] = {}
    for name, dtype in dtypes.items():
        column: Any = frame[name]
        if column.dtype != dtype:
            changed[name] = column.astype(dtype)
    return frame.assign(**changed) if changed else frame


def _missing_texts(count: int) -> Any:
    """Made by Arrow where it stores texts: pandas would make each of its own. None where Python stores them."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    dtype: Any = pd.StringDtype(na_value=np.nan)
    if dtype.storage != "pyarrow":
        return None
    return dtype.__from_arrow__(pa.nulls(count, pa.large_string()))


@lru_cache(maxsize=256)  # four dtypes, and each column of a list has its own count of distinct cells
def _missing(count: int, dtype: str, _storage: str) -> pd.Series:
    import pandas as pd

    return pd.Series(index=range(count), dtype=dtype)


def as_text(column: Column, value: Any) -> str | None:
    """A typed value as text that the grammar of its column reads back to the same value; None for a blank.

    Yes or no, an ISO date, a share in percent, a plain number, else the value as it is.

    Args:
        column: of the input dictionary.
        value: as the typed frame holds it; a share is 0..1.

    Returns:
        The text of one cell; None for a blank.
    """
    import pandas as pd

    if pd.isna(value):
        return None
    if column.type == "yes_no":
        return "yes" if value else "no"
    if column.type == "date":
        return value.date().isoformat()
    # Ten digits: a share times 100 has stray last bits, as in 0.07 * 100.
    if column.type == "share":
        return f"{value * 100:.10g} %"
    return f"{value:.15g}" if column.type in NUMERIC_TYPES else str(value)


def coded(places: Any, texts: Iterable[str]) -> pd.Categorical:
    """The text at each place, held once; missing where the place is -1.

    Args:
        places: whole numbers, one for each row.
        texts: different from each other.

    Returns:
        A categorical of the texts, in their order; those that no row has are categories too.
    """
    import pandas as pd

    categories: pd.Index[Any] = pd.Index(list(texts), dtype=str)
    return pd.Categorical.from_codes(places, categories=categories, validate=False)
