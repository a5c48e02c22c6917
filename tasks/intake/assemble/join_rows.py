"""Lists with one row for each risk, control, system, month or site of a process: their rows become one process.

Texts that differ are joined; of levels the highest holds; what figures come to is declared in part_figures. Other
values that differ are blank.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from schemas.columns import columns
from schemas.issues import IssuePlace, issue
from schemas.phrases import of_column, phrase
from tasks.distinct_texts import distinct_texts
from tasks.excel import cell_address
from tasks.intake.assemble.part_figures import (
    QUANTITIES,
    STAFF,
    PartFigures,
    Parts,
    figures_of,
    in_rows,
    varies,
    vary,
)
from tasks.intake.cells.categories import as_text
from tasks.intake.columns.part_columns import part_letters
from tasks.intake.columns.people import are_people
from tasks.intake.thresholds import ISSUES_PER_CELL_KIND, ROUNDED_SUM, ROWS_A_PROCESS
from tasks.intake.wording.heading import names_processes, parse_heading
from tasks.intake.wording.normalise import folded
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    import pandas as pd

    from tasks.intake.columns.recognition import Recognition
    from tasks.intake.tables.blocks import Block

_IDENTITY = ("business_unit", "country", "parent_process", "function_area")
_PLACES = ("business_unit", "country")  # they divide the work as sites do
# Values from the least to the most demanding: of several rows the most demanding holds for the process.
_HIGHEST = {
    "criticality": ("not_assessed", "low", "medium", "high", "critical"),
    "data_classification": ("public", "internal", "confidential", "restricted"),
}
# How many of a period a year has, by words of the heading in the languages read.
_A_YEAR = {
    "month": 12,
    "monat": 12,
    "mois": 12,
    "mes": 12,
    "quarter": 4,
    "quartal": 4,
    "trimestre": 4,
    "week": 52,
}


@dataclass(frozen=True)
class Joined:
    """typed: one row a process; carried: texts that differ, joined, by letter in ``raw``; gone: row numbers that
    went into the row of their process.
    """

    typed: pd.DataFrame
    raw: pd.DataFrame
    gone: list[int]
    issues: list[dict[str, Any]]


def join_rows(
    block: Block, recognition: Recognition, raw: pd.DataFrame, typed: pd.DataFrame, where: IssuePlace
) -> Joined:
    """One row for each process, where the rows of a list are about parts of processes.

    Args:
        block: the table.
        recognition: what its headings stand for.
        raw: its rows that are data, as received, by letter.
        typed: the same rows as read, with process_name.
        where: file and sheet, for the issues.
    """
    letters = letters_of_parts(block, recognition, typed)
    keys = _keys(block, recognition, raw, typed, letters)
    if keys is None:
        return Joined(typed, raw, [], [])
    sums = _sums_of_parts(raw, typed, keys, letters)
    if sums.any():
        without = join_rows(block, recognition, raw[~sums], typed[~sums], where)
        return replace(without, gone=sorted([*without.gone, *map(int, raw.index[sums])]))
    # The first row of each process stays and gets what all its rows come to. Rows without a name stay as they
    # are.
    first = ~keys.duplicated() | keys.isna()
    figures_by_column, varying = columns_of_parts(block, recognition, raw, typed, keys, letters)
    joined, issues = {}, []
    for name, figures in figures_by_column.items():
        letter = recognition.letter(name)
        joined[name] = figures.values[first]
        issues += _at("ROWS_ALIKE", figures.is_once & first, name, letter, where)
        issues += _at("ROWS_DIFFER", figures.is_contrary & first, name, letter, where)
    processes = typed[first].assign(**joined)
    joined_note = joined_rows_issue(block, keys, varying, figures_by_column, where)
    taken = {match.letter for match in recognition.matches if match.column}
    texts = {letter: _joined_texts(raw[letter], keys) for letter in raw.columns if letter not in taken}
    gone = [int(row) for row in typed.index[~first]]
    return Joined(processes, raw.assign(**texts)[first], gone, [joined_note, *issues])


def columns_of_parts(
    block: Block,
    recognition: Recognition,
    raw: pd.DataFrame,
    typed: pd.DataFrame,
    keys: pd.Series,
    letters: dict[str, str],
) -> tuple[dict[str, PartFigures], list[str]]:
    """What the rows of each process come to, by column, in each of its rows; and the letters of the columns that tell
    these rows apart.

    Args:
        block: the table.
        recognition: what its headings stand for.
        raw: its rows as received, by letter.
        typed: the same rows as read.
        keys: the process of each row, missing where it has none.
        letters: see letters_of_parts.
    """
    parts, varying = _parts(recognition, raw, keys, letters)
    a_year_letters = [letter for letter in varying if letters.get(letter) == "period"]
    none = keys.isna() & False
    figures_by_column = {}
    for name in map(str, typed.columns):
        if name in QUANTITIES:
            a_year = _a_year(block, recognition, name, a_year_letters)
            figures = figures_of(name, typed[name], keys, parts, a_year)
            figures_by_column[name] = _without_mixed(figures, name, typed, keys)
        else:
            values, is_blanked = _column(name, typed, keys)
            figures_by_column[name] = PartFigures(values, none, none, is_blanked)
    return figures_by_column, varying


def joined_rows_issue(
    block: Block,
    keys: pd.Series,
    varying: list[str],
    figures_by_column: dict[str, PartFigures],
    where: IssuePlace,
) -> dict[str, Any]:
    """The issue that says how many rows were joined, and what was added up."""
    added = [of_column(name) for name, figures in figures_by_column.items() if figures.is_added.any()]
    return issue(
        "ROWS_JOINED",
        **where,
        row=block.header_rows[-1],
        rows=int(keys.notna().sum()),
        count=int(keys.nunique()),
        parts=", ".join(sorted(varying)) or phrase("further rows"),
        added=phrase(" Added up: {columns}.", columns=added) if added else "",
    )


def _keys(
    block: Block, recognition: Recognition, raw: pd.DataFrame, typed: pd.DataFrame, parts: dict[str, str]
) -> pd.Series | None:
    """What tells the process of each row, missing for rows without a name; None where each row is a process."""
    import numpy as np

    names = folded(typed["process_name"])
    of_names, _ = distinct_texts(names)
    counts = np.bincount(of_names[of_names >= 0])
    if not len(counts) or counts.sum() < ROWS_A_PROCESS * len(counts):
        return None
    # A few names that are there twice are doubles, not a list with several rows for each process.
    if (counts > 1).mean() < 0.5:
        return None
    ids = typed.get("process_id")
    has_parts = any(vary(raw[letter].astype("str"), names) for letter in parts)
    # One id for all rows of a name: the list itself says that they are one process.
    if ids is not None and not vary(ids, names) and ids.notna().any():
        others = [letter for letter in raw if vary(raw[letter].astype("str"), names)]
        return names if others and (has_parts or len(counts) > 1) else None
    # Several ids for a name: only ids of parts ("Risk id") let the rows be one process, ids of processes do
    # not.
    if not has_parts or (ids is not None and _is_of_process(block, recognition)):
        return None
    # The same name in several units or countries is several processes, unless the list divides them into
    # these.
    apart = [
        name
        for name in _IDENTITY
        if name in typed and recognition.letter(name) not in parts and vary(typed[name], names)
    ]
    return None if apart else names


def _sums_of_parts(
    raw: pd.DataFrame, typed: pd.DataFrame, keys: pd.Series, parts: dict[str, str]
) -> pd.Series:
    """The rows of a process that stand for all its parts ("Total" or "All sites" in the column of sites). Where their
    figures are others than those of the parts come to, they are a part of their own.
    """
    import pandas as pd

    words = words_of_kind("total") | words_of_kind("total_of_parts")
    sums = pd.Series(False, index=raw.index)
    for letter in parts:
        sums |= folded(raw[letter].astype("str")).isin(list(words))
    # A process with no other rows keeps them.
    sums &= keys.isin(keys[~sums])
    for name in QUANTITIES:
        if sums.any() and name in typed:
            figures = typed[name]
            whole, added = (figures[rows].groupby(keys[rows]).sum(min_count=1) for rows in (sums, ~sums))
            whole = whole.reindex(added.index)
            is_other = ((whole - added).abs() > ROUNDED_SUM * whole.abs()) & varies(figures, keys)
            sums &= ~in_rows(is_other, keys)
    return sums


def letters_of_parts(block: Block, recognition: Recognition, typed: pd.DataFrame) -> dict[str, str]:
    """Kind of part by letter, of the columns that name parts; a figure such as "FTE per site" names none. A column of
    staff ("person") divides the work as sites do.

    Args:
        block: the table.
        recognition: what its headings stand for.
        typed: its rows as read.
    """
    names = {match.letter: match.column for match in recognition.matches if match.column}
    letters = {
        letter: kind
        for letter, kind in part_letters(block.headings).items()
        if names.get(letter) not in (*QUANTITIES, "process_name", "process_id")
    }
    people = [letter for letter, kind in letters.items() if kind == "person"]
    # More than one full-time equivalent is no figure of one person: somebody wrote down that of the process.
    are_staff = bool(people) and not ("fte" in typed and typed["fte"].max() > 1)
    none = [letter for letter in people if not (are_staff and are_people(block.data[letter]))]
    return {letter: kind for letter, kind in letters.items() if letter not in none}


def _parts(
    recognition: Recognition, raw: pd.DataFrame, keys: pd.Series, letters: dict[str, str]
) -> tuple[Parts, list[str]]:
    """What tells the rows of a process apart, and the letters of these columns."""
    places = {letter: "share" for name in _PLACES if (letter := recognition.letter(name)) in raw}
    texts = {letter: raw[letter].astype("str") for letter in {**letters, **places}}
    kinds: dict[str, list[pd.Series]] = {}
    varying = [letter for letter in raw.columns if letter in texts and varies(texts[letter], keys).any()]
    for letter in varying:
        # What the heading says goes before what the column is: a column of sites may also be known as the
        # unit.
        kinds.setdefault({**places, **letters}[letter], []).append(texts[letter])
    people = kinds.get("person", [])
    kinds["share"] = [*kinds.get("share", []), *people]
    kinds_of = [tuple(kinds.get(kind, ())) for kind in ("period", "share", "provider", "each")]
    return Parts(*kinds_of, are_people=bool(people)), varying


def _at(code: str, rows: pd.Series, name: str, letter: str | None, where: IssuePlace) -> list[dict[str, Any]]:
    """One issue for each row that is marked, in a column that the list has."""
    return [
        issue(code, **where, row=int(row), cell=cell_address(letter, int(row)), column=name)
        for row in rows[rows].index[:ISSUES_PER_CELL_KIND]
        if letter
    ]


def _without_mixed(figures: PartFigures, name: str, typed: pd.DataFrame, keys: pd.Series) -> PartFigures:
    """Money in several currencies is not added up: it is blank, and its rows are marked as contrary."""
    if "currency" not in typed or columns()[name].type != "money":
        return figures
    mixed = in_rows(varies(typed["currency"], keys), keys) & (figures.is_added | figures.is_once)
    return replace(figures, values=figures.values.mask(mixed), is_contrary=figures.is_contrary | mixed)


def _is_of_process(block: Block, recognition: Recognition) -> bool:
    """Whether the heading of the ids says that they are those of processes."""
    letter = recognition.letter("process_id")
    return letter is not None and names_processes(parse_heading(block.headings[letter]))


def _a_year(block: Block, recognition: Recognition, name: str, periods: list[str]) -> float:
    """By what the mean over periods is brought to a year."""
    match = next((match for match in recognition.matches if match.column == name), None)
    if not periods or name in STAFF or match is None or match.factor != 1 or match.unit:
        return 1.0
    # Without a word for the period it is taken for months.
    words = parse_heading(block.headings[periods[0]]).all_words
    return float(next((_A_YEAR[word] for word in words if word in _A_YEAR), 12))


def _column(name: str, typed: pd.DataFrame, keys: pd.Series) -> tuple[pd.Series, pd.Series]:
    """One column that holds no quantity, with what holds for each process in each of its rows; and which cells
    were blanked.
    """
    import pandas as pd

    values = typed[name]
    none = pd.Series(False, index=values.index)
    if name in ("process_name", "process_id") and not varies(values, keys).any():
        return values.fillna(values.groupby(keys).transform("first")), none
    differs = in_rows(varies(values, keys), keys)
    first = values.fillna(values.groupby(keys).transform("first"))
    if not differs.any():
        return first, none
    if name == "process_name":
        return values, none
    if name == "process_id":
        return values.mask(differs), none
    if name in _HIGHEST:
        ranks = (
            values.map({word: rank for rank, word in enumerate(_HIGHEST[name])})
            .groupby(keys)
            .transform("max")
        )
        return ranks.map(dict(enumerate(_HIGHEST[name]))).astype(values.dtype).fillna(values), none
    kind = columns()[name].type if name in columns() else "text"
    if kind in ("text", "list"):
        return _joined_texts(values, keys, ";" if kind == "list" else "; ").astype(values.dtype), none
    if kind == "date":
        # The latest assessment counts, and of other dates, such as ends of contracts, the earliest.
        return values.groupby(keys).transform("max" if name == "assessed_on" else "min"), none
    return first.mask(differs), differs


def _joined_texts(values: pd.Series, keys: pd.Series, separator: str = "; ") -> pd.Series:
    """Texts of one process joined, each once, in their order; numbers and dates as they are where all agree."""
    differs = varies(values.astype("str"), keys)
    differing = keys.isin(differs.index[differs])
    first = values.where(values.notna(), values.groupby(keys).transform("first"))
    if not differing.any():
        return first
    texts = as_text(values)[differing].dropna()
    lists = texts.groupby(keys[texts.index]).agg(
        lambda parts: separator.join(
            dict.fromkeys(
                part.strip() for text in parts for part in text.split(separator.strip()) if part.strip()
            )
        )
    )
    return first.astype(object).mask(differing, keys.map(lists))
