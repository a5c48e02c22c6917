"""Labels given once for several rows, as in pivot tables: "Finance", then blank cells down to "Finance Total"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from tasks.excel import column_number
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import alternatives

if TYPE_CHECKING:
    import pandas as pd

_FEWEST_ROWS = 4


def outer_labels(
    data: pd.DataFrame, totals: list[int], letters: list[str], name_letter: str
) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Fill labels down where sums of their groups prove that they are meant for all rows down to the sum.

    Args:
        data: all rows of the table, sums among them, by letter.
        totals: row numbers of the rows that are sums.
        letters: columns of labels.
        name_letter: the column of names; labels are to the left of it.

    Returns:
        The rows; the letters of the columns that were filled; and those that only look so, which are as they were.
    """
    filled: dict[str, pd.Series] = {}
    doubtful: list[str] = []
    for letter in letters:
        cells = data[letter]
        of_rows = cells.drop(index=totals)
        labels = of_rows.dropna()
        if (
            column_number(letter) >= column_number(name_letter)
            or len(of_rows) < _FEWEST_ROWS
            or of_rows.isna().iloc[0]
            or len(labels) == len(of_rows)
        ):
            continue
        runs = _runs(data, totals, letter)
        if any(run.label == after.label and not run.is_ended for run, after in pairwise(runs)):
            continue  # a list that repeats its labels leaves cells blank for another reason
        if all(run.is_named for run in runs if len(run.rows) > 1):
            filled[letter] = cells.copy()
            for run in runs:
                filled[letter].loc[run.rows] = run.label
        elif len(labels) > 1 and len(labels) * 2 <= len(of_rows):
            doubtful.append(letter)
    return data.assign(**filled), list(filled), doubtful


@dataclass
class _Run:
    """A label and the rows from it to the next label or sum; whether a sum ends them, and whether it has their name."""

    label: object
    rows: list[int]
    is_ended: bool = False
    is_named: bool = False


def _runs(data: pd.DataFrame, totals: list[int], letter: str) -> list[_Run]:
    edge = re.compile(rf"^(?:{alternatives('total')})\b|\b(?:{alternatives('total')})$")
    outer = [other for other in data.columns if column_number(other) <= column_number(letter)]
    sums = {row: cells.dropna() for row, cells in data.loc[totals, outer].iterrows() if cells.notna().any()}
    runs: list[_Run] = []
    for row, cell in zip(data.index, data[letter], strict=True):
        if row in sums:
            # A sum of an outer group ends this one as well, and says nothing of its label.
            if runs and not runs[-1].is_ended and letter in sums[row]:
                group = edge.sub("", fold(str(sums[row][letter])).strip(" .:"))
                runs[-1].is_named = group.strip(" .:-") == fold(str(runs[-1].label)).strip(" .:-")
            if runs:
                runs[-1].is_ended = True
        elif row in totals:
            continue
        elif cell is not None and cell == cell:
            runs.append(_Run(cell, [row]))
        elif runs and not runs[-1].is_ended:
            runs[-1].rows.append(row)
    return runs
