"""Portfolios side by side: one pool for a night, and nothing begun that nobody waits for."""

import time
from concurrent.futures import ThreadPoolExecutor

from flows import nightly_audit, runners
from tasks.settings import Settings


def test_a_night_of_many_tasks_has_one_pool(monkeypatch):
    pools = []

    def in_processes(requests, processes):
        pools.append(processes)
        yield from requests

    monkeypatch.setattr(nightly_audit, "in_processes", in_processes)
    monkeypatch.setattr(nightly_audit, "task", lambda do, **_: do)
    monkeypatch.setattr(nightly_audit, "_told", lambda *_, **__: None)
    asked = list(range(2 * nightly_audit.PORTFOLIOS_PER_TASK + 5))
    assert list(nightly_audit._in_chunks(Settings(processes=2))(asked)) == asked
    assert pools == [2]


def test_once_nobody_waits_for_outcomes_no_further_audit_is_begun(monkeypatch):
    begun = []

    def audit(request):
        begun.append(request)
        time.sleep(0.02)

    monkeypatch.setattr(runners, "_pool", ThreadPoolExecutor)
    monkeypatch.setattr(runners, "_audit_inline", audit)
    outcomes = runners.in_processes(range(20), 1)
    next(outcomes)
    outcomes.close()
    assert len(begun) < 5
