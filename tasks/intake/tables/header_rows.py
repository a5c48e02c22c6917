"""Which rows head a table: one row, or two that are read together."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from schemas.columns import NUMERIC_TYPES, columns
from tasks.excel import column_number
from tasks.intake.files.merges import RANGE
from tasks.intake.files.raw import RawSheet
from tasks.intake.thresholds import HEADER_SEARCH_ROWS, LATER_HEADERS
from tasks.intake.wording.cell_words import meanings_of
from tasks.intake.wording.heading import (
    columns_named,
    contained_aliases,
    equal_alias,
    other_headings,
    parse_heading,
    says_process,
)
from tasks.intake.wording.known_headings import measures, unit_words
from tasks.intake.wording.normalise import fold, tidy, words, words_in
from tasks.intake.wording.short_periods import with_full_periods
from tasks.intake.wording.word_lists import is_blank_word, words_of_kind

if TYPE_CHECKING:
    import pandas as pd

# A longer text is an instruction or a remark, not the heading of a column.
_LONGEST_HEADING = 150
_LONGEST_UNIT = 25
_UNITS = frozenset({"magnitude", "time", "period", "currency", "percent", "with_currency"})
_FIGURES_TRIED = 20  # rows above a gap
_FEWEST_HEADINGS = 3  # known headings of different columns in one row are no process
_FEWEST_MONTHS = 3  # columns of months or numbers side by side that are no two values of one process
# What a second header row holds: "(EUR)", "min", "y/n", "1-5", "max 50 characters", "mandatory", "xs:string".
_MACHINE = re.compile(
    r"^(?:[a-z][\w-]*:\s?\w[\w-]*|(?:use\s+)?https?://\S+|[\(\[].{1,25}[\)\]]|%|#|y/n"
    r"|(?:in |en )?(?:[€$£]|k€|t€)|\d\s*(?:-|–|\.\.)\s*\d+"
    r"|(?:max(?:imum|\.)? )?\d+ (?:characters?|chars?|zeichen|caract[eè]res|caracteres)|\d+\s*(?:-|–|\.\.)\s*\d+"
    r"|eur|usd|gbp|chf|cad|min(?:ute[sn]?)?|sec(?:onds)?|hours?|h|std\.?|stunden|days?|tage|weeks|wochen|months|years|fte"
    r"|per (?:year|month|week|day)|p\.a\."
    r"|(?:please )?(?:select|choose|enter|auswahl|bitte w[äa]hlen|choisir|s[ée]lectionner|elegir|seleccionar)\s?:.*"
    r"|mandatory|optional|required|pflicht|optionnel|obligatoire|obligatorio)$",
    re.I,
)


def filled_cells(row: pd.Series) -> dict[str, object]:
    """The filled cells of one row by letter."""
    cells = zip(row.index, row, strict=True)
    return {letter: value for letter, value in cells if is_filled(value)}


def is_filled(cell: object) -> bool:
    """Whether a cell holds something; what is missing is None or not equal to itself."""
    return cell is not None and cell == cell


def heading_text(cell: object) -> str:
    """A cell of a header row as text: 2024 without a decimal point, a date without a time.

    Args:
        cell: as RawSheet.grid holds it.
    """
    if isinstance(cell, dt.date):
        return cell.isoformat()[:10]
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _score(cells: dict[str, object], again: Callable[[str, str], bool] | None = None) -> tuple[float, int]:
    """How much a row looks like a header, and how many headings of it are known.

    Args:
        cells: the filled cells of the row by letter.
        again: whether a text is in other rows of a column too, as values do and headings do not.
    """
    texts = {letter: tidy(value) for letter, value in cells.items() if isinstance(value, str)}
    # Each text counts once, because a title merged over many columns is the same text in all of them.
    distinct = {fold(text) for text in texts.values() if text and len(text) <= _LONGEST_HEADING}
    claimed: set[str] = set()
    others, is_named = 0, False
    for letter, text in texts.items():
        if fold(text) not in distinct or (again and again(letter, text)):
            continue
        heading = parse_heading(text)
        if alias := equal_alias(heading):
            claimed.add(alias[0].column)
            is_named = is_named or says_process(heading, alias[0])
        else:
            others += bool(heading.forms and heading.forms[0] in other_headings())
    # Known columns say most, and the name of the process more again; a text that nobody knows says little.
    points = 4.0 * len(claimed) + 3.0 * is_named + 2.0 * others + len(distinct) / 2
    # Rows of data hold figures; years, numbers of columns and months do not count, because they may head columns.
    figures = [cell for cell in cells.values() if not isinstance(cell, str)]
    return points - 3.0 * (0 if _head_columns(figures) else len(figures)), len(claimed)


def first_header(grid: pd.DataFrame) -> int | None:
    """Position of the row that heads the first table; None where no row looks like one.

    Args:
        grid: the sheet without blank rows; letters as columns, row numbers as index.

    Returns:
        The position in ``grid``, not the row number. If no row has a known heading, it is the first row of texts
        alone that fills at least half of the columns and has a row below it.
    """
    # Twice the rows that are tried, so that the last of these has rows below it that may repeat its texts.
    first = {letter: grid[letter].iloc[: 2 * HEADER_SEARCH_ROWS].tolist() for letter in grid.columns}
    rows = [
        {letter: cells[position] for letter, cells in first.items() if is_filled(cells[position])}
        for position in range(min(HEADER_SEARCH_ROWS, len(grid)))
    ]
    counts_by_letter = {letter: Counter(cells) for letter, cells in first.items()}
    lines = [tuple(cells.values()) for cells in rows]

    def again(letter: str, text: str, line: tuple[object, ...]) -> bool:
        """Values stand more often than the row as a whole does."""
        return counts_by_letter[letter][text] > max(1, lines.count(line))

    likely = [
        index
        for index, (upper, below) in enumerate(pairwise([*rows, {}]))
        if not _goes_on_as_figures(upper, below)
    ]
    scored = [
        (*_score(rows[index], lambda letter, text, line=lines[index]: again(letter, text, line)), index)
        for index in likely
    ]
    # Of equal rows the upper one is the header.
    score, claimed, position = max(scored, key=lambda item: (item[0], -item[2]), default=(0.0, 0, 0))
    if claimed and score > 0:
        return position
    # No heading is known: take a row of texts alone that covers half of the columns.
    width = int(grid.notna().any().sum())
    for position in likely:
        cells = rows[position]
        texts = [
            value for value in cells.values() if isinstance(value, str) and len(value) <= _LONGEST_HEADING
        ]
        if len(texts) == len(cells) and len(texts) >= max(1, (width + 1) // 2) and position + 1 < len(grid):
            return position
    return None


def _goes_on_as_figures(cells: dict[str, object], below: dict[str, object]) -> bool:
    """Whether a row is one of data: two of its cells or more are figures, and so are those below them; years and the
    numbers of columns may head figures.
    """
    figures = [
        letter
        for letter in cells
        if letter in below and _is_figure(cells[letter]) and _is_figure(below[letter])
    ]
    return len(figures) > 1 and not _head_columns([_as_number(cells[letter]) for letter in figures])


def _head_columns(figures: list[object]) -> bool:
    """Whether figures may head columns: years, the months of some years as dates or as 202601, or 1, 2, 3 and on."""
    rest = [cell for cell in figures if not _is_year(cell)]
    if not rest:
        return True
    if all(isinstance(cell, dt.date) for cell in rest):
        days = [cell for cell in rest if isinstance(cell, dt.date)]
        return (
            len(days) >= _FEWEST_MONTHS and len({day.day for day in days}) == 1 and days == sorted(set(days))
        )
    numbers = [float(cell) for cell in rest if isinstance(cell, (int, float)) and not isinstance(cell, bool)]
    if len(numbers) < len(rest) or not all(number.is_integer() for number in numbers):
        return False
    if all(1990 <= number // 100 <= 2100 and 1 <= number % 100 <= 12 for number in numbers):
        return len(numbers) >= _FEWEST_MONTHS and numbers == sorted(set(numbers))
    # Of two numbers the first must be 1: 4 and 5 may as well be levels of a process.
    is_series = all(later - number == 1 for number, later in pairwise(numbers))
    return (
        is_series
        and numbers[0] >= 0
        and len(numbers) > 1
        and (numbers[0] == 1 or len(numbers) >= _FEWEST_MONTHS)
    )


def _as_number(cell: object) -> object:
    """A figure that was written as text as a number; other cells as they are."""
    whole = isinstance(cell, str) and re.fullmatch(r"\d{1,6}(?:\.0)?", cell.strip())
    return float(cell) if isinstance(cell, str) and whole else cell


def _is_year(cell: object) -> bool:
    return isinstance(cell, (int, float)) and 1990 <= cell <= 2100 and cell == int(cell)


def _is_figure(cell: object) -> bool:
    is_number = isinstance(cell, (int, float)) and not isinstance(cell, bool)
    return is_number or isinstance(cell, str) and bool(re.fullmatch(r"[-+]?\d[\d.,'\s]*", cell.strip()))


def earlier_header(grid: pd.DataFrame, header: int) -> int:
    """Position of the first header row of a list of processes above a gap and the likeliest header; that one where
    there is none.

    Args:
        grid: the sheet without blank rows; row numbers as index.
        header: position of the likeliest header row.
    """
    import numpy as np

    gaps = np.flatnonzero(np.diff(grid.index.to_numpy()[: header + 1]) > 1) + 1
    last = int(gaps[-1]) if len(gaps) else 0
    for position in range(max(0, last - 1)):
        cells = filled_cells(grid.iloc[position])
        if _heads_a_list(cells) and _names_processes(cells):
            # One row below headings without a figure ("Process | Owner") says whose list comes below.
            figures = any(
                columns()[column].type in NUMERIC_TYPES for column in columns_named(map(str, cells.values()))
            )
            is_list = figures or not (gaps == position + 2).any()
            return position if is_list else header
    return header


def later_headers(grid: pd.DataFrame, first: int) -> list[int]:
    """Positions of header rows of further tables: only texts, with two known headings or more, after a gap or with the
    heading of the names again; or of what is no list of processes: "Assumptions", "System | Users".

    Args:
        grid: the sheet without blank rows; row numbers as index.
        first: position of the first header row; only rows below it are looked at.

    Returns:
        Positions in ``grid``, top to bottom.
    """
    import numpy as np

    # Blank rows are no longer in the grid; a jump of the row numbers says where they were.
    gaps = np.flatnonzero(np.diff(grid.index.to_numpy()) > 1) + 1
    positions = _headed_anew(grid, first)
    for gap in gaps[gaps > first + 1][:LATER_HEADERS]:
        # Up to two lines of a title may come before the header.
        for position in range(gap, min(gap + 3, len(grid))):
            cells = filled_cells(grid.iloc[position])
            if _heads_a_list(cells) or _heads_other_things(grid, first, position, cells):
                positions.append(int(position))
                break
    return sorted(set(positions))


def _headed_anew(grid: pd.DataFrame, first: int) -> list[int]:
    """Positions of rows that repeat the heading of the names, and other headings in other words or another order."""
    import numpy as np

    headings = filled_cells(grid.iloc[first])
    name = next((at for at, text in headings.items() if _names_processes({at: text})), None)
    if name is None:
        return []
    again = np.flatnonzero((grid[name].iloc[first + 1 :] == headings[name]).to_numpy(dtype=bool)) + first + 1
    # Merged downwards it is in each of the rows of headings.
    again = again[again > first + 1 + np.arange(len(again))]
    rows = ((int(at), filled_cells(grid.iloc[at])) for at in again[:LATER_HEADERS])
    return [at for at, cells in rows if _heads_a_list(cells) and cells != headings]


def _heads_a_list(cells: dict[str, object]) -> bool:
    score, claimed = _score(cells)
    return claimed >= 2 and claimed * 2 >= len(cells) and score > 0


def _names_processes(cells: dict[str, object]) -> bool:
    return any(isinstance(text, str) and _is_name_of_processes(text) for text in cells.values())


def _heads_other_things(grid: pd.DataFrame, first: int, position: int, cells: dict[str, object]) -> bool:
    """Whether a row begins a table of something else: "Assumptions" or "Legend | Meaning"; and "System | Users" below a
    list that has figures in the second column, where figures follow.
    """
    if position + 1 >= len(grid) or not all(map(_is_word, cells.values())):
        return False
    of_first = set(words(str(next(iter(cells.values())))))
    if not of_first or of_first <= words_in("side_title"):
        return bool(of_first)
    if len(cells) < 2 or not of_first <= words_in("side_sheet"):
        return False
    above, below = grid.iloc[first + 1 : position], filled_cells(grid.iloc[position + 1])
    return any(
        letter in below
        and _is_figure(below[letter])
        and (figures := above[letter].dropna()).size > 0
        and all(map(_is_figure, figures.tail(_FIGURES_TRIED)))
        for letter in cells
    )


def _is_word(cell: object) -> bool:
    return isinstance(cell, str) and not is_blank_word(fold(cell)) and bool(re.search(r"[^\W\d_]{2,}", cell))


def is_second_header(
    sheet: RawSheet,
    headings: dict[str, str],
    below: dict[str, object],
    after: dict[str, object] | None = None,
) -> bool:
    """A row of units or machine names, or the lower half of merged headings; never one that names a process.

    Args:
        sheet: for its merged ranges.
        headings: the header row by letter.
        below: the row in question, its filled cells by letter.
        after: the row below that one, its filled cells by letter; None if there is none.
    """
    below = {letter: value for letter, value in below.items() if not is_blank_word(fold(str(value)))}
    texts = [tidy(value) for value in below.values() if isinstance(value, str)]
    if len(texts) < len(below) or not texts or any(len(text) > _LONGEST_HEADING for text in texts):
        return False
    if _names_a_process(headings, below) or _goes_on(below, after or {}):
        return False
    if len(texts) >= 2 or len(headings) == 1:
        # Half of the cells are enough: some columns have no unit.
        machine = sum(_is_machine(text) for text in texts)
        if machine >= 2 and machine / len(texts) >= 0.5:
            return True
    elif _is_machine(texts[0]):
        # The one column of figures that has a unit, such as "kEUR" below "Cost".
        letter = next(iter(below))
        first = (after or {}).get(letter)
        is_unknown = first is None or is_blank_word(fold(str(first)))
        if _is_figure(first) or is_unknown and measures(headings.get(letter, "")):
            return True
    if _are_headings(headings, texts):
        return True
    # A heading that was merged over several columns is in each of them, and the row below divides it: these
    # are the spread letters. A heading merged downwards is in both rows: these are the vertical ones.
    spread = [letter for letter in below if list(headings.values()).count(headings.get(letter, "")) > 1]
    vertical = [
        letter
        for letter, value in below.items()
        if headings.get(letter) and tidy(headings[letter]) == tidy(str(value))
    ]
    merged = any(_covers_header(area, headings) for area in sheet.merged_ranges)
    # "Staff" of the lower row may itself be merged over several columns; "2025" may be below "FTE" and below "Cost".
    distinct = len({(headings[letter], below[letter]) for letter in spread}) == len(
        spread
    ) - _filled_by_merges(sheet, below, spread)
    return (len(spread) >= 2 and distinct and (len(spread) + len(vertical) == len(below) or merged)) or (
        len(vertical) >= 2 and bool(spread)
    )


def _filled_by_merges(sheet: RawSheet, below: dict[str, object], letters: list[str]) -> int:
    """How many cells of a row only repeat the text of one to their left, with which they are merged."""
    areas = [
        (column_number(area[1]), column_number(area[3]))
        for area in map(RANGE.fullmatch, sheet.merged_ranges)
        if area and area[2] == area[4]
    ]
    return sum(
        below[letter] == below[left]
        and any(first <= column_number(left) and column_number(letter) <= last for first, last in areas)
        for left, letter in pairwise(letters)
    )


def is_merged_into(sheet: RawSheet, rows: list[int], cells: dict[str, object], row: int) -> bool:
    """Whether a heading of the rows above is merged down into a row of texts, so that it is one of headings too.

    Args:
        sheet: for its merged ranges.
        rows: numbers of the rows of headings above it.
        cells: the filled cells of the row by letter.
        row: its number.
    """
    areas = map(RANGE.fullmatch, sheet.merged_ranges)
    is_reached = any(int(area[2]) in rows and int(area[4]) == row for area in areas if area)
    return is_reached and all(
        isinstance(cell, str) and len(cell) <= _LONGEST_HEADING for cell in cells.values()
    )


def is_units_below(
    sheet: RawSheet, headings: dict[str, str], below: dict[str, object], after: dict[str, object] | None
) -> bool:
    """Whether a row below headings holds units and names of types alone: below a row of translations, of types or of
    nothing.

    Args:
        sheet: for its merged ranges.
        headings: the rows above as one, text by letter.
        below: the row in question, its filled cells by letter.
        after: the row below that one, its filled cells by letter; None if there is none.
    """
    texts = [tidy(cell).strip("()[] ") for cell in below.values() if isinstance(cell, str)]
    are_years = [bool(re.fullmatch(r"(?:19|20)\d\d", text)) for text in texts]
    are_units = [is_year or is_unit(text) for text, is_year in zip(texts, are_years, strict=True)]
    are_all = all(is_unit or _is_machine(text) for text, is_unit in zip(texts, are_units, strict=True))
    return (
        len(texts) == len(below)
        and are_all
        and any(are_units)
        and is_second_header(sheet, headings, below, after)
    )


def is_row_of_units(cells: dict[str, object], headings: dict[str, str]) -> bool:
    """Whether the row over the headings holds their units and nothing else: "(000s)", "secs", "USD m".
    Periods alone are groups, each of several columns: "Monthly", "Annual".

    Args:
        cells: the row above the headings, its filled cells by letter.
        headings: the header row, text by letter.
    """
    texts = [tidy(cell) for cell in cells.values() if isinstance(cell, str)]
    if not (len(texts) == len(cells) > 1 and cells.keys() <= headings.keys()):
        return False
    are_units = [is_unit(text.strip("()[] ")) for text in texts]
    return (
        all(yes or text[0] + text[-1] in ("[]", "()") for yes, text in zip(are_units, texts, strict=True))
        and sum(are_units) > 1
        and not all(parse_heading(f"Volume {text}").units.per_year for text in texts)
    )


def unmerged_headings(
    headings: dict[str, str], below: dict[str, object], letters: list[str]
) -> dict[str, str]:
    """Headings in the columns to their right too, where these have none and the row below divides them: "Volume" above
    "Jan", "Feb", "Mar", whose merged cell a CSV does not hold.

    Args:
        headings: the header row, text by letter.
        below: the row below it, its filled cells by letter.
        letters: all columns of the table, from left to right.

    Returns:
        The headings with those further ones; as they were where the row is another one.
    """
    texts = [value for value in below.values() if isinstance(value, str)]
    is_short = all(len(tidy(text)) <= _LONGEST_HEADING for text in texts)
    figures = [value for value in below.values() if not isinstance(value, str)]
    first = next((letter for letter in letters if letter in headings), None)
    # "Process" in the lower row, below nothing, says that it heads the columns.
    has_name = any(_is_name_of_processes(str(below[letter])) for letter in below if letter not in headings)
    if (
        not (is_short and _head_columns(figures))
        or (first in below and not has_name)
        or _names_a_process(headings, below)
    ):
        return headings
    wider, above, runs = dict(headings), "", dict[str, set[str]]()
    for letter in letters:
        above = letter if letter in headings else above
        if letter in below:
            # Each text divides a heading, so it has other texts of its own beside it.
            runs.setdefault(above, set()).add(fold(str(below[letter])))
            wider[letter] = headings.get(above, "")
        elif letter not in headings:
            above = ""
    if has_name:
        runs.pop("", None)
    counts = {run: sum(wider.get(letter) == headings.get(run) for letter in below) for run in runs}
    is_divided = all(run and len(texts) == counts[run] for run, texts in runs.items())
    # Where the lower row has the names, a heading may be above one column alone.
    fewest = min(counts.values(), default=0) if not has_name else max(counts.values(), default=0)
    return wider if is_divided and fewest > 1 else headings


def _are_headings(upper: dict[str, str], texts: list[str]) -> bool:
    """Whether a row below headings has as many known headings as they or more, which are nearly all its texts."""
    known, above = set(columns_named(texts)), set(columns_named(upper.values()))
    return len(known) >= _FEWEST_HEADINGS and 4 * len(known) >= 3 * len(texts) and len(known) >= len(above)


def _is_name_of_processes(text: str) -> bool:
    heading = parse_heading(text)
    alias = equal_alias(heading)
    return alias is not None and says_process(heading, alias[0])


def _is_machine(text: str) -> bool:
    """Whether a text is a unit, a type or a limit of cells, or whether they must be filled in."""
    return bool(_MACHINE.match(text)) or fold(text) in words_of_kind("type_word") or is_unit(text)


@cache
def is_unit(text: str) -> bool:
    """Whether a text is made of units, periods and what is counted alone: "Stk./Monat", "in TEUR", "min per case".

    Args:
        text: without spaces around it.
    """
    if (
        len(text) > _LONGEST_UNIT or parse_heading(f"Volume {text}").meaning.span.words
    ):  # "2024" divides "Volume"
        return False
    parts = words(with_full_periods(text))
    units = [part in unit_words() or not _UNITS.isdisjoint(meanings_of(part, part.upper())) for part in parts]
    counted = words_in("count_noun") | words_in("number_of") | set(words_of_kind("per"))
    return any(units) and all(is_unit or part in counted for part, is_unit in zip(parts, units, strict=True))


def _names_a_process(headings: dict[str, str], below: dict[str, object]) -> bool:
    """Whether a column of names holds a text that is no unit, no heading and not the heading again."""
    for letter, heading in headings.items():
        alias, text = equal_alias(parse_heading(heading)), tidy(str(below.get(letter, "")))
        if alias and alias[0].column == "process_name" and text:
            is_other = _is_machine(text) or fold(text) == fold(heading) or equal_alias(parse_heading(text))
            if not is_other:
                return True
    return False


def _goes_on(below: dict[str, object], after: dict[str, object]) -> bool:
    """Whether the next row holds the same kind of words: a column of units is a column of values."""
    machine = [letter for letter, text in below.items() if _is_machine(tidy(str(text)))]
    same = [letter for letter in machine if letter in after and _is_machine(tidy(str(after[letter])))]
    return bool(machine) and len(same) * 2 > len(machine)


def _covers_header(area: str, headings: dict[str, str]) -> bool:
    first, _, last = area.partition(":")
    return (
        bool(last)
        and re.sub(r"\d", "", first) != re.sub(r"\d", "", last)
        and re.sub(r"\d", "", first) in headings
    )


def joined_headings(upper: dict[str, str], lower: dict[str, str]) -> dict[str, str]:
    """Two header rows in one: a unit goes in brackets, the name of a type or the number of a column is dropped, a lower
    heading follows its group.

    Args:
        upper: the upper row, text by letter.
        lower: the lower row, text by letter.

    Returns:
        One text for each letter that either row has.
    """
    joined = dict(upper)
    if all(re.fullmatch(r"[(\[]\d{1,2}[)\]]", tidy(text)) for text in lower.values()):
        return joined  # numbers of the columns: "(1)", "(2)"
    for letter, text in lower.items():
        top, low = upper.get(letter, ""), tidy(text)
        if is_blank_word(fold(low)):
            continue
        if not top:
            joined[letter] = low
        elif tidy(top) != low and not _says_nothing(low):
            # "FTE" and "HC" below "Staff" are headings, "FTE" below "Effort" alone is its unit.
            divides = list(upper.values()).count(top) > 1 and equal_alias(parse_heading(low))
            is_unit = _is_machine(low) and not divides
            joined[letter] = f"{tidy(top)} ({low.strip('()[]')})" if is_unit else _group_and_heading(top, low)
    return joined


def _says_nothing(text: str) -> bool:
    """Whether a text below a heading says nothing of what is in its column: the name of a type ("number", "xs:string"),
    the web address of a definition.
    """
    is_name = re.match(r"^(?:[a-z][\w-]*:\s?\w|(?:use\s+)?https?://)", text, re.I)
    return bool(is_name) or (fold(text) in words_of_kind("type_word") and not is_unit(text))


def _group_and_heading(group: str, heading: str) -> str:
    """Group and heading together, unless the heading says enough alone."""
    both, alone = f"{tidy(group)} {tidy(heading)}", parse_heading(heading)
    if _is_state_of(group, heading):
        return both
    if _is_period_of(group, heading):
        return f"{tidy(heading)} ({tidy(group)})"
    says_enough = (
        equal_alias(alone) or contained_aliases(alone) or (alone.forms and alone.forms[0] in other_headings())
    )
    return tidy(heading) if says_enough and not equal_alias(parse_heading(both)) else both


def _is_state_of(group: str, heading: str) -> bool:
    """Whether a heading says which figures of a measure are below it: "Budget" below "Volume" is no cost."""
    return fold(heading).strip(" .") in _states() and measures(parse_heading(group).meaning.text)


def _is_period_of(group: str, heading: str) -> bool:
    """Whether a group is the period of the measure below it: "Monthly" above "Volume", but not above "Cost p.a."."""
    is_period = is_unit(tidy(group)) and parse_heading(f"Volume {group}").units.per_year
    return bool(is_period and measures(heading) and not parse_heading(heading).units.per_year)


@cache
def _states() -> frozenset[str]:
    """Words that say whether a figure is planned or real: "Budget", "Actual", "Ist"."""
    return frozenset(words_of_kind("plan")) | frozenset(words_of_kind("state"))


def is_rule(cells: dict[str, object]) -> bool:
    """Whether a row is the line that a table in plain text has below its headings: "---|:--:|===".

    Args:
        cells: the filled cells of the row by letter.
    """
    return bool(cells) and all(re.fullmatch(r":?[-=_–—]{3,}:?", str(cell).strip()) for cell in cells.values())


def is_group_row(above: dict[str, object], headings: dict[str, str]) -> bool:
    """Whether the row over the headings names groups of columns rather than being a title. One group alone is a measure
    and not above the first column: "FTE" above the names of people or sites.

    Args:
        above: the row above the headings, its filled cells by letter.
        headings: the header row, text by letter.
    """
    # A longer text is a title or an instruction, and no name of a group.
    cells = [heading_text(value) if _is_year(value) else value for value in above.values()]
    texts = [value for value in cells if isinstance(value, str) and len(value) <= 60]
    if len(texts) < len(above) or len(headings) < 3:
        return False
    is_measure = (
        len(texts) == 1
        and next(iter(headings)) not in above
        and measures(parse_heading(texts[0]).meaning.text)
    )
    return is_measure or len({fold(text) for text in texts}) >= 2


def _under_group(group: str, heading: str, is_repeated: bool) -> str:
    """A heading with the group above it, where it says too little alone or other columns have the same."""
    if not group or fold(group) == fold(heading):
        return heading
    if _is_period_of(group, heading):
        return _group_and_heading(group, heading)
    if is_repeated or _is_state_of(group, heading):
        return f"{tidy(group)} {tidy(heading)}"
    return heading if equal_alias(parse_heading(heading)) else _group_and_heading(group, heading)


def under_groups(groups: dict[str, str], headings: dict[str, str], letters: list[str]) -> dict[str, str]:
    """Headings that follow the group they stand under, where they would say too little alone.

    Args:
        groups: the row of groups, text by letter; a group reaches to the letter of the next one.
        headings: the header row, text by letter.
        letters: all columns of the table, from left to right.

    Returns:
        A heading by letter. A group without a heading below it is the heading itself.
    """
    joined, group = {}, ""
    # Two columns with the same heading are told apart by their groups: "2023 Volume", "2024 Volume".
    repeated = {
        fold(text)
        for text in headings.values()
        if sum(fold(text) == fold(other) for other in headings.values()) > 1
    }
    for letter in letters:
        group = groups.get(letter, group)
        if letter in headings:
            joined[letter] = _under_group(group, headings[letter], fold(headings[letter]) in repeated)
        elif letter in groups and letter not in headings:
            joined[letter] = groups[letter]
    return joined
