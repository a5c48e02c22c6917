"""The flows with their schedule on one machine, as ``process-audit serve`` brings them up."""

from __future__ import annotations

import datetime as dt
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, cast

from flows.runners import prefect_api_url, prefect_home
from schemas.errors import ServerError, SettingsError
from tasks.scratch import scratch_folder
from tasks.settings import Settings

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

LONGEST_START_SECONDS, LONGEST_END_SECONDS = 180, 15
SERVER_PASSWORD, CLIENT_PASSWORD = "PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING"
NO_TELEMETRY = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
# The browser asks the server that it has the page from, whatever its name and port; and no advertising.
BROWSER = {"PREFECT_SERVER_UI_API_URL": "/api", "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false"}
# An empty first line, so that the form shows a field to type into.
FIRST_FIELD = {"form": {"inputs": [""]}}
CRON_FIELDS = 5
CRON_ADVICE = 'Set five fields, such as "0 3 * * *".'
UI_FOLDER = "PREFECT_SERVER_UI_STATIC_DIRECTORY"
VACUUM = {"PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs"}


def serve_here(config: Settings, port: int) -> None:
    """Serves the nightly deployment and those with a form until it is stopped.

    Where no Prefect API is configured, a server with its embedded database is started beside them and stopped
    with them.

    Args:
        config: schedule and time zone.
        port: of the server that is started.

    Raises:
        SettingsError: the nightly run would never start, because nightly_cron is no schedule.
        ServerError: the server did not start.
    """
    with _temporary_folder_of_our_own():
        if prefect_api_url():
            _serve(config)
            return
        _serve_with_a_server(config, port)


def _serve_with_a_server(config: Settings, port: int) -> None:
    made = _set_password()
    with _server(port) as address:
        os.environ["PREFECT_API_URL"] = address
        print(f"Prefect UI: {address.removesuffix('/api')}", flush=True)
        if made:
            print(f"It asks for a password, which is shown here once: {made}", flush=True)
        _serve(config)


@contextmanager
def _temporary_folder_of_our_own() -> Iterator[None]:
    """Prefect keeps what it runs in one folder of the temporary folder, the same for all accounts, which belongs to
    the account that came first: any other could not serve.
    """
    before = tempfile.tempdir
    with scratch_folder() as folder:
        tempfile.tempdir = str(folder)
        try:
            yield
        finally:
            tempfile.tempdir = before


def cron_fault(cron: str) -> str:
    """What is wrong with a schedule; empty where nothing is."""
    from prefect._vendor.croniter import CroniterBadDateError, croniter

    if len(cron.split()) != CRON_FIELDS:
        return f"it has {len(cron.split())} fields and not {CRON_FIELDS}"
    if not croniter.is_valid(cron):
        return "it is no schedule"
    try:
        croniter(cron).get_next()
    except CroniterBadDateError:
        return "its day never comes, such as 31 February"
    return ""


def missing_time(cron: str, timezone: str, today: dt.date) -> dt.datetime | None:
    """The first local time of a schedule, within a year, that does not exist because clocks go forward. Prefect runs
    it an hour early, at midnight on the day before, which then has two nights.

    Args:
        cron: five fields.
        timezone: IANA name.
        today: first day that is looked at.

    Returns:
        The local time without a zone; None where each time of the schedule exists.
    """
    from zoneinfo import ZoneInfo

    from prefect._vendor.croniter import croniter

    zone = ZoneInfo(timezone)
    # A day on which the offset from UTC grows is one on which clocks go forward; only the times of these days
    # are looked at.
    days = [dt.datetime.combine(today, dt.time()) + dt.timedelta(days=number) for number in range(367)]
    for day, after in pairwise(days):
        before, then = (
            midnight.replace(tzinfo=zone).utcoffset() or dt.timedelta() for midnight in (day, after)
        )
        if before < then:
            # all_next gives times after its start, and midnight itself may be one.
            start = day - dt.timedelta(seconds=1)
            # Declared for numbers alone, its default.
            times = croniter(cron, start, ret_type=dt.datetime).all_next()  # pyright: ignore[reportArgumentType]
            for local in takewhile(after.__ge__, times):
                # A time in the gap comes back from UTC as another time.
                there = local.replace(tzinfo=zone).astimezone(dt.UTC).astimezone(zone)
                if there.replace(tzinfo=None) != local:
                    return local
    return None


def _set_password() -> str:
    """Gives the server to be started a user and a password, where the environment names none; what was made."""
    made = "" if os.environ.get(SERVER_PASSWORD) else f"audit:{secrets.token_urlsafe(15)}"
    os.environ[SERVER_PASSWORD] = os.environ[CLIENT_PASSWORD] = made or os.environ[SERVER_PASSWORD]
    return made


def _serve(config: Settings) -> None:
    from prefect import serve
    from prefect.client.schemas.schedules import CronSchedule
    from prefect.types.entrypoint import EntrypointType

    from flows.around_audit import ask_owners_by_form, brief_by_form, rate_by_form, register_by_form
    from flows.audit_portfolio import audit_portfolio
    from flows.nightly_audit import nightly_audit

    # Not before the address of the server is set: this imports Prefect, which reads its settings then.
    if wrong := cron_fault(config.nightly_cron):
        raise SettingsError(f"nightly_cron: {wrong}. {CRON_ADVICE}")
    # By path Prefect would put the folder of the flows first on the search path, where it hides the package
    # requests.
    by_module = EntrypointType.MODULE_PATH
    nightly = nightly_audit.to_deployment(
        "nightly",
        entrypoint_type=by_module,
        schedules=[CronSchedule(cron=config.nightly_cron, timezone=config.timezone)],
        parameters={"form": {}},
        description="Audits what is new or changed in the inbox, writes the digest and sends the mails.",
    )
    about = "Audits the files or folders that you name."
    ad_hoc = audit_portfolio.to_deployment(
        "ad-hoc", entrypoint_type=by_module, parameters=FIRST_FIELD, description=about
    )
    around = [
        made.to_deployment(
            name,
            entrypoint_type=by_module,
            parameters={"form": {}},
            description=(made.description or "").split("\n")[0],
        )
        for name, made in (
            ("ask", ask_owners_by_form),
            ("rate", rate_by_form),
            ("brief", brief_by_form),
            ("register", register_by_form),
        )
    ]
    # A restart must not leave the schedule switched off.
    # to_deployment is declared as if it could be awaited, which it cannot outside an event loop.
    served = cast("list[RunnerDeployment]", [nightly, ad_hoc, *around])
    serve(*served, pause_on_shutdown=False)


@contextmanager
def _server(port: int) -> Iterator[str]:
    """A Prefect server of our own, stopped with the block."""
    _wait_until_free(port)
    command = [sys.executable, "-m", "flows.local_server", str(port)]
    server = subprocess.Popen(
        command,
        # What the environment names goes before our place for the pages, but not before the rest.
        env={**_pages(), **os.environ, **NO_TELEMETRY, **BROWSER, **VACUUM},
        stdout=subprocess.DEVNULL,
        # A group of its own: Ctrl-C reaches only this process, which then ends the server and whatever that
        # started.
        start_new_session=True,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/api", server)
        yield f"http://127.0.0.1:{port}/api"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _pages() -> dict[str, str]:
    """Where the server copies its pages to: its own default lies in the program, which this account may not be
    allowed to change; then it would start without pages.
    """
    return {UI_FOLDER: str(prefect_home() / "ui")}


def _wait_until_free(port: int) -> None:
    """Waits for the server of a ``serve`` that was killed: it ends by itself within seconds.

    Raises:
        ServerError: the port is not free.
    """
    end = time.monotonic() + LONGEST_END_SECONDS
    while time.monotonic() < end:
        with socket.socket() as probe:
            # connect_ex returns 0 where somebody answers, an error number where nobody does.
            if probe.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.5)
    raise ServerError(f"Something else listens on port {port}. Stop it, or name another port with --port.")


def _wait_for(address: str, server: subprocess.Popen) -> None:
    import httpx

    deadline = time.monotonic() + LONGEST_START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(f"{address}/health", timeout=2).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    raise ServerError(
        f"The Prefect server did not start within {LONGEST_START_SECONDS} s. Run 'process-audit doctor', "
        "and 'prefect server start' to see why."
    )
