"""The expected results of the sample inputs: made, kept and compared.

``python -m tests.samples.expected`` writes them anew. Do so only after a change of the results on purpose, read the
difference, and say in the changelog why it moved.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from flows import steps
from flows.story import audit
from schemas.records import Audit, AuditRequest
from tasks.reporting.datasets.frames import (
    candidates_frame,
    contributions_frame,
    flags_frame,
    results_frame,
)
from tests.samples.make_samples import FILES, SAMPLE_INPUTS

FOLDER = Path(__file__).parent / "expected"
AS_OF = dt.date(2026, 11, 1)
TABLES = ("results", "candidates", "flags")
# What is compared of the contributions, which only explain a difference; four decimals are enough for that.
CONTRIBUTION_KEY = ["process_id", "score", "rule_id"]
DECIMALS = {"contributions": 4}
RELATIVE_TOLERANCE, ABSOLUTE_TOLERANCE = 1e-6, 1e-6
SHOWN_PROCESSES = 25
ADVICE = (
    "If this change is meant: run `python -m tests.samples.expected`, read `git diff tests/samples/expected`, "
    "and add a line to CHANGELOG.md that says why."
)


class AuditReady(Exception):
    """Ends an audit where its report would be written."""

    def __init__(self, report: Audit):
        super().__init__("the audit is ready to be written")
        self.report = report


def without_report(step: steps.Step, *args: Any, **kwargs: Any) -> Any:
    """A runner that leaves out what is not compared here: data docs, and workbooks, before which it ends."""
    if step is steps.WRITE_REPORT:
        raise AuditReady(args[0])
    if step is steps.VALIDATE:
        return step(args[0])
    if step is steps.CHECK_WEIGHTS:
        return None
    return step(*args, **kwargs)


def tables_of(file: str) -> dict[str, pd.DataFrame]:
    """Audits one sample file.

    Args:
        file: name of the workbook in ``sample_inputs/``.

    Returns:
        The frames results, candidates, flags and contributions, as they read after a way through CSV.
    """
    with tempfile.TemporaryDirectory() as folder:
        request = AuditRequest(
            Path(file).stem, (SAMPLE_INPUTS / file,), Path(folder), AS_OF, "20261101T030000Z-000001"
        )
        try:
            audit(request, without_report)
        except AuditReady as ready:
            report = ready.report
        else:
            raise AssertionError(f"{file} was not audited")
        results = results_frame(report)
        frames = {
            "results": results,
            "candidates": candidates_frame(report, results),
            "flags": flags_frame(report),
            "contributions": contributions_frame(report)[[*CONTRIBUTION_KEY, "value", "points"]],
        }
        for name, frame in frames.items():
            _save(frame, Path(folder) / f"{name}.csv", DECIMALS.get(name, 6))
        return {name: _load(Path(folder) / f"{name}.csv") for name in frames}


def expected_tables(file: str) -> dict[str, pd.DataFrame]:
    """The committed tables of one sample file, by name."""
    return {path.stem: _load(path) for path in sorted((FOLDER / Path(file).stem).glob("*.csv"))}


def differences(table: str, expected: pd.DataFrame, got: pd.DataFrame) -> pd.DataFrame:
    """Cells in which two tables differ, also where a row or a column is missing in one of them.

    Args:
        table: results, candidates or flags.
        expected: the committed table.
        got: the table of this audit.

    Returns:
        One row per difference: table, process_id, column, expected, got (texts; "(no row)" or "(no column)").
    """
    left, right = _keyed(table, expected), _keyed(table, got)
    found = [
        (table, "", name, *(("(no column)", "a column") if name in right else ("a column", "(no column)")))
        for name in left.columns.symmetric_difference(right.columns, sort=False)
    ]
    if list(expected.columns) != list(got.columns) and not found:
        found.append((table, "", "order of columns", ", ".join(expected.columns), ", ".join(got.columns)))
    found += [(table, _process(key), "", _say(key), "(no row)") for key in left.index.difference(right.index)]
    found += [(table, _process(key), "", "(no row)", _say(key)) for key in right.index.difference(left.index)]
    shared = left.index.intersection(right.index, sort=False)
    for name in left.columns.intersection(right.columns, sort=False):
        one, other = left.loc[shared, name], right.loc[shared, name]
        for key in shared[~_same(one, other)]:
            found.append((table, _process(key), name, _say(one[key]), _say(other[key])))
    return pd.DataFrame(found, columns=["table", "process_id", "column", "expected", "got"])


def explain(
    moved: pd.DataFrame, expected: dict[str, pd.DataFrame], got: dict[str, pd.DataFrame], file: str
) -> str:
    """What a developer reads: how often each column moved, then per process what moved and by which rules."""
    lines = [f"The results of {file} as of {AS_OF} are not the expected ones. {ADVICE}", "", "How often:"]
    counts = moved.groupby(["table", "column"], sort=False).size()
    lines += [f"  {table}.csv, {name or 'row'}: {count}" for (table, name), count in counts.items()]
    processes = list(dict.fromkeys(moved["process_id"]))
    for process in processes[:SHOWN_PROCESSES]:
        lines += ["", f"{process or 'The whole portfolio'}:"]
        lines += [
            f"  {one.table}.csv, {one.column or 'row'}: {one.expected} -> {one.got}"
            for one in moved[moved["process_id"] == process].itertuples()
        ]
        lines += _rules(process, expected, got)
    if len(processes) > SHOWN_PROCESSES:
        lines.append(f"\nand {len(processes) - SHOWN_PROCESSES} processes more")
    return "\n".join(lines)


def _rules(process: str, expected: dict[str, pd.DataFrame], got: dict[str, pd.DataFrame]) -> list[str]:
    """The decision rule of a process, then and now, and the rules whose points moved."""
    lines = []
    rules = [
        _say(next(iter(one["results"].loc[one["results"]["process_id"] == process, "decision_rule"]), None))
        for one in (expected, got)
    ]
    if process:
        lines.append(f"  decided by {' -> '.join(dict.fromkeys(rules))}")
    before, after = (
        one["contributions"][one["contributions"]["process_id"] == process].set_index(CONTRIBUTION_KEY)
        for one in (expected, got)
    )
    for key in before.index.union(after.index):
        points = [one["points"].get(key, np.nan) for one in (before, after)]
        if not np.allclose(*points, rtol=0, atol=0.01, equal_nan=True):
            lines.append(f"  rule {key[2]} of {key[1]}: {points[0]:g} -> {points[1]:g} points")
    return lines


def _keyed(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The table by process id; flags by process, code and how many of that code came before."""
    ids = frame["process_id"].fillna("")
    if table != "flags":
        return frame.set_index(pd.MultiIndex.from_arrays([ids, ids.groupby(ids).cumcount()]))
    count = frame.groupby([ids, frame["code"]], dropna=False).cumcount()
    return frame.set_index(pd.MultiIndex.from_arrays([ids, frame["code"], count]))


def _same(one: pd.Series, other: pd.Series) -> np.ndarray:
    if pd.api.types.is_numeric_dtype(one) and pd.api.types.is_numeric_dtype(other):
        return np.isclose(
            one.to_numpy("float64", na_value=np.nan),
            other.to_numpy("float64", na_value=np.nan),
            rtol=RELATIVE_TOLERANCE,
            atol=ABSOLUTE_TOLERANCE,
            equal_nan=True,
        )
    return one.astype("str").fillna("").to_numpy() == other.astype("str").fillna("").to_numpy()


def _process(key: tuple) -> str:
    return str(key[0])


def _say(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(str(part) for part in value[1:-1]) or "a row"
    return "blank" if pd.isna(value) else str(value)


def _save(frame: pd.DataFrame, path: Path, decimals: int) -> None:
    floats = frame.select_dtypes("float64").columns
    # -0.0 would be written with its sign
    frame.assign(**(frame[floats].round(decimals) + 0.0)).to_csv(path, index=False, lineterminator="\n")


def _load(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, keep_default_na=False, na_values=[""])


def main() -> None:
    """Writes the expected results anew."""
    for file in FILES:
        folder = FOLDER / Path(file).stem
        folder.mkdir(parents=True, exist_ok=True)
        for name, frame in tables_of(file).items():
            _save(frame, folder / f"{name}.csv", DECIMALS.get(name, 6))
        print(folder)


if __name__ == "__main__":
    main()
