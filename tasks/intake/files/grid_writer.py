"""Rows of cells into one Arrow file: each column typed, and mixed columns split by kind, so that no kind is
lost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tasks.excel.addresses import column_letter
from tasks.intake.files.merges import MergedRanges
from tasks.intake.files.refused import Refused, over_limit

if TYPE_CHECKING:
    import numpy as np

    from tasks.settings import Limits

# Kinds of cells, by the letter that names a part of a mixed column in the file: number, text, date and time,
# yes/no.
TYPES = {"n": pa.float64(), "s": pa.large_string(), "d": pa.timestamp("us"), "b": pa.bool_()}
KIND_OF = {float: "n", str: "s", dt.datetime: "d", bool: "b"}
# From here on an integer has more than 15 digits: a float no longer holds each of them.
EXACT_BELOW = 1e15
# What spreadsheet programs can hold; a sheet that claims more is damaged or made to do harm.
MOST_COLUMNS = 16_384


class GridWriter:
    """Takes the rows of one sheet in order, drops blank ones, fills merged ranges and writes what is left."""

    def __init__(
        self, limits: Limits, merged: tuple[str, ...] | list[str] = (), first_column: int = 1
    ) -> None:
        self._limits = limits
        self._merges = MergedRanges(merged, first_column)
        self._first_column = first_column
        self._numbers: list[int] = []
        self._columns: list[dict[str, list[pa.Array | int]]] = []
        self.rows = 0

    def add(self, numbers: list[int], rows: list[list[Any]]) -> None:
        """Adds rows: their numbers in the spreadsheet, and their cells from the first column on ('' and None
        are blank).

        Raises:
            Refused: SHEET_TOO_WIDE or SHEET_TOO_LARGE.

        Args:
            numbers: row numbers of the spreadsheet, ascending.
            rows: the cells of each, from the first column of the sheet on; rows may differ in length.
        """
        filled = [
            (number, row)
            for number, row in zip(numbers, rows, strict=True)
            if row.count("") + row.count(None) < len(row)
        ]
        if not filled:
            return
        self._numbers += [number for number, _ in filled]
        cells = [row for _, row in filled]
        # Rows may differ in length; the shorter ones are blank at their end.
        columns = list(zip_longest(*self._merges.fill(self._numbers[-len(filled) :], cells)))
        self.add_columns([split_kinds(column) for column in columns], len(filled))

    def add_columns(self, columns: list[dict[str, pa.Array]], rows: int) -> None:
        """Adds rows that are columns by kind already; their numbers must have been given.

        Raises:
            Refused: SHEET_TOO_WIDE or SHEET_TOO_LARGE.

        Args:
            columns: for each column its cells by kind, a letter of TYPES; a column without cells is empty.
            rows: how many rows there are.
        """
        while len(self._columns) < len(columns):
            self._columns.append({})
        for parts, column in zip_longest(self._columns, columns, fillvalue={}):
            for kind in column:
                # A kind that comes up late is blank in all rows before: a number in place of an array of
                # blanks.
                parts.setdefault(kind, [self.rows] if self.rows else [])
            for kind, chunks in parts.items():
                chunks.append(column.get(kind, rows))
        self.rows += rows
        width = len(self._columns) + self._first_column - 1
        if width > MOST_COLUMNS:
            raise Refused("SHEET_TOO_WIDE", columns=width, limit=MOST_COLUMNS)
        cells = self.rows * width
        if cells > self._limits.cells:
            raise over_limit("SHEET_TOO_LARGE", "cells", self._limits.cells, cells=cells)

    def number_rows(self, numbers: Iterable[int]) -> None:
        """Gives the numbers of rows that are added as columns."""
        self._numbers += numbers

    def add_text_columns(self, numbers: np.ndarray, columns: list[pa.ChunkedArray]) -> None:
        """Adds rows that are columns of text already, blank rows left out.

        Args:
            numbers: row numbers of the spreadsheet.
            columns: the cells of each column as text, blank ones missing.
        """
        self.number_rows(numbers.tolist())
        self.add_columns(
            [{"s": column} if column.null_count < len(column) else {} for column in columns], len(numbers)
        )

    def write(self, path: Path) -> None:
        """Writes the file: column ``row``, then per spreadsheet letter one column, or one per kind named
        ``A|n``.
        """
        arrays = {"row": pa.chunked_array([pa.array(self._numbers, pa.int64())])}
        for number in range(1, self._first_column):
            arrays[column_letter(number)] = pa.chunked_array([pa.nulls(self.rows, pa.float64())])
        for number, parts in enumerate(self._columns, self._first_column):
            for kind, chunks in (parts or {"n": [self.rows]}).items():
                filled = [part for chunk in chunks for part in _arrays(chunk, TYPES[kind])]
                arrays[column_letter(number) + (f"|{kind}" if len(parts) > 1 else "")] = pa.chunked_array(
                    filled, TYPES[kind]
                )
        table = pa.table(arrays)
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)


def _arrays(chunk: pa.Array | pa.ChunkedArray | int, kind: pa.DataType) -> list[pa.Array]:
    """A chunk as arrays; one of so many blank cells where it is a number."""
    if isinstance(chunk, int):
        return [pa.nulls(chunk, kind)]
    return chunk.chunks if isinstance(chunk, pa.ChunkedArray) else [chunk]


def split_kinds(values: tuple[Any, ...] | list[Any]) -> dict[str, pa.Array]:
    """One column's cells as one array per kind that occurs, each as long as the column."""
    kinds = set(map(type, values)) - {type(None)}
    # Most columns hold plain values already; only others are walked cell by cell.
    if not kinds <= KIND_OF.keys() or (float in kinds and _has_large(values)):
        values = [plain(value) for value in values]
        kinds = set(map(type, values)) - {type(None)}
    parts = {}
    for kind in kinds:
        own = values
        if len(kinds) > 1 or kind is str:
            own = [value if type(value) is kind and value != "" else None for value in values]
        array = _array(own, KIND_OF[kind])
        # Kinds that are blank throughout are not written.
        if array.null_count < len(array):
            parts[KIND_OF[kind]] = array
    return parts


def plain(value: Any) -> float | str | dt.datetime | bool | None:
    """A reader's value as one of the four kinds, or None.

    Whole numbers beyond 15 digits become text; a time of day or a duration becomes text as
    hours:minutes:seconds.
    """
    if value is None or type(value) in (str, bool, dt.datetime):
        return value.replace(tzinfo=None) if type(value) is dt.datetime else value
    if isinstance(value, (int, float)):
        if value != value:
            return None
        if value in (float("inf"), float("-inf")):
            return str(value)
        return (
            format(Decimal(repr(value)), "f").removesuffix(".0")
            if abs(value) >= EXACT_BELOW and value == int(value)
            else float(value)
        )
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    if isinstance(value, dt.time):
        return value.strftime("%H:%M:%S")
    if isinstance(value, dt.timedelta):
        return hours_text(value)
    return str(value)


def hours_text(span: dt.timedelta) -> str:
    """A duration as hours:minutes:seconds; the hours may exceed 24."""
    seconds = round(abs(span.total_seconds()))
    sign = "-" if span < dt.timedelta(0) else ""
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _has_large(values: Any) -> bool:
    return any(type(value) is float and not -EXACT_BELOW < value < EXACT_BELOW for value in values)


def _array(values: Any, kind: str) -> pa.Array:
    try:
        return pa.array(values, TYPES[kind])
    except UnicodeEncodeError:  # half of a surrogate pair, from a damaged file
        return pa.array(
            [value and value.encode("utf-8", "replace").decode() for value in values], TYPES[kind]
        )
