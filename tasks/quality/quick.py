"""The same checks by pandas alone, for an answer at once: Great Expectations takes longer to start than a list
of a thousand rows to check. What is audited is judged by Great Expectations.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from tasks.quality.checks import Check


def failing_rows(typed: pd.DataFrame, checks: list[Check]) -> dict[str, list[int]]:
    """Row keys that fail each check, by check name.

    Args:
        typed: a non-empty frame with a unique integer index.
        checks: what to check; every column they name exists.

    Returns:
        Row keys by check name, in the order of the rows; empty where all rows pass.
    """
    return {
        check.name: typed.index[_FAILS[check.expectation](typed, check).astype("bool").to_numpy()].tolist()
        for check in checks
    }


def _not_between(typed: pd.DataFrame, check: Check) -> pd.Series:
    return _outside(typed[check.column], check.arguments)


def _wrong_length(typed: pd.DataFrame, check: Check) -> pd.Series:
    return _outside(typed[check.column].str.len(), check.arguments)


def _outside(values: pd.Series, arguments: dict[str, Any]) -> pd.Series:
    low, high = arguments.get("min_value"), arguments.get("max_value")
    # False in every row, with the index and dtype of a mask of these values; a blank is never outside.
    outside = values.isna() & False
    if low is not None:
        outside |= values.lt(low).fillna(False)
    if high is not None:
        outside |= values.gt(high).fillna(False)
    return outside


def _not_in_set(typed: pd.DataFrame, check: Check) -> pd.Series:
    values = typed[check.column]
    return values.notna() & ~values.isin(check.arguments["value_set"])


def _no_match(typed: pd.DataFrame, check: Check) -> pd.Series:
    values = typed[check.column]
    return values.notna() & ~values.str.contains(check.arguments["regex"], regex=True).fillna(False)


def _repeated_pair(typed: pd.DataFrame, check: Check) -> pd.Series:
    names: list[str] = check.arguments["column_list"]
    # Pandas counts two blanks as equal; a pair that is all blank is no repetition.
    return typed.duplicated(names, keep=False) & typed[names].notna().any(axis="columns")


def _repeated(typed: pd.DataFrame, check: Check) -> pd.Series:
    values = typed[check.column]
    return values.notna() & values.duplicated(keep=False)


def _blank(typed: pd.DataFrame, check: Check) -> pd.Series:
    when = typed[str(check.facts["when"])]
    # A yes asks for the other field, a no does not; any other kind of field asks where it is filled.
    is_asked = when.eq(True).fillna(False) if when.dtype == "boolean" else when.notna()
    return is_asked & typed[check.column].isna()


def _smaller(typed: pd.DataFrame, check: Check) -> pd.Series:
    first, second = (typed[str(check.arguments[name])] for name in ("column_A", "column_B"))
    return first.lt(second).fillna(False)


_FAILS: dict[str, Callable[[pd.DataFrame, Check], pd.Series]] = {
    "ExpectColumnValuesToBeBetween": _not_between,
    "ExpectColumnValueLengthsToBeBetween": _wrong_length,
    "ExpectColumnValuesToBeInSet": _not_in_set,
    "ExpectColumnValuesToMatchRegex": _no_match,
    "ExpectCompoundColumnsToBeUnique": _repeated_pair,
    "ExpectColumnValuesToBeUnique": _repeated,
    "ExpectColumnValuesToNotBeNull": _blank,
    "ExpectColumnPairValuesAToBeGreaterThanB": _smaller,
}
