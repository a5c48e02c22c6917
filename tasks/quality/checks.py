"""What is checked, derived from the column contract and the declared checks over fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from schemas.columns import NUMERIC_TYPES, PROVENANCE, Column, columns
from schemas.field_checks import FieldCheck, field_checks

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Check:
    """One expectation and what its failures mean.

    ``expectation`` is the name of a class of great_expectations.expectations, ``arguments`` its arguments.
    ``effect``: blank (the cell counts as blank), items (only known items of a list are kept), repeats (later
    rows are set aside), renames (later ids get a number) or keep (a warning).
    """

    name: str
    column: str
    code: str
    effect: str
    expectation: str
    arguments: dict[str, Any]
    facts: dict[str, Any] = field(default_factory=dict)


def _shown(bound: float | None) -> str:
    return "any number" if bound is None else f"{bound:g}"


def _column_check(column: Column) -> Check | None:
    if column.type in NUMERIC_TYPES and (column.minimum is not None or column.maximum is not None):
        return Check(
            f"{column.name} in range",
            column.name,
            "OUT_OF_RANGE",
            "blank",
            "ExpectColumnValuesToBeBetween",
            {"column": column.name, "min_value": column.minimum, "max_value": column.maximum},
            {"minimum": _shown(column.minimum), "maximum": _shown(column.maximum)},
        )
    allowed = {"allowed": ", ".join(column.values)}
    if column.type == "category" and column.values:
        return Check(
            f"{column.name} in list",
            column.name,
            "NOT_ALLOWED",
            "blank",
            "ExpectColumnValuesToBeInSet",
            {"column": column.name, "value_set": list(column.values)},
            allowed,
        )
    if column.type == "list" and column.values:
        # A list is one text: "a", "a;b" and so on, every item one of the values and nothing else.
        item = f"(?:{'|'.join(column.values)})"
        return Check(
            f"{column.name} in list",
            column.name,
            "LIST_ITEM_NOT_ALLOWED",
            "items",
            "ExpectColumnValuesToMatchRegex",
            {"column": column.name, "regex": f"^{item}(?:;{item})*$"},
            allowed,
        )
    return None


def _field_check(name: str, check: FieldCheck, typed: pd.DataFrame) -> Check | None:
    # A field that has to be filled is checked even where the list lacks its column: then it is blank in every
    # row (see ``_with_asked_for``).
    if check.column not in typed and check.kind != "filled_with" or check.when and check.when not in typed:
        return None
    # Not smaller than ``when``: A is the column, B the other one; a blank in either is no failure.
    pair = {"column_A": check.column, "column_B": check.when, "ignore_row_if": "either_value_is_missing"}
    lengths = (
        {"column": check.column, "max_value": check.limit}
        if check.kind == "longest"
        else {"column": check.column, "min_value": check.limit}
    )
    expectation, arguments = {
        "filled_with": (
            "ExpectColumnValuesToNotBeNull",
            {"column": check.column, "condition_parser": "pandas"},
        ),
        "at_least": ("ExpectColumnPairValuesAToBeGreaterThanB", {**pair, "or_equal": True}),
        "longest": ("ExpectColumnValueLengthsToBeBetween", lengths),
        "shortest": ("ExpectColumnValueLengthsToBeBetween", lengths),
    }[check.kind]
    return Check(
        name,
        check.column,
        check.code,
        "keep",
        expectation,
        arguments,
        {"limit": check.limit, "when": check.when},
    )


def checks_for(typed: pd.DataFrame) -> list[Check]:
    """Checks that apply to the columns the portfolio has.

    Args:
        typed: typed rows (schemas.records.Intake).

    Returns:
        Uniqueness first, then one check for each column, then the checks over fields. They are applied in
        this order: what is a repeated row is set aside before ids are numbered.
    """
    unique = [
        # Same id and name: the row is a repetition. Same id alone: two processes, of which the later gets
        # another id.
        Check(
            "the same process again",
            "process_id",
            "DUPLICATE_ROW",
            "repeats",
            "ExpectCompoundColumnsToBeUnique",
            {"column_list": ["process_id", "process_name"]},
        ),
        Check(
            "one id for two processes",
            "process_id",
            "DUPLICATE_ID",
            "renames",
            "ExpectColumnValuesToBeUnique",
            {"column": "process_id"},
        ),
    ]
    # PROVENANCE is what the program says of a row, and no input.
    column_checks = [
        _column_check(column)
        for name, column in columns().items()
        if name in typed and name not in PROVENANCE
    ]
    declared = [_field_check(name, check, typed) for name, check in field_checks().items()]
    return unique + [check for check in [*column_checks, *declared] if check]
