"""Where each table is in the workbook, so that links can lead to its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tasks.excel import column_letter

if TYPE_CHECKING:
    from tasks.reporting.model.elements import Link, Table


@dataclass(frozen=True)
class Place:
    """A table's sheet, header row and first column (from 0), and the keys of its fields in their order."""

    sheet: str
    header_row: int
    first_column: int
    keys: tuple[str, ...]

    @property
    def columns_count(self) -> int:
        """Number of columns."""
        return len(self.keys)


@dataclass
class Places:
    """Places by table name."""

    by_table: dict[str, Place] = field(default_factory=dict)

    def add(self, sheet: str, table: Table, header_row: int, first_column: int = 0) -> None:
        """Note where a table will be.

        Args:
            sheet: its name.
            table: the table.
            header_row: from 0.
            first_column: from 0.
        """
        self.by_table[table.name] = Place(
            sheet, header_row, first_column, tuple(field.key for field in table.fields)
        )

    def target(self, link: Link | None) -> str | None:
        """Target of a link as XlsxWriter wants it; None where the table is not in this workbook."""
        return self.rows(link.table, link.first, link.last) if link else None

    def rows(self, table: str, first: float | None, last: float | None) -> str | None:
        """Target of rows ``first`` to ``last`` (from 0) of a table; its header where they are None.

        Args:
            table: its name.
            first: row of its body, from 0; None for the header.
            last: the same; None where it is ``first``.

        Returns:
            Such as "internal:'Why'!A12:K14"; None where the table is not in this workbook.
        """
        place = self.by_table.get(table)
        if place is None:
            return None
        left, right = (
            column_letter(place.first_column + 1),
            column_letter(place.first_column + place.columns_count),
        )
        if first is None:
            return f"internal:'{place.sheet}'!{left}{place.header_row + 1}"
        top = place.header_row + 2
        bottom = top + int(first if last is None else last)
        return f"internal:'{place.sheet}'!{left}{top + int(first)}:{right}{bottom}"
