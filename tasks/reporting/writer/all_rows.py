"""The sheet that holds every row of a long list, to be filtered: the other sheets show those to act on first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from tasks.excel.block_sheet import BlockColumn, CodedTexts
from tasks.reporting.writer.cells import cell_text, is_suspect

if TYPE_CHECKING:
    import pandas as pd

    from tasks.excel.block_sheet import BlockSheet
    from tasks.reporting.writer import Book

SHEET = "All rows"
MOST_ROWS = 1_048_575  # below the heading
FROZEN_COLUMNS = 2
NUMBER_WIDTH, TEXT_WIDTH, NAME_WIDTH = 11, 16, 40


def write_all_rows(book: Book, sheet: BlockSheet, rows: pd.DataFrame) -> None:
    """Writes the rows under the names of results.csv, with a filter.

    Args:
        book: the workbook.
        sheet: an empty sheet.
        rows: a column each; texts, numbers, yes and no.
    """
    rows = rows.head(MOST_ROWS)
    for number, name in enumerate(rows.columns):
        sheet.write_string(0, number, name, book.head("code"))
        sheet.set_column(number, number, _width(rows[name]))
    sheet.add_block(1, 0, [_column(book, rows[name]) for name in rows])
    sheet.autofilter(0, 0, len(rows), len(rows.columns) - 1)
    sheet.freeze_panes(1, FROZEN_COLUMNS)


def _width(values: pd.Series) -> int:
    if _is_number(values):
        return NUMBER_WIDTH
    return NAME_WIDTH if values.name == "process_name" else TEXT_WIDTH


def _is_number(values: pd.Series) -> bool:
    import pandas as pd

    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def _column(book: Book, values: pd.Series) -> BlockColumn:
    if _is_number(values):
        return BlockColumn(values.to_numpy(dtype="float64", na_value=float("nan")), None)
    plain = pa.array(values.astype("str"), pa.string())  # in one piece or several, as pandas holds it
    # Each distinct text is cut and looked at once.
    coded = (plain.combine_chunks() if isinstance(plain, pa.ChunkedArray) else plain).dictionary_encode()
    texts = [cell_text(value, book.texts["cut"]) for value in coded.dictionary.to_pylist()]
    cell_texts = CodedTexts(texts, coded.indices.fill_null(-1).to_numpy())
    suspect = [is_suspect(text) for text in texts]
    if not any(suspect):
        return BlockColumn(cell_texts, None)
    quoted = book.formats({"quote_prefix": True})
    # The code of a blank cell is -1, so its format comes last.
    looks = [*(quoted if is_quoted else None for is_quoted in suspect), None]
    return BlockColumn(cell_texts, [looks[code] for code in cell_texts.codes.tolist()])
