"""Rows of a table that are averages, counts, or what a sum is compared with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tasks.intake.tables.export_rows import FIRST_ROWS
from tasks.intake.tables.nameless_sums import SHORT_FIGURE, numbers
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    from collections.abc import Container

    import numpy as np
    import pandas as pd


_CODE = re.compile(r"[a-z]\d")
# "Budget 2027", "Ist 2025": a row to compare the list with, also in a list without a sum.
_OF_YEAR = re.compile(
    r"(?:budget|plan|forecast|prognose|presupuesto|actuals?|ist|soll) (?:fy ?)?(?:19|20)\d\d"
)
# "Average per process"; "Count per location" may be a process.
_AVERAGE_PER = re.compile(
    r"(?:average|avg\.?|mean|median|durchschnitt|mittelwert|moyenne|media|promedio|gemiddelde?)"
    r" (?:per|pro|je|par|por)\b"
)


def are_derived(data: pd.DataFrame, foot: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Averages, counts and the like, down to the foot: a word for it, and numbers alone. Below a sum also what it is
    compared with: "Previous year", "Change".

    Args:
        data: the rows of the table.
        foot: rows that are sums or hold so little that they stand at the foot; others end the search.
        total: rows that are sums.

    Returns:
        One flag for each row.
    """
    flags, derived_words = _derived_on_top(data), words_of_kind("derived")
    # Words such as "Change" are derived rows below a sum alone; elsewhere they may be names of processes.
    beside = {**derived_words, **words_of_kind("beside_total")}
    for position in range(len(data) - 1, -1, -1):
        row = data.iloc[position].dropna()
        texts = {
            letter: fold(value).strip(" .:*=") for letter, value in row.items() if isinstance(value, str)
        }
        texts = {letter: text for letter, text in texts.items() if not SHORT_FIGURE.fullmatch(text)}
        is_below = bool(total[:position].any())
        flags[position] = (
            len(row) > 1
            and len(texts) == 1
            and all(_says_derived(text, beside if is_below else derived_words) for text in texts.values())
            and not any(_CODE.match(text) and _are_codes(data[letter]) for letter, text in texts.items())
        )
        # Below a sum further rows may be what it is compared with, so the search goes on up to the sum.
        if not (flags[position] or foot[position] or is_below):
            break
    return flags | _compared(data, total, flags)


def _derived_on_top(data: pd.DataFrame) -> np.ndarray:
    """Rows right below the headings that say what figures may be: "Min | 0 | 0", "Weight | 30 %"."""
    import numpy as np

    flags = np.zeros(len(data), dtype=bool)
    for position in range(min(FIRST_ROWS, len(data))):
        texts = [
            fold(value).strip(" .:*=") for value in data.iloc[position].dropna() if isinstance(value, str)
        ]
        texts = [text for text in texts if not SHORT_FIGURE.fullmatch(text)]
        is_derived = len(texts) == 1 and texts[0] in words_of_kind("derived")
        if not is_derived or data.iloc[position].notna().sum() < 2:
            break
        flags[position] = True
    return flags


def _are_codes(cells: pd.Series) -> bool:
    """Whether most cells of a column are ids such as P3, so that one is not the name of a percentile."""
    return bool(cells.astype("str").str.strip().str.lower().str.match(_CODE.pattern).mean() > 0.5)


def _says_derived(text: str, derived_words: Container[str]) -> bool:
    """Whether a text is a word for a derived figure, alone or with what it is of: "% of budget", "Variance vs plan",
    "Budget 2026", "90th percentile".
    """
    bare = re.sub(r"[\s(]*(?:fy\s*)?(?:19|20)\d\d\)?$|\s+\(?(?:in |en )?%\)?$", "", text)
    start = re.match(
        r"(.+?)\s+(?:of|vs\.?|versus|to|from|against|zu[mr]?|von|vom|gegenuber|par rapport|du|de|des|con|respecto)\b",
        bare,
    )
    return (
        bare in derived_words
        or text in derived_words  # "in %"
        or bool(_OF_YEAR.fullmatch(text) or _AVERAGE_PER.match(text))
        or bare.startswith("% ")  # "% outsourced", "% sobre total"
        or bool(start and start[1] in derived_words)
        or bool(
            re.fullmatch(
                r"(?:p\d\d?|q[1-3]|\d+(?:st|nd|rd|th)? (?:percentile|quartile)|percentile \d+)", bare
            )
        )
    )


def _compared(data: pd.DataFrame, total: np.ndarray, derived: np.ndarray) -> np.ndarray:
    """Rows between a sum and a derived row that are what the sum is compared with: the derived row is their
    difference in every figure.
    """
    import numpy as np

    flags = np.zeros(len(data), dtype=bool)
    for position in np.flatnonzero(derived).tolist():
        sums = np.flatnonzero(total[:position])
        figures = numbers(data.iloc[position])
        whole = numbers(data.iloc[sums[-1]]) if len(sums) and figures else {}
        for between in range(int(sums[-1]) + 1, position) if whole else ():
            its = numbers(data.iloc[between])
            flags[between] |= all(
                letter in whole and abs(abs(whole[letter] - its.get(letter, 0.0)) - abs(figure)) <= 1e-6
                for letter, figure in figures.items()
            )
    return flags & ~total
