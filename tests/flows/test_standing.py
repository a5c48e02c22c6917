"""Standing use as the runbook describes it: a server, a process worker, the deployments of prefect.yaml, and
what they may not say.
"""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import yaml

from flows.cli import commands
from flows.cluster.connection import SCHEDULING
from flows.nightly import run as night
from tasks.history import database
from tests.flows.dask_cluster import as_environment, wait_until
from tests.flows.prefect_server import free_port, prefect_server
from tests.flows.test_cluster import inventories

ROOT = Path(__file__).parents[2]
STANDING = ROOT / "flows/standing"
SEEDED = ("Zoltan Quandt", "quandt@example.org", "Xylophone tuning")
ROWS = (
    "Process name;Owner;FTE;Judgement;Output;Description\n"
    f"{SEEDED[2]};{SEEDED[0]};6;1;nonsense {SEEDED[0]};mail {SEEDED[1]}\n"
    f"Invoice processing;{SEEDED[1]};many {SEEDED[0]};9;record;x\n"
)


@contextmanager
def worker(environment, log: Path):
    with log.open("w") as handle:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "prefect",
                "worker",
                "start",
                "--pool",
                "process-audit",
                "--type",
                "process",
            ],
            env=environment,
            cwd="/",
            stdout=handle,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:  # how Prefect's worker ends is not what is tested
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(30)


def prefect(environment, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "prefect", *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
    )


def begin(environment, deployment: str, *arguments: str) -> str:
    """Starts a run of a deployment; its id."""
    started = prefect(environment, "deployment", "run", deployment, *arguments)
    found = re.search(r"UUID: ([0-9a-f-]{36})", started.stdout)
    assert found, started.stderr
    return found[1]


def deployed(folder: Path, api: str, **more: str) -> dict[str, str]:
    """Makes work pool and deployments, with inbox and results in a folder; the environment of their worker."""
    settings = {
        "INBOX": folder / "inbox",
        "OUT": folder / "out",
        "ARCHIVE": folder / "archive",
        "SETTLE_SECONDS": 0,
        "MINIMUM_AGE_SECONDS": 0,
        "HOME": ROOT,
        **more,
    }
    ours = {f"PROCESS_AUDIT_{name}": str(value) for name, value in settings.items()}
    environment = {**os.environ, "PREFECT_API_URL": api, "PREFECT_HOME": str(folder), **ours}
    assert prefect(environment, "work-pool", "create", "process-audit", "--type", "process").returncode == 0
    done = prefect(environment, "--no-prompt", "deploy", "--all", "--prefect-file", STANDING / "prefect.yaml")
    assert done.returncode == 0, done.stderr
    return environment


@pytest.mark.server
@pytest.mark.standing
@pytest.mark.timeout(600)
def test_a_deployed_night_runs_on_a_worker_and_no_row_is_in_prefect(tmp_path):
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox/group.csv").write_text(ROWS)
    with prefect_server(tmp_path) as api:
        environment = deployed(tmp_path, api)
        with worker(environment, tmp_path / "worker.log"):
            done = prefect(environment, "deployment", "run", "nightly-audit/nightly", "--watch")
        assert "CompletedWithIssues" in done.stdout, (tmp_path / "worker.log").read_text()
    outcome = json.loads((tmp_path / "out/group/latest/run.json").read_text())
    assert outcome["counts"]["rows_assessed"] == 2
    assert outcome["counts"]["issues_error"] >= 2
    with sqlite3.connect(tmp_path / "prefect.db") as database:
        dump = "\n".join(database.iterdump())
    database.close()
    assert "audit-outcomes" in dump
    logs = "".join(log.read_text(errors="replace") for log in tmp_path.glob("*.log"))
    for secret in SEEDED:
        assert secret not in dump
        assert secret not in logs


@pytest.mark.server
@pytest.mark.standing
@pytest.mark.timeout(600)
def test_an_audit_goes_on_while_the_prefect_server_is_away(tmp_path):
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox/group.csv").write_text("Process name;FTE\nPayroll;3\n")
    port = free_port()
    with ExitStack() as stack:
        with prefect_server(tmp_path, port) as api:
            environment = deployed(tmp_path, api)
            stack.enter_context(worker(environment, tmp_path / "worker.log"))
            form = 'form={"inputs": ["group.csv"]}'
            run_id = begin(environment, "audit-portfolio/ad-hoc", "-p", form)
            wait_until(lambda: list((tmp_path / "out").glob("group/.*.part")), seconds=120)
        wait_until((tmp_path / "out/group/latest/run.json").is_file, seconds=200)
        with prefect_server(tmp_path, port):
            wait_until(
                lambda: "Completed" in prefect(environment, "flow-run", "inspect", run_id).stdout, seconds=120
            )


@pytest.mark.server
@pytest.mark.standing
@pytest.mark.postgresql
@pytest.mark.timeout(600)
def test_a_night_that_is_cancelled_in_prefect_stops_the_work_on_its_cluster(
    tmp_path, real_cluster, postgres_url
):
    preload = {"DASK_DISTRIBUTED__WORKER__PRELOAD": str(Path(__file__).with_name("dask_preload.py"))}
    there = real_cluster(workers=1, **preload)
    inventories(tmp_path / "inbox", "anna", "otto")
    begun = tmp_path / "out/begun.txt"
    begun.parent.mkdir()
    holding = [begun.with_name(f"{name}.waits") for name in ("anna", "otto")]
    for file in holding:
        file.touch()
    with prefect_server(tmp_path) as api:
        environment = deployed(tmp_path, api, DASK=there.address, HISTORY_URL=postgres_url.format("postgres"))
        with worker(environment, tmp_path / "worker.log"):
            run_id = begin(environment, "nightly-audit/nightly")
            wait_until(begun.exists, seconds=180)
            assert prefect(environment, "flow-run", "cancel", run_id).returncode == 0
            wait_until(lambda: "Cancelled" in prefect(environment, "flow-run", "inspect", run_id).stdout)
            wait_until(lambda: list(begun.parent.glob(".stop-*")))
            for file in holding:
                file.unlink()
            wait_until(lambda: not list(begun.parent.glob("*/.*.part")))
    assert len(begun.read_text().splitlines()) == 1
    assert not list(begun.parent.glob("*/2*"))


def test_the_deployments_name_flows_that_exist_and_start_at_three_or_later():
    deployments = yaml.safe_load((STANDING / "prefect.yaml").read_text())["deployments"]
    for deployment in deployments:
        module, name = deployment["entrypoint"].rsplit(".", 1)
        assert hasattr(__import__(module, fromlist=[name]), name)
    [schedule] = deployments[0]["schedules"]
    assert int(schedule["cron"].split()[1]) >= 3
    assert "timezone" in schedule


def test_telemetry_is_off_and_the_vacuum_on_wherever_a_server_is_described():
    for name in ("compose.yaml", "process-audit-server.service"):
        text = (STANDING / name).read_text()
        assert "DO_NOT_TRACK" in text
        assert "PREFECT_SERVER_ANALYTICS_ENABLED" in text
        assert "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED" in text


def test_what_the_program_says_while_it_waits_is_among_the_logs_of_a_run(monkeypatch):
    monkeypatch.setenv("PREFECT_LOGGING_EXTRA_LOGGERS", "")  # so that it is put back as it was
    monkeypatch.delenv("PREFECT_LOGGING_EXTRA_LOGGERS")
    commands._prefect_environment()
    ours = os.environ["PREFECT_LOGGING_EXTRA_LOGGERS"]
    assert {database.log.name.split(".")[0], night.log.name.split(".")[0]} == set(ours.split(","))
    unit = (STANDING / "process-audit-worker.service").read_text()
    assert f"\nEnvironment=PREFECT_LOGGING_EXTRA_LOGGERS={ours}\n" in unit
    worker = yaml.safe_load((STANDING / "compose.yaml").read_text())["services"]["worker"]
    assert worker["environment"]["PREFECT_LOGGING_EXTRA_LOGGERS"] == ours


def test_the_compose_file_is_whole():
    compose = yaml.safe_load((STANDING / "compose.yaml").read_text())
    assert set(compose["services"]) == {"database", "server", "worker", "dask-scheduler", "dask-worker"}
    assert [name for name, one in compose["services"].items() if one.get("profiles") == ["dask"]] == [
        "dask-scheduler",
        "dask-worker",
    ]
    assert all(service["restart"] for service in compose["services"].values())
    assert compose["services"]["server"]["ports"] == ["127.0.0.1:4200:4200"]


@pytest.mark.parametrize("name", ["scheduler", "worker"])
def test_units_and_containers_of_dask_have_the_settings_of_a_cluster_that_we_start(name):
    """What belongs to the scheduler is set there, what belongs to workers there, and the rest in both."""
    other = "worker" if name == "scheduler" else "scheduler"
    wanted = {
        variable: value.lower()
        for variable, value in as_environment(SCHEDULING).items()
        if not variable.startswith(f"DASK_DISTRIBUTED__{other.upper()}__")
    }
    unit = (STANDING / f"process-audit-dask-{name}.service").read_text()
    assert dict(re.findall(r"^Environment=(DASK_\w+)=(.*)$", unit, flags=re.MULTILINE)) == wanted
    container = yaml.safe_load((STANDING / "compose.yaml").read_text())["services"][f"dask-{name}"]
    settings = {key: value for key, value in container["environment"].items() if key.startswith("DASK_")}
    assert settings == wanted


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
@pytest.mark.parametrize("unit", sorted(STANDING.glob("*.service")), ids=lambda unit: unit.stem)
def test_a_unit_may_do_no_more_than_it_needs(unit):
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=40", unit],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout.splitlines()[-1:]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
@pytest.mark.parametrize("unit", sorted(unit.name for unit in STANDING.glob("*.service")))
def test_systemd_finds_no_fault_in_the_units(unit, tmp_path):
    for file in STANDING.glob("*.service"):
        # Neither the program nor its account is on this machine.
        text = re.sub("/srv/process-audit/.venv/bin/(prefect|dask)", "/bin/true", file.read_text())
        (tmp_path / file.name).write_text(text.replace("User=process-audit\n", ""))
    done = subprocess.run(["systemd-analyze", "verify", tmp_path / unit], capture_output=True, text=True)
    assert unit not in done.stderr
