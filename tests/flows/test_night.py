"""Nights on a real inbox, history and mail server: who is audited, told and remembered, once."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from flows.nightly.inbox import look_into
from flows.nightly.run import business_date, inbox_lock, run_night
from flows.runners import inline
from flows.story import audit_and_remember
from tasks import history
from tasks.settings import Settings
from tests.flows.prefect_server import free_port
from tests.flows.requests_for_tests import nightly_settings
from tests.mail_server import Mailbox, mail_server

DAY = dt.date(2026, 11, 1)
ROWS = "Process name;FTE;Rule based;Judgement;Core process\nInvoice processing;6;5;1;non_core\nZoltan Quandt market study;2;1;5;non_core\n"


@pytest.fixture
def config(tmp_path, mailbox):
    return nightly_settings(
        tmp_path, mailbox.smtp, {"*": ["cfo@example.org"], "digest": ["ops@example.org"]}, "group"
    )


def send(config, name="group.csv", text=ROWS):
    (config.inbox / name).write_text(text)


def night(config, audit_one=audit_and_remember, day=DAY):
    return run_night(config, lambda requests: [audit_one(request, inline()) for request in requests], day)


def runs(config):
    frame = history.list_runs(history.database_url("", config.out))
    return sorted(zip(frame["portfolio"], frame["status"], strict=True))


def test_three_nights_audit_and_tell_once(config, mailbox):
    send(config)
    (config.inbox / "broken.xlsx").write_bytes(b"no workbook")
    first, second, third = night(config), night(config), night(config, day=DAY + dt.timedelta(1))
    assert (first.status, second.status, third.status) == ("done", "nothing_new", "nothing_new")
    assert first.verdict.state == "CompletedWithIssues"
    assert [recipient for recipient, _ in mailbox.mails] == ["cfo@example.org", "ops@example.org"]
    assert runs(config) == [("broken", "refused"), ("group", "audited")]
    assert sorted(copy.name for copy in config.archive.glob("*/*")) == ["broken.xlsx", "group.csv"]


def test_the_digest_says_what_was_audited_and_what_was_refused_and_why(config):
    send(config)
    (config.inbox / "broken.xlsx").write_bytes(b"no workbook")
    book = openpyxl.load_workbook(night(config).digest)
    portfolios = {row[0]: row[1] for row in book["Portfolios"].iter_rows(min_row=4, values_only=True)}
    assert portfolios == {"broken": "refused", "group": "audited"}
    [(portfolio, file, why)] = book["Refused"].iter_rows(min_row=4, values_only=True)
    assert (portfolio, file) == ("broken", "broken.xlsx")
    assert "broken.xlsx" in why


def test_a_changed_file_is_audited_again_and_the_mail_says_what_changed(config, mailbox):
    send(config)
    night(config)
    send(config, text=ROWS.replace(";6;5;1;", ";60;1;5;"))
    assert night(config).status == "done"
    text = mailbox.mails[2][1].get_body(("plain",)).get_content()
    assert "changed since the last audit, by cause, each on the sheet Changes: Data 1." in " ".join(
        text.split()
    )
    assert runs(config) == [("group", "audited"), ("group", "audited")]


def test_a_mail_that_was_put_off_is_sent_the_next_night_and_then_never_again(config, mailbox):
    send(config)
    mailbox.later = 1
    assert dict(night(config).deliveries) == {"later": 1, "sent": 1}
    assert dict(night(config).deliveries) == {"sent": 1}
    assert night(config).deliveries == ()
    assert sorted(recipient for recipient, _ in mailbox.mails) == ["cfo@example.org", "ops@example.org"]


def test_a_report_that_the_mail_server_finds_too_large_is_named_in_a_mail_without_it(config):
    send(config)
    box = Mailbox()
    with mail_server(box, data_size_limit=40_000) as config.smtp:
        result = night(config)
    assert dict(result.deliveries) == {"sent": 2}
    [report, digest] = [message for _, message in box.mails]
    assert list(report.iter_attachments()) == [] and len(list(digest.iter_attachments())) == 1
    folder = Path(str(result.outcomes[0].run_folder))
    assert (folder / "audit_report.xlsx").stat().st_size > 30_000
    assert folder.name in report.get_body(("plain",)).get_content().replace("\n", "")
    assert night(config).deliveries == ()


def test_a_mail_server_that_is_away_never_fails_the_audit(config):
    send(config)
    config.smtp.port = free_port()
    result = night(config)
    assert [outcome.status for outcome in result.outcomes] == ["audited"]
    assert dict(result.deliveries) == {"later: away": 2}
    assert (result.verdict.state, result.verdict.exit_code) == ("CompletedWithIssues", 3)
    assert "2 put off to the next night" in result.verdict.sentence


def test_a_file_that_is_still_growing_waits(config, monkeypatch):
    send(config)
    path = config.inbox / "group.csv"

    def grow(_):
        with path.open("a") as handle:
            handle.write("Payroll;3;5;1;non_core\n")

    monkeypatch.setattr("flows.nightly.inbox.time.sleep", grow)
    inbox = look_into(config.inbox, 1)
    assert (inbox.arrived, [file.name for file in inbox.growing]) == ([], ["group.csv"])


def test_a_failed_portfolio_is_tried_again_the_next_night(config):
    send(config)

    def broken(request, do):
        def fail(step, *args, **kwargs):
            if step.name == "method.assess":
                raise MemoryError
            return do(step, *args, **kwargs)

        return audit_and_remember(request, fail)

    assert night(config, broken).verdict.state == "Failed"
    assert night(config).verdict.state == "Completed"
    assert runs(config) == [("group", "audited"), ("group", "failed")]


def test_overlapping_nights_exclude_each_other_and_a_killed_one_frees_the_inbox(config):
    send(config)
    code = (
        "import time; from pathlib import Path; from flows.nightly.run import inbox_lock\n"
        f"with inbox_lock(Path({str(config.out)!r}), 'sqlite://') as ours: print(ours, flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )
    assert holder.stdout.readline().strip() == "True"
    assert night(config).status == "busy"
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert night(config).status == "done"


@pytest.mark.standing
def test_a_run_killed_midway_is_marked_dead_and_the_next_night_does_the_work(config):
    send(config)
    code = f"""
import os, signal
from pathlib import Path
import datetime as dt
from flows.runners import inline
from flows.story import audit_and_remember
from tests.flows.requests_for_tests import request
do = inline()
def killed(step, *args, **kwargs):
    if step.name == "reporting.write": os.kill(os.getpid(), signal.SIGKILL)
    return do(step, *args, **kwargs)
audit_and_remember(request(Path({str(config.out)!r}), Path({str(config.inbox / "group.csv")!r}), portfolio="group"), killed)
"""
    environment = {**os.environ, "PROCESS_AUDIT_OUT": str(config.out)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, env=environment
    )
    assert done.returncode == -9
    assert not list((config.out / "group").glob("2*"))
    assert night(config).verdict.exit_code == 0
    assert runs(config) == [("group", "audited"), ("group", "dead")]
    assert not list((config.out / "group").glob(".*.part"))


def test_a_history_that_is_away_keeps_what_was_computed_and_takes_it_in_later(config, tmp_path, monkeypatch):
    send(config)
    from tests.flows.requests_for_tests import request

    away = f"sqlite:///{tmp_path}/group.csv/none.sqlite"
    (tmp_path / "group.csv").write_text("not a folder")
    monkeypatch.setattr(history, "database_url", lambda url, out: away)
    outcome = audit_and_remember(request(config.out, config.inbox / "group.csv", portfolio="group"), inline())
    assert outcome.status == "audited"
    assert any("history database" in remark for remark in outcome.remarks)
    monkeypatch.undo()
    url = history.database_url("", config.out)
    assert history.catch_up(url, config.out) == 1
    assert runs(config) == [("group", "audited")]


def test_no_name_of_a_process_is_in_a_mail_or_the_digest(config, mailbox):
    send(config)
    result = night(config)
    texts = [
        str(message.get_body((kind,)).get_content())
        for _, message in mailbox.mails
        for kind in ("plain", "html")
        if message.get_body((kind,))
    ]
    cells = [
        str(cell)
        for sheet in openpyxl.load_workbook(result.digest)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    assert texts
    assert not any("Quandt" in text for text in texts + cells)


def test_the_business_date_is_that_of_the_time_zone(time_machine_at):
    with time_machine_at("2026-03-29T00:30:00Z"):
        assert business_date(Settings(timezone="America/New_York")) == dt.date(2026, 3, 28)
        assert business_date(Settings(timezone="Europe/Berlin")) == dt.date(2026, 3, 29)


@pytest.fixture
def time_machine_at():
    import time_machine

    return lambda moment: time_machine.travel(moment, tick=False)


def test_the_lock_is_free_when_nobody_works(tmp_path):
    url = history.database_url("", tmp_path)
    with inbox_lock(tmp_path, url) as first, inbox_lock(tmp_path, url) as second:
        assert (first, second) == (True, False)
    with inbox_lock(tmp_path, url) as third:
        assert third


def test_a_report_handed_back_is_answered_the_same_night_and_once(config):
    send(config)
    [first] = night(config).outcomes
    book = openpyxl.load_workbook(Path(first.run_folder) / "audit_report.xlsx")
    sheet = book["Challenge"]
    top = int("".join(filter(str.isdigit, sheet.tables["Challenge"].ref.split(":")[0]))) + 1
    sheet.cell(top, 1, f"{sheet.cell(sheet.max_row, 1).value}")
    sheet.cell(top, 2, "agree")
    book.save(config.inbox / "back from the CFO.xlsx")
    (config.inbox / "group.csv").unlink()  # the archive still holds it
    second, third = night(config), night(config)
    assert [(outcome.portfolio, outcome.status, outcome.fault) for outcome in second.outcomes] == [
        ("group", "audited", None)
    ]
    assert (
        "Answers"
        in openpyxl.load_workbook(Path(second.outcomes[0].run_folder) / "audit_report.xlsx")["Changes"].tables
    )
    assert third.status == "nothing_new"
