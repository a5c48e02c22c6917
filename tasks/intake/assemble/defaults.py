"""Currency, country and sector of rows that say nothing, and one line on each that is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemas.columns import DTYPES, columns, typed_column
from schemas.issues import issue
from schemas.phrases import phrase
from tasks.excel import cell_address

if TYPE_CHECKING:
    import pandas as pd

    from schemas.mapping import Defaults
    from schemas.records import HeadingMatch, RawTable, TableRead

_COLUMNS = {"currency": "currency", "country": "country", "sector": "regulated_activity"}


def with_defaults(typed: pd.DataFrame, defaults: Defaults) -> pd.DataFrame:
    """The rows with the defaults where they say nothing; a currency only where there is an amount.

    Args:
        typed: the typed rows.
        defaults: currency, country and sector to assume; None in each where nothing is settled.
    """
    filled = {}
    for name, column in _COLUMNS.items():
        value = getattr(defaults, name)
        if value is None:
            continue
        values = typed_column(typed, column).astype(DTYPES[columns()[column].type])
        filled[column] = values.fillna(value)
    if "currency" in filled:
        filled["currency"] = filled["currency"].where(has_amount(typed))
    return typed.assign(**filled) if filled else typed


def has_amount(typed: pd.DataFrame) -> pd.Series:
    """Rows that hold an amount of money."""
    money = [name for name, column in columns().items() if column.type == "money" and name in typed]
    return typed[money].notna().any(axis=1)


def _money_heading(
    own: TableRead, tables: dict[int, TableRead], raw_tables: dict[int, RawTable]
) -> tuple[TableRead, HeadingMatch | None]:
    """The first heading of amounts of a table, of one beside it or of one that was joined to it; none where nothing is
    below such a heading.
    """
    beside = raw_tables[own.table_id].amounts_from
    joined = [table for table in tables.values() if table.file == own.file and table is not own]
    headings = (
        (table, match)
        for table in (own, *([beside] if beside else []), *joined)
        for match in table.headings
        if match.column
        and columns()[match.column].type == "money"
        and (table is beside or raw_tables[table.table_id].cells[match.letter].notna().any())
    )
    return next(headings, (own, None))


def missing_currency(
    typed: pd.DataFrame,
    tables: dict[int, TableRead],
    raw_tables: dict[int, RawTable],
    issues: pd.DataFrame,
) -> list[dict[str, Any]]:
    """One issue for each table whose amounts have no currency, with the cells from the first to the last.

    A row whose currency cell could not be read has an issue of its own and is left out.

    Args:
        typed: the typed rows of all tables.
        tables: the account of each table by its number.
        raw_tables: the same tables as they were sent.
        issues: the issues found so far, with file, sheet, row and column.
    """
    import numpy as np

    unread = issues[(issues["column"] == "currency") & issues["row"].notna()]
    unread_cells = set(zip(unread["file"], unread["sheet"], unread["row"].astype(int), strict=True))
    lacks = has_amount(typed) & typed_column(typed, "currency").isna()
    rows = typed.loc[lacks, ["source_table", "source_row"]]
    if unread_cells:
        cells = [
            (tables[table].file, tables[table].sheet, row)
            for table, row in zip(rows["source_table"].astype("int64"), rows["source_row"], strict=True)
        ]
        rows = rows.loc[np.array([cell not in unread_cells for cell in cells], dtype="bool")]
    new_issues = []
    for _, missing in rows.groupby("source_table"):
        own = tables[int(missing["source_table"].iloc[0])]
        table, match = _money_heading(own, tables, raw_tables)
        first, last = int(missing["source_row"].min()), int(missing["source_row"].max())
        if match is None:  # no table has them, such as where a corrected row alone says an amount
            match = next(match for match in table.headings if match.column)
        if table is not own:  # another sheet holds the amounts
            first, last = table.first_row, table.last_row
        ends = {"first": cell_address(match.letter, first), "last": cell_address(match.letter, last)}
        span = ends["first"] if first == last else phrase("{first} to {last}", **ends)
        facts = {"count": len(missing), "span": span, "letter": match.letter}
        heading_cell = {
            "file": table.file,
            "sheet": table.sheet,
            "cell": cell_address(match.letter, table.header_rows[-1]),
        }
        new_issues.append(issue("CURRENCY_MISSING", **heading_cell, column=match.column or "", **facts))
    return new_issues
