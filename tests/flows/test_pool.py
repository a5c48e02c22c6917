"""Portfolios side by side: one pool for a night, and nothing begun that nobody waits for."""

from types import SimpleNamespace
from typing import Any

from flows import nightly_audit, runners
from tasks.settings import Settings
from tests.flows import killer


def test_a_night_of_many_tasks_has_one_pool(monkeypatch):
    pools = []

    def in_processes(requests, processes):
        pools.append(processes)
        yield from requests

    monkeypatch.setattr(nightly_audit, "in_processes", in_processes)
    monkeypatch.setattr(nightly_audit, "task", lambda **_: lambda do: do)
    monkeypatch.setattr(nightly_audit, "ProgressArtifact", lambda *_: lambda percent: None)
    asked: Any = list(range(2 * nightly_audit.PORTFOLIOS_PER_TASK + 5))
    assert list(nightly_audit._in_chunks(Settings(processes=2))(asked)) == asked
    assert pools == [2]


def test_once_nobody_waits_for_outcomes_no_further_audit_is_begun(tmp_path, monkeypatch):
    monkeypatch.setattr(runners, "_audit_inline", killer.audit_slowly)
    asked: Any = [SimpleNamespace(out=tmp_path, portfolio=f"p{number}") for number in range(20)]
    outcomes: Any = runners.in_processes(asked, 1)
    assert next(outcomes).status == "audited"
    outcomes.close()
    assert len(list(tmp_path.iterdir())) < 5
