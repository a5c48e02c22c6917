"""A connection to the scheduler falls silent while something is asked or told: nobody waits for it without end."""

import logging
from threading import Thread

import dask.config
import pytest
from distributed import Client, LocalCluster, wait
from distributed.core import Status

from flows.cluster import advice_on_scheduler, audits, workers
from flows.cluster.connection import SCHEDULING
from tests.flows.relay import Relay

ANSWER_SECONDS, PATIENCE_SECONDS = 0.5, 5


@pytest.fixture(scope="module")
def cluster():
    quiet = {"dashboard_address": None, "silence_logs": logging.CRITICAL}
    with (
        dask.config.set(SCHEDULING),
        LocalCluster(1, processes=False, protocol="tcp://", threads_per_worker=1, **quiet) as cluster,
    ):
        yield cluster


@pytest.fixture
def relay(cluster):
    relay = Relay(int(cluster.scheduler_address.rpartition(":")[2]))
    yield relay
    relay.close()


@pytest.fixture
def client(relay):
    with Client(f"tcp://127.0.0.1:{relay.port}", timeout=PATIENCE_SECONDS) as client:
        yield client
        relay.mend()


@pytest.fixture
def done(client, monkeypatch):
    """A task that is done; from now on answers are not waited for long."""
    future = client.submit(abs, -1, pure=False)
    wait(future, timeout=PATIENCE_SECONDS)
    monkeypatch.setattr(workers, "ANSWER_SECONDS", ANSWER_SECONDS)
    return future


def fall_silent_at(method: str, client, relay, monkeypatch) -> None:
    """Has nothing pass any more from the moment at which the client begins this."""
    begin = getattr(client, method)

    def silent(*arguments, **named):
        relay.swallow()
        return begin(*arguments, **named)

    monkeypatch.setattr(client, method, silent)


def soon(do, *arguments):
    """What this returns, which it must do soon."""
    returned = []
    thread = Thread(target=lambda: returned.append(do(*arguments)), daemon=True)
    thread.start()
    thread.join(PATIENCE_SECONDS)
    assert returned, "it still waits"
    return returned[0]


@pytest.mark.parametrize("method", ["cancel", "restart_workers"])
def test_the_end_of_an_audit_that_takes_too_long_is_not_waited_for(method, client, done, relay, monkeypatch):
    fall_silent_at(method, client, relay, monkeypatch)
    soon(workers.end_work, client, done)
    assert done.cancelled()


def test_the_new_start_of_a_full_worker_is_not_waited_for(client, cluster, done, relay, monkeypatch):
    [worker] = cluster.scheduler.workers.values()
    monkeypatch.setattr(worker, "status", Status.paused)
    fall_silent_at("restart_workers", client, relay, monkeypatch)
    assert soon(workers.count_usable, client) == 0


def test_the_end_of_a_worker_that_is_not_fit_is_not_waited_for(client, done, relay, cluster, monkeypatch):
    fall_silent_at("retire_workers", client, relay, monkeypatch)
    soon(workers.retire, client, next(iter(cluster.scheduler.workers)))
    assert len(cluster.scheduler.workers) == 1


def test_an_answer_that_does_not_arrive_is_a_lost_connection(done, relay):
    relay.swallow()
    assert soon(audits._answer, done) is None


def test_a_scheduler_with_the_defaults_of_dask_is_said_and_one_that_is_silent_is_not(client, done, relay):
    assert advice_on_scheduler(client) == ""
    with dask.config.set({"distributed.scheduler.allowed-failures": 3}):
        assert "allowed-failures 3 instead of 0" in advice_on_scheduler(client)
    relay.swallow()
    assert soon(advice_on_scheduler, client) == ""
