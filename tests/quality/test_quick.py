"""Quick checks find what Great Expectations finds."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.columns import DTYPES, columns
from schemas.field_checks import field_checks
from tasks.quality import quick
from tasks.quality.checks import checks_for
from tasks.quality.expectations import failing_rows

NAMES = sorted(
    {"process_id", "process_name"}
    | {name for check in field_checks().values() for name in (check.column, check.when) if name}
    | {"judgement_level", "exception_share", "output_type", "data_types", "fte", "annual_cost"}
)


def _cells(name: str) -> st.SearchStrategy:
    column = columns()[name]
    if DTYPES[column.type] == "boolean":
        return st.sampled_from([True, False, None])
    if DTYPES[column.type].startswith("datetime"):
        return st.sampled_from([dt.datetime(2026, 1, 1), dt.datetime(2027, 5, 1), None])
    if DTYPES[column.type] == "str":
        words = [*column.values[:2], "zz", ";".join(column.values[:2]) or "a", "x" * 600, "x", None]
        return st.sampled_from(words)
    return st.sampled_from([0.0, 0.5, 1.0, 5.0, 7.0, -1.0, 2e9, None])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_the_same_rows_fail_the_same_checks(data):
    count = data.draw(st.integers(1, 6))
    typed = pd.DataFrame(
        {
            name: pd.Series(
                data.draw(st.lists(_cells(name), min_size=count, max_size=count)),
                dtype=DTYPES[columns()[name].type],
            )
            for name in NAMES
        }
    ).set_axis(range(100, 100 + count))
    checks = checks_for(typed)
    theirs = failing_rows(typed, checks, None)
    ours = quick.failing_rows(typed, checks)
    assert {name: sorted(rows) for name, rows in ours.items()} == {
        name: sorted(rows) for name, rows in theirs.items()
    }


def test_every_expectation_that_is_used_is_known():
    typed = pd.DataFrame({name: pd.Series(dtype=DTYPES[columns()[name].type]) for name in columns()})
    assert {check.expectation for check in checks_for(typed)} == set(quick._FAILS)


def test_check_loads_nothing_that_it_does_not_need(tmp_path):
    import subprocess
    import sys

    listed = tmp_path / "list.csv"
    listed.write_text("Process name,FTE,Judgement level\nInvoices,3,2\nPayroll,2,9\n")
    code = (
        "import sys\nfrom flows.cli.commands import main\n"
        f"try:\n    sys.argv = ['process-audit', 'check', {str(listed)!r}]; main()\nexcept SystemExit:\n    pass\n"
        "late = ('great_expectations', 'prefect', 'docx', 'xlsxwriter', 'asyncio')\n"
        "print([name for name in late if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert out.stdout.rstrip().endswith("[]"), out.stdout[-300:] + out.stderr[-300:]
