"""Delimited text with mostly even rows, read by Arrow; the uneven rows (titles, notes, a cell too many) are
put back in place.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from tasks.excel.addresses import column_letter
from tasks.intake.files.dialect import Dialect, cut_alone

BLOCK_BYTES = 1 << 20  # what a core's own cache holds: twice as fast as 16 MB


def read_even_rows(
    source: Path, skip: int, dialect: Dialect, most_uneven: int
) -> tuple[np.ndarray, list[pa.ChunkedArray]] | None:
    """Reads UTF-8 text.

    Args:
        source: the file.
        skip: bytes before the first row.
        dialect: how its cells are cut; ``width`` is the number of cells an even row has.
        most_uneven: with more uneven rows than this, none is read.

    Returns:
        Numbers of the rows from 1, and per column its cells as text, blank ones missing; or None where Arrow
        cannot read it.
    """
    uneven: list[tuple[int, str]] = []

    def keep_aside(row: arrow_csv.InvalidRow) -> str:
        uneven.append((row.number, row.text))
        # An error ends Arrow's reading: so many uneven rows are no exceptions any more.
        return "error" if len(uneven) > most_uneven else "skip"

    names = [column_letter(number + 1) for number in range(dialect.width)]
    try:
        with source.open("rb") as handle:
            handle.seek(skip)
            table = arrow_csv.read_csv(
                handle,
                # Arrow gives the numbers of uneven rows only where it reads without threads.
                arrow_csv.ReadOptions(column_names=names, use_threads=False, block_size=BLOCK_BYTES),
                arrow_csv.ParseOptions(
                    delimiter=dialect.delimiter,
                    quote_char=dialect.quote or False,
                    newlines_in_values=dialect.quote is not None,
                    # Blank lines count, so that row numbers are those of the file.
                    ignore_empty_lines=False,
                    invalid_row_handler=keep_aside,
                ),
                arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.large_string()),
                    null_values=[""],
                    strings_can_be_null=True,
                ),
            )
    except pa.ArrowInvalid:
        return None
    return _together(table, uneven, dialect)


def _together(
    table: pa.Table, uneven: list[tuple[int, str]], dialect: Dialect
) -> tuple[np.ndarray, list[pa.ChunkedArray]]:
    """Even and uneven rows in the order of the file, blank rows left out."""
    positions = np.array([number for number, _ in uneven], dtype=np.int64)
    # Arrow gives no numbers of the even rows: they are all that the uneven ones leave free.
    numbers = np.setdiff1d(np.arange(1, table.num_rows + len(uneven) + 1), positions, assume_unique=True)
    records = [_record(number, text, dialect) for number, text in uneven]
    columns = []
    for index in range(max([dialect.width, *map(len, records)])):
        extra = pa.array(
            [record[index] or None if index < len(record) else None for record in records], pa.large_string()
        )
        even = (
            table.column(index).chunks
            if index < dialect.width
            else [pa.nulls(table.num_rows, pa.large_string())]
        )
        columns.append(pa.chunked_array([*even, extra], pa.large_string()))
    numbers = np.concatenate([numbers, positions])
    filled = np.zeros(len(numbers), dtype=bool)
    for column in columns:
        filled |= pc.is_valid(column).to_numpy()
        if filled.all():
            break
    order = np.argsort(numbers, kind="stable")
    order = order[filled[order]]
    if len(order) < len(numbers) or uneven:
        columns = [column.take(pa.array(order)) for column in columns]
    return numbers[order], columns


def _record(number: int, text: str, dialect: Dialect) -> list[str]:
    record = next(dialect.reader(text.splitlines(keepends=True)), [])
    return cut_alone(record, dialect, number == 1) or record
