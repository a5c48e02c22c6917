"""What known validators take for the same rows: ``python -m tests.benchmarks.peers --rows 10000 100000``.

Makes a csv, installs the peers in a temporary environment and lets each of them look for cells that are not of
their column's type, range or list of words: the same Table Schema for all. csvstat takes no schema and
describes the columns. ``check`` of this program does far more (headings, units, sums, trees, sentences); the
ratios say what a user waits for in its place. Prints CPU seconds of all processes and peak memory, the median of
the runs.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

# Newest releases on 29 November 2026. Great Expectations is the one that the program uses.
PEERS = ("frictionless==5.21.0", "csvkit==2.2.0", "pandera==0.35.0", "pandas==3.1.1")
TYPES = {"number": "number", "level": "number", "share": "number", "money": "number"}
RUNS = 3


def main() -> None:
    """Measures all peers and prints one line each."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    ask.add_argument("--columns", type=int, default=28)
    ask.add_argument("--runs", type=int, default=RUNS)
    asked = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="peers_") as folder:
        environment = Path(folder) / "environment"
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        subprocess.run([str(environment / "bin" / "pip"), "install", "--quiet", *PEERS], check=True)
        for rows in asked.rows:
            _compare(Path(folder), environment / "bin", rows, asked)


def _compare(folder: Path, peers: Path, rows: int, asked: argparse.Namespace) -> None:
    from tests.benchmarks.portfolios import portfolio, write

    source, schema = folder / f"{rows}.csv", folder / "schema.json"
    frame = portfolio(rows, asked.columns)
    write(frame, source)
    schema.write_text(json.dumps(table_schema(list(frame.columns))))
    here, this = sys.executable, str(Path(__file__))
    commands = {
        "check of this program": [here, "-m", "flows.cli", "check", str(source)],
        "frictionless validate": [
            str(peers / "frictionless"),
            "validate",
            str(source),
            "--schema",
            str(schema),
            "--trusted",  # else it refuses a full path as not safe, and reads nothing
        ],
        "csvstat": [str(peers / "csvstat"), str(source)],
        "pandera": [str(peers / "python"), this, "pandera", str(schema), str(source)],
        "Great Expectations": [here, this, "great_expectations", str(schema), str(source)],
    }
    print(f"\n{rows:,} rows x {asked.columns} columns, csv, median of {asked.runs}", flush=True)
    ours = None
    for name, command in commands.items():
        seconds, megabytes = _median(command, folder / "log", asked.runs)
        ours = seconds if ours is None else ours
        print(
            f"  {name:24} CPU {seconds:7.1f} s   peak {megabytes:6.0f} MB   check / it: {ours / seconds:.2f}",
            flush=True,
        )


def _median(command: list[str], log: Path, runs: int) -> tuple[float, float]:
    """CPU seconds and megabytes. A validator that finds wrong cells ends with a code above 0, as one does that fails."""
    from tests.benchmarks.measure import run

    costs = [run(command, log) for _ in range(runs)]
    if any(sign in log.read_text(errors="replace") for sign in ("Traceback", "resource-error")):
        raise SystemExit(f"{command[0]}: {log.read_text(errors='replace')[-2000:]}")
    return statistics.median(cost.cpu_seconds for cost in costs), max(cost.peak_megabytes for cost in costs)


def table_schema(names: list[str]) -> dict[str, Any]:
    """The Table Schema (Frictionless Data) of some columns: their type, bounds and words."""
    from schemas.columns import columns

    known, fields = columns(), []
    for name in names:
        column = known.get(name)
        field: dict[str, Any] = {"name": name, "type": "string"}
        if column is not None:
            field["type"] = TYPES.get(column.type, "string")
            bounds = {"minimum": column.minimum, "maximum": column.maximum}
            field["constraints"] = {key: bound for key, bound in bounds.items() if bound is not None}
            if column.type == "category":
                field["constraints"]["enum"] = list(column.values)
        fields.append(field)
    return {"fields": fields, "missingValues": [""]}


def _fields(schema: Path) -> list[tuple[str, bool, dict[str, Any]]]:
    """Name, whether it is a number, and constraints of each column."""
    fields = json.loads(schema.read_text())["fields"]
    return [(field["name"], field["type"] == "number", field.get("constraints", {})) for field in fields]


def by_pandera(schema: Path, source: Path) -> int:
    """Reads with pandas, validates with pandera; the number of failing cells."""
    import pandas as pd
    import pandera.errors
    import pandera.pandas as pa

    described = {}
    for name, is_number, limits in _fields(schema):
        checks = [pa.Check.ge(limits["minimum"])] if "minimum" in limits else []
        checks += [pa.Check.le(limits["maximum"])] if "maximum" in limits else []
        checks += [pa.Check.isin(limits["enum"])] if "enum" in limits else []
        described[name] = pa.Column(float if is_number else str, checks, nullable=True, coerce=is_number)
    try:
        pa.DataFrameSchema(described).validate(pd.read_csv(source), lazy=True)
    except pandera.errors.SchemaErrors as fault:
        return len(fault.failure_cases)
    return 0


def by_great_expectations(schema: Path, source: Path) -> int:
    """Reads with pandas, which makes numbers of what can be one, and validates with Great Expectations; the
    number of failing cells.
    """
    import great_expectations as gx
    import pandas as pd

    frame, failing, expectations = pd.read_csv(source), 0, []
    for name, is_number, limits in _fields(schema):
        if is_number:
            numbers = pd.to_numeric(frame[name], errors="coerce")
            failing += int((numbers.isna() & frame[name].notna()).sum())
            frame[name] = numbers
        if "minimum" in limits or "maximum" in limits:
            bounds = {"min_value": limits.get("minimum"), "max_value": limits.get("maximum")}
            expectations.append(gx.expectations.ExpectColumnValuesToBeBetween(column=name, **bounds))
        if "enum" in limits:
            expectations.append(
                gx.expectations.ExpectColumnValuesToBeInSet(column=name, value_set=limits["enum"])
            )
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    rows = context.data_sources.add_pandas("rows").add_dataframe_asset("rows")
    batch = rows.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    answer = batch.validate(gx.ExpectationSuite("rows", expectations), result_format="COMPLETE")
    return failing + sum(result.result.get("unexpected_count", 0) for result in answer.results)


ALONE = {"pandera": by_pandera, "great_expectations": by_great_expectations}

if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] in ALONE:
        print(f"{ALONE[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3])):,} failing cells")
    else:
        main()
