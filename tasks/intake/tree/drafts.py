"""What a list says about which row belongs to which: one reading for each way of writing it, not yet believed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasks.distinct_texts import distinct_cells, where_texts
from tasks.intake.cells.categories import as_text
from tasks.intake.thresholds import INDENTED_SHARE, MOSTLY_FILLED, NUMBERED_SHARE, PARENTS_FOUND, STEPS_FIT
from tasks.intake.tree.codes import parents_by_codes
from tasks.intake.tree.exact_sums import exact_sums
from tasks.intake.tree.figures import ADDITIVE, compare
from tasks.intake.tree.list_marks import list_marks
from tasks.intake.wording.heading import parse_heading
from tasks.intake.wording.normalise import cell_key, fold, phrase, words_in
from tasks.intake.wording.word_lists import words_of_kind
from tasks.text_search import found_in

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from tasks.intake.columns.recognition import Recognition
    from tasks.intake.tables.blocks import Block

_LETTERS = r"[A-Za-z]{1,6}(?:2[A-Za-z]{1,3})?"  # FIN, P2P
# "1.2", "FIN-01", "P2P.3a", "A.1.b".
_NUMBER = rf"(?:{_LETTERS})?[-. ]?\d+(?:[._/-](?:\d+|[A-Za-z]))*[a-z]?"
# A cell that holds such a number alone, or letters alone: "FIN", "FIN.AP".
_WHOLE_NUMBER = re.compile(rf"(?:{_NUMBER}|{_LETTERS}(?:[._/-][A-Za-z]{{1,6}})*)\.?$")
# A number and then a name: "1.1 Accounts payable", "A) Finance", "IV. Payroll", "2 - Hiring".
_NAME_NUMBER = re.compile(rf"\s*({_NUMBER}|(?:[A-Z]|[IVX]+)(?=[.)]))(?:[.):]|\s*[-–])?\s+(?=[^\W\d])")
_LETTER_ALONE = re.compile(r"^\s*([A-Z])\s+(?=[^\W\d])")
# What divides the steps of a path: ">" and the like anywhere, a slash or bar between blanks alone ("AP/AR" is
# one).
_PATH_MARK = re.compile(r"\s*(?:>|»|→|\\|::)\s*|\s+[/|]\s+")
# All that _NAME_NUMBER finds, and more: Arrow looks for it many times faster.
_MAY_BE_NUMBERED = rf"^\s*(?:(?:{_LETTERS})?[-. ]?[0-9]|[A-Z]+[.)])"
# "2", "Level 2", "L2 - process group".
_LEVEL = re.compile(r"(?:[a-z]+\s*)?(\d{1,2})(?:\s*[-–:.].*)?$")
# Blanks, and then signs that draw a tree or a list: "  - Payroll", "└─ Payroll".
_MARKS = re.compile(r"(\s*)((?:[-–—•·*>»└├│─┗┣▸►→.|_]+\s*)*)")
_MARKED = re.compile(r"[\s\-–—•·*>»└├│─┗┣▸►→.|_]")
_ONE_PART = r"[A-Za-z]*[0-9]*"  # P1: nothing is above it


@dataclass(frozen=True)
class Draft:
    """One reading of a table as a hierarchy.

    ``parents`` holds for each row the position of the row above it, -1 for an uppermost row. ``is_declared``:
    the list itself names the parents, so that no figure has to prove it. ``is_shaped``: without any figure
    the form alone is proof enough. ``lost`` marks rows whose parent is named and not in the list.
    ``circular`` marks rows that named themselves, or a row below them, as their parent.
    ``names`` are the names without what was read from them. ``more_groups`` marks rows that are groups
    although no row is below them.
    """

    how: str
    parents: np.ndarray
    is_declared: bool = False
    is_shaped: bool = False
    lost: np.ndarray | None = None
    circular: np.ndarray | None = None
    names: pd.Series | None = None
    more_groups: np.ndarray | None = None

    @property
    def has_circle(self) -> bool:
        """Whether rows name themselves, or rows below them, as their parents."""
        return self.circular is not None and bool(self.circular.any())


def drafts(block: Block, recognition: Recognition, raw: pd.DataFrame, typed: pd.DataFrame) -> Iterator[Draft]:
    """The readings of a table, the most explicit first.

    Args:
        block: the table.
        recognition: what its headings stand for.
        raw: its rows that are data, as received, by letter.
        typed: the same rows as read, with process_name.
    """
    names = raw[recognition.letter("process_name")] if recognition.letter("process_name") else None
    for draft in (
        by_parent(block, recognition, typed),
        by_number(recognition, raw),
        by_level(block, recognition, raw),
        by_indent(block, recognition, raw) if names is not None else None,
        *(by_outline(block, raw)),
        by_name_number(names) if names is not None else None,
        by_list_marks(names) if names is not None else None,
        by_path(names) if names is not None else None,
        by_sums(raw, typed, recognition),
        by_codes(recognition, raw, typed),
        by_exact_sums(typed),
    ):
        if draft is not None and ((draft.parents >= 0).any() or draft.has_circle):
            yield draft


def by_parent(block: Block, recognition: Recognition, typed: pd.DataFrame) -> Draft | None:
    """A column that names the parent of each row, by its id or by its name.

    Args:
        block: the table, for its headings.
        recognition: what they stand for.
        typed: the rows as read, with process_name and perhaps process_id.

    Returns:
        The reading; None if no column names parents.
    """
    import numpy as np

    letter = recognition.letter("parent_process")
    if letter is None or "parent_process" not in typed:
        return None
    wanted = typed["parent_process"].map(fold, na_action="ignore")
    names = typed["process_name"].map(fold, na_action="ignore")
    ids = typed["process_id"].map(fold, na_action="ignore") if "process_id" in typed else names
    # Reversed, so that of equal names the first row stays. Ids come second and go before names.
    positions_by_key = {
        key: position for position, key in reversed(list(enumerate(names))) if isinstance(key, str)
    }
    positions_by_key |= {
        key: position for position, key in reversed(list(enumerate(ids))) if isinstance(key, str)
    }
    parents, lost = np.full(len(typed), -1), np.zeros(len(typed), dtype=bool)
    for position, key in enumerate(wanted):
        if isinstance(key, str):
            # Some lists write the id and the name of the parent in one cell: "FIN-01 Accounts payable",
            # "FIN-01: ...".
            parents[position] = positions_by_key.get(
                key, positions_by_key.get(re.split(r"[\s:]", key)[0], -1)
            )
            lost[position] = parents[position] < 0
    circular, is_itself = _circles(parents), parents == np.arange(len(parents))
    parents[circular] = -1
    says_parent = bool(parse_heading(block.headings[letter]).all_words & words_in("parent_word"))
    share = float((parents >= 0).sum()) / max(1, int(wanted.notna().sum()))
    is_by_id = set(wanted.dropna()) & set(ids.dropna()) - set(names.dropna())
    is_declared = share >= PARENTS_FOUND and (says_parent or bool(is_by_id))
    if not (is_declared or says_parent):
        return Draft("parent", parents)
    # Some exports name each uppermost row as its own parent: where one has rows below it, none is a mistake.
    if (is_itself & np.isin(np.arange(len(parents)), parents)).any():
        circular &= ~is_itself
    return Draft("parent", parents, is_declared=True, lost=lost, circular=circular)


def by_number(recognition: Recognition, raw: pd.DataFrame) -> Draft | None:
    """A column of numbers such as 1, 1.1 and 1.1.2: the ids, or a column beside them.

    Args:
        recognition: what the headings of the table stand for; columns taken for nothing are tried where the heading may
            name numbers.
        raw: its rows that are data, as received, by letter.

    Returns:
        The reading of the column that gives the most rows a parent; None without one.
    """
    own = recognition.letter("process_id")
    others = [
        match.letter
        for match in recognition.matches
        if match.column is None and _speaks_of_numbers(match.heading)
    ]
    best: Draft | None = None
    for letter in [*([own] if own else []), *others]:
        texts = as_text(raw[letter])
        filled = texts.dropna()
        if len(filled) < 2 or filled.str.fullmatch(_WHOLE_NUMBER).mean() < NUMBERED_SHARE:
            continue
        # Plain counts such as 1, 2, 3 have no levels.
        if filled.str.fullmatch(_ONE_PART).all():
            continue
        draft = _from_numbers([_parts(text) for text in texts], "number")
        if draft and (best is None or (draft.parents >= 0).sum() > (best.parents >= 0).sum()):
            best = draft
    return best


def _speaks_of_numbers(heading: str) -> bool:
    return not heading or bool(parse_heading(heading).all_words & words_in("number_heading"))


def by_name_number(names: pd.Series) -> Draft | None:
    """Numbers in front of the names: "1.1 Accounts payable"."""
    texts = as_text(names)
    # A quick look first, because most lists have no numbers in front of the names.
    likely = where_texts(texts, lambda distinct: distinct.str.contains(_MAY_BE_NUMBERED))
    if likely.sum() < MOSTLY_FILLED * texts.notna().sum():
        return None
    numbers = texts.str.extract(_NAME_NUMBER.pattern, expand=False)
    # "A Finance" above "A.1 Pay invoices": of letters alone those that begin a number count.
    letters = texts.where(numbers.isna()).str.extract(_LETTER_ALONE.pattern, expand=False)
    begun = numbers.str.extract(r"^([A-Z])[.-]\d", expand=False).dropna().unique()
    numbers = numbers.fillna(letters.where(letters.isin(begun)))
    if numbers.notna().sum() < 2 or numbers.notna().sum() < NUMBERED_SHARE * texts.notna().sum():
        return None
    # "a1)" is below "A)": where a letter alone is counted, it is a part of its own.
    alone = numbers[numbers.str.fullmatch("[A-Za-z]").fillna(False).astype(bool)].str.upper().unique()
    divided = numbers.str.replace(r"^([A-Za-z])(?=\d)", r"\1.", regex=True)
    numbers = divided.where(numbers.str[:1].str.upper().isin(alone), numbers)
    return _from_numbers([_parts(text) for text in numbers], "numbered names")


def by_list_marks(names: pd.Series) -> Draft | None:
    """Names counted in two styles or more, each anew below the row above it: 1. a) b) 2. a)."""
    marks = list_marks(as_text(names))
    return None if marks is None else Draft("numbered names", under_depth(marks), is_shaped=True)


def by_path(names: pd.Series) -> Draft | None:
    """Names that hold those of the rows above: "Order handling > Take in orders"."""
    texts = as_text(names)
    if texts.str.contains(r"[>»→\\/|]|::").mean() < INDENTED_SHARE:
        return None
    split = texts.str.split(_PATH_MARK.pattern, regex=True)
    paths = split.map(lambda parts: tuple(map(fold, parts)), na_action="ignore")
    return _from_numbers([path if isinstance(path, tuple) else None for path in paths], "path")


def _parts(number: object) -> tuple[str, ...] | None:
    """1.2.0 as (1, 2): zeros at the end only fill up. In P0 the zero is the number itself; P1 is one part, so that
    P is no group of it, and A-1 two.
    """
    if not isinstance(number, str):
        return None
    pieces = re.findall(r"([a-z]*)(\d*)", number.casefold())
    parts = [
        letters + (digits and (digits.lstrip("0") or "0")) for letters, digits in pieces if letters or digits
    ]
    while len(parts) > 1 and parts[-1] == "0" and parts[-2][-1].isdigit():
        parts.pop()
    return tuple(parts)


def _from_numbers(numbers: list[tuple[str, ...] | None], how: str) -> Draft | None:
    import numpy as np

    positions: dict[tuple[str, ...], int] = {}
    for position, parts in enumerate(numbers):
        if parts:
            positions.setdefault(parts, position)
    lengths = [len(parts) for parts in numbers if parts]
    # Numbers that many rows share are no numbers of rows, such as those of a group written in each row.
    if not lengths or len(positions) < NUMBERED_SHARE * len(lengths):
        return None
    parents = np.full(len(numbers), -1)
    for position, parts in enumerate(numbers):
        if not parts:
            continue
        # The longest number that begins this one: 1.1.2 is below 1 where the list has no 1.1.
        for length in range(len(parts) - 1, 0, -1):
            above = positions.get(parts[:length])
            if above is not None and above != position:
                parents[position] = above
                break
    uppermost = min(lengths)
    deeper = sum(length > uppermost for length in lengths)
    # Nearly all deeper rows must have a row above them, else the numbers are of something else, such as
    # versions.
    is_closed = (parents >= 0).sum() >= NUMBERED_SHARE * deeper
    below = parents[parents >= 0]
    # Without any figure the form is proof enough if two groups are found, or one with two rows in which no
    # row is lost.
    branches = len(below) > 0 and np.bincount(below).max() >= 2 and deeper == len(below)
    is_shaped = bool(is_closed and (len(set(below)) >= 2 or branches))
    return Draft(how, np.where(_circles(parents), -1, parents), is_shaped=is_shaped) if is_closed else None


def by_level(block: Block, recognition: Recognition, raw: pd.DataFrame) -> Draft | None:
    """A column that says how deep each row stands, as a number or in words; parents are above their rows.

    Args:
        block: the table, for its headings.
        recognition: what they stand for; a column taken for something else is tried only where its heading
            names levels.
        raw: its rows that are data, as received, by letter.

    Returns:
        The reading of the first column that fits, from the left; None without one.
    """
    import numpy as np

    name = recognition.letter("process_name")
    matched = {match.letter for match in recognition.matches if match.column}
    level_headings = {phrase(word) for word in words_of_kind("level_heading")}
    for letter, heading in block.headings.items():
        if letter == name or not len(raw):
            continue
        says_level = phrase(heading) in level_headings
        if not says_level and (letter in matched or raw[letter].isna().any()):
            continue
        texts = as_text(raw[letter])
        depths = _depths(texts) if says_level else _ranks(texts)
        if depths is None or len(set(depths)) < 2:
            continue
        # Levels without gaps, from 0: a list may show levels 2 and 4 alone.
        ranks = np.searchsorted(np.unique(depths), depths)
        steps = np.diff(ranks)
        # A list begins at its top and goes down one level at a time; numbers that jump are of something else.
        if ranks[0] != 0 or (steps > 1).mean() > 1 - STEPS_FIT:
            continue
        names_levels = any(word in fold(heading) for word in words_of_kind("hierarchy_word"))
        return Draft("level column", under_depth(ranks), is_shaped=names_levels or not says_level)
    return None


def _depths(texts: pd.Series) -> np.ndarray | None:
    levels = texts.str.casefold().str.strip().str.extract(rf"^{_LEVEL.pattern}", expand=False)
    return levels.astype(int).to_numpy() if levels.notna().all() and len(levels) else None


def _ranks(texts: pd.Series) -> np.ndarray | None:
    """Words for levels: "Process group", "Process", "Activity"."""
    if texts.isna().any():
        return None
    ranks_by_word = words_of_kind("level_word")
    # A column with more than 20 distinct texts is none of levels, and is not looked up to its end.
    distinct = {text: ranks_by_word.get(cell_key(text)) for text in texts.unique()[:20]}
    if texts.nunique() > len(distinct) or None in distinct.values():
        return None
    return texts.map(distinct).astype(int).to_numpy()


def by_indent(block: Block, recognition: Recognition, raw: pd.DataFrame) -> Draft | None:
    """Names that are indented, by blanks or marks in front of them or by the cell's own indent.

    Args:
        block: the table, whose sheet says which cells are indented.
        recognition: what its headings stand for; it has a column of names.
        raw: its rows that are data, as received, by letter.

    Returns:
        The reading, with the names without their marks; None where all names are equally far to the right.
    """
    import numpy as np
    import pandas as pd

    letter = recognition.letter("process_name")
    # The indent of the cell's own format goes first; blanks and marks are read only where no cell has one.
    by_cell = {row: depth for row, at, depth in block.sheet.indents if at == letter}
    names = raw[letter]
    widths = np.array([by_cell.get(int(row), 0) for row in raw.index] if by_cell else [])
    if len(set(widths)) < 2:
        texts = distinct_cells(names)
        # Arrow first: most names begin with a letter or a number.
        if isinstance(names.dtype, pd.StringDtype):
            texts = texts[found_in(texts, r"^[^A-Za-z0-9]")]
        if not any(isinstance(text, str) and _MARKED.match(text) for text in texts):
            return None
        cells = names.to_numpy(dtype=object)
        # A tab counts as four blanks.
        marks = [_MARKS.match(text.expandtabs(4)) if isinstance(text, str) else None for text in cells]
        widths = np.array([len(mark[0]) if mark else 0 for mark in marks])
        names = names.map(_without_marks)
    if len(set(widths)) < 2 or widths[0] != widths.min():
        return None
    parents = under_depth(widths)
    steps = np.unique(widths - widths.min())[1:]
    # Steps of one width speak for levels; a stray blank before a name is no step.
    is_even = bool(by_cell) or (steps[0] > 1 and not (steps % steps[0]).any())
    is_shaped = (widths > widths.min()).mean() >= INDENTED_SHARE and len(set(parents[parents >= 0])) >= 2
    return Draft("indent", parents, is_shaped=is_shaped and is_even, names=as_text(names))


def _without_marks(cell: Any) -> Any:
    """A text without the blanks and marks before it; whole where it is nothing else."""
    mark = _MARKS.match(cell) if isinstance(cell, str) else None
    return cell[mark.end() :] or cell if mark else cell


def by_outline(block: Block, raw: pd.DataFrame) -> list[Draft]:
    """Rows grouped in the spreadsheet's outline; the row that sums them up is above them, or below.

    Args:
        block: the table, whose sheet says which rows are grouped.
        raw: its rows that are data; row numbers as index.

    Returns:
        Two readings, the more likely first: groups above their rows, and groups below them. Empty without an outline.
    """
    import numpy as np

    level_of = dict(block.sheet.outline_levels)
    if not level_of:
        return []
    depths = np.array([level_of.get(int(row), 0) for row in raw.index])
    if len(set(depths)) < 2:
        return []
    # Groups below their rows: the same search from the end of the list, its positions turned round again.
    above, below = under_depth(depths), under_depth(depths[::-1])[::-1]
    below = np.where(below >= 0, len(depths) - 1 - below, -1)
    # A list that begins deep cannot have its groups above the rows.
    first_is_top = depths[0] == depths.min()
    drafts_tried = [
        Draft("outline", above, is_shaped=first_is_top),
        Draft("outline", below, is_shaped=not first_is_top),
    ]
    return drafts_tried if first_is_top else drafts_tried[::-1]


def by_sums(raw: pd.DataFrame, typed: pd.DataFrame, recognition: Recognition) -> Draft | None:
    """Rows that lack what the others have, such as an owner, and whose figure is the sum of the rows below them
    up to the next such row.

    Args:
        raw: the rows that are data, as received, by letter.
        typed: the same rows as read.
        recognition: what the headings stand for.

    Returns:
        The reading, if each row that lacks something is such a sum; else None.
    """
    import numpy as np

    figures = [name for name in ADDITIVE if name in typed]
    # Columns that add up may be blank anywhere; what a sum lacks are the columns that most rows fill.
    others = raw.drop(columns=[letter for name in figures if (letter := recognition.letter(name))])
    is_full = others.notna().mean() >= MOSTLY_FILLED
    lacking = others.loc[:, is_full].isna().any(axis=1).to_numpy()
    has_figure = (
        typed[figures].notna().any(axis=1).to_numpy() if figures else np.zeros(len(typed), dtype=bool)
    )
    if not len(raw) or not lacking[0] or lacking.all() or not (lacking & has_figure).sum() > 1:
        return None
    # The nearest sum above each row that is none.
    above = np.maximum.accumulate(np.where(lacking, np.arange(len(raw)), -1))
    parents = np.where(lacking, -1, above)
    agrees = np.any([compared.agrees for compared in compare(parents, typed)], axis=0)
    return Draft("sums", parents, is_declared=True) if agrees[lacking].all() else None


def by_codes(recognition: Recognition, raw: pd.DataFrame, typed: pd.DataFrame) -> Draft | None:
    """A column of codes such as F and F10, or 1000 and 1100, whose groups are exactly the sums of their rows."""
    letters = [
        match.letter
        for match in recognition.matches
        if match.column is None and _speaks_of_numbers(match.heading)
    ]
    for letter in filter(None, (recognition.letter("process_id"), *letters)):
        parents = parents_by_codes(raw[letter], typed)
        if parents is not None:
            return Draft("number", parents, is_declared=True)
    return None


def by_exact_sums(typed: pd.DataFrame) -> Draft | None:
    """A flat list that falls into groups, each headed or closed by a row whose figures are exactly its sums."""
    parents = exact_sums(typed)
    return None if parents is None else Draft("sums", parents, is_declared=True)


def under_depth(depths: np.ndarray) -> np.ndarray:
    """Position of the nearest row above that stands less deep; -1 where there is none."""
    import numpy as np

    # ``open_rows`` are the rows from the uppermost down to the last one, each deeper than the one before.
    parents, open_rows = np.full(len(depths), -1), []
    for position, depth in enumerate(depths):
        while open_rows and depths[open_rows[-1]] >= depth:
            open_rows.pop()
        if open_rows:
            parents[position] = open_rows[-1]
        open_rows.append(position)
    return parents


def _circles(parents: np.ndarray) -> np.ndarray:
    """Rows that stand, through others, above themselves."""
    import numpy as np

    above = parents
    # No list is 64 levels deep: after so many steps up only the rows of a circle are reached.
    for _ in range(64):
        above = np.where(above >= 0, parents[above], -1)
    return np.isin(np.arange(len(parents)), above[above >= 0])
