"""Rows of a table that are sums of others, by a word for a total or by figures that add up."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from tasks.distinct_texts import are_texts, distinct_text_cells, where_texts
from tasks.intake.tables.blocks import Block
from tasks.intake.tables.nameless_sums import (
    FOOT_ROWS,
    SHORT_FIGURE,
    nameless_sums,
    numbers,
    repeats,
    sums_to,
)
from tasks.intake.tables.whole_sums import whole_sum
from tasks.intake.thresholds import TOTAL_TOLERANCE
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import alternatives, words_of_kind
from tasks.text_search import MANY_TEXTS, found_in

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


# Vowels and the accented letters that may be in their place, so that a search for "mon" finds "món".
_ACCENTED = {"a": "äáà", "e": "éèê", "i": "í", "o": "öó", "u": "üú"}
# How many of the nearest rows that may be sums are tried as the row above a group.
EDGES_TRIED = 3


@cache
def _total_stems() -> str:
    # The first three letters of each word for a total, as a quick test: a text without any of them is none.
    stems = "|".join(sorted({re.escape(word[:3]) for word in words_of_kind("total")}))
    return re.sub("[aeiou]", lambda vowel: f"[{vowel[0]}{_ACCENTED[vowel[0]]}]", stems)


def _is_total_text(text: object) -> bool:
    if not isinstance(text, str):
        return False
    # What may follow the word and says nothing of a group: "Total 2024", "Summe (FTE)", "Total: 1,200",
    # "Total costs".
    folded = fold(text).strip(" .:*=")
    bare = re.sub(
        r"[\s(:]*(?:\d[\d.,/ ]*|\(.*\)|fte|costs?|kosten|19\d\d|20\d\d|processes|prozesse|programs?|all|of)*[\s):]*$",
        "",
        folded,
    ).strip()
    return folded in words_of_kind("total") or bare in words_of_kind("total")


def _shorter_than(letters: int, texts: pd.Series) -> pd.Series | np.ndarray:
    import numpy as np

    if len(texts) >= MANY_TEXTS:
        return texts[texts.str.len() < letters]
    # Of a few texts pandas would take most of its time to begin.
    few = texts.to_numpy(dtype=object)
    return few[np.fromiter(map(len, few), dtype=np.intp, count=len(few)) < letters]


def are_totals(block: Block, name_letter: str, filled: np.ndarray) -> np.ndarray:
    """Sums of other rows: a word for a total, or figures that prove it.

    Args:
        block: the table.
        name_letter: the column of names.
        filled: how many cells of each row are filled.

    Returns:
        One flag for each row.
    """
    import numpy as np

    data = block.figures
    word = np.zeros(len(data), dtype=bool)
    has_name = data[name_letter].notna().to_numpy()
    for letter in data.columns:
        column = data[letter]
        if column.dtype.kind in "fiMb":
            continue
        # Each distinct text is judged once, then found again in the column by ``isin``.
        # Texts as sent are known already; those that are figures are no words.
        short = _shorter_than(40, distinct_text_cells(block.data[letter]))
        likely = short[found_in(short, _total_stems(), ignore_case=True)]
        totals = {text for text in likely if _is_total_text(text)}
        if letter == name_letter:  # SAP lists
            totals |= set(short[found_in(short, r"^\*{1,5}$")])
        if totals:
            # Outside the column of names, the word is a sum only where the row has no name or holds numbers
            # alone.
            hit = column.isin(totals).to_numpy(copy=True)
            if letter != name_letter:
                hit[hit] = ~has_name[hit] | _only_numbers_beside(data[hit], letter)
            word |= hit
    labels = _labels(data, name_letter)
    # A name that only begins or ends with a word for a total may be that of a process ("Total rewards"): it
    # needs a group of that name or figures that add up. The group is cheaper to check and comes first.
    begins, ends = _begins_as_total(labels), _ends_as_total(labels)
    word |= _named_after_group(data, labels, name_letter, (begins | ends) & ~word)
    word |= _proven_sums(data, word, begins, ends & ~begins)
    word |= nameless_sums(replace(block, data=data), name_letter, filled, word)
    word |= _sums_of_departments(data, name_letter, word)
    whole, is_sure = whole_sum(data, name_letter, word)
    word[[whole] if whole is not None and is_sure else []] = True
    return word


def _sums_of_departments(data: pd.DataFrame, name_letter: str, is_known: np.ndarray) -> np.ndarray:
    """Last rows that are named like the values of another column ("Finance", "HR") and hold the sums of their rows."""
    import numpy as np

    is_sum, names = np.zeros(len(data), dtype=bool), list[str]()
    figures_by_name: dict[str, dict[str, float]] = {}
    for position in range(len(data) - 1, max(-1, len(data) - 1 - FOOT_ROWS), -1):
        cells = data.iloc[position].dropna()
        figures = numbers(cells.drop(name_letter, errors="ignore"))
        if is_known[position] and not names:
            continue
        if not isinstance(cells.get(name_letter), str) or not figures or len(figures) < len(cells) - 1:
            break
        names.append(cells[name_letter])
        figures_by_name[cells[name_letter]] = figures
    if not names or len(figures_by_name) < len(names):
        return is_sum
    rows = data[~data[name_letter].isin(names).to_numpy(dtype=bool)]
    for letter, column in rows.items():
        groups = [rows[(column == name).fillna(False).to_numpy(dtype=bool)] for name in names]
        if letter == name_letter or not all(map(len, groups)) or max(map(len, groups)) < 2:
            continue
        if all(
            _is_sum_of(group[at], figure)
            for group, name in zip(groups, names, strict=True)
            for at, figure in figures_by_name[name].items()
        ):
            return data[name_letter].isin(names).to_numpy(dtype=bool)
    return is_sum


def _is_sum_of(cells: pd.Series, figure: float) -> bool:
    import pandas as pd

    total = pd.to_numeric(cells, errors="coerce").sum()
    return abs(total - figure) <= TOTAL_TOLERANCE * abs(figure)


def _labels(data: pd.DataFrame, name_letter: str) -> pd.Series:
    """What each row is called: its name, or the only text of a row without one, such as "Total Finance" in the column
    of departments.
    """
    labels = data[name_letter].astype(str)
    nameless = data[labels.isna()]
    # The first text column from the left gives the label; ``fillna`` keeps what an earlier one gave.
    for letter, column in nameless.items():
        if len(nameless) and column.dtype.kind not in "fiMb":
            texts = column.astype("str")[are_texts(column) & _only_numbers_beside(nameless, letter)]
            labels = labels.fillna(texts)
    return labels


def _named_after_group(
    data: pd.DataFrame, labels: pd.Series, name_letter: str, likely: np.ndarray
) -> np.ndarray:
    """Rows named as the total of a value that other rows have in a column beside the names, such as "Finance Total"
    below rows of the department Finance, and that hold figures alone beside it. These need not add up: they may leave
    out hidden rows, or be averages.
    """
    import numpy as np

    is_sum = np.zeros(len(data), dtype=bool)
    if not likely.any():
        return is_sum
    # The word for a total at either edge of a label; the rest is the name of the group.
    edge = re.compile(rf"^(?:{alternatives('total')})\b|\b(?:{alternatives('total')})$")
    groups = {
        fold(value)
        for _, column in data[~likely].drop(columns=name_letter).items()
        if column.dtype.kind not in "fiMb"
        for value in column.drop_duplicates()
        if isinstance(value, str)
    }
    for position in np.flatnonzero(likely).tolist():
        texts = [fold(value).strip(" .:") for value in data.iloc[position] if isinstance(value, str)]
        label = fold(labels.iloc[position]).strip(" .:")
        group = edge.sub("", label).strip(" .:-")
        beside = {text for text in texts if not SHORT_FIGURE.fullmatch(text)} - {label, group}
        is_sum[position] = bool(edge.search(label)) and group in groups and not beside
    return is_sum


def _proven_sums(
    data: pd.DataFrame, is_known: np.ndarray, begins: np.ndarray, ends: np.ndarray
) -> np.ndarray:
    """Rows named as the total of something whose figures prove it.

    Args:
        data: the rows of the table.
        is_known: rows that are sums; a group of rows begins after one.
        begins: rows that begin with a word for a total. One figure that adds up is enough.
        ends: rows that end with it, as Excel names the sums of groups. All figures must add up; the sum of a single row
            repeats it, where another row of this kind is a sum.
    """
    import numpy as np
    import pandas as pd

    is_sum, likely = is_known.copy(), (begins | ends) & ~is_known
    for position in np.flatnonzero(likely).tolist():
        figures = numbers(pd.to_numeric(data.iloc[position], errors="coerce"))
        # ``is_sum`` grows in the loop: each sum that is proven is where the next group begins.
        group, *narrower = _groups_above(data, position, is_sum, likely)
        is_same = begins[position] and len(group) == 1 and bool(figures) and repeats(group.iloc[0], figures)
        is_sum[position] = (
            (begins[position] and any(sums_to(group[letter], value) for letter, value in figures.items()))
            or any(_all_add_up(rows, figures) for rows in (group, *narrower))
            or (is_same and (len(figures) > 1 or bool(is_sum.any())))
        )
    # Sums of one row prove nothing alone, so they are taken only where another row of this kind is a proven
    # sum.
    for position in np.flatnonzero(ends & ~is_sum).tolist() if (is_sum & ends).any() else ():
        figures = numbers(pd.to_numeric(data.iloc[position], errors="coerce"))
        group = _groups_above(data, position, is_sum, likely)[-1]
        is_sum[position] = len(group) == 1 and bool(figures) and repeats(group.iloc[0], figures)
    return is_sum


def _groups_above(
    data: pd.DataFrame, position: int, is_sum: np.ndarray, likely: np.ndarray
) -> list[pd.DataFrame]:
    """The rows from the last sum to a row; then shorter and shorter groups, each from a row that may be a sum."""
    import numpy as np

    sums = np.flatnonzero(is_sum[:position])
    start = int(sums[-1]) + 1 if len(sums) else 0
    edges = np.flatnonzero(likely[start:position])[-EDGES_TRIED:] + start + 1
    return [data.iloc[first:position] for first in (start, *edges)]


def _all_add_up(group: pd.DataFrame, figures: dict[str, float]) -> bool:
    return bool(figures) and all(sums_to(group[letter], value) for letter, value in figures.items())


def _begins_as_total(names: pd.Series) -> np.ndarray:
    """Names such as "Subtotal HR": a word for a total, then what it is the total of. The numbers must prove
    it.
    """
    begins = rf"\s*(?:{alternatives('total')})\b"
    return where_texts(names, lambda texts: texts.str.match(begins, case=False), _total_stems())


def _ends_as_total(names: pd.Series) -> np.ndarray:
    """Names such as "Finance Total" and "Finanzen Ergebnis". The numbers must prove it."""
    words = tuple(f" {word}" for word in words_of_kind("total"))
    return where_texts(
        names, lambda texts: texts.str.rstrip(" .:").str.lower().str.endswith(words), _total_stems()
    )


def _only_numbers_beside(data: pd.DataFrame, letter: object) -> np.ndarray:
    """Rows without a text outside one column; a number written as text is none."""
    import numpy as np

    has_text = np.zeros(len(data), dtype=bool)
    for other in data.columns:
        if other != letter and data[other].dtype.kind not in "fi":
            is_figure = (
                data[other].astype("str").str.fullmatch(SHORT_FIGURE).fillna(False).to_numpy(dtype=bool)
            )
            has_text |= are_texts(data[other]) & ~is_figure
    return ~has_text
