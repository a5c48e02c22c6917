"""Further columns of the same processes on another sheet of the file: joined to the first by id, else by name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemas.columns import PROVENANCE
from schemas.issues import issue
from tasks.intake.read_table import TableParts
from tasks.intake.thresholds import JOIN_SHARE

if TYPE_CHECKING:
    import pandas as pd

_SHARED = frozenset({"process_id", "process_name", "function_area", "business_unit", "currency"})


def join_sheets(parts: list[TableParts]) -> list[TableParts]:
    """Join tables of one file that hold other columns of the same processes.

    Args:
        parts: the tables of one file in the order of its sheets.

    Returns:
        The tables; one that was joined keeps only the rows that the first does not have.
    """
    joined: list[TableParts] = []
    for part in parts:
        for position, first in enumerate(joined):
            key = _key(first, part)
            if key:
                joined[position], part = _join(first, part, key)
                break
        joined.append(part)
    return joined


def _key(first: TableParts, second: TableParts) -> str | None:
    own = set(second.typed.columns) - _SHARED - set(PROVENANCE)
    if not own or own & set(first.typed.columns) or first.read.sheet == second.read.sheet:
        return None
    for key in ("process_id", "process_name"):
        if key in first.typed and key in second.typed:
            left, right = first.typed[key].dropna(), second.typed[key].dropna()
            if left.is_unique and right.is_unique and len(right) and right.isin(left).mean() >= JOIN_SHARE:
                return key
    return None


def _join(first: TableParts, second: TableParts, key: str) -> tuple[TableParts, TableParts]:
    import pandas as pd

    known = second.typed[key].isin(first.typed[key].dropna())
    own = [column for column in second.typed if column not in first.typed and column not in PROVENANCE]
    rows = second.typed.loc[known, [key, *own]].set_index(key)
    typed = first.typed.join(rows, on=key)
    extra = second.carried.loc[known].set_axis(second.typed.loc[known, key]) if second.carried.shape[1] else pd.DataFrame(index=rows.index)
    names = {name: name if name not in first.carried else f"{name} ({second.read.sheet})" for name in extra.columns}
    carried = first.carried.join(extra.rename(columns=names).reindex(first.typed[key]).set_axis(first.carried.index)) if len(names) else first.carried
    note = issue("SHEETS_JOINED", file=second.read.file, sheet=second.read.sheet, other=first.read.sheet, count=int(known.sum()), key=key)
    rest = replace(second, typed=second.typed[~known], carried=second.carried[~known], issues=(*second.issues, note),
                   read=replace(second.read, rows_in=second.read.rows_in - int(known.sum()),
                                notes=(*second.read.notes, f"{int(known.sum())} rows joined to sheet {first.read.sheet} by {key}")))
    return replace(first, typed=typed, carried=carried), rest
