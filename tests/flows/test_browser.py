"""What an operations person does and sees in the Prefect UI, in a real browser against ``process-audit
serve``.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import yaml
from xlsxwriter import Workbook

from flows.audit_portfolio import AuditForm
from tests.flows.browser import browser
from tests.flows.prefect_server import LONGEST_START_SECONDS, free_port
from tests.history.postgresql import server

pytestmark = [pytest.mark.server, pytest.mark.standing, pytest.mark.timeout(600)]
ROOT = Path(__file__).parents[2]
PROCESS = "Xylophone tuning"
SOUND = "Process name;FTE;Rule based;Judgement;Core process\nInvoice processing;6;5;1;non_core\nMarket study;2;1;5;non_core\n"
FLAWED = (
    ("Process name", "FTE", "Rule based", "Judgement", "Core process"),
    (PROCESS, "many", 5, 1, "non_core"),
    ("Market study", 2, 1, 5, "non_core"),
)
PASSWORD = "audit:for the tests"
ACCOUNT = tuple(PASSWORD.split(":"))
DEPLOYMENTS = len(yaml.safe_load((ROOT / "flows/standing/prefect.yaml").read_text())["deployments"])
REFUSAL = "broken.xlsx is not a spreadsheet"


@contextmanager
def served(home: Path, **more: str):
    """``process-audit serve`` with its own server, as on one machine; yields the address of the UI once both
    deployments are there. ``more`` is added to the environment.
    """
    site = f"http://127.0.0.1:{(port := free_port())}"
    folders = {f"PROCESS_AUDIT_{name}": str(home / name.lower()) for name in ("INBOX", "OUT", "ARCHIVE")}
    environment = {
        **os.environ,
        **folders,
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_RUNNER_POLL_FREQUENCY": "2",
        "PROCESS_AUDIT_SETTLE_SECONDS": "0",
        "PROCESS_AUDIT_MINIMUM_AGE_SECONDS": "0",
        "PREFECT_SERVER_API_AUTH_STRING": PASSWORD,
        **more,
    }
    with (home / "serve.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.cli", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            wait_for_deployments(site, process, home / "serve.log")
            yield site
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def wait_for_deployments(site: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + LONGEST_START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            there = httpx.post(f"{site}/api/deployments/count", json={}, timeout=5, auth=ACCOUNT).json()
            if there == DEPLOYMENTS:
                return
        except (httpx.HTTPError, ValueError):
            pass
        time.sleep(0.5)
    raise AssertionError(f"process-audit serve brought up no deployments:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("ui")
    (home / "inbox").mkdir()
    (home / "inbox/sound.csv").write_text(SOUND)
    with Workbook(home / "inbox/flawed.xlsx") as book:  # words and numbers in one column, as people send them
        sheet = book.add_worksheet()
        for number, row in enumerate(FLAWED):
            sheet.write_row(number, 0, row)
    (home / "inbox/broken.xlsx").write_text("this is no workbook")
    return home


@pytest.fixture(scope="module")
def site(home):
    with served(home) as site:
        yield site


@pytest.fixture
def ui(site, tmp_path):
    with logged_in(site, tmp_path) as ui:
        yield ui


@contextmanager
def logged_in(site, pictures):
    with browser(site, pictures) as ui:
        ui.open("/")
        ui.run(f"localStorage.setItem('prefect-password', btoa({PASSWORD!r}))")
        yield ui


def open_form(ui, deployment="ad-hoc", field="Files or folders"):
    """The way to the form from the front page."""
    ui.open("/")
    ui.press("Deployments")
    ui.press(deployment)
    ui.press("Run", "button")
    ui.press("Custom run")
    ui.see(field)


def start(ui):
    """Presses Submit, again where the page lost the click because it was still checking what had been
    typed.
    """
    for _ in range(3):
        ui.press("Submit", "button")
        if ui.shows("View run", within=10):
            break
    ui.press("View run")


def open_artifact(ui, key):
    """The Artifacts tab, loaded afresh: opened in the moment in which a run ends, it can stay empty."""
    ui.open(f"{ui.path().partition('?')[0]}?tab=Artifacts")
    ui.see(key)
    ui.picture("artifacts")
    ui.press(key)
    ui.follow("/artifacts/artifact/")


@pytest.mark.browser
def test_two_files_named_in_the_form_are_audited_and_a_refused_one_is_told_with_its_sentence(ui, home):
    open_form(ui)
    ui.fill_in("Files or folders", '"Z:\\inbox\\flawed.xlsx"')  # as Windows copies a path
    ui.press("Add item")
    ui.fill_in("Files or folders", "broken.xlsx")
    ui.picture("form")
    start(ui)
    ui.see_state("Running")
    ui.picture("running")
    assert ui.see_state("CompletedWithIssues", "Completed", "Failed", "Crashed") == "CompletedWithIssues"
    assert "flawed and 1 more" in ui.text()
    open_artifact(ui, "audit-summary")
    ui.see("What to do next")
    page, picture = ui.text(), ui.picture("summary")
    assert "Audited, with something to look at" in page, picture
    assert str(home / "out/flawed") in page
    assert "corrections.xlsx" in page
    assert REFUSAL in page
    assert "flawed.xlsx was looked for in the inbox" in page
    assert PROCESS not in page


@pytest.mark.browser
def test_files_joined_to_a_portfolio_end_completed_with_a_table_of_files(ui, home):
    open_form(ui)
    ui.fill_in("Files or folders", str(home / "inbox/sound.csv"))
    ui.fill_in("Portfolio", "Group")
    start(ui)
    assert ui.see_state("CompletedWithIssues", "Completed", "Failed", "Crashed") == "Completed"
    open_artifact(ui, "audit-outcomes")
    ui.see("sound.csv")
    ui.picture("table")
    assert "Group" in ui.text()
    assert "Invoice processing" not in ui.text()
    assert (home / "out/Group/latest/audit_report.xlsx").exists()


@pytest.mark.browser
def test_a_form_without_a_file_fails_with_a_sentence_that_says_what_to_do(ui):
    open_form(ui)
    start(ui)
    ui.see_state("Failed")
    ui.press("Details")
    ui.see("No file was named")
    ui.picture("nothing")


@pytest.mark.browser
def test_a_night_is_started_by_hand_and_shows_its_digest(ui, home):
    (home / "inbox/new.csv").write_text(SOUND)
    (home / "inbox/unreadable.xlsx").write_text("nor is this")
    open_form(ui, "nightly", "Business date")
    ui.picture("nightly_form")
    start(ui)
    assert ui.see_state("CompletedWithIssues", "Completed", "Failed", "Crashed") == "CompletedWithIssues"
    assert "night of" in ui.text()
    open_artifact(ui, "audit-summary")
    ui.see("digest.xlsx")
    ui.picture("night")
    assert "unreadable.xlsx is not a spreadsheet" in ui.text()


@pytest.mark.browser
@pytest.mark.postgresql
def test_the_form_keeps_its_order_where_prefect_lies_on_postgresql(tmp_path):
    """PostgreSQL keeps the form as jsonb, which sorts its fields by the length of their names."""
    with server() as url:
        database = url.format("postgres").replace("postgresql://", "postgresql+asyncpg://")
        with (
            served(tmp_path, PREFECT_API_DATABASE_CONNECTION_URL=database) as site,
            logged_in(site, tmp_path) as ui,
        ):
            open_form(ui)
            seen = ui.text()
    titles = [field["title"] for field in AuditForm.model_json_schema()["properties"].values()]
    assert sorted(titles, key=seen.index) == titles


def test_the_schedule_of_the_night_makes_runs(site):
    """With some releases of SQLAlchemy the server's scheduler fails on every round, and no night ever
    starts.
    """
    deadline = time.monotonic() + LONGEST_START_SECONDS
    while time.monotonic() < deadline:
        scheduled = httpx.post(
            auth=ACCOUNT,
            url=f"{site}/api/flow_runs/count",
            json={"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}},
            timeout=5,
        ).json()
        if scheduled:
            return
        time.sleep(1)
    raise AssertionError("the scheduler made no run of the nightly deployment")
