"""What the history can tell: runs, trends, comparisons; and what it forgets."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.errors import RunFolderError
from tasks.history.database import reading, writing
from tasks.history.pairing import pair_processes
from tasks.history.run_folder import read_run_folder
from tasks.history.runs import now
from tasks.history.verify import altered_files
from tasks.settings import settings

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection, Select

RUN_COLUMNS = (
    "portfolio",
    "run_id",
    "status",
    "as_of",
    "started_at",
    "finished_at",
    "rulebook_version",
    "rulebook_hash",
    "program_version",
    "content_hash",
    "run_folder",
    "started_by",
    "fault",
    "rows_assessed",
    "rows_set_aside",
)
COMPARED = (
    "process_name",
    "recommendation",
    "tier",
    "first_move",
    "drive",
    "sensitivity",
    "location",
    "certainty",
    "grade",
    "highest_severity",
)
FINISHED = ("audited", "audited_with_issues")
LABEL = "label_"  # counts of a run that start so are of processes with that label
# Refusals that say nothing of a file's content, and those that a busy machine brings about as well.
REFUSED_BY_PLACE = ("FILE_MISSING", "FILE_NOT_PERMITTED", "FILE_IS_FOLDER")
REFUSED_BY_EITHER = ("FILE_STOPS_READER", "FILE_TOO_SLOW", "FILE_TOO_MUCH_MEMORY")
TRIES = 3


def list_runs(url: str, portfolio: str | None = None, limit: int = 50) -> pd.DataFrame:
    """Runs, newest first.

    Args:
        url: of the history database.
        portfolio: of this portfolio alone; None: of all.
        limit: most runs.

    Returns:
        RUN_COLUMNS; counts are missing where a run did not get that far.

    Raises:
        HistoryError: the database cannot be used.
    """
    import pandas as pd
    from sqlalchemy import select

    from tasks.history.tables import RUNS

    query = select(RUNS).order_by(RUNS.c.run_key.desc()).limit(limit)
    with reading(url) as connection:
        rows = (
            connection.execute(query.where(RUNS.c.portfolio == portfolio) if portfolio else query)
            .mappings()
            .all()
        )
    frame = pd.DataFrame(
        [
            {**row, **{name: row["counts"].get(name) for name in ("rows_assessed", "rows_set_aside")}}
            for row in rows
        ],
        columns=list(RUN_COLUMNS),
    )
    return frame.astype({"rows_assessed": "Int64", "rows_set_aside": "Int64"})


def trend(url: str, portfolio: str) -> pd.DataFrame:
    """How labels and savings moved from run to run of a portfolio, oldest first.

    Args:
        url: of the history database.
        portfolio: its name.

    Returns:
        run_id, as_of, recommendation, processes_count, counts (of the run: headline_low_EUR and so on are percentiles
        of the saving of all candidates together).

    Raises:
        HistoryError: the database cannot be used.
    """
    import pandas as pd
    from sqlalchemy import select

    from tasks.history.tables import RUNS

    query = select(RUNS.c.run_id, RUNS.c.as_of, RUNS.c.counts).order_by(RUNS.c.run_key)
    with reading(url) as connection:
        runs = connection.execute(
            query.where(RUNS.c.portfolio == portfolio, RUNS.c.status.in_(FINISHED))
        ).all()
    columns = ["run_id", "as_of", "recommendation", "processes_count", "counts"]
    return pd.DataFrame(
        [
            (run.run_id, run.as_of, name.removeprefix(LABEL), count, run.counts)
            for run in runs
            for name, count in sorted(run.counts.items())
            if name.startswith(LABEL)
        ],
        columns=columns,
    )


def compare_runs(url: str, portfolio: str, before: str, after: str) -> pd.DataFrame:
    """What differs between two runs of a portfolio, process by process, as their folders have it.

    Args:
        url: of the history database.
        portfolio: of both runs.
        before: run id of the earlier run.
        after: run id of the later run.

    Returns:
        process_id (of the later run), field, before, after; a process that came or went has field "process"
        and its name.

    Raises:
        KeyError: the history does not hold one of the runs; the message is its run id.
        RunFolderError: the folder of one of them is gone, or its results are not those of the run.
        HistoryError: the database cannot be used.
    """
    import pandas as pd

    old, new = (_results(url, portfolio, run_id) for run_id in (before, after))
    named = ["process_id", "process_name"]
    pairs = pair_processes(old[named], new[named])
    came, went = new.drop(pairs["after_key"]), old.drop(pairs["before_key"])
    parts = [
        pd.DataFrame(
            {
                "process_id": came["process_id"],
                "field": "process",
                "before": "",
                "after": came["process_name"],
            }
        ),
        pd.DataFrame(
            {
                "process_id": went["process_id"],
                "field": "process",
                "before": went["process_name"],
                "after": "",
            }
        ),
    ]
    ids = new.loc[pairs["after_key"], "process_id"].to_numpy()
    for name in COMPARED:
        left, right = (
            frame.loc[keys, name].to_numpy()
            for frame, keys in ((old, pairs["before_key"]), (new, pairs["after_key"]))
        )
        # Texts on both sides, a blank is an empty text: a plain comparison will do.
        differs = left != right
        parts.append(
            pd.DataFrame(
                {"process_id": ids[differs], "field": name, "before": left[differs], "after": right[differs]}
            )
        )
    # Empty parts are left out; where nothing differs one is kept for its columns.
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True).astype("str")


def was_seen(url: str, portfolio: str, sha256: str, rulebook_hash: str, limits_hash: str) -> bool:
    """Whether this very file was audited for this portfolio under these very rules, or refused for what is in
    it.

    A run that failed or died does not count, nor does a refusal under other limits or of another program, nor
    one that lay in the place and not in the file. One that may have lain in either counts from the third on.

    Args:
        url: of the history database.
        portfolio: that the file belongs to.
        sha256: of the file.
        rulebook_hash: of the rules that would be applied now.
        limits_hash: of limits and program as they are now; only refusals under the same ones count.

    Raises:
        HistoryError: the database cannot be used.
    """
    from sqlalchemy import select

    from tasks.history.tables import INPUTS, RUNS

    query = (
        select(RUNS.c.status, RUNS.c.limits_hash, INPUTS.c.refused_code)
        .join(INPUTS, INPUTS.c.run_key == RUNS.c.run_key)
        .where(
            RUNS.c.portfolio == portfolio,
            RUNS.c.rulebook_hash == rulebook_hash,
            RUNS.c.status.in_((*FINISHED, "refused")),
            INPUTS.c.sha256 == sha256,
        )
    )
    with reading(url) as connection:
        rows = connection.execute(query).all()
    refusals = [row for row in rows if row.refused_code or row.status == "refused"]
    codes = [row.refused_code for row in refusals if row.limits_hash == limits_hash]
    # Three conditions: it was audited; or doubtful refusals add up; or one refusal lay in the content for
    # certain.
    doubtful = sum(code in REFUSED_BY_EITHER for code in codes)
    return (
        len(refusals) < len(rows)
        or doubtful >= TRIES
        or any(code not in (*REFUSED_BY_PLACE, *REFUSED_BY_EITHER) for code in codes)
    )


def audits_in(url: str, out: Path) -> int:
    """How many audits left their folder in an output folder, be it there or not.

    Args:
        url: of the history database.
        out: output folder.

    Raises:
        HistoryError: the database cannot be used.
    """
    from sqlalchemy import select

    from tasks.history.tables import RUNS

    with reading(url) as connection:
        folders = connection.scalars(select(RUNS.c.run_folder).where(RUNS.c.status.in_(FINISHED))).all()
    return sum(out.absolute() in Path(folder).parents for folder in folders)


def refused_because(url: str, portfolio: str, run_id: str) -> str | None:
    """Why a run was refused; None where it was not.

    Args:
        url: of the history database.
        portfolio: of the run.
        run_id: of the run.

    Returns:
        The sentence that was noted.

    Raises:
        HistoryError: the database cannot be used.
    """
    from sqlalchemy import select

    from tasks.history.tables import RUNS

    with reading(url) as connection:
        return connection.scalar(
            select(RUNS.c.fault).where(
                RUNS.c.portfolio == portfolio, RUNS.c.run_id == run_id, RUNS.c.status == "refused"
            )
        )


def forget(url: str, keep_days: int) -> int:
    """Deletes runs, with all that depends on them, and deliveries that are older than so many days; the newest
    audit of each portfolio stays.

    Args:
        url: of the history database.
        keep_days: how long a run is kept, counted from its start.

    Returns:
        How many runs were deleted.

    Raises:
        HistoryError: the database cannot be used.
    """
    from sqlalchemy import delete, func, select

    from tasks.history.tables import DELIVERIES, RUNS

    oldest = now() - dt.timedelta(days=keep_days)
    # Found by the database: with tens of thousands of portfolios a list of keys is longer than a statement may be.
    newest = select(func.max(RUNS.c.run_key)).where(RUNS.c.status.in_(FINISHED)).group_by(RUNS.c.portfolio)
    with writing(url) as connection:
        # By their own age: deliveries refer to a run by its id alone, and no cascade reaches them.
        connection.execute(delete(DELIVERIES).where(DELIVERIES.c.attempted_at < oldest))
        return connection.execute(
            delete(RUNS).where(
                RUNS.c.started_at < oldest, RUNS.c.status != "started", RUNS.c.run_key.not_in(newest)
            )
        ).rowcount


def referred_runs(url: str) -> set[tuple[str, str]]:
    """Runs that a person's word refers to, as (portfolio, run id): the first in which an override or a
    challenge stood as it does, and those of reports that came back with answers.

    Raises:
        HistoryError: the database cannot be used.
    """
    from sqlalchemy import func, select

    from tasks.history.tables import CHALLENGES, OVERRIDES, REPORTS_BACK, RUNS

    columns_by_table = {
        OVERRIDES: (
            OVERRIDES.c.process_id,
            OVERRIDES.c.override_recommendation,
            OVERRIDES.c.override_reason,
            OVERRIDES.c.override_approver,
        ),
        CHALLENGES: (CHALLENGES.c.process_id, CHALLENGES.c.challenge),
    }
    runs: set[tuple[str, str]] = set()
    with reading(url) as connection:
        for table, words in columns_by_table.items():
            # The first run in which these words were seen; min of run_key, which counts up.
            first = (
                select(func.min(table.c.run_key))
                .join(RUNS, RUNS.c.run_key == table.c.run_key)
                .group_by(RUNS.c.portfolio, *words)
            )
            query = select(RUNS.c.portfolio, RUNS.c.run_id).where(RUNS.c.run_key.in_(first))
            runs |= {tuple(row) for row in connection.execute(query)}
        for column in (REPORTS_BACK.c.run_id, REPORTS_BACK.c.taken_in_by):
            runs |= {tuple(row) for row in connection.execute(select(REPORTS_BACK.c.portfolio, column))}
    return runs


def _results(url: str, portfolio: str, run_id: str) -> pd.DataFrame:
    """Columns that are compared, of a run whose folder is as the run left it."""
    from sqlalchemy import select

    from tasks.history.tables import RUNS

    query = select(RUNS.c.run_folder).where(RUNS.c.portfolio == portfolio, RUNS.c.run_id == run_id)
    with reading(url) as connection:
        folder = connection.scalar(query)
    if folder is None:
        raise KeyError(run_id)
    # Output folders move with a restore onto another machine: then the folder of the settings is tried.
    run_folder = next(
        (path for path in (Path(folder), settings().out / portfolio / run_id) if path.is_dir()), None
    )
    if not folder or run_folder is None:
        raise RunFolderError(f"The folder of run {run_id} is gone: there is nothing to compare with.")
    if wrong := altered_files(run_folder):
        raise RunFolderError(f"The folder of run {run_id} is not what the run left: {wrong[0]}.")
    return read_run_folder(run_folder).result_columns(("process_id", *COMPARED))


def _frame(connection: Connection, query: Select) -> pd.DataFrame:
    import pandas as pd

    result = connection.execute(query)
    return pd.DataFrame(result.all(), columns=list(result.keys()))
