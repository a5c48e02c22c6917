"""Rows of a table that are notes, page numbers or the footer of an export."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tasks.distinct_texts import where_texts
from tasks.intake.files.raw import numbered_rows
from tasks.intake.tables.blocks import Block
from tasks.intake.tables.export_rows import begins_as_footer, is_foot
from tasks.intake.tables.heading_cells import heading_text
from tasks.intake.tables.nameless_sums import FOOT_ROWS
from tasks.intake.thresholds import (
    FOOTNOTE_LENGTH,
    NUMERIC_SHARE,
    SAMPLE_VALUES,
    SENTENCE_WORDS,
)
from tasks.intake.wording.heading_units import explains_levels
from tasks.intake.wording.normalise import fold, tidy, words, words_in
from tasks.intake.wording.word_lists import is_blank_word, words_of_kind

_LEVEL = re.compile(r"\s*(\d{1,2})\s*[=:–-]?\s*([^\W\d_][^\d]*)")
_CODE_AND_MEANING = re.compile(r"\s*([^\W_]{1,3})\s*[=:–-]\s*(\D{2,})$")

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def are_pages(data: pd.DataFrame, name_letter: str, filled: np.ndarray) -> np.ndarray:
    """Numbers of pages that a printed list left between its rows.

    Args:
        data: the rows of the table.
        name_letter: the column of names.
        filled: how many cells of each row are filled.

    Returns:
        One flag for each row.
    """
    # "Page 3 of 12", "- Seite 2 -".
    word = r"page|seite|p[aá]gina"
    page = rf"\W*(?:{word})\s+\d+(?:\s*(?:of|von|de|sur|/)\s*\d+)?\W*"
    names = data[name_letter].astype(str)
    return where_texts(names, lambda texts: texts.str.fullmatch(page, case=False), word) & (filled == 1)


def are_asides(block: Block, name_letter: str, filled: np.ndarray) -> np.ndarray:
    """Texts in brackets or called notes, or that begin with another heading, in rows without anything else, of a table
    whose other rows hold more: "(incl. follow-up)", "Note: with credit notes", "Volume: see the monthly report".

    Args:
        block: the table.
        name_letter: the column of names.
        filled: how many cells of each row are filled.

    Returns:
        One flag for each row.
    """
    import numpy as np

    names = block.data[name_letter].astype(str)
    others = [re.escape(text) for letter, text in block.headings.items() if text and letter != name_letter]
    note = (
        r"\s*\([^()]*\)\s*"
        r"|\W*(?:please note|notes?|n\.?b\.?|remarks?|hinweise?|anm(?:erkung)?\.?|remarques?|nota|opmerking)\s*:.*"
        + (rf"|\W*(?:{'|'.join(others)})\s*:.*" if others else "")
    )
    is_aside = where_texts(names, lambda texts: texts.str.fullmatch(note, case=False), r"[(:]") & (
        filled == 1
    )
    return is_aside & bool(np.median(filled[~is_aside]) > 1 if not is_aside.all() else False)


def are_notes(block: Block, filled: np.ndarray, total: np.ndarray, keys: set[str | None]) -> np.ndarray:
    """Rows at the foot that begin as a note or the footer of an export does, and what is below them; and a
    lone text below the end of the table that reads like a note.

    Args:
        block: the table.
        filled: how many cells of each row are filled.
        total: rows that are sums.
        keys: the columns of names and ids.

    Returns:
        One flag for each row.
    """
    import numpy as np

    data, headings = block.data, {fold(text) for text in block.headings.values() if text}
    flags = np.zeros(len(data), dtype=bool)
    rows = data.index.to_numpy()
    # The last row is left out of the median: in a short table it may itself be the note.
    usual = float(np.median(filled[:-1])) if len(filled) > 1 else 0.0
    is_below = is_noted = False
    numeric = _numeric_letters(data)
    for position in np.flatnonzero(
        is_foot(data, filled, total) & (np.arange(len(data)) >= len(data) - FOOT_ROWS)
    ):
        is_gap = bool(position > 0 and rows[position] - rows[position - 1] > 1)
        # Once below a gap or a sum, all further rows are below the table.
        is_below = is_below or is_gap or bool(position > 0 and total[position - 1])
        cell = data.iloc[position].dropna()
        if is_below and _explains_a_code(cell, data.iloc[:position]):
            flags[position] = True
            continue
        if not isinstance(cell.iloc[0], str):
            continue
        begins = begins_as_footer(cell.iloc[0]) or (
            (filled[position] == 1 or is_below)
            and (
                _begins_as_note(cell.iloc[0], usual > 1 or is_below)
                or _heads_something_else(cell.iloc[0], bool(is_gap and position + 1 < len(data)))
                or is_gap
                and filled[position] == 1
                and fold(cell.iloc[0]).strip(" :") in headings
            )
        )
        begins = begins or (is_below and _is_figure_among_texts(cell, numeric))
        # A text in a column of numbers, below the table, belongs to something else than the table.
        begins = begins or (is_below and any(letter in numeric for letter in _texts(cell)))
        reads = filled[position] == 1 and is_below and usual > 1
        flags[position] = (
            begins or is_noted or (reads and _reads_as_note(cell.iloc[0], cell.index[0] in keys))
        )
        is_noted = is_noted or begins
    flags |= data.index.isin(list(legend_of_levels(data)))
    # "Open points" above rows of which none is data.
    gaps = np.flatnonzero(np.diff(rows) > 1) + 1
    title = int(gaps[-1]) if len(gaps) else len(data)
    if title + 1 < len(data) and filled[title] == 1 and (flags | total)[title + 1 :].all():
        flags[title] = True
    return flags


def legend_of_levels(data: pd.DataFrame) -> dict[int, str]:
    """The rows at the foot of a table that explain its levels, each with what it says: "1 = low", "3 | high", or all in
    one: "Scale: 1 = low, 3 = high".

    Args:
        data: the rows of the table.

    Returns:
        Text by row number; none where only one level is explained.
    """
    legend: dict[int, str] = {}
    for row, cells in reversed([*numbered_rows(data.tail(FOOT_ROWS))]):
        texts = [heading_text(cell) for cell in cells.dropna()]
        one = _LEVEL.fullmatch(" ".join(texts))
        says = f"{one[1]} = {one[2]}" if one else " ".join(texts)
        levels = explains_levels(says)
        # A process says more than a level and its meaning.
        if len(texts) > 2 or not levels or (not one and len(levels) < 2):
            break
        legend[row] = says
    levels = {level for text in legend.values() for level in explains_levels(text)}
    return legend if len(levels) > 1 else {}


def _is_figure_among_texts(cells: pd.Series, numeric: set[str]) -> bool:
    """Whether a row says a figure of its own, in a column that holds no numbers: "Working days | 220"."""
    first, *others = cells
    is_parameter = (
        isinstance(first, str) and others and all(isinstance(cell, (int, float)) for cell in others)
    )
    return bool(is_parameter) and numeric.isdisjoint(cells.index[1:])


def _explains_a_code(cells: pd.Series, above: pd.DataFrame) -> bool:
    """Whether a row is one of a legend: a code of another column of the table, and what it means: "A | critical", "2 |
    medium", "A = critical".
    """
    code, *others = map(heading_text, cells)
    if not others and (both := _CODE_AND_MEANING.match(code)):
        code, others = both.groups()
    elif not all(isinstance(text, str) for text in cells.iloc[1:]):
        return False
    if not others:
        return False
    codes = [code.strip(), float(code)] if code.strip().isdigit() else [code.strip()]
    return any(
        bool(column.isin(codes[1:] if column.dtype.kind in "iuf" else codes).any())
        for letter, column in above.items()
        if letter != cells.index[0]
    )


def _numeric_letters(data: pd.DataFrame) -> set[str]:
    """Columns of numbers, so that a text in them belongs to another table."""
    import pandas as pd

    sample = data.iloc[:SAMPLE_VALUES]
    letters: set[str] = set()
    for letter in sample.columns:
        cells = sample[letter].dropna()
        if len(cells) < 2:
            continue
        is_numeric = cells.dtype.kind in "iuf"
        if is_numeric or pd.to_numeric(cells, errors="coerce").notna().mean() >= NUMERIC_SHARE:
            letters.add(letter)
    return letters


def _texts(cells: pd.Series) -> list[str]:
    """Letters of the cells that hold a text which is no number."""
    return [
        letter
        for letter, value in zip(cells.index, cells, strict=True)
        if isinstance(value, str)
        and re.search(r"[^\W\d_]{2,}", value)
        and not re.search(r"\d", value)
        and not is_blank_word(fold(value))
    ]


def _heads_something_else(text: str, has_rows: bool) -> bool:
    """The title of another table: "Legend"; two words only above rows of its own, for "Source suppliers" is work."""
    text_words = words(text)
    return 0 < len(text_words) <= (2 if has_rows else 1) and words_in("side_sheet").issuperset(text_words)


def _reads_as_note(text: str, is_key: bool) -> bool:
    """A long text, a sentence; in a column that neither names processes nor gives their ids, any two
    words.
    """
    words = tidy(text).split()
    is_sentence = len(words) >= SENTENCE_WORDS and words[-1].endswith((".", "!"))
    return len(tidy(text)) >= FOOTNOTE_LENGTH or is_sentence or (not is_key and len(words) > 1)


def _begins_as_note(text: str, is_beside_data: bool = True) -> bool:
    """Whether a text begins as a note; ``is_beside_data``: its row holds less than the rows of data do, so that a
    number in brackets is the mark of a footnote and no count of the names.
    """
    # A mark of a footnote ("* estimated", "² by head count"), a web address or a mail address.
    if re.match(
        r"^(?:\*|†|‡|[¹²³⁴⁵⁶⁷⁸⁹])\s*\S|^(?:https?://|www\.|mailto:)|^\S+@\S+\.\w+$", text.strip(), re.I
    ):
        return True
    folded = fold(text).strip(" -–—*=|")
    # "Rows exported: 128": a text, a colon and a number.
    if folded.startswith("©") or (is_beside_data and re.fullmatch(r"[^:]{2,60}:\s*[\d.,' ]+", folded)):
        return True
    if is_beside_data and re.match(r"^(?:\[\d\]|\(\d\)|\d\))\s*\S", folded):
        return True
    # What comes before a colon, a bracket, a digit or a dash: "Note: ...", "Source (2024)", "Stand
    # 12.03.2024".
    start = re.match(r"^([^\W\d][^:\d(]{0,40}?)\s*(?:[:(]|\d|$|\s[-–]\s)", folded)
    return bool(start and start.group(1).strip(" .-") in words_of_kind("note")) or any(
        folded.startswith(word + ":") for word in words_of_kind("note")
    )
