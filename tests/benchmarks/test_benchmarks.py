"""The benchmark's own parts work; nothing here is timed."""

from __future__ import annotations

import json
import sys

import pandas as pd
import pytest
from openpyxl import load_workbook

from schemas.columns import columns
from tests.benchmarks import measure, peers, plain_way, portfolios, whole_job


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".parquet"])
def test_a_portfolio_is_written_and_the_plain_way_reads_it(tmp_path, suffix):
    source, target = tmp_path / f"p{suffix}", tmp_path / "report.xlsx"
    portfolios.write(portfolios.portfolio(50), source)
    seconds = plain_way.main(source, target)
    report = pd.read_excel(target, sheet_name="All rows", engine="openpyxl")
    assert set(seconds) == {"read", "score", "write"} and len(report) == 50
    assert (
        report["label"].isin(["retain", "review", "bpo_candidate", "kpo_candidate"]).all()
        and report["label"].nunique() >= 3
    )


def test_rows_and_columns_are_as_asked_and_the_same_every_time():
    frame = portfolios.portfolio(300, 130)
    assert frame.shape == (300, 130) and list(frame.columns[:2]) == ["process_id", "process_name"]
    assert set(columns()) < set(frame.columns), (
        "a wide one goes through the whole input dictionary and beyond"
    )
    pd.testing.assert_frame_equal(frame, portfolios.portfolio(300, 130))


def test_a_share_of_the_cells_is_blank_and_a_smaller_one_wrong():
    frame = portfolios.portfolio(5000)
    fte = frame["fte"]
    wrong = pd.to_numeric(fte, errors="coerce").isna() & fte.notna()
    assert 0.08 < fte.isna().mean() < 0.16 and 0 < wrong.mean() < 0.03
    assert frame["process_id"].duplicated().any() and frame["process_name"].notna().all()


def test_sizes_fit_so_that_the_columns_do_not_contradict_each_other():
    frame = portfolios.portfolio(2000)
    volume, minutes, fte = (
        pd.to_numeric(frame[name], errors="coerce") for name in ("volume", "handling_minutes", "fte")
    )
    ratio = (volume * minutes / 60 / portfolios.HOURS_PER_FTE / fte)[(fte > 1) & (volume > 0)].dropna()
    assert ratio.between(0.5, 2).mean() > 0.95


def test_a_workbook_has_the_titles_of_the_input_dictionary_as_headings(tmp_path):
    portfolios.write(portfolios.portfolio(5, 12), tmp_path / "p.xlsx")
    sheet = load_workbook(tmp_path / "p.xlsx").active
    assert [cell.value for cell in sheet[1]][:3] == [
        "Process id",
        "Process name",
        "Description",
    ] and sheet.max_row == 6


def test_a_command_is_measured_with_its_children(tmp_path):
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'sum(range(20_000_000)); b = bytearray(200_000_000)'])"
    cost = measure.run([sys.executable, "-c", child], tmp_path / "log")
    assert cost.exit_code == 0 and cost.cpu_seconds > 0.1, "the child's CPU counts"
    assert cost.peak_megabytes > 200, "the child's memory counts"


def test_a_process_that_outlives_the_command_is_counted(tmp_path):
    orphan = "sum(range(40_000_000))"
    command = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {orphan!r}])"
    assert measure.run([sys.executable, "-c", command], tmp_path / "log").cpu_seconds > 0.4


def test_the_validators_beside_us_look_for_types_bounds_and_words_of_the_input_dictionary(tmp_path):
    schema, source = tmp_path / "schema.json", tmp_path / "rows.csv"
    described = peers.table_schema(["process_name", "fte", "rule_based_level", "frequency", "unknown to us"])
    types = {field["name"]: field["type"] for field in described["fields"]}
    assert types == {
        "process_name": "string",
        "fte": "number",
        "rule_based_level": "number",
        "frequency": "string",
        "unknown to us": "string",
    }
    schema.write_text(json.dumps(described))
    source.write_text(
        "process_name,fte,rule_based_level,frequency,unknown to us\n"
        "Invoices,2,5,daily,x\nPayroll,about three,6,monthly,x\nTravel,-1,,now and then,x\n"
    )
    assert peers.by_great_expectations(schema, source) == 4, "a text, a level of 6, -1 FTE and a word"


def test_medians_are_of_each_figure_and_a_failure_is_never_lost():
    costs = [
        measure.Cost(3, 9.0, 1.0, 70.0),
        measure.Cost(0, 2.0, 5.0, 90.0),
        measure.Cost(1, 4.0, 3.0, 80.0),
    ]
    assert whole_job.median(costs) == measure.Cost(3, 4.0, 3.0, 80.0)
