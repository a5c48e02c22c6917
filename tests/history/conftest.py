"""Run folders as a run leaves them, small enough to read."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from pathlib import Path

import pandas as pd
import pytest

from schemas.results import FLAG_COLUMNS, RESULT_COLUMNS
from tests.history.postgresql import server, why_not

DATES = ("contract_end", "override_expires")
RESULTS = {
    "recommendation": "bpo_candidate",
    "tier": "bpo_basic",
    "drive": "volume_driven",
    "sensitivity": "confidential",
    "volume_complexity_band": "moderate",
    "intellectual_complexity_band": "low",
    "first_move": "move",
    "certainty": "firm",
    "grade": "B",
}


def typed_rows(*rows: dict) -> pd.DataFrame:
    """Typed rows from (process_id, process_name, ...) mappings."""
    frame = pd.DataFrame(list(rows))
    frame["source_table"], frame["source_file"], frame["source_sheet"] = 1, "book.xlsx", "List"
    frame["source_row"] = range(2, 2 + len(frame))
    dtypes = {
        name: "float64" for name in ("volume", "fte", "judgement_level", "annual_cost") if name in frame
    }
    text = [name for name in frame if name not in (*dtypes, "source_table", "source_row", *DATES)]
    return frame.astype({**dtypes, **dict.fromkeys(text, "str")})


def assessed(typed: pd.DataFrame, **changes: dict) -> pd.DataFrame:
    """Results for typed rows: all the same but for ``changes``: field={process_id: value}."""
    frame = pd.DataFrame(
        {name: [value] * len(typed) for name, value in RESULTS.items()}, index=typed.index, dtype="str"
    )
    for name, values in changes.items():
        if name == "computed_recommendation":
            continue
        frame[name] = typed["process_id"].map(values).fillna(frame[name])
    frame["computed_recommendation"] = frame["recommendation"]
    if "computed_recommendation" in changes:
        frame["computed_recommendation"] = (
            typed["process_id"]
            .map(changes["computed_recommendation"])
            .fillna(frame["computed_recommendation"])
        )
    return frame


def write_run(
    folder: Path,
    typed: pd.DataFrame,
    rows: pd.DataFrame,
    *,
    run_id: str = "run-1",
    as_of: str = "2026-10-01",
    rulebook_hash: str = "rules-1",
    program_version: str = "1.0",
    portfolio: str = "group",
    flags: list[dict] = (),
    counts: dict[str, int] | None = None,
) -> Path:
    """A run folder with run.json, results.parquet, inputs.parquet and flags.csv."""
    folder.mkdir(parents=True)
    results = pd.concat(
        [typed[["process_id", "process_name", "source_file", "source_sheet", "source_row"]], rows], axis=1
    )
    results["portfolio"] = portfolio
    for name in set(RESULT_COLUMNS) - set(results.columns):
        results[name] = pd.Series(index=results.index, dtype="str")
    results[list(RESULT_COLUMNS)].to_parquet(folder / "results.parquet")
    typed.to_parquet(folder / "inputs.parquet")
    pd.DataFrame(list(flags), columns=list(FLAG_COLUMNS)).to_csv(folder / "flags.csv", index=False)
    (folder / "run.json").write_text(
        json.dumps(
            {
                "run_id": run_id,
                "portfolio": portfolio,
                "as_of": as_of,
                "program": {"version": program_version},
                "rulebook": {"version": "0.1", "hash": rulebook_hash},
                "content_hash": "c0ffee",
                "counts": {"rows_in": len(typed), **_labels(rows), **(counts or {})},
                "inputs": [{"file": "book.xlsx", "sha256": "ab" * 32, "size_bytes": 1234, "kind": "xlsx"}],
                "durations_seconds": {"read": 0.5},
            }
        )
    )
    return folder


def _labels(rows: pd.DataFrame) -> dict[str, int]:
    return {f"label_{label}": int(count) for label, count in rows["recommendation"].value_counts().items()}


@pytest.fixture
def as_of() -> dt.date:
    return dt.date(2026, 11, 1)


@pytest.fixture(scope="session")
def postgresql_server():
    """URL of a PostgreSQL server with a place for the database's name."""
    reason = why_not()
    if reason:
        pytest.skip(reason)
    with server() as url:
        yield url


@pytest.fixture
def url_on_postgresql(postgresql_server):
    """Makes an empty database on PostgreSQL and gives its URL."""
    import psycopg

    def made() -> str:
        name = f"history_{uuid.uuid4().hex}"
        with psycopg.connect(postgresql_server.format("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return postgresql_server.format(name)

    return made


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request, tmp_path):
    """URL of an empty database: each test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'history.sqlite'}"
    return request.getfixturevalue("url_on_postgresql")()
