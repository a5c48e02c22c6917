"""Links from any table to the lines of a process on the sheet Why, and which processes that sheet holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.joined_frames import joined, where
from tasks.reporting.model.context import Context, made_once

if TYPE_CHECKING:
    import pandas as pd

HEAD_LINES = 2  # of a process: the decision, and what would change it


@made_once(for_all_editions=True)
def contributions_shown(context: Context) -> pd.DataFrame:
    """Contributions of the processes that the report shows, as the method left them."""
    # Copies of the frames alone: those that are put together lose their columns.
    parts = [frame.copy(deep=False) for frame in context.audit.assessment.contributions]
    shown = [where(frame, frame["row_key"].isin(context.processes)) for frame in parts]
    return joined(shown, is_renumbered=True)


@made_once(for_all_editions=True)
def why_rows(context: Context) -> pd.DataFrame:
    """First and last line, from 0, of each process that the sheet holds.

    Returns:
        Columns first and last by row_key; whole processes only, as many as the sheet may hold.
    """
    import pandas as pd

    counts = contributions_shown(context)["row_key"].value_counts()
    lengths = counts.reindex(context.processes).fillna(0).astype(int) + HEAD_LINES
    ends = lengths.cumsum()
    # At least one process, even where it has more lines than the sheet may hold.
    ends = ends[ends <= max(context.limit, ends.min() if len(ends) else 0)]
    return pd.DataFrame({"first": ends - lengths.loc[ends.index], "last": ends - 1})


def why_links(context: Context, keys: pd.Index | pd.Series) -> tuple[str, pd.Series, pd.Series]:
    """Links from rows of a table to their reasons on the sheet Why: the table there, first and last line.

    Args:
        context: of the report.
        keys: row_key for each row of the table; missing for a line on the portfolio.

    Returns:
        Places by position, missing where the sheet does not hold the process.
    """
    import numpy as np

    rows = why_rows(context).reindex(np.asarray(keys, dtype="float64"))
    return "Reasons", rows["first"].reset_index(drop=True), rows["last"].reset_index(drop=True)
