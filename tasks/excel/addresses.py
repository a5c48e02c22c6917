"""Cell addresses as a spreadsheet shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from schemas.records import TableRead

LETTERS = 26


@cache
def column_letter(number: int) -> str:
    """Letter of a spreadsheet column, counted from 1: 1 -> A, 27 -> AA."""
    letters = ""
    while number:
        # There is no letter for zero: the digits run from A = 1 to Z = 26, so the column after Z is AA.
        number, digit = divmod(number - 1, LETTERS)
        letters = chr(ord("A") + digit) + letters
    return letters


@cache
def column_number(letter: str) -> int:
    """Number of a spreadsheet column, counted from 1: AA -> 27."""
    number = 0
    for character in letter:
        number = number * LETTERS + ord(character) - ord("A") + 1
    return number


def cell_address(letter: str | None, row: int) -> str:
    """Address such as C12; the row alone ("row 12") where the table has no such column.

    Args:
        letter: of the column; None or empty where the table has no such column.
        row: from 1, as the spreadsheet counts.
    """
    return f"{letter}{row}" if letter else f"row {row}"


def address_texts(
    typed: pd.DataFrame, tables: dict[int, TableRead], names: Iterable[str]
) -> dict[str, pa.StringArray]:
    """``cell_addresses`` of several columns, by column, as arrays of Arrow."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    codes, table_ids = pd.factorize(typed["source_table"].to_numpy())
    table_codes = pa.array(codes)
    rows = pc.cast(pa.array(typed["source_row"].to_numpy()), pa.string())
    by_name = {}
    for name in names:
        # The words take the place of a letter that is missing, so that one pattern makes both kinds of text.
        letters = pa.array([tables[table_id].letter(name) or "row " for table_id in table_ids], pa.string())
        by_name[name] = pc.binary_join_element_wise(letters.take(table_codes), rows, "")
    return by_name


def cell_addresses(typed: pd.DataFrame, tables: dict[int, TableRead], column: str) -> pd.Series:
    """Address of one column's cell for each typed row.

    Args:
        typed: rows with source_table and source_row.
        tables: TableRead by table_id.
        column: a name of the input dictionary.

    Returns:
        Text by the index of ``typed``; "row 12" where that row's table has no such column.
    """
    import pandas as pd

    texts = address_texts(typed, tables, [column])[column]
    return pd.Series(pd.array(texts, dtype=str), index=typed.index)


def cells_on_sheets(
    rows: pd.DataFrame, tables: dict[int, TableRead], names: Sequence[Any], row_words: str = "row {row}"
) -> list[str | None]:
    """Sheet and address of one cell for each row, such as Costs!C12.

    Args:
        rows: source_sheet, source_table and source_row.
        tables: TableRead by table_id.
        names: for each row a name of the input dictionary, or something else that is no text.
        row_words: what is said in place of an address where the row's table has no such column.

    Returns:
        One entry for each row; None where no column is named.
    """
    letters: dict[tuple[int, str], str | None] = {}
    addresses: list[str | None] = []
    columns = (rows[column].tolist() for column in ("source_sheet", "source_table", "source_row"))
    for name, sheet, table, row in zip(names, *columns, strict=True):
        if not isinstance(name, str) or not isinstance(sheet, str):
            addresses.append(None)
            continue
        # Many rows ask for the same column of the same table: its letter is looked up once.
        if (table, name) not in letters:
            letters[table, name] = tables[table].letter(name)
        letter = letters[table, name]
        addresses.append(f"{sheet}!{f'{letter}{row}' if letter else row_words.format(row=row)}")
    return addresses
