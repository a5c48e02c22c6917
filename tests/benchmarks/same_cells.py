"""Compares all cells of two workbooks: ``python -m tests.benchmarks.same_cells OLD.xlsx NEW.xlsx``.

Values (numbers to 12 digits), formats, links and notes of every cell; heights and folds of rows, widths of columns,
tables, lists to choose from, bars, pages, charts and merged cells of every sheet. For changes that must leave a report
as it was. The run's id differs in any two runs.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

DIGITS, MOST_PRINTED = 12, 5


def cell_facts(cell: Cell) -> tuple[Any, ...]:
    """What a reader sees of a cell, and what it does."""
    value = cell.value
    if isinstance(value, float):
        value = float(f"{value:.{DIGITS}g}")
    elif isinstance(value, ArrayFormula):
        value = (value.ref, value.text)
    font, align = cell.font, cell.alignment
    return (
        value,
        cell.number_format,
        cell.fill.fgColor.rgb if cell.fill.fill_type else None,
        (font.color.rgb if font.color else None, font.b, font.u, font.sz),
        (align.horizontal, align.vertical, align.wrap_text, align.indent),
        (cell.border.bottom.style, cell.border.top.style),
        (cell.quotePrefix, cell.protection.locked),
        (cell.hyperlink.location or cell.hyperlink.target) if cell.hyperlink else None,
        cell.comment.text if cell.comment else None,
    )


def sheet_facts(sheet: Worksheet) -> dict[str, Any]:
    """What a sheet has beside its cells."""
    rows = {
        number: look
        for number, row in sheet.row_dimensions.items()
        if (look := (row.height, row.hidden, row.outlineLevel, row.collapsed)) != (None, False, 0, False)
    }
    return {
        "rows": rows,
        "widths": {name: (one.width, one.hidden) for name, one in sheet.column_dimensions.items()},
        "tables": sorted(
            (
                one.name,
                one.ref,
                one.autoFilter and one.autoFilter.ref,
                [column.name for column in one.tableColumns],
            )
            for one in sheet.tables.values()
        ),
        "lists": sorted(
            (str(one.sqref), one.type, one.formula1) for one in sheet.data_validations.dataValidation
        ),
        "bars": sorted(str(one.sqref) for one in sheet.conditional_formatting),
        "page": (sheet.print_area, sheet.freeze_panes, sheet.print_title_rows, len(sheet._charts)),
        "merged": sorted(map(str, sheet.merged_cells.ranges)),
    }


def differences(old: Worksheet, new: Worksheet) -> list[str]:
    """Each difference of two sheets in a line."""
    before, after = sheet_facts(old), sheet_facts(new)
    found = [f"{name}: {before[name]} | {after[name]}" for name in before if before[name] != after[name]]
    for place in sorted(old._cells.keys() | new._cells.keys()):
        one, other = (sheet._cells.get(place) for sheet in (old, new))
        facts = [cell and cell_facts(cell) for cell in (one, other)]
        if facts[0] != facts[1]:
            found.append(f"{(one or other).coordinate}: {facts[0]} | {facts[1]}")
    return found


def main(old_path: Path, new_path: Path) -> int:
    """Prints the differences; 1 where there are any."""
    old, new = load_workbook(old_path), load_workbook(new_path)
    if old.sheetnames != new.sheetnames:
        print(f"sheets: {old.sheetnames} | {new.sheetnames}")
    count = sum(len(sheet._cells) for sheet in old)
    has_differences = old.sheetnames != new.sheetnames
    for name in (name for name in old.sheetnames if name in new.sheetnames):
        found = differences(old[name], new[name])
        has_differences |= bool(found)
        for line in found[:MOST_PRINTED]:
            print(f"{name} {line[:500]}")
        if len(found) > MOST_PRINTED:
            print(f"{name}: {len(found)} differences in all")
    print(f"{count:,} cells compared")
    return int(has_differences)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
