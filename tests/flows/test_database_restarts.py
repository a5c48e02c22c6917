"""PostgreSQL that is restarted while a night is at work: the night waits, and says what really went out."""

import datetime as dt
from pathlib import Path
from threading import Timer

import psycopg
import pytest
from sqlalchemy import event

from flows.nightly.run import inbox_lock, run_night
from tasks import history
from tasks.history import database
from tests.flows.quick_audit import quick_audit
from tests.flows.requests_for_tests import nightly_settings
from tests.history import postgresql
from tests.mail_server import Mailbox, mail_server

pytestmark = pytest.mark.postgresql
CFO, OPS = "cfo@example.org", "ops@example.org"


class StopsDatabase(Mailbox):
    """Stops the database when the first mail arrives; it is started again after some seconds, or never."""

    def __init__(self, folder: Path, seconds: float | None):
        super().__init__()
        self.folder, self.seconds = folder, seconds

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the server's name for it
        if not self.mails:
            postgresql.stop(self.folder)
            if self.seconds is not None:
                Timer(self.seconds, postgresql.start, [self.folder]).start()
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def url():
    if why := postgresql.why_not():
        pytest.skip(why)
    with postgresql.server() as address:
        yield address.format("postgres")


def settings_with_a_list(folder, smtp, url):
    config = nightly_settings(folder, smtp, {"*": [CFO], "digest": [OPS]}, "a", history_url=url)
    (config.inbox / "a.csv").write_text("Process name;FTE\nPayroll;3\n")
    return config


def night(config):
    return run_night(
        config, lambda requests: [quick_audit(one, config) for one in requests], dt.date(2026, 11, 1)
    )


def folder_of(url) -> Path:
    return Path(url.partition("host=")[2])


def test_a_night_waits_for_a_database_that_is_restarted(tmp_path, url):
    box = StopsDatabase(folder_of(url), 1.5)
    with mail_server(box) as smtp:
        config = settings_with_a_list(tmp_path, smtp, url)
        ended = night(config)
        assert (ended.verdict.state, ended.troubles, dict(ended.deliveries)) == ("Completed", (), {"sent": 2})
        assert night(config).status == "nothing_new"
    assert box.to() == {CFO: 1, OPS: 1}
    assert set(history.list_deliveries(url)["status"]) == {"sent"}


def test_a_night_begins_when_its_database_has_started_and_says_that_it_waits(tmp_path, url, caplog):
    folder = folder_of(url)
    postgresql.stop(folder)
    Timer(1.5, postgresql.start, [folder]).start()
    with mail_server(Mailbox()) as smtp:
        assert night(settings_with_a_list(tmp_path, smtp, url)).verdict.state == "Completed"
    told = "does not answer. It is waited for, up to 60 seconds."
    assert [record.message.endswith(told) for record in caplog.records if "waited" in record.message] == [
        True
    ]


@pytest.mark.parametrize("broken", [2, 3, 4, 5, 6, 7])
def test_a_night_whose_connection_breaks_off_before_its_first_audit_is_done_all_the_same(
    tmp_path, url, broken
):
    begun = []

    def break_off(connection):
        begun.append(connection)
        if len(begun) == broken:
            with psycopg.connect(url.format("postgres").replace("+psycopg", ""), autocommit=True) as other:
                pid = connection.connection.dbapi_connection.info.backend_pid
                other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    box = Mailbox()
    with mail_server(box) as smtp:
        config = settings_with_a_list(tmp_path, smtp, url)
        history.migrate(config.history_url)
        engine = database._engine(config.history_url)
        event.listen(engine, "begin", break_off)
        try:
            ended = night(config)
        finally:
            event.remove(engine, "begin", break_off)
    assert len(begun) > broken
    assert (ended.verdict.state, ended.troubles, dict(ended.deliveries)) == ("Completed", (), {"sent": 2})
    assert box.to() == {CFO: 1, OPS: 1}


def test_a_mail_that_went_out_is_never_said_to_be_held_back(tmp_path, url, monkeypatch):
    monkeypatch.setattr(database, "RESTART_SECONDS", 0)
    box = StopsDatabase(folder_of(url), None)
    with mail_server(box) as smtp:
        config = settings_with_a_list(tmp_path, smtp, url)
        first = night(config)
        assert first.verdict.state == "CompletedWithIssues"
        assert "1 held back: the history cannot be used" in first.verdict.sentence
        assert "1 sent (not noted: the history cannot be used)" in first.verdict.sentence
        postgresql.start(folder_of(url))
        assert dict(night(config).deliveries) == {"sent": 1}
        assert night(config).deliveries == ()
    assert box.to() == {CFO: 1, OPS: 1}


def test_a_night_on_another_machine_is_seen_where_the_storage_passes_no_locks_on(tmp_path, url):
    """The lock file of the other one lies elsewhere here, so that the history alone says that it is at work."""
    box = Mailbox()
    with mail_server(box) as smtp:
        config = settings_with_a_list(tmp_path, smtp, url)
        since = config.out / ".nightly.since"
        since.write_text("2026-10-31T03:00:00+00:00")
        with inbox_lock(tmp_path / "elsewhere", config.history_url) as is_ours:
            assert is_ours
            busy = night(config)
        assert busy.status == "busy"
        assert (
            "began at 2026-10-31 03:00 UTC" in busy.troubles[0]
        )  # it does not take the time of the other one away
        assert night(config).status == "done"
    assert box.to() == {CFO: 1, OPS: 1}
