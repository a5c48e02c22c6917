"""Whether the rows above and below a row of headings belong to it: units, groups, halves of merged headings."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from tasks.excel import column_number
from tasks.intake.files.merges import RANGE
from tasks.intake.files.raw import RawSheet
from tasks.intake.tables.heading_cells import (
    LONGEST_HEADING,
    head_columns,
    heading_text,
    is_figure,
    is_machine,
    is_unit,
    is_year,
    names_the_processes,
)
from tasks.intake.wording.heading import columns_named, equal_alias, parse_heading
from tasks.intake.wording.known_headings import measures
from tasks.intake.wording.normalise import fold, tidy
from tasks.intake.wording.word_lists import is_blank_word

if TYPE_CHECKING:
    pass


_FEWEST_HEADINGS = 3  # known headings of different columns in one row are no process


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
    if len(texts) < len(below) or not texts or any(len(text) > LONGEST_HEADING for text in texts):
        return False
    if _names_a_process(headings, below) or _goes_on(below, after or {}):
        return False
    if len(texts) >= 2 or len(headings) == 1:
        # Half of the cells are enough: some columns have no unit.
        machine = sum(is_machine(text) for text in texts)
        if machine >= 2 and machine / len(texts) >= 0.5:
            return True
    elif is_machine(texts[0]):
        # The one column of figures that has a unit, such as "kEUR" below "Cost".
        letter = next(iter(below))
        first = (after or {}).get(letter)
        is_unknown = first is None or is_blank_word(fold(str(first)))
        if is_figure(first) or is_unknown and measures(headings.get(letter, "")):
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
        isinstance(cell, str) and len(cell) <= LONGEST_HEADING for cell in cells.values()
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
    are_all = all(is_unit or is_machine(text) for text, is_unit in zip(texts, are_units, strict=True))
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
    is_short = all(len(tidy(text)) <= LONGEST_HEADING for text in texts)
    figures = [value for value in below.values() if not isinstance(value, str)]
    first = next((letter for letter in letters if letter in headings), None)
    # "Process" in the lower row, below nothing, says that it heads the columns.
    has_name = any(names_the_processes(str(below[letter])) for letter in below if letter not in headings)
    if (
        not (is_short and head_columns(figures))
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


def _names_a_process(headings: dict[str, str], below: dict[str, object]) -> bool:
    """Whether a column of names holds a text that is no unit, no heading and not the heading again."""
    for letter, heading in headings.items():
        alias, text = equal_alias(parse_heading(heading)), tidy(str(below.get(letter, "")))
        if alias and alias[0].column == "process_name" and text:
            is_other = is_machine(text) or fold(text) == fold(heading) or equal_alias(parse_heading(text))
            if not is_other:
                return True
    return False


def _goes_on(below: dict[str, object], after: dict[str, object]) -> bool:
    """Whether the next row holds the same kind of words: a column of units is a column of values."""
    machine = [letter for letter, text in below.items() if is_machine(tidy(str(text)))]
    same = [letter for letter in machine if letter in after and is_machine(tidy(str(after[letter])))]
    return bool(machine) and len(same) * 2 > len(machine)


def _covers_header(area: str, headings: dict[str, str]) -> bool:
    first, _, last = area.partition(":")
    return (
        bool(last)
        and re.sub(r"\d", "", first) != re.sub(r"\d", "", last)
        and re.sub(r"\d", "", first) in headings
    )


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
    cells = [heading_text(value) if is_year(value) else value for value in above.values()]
    texts = [value for value in cells if isinstance(value, str) and len(value) <= 60]
    if len(texts) < len(above) or len(headings) < 3:
        return False
    is_measure = (
        len(texts) == 1
        and next(iter(headings)) not in above
        and measures(parse_heading(texts[0]).meaning.text)
    )
    return is_measure or len({fold(text) for text in texts}) >= 2
