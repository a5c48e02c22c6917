"""Audits on a real Dask cluster: the same results, workers that die, a scheduler that goes away, skew."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
import trustme

from flows.cluster import LOCAL, checks, connected, connection, on_cluster
from flows.cluster.audits import CONNECTION_LOST, WORKER_DIED
from flows.cluster.jobs import ClusterJob, audit_job
from flows.runners import inline
from flows.story import audit_and_remember
from schemas.errors import UsageError
from tasks.settings import ReportLimits, Settings
from tests.flows.dask_cluster import at_work, wait_until
from tests.flows.prefect_server import free_port
from tests.flows.requests_for_tests import request

ROOT = Path(__file__).parents[2]
LIST = "Process,FTE,Rule-based (1-5),Judgement (1-5)\nPay supplier invoices,4.5,5,1\n{name},2,4,2\n"

standing = pytest.mark.standing


def inventories(folder: Path, *names: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / f"{name}.csv").write_text(LIST.format(name=f"Process of {name}"), encoding="utf-8")
    return [folder / f"{name}.csv" for name in names]


def requests(out: Path, files: list[Path]):
    return [request(out, file, portfolio=file.stem) for file in files]


@standing
def test_a_worker_that_dies_costs_nobody_else_anything_and_results_are_those_of_one_process(
    tmp_path, monkeypatch
):
    """Five portfolios: one ends its worker each time, one ends it once."""
    monkeypatch.setenv("DASK_DISTRIBUTED__WORKER__PRELOAD", str(Path(__file__).with_name("dask_preload.py")))
    import dask

    dask.config.refresh()
    files = inventories(tmp_path / "in", "anna", "killer", "unlucky", "otto", "zoe")
    seen = []
    outcomes = on_cluster(
        requests(tmp_path / "out", files), LOCAL, Settings(out=tmp_path / "out", processes=2), seen.append
    )
    monkeypatch.undo()
    dask.config.refresh()
    assert [outcome.portfolio for outcome in outcomes] == ["anna", "killer", "unlucky", "otto", "zoe"]
    assert {outcome.portfolio for outcome in seen} == {outcome.portfolio for outcome in outcomes}
    by_name = {outcome.portfolio: outcome for outcome in outcomes}
    killer = by_name.pop("killer")
    assert (killer.status, killer.fault) == ("failed", WORKER_DIED)
    assert killer.inputs[0][0] == "killer.csv"
    for name, outcome in by_name.items():
        [here] = requests(tmp_path / "here", [tmp_path / "in" / f"{name}.csv"])
        alone = audit_and_remember(here, inline())
        assert outcome.content_hash == alone.content_hash
        assert [path.name for path in (tmp_path / "out" / name).glob("2*")] == [here.run_id]
        assert (Path(outcome.run_folder) / "results.csv").read_bytes() == (
            Path(alone.run_folder) / "results.csv"
        ).read_bytes()


@standing
def test_the_command_line_audits_a_folder_on_local_workers(tmp_path):
    inventories(tmp_path / "in", "anna", "otto")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "flows.cli",
            "run",
            "in",
            "--out",
            "out",
            "--dask",
            "local",
            "--inline",
            "--json",
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr
    assert {one["portfolio"] for one in json.loads(done.stdout)["outcomes"]} == {"anna", "otto"}


def certificates(folder: Path) -> dict[str, str]:
    """An authority of one's own and a certificate of this machine, as the runbook names them in dask.env."""
    authority = trustme.CA()
    node = authority.issue_cert("127.0.0.1", "localhost")
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    node.cert_chain_pems[0].write_to_path(str(folder / "node.pem"))
    node.private_key_pem.write_to_path(str(folder / "node.key"))
    of_nodes = {
        f"DASK_DISTRIBUTED__COMM__TLS__{role}__{name}": str(folder / file)
        for role in ("SCHEDULER", "WORKER", "CLIENT")
        for name, file in (("CERT", "node.pem"), ("KEY", "node.key"))
    }
    return {
        "DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "true",
        "DASK_DISTRIBUTED__COMM__TLS__CA_FILE": str(folder / "ca.pem"),
        **of_nodes,
    }


@standing
@pytest.mark.postgresql
def test_a_cluster_with_certificates_answers_those_who_have_one_and_nobody_else(
    tmp_path, real_cluster, postgres_url
):
    tls = certificates(tmp_path)
    [file] = inventories(tmp_path / "in", "anna")
    encrypted = real_cluster(workers=1, protocol="tls", **tls)

    def command(*words: object, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "flows.cli", *map(str, words)],
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "PROCESS_AUDIT_HISTORY_URL": postgres_url.format("postgres"),
                **environment,
            },
            capture_output=True,
            text=True,
            timeout=200,
        )

    run = ("run", file, "--out", tmp_path / "out", "--dask", encrypted.address, "--inline")
    refused = command(*run)
    assert refused.returncode == 2
    assert "No Dask scheduler answers at" in refused.stderr
    plain = command(*run[:5], encrypted.address.replace("tls:", "tcp:"), "--inline")
    assert plain.returncode == 2
    done = command(*run, **tls)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out/anna/latest/audit_report.xlsx").exists()
    checked = command("doctor", "--dask", encrypted.address, "--json", **tls)
    [found] = [one for one in json.loads(checked.stdout) if "dask" in one["what"].lower()]
    assert found["is_good"], found


@standing
@pytest.mark.postgresql
def test_a_scheduler_that_goes_away_leaves_an_outcome_for_each_portfolio(
    tmp_path, real_cluster, postgres_url
):
    there = real_cluster()
    files = inventories(tmp_path / "in", "anna", "otto", "zoe", "karl")
    config = Settings(out=tmp_path / "out", history_url=postgres_url)
    done = []

    def kill_scheduler_after_first(outcome):
        if not done:
            os.killpg(there.scheduler.pid, signal.SIGKILL)
        done.append(outcome)

    outcomes = on_cluster(
        requests(tmp_path / "out", files), there.address, config, kill_scheduler_after_first
    )
    assert len(outcomes) == 4
    assert outcomes[0].status == "audited" or any(outcome.status == "audited" for outcome in outcomes)
    lost = [outcome for outcome in outcomes if outcome.status != "audited"]
    assert lost
    assert {(outcome.status, outcome.fault) for outcome in lost} == {("failed", CONNECTION_LOST)}


@standing
@pytest.mark.postgresql
@pytest.mark.timeout(1500)
def test_two_hundred_lists_are_each_audited_once_though_a_worker_is_killed(
    tmp_path, real_cluster, postgres_url
):
    """With the results of one process, byte for byte, for every twentieth list."""
    there = real_cluster()
    names = [f"unit{number:03d}" for number in range(200)]
    files = inventories(tmp_path / "in", *names)
    seen, killed = [], []

    def kill_a_worker_on_the_way(outcome):
        seen.append(outcome.portfolio)
        if len(seen) == 40:
            killed.append(at_work(there.workers[0].pid))
            killed[0].kill()

    without = ReportLimits(data_docs_rows=1, scenario_rows=1)  # lists of two rows get neither: half the time
    config = Settings(out=tmp_path / "out", history_url=postgres_url.format("postgres"), report=without)
    outcomes = on_cluster(requests(tmp_path / "out", files), there.address, config, kill_a_worker_on_the_way)
    assert not killed[0].is_running()
    assert [(outcome.portfolio, outcome.status) for outcome in outcomes] == [
        (name, "audited") for name in names
    ]
    assert sorted(seen) == names
    assert [len(list((tmp_path / "out" / name).glob("2*"))) for name in names] == [1] * len(names)
    for outcome, file in list(zip(outcomes, files, strict=True))[::20]:
        [here] = requests(tmp_path / "here", [file])
        alone = Path(audit_and_remember(here, inline()).run_folder)
        assert (Path(outcome.run_folder) / "results.csv").read_bytes() == (alone / "results.csv").read_bytes()


@standing
@pytest.mark.postgresql
def test_workers_with_other_versions_are_refused_with_what_differs(tmp_path, real_cluster, postgres_url):
    (tmp_path / "skew.py").write_text(
        "import flows.cluster.checks, importlib.metadata as m\n"
        "flows.cluster.checks.version = lambda name: '0.0.1' if name == 'pandas' else m.version(name)\n"
    )
    there = real_cluster(workers=1, DASK_DISTRIBUTED__WORKER__PRELOAD=str(tmp_path / "skew.py"))
    config = Settings(out=tmp_path / "out", history_url=postgres_url)
    with pytest.raises(UsageError, match=r"pandas 0\.0\.1 instead of"):
        on_cluster(requests(tmp_path / "out", inventories(tmp_path / "in", "anna")), there.address, config)


@standing
@pytest.mark.postgresql
def test_a_run_that_is_interrupted_stops_its_workers_before_their_next_step(
    tmp_path, real_cluster, postgres_url
):
    there = real_cluster(workers=1)
    config = Settings(out=tmp_path / "out", history_url=postgres_url)
    asked = requests(tmp_path / "out", inventories(tmp_path / "in", "anna", "otto"))

    def interrupt(outcome):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        on_cluster(asked, there.address, config, interrupt)
    time.sleep(3)  # time in which a worker that is not stopped begins the second portfolio
    wait_until(lambda: not list((tmp_path / "out").glob("*/.*.part")))
    finished = {path.parent.parent.name for path in (tmp_path / "out").glob("*/2*/run.json")}
    assert len(finished) == 1


@pytest.mark.parametrize("looks", [1, 2, 12])
def test_a_run_that_is_stopped_on_a_worker_is_at_work_in_no_history(tmp_path, monkeypatch, looks):
    """The worker lives on, so that nobody would find out later that the run is over."""

    class AppearsAfter:
        """The stop file, which appears after so many looks."""

        count = 0

        def exists(self):
            self.count += 1
            return self.count > looks

    [asked] = requests(tmp_path / "out", inventories(tmp_path / "in", "anna"))
    # This process is no worker, and stays as it is.
    monkeypatch.setattr("tasks.settings.use_settings", lambda config: None)
    monkeypatch.setattr("flows.cluster.jobs.prepare_for_audits", lambda: None)
    program = checks.describe_program(None)
    outcome = audit_job(ClusterJob(asked, Settings(out=tmp_path / "out"), AppearsAfter(), program))
    assert (outcome.status, outcome.fault) == (
        "failed",
        "The run was stopped before this portfolio was finished.",
    )
    with closing(sqlite3.connect(tmp_path / "out/history.sqlite")) as database:
        assert database.execute("SELECT status, fault FROM runs").fetchall() == [("failed", outcome.fault)]
    assert not list((tmp_path / "out/anna").glob("[!.]*"))


def test_workers_elsewhere_need_a_history_on_postgresql(tmp_path):
    class Nobody:
        """No client is needed before this is refused."""

    with pytest.raises(UsageError, match="history on PostgreSQL"):
        checks.check_cluster(Nobody(), "tcp://10.0.0.1:8786", Settings(out=tmp_path))


def test_a_scheduler_that_does_not_answer_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 1)
    address = f"tcp://127.0.0.1:{free_port()}"
    with (
        pytest.raises(UsageError, match=f"No Dask scheduler answers at {address}"),
        connected(address, Settings(out=tmp_path)),
    ):
        pass


def test_without_dask_the_option_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(UsageError, match=r"pip install 'process-portfolio-audit\[dask\]'"),
        connected(LOCAL, Settings(out=tmp_path)),
    ):
        pass


def test_what_dask_writes_into_its_logs_names_no_file_and_no_secret(tmp_path):
    config = Settings(history_url="postgresql://user:secret@db/history")
    job = ClusterJob(request(tmp_path, tmp_path / "Anna Berg.csv"), config, tmp_path / "stop", {})
    assert repr(job) == "<audit of run 20261101T030000Z-000001>"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"sees_out": False}, "does not see or cannot write the output folder"),
        ({"sees_inputs": False}, "does not see the inputs"),
        ({"sees_locks": False}, "does not see file locks of this machine"),
        ({"program": {"versions": {"pandas": "3.1"}, "rulebook": "other"}}, "has another rulebook"),
        ({"program": {"versions": {"pandas": "2.0"}, "rulebook": "abc"}}, "pandas 2.0 instead of 3.1"),
    ],
)
def test_a_worker_that_cannot_do_the_work_is_named_with_the_reason(tmp_path, change, sentence):
    same = {"versions": {"pandas": "3.1"}, "rulebook": "abc"}
    good = {"program": same, "sees_out": True, "sees_inputs": True, "sees_locks": True}
    checks._compare("tcp://w:1", good, good, tmp_path)
    with pytest.raises(UsageError, match=sentence):
        checks._compare("tcp://w:1", good, good | change, tmp_path)
