"""Rows of delimited text with more cells than headings: put right where one cut alone makes every cell fit its
column ("1,200" without quotation marks), else set aside. None is shifted in silence.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from schemas.columns import NUMERIC_TYPES, columns
from tasks.intake.files.raw import numbered_rows
from tasks.intake.tables.decimal_mark import table_decimal
from tasks.intake.wording.heading import equal_alias, parse_heading
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import is_blank_word

if TYPE_CHECKING:
    import pandas as pd

    from tasks.intake.tables.blocks import Block

_SIGNS = r"[€$£]?\s?[-+]?\(?"
# A number in one cell: "1200.5", "€ 12", "5 %", "(30)". Leading zeros are refused: "007" is a code.
_NUMBER = re.compile(rf"{_SIGNS}(?!0\d)\d+(?:\.\d+)?\)?\s?(?:%|[a-zA-Z€$£]{{1,4}})?$")
# What two cells or more give when the comma between them was part of a number, by decimal mark: "1,200" or
# "1,200,000.50" with a point, "4,5" or "1.200,50" with a comma.
_JOINED = {
    ".": re.compile(rf"{_SIGNS}\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?\)?\s?(?:%|[a-zA-Z€$£]{{1,4}})?$"),
    ",": re.compile(rf"{_SIGNS}\d+(?:\.\d{{3}})*,\d{{1,2}}\)?\s?(?:%|[a-zA-Z€$£]{{1,4}})?$"),
}
_MOST_CUTS = 16  # ways to cut a row that are compared
_MOSTLY = 0.8  # share of even rows whose cells are numbers, or are none, that makes a column one of them


def mend_rows(block: Block) -> Block:
    """The table with its uneven rows cut anew (``recut``) or taken out (``uneven``).

    Args:
        block: a table of delimited text, whose delimiter the sheet names; others come back as they are.
    """
    headed = [letter for letter, text in block.headings.items() if text.strip()]
    letters = list(block.headings)
    # Only a comma can be both delimiter and part of a number. Where the last column has a heading, no row has
    # more cells than headings.
    if block.sheet.delimiter != "," or not headed or headed[-1] == letters[-1] or block.data.empty:
        return block
    width = letters.index(headed[-1]) + 1
    is_uneven = block.data[letters[width:]].notna().any(axis=1)
    # R writes one heading less than there are columns: all headings move one column to the right.
    if is_uneven.all() and _has_row_names(block, letters, width):
        texts = ["", *(block.headings[letter] for letter in letters[:-1])]
        return replace(block, headings=dict(zip(letters, texts, strict=True)))
    kinds = _kinds(block, letters[:width], is_uneven)
    mark = table_decimal(block).mark
    if is_uneven.all():
        readings = _readings_of_all(block, kinds)
        if any(len(found) > 1 for found in readings):
            return _left_open(block, letters, width, kinds, readings)
        if readings:
            cuts = [found[0] for found in readings]
            return _mended(
                block, letters, width, dict(zip(map(int, block.data.index), cuts, strict=True)), []
            )
        return block  # a column without a heading, which every row fills
    cut: dict[int, list[str | None]] = {}
    aside: list[int] = []
    for row, cells in numbered_rows(block.data[is_uneven]):
        filled = _cells(cells)
        found = _cuts(filled, kinds, mark)
        if len(found) == 1:
            cut[row] = found[0]
        # Two ways to cut leave it open which is meant. A row without any way is kept if the extra cell is a
        # remark.
        elif found or not _is_remark(filled, kinds, width):
            aside.append(row)
    return _mended(block, letters, width, cut, aside)


def _readings_of_all(block: Block, kinds: list[str]) -> list[list[list[str | None]]]:
    """The ways to cut each row of a table whose rows all have a cell too many, with the decimal mark by which all of
    them can be cut ("4,5" or "1,200" without quotation marks), or by either; nothing where there is none.
    """
    rows = [_cells(row) for _, row in block.data.iterrows()]
    ways = [
        found for mark in _JOINED if all(found := [_cuts(cells, kinds, mark, _MOST_CUTS) for cells in rows])
    ]
    return [
        [list(line) for line in dict.fromkeys(tuple(line) for found in row for line in found)]
        for row in zip(*ways, strict=True)
    ]


def _left_open(
    block: Block, letters: list[str], width: int, kinds: list[str], readings: list[list[list[str | None]]]
) -> Block:
    """The table with the columns blank that differ between the ways to cut its rows, or from the rows as they are."""
    first = width
    for (_, row), found in zip(block.data.iterrows(), readings, strict=True):
        as_is = _cells(row)[:width]
        if all(_fits([cell], kind, ".") for cell, kind in zip(as_is, kinds, strict=True)):
            found = [*found, as_is]
        first = min(
            first, next((place for place in range(width) if len({line[place] for line in found}) > 1), width)
        )
    data = block.data.assign(**dict.fromkeys(letters[first:]))
    kept = letters[:width]
    # Corrections show what was there as one text beside the blank cells, so that it is not read when they come back.
    there = block.data[letters[first:]].apply(
        lambda row: ",".join(cell or "" for cell in _cells(row)), axis=1
    )
    return replace(
        block,
        headings={letter: block.headings[letter] for letter in kept},
        data=data[kept],
        as_sent=data[letters[: width + 1]].assign(**{letters[width]: there}),
        left_open=tuple(letters[first:width]),
    )


def _cells(row: pd.Series) -> list[str | None]:
    """The cells of a row as texts, without the blank ones at its end."""
    filled = [None if value != value or value is None else str(value) for value in row.astype(object)]
    while filled and filled[-1] is None:
        filled.pop()
    return filled


def _has_row_names(block: Block, letters: list[str], width: int) -> bool:
    """Whether the first column counts the rows: R writes row names without a heading."""
    first = [str(value) for value in block.data[letters[0]]]
    numbers = [str(place) for place in range(1, len(first) + 1)]
    return len(letters) == width + 1 and len(first) > 1 and first == numbers


def _kinds(block: Block, letters: list[str], is_uneven: pd.Series) -> list[str]:
    """For each column "number", "text" or "any": by its heading, else by its cells in even rows."""
    kinds = []
    for letter in letters:
        alias = equal_alias(parse_heading(block.headings[letter]))
        cells = [str(value) for value in block.data.loc[~is_uneven, letter].dropna()]
        numbers = sum(bool(_NUMBER.match(text.replace(",", ""))) for text in cells) / max(1, len(cells))
        if alias and columns()[alias[0].column].type in NUMERIC_TYPES:
            kinds.append("number")
        # Ids may be numbers or texts, so their heading says nothing about the kind.
        elif alias and alias[0].column != "process_id":
            kinds.append("text")
        elif cells and max(numbers, 1 - numbers) >= _MOSTLY:
            kinds.append("number" if numbers >= _MOSTLY else "text")
        else:
            kinds.append("any")
    return kinds


def _cuts(cells: list[str | None], kinds: list[str], mark: str, most: int = 2) -> list[list[str | None]]:
    """Up to so many ways to cut cells into as many as there are columns, each fitting its own."""

    @cache
    def rest(place: int, column: int) -> tuple[tuple[str | None, ...], ...]:
        if column == len(kinds):
            return ((),) if place == len(cells) else ()
        found: list[tuple[str | None, ...]] = []
        # At least one cell is left for each column that is still to come.
        for end in range(place + 1, len(cells) - (len(kinds) - column - 1) + 1):
            part = cells[place:end]
            if _fits(part, kinds[column], mark):
                # Two ways are enough to know that the cut is open; more are asked for to see where they differ.
                text = part[0] if end == place + 1 else ",".join(str(cell) for cell in part)
                found += [(text, *more) for more in rest(end, column + 1)][: most - len(found)]
        return tuple(found[:most])

    return [list(line) for line in rest(0, 0)]


def _fits(part: list[str | None], kind: str, mark: str) -> bool:
    if len(part) > 1:
        if any(cell is None for cell in part):
            return False
        text = ",".join(str(cell) for cell in part)
        is_number = bool(_JOINED[mark].match(text.strip()))
        # A text with a comma in it ("Berlin, Paris"): each part has a letter.
        is_text = all(re.search(r"[^\W\d_]", str(cell)) for cell in part)
        return is_number if kind == "number" else is_text or (kind == "any" and is_number)
    cell = part[0]
    if cell is None or kind == "any" or is_blank_word(fold(cell)):
        return True
    is_number = bool(_NUMBER.match(cell.strip()) or _JOINED[mark].match(cell.strip()))
    return is_number if kind == "number" else not is_number


def _is_remark(cells: list[str | None], kinds: list[str], width: int) -> bool:
    """Whether all cells below headings fit, and what stands beyond them is text: a remark."""
    beyond = [cell for cell in cells[width:] if cell is not None]
    return all(_fits([cell], kind, ".") for cell, kind in zip(cells[:width], kinds, strict=True)) and not any(
        _NUMBER.match(cell.strip()) for cell in beyond
    )


def _mended(
    block: Block, letters: list[str], width: int, cut: dict[int, list[str | None]], aside: list[int]
) -> Block:
    import pandas as pd

    data = block.data.drop(index=aside)
    if cut:
        # All rows that were cut are put in at once; the columns beyond the headings become blank in them.
        right = pd.DataFrame.from_dict(cut, orient="index", columns=letters[:width]).reindex(columns=letters)
        data = data.astype(object)
        data.loc[right.index] = right.where(right.notna(), None)
        data = data.astype("str")
    kept = [letter for letter in letters if block.headings[letter].strip() or data[letter].notna().any()]
    return replace(
        block,
        headings={letter: block.headings[letter] for letter in kept},
        data=data[kept],
        as_sent=block.data,
        recut=tuple(cut),
        uneven=tuple(aside),
    )
