"""Columns that are levels of one hierarchy, filled in each row or only where they change: "Level 1 | Level
2", "Department | Process".
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from tasks.intake.cells.categories import as_text
from tasks.intake.columns.type_fit import name_quality
from tasks.intake.tables.blocks import Block
from tasks.intake.thresholds import LEVEL_TEXTS, STEPS_FIT, TOTAL_TOLERANCE, UNUSUAL_SHARE
from tasks.intake.tree.drafts import Draft
from tasks.intake.wording.heading import equal_alias, parse_heading
from tasks.intake.wording.normalise import cell_key, fold
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# The number of a level: "Level 2", "L3", "Ebene 1". Not a scale ("level 1-5"), nor a number of two digits.
_MARK = re.compile(r"(?:level|lvl|ebene|niveau|nivel|stufe|(?<![a-z])l)[\s_.]*(\d)(?!\d|\s*[-–]\s*\d)")
_STEMS = (
    "process",
    "prozess",
    "proces",
    "activi",
    "aktivi",
    "task",
    "function",
    "funktion",
    "fonction",
    "domain",
    "area",
    "categor",
    "group",
    "grupp",
    "capabilit",
    "hierarch",
    "name",
)  # of words that may come with the number of a level


def level_letters(block: Block, samples: dict[str, pd.Series]) -> tuple[str, ...]:
    """Letters of columns of texts whose headings number them as levels one after the other; empty where there
    are none.

    Args:
        block: the table.
        samples: some distinct filled cells of each column, by letter.

    Returns:
        Letters from the uppermost level to the deepest.
    """
    numbered = {
        letter: level for letter, text in block.headings.items() if (level := _level(text)) is not None
    }
    numbered = numbered if len(numbered) > 1 else _named_levels(block) or _stepped_levels(block)
    first = min(numbered.values(), default=0)
    # Levels that begin with 3 or leave one out are rather names of scales or of support lines.
    if len(numbered) < 2 or first > 2 or list(numbered.values()) != list(range(first, first + len(numbered))):
        return ()
    are_texts = (
        samples[letter].map(lambda value: isinstance(value, str)).mean() >= LEVEL_TEXTS
        for letter in numbered
        if len(samples[letter])
    )
    # The deepest text of each row must do as the name of a process; else the levels are of something else.
    letters = tuple(numbered)
    return letters if all(are_texts) and name_quality(_deepest(block.data[list(letters)])) > 0 else ()


def _named_levels(block: Block) -> dict[str, int]:
    """Columns side by side whose headings are words for levels, one deeper than the other: "Main process",
    "Process", "Sub-process". Two make levels only where one of them is part of a process.
    """
    ranks = words_of_kind("level_word")
    run: list[tuple[str, int]] = []
    for letter, text in block.headings.items():
        key = re.sub(r"\s+(?:name|title|bezeichnung|titel)$", "", cell_key(text))
        rank = int(ranks.get(key, 0))
        if rank and (not run or rank > run[-1][1]):
            run.append((letter, rank))
        elif run:
            break
    is_deep = len(run) > 2 or (len(run) == 2 and run[0][1] == 3)
    return {letter: level for level, (letter, _) in enumerate(run, 1)} if is_deep else {}


def _stepped_levels(block: Block) -> dict[str, int]:
    """A column of names and columns without a heading next to it, where each row fills one of them: a tree drawn in
    steps to the right.
    """
    letters = list(block.headings)
    for index, letter in enumerate(letters):
        alias = equal_alias(parse_heading(block.headings[letter]))
        if alias is None or alias[0].column != "process_name":
            continue
        further = takewhile(lambda other: not block.headings[other].strip(), letters[index + 1 :])
        run = [letter, *further]
        own = block.data[run].notna()
        is_tree = len(run) > 1 and len(own) > 2 and own.any().all() and bool(own.iloc[0, 0])
        if is_tree and float((own.sum(axis=1) == 1).mean()) >= STEPS_FIT:
            return {step: level for level, step in enumerate(run, 1)}
    return {}


def group_letters(block: Block, groups: list[str], name: str) -> tuple[str, ...]:
    """Columns of departments or groups, and the column of names, where a group stands alone above its
    processes; else empty.

    Args:
        block: the table.
        groups: letters of the columns of departments or groups, to the left of the names.
        name: the column of names.

    Returns:
        The letters of the groups and of the names, where two rows or more hold a group alone and the other rows hardly
        ever repeat it.
    """
    data = block.data
    # Rows that fill a column of groups and nothing else.
    is_group = data[groups].notna().any(axis=1) & ~data.drop(columns=groups).notna().any(axis=1)
    is_sparse = is_group.sum() > 1 and data.loc[~is_group, groups].notna().mean().max() <= UNUSUAL_SHARE
    return (*groups, name) if is_sparse else ()


def _level(heading: str) -> int | None:
    """The number in "L2", "Process level 2", "Level 2 - group" or "Group (L2)"; not in "L2 support" or "Risk
    level 1-5".
    """
    folded = fold(heading)
    match = _MARK.search(folded)
    if match is None:
        return None
    # Words of four letters or more around the number, up to a dash or bracket: all must be of the kind that
    # levels are named by, so that "L2 support" is none.
    words = re.findall(
        r"[a-z]{4,}", folded[: match.start()] + " " + re.split(r"\s[-–]\s|[:/(]", folded[match.end() :])[0]
    )
    is_level = folded[: match.start()].endswith(("(", "[")) or all(
        any(stem in word for stem in _STEMS) for word in words
    )
    return int(match[1]) if is_level else None


def read_levels(
    data: pd.DataFrame, levels: tuple[str, ...], id_letter: str | None
) -> tuple[pd.DataFrame, list[Draft]]:
    """Names and upper levels of every row.

    Args:
        data: rows that are processes or upper levels, by letter.
        levels: letters of the columns of levels, the uppermost first.
        id_letter: the column of ids; None if there is none.

    Returns:
        The same rows: the last level holds the deepest text of the row, and a blank upper level what holds
        from above. And two readings as a hierarchy: every row with rows of its branch below it is a group; or
        only those that name an upper level and nothing else, or add up the rows below.
    """
    import numpy as np

    own = data[list(levels)].notna().to_numpy()
    # Position of the last filled level of each row (``argmax`` over the reversed columns); -1 for a row
    # without any.
    depth = np.where(own.any(axis=1), len(levels) - 1 - own[:, ::-1].argmax(axis=1), -1)
    filled = {}
    for index, letter in enumerate(levels):
        # A new branch begins wherever a level further up is filled in: a text is filled down only within its
        # branch, so that "Invoices" below Finance does not reach the rows of the next department.
        branch = own[:, :index].any(axis=1).cumsum()
        filled[letter] = data[letter].where(
            data[letter].notna() | (depth <= index), data[letter].groupby(branch).ffill()
        )
    begins = _begins(list(filled.values()), depth)
    groups = _parents(data.drop(columns=list(levels)), begins, depth, len(levels), id_letter)
    parents = _above(depth, begins)
    of_groups = np.where((parents >= 0) & groups[parents], parents, -1)
    filled[levels[-1]] = _deepest(data[list(levels)])
    return data.assign(**filled), [
        Draft("columns", parents, is_shaped=True, more_groups=groups),
        Draft("columns", of_groups, is_declared=True, more_groups=groups),
    ]


def _above(depth: np.ndarray, begins: np.ndarray) -> np.ndarray:
    """Position of the row of the same branch above each row that names its upper level; -1 without one."""
    import numpy as np

    parents, open_rows = np.full(len(depth), -1), []
    for position in range(len(depth)):
        while open_rows and depth[open_rows[-1]] >= min(begins[position], depth[position]):
            open_rows.pop()
        if open_rows:
            parents[position] = open_rows[-1]
        if depth[position] >= 0:
            open_rows.append(position)
    return parents


def _deepest(texts: pd.DataFrame) -> pd.Series:
    return texts.astype(object).ffill(axis=1).iloc[:, -1]


def _parents(
    others: pd.DataFrame, begins: np.ndarray, depth: np.ndarray, count: int, id_letter: str | None
) -> np.ndarray:
    """Rows that say nothing of themselves and have rows of their branch below them, or alone no id; and sums
    of their branch.
    """
    import numpy as np
    import pandas as pd

    # The next row is deeper and belongs to the same branch. The last row has none below it.
    has_children = np.append((depth[1:] > depth[:-1]) & (begins[1:] > depth[:-1]), False) & (depth >= 0)
    ids = others.pop(id_letter) if id_letter else pd.Series(0, index=others.index)
    is_bare = ~others.notna().any(axis=1).to_numpy()
    has_no_id = ids.isna().to_numpy() & (depth >= 0) & (depth < count - 1) & ids[~is_bare].notna().all()
    return (is_bare & (has_children | has_no_id)) | (
        has_children & _add_up(others, depth, begins, has_children)
    )


def _begins(filled: list[pd.Series], depth: np.ndarray) -> np.ndarray:
    """Per row the uppermost level in which it differs from the row above."""
    import numpy as np
    import pandas as pd

    # Texts as numbers, so that all levels of two rows are compared at once. Equal rows begin at their own
    # depth.
    texts = np.column_stack([pd.factorize(level)[0] for level in filled])
    differ = texts[1:] != texts[:-1]
    return np.append(0, np.where(differ.any(axis=1), differ.argmax(axis=1), depth[1:]))


def _add_up(
    others: pd.DataFrame, depth: np.ndarray, begins: np.ndarray, has_children: np.ndarray
) -> np.ndarray:
    """Rows with a number that is the sum over the lowest rows of their branch."""
    import numpy as np
    import pandas as pd

    # For each row the position at which its branch ends: the next row that begins at its level or above.
    ends = np.full(len(depth), len(depth))
    for level in range(int(depth.max(initial=-1)) + 1):
        rows, others_begin = np.flatnonzero(depth == level), np.flatnonzero(begins <= level)
        ends[rows] = np.append(others_begin, len(depth))[np.searchsorted(others_begin, rows, side="right")]
    is_sum = np.zeros(len(depth), dtype=bool)
    for letter in others:
        numbers = pd.to_numeric(as_text(others[letter]), errors="coerce").fillna(0).to_numpy(dtype=float)
        # Running sum over the lowest rows alone. The sum below a row is the difference of two entries, so
        # that no branch is added up row by row.
        so_far = np.append(0.0, np.where(has_children, 0.0, numbers).cumsum())
        below = so_far[ends] - so_far[np.arange(len(depth)) + 1]
        is_sum |= (numbers != 0) & (np.abs(below - numbers) <= TOTAL_TOLERANCE * np.abs(numbers))
    return is_sum
