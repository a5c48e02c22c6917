"""Runs checks through Great Expectations and says which rows fail which."""

from __future__ import annotations

import importlib
import os
from contextlib import nullcontext
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from schemas.columns import columns
from tasks.distinct_texts import distinct_texts
from tasks.in_place_of import in_place_of
from tasks.lean_great_expectations import only_what_is_used
from tasks.quality.data_docs import write_docs
from tasks.quality.made_once import made_once, own_columns_alone, without_hash

if TYPE_CHECKING:
    import pandas as pd

    from tasks.quality.checks import Check

# Values are excluded from results and so from Data Docs; failing rows are named by the frame's own index,
# which is many times faster than naming index columns.
RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "exclude_unexpected_values": True,
    "return_unexpected_index_query": False,
}


def failing_rows(
    typed: pd.DataFrame, checks: list[Check], docs_folder: Path | None
) -> dict[str, list[int] | None]:
    """Row keys that fail each check, by check name; None where the check itself could not be run.

    Args:
        typed: a non-empty frame with a unique integer index.
        checks: what to check; every column they name exists.
        docs_folder: where Data Docs are written; None writes none.

    Returns:
        Row keys by check name, empty where all rows pass; None where the check could not be run.
    """
    gx = great_expectations()
    from great_expectations.data_context.data_context.context_factory import project_manager
    from great_expectations.data_context.data_context_variables import DataContextVariables

    expectations = gx.expectations
    # In memory alone: nothing is kept between runs, and no project folder of Great Expectations is looked
    # for.
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    # Without its configuration written as YAML at each step, for nobody to read.
    with in_place_of(DataContextVariables, "save", _nothing):
        processes = (
            context.data_sources.add_pandas("typed")
            .add_dataframe_asset("processes")
            .add_batch_definition_whole_dataframe("all")
        )
    # Of the whole table: it belongs to no check of ours (no meta), so it is left out of what is returned.
    declared = [expectations.ExpectTableRowCountToBeBetween(min_value=1)]
    for check in checks:
        severity = "warning" if check.effect in ("keep", "renames") else "critical"
        declared.append(
            getattr(expectations, check.expectation)(
                **check.arguments, **_row_condition(check), severity=severity, meta={"check": check.name}
            )
        )
    suite = gx.ExpectationSuite(name="process_portfolio", expectations=declared)
    with made_once(), own_columns_alone(), nullcontext() if docs_folder else without_hash():
        batch = processes.get_batch({"dataframe": _checked(typed, checks)})
        validation = batch.validate(suite, result_format=RESULT_FORMAT)
    if docs_folder:
        write_docs(suite, validation, docs_folder)
    # Else it keeps the context until the next one, and with it the columns and the failing rows.
    project_manager.set_project(None)
    return {
        result.expectation_config.meta["check"]: _rows(result)
        for result in validation.results
        if result.expectation_config.meta
    }


def _row_condition(check: Check) -> dict[str, Any]:
    """The condition that another field is filled; a yes or no: that it is yes."""
    if check.expectation != "ExpectColumnValuesToNotBeNull":
        return {}
    from great_expectations.expectations.row_conditions import Column

    when = check.facts["when"]
    # Not ``is True``: the column of Great Expectations makes a condition of the comparison.
    is_filled = Column(when) == True if columns()[when].type == "yes_no" else Column(when).is_not_null()  # noqa: E712
    return {"row_condition": is_filled}


def great_expectations() -> ModuleType:
    """The package, quiet, and without what it would load for expectations that are not used."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("TQDM_DISABLE", "1")
    with only_what_is_used():
        return importlib.import_module("great_expectations")


def _checked(typed: pd.DataFrame, checks: list[Check]) -> pd.DataFrame:
    """The columns that are checked; texts as categories, of which rows are taken many times faster."""
    column_names = {
        name
        for check in checks
        for key in ("column", "column_A", "column_B")
        if (name := check.arguments.get(key))
    }
    column_names |= {name for check in checks for name in check.arguments.get("column_list", ())}
    column_names |= {condition for check in checks if (condition := check.facts.get("when"))}
    # Great Expectations takes a named index for columns that have to be named with each failing row, which is
    # slow (see RESULT_FORMAT).
    frame = typed[[name for name in typed if name in column_names]].rename_axis(None)
    texts = [str(name) for name in frame if frame[name].dtype == "str"]
    return frame.assign(**{name: _coded(frame[name]) for name in texts})


def _coded(texts: pd.Series) -> pd.Series:
    import pandas as pd

    codes, distinct = distinct_texts(texts)
    return pd.Series(pd.Categorical.from_codes(codes, distinct), index=texts.index, copy=False)


def _nothing(_: object) -> None:
    """In place of what is not needed."""


def _rows(result: Any) -> list[int] | None:
    if any(info.get("raised_exception") for info in _exception_infos(result.exception_info)):
        return None
    return [] if result.success else list(result.result.get("unexpected_index_list") or [])


def _exception_infos(info: dict[str, Any]) -> list[dict[str, Any]]:
    """One flat record, or one record per metric: both forms occur."""
    return (
        [info]
        if "raised_exception" in info
        else [value for value in info.values() if isinstance(value, dict)]
    )
