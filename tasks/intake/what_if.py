"""A live model handed back: which assumptions and switches somebody changed, and who."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.records import WhatIf
from schemas.workbooks import KIND_PROPERTY, KIND_WHAT_IF
from tasks.intake.files.read_file import read_file
from tasks.intake.own_workbooks import properties_of

if TYPE_CHECKING:
    import pandas as pd

    from tasks.settings import Limits

# Where things are on the sheets, as tasks.reporting.what_if writes them.
ID, VALUES, SHIPPED = "A", ("D", "E", "F", "G", "H", "I"), "J"
PROCESS, IS_IN, LOCATION, QUOTE, SHIPPED_QUOTE = "A", "C", "D", "F", "AB"
PLACES = ("onshore", "nearshore", "offshore")
RELEASES = ("all_released", "attrition", "redeployed")


def is_what_if(path: Path, limits: Limits) -> bool:
    """Whether the file is a live model of ours.

    Args:
        path: any file.
        limits: what it may cost.
    """
    return properties_of(path, limits).get(KIND_PROPERTY) == KIND_WHAT_IF


def read_what_if(path: Path, limits: Limits) -> WhatIf:
    """Reads what was changed in a live model.

    Args:
        path: the workbook, saved by any spreadsheet program.
        limits: what the file may cost.

    Returns:
        The changed assumptions as an overlay of the rulebook, the switches of each process, who changed them, and
        what could not be taken over; ``refused`` where the file cannot be read or its sheets are gone.
    """
    raw = read_file(path, limits)
    if raw.refused_message:
        return WhatIf(raw.file, refused=raw.refused_message)
    grids = [sheet.grid for sheet in raw.sheets]
    # Sheets are known by what they hold, because people rename them.
    assumptions = next((grid for grid in grids if _has(grid, ID, "governance") and SHIPPED in grid), None)
    if assumptions is None:
        return WhatIf(
            raw.file,
            refused=f"{raw.file}: its sheet of assumptions is gone. Change a copy as it was written.",
        )
    overlay, remarks = _overlay(assumptions)
    candidates = next(
        (grid for grid in grids if QUOTE in grid and grid[IS_IN].isin(["in", "out"]).any()), None
    )
    switches = () if candidates is None else tuple(_switches(candidates))
    remarks += [] if candidates is None else _unread_quotes(candidates)
    changed_by = _value(assumptions, "changed_by", VALUES[0])
    return WhatIf(raw.file, str(changed_by or "").strip()[:200], overlay, switches, tuple(remarks))


def _has(grid: pd.DataFrame, letter: str, text: str) -> bool:
    return letter in grid and bool(grid[letter].eq(text).any())


def _value(grid: pd.DataFrame, name: str, letter: str) -> Any:
    """The cell of a line; None where it is blank."""
    import pandas as pd

    values = grid.loc[grid[ID].eq(name), letter]
    return None if values.empty or pd.isna(values.iloc[0]) else values.iloc[0]


def _overlay(grid: pd.DataFrame) -> tuple[dict[str, Any], list[str]]:
    """Changed lines as an overlay; a line that is changed for some labels or places alone is a remark."""
    assumptions: dict[str, dict[str, float]] = {}
    overlay: dict[str, Any] = {}
    remarks: list[str] = []
    first = grid.index[grid[ID].eq("governance")][0]
    # The heading is the nearest line above the first assumptions whose shipped value is no number; without one,
    # as somebody deleted it, the lines begin at the top.
    above = grid.index[grid.index < first][::-1]
    head = next((row for row in above if not _is_number(grid.at[row, SHIPPED])), -1)
    for row in grid.index[grid.index > head]:
        name: Any = grid.at[row, ID]
        shipped: Any = grid.at[row, SHIPPED]
        cells: list[Any] = [grid.at[row, letter] for letter in VALUES]
        if not isinstance(name, str) or not _is_number(shipped):
            continue
        if not all(_is_number(cell) for cell in cells):
            remarks.append(f"{name}: a cell of line {row} is no number, so the line is left as it was.")
        # The rulebook has one value for each assumption, so a change for some labels alone cannot be taken
        # over.
        elif len(set(map(float, cells))) > 1:
            remarks.append(
                f"{name}: line {row} differs by label or location; only a change of all six cells is taken over."
            )
        elif float(cells[0]) != float(shipped):
            value = float(cells[0])
            assumptions[name] = {"mid": value}
    # The discount rate and the kind of release have one cell each, so they are read apart from the lines of
    # six.
    rate, before = (_value(grid, "discount_rate", letter) for letter in (VALUES[0], SHIPPED))
    if _is_number(rate) and _is_number(before) and float(rate) != float(before):
        assumptions["discount_rate"] = {"mid": float(rate)}
    release, before = (_value(grid, "release", letter) for letter in (VALUES[0], SHIPPED))
    if release != before and release in RELEASES:
        overlay["release"] = {name: {"is_chosen": name == release} for name in RELEASES}
    return overlay | ({"assumptions": assumptions} if assumptions else {}), remarks


def _switches(grid: pd.DataFrame) -> Iterator[tuple[str, bool, str | None, float | None, bool]]:
    """Process id, whether it is in, where, a quote a year, and whether the cost of the list stays instead, of every
    line of the candidates.
    """
    has_shipped_quotes = SHIPPED_QUOTE in grid
    for row in grid.index[grid[IS_IN].isin(["in", "out"])]:
        quote: Any = grid.at[row, QUOTE]
        location: Any = grid.at[row, LOCATION]
        yield (
            str(grid.at[row, PROCESS]),
            bool(grid.at[row, IS_IN] == "in"),
            location if location in PLACES else None,
            float(quote) if _is_number(quote) else None,
            # A quote that the program filled in and that is gone was taken out by somebody. One that was blank from
            # the start says nothing of a cost that the list has got since.
            not _is_number(quote)
            and (not _is_blank(quote) or (has_shipped_quotes and _is_blank(grid.at[row, SHIPPED_QUOTE]))),
        )


def _unread_quotes(grid: pd.DataFrame) -> list[str]:
    """A remark on each quote that is no number, such as "12 000 EUR" written as text."""
    lines = grid[grid[IS_IN].isin(["in", "out"])]
    return [
        f"The quote in cell {QUOTE}{row} of the candidates is no number, so the cost of the list stays."
        for row, quote in zip(lines.index, lines[QUOTE], strict=True)
        if not _is_number(quote) and not _is_blank(quote)
    ]


def _is_blank(cell: Any) -> bool:
    import pandas as pd

    return bool(pd.isna(cell)) or (isinstance(cell, str) and not cell.strip())


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and not math.isnan(cell)
