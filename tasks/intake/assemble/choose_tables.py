"""Which of the tables found are lists of processes: not pick lists, covers, pivots or another view of the
same rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from schemas.columns import NUMERIC_TYPES, columns
from schemas.phrases import phrase
from schemas.workbooks import CONTENT_PROPERTY, HELP_SHEET
from tasks.intake.assemble.older_tables import is_older, is_planned, says_old, with_sheet_periods
from tasks.intake.assemble.side_tables import is_strong, side_kind, side_reason
from tasks.intake.cells.categories import as_text
from tasks.intake.columns.lookup_values import without_lookup_ids
from tasks.intake.columns.matching import Recognition, recognise, with_fullest_text
from tasks.intake.columns.settled import MapInUse
from tasks.intake.columns.ticked import with_ticks
from tasks.intake.tables.blocks import Block, find_blocks
from tasks.intake.tables.dittos import with_dittos
from tasks.intake.tables.long_lists import figures_as_columns, forms_as_rows, laid_out_name
from tasks.intake.tables.one_column import with_cells_divided
from tasks.intake.tables.step_lists import lists_steps
from tasks.intake.tables.turned_sheet import turned, turned_name
from tasks.intake.tables.uneven_rows import mend_rows
from tasks.intake.thresholds import (
    JOIN_SHARE,
    MOST_SIDE_HEADINGS,
    SAME_PROCESSES,
    SIDE_HEADINGS,
    SIDE_SHARE,
    TABLE_SHARE,
    TOTAL_TOLERANCE,
    WEAK_NAME,
)
from tasks.intake.wording.heading import columns_named
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    import pandas as pd

    from tasks.intake.files.raw import RawFile, RawSheet


FIRST_ROWS = 1_000
LISTED_ROWS = 2  # the result of a query with fewer rows, its total left out, is a summary


@dataclass(frozen=True)
class Candidate:
    """A table and what its headings stand for."""

    block: Block
    recognition: Recognition


@dataclass(frozen=True)
class Choice:
    """The tables to read, and those left out, each with the reason."""

    used: tuple[Candidate, ...]
    left_out: tuple[tuple[Candidate, str], ...]
    sheets_seen: int


def choose_tables(raw: RawFile, settled: MapInUse | None = None) -> Choice:
    """Find the tables of one file that list processes; none if there is no column of names.

    Args:
        raw: the sheets of the file.
        settled: its map, which can leave a sheet out or name the row of its headings; None without a map.
    """
    # Our own workbooks say what they hold: their tables are not judged by what they look like.
    content = dict(raw.properties).get(CONTENT_PROPERTY)
    wanted = {sheet.name: _is_used(sheet, settled) for sheet in raw.sheets}
    visible = [
        replace(sheet, comments=()) if content else sheet  # those of our own workbooks are ours
        for sheet in raw.sheets
        if (wanted[sheet.name] is None and not sheet.is_hidden and not (content and sheet.name == HELP_SHEET))
        or wanted[sheet.name]
    ]
    if not content:
        visible = [forms_as_rows(sheet) or sheet for sheet in visible]
    if len(visible) == 1 and not content and (title := PurePath(raw.file).stem) != visible[0].name:
        visible = [replace(visible[0], title=title)]
    blocks = [
        replace(
            block,
            data=without_lookup_ids(block.data),
            as_sent=block.data if block.as_sent is None else block.as_sent,
        )
        for sheet in map(with_cells_divided, visible)
        for as_found in find_blocks(sheet, _heading_rows(sheet, settled))
        for block in (with_ticks(with_dittos(mend_rows(as_found))),)
    ]
    candidates = [Candidate(block, recognise(block, settled)) for block in blocks]
    candidates = with_sheet_periods(candidates, settled)
    left_out: list[tuple[Candidate, str]] = []
    naming = []
    for candidate in candidates:
        if _is_pivot(candidate):
            left_out.append((candidate, phrase("it is a pivot table")))
        elif _lies_on_its_side(candidate.block):
            left_out.append(
                (
                    candidate,
                    phrase(
                        "its headings are one below the other; turn it so that each process has a row "
                        "(copy, paste special, transpose)"
                    ),
                )
            )
        elif _has_measures_in_rows(candidate):
            left_out.append(
                (
                    candidate,
                    phrase(
                        "it has a row for each figure of a process; give each figure a column of its own, "
                        "as a pivot table does"
                    ),
                )
            )
        elif lists_steps(candidate.block):
            left_out.append(
                (
                    candidate,
                    phrase("it lists the steps of one process; give a list with a row for each process"),
                )
            )
        elif candidate.recognition.letter("process_name"):
            naming.append(candidate)
        elif len(candidate.block.data):
            left_out.append((candidate, phrase("it has no column of process names")))
    if not naming and not content:
        guessed = _guess(candidates, are_pivots=False)
        naming = _turned(visible, settled, guessed)
        sheets = {candidate.block.sheet.name for candidate in naming}
        left_out = [
            item
            for item in left_out
            if sheets.isdisjoint((turned_name(item[0].block.sheet), laid_out_name(item[0].block.sheet)))
        ]
    # Headings without rows are kept only if there is nothing else, so that the refusal can name their sheet.
    with_rows = [candidate for candidate in naming if len(candidate.block.data)] or naming
    if not with_rows:
        # The sums of a pivot table are read where a file holds nothing else.
        guessed = _guess(candidates, are_pivots=False) or _guess(candidates, are_pivots=True)
        return Choice(
            (guessed,) if guessed else (),
            tuple(item for item in left_out if guessed is None or item[0].block is not guessed.block),
            len(visible),
        )
    # All others are compared with the likeliest list, then each with those taken before it.
    main = max(with_rows, key=_likely)
    used: list[Candidate] = []
    for candidate in with_rows:
        # A sheet that the map wants, or one of our own workbooks, is not doubted.
        is_open = content is None and not wanted.get(candidate.block.sheet.name)
        aside = side_reason(candidate, main) if is_open else None
        # A side table that adds columns is joined, unless the name of its sheet says what else it lists.
        if aside and (side_kind(candidate) or not adds_columns(candidate, main)):
            left_out.append((candidate, aside))
        elif (
            content is None
            and not wanted.get(candidate.block.sheet.name)
            and _weight(candidate) < TABLE_SHARE * _weight(main)
            and not adds_columns(candidate, main)
        ):
            left_out.append(
                (candidate, phrase("it has far fewer of the columns of a process list than the main table"))
            )
        elif any(_same_rows(candidate, other) for other in used):
            left_out.append((candidate, phrase("it repeats rows of another table")))
        elif is_open and any(is_older(candidate, other) for other in with_rows):
            left_out.append(
                (candidate, phrase("it is an older version of another table, as the names of the sheets say"))
            )
        elif is_open and any(is_planned(candidate, other) for other in with_rows):
            left_out.append(
                (candidate, phrase("it gives processes of another table as they are planned to be"))
            )
        elif is_open and _sums_up_sheets(candidate, with_rows):
            left_out.append((candidate, phrase("its rows are sums of the other sheets")))
        else:
            used.append(candidate)
    # A short list in front of the full one ("Top 10") repeats rows of a table that comes after it.
    for candidate in [
        kept_candidate
        for kept_candidate in used
        if content is None and not wanted.get(kept_candidate.block.sheet.name)
    ]:
        if any(_same_rows(candidate, other) for other in used if other is not candidate):
            used.remove(candidate)
            left_out.append((candidate, phrase("it repeats rows of another table")))
    further = [
        candidate
        for candidate, _ in left_out
        if not candidate.recognition.letter("process_name") and adds_columns(candidate, main)
    ]
    # Tables without names but with ids of the list come last: their names are looked up in the tables before
    # them.
    return Choice((*used, *further), tuple(item for item in left_out if item[0] not in further), len(visible))


def _turned(sheets: list[RawSheet], settled: MapInUse | None, guessed: Candidate | None) -> list[Candidate]:
    """Lists with a column for each process, or a row for each figure, and forms, laid out anew; no turned ones where a
    table that may be a list of processes as it is has as many columns that are known.
    """
    candidates = []
    laid_out = list(filter(None, map(figures_as_columns, sheets)))
    for sheet in laid_out or filter(None, map(turned, sheets)):
        block = next(iter(find_blocks(sheet)), None)
        if block is None:
            continue
        recognition = recognise(block, settled)
        if not recognition.letter("process_name"):
            recognition = with_fullest_text(block, recognition)
        if recognition:
            candidates.append(Candidate(replace(block, as_sent=block.data), recognition))
    is_less = guessed and not laid_out and max(map(_weight, candidates), default=0) <= _weight(guessed)
    return [] if is_less else candidates


def _heading_rows(sheet: RawSheet, settled: MapInUse | None) -> list[int]:
    """Rows that the map says hold the headings of a sheet's tables."""
    entries = settled.sheets(sheet.name) if settled else []
    return [entry.heading_row for _, entry in entries if entry.heading_row]


def _is_used(sheet: RawSheet, settled: MapInUse | None) -> bool | None:
    """Whether the map wants a sheet used; None where it says nothing of it."""
    entries = settled.sheets(sheet.name) if settled else []
    return any(entry.use for _, entry in entries) if entries else None


def adds_columns(candidate: Candidate, main: Candidate) -> bool:
    """Whether a table on another sheet holds further columns of the processes of the main table, told by id
    or name.

    Args:
        candidate: the table in question.
        main: the list of processes.

    Returns:
        True where its ids or names, each only once, are mostly those of the list, and it has a column that the
        list lacks.
    """
    if (
        candidate.block.sheet is main.block.sheet
        or not candidate.recognition.columns - main.recognition.columns
    ):
        return False
    for key in ("process_id", "process_name"):
        mine, theirs = candidate.recognition.letter(key), main.recognition.letter(key)
        if mine and theirs:
            keys, main_keys = (
                as_text(table.block.data[letter]).dropna()
                for table, letter in ((candidate, mine), (main, theirs))
            )
            if len(keys) and keys.is_unique and float(keys.isin(main_keys).mean()) >= JOIN_SHARE:
                return True
    return False


def _guess(candidates: list[Candidate], *, are_pivots: bool) -> Candidate | None:
    """The table with the most known columns whose fullest column of texts may be names; of pivot tables one with labels
    of rows and a known figure.
    """
    tried = [
        (candidate, with_fullest_text(candidate.block, candidate.recognition))
        for candidate in candidates
        if len(candidate.block.data)
        and _is_pivot(candidate) == are_pivots
        and not (_lies_on_its_side(candidate.block) or _has_measures_in_rows(candidate))
        and not lists_steps(candidate.block)
        and (not are_pivots or _has_row_labels(candidate))
    ]
    named = [Candidate(candidate.block, recognition) for candidate, recognition in tried if recognition]
    return max(named, key=lambda candidate: (_weight(candidate), len(candidate.block.data)), default=None)


def _likely(candidate: Candidate) -> float:
    """How likely a table is the list of processes: its columns, and whether it says what it lists."""
    doubt = 1.0 if is_strong(candidate) else WEAK_NAME
    doubt *= WEAK_NAME if says_old(candidate) else 1.0
    return _weight(candidate) * doubt * (WEAK_NAME if side_kind(candidate) else 1.0)


def _weight(candidate: Candidate) -> float:
    """Number of recognised columns; sheets named as lists, covers or summaries count half."""
    return len(candidate.recognition.columns) * (
        0.5 if fold(candidate.block.sheet.name) in words_of_kind("aside_sheet") else 1.0
    )


def is_beside_the_point(candidate: Candidate) -> bool:
    """Whether a table left out is plainly a cover, a help page or a list of choices, so that nobody need be
    warned.
    """
    return len(candidate.recognition.columns) < 2 or fold(candidate.block.sheet.name) in words_of_kind(
        "aside_sheet"
    )


def _is_pivot(candidate: Candidate) -> bool:
    """Whether a table adds up other rows. A query that adds up the rows of each process ("Sum of FTE") lists
    processes all the same, where a heading names them.
    """
    texts = [fold(text) for text in candidate.block.headings.values() if text]
    starts = tuple(words_of_kind("pivot_start"))
    if any(text in words_of_kind("pivot") for text in texts):
        return True
    # All headings but the first that are like "Sum of FTE" speak for a pivot; half of them are enough.
    if sum(text.startswith(starts) for text in texts) < max(1, (len(texts) - 1) / 2):
        return False
    name = next((match for match in candidate.recognition.matches if match.column == "process_name"), None)
    if name is None or name.how != "alias":
        return True
    # A sum for each process is a list; one sum over all, with a total below it, is a summary.
    names = as_text(candidate.block.data[name.letter]).dropna().map(fold)
    return int((~names.isin(words_of_kind("total"))).sum()) < LISTED_ROWS


def _has_row_labels(candidate: Candidate) -> bool:
    """Whether the first column of a pivot table holds labels of its rows that may be processes, most of two words or
    more ("Finance" is a department), beside a figure that is known.
    """
    letter, first = next(iter(candidate.block.headings.items()))
    labels = as_text(candidate.block.data[letter]).dropna()
    is_phrase = labels.str.strip().str.contains(r"\s")
    is_known = fold(first) in words_of_kind("pivot") and bool(candidate.recognition.columns)
    return is_known and bool(2 * is_phrase.sum() > len(labels))


def _lies_on_its_side(block: Block) -> bool:
    """Whether the first column holds the headings of a process list: most of its texts are known headings, of
    several columns; where nothing is known of the headings beside it, one of figures is enough.
    """
    letter, *beside = block.headings
    first = as_text(block.data[letter]).dropna()
    if not 1 < len(first) <= MOST_SIDE_HEADINGS:
        return False
    known = columns_named(first)
    # A form of one process may ask for two things alone.
    are_figures = all(columns()[column].type in ("number", "money") for column in known)
    is_form = bool(beside) and not columns_named([block.headings[beside[0]]])
    if len(known) == len(first) and (are_figures or (is_form and len(set(known)) == len(known))):
        return True
    are_names = len(beside) >= SIDE_HEADINGS and not columns_named(block.headings[at] for at in beside)
    is_enough = len(set(known)) >= SIDE_HEADINGS or (
        are_names and any(columns()[column].type in NUMERIC_TYPES for column in known)
    )
    return is_enough and len(known) >= SIDE_SHARE * len(first)


def _has_measures_in_rows(candidate: Candidate) -> bool:
    """Whether a column says of each row which figure of a process it gives ("FTE", "Volume"), each process in several
    rows: a list of measures, as databases and reports export it.
    """
    data = candidate.block.data
    named = [at for at, text in candidate.block.headings.items() if columns_named([text]) == ["process_name"]]
    name = candidate.recognition.letter("process_name") or next(iter(named), None)
    if name is None or 2 * data[name].nunique() > len(data):
        return False
    figures = {name for name, column in columns().items() if column.type in NUMERIC_TYPES}
    for letter in data.columns.drop(name):
        # Of a long list the first rows tell most columns apart.
        if len(data) > FIRST_ROWS and data[letter].iloc[:FIRST_ROWS].nunique() > MOST_SIDE_HEADINGS:
            continue
        texts = data[letter].dropna().unique()
        if 1 < len(texts) <= MOST_SIDE_HEADINGS and all(isinstance(text, str) for text in texts):
            known = columns_named(texts)
            if len(known) == len(texts) and len(set(known) & figures) > 1:
                return True
    return False


def _same_rows(candidate: Candidate, other: Candidate) -> bool:
    """Whether a table on another sheet shows rows of the first again: same names, and no recognised column
    says otherwise.
    """
    if candidate.block.sheet is other.block.sheet:
        return False
    mine, theirs = _by_name(candidate), _by_name(other)
    shared = [column for column in mine.columns if column in theirs.columns]
    if (
        not len(mine)
        or mine.index.has_duplicates
        or theirs.index.has_duplicates
        or set(mine.columns) - set(theirs.columns)
    ):
        return False
    is_shared = mine.index.isin(theirs.index)
    if is_shared.mean() < SAME_PROCESSES:
        return False
    # Texts are compared, because the same figure may be a number on one sheet and a text on the other.
    paired = theirs.reindex(mine.index[is_shared])
    same = [
        (
            mine.loc[is_shared, column].astype("str").fillna("") == paired[column].astype("str").fillna("")
        ).mean()
        for column in shared
    ]
    return all(share >= SAME_PROCESSES for share in same)


def _sums_up_sheets(candidate: Candidate, others: list[Candidate]) -> bool:
    """Whether each name of a table, two or more, is that of a sheet with another list, and a figure of each is the sum
    of that list, with or without its own row of sums.
    """
    lists = {fold(other.block.sheet.name): other for other in others if other is not candidate}
    if not lists:
        return False
    rows, totals = _by_name(candidate), words_of_kind("total")
    # A list of processes ends this with its first name.
    if not all(fold(name) in lists or fold(name) in totals for name in rows.index):
        return False
    rows = rows[~rows.index.map(fold).isin(totals)]
    parts = [_by_name(lists[fold(name)]) for name in rows.index]
    return len(parts) > 1 and any(
        all(
            column in part and _is_sum(part[column], figure)
            for part, figure in zip(parts, rows[column], strict=True)
        )
        for column in rows.columns
    )


def _is_sum(cells: pd.Series, figure: object) -> bool:
    """Whether a figure is the sum of some cells, of which the last may be their sum already."""
    if not isinstance(figure, (int, float)):
        return False
    total = sum(cell for cell in cells if isinstance(cell, (int, float)) and cell == cell)
    return any(abs(total / times - figure) <= TOTAL_TOLERANCE * abs(figure) for times in (1, 2))


def _by_name(candidate: Candidate) -> pd.DataFrame:
    letters = {match.column: match.letter for match in candidate.recognition.matches if match.column}
    data = candidate.block.data
    frame = data[list(letters.values())].set_axis(list(letters), axis=1)
    return frame.dropna(subset=["process_name"]).astype({"process_name": "str"}).set_index("process_name")
