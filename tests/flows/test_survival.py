"""Nights are killed, missed and run into each other; what they leave is whole, told once, and done by the
next one.

The long trial, with everything killed at random moments: python -m tests.flows.survival --kills 30
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import random
import subprocess
import sys
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from flows.nightly.run import run_night
from tasks.settings import Settings, Smtp
from tests.flows.survival import House, Standing, mailbox, strike, until

ROOT = Path(__file__).parents[2]
NIGHT = [sys.executable, "-m", "flows.cli", "nightly", "--inline"]
DEPLOYMENT = yaml.safe_load((ROOT / "flows/standing/prefect.yaml").read_text())["deployments"][0]


@pytest.mark.standing
@pytest.mark.timeout(900)
def test_nights_killed_at_random_moments_are_made_good_by_the_next(tmp_path):
    chance = random.Random(8)
    with mailbox() as (box, port):
        house = House(tmp_path, port, seed=8)
        began = time.monotonic()
        house.fill()
        assert (
            subprocess.run(NIGHT, env=house.environment, cwd=tmp_path, capture_output=True).returncode == 4
        )  # one file is no workbook
        longest = time.monotonic() - began
        for _ in range(3):
            house.fill()
            night = subprocess.Popen(
                NIGHT,
                env=house.environment,
                cwd=tmp_path,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            time.sleep(chance.uniform(0.2, 0.9) * longest)
            night.kill()
            night.wait()
        until(lambda: not house.auditors(), 60)
        last = subprocess.run(NIGHT, env=house.environment, cwd=tmp_path, capture_output=True, text=True)
        assert last.returncode in (0, 3, 4), last.stdout + last.stderr
        assert house.faults(box) == []


@pytest.mark.standing
@pytest.mark.parametrize("kills_at", ["record", "before the mails", "before the end"])
def test_a_night_killed_around_its_mails_tells_each_audit_once(tmp_path, kills_at):
    with mailbox() as (box, port):
        house = House(tmp_path, port)
        (house.inbox / "group.csv").write_text("Process name;FTE\nPayroll;3\n")
        place = {
            "record": "flows.nightly.journal.note",
            "before the mails": "flows.nightly.notify.Post.deliver",
            "before the end": "flows.nightly.journal.end",
        }[kills_at]
        code = (
            f"import os; from unittest.mock import patch; from flows.cli.commands import nightly\n"
            f"with patch({place!r}, lambda *_: os.kill(os.getpid(), 9)): nightly(prefect=False)"
        )
        assert (
            subprocess.run(
                [sys.executable, "-c", code], env=house.environment, cwd=tmp_path, capture_output=True
            ).returncode
            == -9
        )
        subprocess.run(NIGHT, env=house.environment, cwd=tmp_path, check=True, capture_output=True)
        assert house.faults(box) == []
        assert sorted(recipient for recipient, _, _ in box.mails) == ["cfo@example.org", "ops@example.org"]
        assert house.counts()["runs"] == 1


def test_latest_is_put_right_after_a_kill_between_the_folder_and_the_link(tmp_path):
    config = Settings(
        out=tmp_path / "out",
        inbox=tmp_path / "inbox",
        archive=tmp_path / "archive",
        settle_seconds=0,
        minimum_age_seconds=0,
        smtp=Smtp(),
    )
    for run_id in ("20261101T030000Z-000001", "20261102T030000Z-000002"):
        (config.out / "group" / run_id).mkdir(parents=True)
        (config.out / "group" / run_id / "run.json").write_text(json.dumps({"run_id": run_id}))
    (config.out / "group/.20261103T030000Z-000003.part").mkdir()
    (config.out / "group/latest").symlink_to("20261101T030000Z-000001")
    config.inbox.mkdir()
    run_night(config, lambda requests: [], dt.date(2026, 11, 3))
    assert (config.out / "group/latest").readlink().name == "20261102T030000Z-000002"
    assert not list((config.out / "group").glob(".*.part"))


@pytest.mark.parametrize("change", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
def test_a_night_on_which_the_clock_changes_runs_once(change):
    """By Prefect's own reckoning, with the schedule as it is deployed."""
    from prefect.server.schemas.schedules import CronSchedule

    [schedule] = DEPLOYMENT["schedules"]
    zone = ZoneInfo(schedule["timezone"])
    start = dt.datetime.combine(change - dt.timedelta(1), dt.time(12), zone)
    nights = asyncio.run(CronSchedule(**schedule).get_dates(n=3, start=start))
    assert [night.astimezone(zone).date() - change for night in nights] == [
        dt.timedelta(days) for days in (0, 1, 2)
    ]


@pytest.mark.server
@pytest.mark.standing
@pytest.mark.timeout(900)
def test_three_missed_nights_do_one_nights_work_and_a_killed_worker_and_server_are_survived(tmp_path):
    with mailbox() as (box, port):
        house = House(tmp_path, port)
        standing = Standing(house)
        try:
            house.fill()
            missed = [standing.begin_night() for _ in range(3)]
            for night in missed:
                standing.wait_for_end(night)
            assert {standing.states()[night][0] for night in missed} == {"COMPLETED"}
            assert house.faults(box) == []
            assert len(house.history("SELECT DISTINCT run_id FROM deliveries WHERE portfolio = ''")) == 1
            for target in ("worker", "server"):
                house.fill()
                standing.begin_night()
                until(standing.flow_processes)
                strike(standing, target)
                standing.wait_for_server()
                until(lambda: not standing.flow_processes())
                assert standing.wait_for_end(standing.begin_night()) in ("Completed", "CompletedWithIssues")
                assert house.faults(box) == []
            until(lambda: not {"RUNNING", "PENDING"} & {type_ for type_, _ in standing.states().values()})
        finally:
            standing.stop()
