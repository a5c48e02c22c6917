"""Writing the tables of a run to CSV and Parquet."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedWriter, FileIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from tasks.excel.safe_text import would_run
from tasks.memory import LINES_AT_A_TIME, forget_pages, forget_written

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

# between two looks for garbage while a workbook is written; its cells are not garbage before it is closed
NEW_OBJECTS = 1_000_000
ROWS_AT_A_TIME = 100_000
# Arrow puts so many rows of a CSV together before it writes them; few enough for their memory to be used again.
CSV_ROWS_AT_ONCE = 1_024
# Of a table go to the disk together.
BYTES_AT_A_TIME = 16_000_000


class HashedFile(BufferedWriter):
    """A file, written over where it exists, that is hashed as it is written. What was written of a long one leaves
    memory again, so that the next bytes find room there that was just used, which takes a fifth of the time of other.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(FileIO(path, "w"))
        self._hash, self._in_memory = hashlib.sha256(), 0

    def write(self, data: Any) -> int:
        """Adds bytes, of which it takes all."""
        self._hash.update(data)
        self._in_memory += len(data)
        if self._in_memory > BYTES_AT_A_TIME:
            forget_written(self)
            self._in_memory = 0
        return super().write(data)

    @property
    def sha256(self) -> str:
        """Of all bytes so far, in hexadecimal digits."""
        return self._hash.hexdigest()


@contextmanager
def rare_garbage_collection() -> Iterator[None]:
    """Looks for garbage less often inside: a workbook makes many small objects at once, and none of them is
    in a cycle.
    """
    before = gc.get_threshold()
    gc.set_threshold(NEW_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def write_csv(frame: pd.DataFrame, path: Path) -> str:
    """UTF-8 without BOM, comma, one header line, dates as 2026-12-31; text that a spreadsheet would run begins with
    an apostrophe.

    Args:
        frame: its index is left out.
        path: written over where it exists.

    Returns:
        SHA-256 of the file.
    """
    with HashedFile(path) as file:
        file.write((",".join(frame.columns) + "\n").encode())
        for start in range(0, len(frame), ROWS_AT_A_TIME):
            _add_to_csv(frame.iloc[start : start + ROWS_AT_A_TIME], file)
            forget_pages()
    return file.sha256


def _add_to_csv(frame: pd.DataFrame, handle: IO[bytes]) -> None:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.csv as pa_csv

    days = dict.fromkeys(frame.select_dtypes("datetime").columns, pd.ArrowDtype(pa.date32()))
    # Arrow writes memory it never filled for a column whose first piece is empty; one piece a column has no
    # such piece.
    table = pa.Table.from_pandas(frame.astype(days) if days else frame, preserve_index=False).combine_chunks()
    columns = [_safe(column) for column in table.columns]
    table = pa.table(columns, names=table.column_names)
    pa_csv.write_csv(table, handle, pa_csv.WriteOptions(include_header=False, batch_size=CSV_ROWS_AT_ONCE))


def _safe(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column with an apostrophe before what a spreadsheet would run as a formula."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        # Each distinct text is looked at once.
        coded = column.combine_chunks()
        coded = pa.DictionaryArray.from_arrays(
            coded.indices, _safe(pa.chunked_array([coded.dictionary])).combine_chunks()
        )
        return pa.chunked_array([coded.cast(pa.string())])
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    suspect = would_run(column)
    if suspect is None:
        return column
    empty = pa.scalar("", column.type)
    return pc.if_else(
        pa.array(suspect), pc.binary_join_element_wise(pa.scalar("'", column.type), column, empty), column
    )


def write_parquet(frame: pd.DataFrame, path: Path, *more: pd.DataFrame) -> str:
    """Parquet without the index; categories and texts are dictionary-encoded. Numbers are not: there are many of them,
    each is looked up, and the file is hardly smaller for it. The least and the largest value of each part are left out:
    they take a sixth of the time and rule out no part, as rows are in the order of the input.

    Args:
        frame: its index is left out; the types of its first million rows are those of the file.
        path: written over where it exists.
        *more: frames whose rows follow, with the same columns and categories.

    Returns:
        SHA-256 of the file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    # Part by part, so that a long frame is never in memory as a whole.
    stretches = (
        part.iloc[start : start + LINES_AT_A_TIME]
        for part in (frame, *more)
        for start in range(0, max(len(part), 1), LINES_AT_A_TIME)
    )
    first = pa.Table.from_pandas(next(stretches), preserve_index=False)
    coded = [field.name for field in first.schema if not pa.types.is_primitive(field.type)]
    how: dict[str, Any] = {"compression": "zstd", "use_dictionary": coded or False, "write_statistics": False}
    with HashedFile(path) as file, pq.ParquetWriter(file, first.schema, **how) as writer:
        writer.write_table(_with_own_categories(first))
        for stretch in stretches:
            forget_pages()
            table = pa.Table.from_pandas(stretch, first.schema, preserve_index=False)
            writer.write_table(_with_own_categories(table))
    return file.sha256


def _with_own_categories(table: pa.Table) -> pa.Table:
    """The table with those categories alone that lie between the first and the last that it has: each part of a file
    holds the categories anew, and ids of rows are as many as the rows.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    for place, column in enumerate(table.columns):
        if not pa.types.is_dictionary(column.type):
            continue
        coded = column.combine_chunks()
        ends = pc.min_max(coded.indices).as_py()
        if ends["min"] is None or ends["max"] - ends["min"] + 1 == len(coded.dictionary):
            continue
        codes = pc.subtract(coded.indices, pa.scalar(ends["min"], coded.indices.type))
        categories = coded.dictionary.slice(ends["min"], ends["max"] - ends["min"] + 1)
        own = pa.DictionaryArray.from_arrays(codes, categories)
        table = table.set_column(place, table.field(place), own)
    return table
