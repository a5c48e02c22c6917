"""The whole job as its users start it: the command line on the sample workbooks, and the same story as a
Prefect flow.
"""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from flows.requests import who_commands
from flows.steps import STEPS
from schemas.groups import ROLES
from schemas.results import (
    CANDIDATE_COLUMNS,
    CONTRIBUTION_COLUMNS,
    FLAG_COLUMNS,
    ISSUE_COLUMNS,
    RESULT_COLUMNS,
)

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "sample_inputs").glob("*.xlsx"))
AS_OF = ("--as-of", "2026-11-01")


def process_audit(*arguments, cwd=ROOT) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "flows.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=280,
    )


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """Outcome of one run over all samples and one file that is no workbook, and the output folder."""
    out = tmp_path_factory.mktemp("out")
    broken = tmp_path_factory.mktemp("in") / "broken.xlsx"
    broken.write_bytes(b"this is no workbook")
    done = process_audit("run", *SAMPLES, broken, "--out", out, *AS_OF, "--json", "--inline")
    return json.loads(done.stdout), done.returncode, out


def test_every_sample_is_audited_and_the_broken_file_costs_only_itself(audited):
    told, code, _ = audited
    statuses = {outcome["portfolio"]: outcome["status"] for outcome in told["outcomes"]}
    assert code == 4
    assert statuses.pop("broken") == "refused"
    assert len(statuses) == len(SAMPLES) == 3
    assert set(statuses.values()) <= {"audited", "audited_with_issues"}


def rows_by_role(counts):
    """Rows assessed, set aside, and of every other role."""
    return sum(counts[f"rows_{role}"] for role in ("assessed", "set_aside", *ROLES))


def test_rows_in_are_rows_assessed_and_rows_set_aside(audited):
    for outcome in audited[0]["outcomes"]:
        counts = outcome["counts"]
        if outcome["status"] != "refused":
            assert counts["rows_in"] == rows_by_role(counts) > 0


def test_the_record_says_who_asked_for_the_run_and_holds_the_hash_of_each_other_file(audited):
    for sample in SAMPLES:
        folder = audited[2] / sample.stem / "latest"
        record = json.loads((folder / "run.json").read_text())
        assert record["started_by"] == who_commands()
        there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        assert record["files"].keys() == there - {"run.json"}
        assert {hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in there} >= set(
            record["files"].values()
        )


@pytest.mark.parametrize("sample", [path.stem for path in SAMPLES])
def test_the_run_folder_holds_the_files_of_the_contract(audited, sample):
    folder = audited[2] / sample / "latest"
    names = {path.name for path in folder.iterdir()} - {"corrections.xlsx"}
    assert names == {
        "audit_report.xlsx",
        "audit_report_full.xlsx",
        "briefs.docx",
        "results.csv",
        "results.parquet",
        "candidates.csv",
        "flags.csv",
        "issues.csv",
        "contributions.parquet",
        "inputs.parquet",
        "questions.parquet",
        "value_lines.parquet",
        "scenarios.csv",
        "what_if.xlsx",
        "run.json",
        "data_docs",
    }
    headings = {
        name: tuple(pd.read_csv(folder / f"{name}.csv", nrows=0).columns)
        for name in ("results", "candidates", "flags", "issues")
    }
    assert headings == {
        "results": RESULT_COLUMNS,
        "candidates": CANDIDATE_COLUMNS,
        "flags": FLAG_COLUMNS,
        "issues": ISSUE_COLUMNS,
    }
    assert tuple(pd.read_parquet(folder / "contributions.parquet").columns) == CONTRIBUTION_COLUMNS


@pytest.mark.parametrize("sample", [path.stem for path in SAMPLES])
def test_contributions_add_up_to_the_scores(audited, sample):
    folder = audited[2] / sample / "latest"
    results = pd.read_parquet(folder / "results.parquet").set_index("process_id")
    points = (
        pd.read_parquet(folder / "contributions.parquet")
        .groupby(["process_id", "score"], observed=True)["points"]
        .sum()
        .unstack()
    )
    for score in ("volume_complexity", "intellectual_complexity", "drive_index"):
        known = results[score].dropna()
        assert (points.loc[known.index, score] - known).abs().max() < 1e-9


@pytest.mark.standing
def test_the_same_input_gives_the_same_content_hash_in_any_runner(audited, tmp_path):
    told, _, _ = audited
    hashes = {
        outcome["portfolio"]: outcome["content_hash"]
        for outcome in told["outcomes"]
        if outcome["content_hash"]
    }
    done = process_audit("run", *SAMPLES[1:], *AS_OF, "--json", "--inline", "--processes", "2", cwd=tmp_path)
    assert (tmp_path / "outputs/history.sqlite").exists()
    again = {outcome["portfolio"]: outcome["content_hash"] for outcome in json.loads(done.stdout)["outcomes"]}
    assert again == {portfolio: hashes[portfolio] for portfolio in again}
    assert len(again) == 2


@pytest.fixture(scope="module")
def prefect_server():
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.mark.server
def test_as_a_prefect_flow_it_tells_the_same_and_leaves_artifacts(audited, tmp_path, prefect_server):
    from prefect.client.orchestration import get_client

    from flows.audit_portfolio import AuditForm, audit_portfolio, outcomes_of

    told, _, _ = audited
    sample = next(
        path for path in SAMPLES if path.stem == "wensley_vale_hospitals"
    )  # texts, numbers and dates in one column
    state = audit_portfolio(
        AuditForm(inputs=[str(sample), "missing.xlsx"], out=str(tmp_path), as_of="2026-11-01"),
        return_state=True,
    )
    with get_client(sync_client=True) as client:
        tasks = {run.name for run in client.read_task_runs()}
        artifacts = {artifact.key for artifact in client.read_artifacts()}
        names = [run.name for run in client.read_flow_runs()]
    assert state.name == "CompletedWithIssues"
    done, refused = outcomes_of(state)
    assert refused.status == "refused"
    assert done.content_hash == next(
        outcome["content_hash"] for outcome in told["outcomes"] if outcome["portfolio"] == sample.stem
    )
    assert {
        f"{sample.stem}: reading files",
        f"{sample.stem}: assessing processes",
        f"{sample.stem}: writing the report",
        "missing: reading files",
    } <= tasks
    assert {name.partition(": ")[2] for name in tasks} <= {
        step.words for step in STEPS
    }  # no step bears the name of a function
    assert artifacts == {"audit-summary", "audit-outcomes", "audit-progress"}
    assert sample.stem in names[0]


@pytest.mark.server
@pytest.mark.parametrize(
    "inputs", [[SAMPLES[0], "missing.xlsx"], ["missing.xlsx"]], ids=["completed", "failed"]
)
def test_outcomes_are_told_when_the_server_says_too_late_that_the_run_has_ended(
    inputs, tmp_path, monkeypatch, prefect_server
):
    """The client says it again, and the server answers with a state that carries nothing."""
    import httpx

    from flows.audit_portfolio import AuditForm, audit_portfolio, outcomes_of

    send, lost = httpx.Client.send, []

    def lose_the_first_answer(self, request, **settings):
        answer = send(self, request, **settings)
        is_end = request.url.path.endswith("/set_state") and b'"RUNNING"' not in request.content
        if is_end and not lost:
            lost.append(answer)
            raise httpx.ReadTimeout("The answer comes too late.", request=request)
        return answer

    form = AuditForm(inputs=list(map(str, inputs)), out=str(tmp_path), as_of="2026-11-01")
    monkeypatch.setattr(httpx.Client, "send", lose_the_first_answer)
    state = audit_portfolio(form, return_state=True)
    assert lost
    assert [outcome.status == "refused" for outcome in outcomes_of(state)] == [
        name == "missing.xlsx" for name in inputs
    ]


def test_quiet_names_the_portfolio_of_each_refusal_and_nothing_else(tmp_path):
    for name in ("north.xlsx", "south.xlsx"):
        (tmp_path / name).write_text("this is no workbook")
    done = process_audit("run", "north.xlsx", "south.xlsx", "--inline", "--quiet", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (4, "")
    assert [line.partition(": refused: ")[0] for line in done.stderr.splitlines()] == ["north", "south"]


def test_a_wrong_command_is_usage_and_no_traceback(tmp_path):
    for arguments in (["run"], ["run", "x.csv", "--as-of", "yesterday"], ["run", tmp_path], ["nonsense"]):
        done = process_audit(*arguments)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr + done.stdout
        assert (done.stderr + done.stdout).strip()


def test_a_rulebook_of_ones_own_that_is_wrong_is_told_with_file_and_line(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("criteria:\n  drive_rule_based:\n    wieght: 2\n")
    done = process_audit("run", SAMPLES[0], "--rulebook", own, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "own.yaml, line 3" in done.stderr


def test_check_says_what_would_be_understood_and_writes_nothing(tmp_path):
    done = process_audit("check", *SAMPLES, "--json", cwd=tmp_path)
    told = json.loads(done.stdout)
    assert [finding["exit_code"] in (0, 3) for finding in told] == [True] * 3
    assert all(
        finding["rows_in"]
        == finding["rows_typed"] + finding["rows_set_aside"] + sum(finding["rows_by_role"].values())
        for finding in told
    )
    assert list(tmp_path.iterdir()) == []


def test_rules_prints_a_rule_a_statement_and_an_issue():
    for wanted, words in (
        ("drive_rule_based", "S1-22"),
        ("S2-10", "checklist"),
        ("DUPLICATE_ROW", "set aside"),
    ):
        done = process_audit("rules", wanted)
        assert done.returncode == 0
        assert words in done.stdout
    unknown = process_audit("rules", "drive_rule_basd")
    assert unknown.returncode == 2
    assert "drive_rule_based" in unknown.stderr


def test_doctor_finds_nothing_wrong_here(tmp_path):
    done = process_audit("doctor", "--json", cwd=tmp_path)
    findings = {finding["what"]: finding["is_good"] for finding in json.loads(done.stdout)}
    assert done.returncode == 0
    assert {
        "Python",
        "packages",
        "package names",
        "output folder",
        "disk space",
        "rulebook",
        "Prefect API",
    } <= set(findings)
