"""``process-audit serve`` on one machine: behind a password, closed to other pages, and there again after a
kill.
"""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import pytest

from flows import deployments
from flows.local_server import OwnPagesOnly
from tasks.settings import Settings
from tests.flows.prefect_server import free_port

ROOT = Path(__file__).parents[2]


def answer(headers, kind="http"):
    """What the guard lets through: the status, or "through"."""
    sent = []

    async def app(scope, receive, send):
        sent.append({"type": "through"})

    async def send(message):
        sent.append(message)

    scope = {"type": kind, "headers": [(name.encode(), value.encode()) for name, value in headers.items()]}
    asyncio.run(OwnPagesOnly(app, 4200)(scope, None, send))
    return sent[0].get("status", sent[0]["type"])


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"host": "127.0.0.1:4200"}, "through"),
        ({"host": "localhost:4200", "origin": "http://localhost:4200"}, "through"),
        ({"host": "127.0.0.1:4200", "origin": "https://elsewhere.example"}, 403),
        ({"host": "127.0.0.1:4200", "origin": "null"}, 403),
        ({"host": "rebound.example:4200"}, 403),
        ({}, 403),
    ],
)
def test_pages_of_others_are_refused(headers, told):
    assert answer(headers) == told


def test_a_socket_of_another_page_is_closed():
    assert answer({"host": "127.0.0.1:4200", "origin": "http://x"}, "websocket") == "websocket.close"


def test_a_password_is_made_where_there_is_none_and_each_time_another(monkeypatch):
    for name in (deployments.SERVER_PASSWORD, deployments.CLIENT_PASSWORD):
        monkeypatch.setenv(name, "")
    first = deployments._set_password()
    assert os.environ[deployments.SERVER_PASSWORD] == os.environ[deployments.CLIENT_PASSWORD] == first
    assert deployments._set_password() == ""  # what is set already is not shown
    monkeypatch.setenv(deployments.SERVER_PASSWORD, "")
    assert deployments._set_password() not in ("", first)


def test_pages_are_copied_to_a_folder_of_the_account_unless_another_is_set(tmp_path, monkeypatch):
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    started = {}

    def start(command, env, **_):
        started.update(env)
        raise InterruptedError

    monkeypatch.setattr(deployments.subprocess, "Popen", start)
    for folder in (None, "/srv/ui"):
        if folder:
            monkeypatch.setenv(deployments.UI_FOLDER, folder)
        with pytest.raises(InterruptedError), deployments._server(free_port()):
            pass
        assert started[deployments.UI_FOLDER] == (folder or f"{tmp_path}/ui")


def test_what_prefect_runs_lies_in_a_folder_of_this_account_alone(monkeypatch):
    from prefect.runner import Runner

    seen = []
    monkeypatch.setattr(deployments, "prefect_api_url", lambda: "http://127.0.0.1:4200/api")
    monkeypatch.setattr(deployments, "_serve", lambda config: seen.append(Runner()._tmp_dir))
    before = tempfile.gettempdir()
    deployments.serve_here(Settings(), 4200)
    assert seen[0].parents[1].name.startswith(f"process-audit-{os.getpid()}-")
    assert (tempfile.gettempdir(), seen[0].parents[1].exists()) == (before, False)


@pytest.mark.server
def test_the_server_wants_the_password_and_ends_with_whoever_started_it(tmp_path):
    port = free_port()
    code = (
        "import os, subprocess, sys, time; "
        f"print(subprocess.Popen([sys.executable, '-m', 'flows.local_server', '{port}'],"
        " start_new_session=True).pid, flush=True); time.sleep(600)"
    )
    environment = {
        **os.environ,
        "PREFECT_HOME": str(tmp_path),
        "PREFECT_SERVER_API_AUTH_STRING": "audit:secret",
        deployments.UI_FOLDER: str(tmp_path / "ui"),
        **deployments.NO_TELEMETRY,
    }
    parent = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout
    server = int(parent.stdout.readline())
    try:
        address, until = f"http://127.0.0.1:{port}/api", time.monotonic() + 200
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.5)
        assert httpx.post(f"{address}/flows/count", json={}, timeout=30).status_code == 401
        right = httpx.post(f"{address}/flows/count", json={}, timeout=30, auth=("audit", "secret"))
        assert right.json() == 0
        assert httpx.get(address.removesuffix("/api"), follow_redirects=True).status_code == 200
        assert (tmp_path / "ui/v1/index.html").is_file()
        foreign = {"Origin": "https://elsewhere.example"}
        assert (
            httpx.post(f"{address}/flows/count", headers=foreign, auth=("audit", "secret")).status_code == 403
        )
        parent.kill()
        deployments._wait_until_free(port)
    finally:
        parent.kill()
        parent.communicate()
        with contextlib.suppress(ProcessLookupError):
            os.kill(server, signal.SIGKILL)
