"""From name and description to TEXT_COLUMNS: texts that are equal but for numbers read once, in chunks of arrays."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from schemas.columns import typed_column
from schemas.kept import kept
from schemas.messages.message import combinations
from schemas.results import TEXT_COLUMNS
from tasks.distinct_texts import distinct_texts
from tasks.text.kinds_beside_text import settled_kinds
from tasks.text.reader import Reader
from tasks.text.titles import SERVICE_NUMBERS

if TYPE_CHECKING:
    import pandas as pd

    from schemas.rules import Rulebook
    from tasks.text.reader import Reader

CHUNK_CHARACTERS = 10_000_000
CHARACTERS_BESIDE = 100  # what a text takes beside its own characters, as so many more
READ_COLUMNS = ("process_name", "description", "regulated_activity")
# Of a unit it says that the work supports others, and not what it is.
UNTELLING_LINE = "back_office"
# Its first digit first: Python goes straight to the next digit of a text.
NUMBER = re.compile(r"[0-9](?<!\w.)[0-9]*(?!\w)")


def read_texts(typed: pd.DataFrame, rulebook: Rulebook) -> pd.DataFrame:
    """What the texts of each process say about it.

    Args:
        typed: rows of one portfolio; reads process_name, and description, regulated_activity, business_unit, FTE
            and costs where they are recognised. A known sector bars services of other sectors.
        rulebook: sections services, work_profiles, lexicon, text_hints, row_kinds, text_words and text_parameters.

    Returns:
        TEXT_COLUMNS by the index of ``typed``; rows are kept. text_drive is -1 (insight) .. +1 (volume),
        text_complexity
        0..1, both missing where no word counted; match_share 0..1. The same text always reads the same. The
        business unit
        is evidence for text_service_line and, like the numbers, for a row_kind that the text leaves open.
    """
    import pandas as pd

    reader = _reader(rulebook)
    columns = [typed_column(typed, name) for name in READ_COLUMNS]
    columns += _lines_that_give_meaning(columns[0], typed, reader)
    # Rows get one number for each distinct combination of their texts; the texts of equal rows are read once.
    alike: list[np.ndarray] = []
    for column in columns:
        # Twice: equal texts first, and only the distinct ones go through the slower replacement of numbers. A missing
        # text has the code -1, which picks the empty one at the end.
        codes, distinct = distinct_texts(column)
        of_distinct, _ = pd.factorize(np.array([*map(_numbers_alike, distinct), ""], dtype=object))
        alike.append(of_distinct[codes])
    # Keys are numbered in order of first occurrence, so key is also the place of a row in what is read.
    key, first = combinations(alike)
    columns = [column.iloc[first].fillna("") for column in columns]
    parts = [
        reader.read(*(column.iloc[start:end].tolist() for column in columns))
        for start, end in _chunks(columns)
    ]
    distinct_rows = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    texts = distinct_rows.iloc[key].set_axis(typed.index, axis=0)
    kinds = settled_kinds(texts, typed, reader)
    texts = texts.assign(text_service_line=_line_by_unit(texts, typed, reader), **kinds)
    return texts[[*TEXT_COLUMNS]]


def _chunks(columns: list[pd.Series]) -> list[tuple[int, int]]:
    """First and last place of the texts that are read at one time: as many as have so many characters."""
    sizes = sum((column.str.len().to_numpy(np.int64) for column in columns), np.int64(CHARACTERS_BESIDE))
    chunk_of = np.cumsum(sizes) // CHUNK_CHARACTERS
    ends = (np.flatnonzero(np.diff(chunk_of)) + 1).tolist()
    return list(zip([0, *ends], [*ends, len(columns[0])], strict=True))


def _lines_that_give_meaning(names: pd.Series, typed: pd.DataFrame, reader: Reader) -> list[pd.Series]:
    """The line of the department of each row whose name has a meaning of its own there ("Terminations" of HR are no
    request of a customer); no column where no name has one.
    """
    import pandas as pd

    codes, distinct = distinct_texts(names)
    has_meaning = np.array([*map(reader.has_meaning_in_department, distinct), False], dtype=bool)[codes]
    if not has_meaning.any():
        return []
    units = typed_column(typed, "business_unit")[has_meaning].fillna("").tolist()
    lines = np.full(len(names), "", dtype=object)
    lines[has_meaning] = [line or "" for line in reader.lines_of_units(units)]
    return [pd.Series(lines, index=names.index, dtype="str")]


def _line_by_unit(texts: pd.DataFrame, typed: pd.DataFrame, reader: Reader) -> pd.Series:
    """The line of a name that is a known service, else of its unit, else what its words say; a back office is
    the last resort.
    """
    import pandas as pd

    codes, distinct = distinct_texts(typed_column(typed, "business_unit"))
    lines = pd.array(reader.lines_of_units(distinct.tolist()), dtype="str")
    by_unit = pd.Series(lines.take(codes, allow_fill=True), index=typed.index)
    line = texts["text_service_line"]
    return line.where(
        texts["is_line_certain"] | by_unit.isna() | (by_unit == UNTELLING_LINE), by_unit
    ).fillna(by_unit)


def _numbers_alike(text: str) -> str:
    """The text with all numbers of as many digits the same: texts that differ by no more are read once. A number says
    which one it is, and not what work is done, but for those that name a service.
    """
    return NUMBER.sub(
        lambda match: match[0] if match[0] in SERVICE_NUMBERS else "0" * len(match[0]),
        text,
    )


@lru_cache(maxsize=2)
def _reader(rulebook: Rulebook) -> Reader:
    return kept("reader", rulebook.hash, lambda: Reader(rulebook))
