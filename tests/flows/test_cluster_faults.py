"""Memory, network and speed of a real Dask cluster fail: what a user sees; nothing is lost and nothing audited twice."""

import threading
from collections import Counter
from pathlib import Path

import psutil
import pytest

from flows.cluster import audits, connection, on_cluster, workers
from flows.cluster.audits import CONNECTION_LOST, OUT_OF_MEMORY
from flows.runners import STOPPED
from tasks.settings import ReportLimits, Settings
from tests.flows.dask_cluster import at_work, wait_until
from tests.flows.relay import Relay
from tests.flows.test_cluster import inventories, requests

pytestmark = [pytest.mark.standing, pytest.mark.postgresql]
PRELOAD = {"DASK_DISTRIBUTED__WORKER__PRELOAD": str(Path(__file__).with_name("dask_preload.py"))}
MEMORY_LIMIT, HUNGRY_BYTES, GREEDY_BYTES = "1500MB", "950000000", "1500000000"


class Night:
    """A run over lists on a cluster, in a folder of its own."""

    def __init__(self, folder: Path, history_url: str):
        self.folder, self.out, self.seen = folder, folder / "out", []
        self.out.mkdir()
        self._url = history_url.format("postgres")

    def audited_on(self, address: str, *names: str, on_done=lambda outcome: None, **settings):
        """Outcomes of lists with these names, by name."""

        def note(outcome):
            self.seen.append(outcome.portfolio)
            on_done(outcome)

        less = ReportLimits(data_docs_rows=1, scenario_rows=1)  # half the time
        config = Settings(out=self.out, history_url=self._url, report=less, **settings)
        asked = requests(self.out, inventories(self.folder / "in", *names))
        return {one.portfolio: one for one in on_cluster(asked, address, config, note)}

    def begun(self) -> list[tuple[str, int]]:
        """Portfolio and process of each audit that began to read."""
        notes = self.out / "begun.txt"
        lines = notes.read_text().splitlines() if notes.exists() else []
        return [(name, int(pid)) for name, pid in map(str.split, lines)]

    def hold(self, *names: str) -> None:
        """Has audits wait after they began."""
        for name in names:
            (self.out / f"{name}.waits").touch()

    def let(self, *names: str) -> None:
        """Has them go on."""
        for name in names:
            (self.out / f"{name}.waits").unlink()

    def after_begin_of(self, *names: str, do) -> None:
        """Does something once these audits are at work."""

        def wait():
            wait_until(lambda: set(names) <= {name for name, _ in self.begun()}, every_seconds=0.1)
            do()

        threading.Thread(target=wait, daemon=True).start()

    def check_each_is_audited_once(self, outcomes, *names: str) -> None:
        """Each was told once, has one run folder, and was read once."""
        assert {name: outcomes[name].status for name in names} == dict.fromkeys(names, "audited")
        assert Counter(self.seen) == dict.fromkeys(outcomes, 1)
        assert [len(list((self.out / name).glob("2*"))) for name in names] == [1] * len(names)
        begun = Counter(name for name, _ in self.begun())
        assert {name: begun[name] for name in names} == dict.fromkeys(names, 1)


@pytest.fixture
def night(tmp_path, postgres_url):
    return Night(tmp_path, postgres_url)


@pytest.fixture
def soon(monkeypatch):
    """Looks often and gives up early."""
    monkeypatch.setattr(audits, "LOOK_SECONDS", 1)
    monkeypatch.setattr(audits, "NO_WORKERS_SECONDS", 12)
    monkeypatch.setattr(workers, "ANSWER_SECONDS", 4)
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 12)


def wait_until_gone(pid: int) -> None:
    """Waits for a process to end: its watcher asks it first, and kills it four seconds later."""
    wait_until(lambda: not psutil.pid_exists(pid), seconds=30)


def relay_to(cluster) -> tuple[Relay, str]:
    """A relay before the scheduler, and the scheduler's address through it."""
    relay = Relay(int(cluster.address.rpartition(":")[2]))
    return relay, f"tcp://127.0.0.1:{relay.port}"


def test_a_list_that_takes_too_much_memory_is_refused_alone_and_a_full_worker_starts_anew(
    night, real_cluster, monkeypatch
):
    monkeypatch.setattr(audits, "LOOK_SECONDS", 1)
    there = real_cluster(workers=0, GREEDY_BYTES=GREEDY_BYTES, HUNGRY_BYTES=HUNGRY_BYTES, **PRELOAD)
    for _ in range(2):
        there.add_worker("--memory-limit", MEMORY_LIMIT)
    names = ("hungry", "greedy", "anna", "otto", "zoe", "karl")
    outcomes = night.audited_on(there.address, *names)
    greedy = outcomes["greedy"]
    assert (greedy.status, greedy.fault) == ("failed", OUT_OF_MEMORY)
    assert not list((night.out / "greedy").glob("*"))
    night.check_each_is_audited_once(outcomes, *(name for name in names if name != "greedy"))
    begun = night.begun()
    assert [name for name, _ in begun].count("greedy") == 2
    wait_until_gone(dict(begun)["hungry"])  # it held too much to take more


def test_a_worker_whose_connection_breaks_ends_its_audit_and_nobody_does_it_again(night, real_cluster):
    there = real_cluster(workers=1, **PRELOAD)
    wait_until(lambda: there.is_listening())
    relay, through = relay_to(there)
    there.add_worker(address=through)
    night.hold("anna", "otto")

    def cut():
        """The cut worker ends its audit when another already wants to do it again."""
        process = at_work(there.workers[1].pid).pid
        [held] = [name for name, pid in night.begun() if pid == process]
        relay.cut()
        night.let("otto" if held == "anna" else "anna")
        wait_until(lambda: len(night.seen) == 2)
        threading.Event().wait(3)
        night.let(held)

    night.after_begin_of("anna", "otto", do=cut)
    outcomes = night.audited_on(there.address, "anna", "otto", "zoe")
    night.check_each_is_audited_once(outcomes, "anna", "otto", "zoe")


def test_a_worker_that_is_not_heard_of_any_more_is_given_up_and_its_list_audited_by_another(
    night, real_cluster
):
    """After ``worker-ttl``, which is five minutes where nobody says otherwise, and half a minute."""
    there = real_cluster(workers=1, DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL="6s", **PRELOAD)
    wait_until(lambda: there.is_listening())
    relay, through = relay_to(there)
    there.add_worker(address=through)
    night.hold("anna", "otto")

    def cut():
        relay.swallow()
        night.let("anna", "otto")

    night.after_begin_of("anna", "otto", do=cut)
    outcomes = night.audited_on(there.address, "anna", "otto", "zoe")
    night.check_each_is_audited_once(outcomes, "anna", "otto", "zoe")


def test_a_run_goes_on_when_its_connection_to_the_scheduler_comes_back(night, real_cluster):
    there = real_cluster(**PRELOAD)
    wait_until(lambda: there.is_listening())
    relay, through = relay_to(there)
    night.hold("anna", "otto")

    def cut_for_a_moment():
        relay.cut()
        threading.Event().wait(2)
        relay.mend()
        night.let("anna", "otto")

    night.after_begin_of("anna", "otto", do=cut_for_a_moment)
    outcomes = night.audited_on(through, "anna", "otto", "zoe", "karl")
    night.check_each_is_audited_once(outcomes, "anna", "otto", "zoe", "karl")


@pytest.mark.parametrize("how", ["cut", "swallow"])
def test_a_run_whose_connection_to_the_scheduler_is_gone_tells_each_outcome_and_its_workers_stop(
    night, real_cluster, soon, how
):
    there = real_cluster(**PRELOAD)
    wait_until(lambda: there.is_listening())
    relay, through = relay_to(there)
    night.hold("anna", "otto")
    night.after_begin_of("anna", "otto", do=getattr(relay, how))
    outcomes = night.audited_on(through, "anna", "otto", "zoe", "karl")
    assert {(one.status, one.fault) for one in outcomes.values()} == {("failed", CONNECTION_LOST)}
    night.let("anna", "otto")
    wait_until(lambda: not list(night.out.glob("*/.*.part")))
    assert sorted(name for name, _ in night.begun()) == ["anna", "otto"]
    assert not list(night.out.glob("*/2*"))


def test_a_slow_worker_keeps_no_list_from_the_others_and_one_that_never_ends_is_stopped(
    night, real_cluster, soon
):
    there = real_cluster(workers=1, **PRELOAD)
    there.add_worker(SLOWER_SECONDS="20")
    night.hold("endless")
    names = ("anna", "otto", "zoe", "karl", "ida")
    outcomes = night.audited_on(there.address, *names, "endless", run_minutes=0.6)
    night.check_each_is_audited_once(outcomes, *names)
    endless = outcomes["endless"]
    assert (endless.status, endless.fault) == ("failed", STOPPED.format(0.6))
    wait_until_gone(dict(night.begun())["endless"])
    by_process = Counter(pid for name, pid in night.begun() if name != "endless")
    assert min(by_process.values()) < max(by_process.values())
