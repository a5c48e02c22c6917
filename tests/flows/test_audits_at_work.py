"""What becomes of each audit on a cluster, whatever the workers answer; the cluster is made for the test."""

from __future__ import annotations

import signal
from collections import Counter
from types import SimpleNamespace

import pytest
from distributed import KilledWorker
from distributed.client import FutureCancelledError

from flows.cluster import audits
from flows.cluster.audits import CONNECTION_LOST, NO_WORKERS, OUT_OF_MEMORY, WORKER_DIED
from flows.cluster.jobs import Unfit, jobs_of
from schemas.records import Outcome
from tasks.settings import PortfolioFacts, Settings
from tests.flows.requests_for_tests import request

DIED, LOST, HANGS, NOBODY = "died", "lost", "hangs", "nobody"


class Cluster:
    """A client and its cluster: gives the answers that are set for a portfolio, one for each try; first those of all
    that were begun are kept back, so that it shows how many are at work.
    """

    def __init__(self, workers: int, **answers):
        self.workers, self.answers, self.tries = workers, answers, Counter()
        self.at_work, self.most, self.retired, self.restarted = [], 0, [], []
        self.status_when_lost = "running"
        self.scheduler, self.status, self.paused, self.at_memory_limit = self, "running", {}, []

    def submit(self, function, job, key, pure):
        kind, name, _, number = key
        assert kind == "audit" and number == self.tries[name] + 1, "a key is used twice"
        self.tries[name] += 1
        self.at_work.append(Future(self, name, self.answers.get(name, ["audited"])[number - 1], number))
        self.most = max(self.most, len(self.at_work))
        return self.at_work[-1]

    def sync(self, ask, callback_timeout, **arguments):
        return ask(**arguments)

    def identity(self, n_workers):
        for future in [one for one in self.at_work if one.answer not in (HANGS, NOBODY)]:
            self.at_work.remove(future)
            future.call(future)
        running = {f"tcp://w:{number}": {"status": "running"} for number in range(self.workers)}
        return {"workers": running | dict.fromkeys(self.paused, {"status": "paused"})}

    def processing(self, workers):
        return {"tcp://w:7": [one.key for one in self.at_work], **self.paused}

    def events(self, topic):
        return [(0.0, {"worker": worker}) for worker in self.at_memory_limit]

    def retire_workers(self, workers):
        self.retired += workers

    def restart_workers(self, workers, timeout):
        self.restarted += workers


class Future:
    def __init__(self, cluster, name, answer, number):
        self.cluster, self.key, self.answer, self.number = cluster, name, answer, number

    def add_done_callback(self, call):
        self.call = call

    def result(self, timeout):
        if self.answer == DIED:
            raise KilledWorker("task", SimpleNamespace(address=f"tcp://w:{self.number}"), 0)
        if self.answer == LOST:
            self.cluster.status = self.cluster.status_when_lost
            raise FutureCancelledError(self.key, "scheduler-connection-lost")
        return self.answer if isinstance(self.answer, Unfit) else Outcome(self.key, self.answer)

    def release(self):
        assert self not in self.cluster.at_work

    def cancel(self, force):
        self.cluster.at_work.remove(self)


@pytest.fixture
def audit_all(tmp_path, monkeypatch):
    monkeypatch.setattr(audits, "LOOK_SECONDS", 0.01)
    monkeypatch.setenv("PROCESS_AUDIT_HISTORY_URL", f"sqlite:///{tmp_path}/history.sqlite")

    def run(cluster, *names, minutes=120.0, most=0, **more):
        seen = []
        config = Settings(out=tmp_path, run_minutes=minutes)
        asked = [request(tmp_path, tmp_path / f"{name}.csv", portfolio=name) for name in names]
        outcomes = audits._Audits(
            cluster, jobs_of(asked, config, most), config, seen.append, most, **more
        ).all()
        assert [outcome.portfolio for outcome in outcomes] == list(names)
        assert sorted(outcome.portfolio for outcome in seen) == sorted(names), "told once each"
        return [outcome.fault or outcome.status for outcome in outcomes]

    return run


def test_no_more_audits_are_at_work_than_there_are_workers(audit_all):
    cluster = Cluster(3)
    assert audit_all(cluster, *"abcdefgh") == ["audited"] * 8
    assert cluster.most == 3
    small = Cluster(3)
    audit_all(small, *"abcdefgh", most=2)
    assert small.most == 2


def test_what_cost_a_worker_is_tried_once_more_when_nothing_else_is_at_work(audit_all):
    cluster = Cluster(2, a=[DIED, DIED], b=[DIED, "audited"])
    assert audit_all(cluster, *"abcd") == [WORKER_DIED, "audited", "audited", "audited"]
    assert cluster.tries == {"a": 2, "b": 2, "c": 1, "d": 1}


@pytest.mark.parametrize(
    ("number", "raised"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit)]
)
def test_a_run_that_is_told_to_end_while_a_finalizer_runs_ends_all_the_same(audit_all, number, raised, capfd):
    # A shell starts what runs in the background with Ctrl-C ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)

    class Finalized:
        def __del__(self):
            signal.raise_signal(number)

    cluster = Cluster(1)
    submit = cluster.submit
    cluster.submit = lambda function, job, **rest: (Finalized() and None) or submit(function, job, **rest)
    with pytest.raises(raised), audits._ended_by_signals() as end_if_asked:
        audit_all(cluster, *"abcd", end_if_asked=end_if_asked)
    assert len(cluster.tries) == 1, "it went on"
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_worker_that_joined_with_other_versions_is_sent_away_and_its_list_audited_by_another(audit_all):
    unfit = Unfit("tcp://w:9", "has pandas 2.0 instead of 3.1.")
    cluster = Cluster(2, a=[unfit, "audited"], b=[unfit, unfit])
    assert audit_all(cluster, "a", "b") == [
        "audited",
        "The Dask worker tcp://w:9 has pandas 2.0 instead of 3.1.",
    ]
    assert set(cluster.retired) == {"tcp://w:9"}


def test_an_audit_that_takes_too_long_is_told_and_its_worker_started_anew(audit_all):
    cluster = Cluster(2, a=[HANGS])
    assert audit_all(cluster, "a", "b", minutes=0.001) == [
        "Auditing this portfolio was stopped after 0.001 minutes (setting run_minutes).",
        "audited",
    ]
    assert cluster.restarted == ["tcp://w:7"]


@pytest.mark.parametrize("status", ["closing", "closed"])
def test_a_scheduler_without_workers_or_gone_ends_the_run_with_a_sentence(
    audit_all, monkeypatch, tmp_path, status
):
    monkeypatch.setattr(audits, "NO_WORKERS_SECONDS", 0.03)
    cluster = Cluster(1, a=[NOBODY])
    cluster.identity = lambda n_workers: {"workers": {}}
    assert audit_all(cluster, "a", "b") == [NO_WORKERS, NO_WORKERS]
    assert list(tmp_path.glob(".stop-*")), "workers that come later are not told to stop"
    gone = Cluster(1, b=[LOST])
    gone.status_when_lost = status
    assert audit_all(gone, "a", "b", "c") == ["audited", CONNECTION_LOST, CONNECTION_LOST]


def test_a_scheduler_that_answers_nothing_for_minutes_is_a_lost_connection(audit_all, monkeypatch):
    monkeypatch.setattr(audits, "NO_WORKERS_SECONDS", 0.03)
    cluster = Cluster(2)

    def swallow(n_workers):
        raise TimeoutError

    cluster.identity = swallow
    assert audit_all(cluster, "a", "b") == [CONNECTION_LOST, CONNECTION_LOST]


def test_a_list_goes_on_after_a_connection_that_broke_and_came_back(audit_all):
    cluster = Cluster(2, a=[LOST, LOST, "audited"])
    assert audit_all(cluster, "a", "b") == ["audited", "audited"]
    assert cluster.tries == {"a": 3, "b": 1}


def test_a_list_whose_workers_reached_their_memory_limit_is_told_so(audit_all):
    cluster = Cluster(2, a=[DIED, DIED], b=[DIED, DIED])
    cluster.at_memory_limit = ["tcp://w:2"]
    assert audit_all(cluster, "a", "c") == [OUT_OF_MEMORY, "audited"]
    cluster.at_memory_limit = ["tcp://w:9"]
    assert audit_all(cluster, "b", "d") == [WORKER_DIED, "audited"]


def test_a_worker_too_full_to_take_more_is_started_anew_once_it_is_idle(audit_all):
    cluster = Cluster(1)
    cluster.paused = {"tcp://w:8": ["at work"], "tcp://w:9": []}
    assert audit_all(cluster, "a") == ["audited"]
    assert set(cluster.restarted) == {"tcp://w:9"}


def test_a_job_carries_the_facts_of_its_own_portfolio_and_no_password(tmp_path):
    many = {f"unit {number}": PortfolioFacts(language="de") for number in range(50)}
    config = Settings(out=tmp_path, portfolios=many, recipients={"*": ["a@example.org"]})
    asked = [request(tmp_path, tmp_path / "x.csv", portfolio=name) for name in ("UNIT 7", "other")]
    named, other = jobs_of(asked, config, 0)
    assert list(named.config.portfolios) == ["UNIT 7"] and not other.config.portfolios
    assert named.config.facts_of("UNIT 7").language == "de"
    assert named.config.recipients == {} and named.config.out.is_absolute()
