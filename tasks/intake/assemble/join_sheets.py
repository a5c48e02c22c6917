"""Further columns of the same processes on another sheet of the file: joined to the first by id, else by
name.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from schemas.columns import PROVENANCE, columns
from schemas.groups import PLACE_DTYPES
from schemas.issues import issue
from schemas.phrases import Phrase, counted, phrase
from tasks.excel import cell_address
from tasks.intake.assemble.read_table import TableParts
from tasks.intake.thresholds import ISSUES_PER_CELL_KIND, JOIN_SHARE, SAME_PROCESSES, TOTAL_TOLERANCE
from tasks.intake.wording.normalise import folded

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# What a sheet may repeat of the processes of another: which they are, and whose.
_KEYS = ("process_id", "process_name")
_WHOSE = frozenset({"business_unit", "country", "function_area"})
_FIGURES = frozenset({"number", "money", "share"})
_NO_FACTS = frozenset({*_KEYS, "currency", *PROVENANCE, *PLACE_DTYPES})
_FEWEST_AGAIN = 3  # so many rows that only repeat figures of another sheet are no accident


def join_sheets(parts: list[TableParts], is_template: bool = False) -> list[TableParts]:
    """Join tables of one file that hold other columns of the same processes.

    Args:
        parts: the tables of one file in the order of its sheets.
        is_template: our own template, whose sheets always belong together.

    Returns:
        The tables; one that was joined keeps only the rows that no table before it has.
    """
    joined: list[TableParts] = []
    for part in parts:
        # A sheet of all processes may repeat those of several sheets, so the search goes on after a match.
        for position, first in enumerate(joined):
            if first.read.sheet == part.read.sheet or not _share_keys(first, part, is_template):
                continue
            first_rows = _first_rows(first.typed, part.typed).dropna().astype("int64")
            if _are_same_processes(first, part, first_rows, is_template):
                joined[position], part = _join(first, part, first_rows, is_template)
        joined.append(part)
    return joined


def _share_keys(first: TableParts, second: TableParts, is_template: bool) -> bool:
    """Whether so many ids or names of one table are in the other that they may be about the same processes."""
    if not len(second.typed) or not len(first.typed):
        return False
    keys, second_keys = (
        {text for key in _KEYS if key in part.typed for text in part.typed[key].dropna()}
        for part in (first, second)
    )
    if is_template or _are_enough(len(keys & second_keys), first, second):
        return True
    # Most people write a name again with other capitals or spaces.
    names, second_names = (set(_as_spelt(part.typed["process_name"]).dropna()) for part in (first, second))
    return _are_enough(len(names & second_names), first, second)


def _are_enough(count: int, first: TableParts, second: TableParts) -> bool:
    # A list of all processes repeats few rows in each of its parts' sheets, but nearly all rows of the part.
    return count >= JOIN_SHARE * len(second.typed) or count >= SAME_PROCESSES * len(first.typed)


def _are_same_processes(
    first: TableParts, second: TableParts, first_rows: pd.Series, is_template: bool
) -> bool:
    """Whether rows with the same id or name are the same process: no unit, country or figure says otherwise.

    Args:
        first: a table of processes.
        second: a table of another sheet.
        first_rows: row number in the first table by row number of the second.
        is_template: our own template, whose sheets have no column in common.
    """
    facts = [str(column) for column in second.typed if column not in _NO_FACTS]
    common = [column for column in facts if column in first.typed]
    if is_template:
        return not common
    if not len(first_rows) or not _are_enough(len(first_rows), first, second):
        return False
    agreeing = {column: _agreement(first.typed, second.typed, first_rows, column) for column in common}
    decisive = [column for column in common if column in _WHOSE or columns()[column].type in _FIGURES]
    if any(agreeing[column] < SAME_PROCESSES for column in decisive):
        return False
    # A table that adds nothing is the same list again only if its figures say so.
    return any(_adds(first.typed, second.typed, first_rows, column) for column in facts) or (
        len(first_rows) >= _FEWEST_AGAIN
        and any(agreeing[column] <= 1 for column in decisive if column not in _WHOSE)
    )


def _adds(first: pd.DataFrame, second: pd.DataFrame, first_rows: pd.Series, column: str) -> bool:
    """Whether the second table knows a cell that is blank in the first, or has no column there."""
    is_filled = second.loc[first_rows.index, column].notna().to_numpy()
    if column not in first:
        return True
    return bool((is_filled & first.loc[first_rows.to_numpy(), column].isna().to_numpy()).any())


def _agreement(first: pd.DataFrame, second: pd.DataFrame, first_rows: pd.Series, column: str) -> float:
    """Share of the cells known on both sheets that say the same; infinite where there are none."""
    is_on_both, same = _compared(first, second, first_rows, column)
    return float(same[is_on_both].mean()) if is_on_both.any() else math.inf


def _compared(
    first: pd.DataFrame, second: pd.DataFrame, first_rows: pd.Series, column: str
) -> tuple[pd.Series, pd.Series]:
    """Which rows of the second table have a cell known on both sheets, and which of these say the same."""
    import numpy as np
    import pandas as pd

    its = second.loc[first_rows.index, column]
    first_values = first.loc[first_rows.to_numpy(), column].set_axis(first_rows.index)
    is_on_both = its.notna() & first_values.notna()
    if pd.api.types.is_float_dtype(its.dtype):
        same = np.isclose(its.astype("float64"), first_values.astype("float64"), rtol=TOTAL_TOLERANCE)
        return is_on_both, pd.Series(same, index=first_rows.index)
    return is_on_both, folded(its.astype("str")) == folded(first_values.astype("str"))


def _first_rows(first: pd.DataFrame, second: pd.DataFrame) -> pd.Series:
    """Row number in the first table for each row of the second, missing where there is none or more than one:
    by id, and by name where an id is blank; a name in other capitals where none is spelt alike.
    """
    import pandas as pd

    first_rows = pd.Series(index=second.index, dtype="float64")
    for key, is_folded in (("process_id", False), ("process_name", False), ("process_name", True)):
        if key not in first or key not in second or first_rows.notna().all():
            continue
        of_first, of_second = (
            _as_spelt(table[key]) if is_folded else table[key] for table in (first, second)
        )
        first_keys = of_first.dropna()
        # A key that two rows share says nothing of which is meant, on either sheet.
        first_keys = first_keys[~first_keys.duplicated(keep=False)]
        rows = of_second.where(~of_second.duplicated(keep=False))
        # A row with an id of its own is not matched by name to a process that has an id too: the ids say they
        # differ.
        if key == "process_name" and "process_id" in first and "process_id" in second:
            ids = first["process_id"].set_axis(of_first).groupby(level=0).first()
            rows = rows.where(second["process_id"].isna() | ~rows.map(ids).notna())
        first_rows = first_rows.fillna(
            rows.map(pd.Series(first_keys.index, index=first_keys.to_numpy())).astype("float64")
        )
    # Of two rows that fit one process only the first is joined; the other stays in its own table.
    return first_rows.mask(first_rows.duplicated(keep="first"))


def _as_spelt(names: pd.Series) -> pd.Series:
    """Names that differ only in capitals, spaces and the kind of dash are equal."""
    return folded(names).str.replace(r"\s*[-–—]\s*", "-", regex=True)


def _are_groups(groups: pd.DataFrame, rows: pd.DataFrame) -> np.ndarray:
    """Rows that say more of a group of the first table: only its processes count."""
    import numpy as np

    is_group = np.zeros(len(rows), dtype=bool)
    key = "process_id" if "process_id" in groups and "process_id" in rows else "process_name"
    return is_group | rows[key].isin(groups[key].dropna()).to_numpy() if len(groups) else is_group


def _joined_note(count: int, sheet: str) -> Phrase:
    return counted(
        "{count} row joined to sheet {sheet}", "{count} rows joined to sheet {sheet}", count, sheet=sheet
    )


def _join(
    first: TableParts, second: TableParts, first_rows: pd.Series, is_template: bool
) -> tuple[TableParts, TableParts]:
    of_second = second.typed.loc[first_rows.index].drop(columns=[*_NO_FACTS & set(second.typed.columns)])
    of_second, differing = _settled(first, second, of_second, first_rows)
    of_second = of_second.set_axis(first_rows.to_numpy()).reindex(first.typed.index)
    # What the first sheet says counts; the second fills its blanks.
    typed = first.typed.assign(
        **{
            str(column): first.typed[column].fillna(values) if column in first.typed else values
            for column, values in of_second.items()
        }
    )
    extra = second.carried.loc[first_rows.index].set_axis(first_rows.to_numpy())
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
        count=len(first_rows),
        key=phrase("process id or name"),
    )
    rest = second.typed.index.difference(first_rows.index, sort=False)
    rest = rest[~_are_groups(first.groups, second.typed.loc[rest])]
    roles = dict(second.read.roles)
    roles["joined"] = roles.get("joined", 0) + len(second.typed) - len(rest)
    second_read = replace(
        second.read,
        roles=tuple(roles.items()),
        notes=(*second.read.notes, _joined_note(len(first_rows), first.read.sheet)),
    )
    left = replace(
        second,
        typed=second.typed.loc[rest],
        carried=second.carried.loc[rest],
        issues=second.issues if is_template else (*second.issues, note, *differing),
        read=second_read,
    )
    return replace(first, typed=typed, carried=carried), left


def _settled(
    first: TableParts, second: TableParts, values: pd.DataFrame, first_rows: pd.Series
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """What the second sheet says, with the currency of its amounts where the first knows none; amounts in another
    currency are blank. Issues name the cells that are not used.
    """
    issues = _differing(first, second, first_rows)
    if "currency" not in second.typed:
        return values, issues
    its = second.typed.loc[first_rows.index, "currency"]
    currencies = (
        first.typed.reindex(columns=["currency"]).loc[first_rows.to_numpy(), "currency"].set_axis(its.index)
    )
    other = its.notna() & currencies.notna() & (its != currencies)
    for column in map(str, values):
        if columns()[column].type != "money" or column in first.typed:
            continue
        blanked = other & values[column].notna()
        issues += _at("MONEY_IN_OTHER_CURRENCY", second, column, blanked)
        values = values.assign(**{column: values[column].mask(blanked)})
    return values.assign(currency=its), issues


def _differing(first: TableParts, second: TableParts, first_rows: pd.Series) -> list[dict[str, Any]]:
    """Cells of the second sheet that say another thing of a process than the first."""
    issues: list[dict[str, Any]] = []
    for column in [str(name) for name in second.typed if name in first.typed and name not in _NO_FACTS]:
        is_on_both, same = _compared(first.typed, second.typed, first_rows, column)
        issues += _at("SHEETS_DIFFER", second, column, is_on_both & ~same, other=first.read.sheet)
    return issues


def _at(code: str, part: TableParts, column: str, rows: pd.Series, **facts: str) -> list[dict[str, Any]]:
    """One issue for each row that is marked."""
    letter = part.read.letter(column)
    return [
        issue(
            code,
            file=part.read.file,
            sheet=part.read.sheet,
            cell=cell_address(letter, int(row)) if letter else "",
            row=int(row),
            column=column,
            **facts,
        )
        for row in part.typed.loc[rows[rows].index[:ISSUES_PER_CELL_KIND], "source_row"]
    ]
