"""Warnings about names: the same or nearly the same process twice, several processes in one row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemas.columns import typed_column
from schemas.issues import issue, title_in_sentence
from schemas.messages.message import combinations
from schemas.phrases import phrase
from schemas.records import TableRead
from tasks.distinct_texts import distinct_cells, distinct_rows, distinct_texts
from tasks.excel import cell_addresses
from tasks.intake.thresholds import COMPOSITE_PARTS, ISSUES_PER_CELL_KIND, NEAR_SAME
from tasks.intake.wording.normalise import fold_series

if TYPE_CHECKING:
    import pandas as pd

_AND = r"\s(?:and|und|et|y|sowie|&)\s|\s?[;+]\s?|\s/\s|,\s"
_JOINT = rf",\s?(?:and|und|et|y|sowie|&)\s|{_AND}"
_PART = r"[^,;/+&]{3,40}"


def name_warnings(typed: pd.DataFrame, tables: dict[int, TableRead]) -> list[dict[str, Any]]:
    """Issues on names, a declared number of each kind at most.

    Rows that repeat both id and name are left to the quality stage, which sets them aside.

    Args:
        typed: the typed rows of all tables, row_key as index.
        tables: the account of each table by its number, for the addresses of cells.
    """
    if typed.empty:
        return []
    keys = fold_series(typed["process_name"])
    units = typed_column(typed, "business_unit").fillna("") + "|" + typed_column(typed, "country").fillna("")
    same = _same(typed, keys, units)
    unplaced = _same_elsewhere(typed, keys, units).drop(same.index, errors="ignore")
    return [
        *_pairs("SAME_NAME_AGAIN", typed, same),
        *_pairs("SAME_NAME_ELSEWHERE", typed, unplaced),
        *_pairs("NEARLY_SAME_NAME", typed, _nearly(keys, units)),
        *_composite(typed, tables),
    ]


def _same(typed: pd.DataFrame, keys: pd.Series, units: pd.Series) -> pd.Series:
    """Row_key of the first row with the same name and unit, for later rows with another id."""
    import numpy as np
    import pandas as pd

    pairs, first_of = combinations([distinct_rows(keys, units)])
    first = first_of[pairs]
    ids, _ = distinct_texts(typed["process_id"])
    repeated = (first != np.arange(len(typed))) & (ids != ids[first])
    return pd.Series(typed.index[first[repeated]], index=typed.index[repeated])


def _same_elsewhere(typed: pd.DataFrame, keys: pd.Series, units: pd.Series) -> pd.Series:
    """Row_key of the first row with the same name in an earlier table, where one of the two has neither unit nor
    country, for later rows with another id.
    """
    import pandas as pd

    tables = typed["source_table"]
    if tables.nunique() < 2 or not (units == "|").any():
        return pd.Series(dtype="int64")
    # The first row of the name, and the first without a unit: any two rows of which one has no unit are a pair with
    # one of these.
    rows = pd.Series(typed.index, index=typed.index)
    first = rows.groupby(keys).transform("first")
    blank = keys.map(rows[units == "|"].groupby(keys[units == "|"]).first())
    other = first.where(units == "|", blank)
    has_earlier = other.notna() & (other < rows)
    other = other[has_earlier].astype("int64")
    is_other = (tables.reindex(other).to_numpy() != tables[has_earlier].to_numpy()) & (
        typed["process_id"].reindex(other).to_numpy() != typed.loc[has_earlier, "process_id"].to_numpy()
    )
    return other[is_other]


def _nearly(keys: pd.Series, units: pd.Series) -> pd.Series:
    """Row_key of a row with nearly the same name: neighbours in alphabetical order, of the words and of the
    sorted words.
    """
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc
    from rapidfuzz import fuzz, process

    # Only neighbours in two alphabetical orders are compared: comparing all pairs grows with the square of
    # the rows. Names whose digits differ ("Tax 2024", "Tax 2025") are different on purpose.
    key, names = distinct_texts(keys)
    unit, _ = distinct_texts(units)
    _, first = combinations([key, unit])
    key, unit, row_keys = key[first], unit[first], keys.index.to_numpy()[first]
    names = pd.Series(names, dtype="str")
    digits, _ = pd.factorize(names.str.replace(r"\D+", " ", regex=True))
    # In a short name one other letter makes another word.
    lengths = names.str.len().to_numpy(dtype=np.int64)
    is_long = lengths >= 8
    pairs: dict[int, int] = {}
    # The second order finds "invoice checking" next to "checking invoice".
    for texts in (names.tolist(), names.map(_with_words_sorted).tolist()):
        ranks = np.asarray(pc.rank(pa.array(texts, pa.string()), tiebreaker="dense"), dtype=np.int64)
        ranked = np.lexsort((ranks[key], unit))
        before, after = ranked[:-1], ranked[1:]
        comparable = (unit[before] == unit[after]) & (digits[key[before]] == digits[key[after]])
        # Equal names are told as such elsewhere.
        comparable &= is_long[key[before]] & (key[before] != key[after])
        # The most that two texts can be alike by their lengths.
        shorter, longer = (
            choose(lengths[key[before]], lengths[key[after]]) for choose in (np.minimum, np.maximum)
        )
        comparable &= 200.0 * shorter >= (NEAR_SAME - 0.001) * (shorter + longer)
        positions = np.flatnonzero(comparable)
        if not len(positions):
            continue
        scores = process.cpdist(
            [texts[index] for index in key[before[positions]].tolist()],
            [texts[index] for index in key[after[positions]].tolist()],
            scorer=fuzz.ratio,
            score_cutoff=NEAR_SAME,
        )
        for position in positions[scores >= NEAR_SAME]:
            low, high = sorted((int(row_keys[before[position]]), int(row_keys[after[position]])))
            # The later row points to the earlier one; a pair that both orders find is told once.
            pairs.setdefault(high, low)
    return pd.Series(pairs, dtype="int64").sort_index()


def _with_words_sorted(name: str) -> str:
    return " ".join(sorted(name.split()))


def _pairs(code: str, typed: pd.DataFrame, pairs: pd.Series) -> list[dict[str, Any]]:
    if pairs.empty:
        return []
    shown = pairs.iloc[:ISSUES_PER_CELL_KIND]
    rows, others = typed.reindex(shown.index), typed.reindex(shown.to_numpy())
    source_columns = ["source_file", "source_sheet", "source_row"]
    issues = [
        issue(
            code,
            file=file,
            sheet=sheet,
            row=int(row),
            column="process_name",
            other=_row_of(other, file, sheet),
        )
        for (file, sheet, row), other in zip(
            rows[source_columns].itertuples(index=False, name=None),
            others[source_columns].itertuples(index=False, name=None),
            strict=True,
        )
    ]
    return issues + _rest(typed, len(pairs) - len(shown), code)


def _row_of(other: tuple[str, str, int], file: str, sheet: str) -> str:
    """A row, with its sheet or file where that is another one than the reader is told of."""
    its_file, its_sheet, row = other
    if its_file != file:
        return phrase("{row} of {file}", row=str(row), file=its_file)
    return phrase("{row} of sheet {sheet}", row=str(row), sheet=its_sheet) if its_sheet != sheet else str(row)


def _count_filled(parts: list[str | None]) -> int:
    return len([part for part in parts if part and part.strip()])


def _composite(typed: pd.DataFrame, tables: dict[int, TableRead]) -> list[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    names = distinct_cells(typed["process_name"])
    # A quick look first: few names have enough joints for so many parts.
    joints = pc.count_substring_regex(pa.array(names), _JOINT).to_numpy()
    names = names[(joints >= COMPOSITE_PARTS - 1) & (names.str.len() <= 120).to_numpy(bool)]
    names = names[names.str.contains(_AND)]
    # Names made of nothing but short parts: "Payroll, travel and pensions".
    several = names[names.str.fullmatch(rf"{_PART}(?:(?:{_AND}|,\s?(?:and|und|et|y)\s){_PART})+")]
    parts = several.str.split(_JOINT, regex=True).map(_count_filled)
    counts = dict(zip(several[parts >= COMPOSITE_PARTS], parts[parts >= COMPOSITE_PARTS], strict=True))
    rows = typed[typed["process_name"].isin(list(counts))]
    shown = rows.iloc[:ISSUES_PER_CELL_KIND]
    cells = cell_addresses(shown, tables, "process_name")
    issues = [
        issue(
            "SEVERAL_PROCESSES_IN_ROW",
            file=file,
            sheet=sheet,
            cell=cell,
            row=int(row),
            column="process_name",
            count=counts[name],
        )
        for file, sheet, cell, row, name in zip(
            shown["source_file"],
            shown["source_sheet"],
            cells,
            shown["source_row"],
            shown["process_name"],
            strict=True,
        )
    ]
    return issues + _rest(typed, len(rows) - len(shown), "SEVERAL_PROCESSES_IN_ROW")


def _rest(typed: pd.DataFrame, count: int, code: str) -> list[dict[str, Any]]:
    if count <= 0:
        return []
    first = typed.iloc[0]
    return [
        issue(
            "MORE_OF_THE_SAME",
            file=first["source_file"],
            sheet=first["source_sheet"],
            column="process_name",
            letter=phrase("of names"),
            count=count,
            title=title_in_sentence(code),
        )
    ]
