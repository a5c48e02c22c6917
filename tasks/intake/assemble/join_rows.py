"""Lists with one row for each risk, control, system, month or site of a process: their rows become one process.

What is declared: texts that differ are joined; a figure that differs between the rows of any process is one of
the part and is added up (over months and the like: brought to a year, staff as the mean); a figure that is the
same in all rows of each process is one of the process and counts once. Other values that differ are blank.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemas.columns import columns
from schemas.issues import issue
from tasks.excel import cell_address
from tasks.intake.columns.part_columns import part_letters
from tasks.intake.thresholds import ISSUES_PER_CELL_KIND, ROWS_A_PROCESS
from tasks.intake.wording.heading import names_processes, parse_heading
from tasks.intake.wording.normalise import fold

if TYPE_CHECKING:
    import pandas as pd

    from tasks.intake.columns.matching import Recognition
    from tasks.intake.tables.blocks import Block

QUANTITIES = (
    "volume",
    "fte",
    "employees_in_scope",
    "annual_cost",
    "labour_cost",
    "outsourced_cost",
    "contract_value",
    "transition_cost",
    "data_subjects_count",
)
_STAFF = frozenset({"fte", "employees_in_scope", "data_subjects_count"})
_IDENTITY = ("business_unit", "country", "parent_process", "function_area")
_HIGHEST = {
    "criticality": ("not_assessed", "low", "medium", "high", "critical"),
    "data_classification": ("public", "internal", "confidential", "restricted"),
}
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
    block: Block, found: Recognition, raw: pd.DataFrame, typed: pd.DataFrame, where: dict[str, str]
) -> Joined:
    """One row for each process, where the rows of a list are about parts of processes.

    Args:
        block, found: the table and its headings.
        raw: its rows that are data, as they stand; typed: the same rows as read, with process_name.
        where: file and sheet, for the issues.
    """
    parts = {
        letter: kind
        for letter, kind in part_letters(block.headings).items()
        if letter not in (found.letter("process_name"), found.letter("process_id"))
    }
    keys = _keys(block, found, raw, typed, parts)
    if keys is None:
        return Joined(typed, raw, [], [])
    first = ~keys.duplicated() | keys.isna()
    varying = {letter for letter in parts if _varies(raw[letter].astype("str"), keys).any()}
    joined, issues, added = {}, [], []
    for name in typed.columns:
        letter = found.letter(name)
        values, blanked = _column(name, typed, keys, _a_year(block, found, name, parts, varying))
        joined[name] = values[first]
        if name in QUANTITIES and _varies(typed[name], keys).any():
            added.append(columns()[name].title)
        issues += [
            issue("ROWS_DIFFER", **where, row=int(row), cell=cell_address(letter, int(row)), column=name)
            for row in blanked[blanked & first].index[:ISSUES_PER_CELL_KIND]
            if letter
        ]
    kept = typed[first].assign(**joined)
    told = issue(
        "ROWS_JOINED",
        **where,
        row=block.header_rows[-1],
        rows=int(keys.notna().sum()),
        count=int(keys.nunique()),
        parts=", ".join(sorted(varying)) or "further rows",
        added=f" Added up: {', '.join(added)}." if added else "",
    )
    taken = {match.letter for match in found.matches if match.column}
    texts = {letter: _joined_texts(raw[letter], keys) for letter in raw if letter not in taken}
    gone = [int(row) for row in typed.index[~first]]
    return Joined(kept, raw.assign(**texts)[first], gone, [told, *issues])


def _keys(
    block: Block, found: Recognition, raw: pd.DataFrame, typed: pd.DataFrame, parts: dict[str, str]
) -> pd.Series | None:
    """What tells the process of each row, missing for rows without a name; None where each row is a process."""
    names = typed["process_name"].map(fold, na_action="ignore")
    filled = names.dropna()
    if filled.empty or len(filled) < ROWS_A_PROCESS * filled.nunique():
        return None
    counts = filled.value_counts()
    if (counts > 1).mean() < 0.5:
        return None
    ids = typed.get("process_id")
    has_parts = any(_varies(raw[letter].astype("str"), names).any() for letter in parts)
    if ids is not None and not _varies(ids, names).any() and ids.notna().any():
        others = [letter for letter in raw if _varies(raw[letter].astype("str"), names).any()]
        return names if others and (has_parts or len(counts) > 1) else None
    if not has_parts or (ids is not None and _is_of_process(block, found)):
        return None
    apart = [
        name
        for name in _IDENTITY
        if name in typed and found.letter(name) not in parts and _varies(typed[name], names).any()
    ]
    return None if apart else names


def _is_of_process(block: Block, found: Recognition) -> bool:
    """Whether the heading of the ids says that they are those of processes."""
    letter = found.letter("process_id")
    return letter is not None and names_processes(parse_heading(block.headings[letter]))


def _varies(values: pd.Series, keys: pd.Series) -> pd.Series:
    """By key, whether its rows hold more than one value."""
    return values.groupby(keys).nunique() > 1


def _a_year(
    block: Block, found: Recognition, name: str, parts: dict[str, str], varying: set[str]
) -> float | None:
    """By what the mean over periods is brought to a year; None where no column tells periods."""
    letters = [letter for letter in varying if parts[letter] == "period"]
    if not letters:
        return None
    match = next((match for match in found.matches if match.column == name), None)
    if name in _STAFF or match is None or match.factor != 1 or match.unit:
        return 1.0
    words = parse_heading(block.headings[letters[0]]).all_words
    return float(next((_A_YEAR[word] for word in words if word in _A_YEAR), 12))


def _column(
    name: str, typed: pd.DataFrame, keys: pd.Series, a_year: float | None
) -> tuple[pd.Series, pd.Series]:
    """One column with what holds for each process in each of its rows; and which cells were blanked."""
    import pandas as pd

    values = typed[name]
    none = pd.Series(False, index=values.index)
    if name in ("process_name", "process_id") and not _varies(values, keys).any():
        return values.fillna(values.groupby(keys).transform("first")), none
    differs = keys.map(_varies(values, keys)).fillna(False).astype(bool)
    first = values.fillna(values.groupby(keys).transform("first"))
    if not differs.any():
        return first, none
    if name == "process_name":
        return values, none
    if name == "process_id":
        return values.mask(differs), none
    if name in QUANTITIES:
        grouped = values.groupby(keys)
        sums = grouped.transform("sum", min_count=1) if a_year is None else grouped.transform("mean") * a_year
        mixed = (
            keys.map(_varies(typed["currency"], keys)).fillna(False).astype(bool)
            if ("currency" in typed and columns()[name].type == "money")
            else none
        )
        return sums.where(keys.notna(), values).mask(mixed), mixed
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
        return values.groupby(keys).transform("max" if name == "assessed_on" else "min"), none
    return first.mask(differs), differs


def _joined_texts(values: pd.Series, keys: pd.Series, separator: str = "; ") -> pd.Series:
    """Texts of one process joined, each once, in their order; numbers and dates as they are where all agree."""
    from tasks.intake.cells.words import as_text

    differs = _varies(values.astype("str"), keys)
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
