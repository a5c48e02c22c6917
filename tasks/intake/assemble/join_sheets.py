"""Further columns of the same processes on another sheet of the file: joined to the first by id, else by
name.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemas.columns import PROVENANCE
from schemas.groups import PLACE_DTYPES
from schemas.issues import issue
from schemas.phrases import Phrase, counted, phrase
from tasks.intake.assemble.read_table import TableParts
from tasks.intake.thresholds import JOIN_SHARE

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# Columns that both sheets may have: they say which process and whose, not what is known of it.
_SHARED = frozenset({"process_id", "process_name", "function_area", "business_unit", "currency"})


def join_sheets(parts: list[TableParts], is_template: bool = False) -> list[TableParts]:
    """Join tables of one file that hold other columns of the same processes.

    Args:
        parts: the tables of one file in the order of its sheets.
        is_template: our own template, whose sheets always belong together.

    Returns:
        The tables; one that was joined keeps only the rows that the first does not have.
    """
    joined: list[TableParts] = []
    for part in parts:
        for position, first in enumerate(joined):
            if not _are_other_columns(first, part):
                continue
            places = _places(first.typed, part.typed)
            if len(part.typed) and (is_template or places.notna().mean() >= JOIN_SHARE):
                joined[position], part = _join(first, part, places.dropna().astype("int64"), is_template)
                break
        joined.append(part)
    return joined


def _are_other_columns(first: TableParts, second: TableParts) -> bool:
    own = set(second.typed.columns) - _SHARED - set(PROVENANCE) - set(PLACE_DTYPES)
    return bool(own) and not own & set(first.typed.columns) and first.read.sheet != second.read.sheet


def _places(first: pd.DataFrame, second: pd.DataFrame) -> pd.Series:
    """Row number in the first table for each row of the second, missing where there is none or more than one:
    by id, and by name where an id is blank.
    """
    import pandas as pd

    places = pd.Series(index=second.index, dtype="float64")
    for key in ("process_id", "process_name"):
        if key not in first or key not in second:
            continue
        known = first[key].dropna()
        # A key that two rows share says nothing of which is meant, on either sheet.
        known = known[~known.duplicated(keep=False)]
        rows = second[key].where(~second[key].duplicated(keep=False))
        # A row with an id of its own is not matched by name to a process that has an id too: the ids say they
        # differ.
        if key == "process_name" and "process_id" in first and "process_id" in second:
            rows = rows.where(
                second["process_id"].isna()
                | ~rows.map(first.set_index("process_name")["process_id"].groupby(level=0).first()).notna()
            )
        places = places.fillna(rows.map(pd.Series(known.index, index=known.to_numpy())).astype("float64"))
    # Of two rows that fit one process only the first is joined; the other stays in its own table.
    return places.mask(places.duplicated(keep="first"))


def _are_groups(groups: pd.DataFrame, rows: pd.DataFrame) -> np.ndarray:
    """Rows that say more of a group of the first table: only its processes count."""
    import numpy as np

    found = np.zeros(len(rows), dtype=bool)
    key = "process_id" if "process_id" in groups and "process_id" in rows else "process_name"
    return found | rows[key].isin(groups[key].dropna()).to_numpy() if len(groups) else found


def _joined_note(count: int, sheet: str) -> Phrase:
    return counted(
        "{count} row joined to sheet {sheet}", "{count} rows joined to sheet {sheet}", count, sheet=sheet
    )


def _join(
    first: TableParts, second: TableParts, places: pd.Series, is_template: bool
) -> tuple[TableParts, TableParts]:
    own = [column for column in second.typed if column not in first.typed and column not in PROVENANCE]
    typed = first.typed.join(second.typed.loc[places.index, own].set_axis(places.to_numpy()))
    extra = second.carried.loc[places.index].set_axis(places.to_numpy())
    carried = first.carried.join(
        extra.rename(
            # A heading that both sheets have is told apart by the name of the sheet.
            columns={name: f"{name} ({second.read.sheet})" for name in extra if name in first.carried}
        )
    )
    note = issue(
        "SHEETS_JOINED",
        file=second.read.file,
        sheet=second.read.sheet,
        other=first.read.sheet,
        count=len(places),
        key=phrase("process id or name"),
    )
    rest = second.typed.index.difference(places.index, sort=False)
    rest = rest[~_are_groups(first.groups, second.typed.loc[rest])]
    roles = dict(second.read.roles)
    roles["joined"] = roles.get("joined", 0) + len(second.typed) - len(rest)
    read = replace(
        second.read,
        roles=tuple(roles.items()),
        notes=(*second.read.notes, _joined_note(len(places), first.read.sheet)),
    )
    left = replace(
        second,
        typed=second.typed.loc[rest],
        carried=second.carried.loc[rest],
        issues=second.issues if is_template else (*second.issues, note),
        read=read,
    )
    return replace(first, typed=typed, carried=carried), left
