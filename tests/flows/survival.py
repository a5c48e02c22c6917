"""Standing use under kill -9: a real server, worker, inbox and mail server; nights are killed at random
moments and looked at afterwards.

python -m tests.flows.survival --kills 30 --seed 1 [--postgresql]
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
import openpyxl
import psutil
import yaml

from tests.flows.prefect_server import free_port
from tests.flows.requests_for_tests import make_known
from tests.mail_server import mail_server, message_in

ROOT = Path(__file__).parents[2]
STANDING = ROOT / "flows/standing"
SAMPLES = sorted((ROOT / "sample_inputs").glob("*.xlsx"))
# Portfolios whose reports are mailed.
KNOWN = ("list 0", "list 1", "messy", "broken", "group", *(path.stem for path in SAMPLES))
TARGETS = ("flow", "child", "worker", "worker alone", "server")
HEARTBEAT_SECONDS, MARKED_AFTER_SECONDS = 30, 100
LONGEST_SECONDS = 600
NIGHTS_IN_A_ROW = 2
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


class Mailbox:
    """Keeps who got which message."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the server's name for it
        message = message_in(envelope)
        self.mails.append((envelope.rcpt_tos[0], message["Message-ID"], message["Subject"]))
        return "250 OK"


@contextmanager
def mailbox():
    """A mail server; yields its mailbox and port."""
    box = Mailbox()
    with mail_server(box) as smtp:
        yield box, smtp.port


class Unit:
    """A service as systemd keeps it: when its main process dies the rest of it is killed, and it is started
    again.
    """

    def __init__(self, name: str, command: list[str], environment: dict[str, str], log: Path):
        self.name, self._command, self._environment, self._log = name, command, environment, log
        self.is_wanted, self.is_spared, self.starts = True, False, 0
        self._start()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def _start(self) -> None:
        with self._log.open("a") as log:
            self.process = subprocess.Popen(
                self._command,
                env=self._environment,
                cwd="/",
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.starts += 1

    def _keep(self) -> None:
        members: list[psutil.Process] = []
        while self.is_wanted:
            if self.process.poll() is None:
                members = below(self.process.pid) or members
            else:
                for member in [] if self.is_spared else members:
                    kill(member)
                self.is_spared, members = False, []
                time.sleep(1)
                if self.is_wanted:
                    self._start()
            time.sleep(0.1)

    def kill(self, alone: bool = False) -> None:
        """Kills the main process; ``alone``: what it started lives on."""
        self.is_spared = alone
        self.process.kill()

    def stop(self) -> None:
        """Stops it for good."""
        self.is_wanted = False
        self._keeper.join()
        for process in [*below(self.process.pid), self.process]:
            kill(process)
        self.process.wait()


def below(pid: int) -> list[psutil.Process]:
    """All processes that a process started, however deep."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def kill(process) -> None:
    """Kills a process that may be gone already."""
    with suppress(psutil.NoSuchProcess, ProcessLookupError):
        process.kill()


class House:
    """Inbox, output folder, history and mail of one installation, and what must hold of them."""

    def __init__(self, folder: Path, smtp_port: int, history_url: str = "", seed: int = 1):
        self.folder, self.out, self.inbox = folder, folder / "out", folder / "inbox"
        self.inbox.mkdir(parents=True)
        make_known(self.out, *KNOWN)
        self.random = random.Random(seed)
        self.history_url = history_url or f"sqlite:///{self.out}/history.sqlite"
        settings = {
            "INBOX": self.inbox,
            "OUT": self.out,
            "ARCHIVE": folder / "archive",
            "SETTLE_SECONDS": 0,
            "MINIMUM_AGE_SECONDS": 0,
            "PORTFOLIOS": json.dumps({name: {} for name in KNOWN}),
            "PROCESSES": 2,
            "HOME": ROOT,
            "HISTORY_URL": history_url,
            "SMTP__HOST": "127.0.0.1",
            "SMTP__PORT": smtp_port,
            "SMTP__ENCRYPTION": "none",
            "RECIPIENTS": json.dumps({"*": ["cfo@example.org"], "digest": ["ops@example.org"]}),
        }
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            **{f"PROCESS_AUDIT_{name}": str(value) for name, value in settings.items()},
        }
        self.mark = str(folder)

    def fill(self, count: int = 1, sample: bool = False) -> None:
        """Puts new work into the inbox: made tables, a messy workbook, a sample with a cell changed, and a
        file that is none.
        """
        for number in range(count):
            figures = [[self.random.randint(1, most) for most in (60, 5, 5)] for _ in range(30)]
            rows = "\n".join(
                f"Process {row};{fte};{rules};{judgement};non_core"
                for row, (fte, rules, judgement) in enumerate(figures)
            )
            self._put(
                f"list {number}.csv", f"Process name;FTE;Rule based;Judgement;Core process\n{rows}\n".encode()
            )
        self._put("broken.xlsx", f"no workbook {self.random.random()}".encode())
        book = openpyxl.Workbook()
        cells = ["3", "many", "=1/0", 4, None]
        messy = [
            ["Inventory of the group"],
            [],
            ["as of", "October"],
            ["Name of process", "Headcount (FTE)", "AHT (sec)"],
            *([f"Messy {row}", self.random.choice(cells), self.random.randint(10, 900)] for row in range(20)),
            ["Total", 80, None],
        ]
        for row in messy:
            book.active.append(row)
        book.active.merge_cells("A1:C1")
        self._save(book, "messy.xlsx")
        if sample:
            source = self.random.choice(SAMPLES)
            book = openpyxl.load_workbook(source)
            book.worksheets[-1]["Z99"] = self.random.random()
            self._save(book, source.name)

    def _save(self, book, name: str) -> None:
        part = self.folder / name
        book.save(part)
        part.replace(self.inbox / name)

    def _put(self, name: str, content: bytes) -> None:
        part = self.folder / name
        part.write_bytes(content)
        part.replace(self.inbox / name)

    def processes(self) -> list[psutil.Process]:
        """Processes of ours that are at work on this house, whoever started them."""
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def auditors(self) -> list[psutil.Process]:
        """Processes of a pool that audit portfolios."""
        return [process for process in self.processes() if "spawn_main" in command_of(process)]

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            return (
                process.pid != os.getpid()
                and process.environ().get("PROCESS_AUDIT_INBOX") == str(self.inbox)
                and process.status() != "zombie"
            )
        except (psutil.Error, OSError):
            return False

    def history(self, statement: str) -> list[tuple]:
        """Rows of the history database."""
        from sqlalchemy import create_engine, make_url, text

        url = make_url(self.history_url)
        engine = create_engine(
            url.set(drivername="postgresql+psycopg") if url.get_backend_name() == "postgresql" else url
        )
        with engine.connect() as connection:
            rows = [tuple(row) for row in connection.execute(text(statement))]
        engine.dispose()
        return rows

    def faults(self, box: Mailbox) -> list[str]:
        """What does not hold after a night that was not disturbed; empty where all does."""
        return [*self._folders(), *self._rows(), *self._told(box)]

    def _folders(self):
        yield from (
            f"left over: {path.relative_to(self.out)}" for path in self.out.rglob("*") if ".part" in path.name
        )
        for home in (path for path in self.out.iterdir() if path.is_dir() and path.name != "digests"):
            runs = sorted(
                path
                for path in home.iterdir()
                if path.is_dir() and not path.is_symlink() and not path.name.startswith(".")
            )
            yield from (f"half a run: {run.relative_to(self.out)}" for run in runs if not is_whole(run))
            if runs and (home / "latest").resolve() != runs[-1].resolve():
                yield f"latest of {home.name} is not its newest run"

    def _rows(self):
        runs = self.history("SELECT run_key, portfolio, run_id, status, run_folder FROM runs")
        yield from (
            f"run doubled: {run}" for run, count in Counter(run[1:3] for run in runs).items() if count > 1
        )
        yield from (f"neither ended nor dead: {run[1:4]}" for run in runs if run[3] == "started")
        counted = dict(self.history("SELECT run_key, count(*) FROM inputs GROUP BY run_key"))
        for key, portfolio, run_id, status, folder in runs:
            expected = inputs_of(Path(folder)) if status.startswith("audited") else None
            if expected is not None and counted.get(key, 0) != expected:
                yield f"inputs of {portfolio}/{run_id}: {counted.get(key, 0)} rows, not {expected}"
        on_disk = {
            (path.parent.parent.name, path.parent.name)
            for path in self.out.glob("*/*/run.json")
            if not path.parent.is_symlink()
        }
        known = {(run[1], run[2]) for run in runs if run[3].startswith("audited")}
        yield from (f"on disk or in the history alone: {run}" for run in on_disk ^ known)
        seen = Counter(
            self.history(
                "SELECT portfolio, sha256 FROM runs JOIN inputs USING (run_key) WHERE status LIKE "
                "'audited%' OR status = 'refused'"
            )
        )
        yield from (
            f"audited {count} times: a file of {portfolio}"
            for (portfolio, _), count in seen.items()
            if count > 1
        )
        wanted = {hashlib.sha256(path.read_bytes()).hexdigest() for path in self.inbox.iterdir()}
        yield from (f"never audited: {sha256[:8]}" for sha256 in wanted - {sha256 for _, sha256 in seen})

    def _told(self, box: Mailbox):
        yield from (
            f"mailed {count} times: {mail}" for mail, count in Counter(box.mails).items() if count > 1
        )
        ledger = self.history("SELECT portfolio, run_id, status FROM deliveries WHERE portfolio != ''")
        sent, unsure = (
            Counter(row[:2] for row in ledger if row[2] == status) for status in ("sent", "sending")
        )
        yield from (f"ledger: {count} mails of {run}" for run, count in sent.items() if count > 1)
        audited = self.history("SELECT portfolio, run_id FROM runs WHERE status LIKE 'audited%'")
        yield from (f"never told: {run}" for run in audited if run not in sent and run not in unsure)
        digests = {
            night for (night,) in self.history("SELECT DISTINCT run_id FROM deliveries WHERE portfolio = ''")
        }
        written = {path.name.split("-", 3)[3] for path in (self.out / "digests").glob("[!.]*")}
        yield from (f"digest never sent: {night}" for night in written - digests)

    def counts(self) -> dict[str, int]:
        """Rows of the history by table, and runs by status."""
        tables = {
            table: self.history(f"SELECT count(*) FROM {table}")[0][0]
            for table in ("runs", "inputs", "deliveries")
        }
        return tables | dict(self.history("SELECT status, count(*) FROM runs GROUP BY status"))


def is_whole(run: Path) -> bool:
    """Whether a run folder holds every file that its record names, unchanged."""
    record = run / "run.json"
    return record.is_file() and all(
        hashlib.sha256((run / name).read_bytes()).hexdigest() == sha256 if (run / name).is_file() else False
        for name, sha256 in json.loads(record.read_text())["files"].items()
    )


def inputs_of(folder: Path) -> int:
    """How many input files of a run the history must hold."""
    return len(json.loads((folder / "run.json").read_text())["inputs"])


class Standing:
    """A house with a Prefect server, a worker and the deployments of prefect.yaml beside it."""

    def __init__(self, house: House, prefect_database: str = ""):
        self.house, port = house, free_port()
        self.api = f"http://127.0.0.1:{port}/api"
        self.environment = {
            **house.environment,
            "PREFECT_API_URL": self.api,
            "PREFECT_HOME": str(house.folder),
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(HEARTBEAT_SECONDS),
            "PREFECT_LOGGING_LEVEL": "INFO",
            **({"PREFECT_API_DATABASE_CONNECTION_URL": prefect_database} if prefect_database else {}),
        }
        prefect = [sys.executable, "-m", "prefect"]
        self.server = Unit(
            "server",
            [*prefect, "server", "start", "--host", "127.0.0.1", "--port", str(port)],
            self.environment,
            house.folder / "server.log",
        )
        try:
            self._deploy()
        except BaseException:
            self.server.stop()
            raise
        # As in the unit, with its limit.
        worker = [
            *prefect,
            *("worker", "start", "--pool", "process-audit", "--type", "process", "--limit", "4"),
        ]
        self.worker = Unit("worker", worker, self.environment, house.folder / "worker.log")

    def _deploy(self) -> None:
        """Puts pool, deployments and automations in place."""
        self.wait_for_server()
        self._run("work-pool", "create", "process-audit", "--type", "process")
        self._run("--no-prompt", "deploy", "--all", "--prefect-file", str(STANDING / "prefect.yaml"))
        self._run("automation", "create", "--from-file", str(self._automation()))
        [found] = [one for one in self.post("deployments/filter", {}) if one["name"] == "nightly"]
        self.deployment = found["id"]

    def _automation(self) -> Path:
        """The automations that mark dead runs, with the short heartbeat of this trial."""
        told = yaml.safe_load((STANDING / "automations.yaml").read_text())
        for automation in told["automations"]:
            automation["trigger"]["within"] = MARKED_AFTER_SECONDS
        path = self.house.folder / "automations.yaml"
        path.write_text(yaml.safe_dump(told))
        return path

    def _run(self, *arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "prefect", *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=600,
        )
        if done.returncode:
            raise RuntimeError(f"prefect {arguments[0]}: {done.stdout[-500:]}{done.stderr[-1500:]}")

    def wait_for_server(self) -> None:
        """Waits until the server answers."""
        until(lambda: httpx.get(f"{self.api}/health", timeout=5).status_code == 200)

    def post(self, path: str, body: dict):
        """Asks the server, again where it is just being started."""
        told = []

        def ask() -> bool:
            answer = httpx.post(f"{self.api}/{path}", json=body, timeout=30)
            answer.raise_for_status()
            told.append(answer.json() if answer.content else None)
            return True

        until(ask)
        return told[-1]

    def begin_night(self) -> str:
        """Starts a night now; the id of its flow run."""
        return self.post(f"deployments/{self.deployment}/create_flow_run", {"state": {"type": "SCHEDULED"}})[
            "id"
        ]

    def states(self) -> dict[str, tuple[str, str]]:
        """Type and name of the state of each flow run of the nightly deployment."""
        runs = self.post(
            "flow_runs/filter",
            {"deployments": {"id": {"any_": [self.deployment]}}, "limit": 200, "sort": "START_TIME_DESC"},
        )
        return {run["id"]: (run["state"]["type"], run["state"]["name"]) for run in runs}

    def flow_processes(self) -> list[psutil.Process]:
        """The processes of flow runs, without what they started."""
        return [
            process
            for process in self.house.processes()
            if "prefect.flow_engine" in command_of(process) or "prefect.engine" in command_of(process)
        ]

    def wait_for_end(self, night: str) -> str:
        """Waits until a night has ended; the name of its state."""
        until(lambda: self.states()[night][0] in ENDED)
        until(
            lambda: not self.flow_processes()
        )  # a killed night that the worker took up again may be at the work instead
        return self.states()[night][1]

    def stop(self) -> None:
        """Stops all of it."""
        self.worker.stop()
        self.server.stop()
        for process in self.house.processes():
            kill(process)


def command_of(process: psutil.Process) -> str:
    """Command line of a process; empty where it is gone."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def until(holds, seconds: float = LONGEST_SECONDS) -> None:
    """Waits until something holds; a server that is away meanwhile is waited for."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if holds():
                return
        except (httpx.HTTPError, KeyError):
            pass
        if time.monotonic() > deadline:
            raise TimeoutError("what was waited for did not come about")
        time.sleep(0.3)


def strike(standing: Standing, target: str) -> str:
    """Kills one thing; where no flow is at work (any more) the server. What was really killed."""
    flows = standing.flow_processes()
    children = [child for flow in flows for child in below(flow.pid) if "spawn_main" in command_of(child)]
    if target == "child" and children:
        kill(standing.house.random.choice(children))
        return target
    if target in ("flow", "child") and flows:
        kill(flows[0])
        return "flow"
    if target.startswith("worker"):
        standing.worker.kill(alone=target == "worker alone")
        return target if flows else "worker"
    standing.server.kill()
    return "server"


def killed_night(standing: Standing, targets: list[str], longest: float) -> dict:
    """A night in which things are killed at random moments from the start of its process on."""
    chance = standing.house.random
    standing.house.fill(sample=chance.random() < 0.2)
    night = standing.begin_night()
    with suppress(TimeoutError):
        until(standing.flow_processes, 90)
    began, struck = time.monotonic(), []
    for target, moment in zip(targets, sorted(chance.uniform(0, longest) for _ in targets), strict=True):
        time.sleep(max(began + moment - time.monotonic(), 0))
        struck.append((round(moment, 1), strike(standing, target)))
    standing.wait_for_server()
    until(lambda: not standing.flow_processes())
    with suppress(TimeoutError):  # children notice within moments that their parent is gone
        until(lambda: not standing.house.auditors(), 20)
    left = [command_of(process)[:60] for process in standing.house.auditors()]
    return {"struck": struck, "state": standing.states()[night][1], "orphans": left}


def trial(standing: Standing, box: Mailbox, nights: list[list[str]], longest: float) -> dict:
    """Nights that are killed, and the next one, which is not and must make all of it good."""
    began = time.monotonic()
    killed = [killed_night(standing, targets, longest) for targets in nights]
    state = standing.wait_for_end(standing.begin_night())
    faults = [
        *standing.house.faults(box),
        *([] if state in ("Completed", "CompletedWithIssues") else [f"the next night ended: {state}"]),
        *(f"orphan: {command}" for night in killed for command in night["orphans"]),
    ]
    return {
        "killed": killed,
        "next_night": state,
        "seconds": round(time.monotonic() - began),
        "faults": faults,
    }


def main() -> None:
    """Runs the long trial and prints what came of it, as JSON lines."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="survival-"))
    with ExitStack() as stack:
        history_url = prefect_database = ""
        if asked.postgresql:
            import psycopg

            from tests.history.postgresql import server

            template = stack.enter_context(server())
            for name in ("history", "prefect"):
                with psycopg.connect(template.format("postgres"), autocommit=True) as connection:
                    connection.execute(f"CREATE DATABASE {name}")
            history_url = template.format("history")
            prefect_database = template.format("prefect").replace("postgresql://", "postgresql+asyncpg://")
        box, port = stack.enter_context(mailbox())
        house = House(folder, port, history_url, asked.seed)
        standing = Standing(house, prefect_database)
        stack.callback(standing.stop)
        say(
            {
                "began": f"{dt.datetime.now(dt.UTC):%H:%M:%S}",
                "folder": str(folder),
                "seed": asked.seed,
                "postgresql": asked.postgresql,
            }
        )
        house.fill(2, sample=True)
        night = standing.begin_night()
        until(lambda: standing.flow_processes())
        began = time.monotonic()
        state = standing.wait_for_end(night)
        longest = 0.6 * (time.monotonic() - began)
        say(
            {
                "undisturbed": state,
                "seconds": round(longest, 1),
                "faults": house.faults(box),
                "counts": house.counts(),
            }
        )
        killed: Counter[str] = Counter()
        faults: Counter[str] = Counter()
        number = 0
        while killed.total() < asked.kills:
            number += 1
            told = trial(
                standing, box, [house.random.sample(TARGETS, 2) for _ in range(NIGHTS_IN_A_ROW)], longest
            )
            killed.update(target for night in told["killed"] for _, target in night["struck"])
            faults.update(fault.split(":")[0] for fault in told["faults"])
            say({"trial": number, **told})
        time.sleep(MARKED_AFTER_SECONDS + HEARTBEAT_SECONDS)
        states = Counter(name for _, name in standing.states().values())
        say(
            {
                "ended": f"{dt.datetime.now(dt.UTC):%H:%M:%S}",
                "killed": killed,
                "starts": {"server": standing.server.starts, "worker": standing.worker.starts},
                "prefect_states": states,
                "counts": house.counts(),
                "mails": len(box.mails),
                "faults": faults,
            }
        )
    if not asked.keep:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(bool(faults))


def say(told: dict) -> None:
    """One line of the report."""
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main()
