"""``process-audit serve`` as somebody starts it to try it: one server, all deployments, and a night at a press."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.flows.dask_cluster import wait_until
from tests.flows.prefect_server import free_port

ROOT = Path(__file__).parents[2]


@pytest.mark.server
@pytest.mark.standing
@pytest.mark.timeout(400)
def test_serve_starts_one_server_and_does_what_is_asked_there(tmp_path):
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox/group.csv").write_text("Process name;FTE\nPayroll;3\n")
    port, log = free_port(), tmp_path / "log"
    places = {name: str(tmp_path / name.lower()) for name in ("INBOX", "OUT", "ARCHIVE")}
    settings = {**places, "SETTLE_SECONDS": "0", "MINIMUM_AGE_SECONDS": "0"}
    ours = {f"PROCESS_AUDIT_{name}": value for name, value in settings.items()}
    environment = {**os.environ, "PREFECT_HOME": str(tmp_path / "prefect"), "PYTHONUNBUFFERED": "1", **ours}
    with log.open("w") as output:
        command = [sys.executable, "-m", "flows.cli", "serve", "--port", str(port)]
        serving = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            wait_until(lambda: "Your deployments are being served" in log.read_text(), seconds=200)
            said = log.read_text()
            assert "temporary server" not in said
            password = re.search(r"audit:\S+", said)
            assert password
            user, _, secret = password[0].partition(":")
            api = httpx.Client(base_url=f"http://127.0.0.1:{port}/api", auth=(user, secret), timeout=60)
            there = {one["name"]: one["id"] for one in api.post("/deployments/filter", json={}).json()}
            assert set(there) == {"nightly", "ad-hoc", "ask", "rate", "brief", "register"}
            api.post(f"/deployments/{there['nightly']}/create_flow_run", json={}).raise_for_status()
            wait_until((tmp_path / "out/group/latest/run.json").is_file, seconds=150)
        finally:
            serving.send_signal(signal.SIGINT)
            serving.wait(60)
