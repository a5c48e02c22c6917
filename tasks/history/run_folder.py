"""A finished run as it lies on disk: the truth that both the comparison and the history are made from."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.columns import LISTED_AS, PROVENANCE, columns, typed_column
from schemas.errors import RunFolderError

if TYPE_CHECKING:
    import pandas as pd


# Results that a reader follows from run to run. The recommendation is compared before overrides; those are
# told apart.
RESULT_FIELDS = (
    "recommendation",
    "tier",
    "drive",
    "sensitivity",
    "volume_complexity_band",
    "intellectual_complexity_band",
    "first_move",
    "certainty",
    "grade",
)
COMPARED_RESULTS = ("process_id", *RESULT_FIELDS, "computed_recommendation", "risk_flags")


@dataclass(frozen=True)
class PublishedRun:
    """One run folder: what run.json says, and its tables when they are asked for.

    ``files`` are the input files: file, sha256, size_bytes, kind, refused_code.
    """

    folder: Path
    run_id: str
    portfolio: str
    as_of: dt.date | None
    rulebook_version: str
    rulebook_hash: str
    program_version: str
    content_hash: str
    counts: dict[str, int] = field(default_factory=dict)
    durations_seconds: dict[str, float] = field(default_factory=dict)
    files: tuple[dict[str, Any], ...] = ()
    limits_hash: str = ""
    started_by: str = ""
    record_sha256: str = ""

    @cached_property
    def results(self) -> pd.DataFrame:
        """RESULT_COLUMNS, one row a process, index process_id."""
        return _by_process(self._table("results.parquet"))

    @cached_property
    def compared_results(self) -> pd.DataFrame:
        """Of ``results`` the columns that a later run is compared with: the others are most of its memory."""
        return _by_process(self._table("results.parquet", COMPARED_RESULTS))

    @cached_property
    def typed(self) -> pd.DataFrame:
        """The typed rows: provenance and the columns of the input dictionary; index 0 to n-1."""
        table = self._table("inputs.parquet").reset_index(drop=True)
        known = {*PROVENANCE, LISTED_AS, *columns()}
        return table[[name for name in table.columns if name in known]]

    def typed_columns(self, names: Sequence[str]) -> pd.DataFrame:
        """These columns of the typed rows alone; one that the list did not have is blank."""
        table = self._table("inputs.parquet", names)
        return table.assign(**{name: typed_column(table, name) for name in names})

    def result_columns(self, names: Sequence[str]) -> pd.DataFrame:
        """These columns of the results alone, as text; one that an earlier program did not write is blank."""
        table = self._table("results.parquet", names)
        return table.reindex(columns=list(names)).astype("str").fillna("")

    def _table(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile

        path = self.folder / name
        if not path.exists():
            raise RunFolderError(f"The run folder has no {name}.")
        try:
            with ParquetFile(path) as file:
                names = file.schema_arrow.names
                wanted = [column for column in columns if column in names] if columns else None
                return file.read(wanted).to_pandas()
        except (ArrowException, OSError):
            raise RunFolderError(f"{name} of the run folder cannot be read.") from None


def _by_process(table: pd.DataFrame) -> pd.DataFrame:
    table = table.reset_index(drop=True)
    # Kept as a column too; the index has no name, since pandas refuses a name that is both column and
    # index level in joins and sorts.
    return table.set_index(table["process_id"].astype("str"), drop=False).rename_axis(None)


def read_run_folder(folder: Path) -> PublishedRun:
    """What run.json of a run folder says; the tables are read when they are used.

    Raises:
        RunFolderError: run.json is missing, is not JSON or does not name its run.
    """
    try:
        content = (folder / "run.json").read_bytes()
        record = json.loads(content)
        run_id = record["run_id"]
    except FileNotFoundError:
        raise RunFolderError("The run folder has no run.json.") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise RunFolderError("run.json of the run folder cannot be read.") from None
    rulebook, program = record.get("rulebook") or {}, record.get("program") or {}
    as_of = record.get("as_of")
    return PublishedRun(
        folder=folder,
        run_id=str(run_id),
        portfolio=str(record.get("portfolio") or folder.parent.name),
        as_of=dt.date.fromisoformat(as_of) if as_of else None,
        rulebook_version=str(rulebook.get("version") or ""),
        rulebook_hash=str(rulebook.get("hash") or ""),
        program_version=str(program.get("version") or ""),
        content_hash=str(record.get("content_hash") or ""),
        counts=record.get("counts") or {},
        durations_seconds=record.get("durations_seconds") or {},
        files=tuple(record.get("inputs") or ()),
        limits_hash=str(record.get("limits_hash") or ""),
        started_by=str(record.get("started_by") or ""),
        # Of the very bytes that were read, so that record and hash cannot differ.
        record_sha256=hashlib.sha256(content).hexdigest(),
    )


def sequence_of(folder: Path) -> int:
    """Which run of its portfolio this was, counted from 1 in the order in which they were published; 0 where
    its record does not say.
    """
    try:
        return int(json.loads((folder / "run.json").read_bytes()).get("sequence") or 0)
    except (OSError, ValueError, TypeError, AttributeError):
        return 0
