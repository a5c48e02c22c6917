"""Headings with the footnote that their mark points to: "Volume*" above "* per month" is "Volume (per month)"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemas.columns import columns
from tasks.excel import cell_address
from tasks.intake.files.raw import note_texts, numbered_rows
from tasks.intake.tables.heading_cells import is_unit
from tasks.intake.wording.heading import equal_alias, parse_heading
from tasks.intake.wording.heading_units import Units, read_units, read_weights
from tasks.intake.wording.known_headings import measures, unit_words
from tasks.intake.wording.normalise import fold, tidy, words

if TYPE_CHECKING:
    import pandas as pd

_MARK = r"[*†‡§]{1,3}|[¹²³⁴⁵⁶⁷⁸⁹]|\(\d\)|\[\d\]|\d\)"
_MARKED = re.compile(rf"(?<=[^\W\d_]{{3}})\s*({_MARK})\s*$|\s(\(\d\)|\[\d\])\s*$")
_NOTE = re.compile(rf"\s*({_MARK})\s*[:=–-]?\s*(\S.*)$", re.S)
# "Volume: per month", "Judgement = 1 high, 3 low"
_OF_HEADING = re.compile(r"\W*([^:=]{2,60}?)\s*[:=]\s*(\S.{0,60})$")
_ROWS = 10  # notes stand within so many rows at the foot, or above the headings
_MOST_LETTERS = 60  # a longer note explains, and is no unit
_SUPERSCRIPT = re.compile(r"(?<=[^\W\d_]{3})\s*[¹²³⁴⁵⁶⁷⁸⁹]+\s*$")


def with_notes(headings: dict[str, str], above: pd.DataFrame, data: pd.DataFrame) -> dict[str, str]:
    """The headings, each with its footnote in brackets in place of the mark; raised digits without one are left out.

    Args:
        headings: text by letter.
        above: the rows above the headings.
        data: the rows below them, notes at the foot among them.
    """
    marks = {
        letter: match[1] or match[2] for letter, text in headings.items() if (match := _MARKED.search(text))
    }
    if not marks:
        return headings
    notes = _notes(above.tail(_ROWS)) | _notes(data.tail(_ROWS))
    return {
        letter: f"{_MARKED.sub('', text)} ({notes[marks[letter]]})"
        if marks.get(letter) in notes
        else _SUPERSCRIPT.sub("", text)
        for letter, text in headings.items()
    }


def with_legend(
    headings: dict[str, str], above: pd.DataFrame, data: pd.DataFrame
) -> tuple[dict[str, str], list[int]]:
    """The headings, each with what a line above or below the table says of it by name: "Volume: per month",
    "Judgement: 1 = high, 3 = low"; and the numbers of the rows below that hold such lines.

    Args:
        headings: text by letter.
        above: the rows above the headings.
        data: the rows below them, notes at the foot among them.
    """
    letters = {fold(text).strip(" :"): letter for letter, text in headings.items()}
    written, rows = dict(headings), []
    for number, cells in (*numbered_rows(above.tail(_ROWS)), *numbered_rows(data.tail(_ROWS))):
        match = _OF_HEADING.match(" ".join(map(tidy, note_texts(cells))))
        letter = letters.get(fold(match[1])) if match else None
        if match is None or letter is None or not _may_take(headings[letter], match[2]):
            continue
        written[letter] = f"{headings[letter]} ({match[2].strip(' .')})"
        rows += [number] if number in data.index else []
    return written, rows


def _may_take(heading: str, note: str) -> bool:
    """Whether a note is a unit or a scale, and a heading of figures or levels that says none itself."""
    own, noted = parse_heading(heading), read_units(note)
    if own.units != Units():
        return False
    if noted.scale or noted.is_falling:
        alias = equal_alias(own)
        return bool(alias and columns()[alias[0].column].type == "level" and read_weights(note))
    return measures(heading) and is_unit(note.strip(" ."))


def with_units_of_comments(
    headings: dict[str, str], comments: dict[str, str], rows: list[int]
) -> dict[str, str]:
    """The headings, each with the comment on it in brackets where that is a unit and nothing else ("per month").

    Args:
        headings: text by letter.
        comments: text by address.
        rows: numbers of the rows of headings.
    """
    units = {
        letter: comments[address].strip(" .")
        for letter in headings
        for row in rows
        if (address := cell_address(letter, row)) in comments and is_unit(tidy(comments[address]).strip(" ."))
    }
    return {
        letter: f"{text} ({units[letter]})"
        if letter in units and measures(text) and parse_heading(units[letter]).units.per_year != 1
        else text
        for letter, text in headings.items()
    }


def _notes(rows: pd.DataFrame) -> dict[str, str]:
    """The texts of rows with one or two cells that begin with a mark, by mark."""
    notes = {}
    for _, cells in numbered_rows(rows):
        match = _NOTE.match(" ".join(note_texts(cells)).strip())
        if match and len(match[2]) <= _MOST_LETTERS and not _only_names_a_period(match[2]):
            notes.setdefault(match[1], tidy(match[2]).strip(" ."))
    return notes


def _only_names_a_period(note: str) -> bool:
    """Whether a note speaks of a period and is no unit: "estimated at each month end", "average of 3 months"."""
    heading = parse_heading(f"Volume ({note})")
    others = [part for part in words(heading.meaning.text) if part not in unit_words()][1:]
    most = 0 if heading.meaning.span.words else 1
    is_amount = heading.units.currency or heading.units.magnitude != 1
    return bool(heading.units.per_year or heading.meaning.span.words) and len(others) > most and not is_amount
