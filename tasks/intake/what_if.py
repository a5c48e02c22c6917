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
    candidates = next((lines for grid in grids if (lines := _candidates(grid)) is not None), None)
    switches = () if candidates is None else tuple(_switches(candidates))
    remarks += [] if candidates is None else _unread_cells(candidates)
    changed_by = _value(assumptions, "changed_by", VALUES[0])
    return WhatIf(raw.file, str(changed_by or "").strip()[:200], overlay, switches, tuple(remarks))


def _candidates(grid: pd.DataFrame) -> pd.DataFrame | None:
    """The lines of the candidates, with their two switches in small letters; None where a sheet has none."""
    if QUOTE not in grid:
        return None
    spelt = {letter: grid[letter].map(_spelt) for letter in (IS_IN, LOCATION)}
    rows = grid.index[spelt[IS_IN].isin(["in", "out"])]
    if rows.empty:
        return None
    lines = grid.assign(**spelt).loc[rows[0] :]
    return lines[[not _is_blank(process) for process in lines[PROCESS]]]


def _spelt(cell: Any) -> Any:
    return cell.strip().casefold() if isinstance(cell, str) else cell


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
        if not isinstance(name, str) or not _is_number(shipped) or name == "discount_rate":
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
    for row in grid.index[(grid.index < head) | grid[ID].isin(["discount_rate", "release"])]:
        cells = [grid.at[row, letter] for letter in (ID, VALUES[0], SHIPPED)]
        name, value, before = cells
        if not isinstance(name, str) or name == "changed_by" or _is_blank(before) or _spelt(value) == before:
            continue
        if name == "discount_rate" and _is_number(value):
            assumptions[name] = {"mid": float(value)}
        elif name == "release" and _spelt(value) in RELEASES:
            overlay[name] = {kind: {"is_chosen": kind == _spelt(value)} for kind in RELEASES}
        elif name == "release":
            remarks.append(
                f"{name}: cell {VALUES[0]}{row} is none of {', '.join(RELEASES)}; it is left as it was."
            )
        elif name == "discount_rate":
            remarks.append(f"{name}: cell {VALUES[0]}{row} is no number, so it is left as it was.")
        else:
            remarks.append(
                f"{name}: a change of cell {VALUES[0]}{row} is not taken over; change the rulebook."
            )
    return overlay | ({"assumptions": assumptions} if assumptions else {}), remarks


def _switches(grid: pd.DataFrame) -> Iterator[tuple[str, bool, str | None, float | None, bool]]:
    """Process id, whether it is in, where, a quote a year, and whether the cost of the list stays instead, of every
    line of the candidates.
    """
    has_shipped_quotes = SHIPPED_QUOTE in grid
    for row in grid.index:
        quote: Any = grid.at[row, QUOTE]
        location: Any = grid.at[row, LOCATION]
        yield (
            str(grid.at[row, PROCESS]),
            bool(grid.at[row, IS_IN] != "out"),
            location if location in PLACES else None,
            float(quote) if _is_quote(quote) else None,
            # A quote that the program filled in and that is gone was taken out by somebody. One that was blank from
            # the start says nothing of a cost that the list has got since.
            not _is_quote(quote)
            and (not _is_blank(quote) or (has_shipped_quotes and _is_blank(grid.at[row, SHIPPED_QUOTE]))),
        )


def _unread_cells(grid: pd.DataFrame) -> list[str]:
    """A remark on each switch that is none of its words, and on each quote that is no number, such as "12 000 EUR"
    written as text, or below 0.
    """
    wrong = {
        IS_IN: ("is neither in nor out, so the process stays in.", ("in", "out")),
        LOCATION: (f"is none of {', '.join(PLACES)}, so the location of the audit stays.", PLACES),
    }
    remarks = [
        f"Cell {letter}{row} of the candidates {sentence}"
        for letter, (sentence, choices) in wrong.items()
        for row, cell in zip(grid.index, grid[letter], strict=True)
        if cell not in choices
    ]
    return remarks + [
        f"The quote in cell {QUOTE}{row} of the candidates is no number from 0 on, so the cost of the list stays."
        for row, quote in zip(grid.index, grid[QUOTE], strict=True)
        if not _is_quote(quote) and not _is_blank(quote)
    ]


def _is_quote(cell: Any) -> bool:
    return _is_number(cell) and cell >= 0


def _is_blank(cell: Any) -> bool:
    import pandas as pd

    return bool(pd.isna(cell)) or (isinstance(cell, str) and not cell.strip())


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and not math.isnan(cell)
