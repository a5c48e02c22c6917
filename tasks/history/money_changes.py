"""How the saving of each candidate changed since the previous run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.errors import RunFolderError
from schemas.results import screened_by_name
from schemas.vocabulary import CANDIDATES
from tasks.distinct_texts import where_texts
from tasks.excel import as_it_was

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

    from tasks.history.run_folder import PublishedRun

MONEY_COLUMNS = ("process_id", "is_gone", "before", "currency_before", "after", "currency_after")
SMALLEST = 0.5  # a change below it is rounding


def money_changes(
    previous: PublishedRun,
    pairs: pd.DataFrame,
    typed: pd.DataFrame,
    assessed_rows: pd.DataFrame,
    value_rows: pd.DataFrame,
    doubting: Collection[str],
) -> pd.DataFrame | None:
    """Candidates whose P50 of the yearly saving differs, the largest change first. As on the first sheet, labels that
    rest on text alone and figures that do not reconcile count as without a saving, in either run.

    Args:
        previous: run before.
        pairs: before_key and after_key of the same processes.
        typed: typed rows of this run, by row_key.
        assessed_rows: ASSESSED_COLUMNS of this run, by row_key.
        value_rows: VALUE_COLUMNS of this run, by row_key.
        doubting: codes of the flags that say that figures do not reconcile.

    Returns:
        MONEY_COLUMNS: process_id of this run, or of the one before where the process is gone; amounts are missing
        where it had or has no saving. None where the previous run does not tell its savings.
    """
    import numpy as np
    import pandas as pd

    try:
        saving = _savings_before(previous, frozenset(doubting))
    except RunFolderError:
        return None
    ids_before = previous.typed["process_id"].astype("str")
    own = value_rows.reindex(typed.index)
    counts = assessed_rows["recommendation"].isin(CANDIDATES) & ~screened_by_name(assessed_rows)
    counts = counts.reindex(typed.index)
    after = own["saving_mid"].astype("float64").where(counts & ~own["is_doubted"].eq(True))
    # Every process of this run, and those of the run before that have none here.
    partner = pairs.set_index("after_key")["before_key"].reindex(typed.index)
    gone = previous.typed.index[~previous.typed.index.isin(pairs["before_key"])]
    before_of = [*partner.map(ids_before), *ids_before.loc[gone]]
    earlier = saving.reindex(before_of)
    frame = pd.DataFrame(
        {
            "process_id": [*typed["process_id"].astype("str"), *ids_before.loc[gone]],
            "is_gone": [False] * len(typed) + [True] * len(gone),
            "before": earlier["saving_mid"].to_numpy("float64"),
            "currency_before": earlier["currency"].to_numpy(object),
            "after": [*after, *[np.nan] * len(gone)],
            "currency_after": [*own["currency"].astype(object).where(after.notna()), *[None] * len(gone)],
        }
    )
    change = frame["after"].fillna(0) - frame["before"].fillna(0)
    other_money = frame["currency_before"].notna() & frame["currency_after"].notna()
    other_money &= frame["currency_before"].ne(frame["currency_after"])
    is_new = frame["before"].isna() != frame["after"].isna()
    frame = frame.assign(size=change.abs())[(change.abs() >= SMALLEST) | is_new | other_money]
    return frame.sort_values("size", ascending=False, kind="stable")[list(MONEY_COLUMNS)].reset_index(
        drop=True
    )


def _savings_before(previous: PublishedRun, doubting: frozenset[str]) -> pd.DataFrame:
    """saving_mid and currency by process_id of the candidates of the run before that its first sheet counted.

    Raises:
        RunFolderError: candidates.csv is missing or cannot be read.
    """
    import pandas as pd

    try:
        frame = pd.read_csv(
            previous.folder / "candidates.csv",
            usecols=["process_id", "saving_mid", "currency"],
            dtype="str",
            keep_default_na=False,
        )
        frame["saving_mid"] = pd.to_numeric(frame["saving_mid"])
    except (OSError, ValueError):
        raise RunFolderError("candidates.csv of the run folder cannot be read.") from None
    frame["process_id"] = [*map(as_it_was, frame["process_id"])]
    frame["currency"] = frame["currency"].where(frame["saving_mid"].notna() & frame["currency"].ne(""))
    results = previous.compared_results
    flags = results["risk_flags"].astype("str").fillna("")
    doubted = where_texts(flags, lambda texts: [not doubting.isdisjoint(codes.split(";")) for codes in texts])
    counted = results.index[~screened_by_name(results).to_numpy(bool) & ~doubted]
    frame = frame.drop_duplicates("process_id").set_index("process_id")
    return frame[frame.index.isin(counted)]
