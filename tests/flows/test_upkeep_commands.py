"""What the commands of an administrator print and end with."""

import datetime as dt
import json
import re
from importlib.metadata import version

import pytest

from flows.cli.commands import app
from flows.nightly.run import run_night
from schemas.errors import UsageError
from tasks import history, settings
from tests.flows.quick_audit import quick_audit
from tests.flows.requests_for_tests import nightly_settings
from tests.flows.whole_record import with_hashes

UNSURE = "<1@example.org>"


@pytest.fixture
def config(tmp_path, mailbox, monkeypatch):
    made = nightly_settings(tmp_path, mailbox.smtp, {"*": ["cfo@example.org"]}, "group")
    monkeypatch.setattr(settings, "_sent", made)
    settings.settings.cache_clear()
    yield made
    settings.settings.cache_clear()


def night(config):
    (config.inbox / "group.csv").write_text("Process name;FTE\nPayroll;3\n")
    return run_night(
        config, lambda requests: [quick_audit(one, config) for one in requests], dt.date(2026, 11, 1)
    )


def command(*words):
    return app(list(words), result_action="return_value")


def test_the_version_is_that_of_the_release(capsys):
    command("--version")
    assert capsys.readouterr().out.strip() == version("process-portfolio-audit")


def test_history_shows_who_got_which_mail(config, capsys):
    night(config)
    assert command("history", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [(mail["recipient"], mail["status"]) for mail in told["mails"]] == [("cfo@example.org", "sent")]
    assert command("history") == 0
    assert re.search(r"process-audit resend(?s:.*)cfo@example\.org", capsys.readouterr().out)


def test_a_mail_of_unknown_fate_goes_out_once_somebody_says_so(config, capsys):
    url = history.database_url("", config.out)
    about = {"run_id": "r", "portfolio": "group", "channel": "mail", "recipient": "a@example.org"}
    history.note_delivery(url, UNSURE, "unknown", **about)
    history.note_delivery(url, "<2@example.org>", "sent", **about)
    assert command("resend") == 0
    shown = capsys.readouterr().out
    assert (UNSURE in shown, "<2@example.org>" in shown) == (True, False)
    assert not history.note_unless_settled(url, UNSURE, "sending", **about)
    assert command("resend", UNSURE) == 0
    assert history.note_unless_settled(url, UNSURE, "sending", **about)
    assert command("resend", "<2@example.org>") == 2  # it went out


def test_verify_and_prune_say_what_they_find(config, capsys):
    night(config)
    with_hashes(config.out / "group", history.database_url("", config.out))
    assert command("verify") == 0
    assert command("prune", "--dry-run") == 0
    (config.out / "group/latest/audit_report.xlsx").write_bytes(b"other")
    capsys.readouterr()
    assert command("verify") == 1
    shown = capsys.readouterr().out
    assert "audit_report.xlsx was changed" in shown
    assert f"1 portfolios looked at in {config.out}, 1 thing wrong." in shown
    with pytest.raises(UsageError, match="There is no portfolio grup in"):
        command("verify", "grup")
