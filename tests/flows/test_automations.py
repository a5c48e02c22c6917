"""Automations are put in place on a real Prefect server, of each name one."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.automations import put_automations_in_place
from schemas.errors import ServerError, UsageError
from tests.flows.prefect_server import free_port, prefect_server

ROOT = Path(__file__).parents[2]
STANDING = ROOT / "flows/standing"
FILE = STANDING / "automations.yaml"


@pytest.mark.server
def test_the_command_of_the_runbook_may_be_repeated(tmp_path):
    changed = tmp_path / "automations.yaml"
    changed.write_text(FILE.read_text().replace("within: 540", "within: 720"))
    with prefect_server(tmp_path) as api:
        for file in (FILE, FILE, changed):
            done = subprocess.run(
                [sys.executable, "-m", "flows.cli", "automations", file],
                env={**os.environ, "PREFECT_API_URL": api},
                cwd=ROOT,
                capture_output=True,
                text=True,
                timeout=200,
            )
            assert done.returncode == 0, done.stderr
            assert done.stdout.count("In place: ") == 2
        there = httpx.post(f"{api}/automations/filter", json={}).json()
    assert sorted(one["name"] for one in there) == [
        "mark runs that died without a word",
        "mark runs that were never begun",
    ]
    assert {one["trigger"]["within"] for one in there} == {720}
    assert all(one["enabled"] for one in there)


def test_a_block_that_is_not_named_is_told():
    with pytest.raises(UsageError, match="notify.yaml needs the id of a block"):
        put_automations_in_place(STANDING / "notify.yaml")


@pytest.mark.parametrize("text", ["", "automations: [{}]", "other: 1", "[", None])
def test_a_file_of_something_else_is_told(tmp_path, text):
    file = tmp_path / "automations.yaml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(UsageError, match="automations.yaml"):
        put_automations_in_place(file)


def test_a_server_that_is_away_is_told(monkeypatch):
    monkeypatch.setattr("flows.automations.prefect_api_url", lambda: "")
    with pytest.raises(ServerError, match="PREFECT_API_URL"):
        put_automations_in_place(FILE)
    address = f"http://127.0.0.1:{free_port()}/api"
    monkeypatch.setattr("flows.automations.prefect_api_url", lambda: address)
    with temporary_settings({PREFECT_API_URL: address}), pytest.raises(ServerError, match="does not answer"):
        put_automations_in_place(FILE)
