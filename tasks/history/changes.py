"""What changed since the previous run of a portfolio, and why: the data, the rulebook, the program, the date
or an override.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Collection
from functools import reduce
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.columns import columns
from schemas.errors import RunFolderError
from schemas.records import Changes
from tasks.history.differences import RowsInOrder, as_text, differences, differs, joined
from tasks.history.money_changes import money_changes
from tasks.history.pairing import pair_processes
from tasks.history.run_folder import RESULT_FIELDS, PublishedRun, read_run_folder

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

log = logging.getLogger(__name__)

# An override puts the label it asks for in place of the computed one, and with it these.
SET_BY_OVERRIDE = ("tier", "first_move", "certainty", "grade")
# First moves that depend on the rest of the list, after the one that a row has by itself: no partner for a
# bundle, a bundle for what is too small, or moving hardly ever pays. A row that is scored again alone has none of
# them.
SETTLED_BY_LIST = {"bundle": ("add_on", "none"), "move": ("none",), "too_small": ("bundle",)}


def compare(
    intake_typed: pd.DataFrame,
    assessed_rows: pd.DataFrame,
    previous_folder: Path | None,
    rescore: Callable[[pd.DataFrame], pd.DataFrame] | None,
    rulebook_hash: str,
    program_version: str,
    as_of: dt.date,
    value_rows: pd.DataFrame | None = None,
    doubting: Collection[str] = (),
) -> Changes:
    """What differs between the present run and the previous one of the portfolio, and why.

    A result that changed though the row did not was changed by the method: the rulebook where its hash
    differs, else the program where its version differs, else the as-of date (an age limit was passed). Between two
    runs as of the same day it is never the date. Where the row changed too, the
    previous row is scored again under the present method: what that changes is the method's doing, the rest
    is the data's, or the new name's where nothing but the name changed.

    Args:
        intake_typed: typed rows of this run, by row_key.
        assessed_rows: ASSESSED_COLUMNS of this run, by row_key.
        previous_folder: run folder of the previous run; None where there is none.
        rescore: assesses typed rows under the present rulebook, program and date and returns ASSESSED_COLUMNS
            with the same index; None: a result whose row changed is put down to the data.
        rulebook_hash: of this run.
        program_version: of this run; it differs wherever the code does.
        as_of: of this run.
        value_rows: VALUE_COLUMNS of this run, by row_key; None: savings are not compared.
        doubting: codes of the flags that say that the figures of a row do not reconcile.

    Returns:
        Changes: one row for each result or input field that differs (cause data, others, rulebook, program, date
            or override; others: a first move that other rows of the list moved) and
        one for each process that is new, gone or renamed. The field of an input is its name in the input
        dictionary.
        Without a readable previous run ``previous_run_id`` is None and rows is empty; ``is_unreadable`` says that
        there is one.
    """
    import pandas as pd

    previous = _previous(previous_folder)
    if previous is None:
        return Changes(None, None, joined([]), is_unreadable=previous_folder is not None)
    pairs = pair_processes(previous.typed, intake_typed)
    # From here on both runs are indexed by the ids of this run, so that rows of a pair have the same label.
    ids = pd.Index(intake_typed["process_id"].loc[pairs["after_key"]].astype("str").to_numpy())
    before = RowsInOrder(previous.typed, pd.Index(pairs["before_key"]), ids)
    after = RowsInOrder(intake_typed, pd.Index(pairs["after_key"]), ids)
    results_before = previous.compared_results.reindex(before["process_id"].astype("str")).set_axis(ids)
    compared = [name for name in results_before if name in assessed_rows]
    results_after = assessed_rows[compared].loc[pairs["after_key"]].set_axis(ids)
    is_overridden = _is_overridden(results_before) | _is_overridden(results_after)
    data, overrides = (
        _changed_inputs(before, after),
        _overrides(results_before, results_after, is_overridden),
    )
    renamed = differences(before, after, ("process_name",), "renamed")
    # In this order: where name and data changed, the data are the cause.
    causes = dict.fromkeys(renamed["process_id"], "renamed") | dict.fromkeys(data["process_id"], "data")
    method = _cause(previous, rulebook_hash, program_version, as_of)
    came_and_went = _came_and_went(previous.typed, intake_typed, pairs)
    results = _changed_results(before, results_before, results_after, is_overridden, causes, rescore, method)
    is_same_method = (previous.rulebook_hash, previous.program_version) == (rulebook_hash, program_version)
    if is_same_method and (causes or any(map(len, came_and_went))):
        results.loc[_moved_by_others(results, causes), "cause"] = "others"
    rows = joined([*came_and_went, renamed, overrides, results, data])
    # What an override set is not put down to data or method, also where the row changed as well.
    is_override = rows["field"].str.startswith("override_") | (
        rows["field"].isin(SET_BY_OVERRIDE) & rows["process_id"].isin(overrides["process_id"])
    )
    rows.loc[is_override, "cause"] = "override"
    money = None
    if value_rows is not None:
        money = money_changes(previous, pairs, intake_typed, assessed_rows, value_rows, doubting)
    same = "elsewhere" if is_same_method else method
    return Changes(previous.run_id, previous.as_of, rows, money=money, method=same)


def _cause(previous: PublishedRun, rulebook_hash: str, program_version: str, as_of: dt.date) -> str:
    """What moved a result whose row stayed: rulebook, program or date."""
    if previous.rulebook_hash != rulebook_hash:
        return "rulebook"
    if previous.program_version == program_version and previous.as_of != as_of:
        return "date"
    return "program"


def _previous(folder: Path | None) -> PublishedRun | None:
    """The previous run with its tables read; None, with a line in the log, where it cannot be read."""
    if folder is None:
        return None
    try:
        previous = read_run_folder(folder)
        # Both tables are read on first use: a fault in them is to show here, where it is caught.
        _ = previous.typed, previous.compared_results
    except RunFolderError as error:
        log.warning("Changes are not shown: %s", error)
        return None
    return previous


def _came_and_went(before: pd.DataFrame, after: pd.DataFrame, pairs: pd.DataFrame) -> list[pd.DataFrame]:
    """New and gone processes, with the name as before or after."""
    gone = before.loc[~before.index.isin(pairs["before_key"]), ["process_id", "process_name"]]
    new = after.loc[~after.index.isin(pairs["after_key"]), ["process_id", "process_name"]]
    return [
        new.rename(columns={"process_name": "after"}).assign(cause="new", field="process", before=""),
        gone.rename(columns={"process_name": "before"}).assign(cause="gone", field="process", after=""),
    ]


def _overrides(before: pd.DataFrame, after: pd.DataFrame, is_overridden: pd.Series) -> pd.DataFrame:
    """Recommendations that changed because an override came, went, ran out or was changed."""
    import pandas as pd

    changed = is_overridden & (_overriding(before) != _overriding(after))
    return pd.DataFrame(
        {
            "process_id": before.index[changed],
            "cause": "override",
            "field": "recommendation",
            "before": as_text(before["recommendation"])[changed].to_numpy(),
            "after": as_text(after["recommendation"])[changed].to_numpy(),
        }
    )


def _overriding(results: pd.DataFrame) -> pd.Series:
    """The recommendation that an override put in place of the computed one; empty where none did."""
    return as_text(results["recommendation"]).where(_is_overridden(results), "")


def _is_overridden(results: pd.DataFrame) -> pd.Series:
    computed = as_text(results["computed_recommendation"])
    return (computed != "") & (computed != as_text(results["recommendation"]))


def _changed_results(
    before: RowsInOrder,
    results_before: pd.DataFrame,
    results_after: pd.DataFrame,
    is_overridden: pd.Series,
    causes: dict[str, str],
    rescore: Callable[[pd.DataFrame], pd.DataFrame] | None,
    method: str,
) -> pd.DataFrame:
    """Changed results, put down to the row (its data or its new name) or to the method; to both, in two rows,
    where each moved the result. ``causes``: what changed in each row that did.
    """
    # A process that the run before did not assess has no result to compare with.
    is_changed = _differ(results_before, results_after) & results_before["recommendation"].notna().to_numpy()
    old, new = _computed(results_before[is_changed]), _computed(results_after[is_changed])
    is_data = old.index.isin(list(causes))
    method_alone, both = old.index[~is_data], old.index[is_data]
    between = old.loc[both]
    if rescore is not None and len(both):
        # Rescored from the old row under the present method: old to between is what the method did, between
        # to new what the row did.
        rows = before.rows(both).reset_index(drop=True)
        between = _computed(rescore(rows).reindex(rows.index)).set_axis(both)
        is_settled = _is_settled(between["first_move"], old.loc[both, "first_move"])
        between["first_move"] = between["first_move"].mask(is_settled, old.loc[both, "first_move"])
    by_row = differences(between, new.loc[both], RESULT_FIELDS, "data")
    by_row["cause"] = by_row["process_id"].map(causes)
    rows = joined(
        [
            differences(old.loc[method_alone], new.loc[method_alone], RESULT_FIELDS, method),
            differences(old.loc[both], between, RESULT_FIELDS, method),
            by_row,
        ]
    )
    # Under an override the reader does not see the computed label as the recommendation, so the row is named
    # after the computed one.
    hidden = (rows["field"] == "recommendation") & rows["process_id"].isin(is_overridden.index[is_overridden])
    rows.loc[hidden, "field"] = "computed_recommendation"
    return rows


def _differ(results_before: pd.DataFrame, results_after: pd.DataFrame) -> np.ndarray:
    """Which rows differ in one of RESULT_FIELDS, or in the recommendation before an override."""
    old, new = (_label(results) for results in (results_before, results_after))
    of_fields = (
        differs(results_before[name], results_after[name])
        for name in RESULT_FIELDS
        if name != "recommendation"
    )
    return reduce(or_, of_fields, differs(old, new))


def _is_settled(alone: pd.Series, in_list: pd.Series) -> pd.Series:
    """Whether a first move may be what the rest of the list made of the one that the row has by itself."""
    import pandas as pd

    pairs = [
        (alone == before) & (in_list == after) for before, all_ in SETTLED_BY_LIST.items() for after in all_
    ]
    return pd.concat(pairs, axis=1).any(axis=1)


def _moved_by_others(results: pd.DataFrame, causes: dict[str, str]) -> pd.Series:
    """Whether a first move, of a row that stayed as it was, is one that other rows of the list moved."""
    before, after = results["before"], results["after"]
    return (
        results["field"].eq("first_move")
        & ~results["process_id"].isin(list(causes))
        & (_is_settled(before, after) | _is_settled(after, before))
    )


def _computed(results: pd.DataFrame) -> pd.DataFrame:
    """RESULT_FIELDS as text; the recommendation as computed, before an override."""
    import pandas as pd

    fields = pd.DataFrame({name: as_text(results[name]) for name in RESULT_FIELDS}, index=results.index)
    return fields.assign(recommendation=_label(results))


def _label(results: pd.DataFrame) -> pd.Series:
    """The recommendation as computed, before an override."""
    computed = as_text(results["computed_recommendation"])
    return computed.where(computed != "", as_text(results["recommendation"]))


def _changed_inputs(before: RowsInOrder, after: RowsInOrder) -> pd.DataFrame:
    """Fields of the input dictionary that differ; one that neither run knew is the same as a blank."""
    names = [
        name
        for name in columns()
        if (name in before or name in after) and name not in ("process_id", "process_name")
    ]
    return differences(before, after, tuple(names), "data")
