"""Baselines of decided processes and what came of them: frozen once, kept for good."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.benefits import ACTUAL_COLUMNS, BASELINE_COLUMNS, dtypes
from schemas.columns import as_dtypes
from schemas.errors import RunFolderError
from schemas.records import Ledger
from tasks.history.database import reading
from tasks.history.pairing import pair_processes

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection, Table

FILES = ("benefits.parquet", "benefits_by_date.parquet")
KEY = ("process_id", "first_run_id")


def ledger_so_far(url: str, portfolio: str, typed: pd.DataFrame) -> Ledger | None:
    """What earlier runs of a portfolio froze and read, with the row of today's list that each decision is about.

    Args:
        url: of the history database.
        portfolio: its name.
        typed: typed rows of this run, by row_key.

    Returns:
        The ledger; None where nothing was decided so far.

    Raises:
        HistoryError: the database cannot be used.
    """
    import pandas as pd
    from sqlalchemy import select

    from tasks.history.tables import ACTUALS, BASELINES

    def read_table(connection: Connection, table: Table, names: tuple[str, ...], *order: str) -> pd.DataFrame:
        columns = [table.c[name] for name in names]
        query = select(*columns).where(table.c.portfolio == portfolio)
        rows = connection.execute(query.order_by(*(table.c[name] for name in order))).all()
        return as_dtypes(pd.DataFrame([tuple(row) for row in rows], columns=list(names)), dtypes(names))

    with reading(url) as connection:
        # Most portfolios have decided nothing, which costs one question.
        if connection.scalar(select(BASELINES.c.process_id).filter_by(portfolio=portfolio).limit(1)) is None:
            return None
        baselines = read_table(connection, BASELINES, BASELINE_COLUMNS, "first_seen", *KEY)
        actuals = read_table(connection, ACTUALS, ACTUAL_COLUMNS, "as_of", *KEY)
    # Ids and names alone: a baseline holds none of the other attributes by which rows are paired.
    pairs = pair_processes(baselines[["process_id", "process_name"]], typed[["process_id", "process_name"]])
    row_keys = pairs.set_index("before_key")["after_key"].reindex(baselines.index)
    return Ledger(baselines.assign(row_key=row_keys.astype("Int64")), actuals)


def record_benefits(connection: Connection, portfolio: str, run_folder: Path) -> None:
    """Takes the decisions of a run folder into the history; a baseline that is there already stays as it is, and
    the figures of a date are replaced.

    Args:
        connection: in a transaction that writes.
        portfolio: its name.
        run_folder: named by the run id; benefits.parquet and benefits_by_date.parquet may be missing.

    Raises:
        RunFolderError: the file cannot be read.
    """
    from sqlalchemy import delete, insert, select

    from tasks.history.tables import ACTUALS, BASELINES

    for table, file, names, key in (
        (BASELINES, FILES[0], BASELINE_COLUMNS, KEY),
        (ACTUALS, FILES[1], ACTUAL_COLUMNS, (*KEY, "as_of")),
    ):
        rows = _table(run_folder / file)
        if rows is None:
            continue
        # Dates that this run read are replaced; those of other runs, which the file holds too, stay as they
        # are.
        if table is ACTUALS:
            own = rows.loc[rows["run_id"].eq(run_folder.name), "as_of"]
            for day in own.dt.date.unique():
                connection.execute(delete(ACTUALS).filter_by(portfolio=portfolio, as_of=day))
        recorded = connection.execute(select(*(table.c[name] for name in key)).filter_by(portfolio=portfolio))
        recorded_keys = {tuple(line) for line in recorded}
        lines = [
            {"portfolio": portfolio} | dict(zip(names, map(_plain, line), strict=True))
            for line in rows[list(names)].itertuples(index=False, name=None)
        ]
        fresh = [line for line in lines if tuple(line[name] for name in key) not in recorded_keys]
        if fresh:
            connection.execute(insert(table), fresh)


def _table(path: Path) -> pd.DataFrame | None:
    """A table of a run folder; None where the run has none."""
    import pandas as pd
    from pyarrow import ArrowException

    if not path.exists():
        return None
    try:
        return pd.read_parquet(path)
    except (ArrowException, OSError):
        raise RunFolderError(f"{path.name} of the run folder cannot be read.") from None


def _plain(value: Any) -> Any:
    """A value as a driver takes it: None for a missing one, a day for a time."""
    import pandas as pd

    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value
