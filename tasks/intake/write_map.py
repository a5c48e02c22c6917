"""The mapping document of an input: what was understood, with the first readings next to each column."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from schemas.columns import NUMERIC_TYPES, Column, columns
from schemas.records import HeadingMatch, Intake, TableRead
from tasks.excel import cell_address
from tasks.intake.cells.cell_kinds import Hints
from tasks.intake.cells.money import YEARLY
from tasks.intake.columns.unit_columns import hints_for
from tasks.intake.wording.known_headings import alias_effect
from tasks.intake.wording.normalise import fold

if TYPE_CHECKING:
    import pandas as pd

FIRST_READINGS = 3
MOST_WORDS = 60
MOST_CELLS = 1_000
# Types whose words are values of a list, so that each word can be settled.
_CLOSED = frozenset({"category", "yes_no", "level", "country"})
_HEAD = """\
# What process-audit understood of {file}. Change what is wrong and give it back:
#   process-audit run {file} --map THIS_FILE
# or save it next to the input as {file}.map.yaml: then every run and the nightly use it.
# A key that you delete is understood anew. taken_for: null carries a column through unread.
# What nothing in the file says is assumed, and stands as a comment: take the # away to settle it, changed or not.
#   unit: percent or share (0.05 is 5 %); minutes, hours, days; per month, per week; k EUR, EUR per month
#   scale: "1-10"; "5-1" where 1 is the highest
#   date_order: day_first or month_first
"""


def write_map(intake: Intake) -> str:
    """The document of the first file of an intake, as text.

    Args:
        intake: one file, read; a refused one gives a document without sheets.
    """
    file = intake.files[0]
    lines = [_HEAD.format(file=file.file), "version: 1", "defaults:  # for rows that say nothing"]
    for name, example in (("currency", "EUR"), ("country", "DE"), ("sector", "finance")):
        lines.append(f"  {name}: null  # such as {example}")
    lines.append("sheets:" if file.tables else "sheets: []")
    for table in file.tables:
        lines += [
            f"- sheet: {_text(table.sheet)}",
            "  use: true",
            f"  heading_row: {table.header_rows[-1]}",
            "  columns:",
        ]
        added = {match.part_of for match in table.headings if match.part_of}
        for match in table.headings:
            if (match.heading.strip() and match.how != "ticked") or match.column:
                lines += _column(
                    intake, table, replace(match, column=match.column or match.part_of or None), added
                )
    return "\n".join(lines) + "\n"


def _column(intake: Intake, table: TableRead, match: HeadingMatch, added: set[str]) -> list[str]:
    lines = [
        f"  - heading: {_text(match.heading)}",
        f"    letter: {match.letter}",
        f"    taken_for: {match.column or 'null'}{_remark(match)}",
    ]
    if match.column is None:
        return lines
    column = columns()[match.column]
    cells, values = _cells(intake, table, match)
    if column.type == "share" and match.read_as:
        lines.append(f"    unit: {match.read_as}")
    elif match.unit:
        # A unit that does not give the same factor when it is read back is only a remark, and the factor is
        # written.
        is_exact = _unit_tells_factor(column, match)
        lines.append(f"    unit: {_text(match.unit)}" if is_exact else f"    # unit: {match.unit}")
    if match.factor != 1 and not _unit_tells_factor(column, match):
        lines.append(f"    factor: {match.factor:.10g}")
    if match.multiplier:
        lines.append(f"    multiplied_with: {_text(match.multiplier)}")
    lines += _assumed(column, match, cells, values)
    if column.type == "date" and match.read_as and not match.is_assumed:
        lines.append(f"    date_order: {match.read_as}")
    scale = match.scale or (match.read_as if column.type == "level" and not match.is_assumed else "")
    if scale:
        lines.append(f"    scale: {_text(scale)}")
    # An alias that means the opposite turns the column round once more, with or without a map.
    if match.is_denied and alias_effect(match.alias) != "reversed":
        lines.append("    reversed: true")
    if column.type in NUMERIC_TYPES and cells.map(lambda cell: isinstance(cell, str)).any():
        lines.append(f"    decimal_mark: {_text(match.decimal_mark or '.')}")
    if match.year:
        lines.append(f"    year: {match.year}")
    # Where the scale or the direction was turned, the value of a word is not what it says, and would be
    # turned again.
    if column.type in _CLOSED and column.name != "currency" and not _is_turned(match):
        lines += _words(cells, values)
    # No free text and no names: only numbers, units and codes are shown.
    # The values of columns that are added up are those of the sum.
    if column.type != "text" and column.type != "list" and column.name not in added:
        lines += [f"    # {line}" for line in _readings(match.letter, cells, values)]
    return lines


def _assumed(column: Column, match: HeadingMatch, cells: pd.Series, values: pd.Series) -> list[str]:
    """What was assumed of a column, as comments that can be made entries."""
    if match.unit_letter or match.factor != 1 or match.multiplier:
        return []
    if match.is_assumed and match.read_as:
        key = {"date": "date_order", "level": "scale"}.get(column.type, "unit")
        shown = {"scale": _text(match.read_as), "unit": f"{match.read_as}s"}.get(key, match.read_as)
        return [f"    # {key}: {shown}  # assumed"]
    has_numbers = bool(_numbers(cells))
    if column.type in ("level", "share") and not (match.scale or match.unit or match.read_as) and has_numbers:
        return [
            '    # scale: "0-4"  # or another one: nothing shows it'
            if column.type == "level"
            else "    # unit: percent  # or share: nothing shows it"
        ]
    if match.unit or match.year or not (column.name in YEARLY or column.name == "volume"):
        return []
    return [f"    # unit: {_period(cells, values)}"] if has_numbers else []


def _period(cells: pd.Series, values: pd.Series) -> str:
    """The period by which the plain numbers of a column were brought to a year."""
    ratios = {round(values[row] / number, 6) for row, number in _numbers(cells).items() if number}
    if ratios == {12.0}:
        return "per month  # assumed, by the hours of the posts"
    if all(ratio in (1.0, None) or ratio != ratio for ratio in ratios):
        return "per year  # assumed"
    return "per year  # in place of the period of the frequency column"


def _numbers(cells: pd.Series) -> dict[int, float]:
    """The first plain numbers among some cells, by row."""
    import pandas as pd

    numbers = pd.to_numeric(cells.head(MOST_CELLS).astype("str"), errors="coerce").dropna()
    return dict(zip(numbers.index.tolist(), numbers.tolist(), strict=True))


def _is_turned(match: HeadingMatch) -> bool:
    """Whether values differ from what the words say by the scale or the direction of the column."""
    is_of_other_scale = match.read_as not in ("", "1-5") and not match.is_assumed
    return bool(match.scale or match.is_denied or is_of_other_scale or "reversed" in (match.note or ""))


def _remark(match: HeadingMatch) -> str:
    """Why, where that is not plain from the heading."""
    remark = match.note or (f"did you mean {match.suggestion}?" if match.suggestion else "")
    return f"  # {' '.join(remark.split())}" if remark else ""


def _unit_tells_factor(column: Column, match: HeadingMatch) -> bool:
    """Whether reading the unit back gives the same factor."""
    hints, _ = hints_for(column, Hints(), match.unit or "")
    return hints is not None and abs(hints.factor - match.factor) < 1e-9 * match.factor


def _cells(intake: Intake, table: TableRead, match: HeadingMatch) -> tuple[pd.Series, pd.Series]:
    """Cells as sent and values as read, by row number of the sheet."""
    rows = intake.typed[intake.typed["source_table"] == table.table_id].set_index("source_row")
    raw = intake.raw_tables[table.table_id].cells
    cells = raw[match.letter].reindex(rows.index).dropna()
    values = rows[match.column] if match.column in rows else cells.iloc[:0]
    return cells, values.reindex(cells.index)


def _words(cells: pd.Series, values: pd.Series) -> list[str]:
    """Words of the cells and what each was taken for, where the two differ."""
    taken: dict[str, Any] = {}
    for word, value in zip(cells, values, strict=True):
        if isinstance(word, str) and word not in taken and len(taken) < MOST_WORDS and not word[:1].isdigit():
            taken[word] = value
    lines = [
        f"      {_text(word)}: {_text(_plain(value))}"
        for word, value in taken.items()
        if value == value and value is not None and fold(word) != fold(_plain(value))
    ]
    return ["    words:", *lines] if lines else []


def _readings(letter: str, cells: pd.Series, values: pd.Series) -> list[str]:
    """The first distinct cells and what they were read as; numbers, units and codes alone."""
    first = cells.drop_duplicates().head(FIRST_READINGS)
    return [
        f"{cell_address(letter, row)}: {_shown(cell)} read as {_plain(values[row]) or 'nothing'}"
        for row, cell in zip(first.index, first, strict=True)
    ]


def _shown(cell: Any) -> str:
    text = cell if isinstance(cell, str) else _plain(cell)
    text = "".join(char if char.isprintable() else " " for char in text)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _plain(value: Any) -> str:
    """A value as a person would write it."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return f"{value:.10g}"
    return value.isoformat()[:10] if hasattr(value, "isoformat") else str(value)


def _text(value: str) -> str:
    """A text as YAML takes it for a text, whatever it looks like."""
    return json.dumps(value, ensure_ascii=False)
