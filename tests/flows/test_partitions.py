"""A long list is audited in parts of its rows, with the same results as in one."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import psutil
import pytest

from flows import partitions, steps
from flows.run_folder import RunFolder
from flows.story import audit
from tasks import memory, reporting
from tasks.parking import park, unpark
from tasks.settings import ReportLimits, settings
from tests.flows.requests_for_tests import request

ROWS = 140
VERBS = (
    "Processing of supplier invoices",
    "Analysis of credit losses",
    "Payroll",
    "Review of contracts",
    "Key accounts",
)
FILES = ("results.csv", "candidates.csv", "flags.csv", "issues.csv")


def the_list():
    """Sections, an id that rows share, repeated rows, decimal commas, units in headings and in cells, levels in words,
    providers that several rows have, applications that rows share, and cells that cannot be read.
    """
    lines = []
    for number in range(ROWS):
        if number % 35 == 0:
            lines.append({"Process": f"Section {number // 35}"})
        lines.append(
            {
                "ID": f"P{number // 2 if number % 40 == 1 else number}",
                "Process": f"{VERBS[number % 5]}, site {number % 11}",
                "Country": ("DE", "PL", "")[number % 3],
                "Volume / month": f"{1 + number * 7 % 90}.000" if number % 9 else "ca.",
                "AHT (sec)": f"{number % 50},5",
                "FTE": f"{number % 13},{number % 10}",
                "Labour cost (k€)": f"{60 * (number % 13) + 5},25",
                "Rule based": ("high", "low", "medium", "")[number % 4],
                "Error rate": ("5 %", "0,5 %", "")[number % 3],
                "Judgement": str(1 + number % 5),
                "Provider": "Acme Ltd" if number % 4 == 0 else "",
                "Contract value": "250.000 €" if number % 4 == 0 else "",
                "Applications": f"App {number % 6}",
                "Personal data": "ja" if number % 3 else "nein",
            }
        )
    return pd.DataFrame([*lines, lines[3]])


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    path = tmp_path_factory.mktemp("list") / "list.csv"
    the_list().to_csv(path, index=False, sep=";")
    return path


def audited(source, out, part_rows, monkeypatch, scenarios=None):
    """Content hash and tables of an audit in parts of so many rows, also under scenarios; no report is made."""
    quick = ReportLimits(data_docs_rows=1, scenario_rows=10 * ROWS if scenarios else 1)
    changed = {"part_rows": part_rows, "report": quick, "scenarios": scenarios or {}}
    own = settings().model_copy(update=changed)
    monkeypatch.setattr("flows.story.settings", lambda: own)
    digests = []

    def run_step(step, *args, **kwargs):
        if step is steps.WRITE_REPORT:
            report, digests[:] = args[0], [kwargs["digest"]]
            results = reporting.results_frame(report)
            tables = (
                results,
                reporting.candidates_frame(report, results),
                reporting.flags_frame(report),
                reporting.issues_frame(report),
            )
            for name, table in zip(FILES, tables, strict=True):
                reporting.write_csv(table, kwargs["folder"] / name)
            if scenarios:
                reporting.write_csv(report.scenarios.rows, kwargs["folder"] / "scenarios.csv")
            return {}
        return step(*args, **kwargs)

    outcome = audit(request(out, source, portfolio="p", run_id="r1"), run_step)
    assert outcome.status.startswith("audited"), outcome
    return digests[0], {name: (out / "p" / "r1" / name).read_bytes() for name in FILES}, outcome


SHORT_BYTES = 20_000


@pytest.fixture(scope="module")
def in_one(source, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        return audited(source, tmp_path_factory.mktemp("one"), 10_000, patch)


@pytest.mark.parametrize("parts", [pytest.param(2, marks=pytest.mark.standing), 7])
def test_results_are_the_same_whatever_the_parts(parts, source, in_one, tmp_path, monkeypatch):
    counted = []
    monkeypatch.setattr(partitions, "SHORT_BYTES", SHORT_BYTES)  # some frames of a part are longer
    monkeypatch.setattr(partitions, "make_room", lambda: counted.append(1))
    digest, files, outcome = audited(source, tmp_path, -(-ROWS // parts), monkeypatch)
    assert counted, "the list was not audited in parts"
    assert digest == in_one[0]
    for name in FILES:
        assert files[name] == in_one[1][name], name
    assert outcome.counts == in_one[2].counts
    assert [path.name for path in (tmp_path / "p").glob(".*.part")] == []


def test_files_of_parts_are_removed_unless_columns_of_the_result_lie_in_them(tmp_path):
    parts = [park(pd.DataFrame({"fte": [number, 1.5]}), tmp_path, "part") for number in range(2)]
    joined = park({"rows": unpark(parts[0])}, tmp_path, "joined")
    partitions._remove(parts, joined)
    assert parts[0].path.exists() and not parts[1].path.exists()
    assert unpark(joined)["rows"]["fte"].tolist() == [0, 1.5]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no memory back")
def test_a_long_list_keeps_memory_for_its_next_step_up_to_a_bound(monkeypatch):
    held = psutil.Process().memory_info
    blocks = [bytes(1_000) for _ in range(300_000)]
    last = bytes(1_000)  # behind them: the C library lets go by itself what nothing follows
    before = held().rss
    del blocks
    monkeypatch.setattr(memory, "KEPT_MEGABYTES", 1e9)
    memory.make_room()
    assert held().rss > before - 100e6
    monkeypatch.setattr(memory, "KEPT_MEGABYTES", 0)
    memory.make_room()
    assert held().rss < before - 200e6
    assert last


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no memory back")
def test_a_process_that_waits_for_its_next_list_keeps_little_of_a_long_one(tmp_path, monkeypatch):
    held = psutil.Process().memory_info
    with RunFolder(request(tmp_path)):
        blocks = [bytes(1_000) for _ in range(300_000)]
        last = bytes(1_000)
        before = held().rss
        del blocks
        monkeypatch.setattr(memory, "KEPT_BETWEEN_LISTS_MEGABYTES", 0)
    assert held().rss < before - 200e6
    assert last


# In a process of its own, as the setting holds for the rest of it. A column of 64 MB is 16,384 pages.
USED_AGAIN = """
import resource
from flows.lean_start import prepare_for_audits
prepare_for_audits()
import numpy as np

def taken():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

np.ones(8_000_000).sum()
before = taken()
for _ in range(5):
    np.ones(8_000_000).sum()
print(taken() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep memory in another way")
def test_memory_of_a_column_is_used_again_by_the_next_one():
    pages = subprocess.run([sys.executable, "-c", USED_AGAIN], capture_output=True, text=True, check=True)
    assert int(pages.stdout) < 16_384


def test_scenarios_of_ones_own_are_the_same_whatever_the_parts(source, tmp_path, monkeypatch):
    own = {"stricter": {"bands": {"drive_volume_driven": {"at_least": 0.5}}}}
    found = []
    for name, rows in (("one", 10 * ROWS), ("parts", ROWS // 2)):
        audited(source, tmp_path / name, rows, monkeypatch, own)
        found.append(pd.read_csv(tmp_path / name / "p" / "r1" / "scenarios.csv"))
    pd.testing.assert_frame_equal(*found)
    labels = found[0].pivot(index="process_id", columns="scenario", values="recommendation")
    assert (labels["stricter"] != labels["as_is"]).any()


def test_the_list_has_what_parts_could_break(in_one):
    """Flags of the portfolio, groups, bundles and numbered ids, and the decimal comma told once for the column."""
    _, files, outcome = in_one
    assert outcome.counts["rows_group"] >= 4 and outcome.counts["rows_set_aside"] >= 1
    results, flags, candidates = (
        pd.read_csv(pd.io.common.BytesIO(files[name]))
        for name in ("results.csv", "flags.csv", "candidates.csv")
    )
    assert results["process_id"].str.contains("#", regex=False).any()
    assert flags["process_id"].isna().sum() >= 5
    assert "CONCENTRATION-PROVIDER" in set(flags["code"])
    assert candidates["bundle"].notna().any() and candidates["saving_mid"].notna().any()
