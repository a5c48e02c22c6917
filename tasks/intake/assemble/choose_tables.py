"""Which of the tables found are lists of processes: not pick lists, covers, pivots or another view of the
same rows.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from schemas.phrases import phrase
from schemas.workbooks import CONTENT_PROPERTY, HELP_SHEET
from tasks.intake.assemble.candidate import Candidate
from tasks.intake.assemble.older_tables import is_older, is_planned, says_old, with_sheet_periods
from tasks.intake.assemble.repeated_tables import are_same_rows, sums_up_sheets
from tasks.intake.assemble.side_tables import is_strong, names_again, side_kind, side_reason
from tasks.intake.assemble.table_shapes import has_row_labels, why_no_list
from tasks.intake.cells.categories import as_text
from tasks.intake.columns.lookup_values import without_lookup_ids
from tasks.intake.columns.matching import recognise
from tasks.intake.columns.names_of_rows import with_fullest_text
from tasks.intake.columns.settled import MapInUse
from tasks.intake.columns.ticked import with_ticks
from tasks.intake.tables.blocks import find_blocks
from tasks.intake.tables.dittos import with_dittos
from tasks.intake.tables.long_lists import figures_as_columns, forms_as_rows, laid_out_name
from tasks.intake.tables.one_column import with_cells_divided
from tasks.intake.tables.turned_sheet import turned, turned_name
from tasks.intake.tables.uneven_rows import mend_rows
from tasks.intake.thresholds import JOIN_SHARE, TABLE_SHARE, WEAK_NAME
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    from tasks.intake.files.raw import RawFile, RawSheet


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
    visible = _visible(raw, wanted, content)
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
    candidates = with_sheet_periods(
        [Candidate(block, recognise(block, settled)) for block in blocks], settled
    )
    naming, others, left_out = _sort_out(candidates)
    if not naming and not content:
        naming = _turned(visible, settled, _guess(others))
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
        guessed = _guess(others) or _guess(list(filter(has_row_labels, candidates)))
        return Choice(
            (guessed,) if guessed else (),
            tuple(item for item in left_out if guessed is None or item[0].block is not guessed.block),
            len(visible),
        )
    # All others are compared with the likeliest list, then each with those taken before it.
    main = max(with_rows, key=_likely)
    # A sheet that the map wants, or one of our own workbooks, is not doubted.
    undoubted = {name for name, is_used in wanted.items() if is_used or content}
    used, beside = _without_others(with_rows, main, undoubted)
    left_out += beside
    further = [
        candidate
        for candidate, _ in left_out
        if not candidate.recognition.letter("process_name") and adds_columns(candidate, main)
    ]
    # Tables without names but with ids of the list come last: their names are looked up in the tables before
    # them.
    return Choice((*used, *further), tuple(item for item in left_out if item[0] not in further), len(visible))


def _visible(raw: RawFile, wanted: dict[str, bool | None], content: str | None) -> list[RawSheet]:
    """The sheets that may hold lists: those that the map wants, and of the others those that can be seen."""
    visible = [
        replace(sheet, comments=()) if content else sheet  # those of our own workbooks are ours
        for sheet in raw.sheets
        if (wanted[sheet.name] is None and not sheet.is_hidden and not (content and sheet.name == HELP_SHEET))
        or wanted[sheet.name]
    ]
    if content:
        return visible
    visible = [forms_as_rows(sheet) or sheet for sheet in visible]
    if len(visible) == 1 and (title := PurePath(raw.file).stem) != visible[0].name:
        visible = [replace(visible[0], title=title)]
    return visible


def _sort_out(
    candidates: list[Candidate],
) -> tuple[list[Candidate], list[Candidate], list[tuple[Candidate, str]]]:
    """Lists that name their processes; tables with rows of which none says what its rows are; and all that are left
    out, each with the reason: no lists, and those without names.
    """
    naming, others, left_out = [], [], []
    for candidate in candidates:
        if reason := why_no_list(candidate):
            left_out.append((candidate, reason))
        elif candidate.recognition.letter("process_name"):
            naming.append(candidate)
        elif len(candidate.block.data):
            others.append(candidate)
            left_out.append((candidate, phrase("it has no column of process names")))
    return naming, others, left_out


def _without_others(
    lists: list[Candidate], main: Candidate, undoubted: Set[str]
) -> tuple[list[Candidate], list[tuple[Candidate, str]]]:
    """The lists without those that list something else than the main one or its rows again, and these with the
    reason.
    """
    used: list[Candidate] = []
    left_out = []
    for candidate in lists:
        is_undoubted = candidate.block.sheet.name in undoubted
        reason = None if is_undoubted else _why_beside(candidate, main)
        if reason is None and any(are_same_rows(candidate, other) for other in used):
            reason = phrase("it repeats rows of another table")
        if reason is None and not is_undoubted:
            reason = _why_doubled(candidate, lists)
        if reason is None:
            used.append(candidate)
        else:
            left_out.append((candidate, reason))
    # A short list in front of the full one ("Top 10") repeats rows of a table that comes after it.
    for candidate in [one for one in used if one.block.sheet.name not in undoubted]:
        if any(are_same_rows(candidate, other) for other in used if other is not candidate):
            used.remove(candidate)
            left_out.append((candidate, phrase("it repeats rows of another table")))
    return used, left_out


def _why_beside(candidate: Candidate, main: Candidate) -> str | None:
    """Why a table is no part of the list: its rows are something else, or it has few of its columns."""
    # A side table that adds columns is joined, unless the name of its sheet says what else it lists.
    aside = side_reason(candidate, main)
    if aside and (side_kind(candidate) or not adds_columns(candidate, main)):
        return aside
    if _weight(candidate) < TABLE_SHARE * _weight(main) and not adds_columns(candidate, main):
        return phrase("it has far fewer of the columns of a process list than the main table")
    return None


def _why_doubled(candidate: Candidate, lists: list[Candidate]) -> str | None:
    """Why the rows of a table are those of other lists: an older version, a plan, or their sums."""
    if any(is_older(candidate, other) for other in lists):
        return phrase("it is an older version of another table, as the names of the sheets say")
    if says_old(candidate) and not all(map(says_old, lists)):
        return phrase("the name of its sheet says that it is an old one; rename the sheet if it counts")
    if any(is_planned(candidate, other) for other in lists):
        return phrase("it gives processes of another table as they are planned to be")
    return phrase("its rows are sums of the other sheets") if sums_up_sheets(candidate, lists) else None


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


def _guess(candidates: list[Candidate]) -> Candidate | None:
    """The table with the most known columns whose fullest column of texts may be names."""
    tried = [(table, with_fullest_text(table.block, table.recognition)) for table in candidates]
    named = [Candidate(table.block, recognition) for table, recognition in tried if recognition]
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


def is_beside_the_point(candidate: Candidate, used: tuple[Candidate, ...]) -> bool:
    """Whether a table left out is plainly a cover, a help page or a list of choices, so that nobody need be
    warned. One that says that it names processes, and names others than the lists that are used, may be a list.

    Args:
        candidate: the table.
        used: the tables that are read.
    """
    if fold(candidate.block.sheet.name) in words_of_kind("aside_sheet"):
        return True
    names_others = is_strong(candidate) and not any(
        names_again(candidate, other) for other in used if other.recognition.letter("process_name")
    )
    return len(candidate.recognition.columns) < 2 and not names_others
