"""Overrides whose row has changed since they were first seen: a person decided on other data than those of
today.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.columns import PROVENANCE, columns
from tasks.durable import move, set_aside, sync_file
from tasks.history.differences import as_text, differences
from tasks.history.pairing import pair_processes

if TYPE_CHECKING:
    import pandas as pd

FILE = "overrides.parquet"
OVERRIDE_COLUMNS = ("override_recommendation", "override_reason", "override_approver", "override_expires")
# Names, and who answers for a row, are not the data that an override rests on; nor is the group governance.
NOT_DATA = ("process_id", "process_name", "owner", "deputies")
FIRST_SEEN = "first_seen"
# Each row is kept twice: as its override first saw it, and as the last run did, by which it is known again where its
# name, its id and its data changed in different months.
KEPT_AS, FIRST, LAST = "kept_as", "first", "last"


def stale_overrides(typed: pd.DataFrame, as_of: dt.date, home: Path) -> pd.DataFrame:
    """Finds overrides under which the row's own cells changed; keeps each row as it was when its override was
    first seen.

    An override counts as the same as long as its label, reason, approver and expiry stay as they are; whoever
    confirms it on the new data changes one of them, and from then on the new data count. Cells that return to
    what they were make it whole.

    Args:
        typed: typed rows of this run, by row_key.
        as_of: date of this run.
        home: OUT/<portfolio>, where the rows under overrides are kept from run to run.

    Returns:
        row_key, fields (names of the input dictionary joined by ";"), first_seen (ISO date); one row a stale
        override. Empty in
        the first run.
    """
    import pandas as pd

    texts = {name: pd.array([], dtype="str") for name in ("fields", FIRST_SEEN)}
    nothing = pd.DataFrame({"row_key": pd.array([], dtype="int64"), **texts})
    named = [name for name in typed.columns if name in columns() or name in PROVENANCE]
    now = (
        typed.loc[typed["override_recommendation"].notna(), named]
        if "override_recommendation" in typed
        else typed.iloc[:0]
    )
    if now.empty:
        return nothing
    # Kept rows are as they were first seen, new ones as they are today; both are written back before the next
    # run.
    rows_first_seen = _unchanged_overrides(home, now)
    changed = _changed_fields(rows_first_seen, now.loc[rows_first_seen.index])
    first = pd.concat(
        [rows_first_seen, now.drop(index=rows_first_seen.index).assign(**{FIRST_SEEN: as_of.isoformat()})]
    )
    _keep(home, first, now.loc[first.index])
    return (
        changed.assign(**{FIRST_SEEN: rows_first_seen[FIRST_SEEN].loc[changed["row_key"]].to_numpy()})
        if len(changed)
        else nothing
    )


def put_damaged_overrides_aside(home: Path) -> str | None:
    """Renames the rows under overrides where they cannot be read, and says so; None where all is well."""
    import pandas as pd
    from pyarrow import ArrowException

    try:
        if (home / FILE).exists():
            pd.read_parquet(home / FILE)
    except (ArrowException, OSError):
        aside = set_aside(home / FILE)
        return (
            f"{FILE} of {home.name} is damaged and was put aside as {aside.name}. From now on overrides are held "
            "against the data of this run; whether a row changed since an earlier one is not known."
        )
    return None


def _unchanged_overrides(home: Path, now: pd.DataFrame) -> pd.DataFrame:
    """Rows as they were when the overrides that still stand were first seen, by the row_key of today."""
    import numpy as np
    import pandas as pd

    if not (home / FILE).exists():
        return now.iloc[:0].assign(**{FIRST_SEEN: ""})
    rows_kept = pd.read_parquet(home / FILE)
    # A file of an earlier program holds the rows once.
    is_last = rows_kept[KEPT_AS].eq(LAST) if KEPT_AS in rows_kept else pd.Series(False, index=rows_kept.index)
    rows_kept = rows_kept.drop(columns=KEPT_AS, errors="ignore")
    before, last = (rows_kept[chosen].reset_index(drop=True) for chosen in (~is_last, is_last))
    pairs = pair_processes((last if len(last) else before).drop(columns=FIRST_SEEN), now)
    before, after = before.loc[pairs["before_key"]], now.loc[pairs["after_key"]]
    same = np.ones(len(pairs), dtype=bool)
    for name in OVERRIDE_COLUMNS:
        values_before, values_now = (
            as_text(frame[name]).to_numpy() if name in frame else np.full(len(frame), "")
            for frame in (before, after)
        )
        # An override that was changed in any of its columns is a new one, and is held against the data of
        # today.
        same &= values_before == values_now
    return before.set_axis(after.index)[same]


def _changed_fields(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """row_key and the fields that differ, for the rows in which any does; both frames have the same index."""
    names = tuple(
        name
        for name, column in columns().items()
        if column.group != "governance" and name not in NOT_DATA and (name in before or name in after)
    )
    changes = differences(before, after, names, "data")
    fields = changes.groupby(changes["process_id"].astype("int64"), sort=False)["field"].agg(";".join)
    return fields.rename("fields").rename_axis("row_key").reset_index()


def _keep(home: Path, first: pd.DataFrame, last: pd.DataFrame) -> None:
    """Keeps both in one file, in the same order."""
    import pandas as pd

    rows = pd.concat([first.assign(**{KEPT_AS: FIRST}), last.assign(**{KEPT_AS: LAST})])
    part = home / f".{FILE}.part"
    rows.reset_index(drop=True).to_parquet(part)
    sync_file(part)
    move(part, home / FILE)
