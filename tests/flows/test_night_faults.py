"""Nights that meet faults: nothing goes to the wrong people, nothing is lost, nothing stays green."""

import datetime as dt
import os
from dataclasses import replace

import pytest
from aiosmtpd.smtp import AuthResult
from pydantic import SecretStr

from flows.nightly import journal
from flows.nightly.inbox import look_into
from flows.nightly.run import SINCE, inbox_lock, run_night
from flows.runners import inline
from flows.story import audit_and_remember
from schemas.errors import SettingsError
from tasks import history
from tasks.settings import Limits, PortfolioFacts, Settings, read_settings
from tests.flows.prefect_server import free_port
from tests.flows.quick_audit import quick_audit, runs_of
from tests.flows.requests_for_tests import make_known, nightly_settings
from tests.mail_server import LOG_IN, Mailbox, mail_server

DAY = dt.date(2026, 11, 1)
CFO, BOARD, OPS = "cfo@example.org", "board@example.org", "ops@example.org"


@pytest.fixture
def config(tmp_path, mailbox):
    return nightly_settings(tmp_path, mailbox.smtp, {"*": [CFO], "digest": [OPS]}, "group")


def send(config, *names, text="Process name;FTE\nPayroll;3\n"):
    for name in names:
        (config.inbox / name).write_text(text)


def night(config, audit_one=quick_audit, day=DAY):
    return run_night(config, lambda requests: [audit_one(request, config) for request in requests], day)


def told(mailbox):
    """(recipient, portfolio or the word night) of each mail, in order of recipient."""
    return sorted(
        (recipient, message["Subject"].split(":")[1].split(",")[0].strip())
        for recipient, message in mailbox.mails
    )


def reports(mailbox):
    return sorted(recipient for recipient, message in mailbox.mails if "night of" not in message["Subject"])


def test_a_misspelt_setting_is_told_each_night_and_holds_nothing_up(config, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "process_audit.toml").write_text(
        'timezon = "Europe/Berlin"\n[portfolios.a]\nlanguag = "de"\n'
    )
    monkeypatch.setenv("PROCESS_AUDIT_RECIPIENT", "{}")
    send(config, "group.csv")
    ended = night(config)
    assert ended.troubles[0] == (
        "Nothing reads PROCESS_AUDIT_RECIPIENT, timezon, portfolios.a.languag among the settings. Correct or remove it."
    )
    assert ended.verdict.state == "CompletedWithIssues" and dict(ended.deliveries) == {"sent": 2}
    (tmp_path / "process_audit.toml").write_text('timezone = "Europe/Berlin"\n')
    monkeypatch.delenv("PROCESS_AUDIT_RECIPIENT")
    assert night(config).troubles == ()


# Who gets a report


@pytest.mark.parametrize("key", ["HR (confidential)", "hr (CONFIDENTIAL)", "HR _confidential"])
def test_a_name_in_the_settings_means_its_portfolio_however_it_is_written(config, mailbox, key):
    config.recipients[key] = [BOARD]
    send(config, "HR (confidential).csv")
    night(config)
    assert reports(mailbox) == [BOARD]


def test_facts_of_a_portfolio_are_found_however_its_name_is_written():
    facts = Settings(portfolios={"Sales & Marketing": {"language": "de"}}).facts_of("sales _ marketing")
    assert facts.language == "de"


def test_two_names_for_one_portfolio_in_the_settings_are_told(monkeypatch):
    monkeypatch.setenv("PROCESS_AUDIT_RECIPIENTS", '{"HR": ["a@example.org"], "hr": ["b@example.org"]}')
    with pytest.raises(SettingsError, match="'HR' and 'hr' mean the same portfolio"):
        read_settings()


def test_a_recipient_in_two_spellings_gets_one_mail(config, mailbox):
    config.recipients["group"] = [BOARD, BOARD.upper(), f" {BOARD}"]
    config.recipients["digest"] = [OPS, OPS.title()]
    send(config, "group.csv")
    night(config)
    assert sorted(recipient for recipient, _ in mailbox.mails) == [BOARD, OPS]


def test_a_name_that_matches_nothing_stops_what_goes_to_everybody_until_it_is_mended(config, mailbox):
    config.recipients["Grupp"] = [BOARD]
    send(config, "group.csv")
    first = night(config)
    assert reports(mailbox) == []
    assert first.verdict.state == "CompletedWithIssues"
    assert any("'Grupp'" in trouble for trouble in first.troubles)
    assert night(config).verdict.state == "CompletedWithIssues"
    config.recipients["group"] = config.recipients.pop("Grupp")
    assert dict(night(config).deliveries) == {"sent": 1}
    night(config)
    assert reports(mailbox) == [BOARD]


def test_a_portfolio_nobody_named_goes_to_nobody_but_the_digest_until_it_is_named(config, mailbox):
    send(config, "group.csv", "HR 2027.csv")
    first = night(config)
    assert reports(mailbox) == [CFO]
    assert any("New, and mailed to nobody so far: HR 2027." in trouble for trouble in first.troubles)
    send(config, "HR 2027.csv", text="Process name;FTE\nPayroll;4\n")
    night(config)
    config.recipients["hr 2027"] = [BOARD]
    night(config)
    night(config)
    assert reports(mailbox) == [BOARD, CFO]  # the newest report of it, once


def test_a_second_list_of_the_same_name_takes_no_name_away_and_is_told(config, mailbox):
    config.recipients["HR"] = [BOARD]
    send(config, "group.csv", "HR.csv")
    night(config)
    send(config, "hr.tsv", text="Process name\tFTE\nPayroll\t3\n")
    send(config, "HR.csv", text="Process name;FTE\nPayroll;5\n")
    second = night(config)
    assert sorted(outcome.portfolio for outcome in second.outcomes) == ["HR", "hr-tsv"]
    assert reports(mailbox) == [BOARD, BOARD, CFO]
    assert len(runs_of(config.out, "HR")) == 2


def test_a_list_that_changed_its_ending_stays_in_its_portfolio(config, mailbox):
    config.recipients["HR"] = [BOARD]
    send(config, "group.csv", "HR.csv")
    night(config)
    (config.inbox / "HR.csv").unlink()
    send(config, "hr.tsv", text="Process name\tFTE\nPayroll\t3\n")
    assert [outcome.portfolio for outcome in night(config).outcomes] == ["HR"]


def test_a_list_that_was_renamed_is_put_to_its_portfolio_by_the_settings(config):
    config = config.model_copy(
        update={"portfolios": Settings(portfolios={"HR": {"lists": ["hr 20*"]}}).portfolios}
    )
    send(config, "HR 2027.csv")
    assert [outcome.portfolio for outcome in night(config).outcomes] == ["HR"]


# What is remembered


@pytest.mark.parametrize(
    ("code", "nights_with_work"),
    [("FILE_DAMAGED", 1), ("FILE_STOPS_READER", 3), ("FILE_TOO_SLOW", 3), ("FILE_NOT_PERMITTED", 5)],
)
def test_only_refusals_by_content_are_remembered(config, code, nights_with_work):
    send(config, "group.csv")
    nights = [night(config, lambda *asked: quick_audit(*asked, refused=code)).status for _ in range(5)]
    assert nights.count("done") == nights_with_work


def test_a_file_that_is_empty_or_larger_than_any_may_be_is_refused_on_one_night_alone(config, monkeypatch):
    for module in ("tasks.settings", "flows.story"):
        monkeypatch.setattr(f"{module}.settings", lambda: config)
    (config.inbox / "empty.csv").touch()
    (config.inbox / "large.csv").write_bytes(b"Process name\n" + b"Payroll\n" * 300_000)
    config.limits = Limits(file_megabytes=1, unzipped_megabytes=1)
    first, second = (
        night(config, lambda request, _: audit_and_remember(request, inline())) for _ in range(2)
    )
    why = [sentence for outcome in first.outcomes for _, sentence in outcome.refusals]
    assert "empty.csv is empty" in why[0] and "large.csv" in why[1]
    assert (second.status, second.verdict.exit_code) == ("nothing_new", 0)


def test_a_list_that_lies_in_the_inbox_twice_is_told(config):
    send(config, "group.csv")
    send(config, "group (1).csv")
    (config.inbox / "other.csv").write_text("Process name;FTE\nStudy of markets;3\n")
    remarks = " ".join(night(config).remarks)
    assert "group (1).csv lies in the inbox more than once, also as group.csv." in remarks
    assert "other.csv" not in remarks


def test_a_file_of_a_kind_that_is_not_read_is_told(config):
    send(config, "group.csv")
    for name in ("lists.zip", "hr.docx", "picture.png", "group.csv.map.yaml"):
        (config.inbox / name).touch()
    remarks = " ".join(night(config).remarks)
    assert "2 files of other kinds were not read in" in remarks and "(.docx, .zip)" in remarks
    assert "save that list as .xlsx, .ods or .csv" in remarks


def test_a_refusal_is_forgotten_when_the_limit_is_raised(config):
    send(config, "group.csv")

    def refuse(*asked):
        return quick_audit(*asked, refused="SHEET_TOO_LARGE")

    assert [night(config, refuse).status, night(config, refuse).status] == ["done", "nothing_new"]
    config.limits = Limits(cells=70_000_000)
    assert night(config).outcomes[0].status == "audited"


def test_a_list_is_new_when_the_settings_say_otherwise_how_it_is_read(config):
    send(config, "group.csv")
    assert [night(config).status, night(config).status] == ["done", "nothing_new"]
    config.portfolios = {"group": PortfolioFacts(currency="USD")}
    assert [night(config).status, night(config).status] == ["done", "nothing_new"]
    config.portfolios = {}  # read so once before
    assert night(config).status == "nothing_new"


def test_a_refusal_is_forgotten_when_the_settings_say_how_the_list_is_read(config):
    send(config, "group.csv")

    def refuse(*asked):
        return quick_audit(*asked, refused="FILE_DAMAGED")

    assert [night(config, refuse).status, night(config, refuse).status] == ["done", "nothing_new"]
    config.portfolios = {"group": PortfolioFacts(country="DE")}
    assert night(config).outcomes[0].status == "audited"


# One file, and the others


def test_a_name_of_bytes_that_are_no_text_costs_nobody_anything(config):
    (config.inbox / os.fsdecode(b"B\xfcro.csv")).write_text("Process name;FTE\nPayroll;3\n")
    send(config, "group.csv")
    done = night(config)
    assert sorted((one.portfolio, one.status) for one in done.outcomes) == [
        ("B_ro", "audited"),
        ("group", "audited"),
    ]
    assert [name for one in done.outcomes for name, _, _ in one.inputs] == ["B?ro.csv", "group.csv"]


def test_a_link_in_the_inbox_is_not_followed(config, tmp_path):
    (tmp_path / "secret.csv").write_text("Process name;FTE\nPayroll;3\n")
    (config.inbox / "link.csv").symlink_to(tmp_path / "secret.csv")
    send(config, "group.csv")
    done = night(config)
    assert [outcome.portfolio for outcome in done.outcomes] == ["group"]
    assert any("link.csv in the inbox is a link" in trouble for trouble in done.troubles)


def test_what_is_audited_is_what_is_kept_though_the_file_is_replaced_meanwhile(config):
    send(config, "group.csv")

    def replaced(request, config):
        send(config, "group.csv", text="Process name;FTE\nPayroll;99\n")
        return quick_audit(request, config)

    [outcome] = night(config, replaced).outcomes
    [(name, sha256, _)] = outcome.inputs
    assert "99" not in (config.archive / sha256[:16] / name).read_text()
    [later] = night(config).outcomes
    assert later.inputs[0][1] != sha256


def test_a_file_that_was_changed_just_now_waits(config):
    send(config, "group.csv")
    waits = look_into(config.inbox, 0, minimum_age_seconds=60)
    assert ([path.name for path in waits.growing], waits.arrived) == (["group.csv"], [])
    os.utime(config.inbox / "group.csv", (0, 0))  # as a copy that keeps the time of its original
    assert look_into(config.inbox, 0, minimum_age_seconds=60).arrived == []
    assert len(look_into(config.inbox, 0, minimum_age_seconds=0).arrived) == 1


def test_a_map_beside_a_list_goes_along_with_it_and_a_changed_one_makes_it_new(config):
    send(config, "group.csv")
    (config.inbox / "group.csv.map.yaml").write_text("one")
    seen = []

    def audited(request, config):
        seen.append(request.inputs[0].with_name("group.csv.map.yaml").read_text())
        return quick_audit(request, config)

    assert [night(config, audited).status, night(config, audited).status] == ["done", "nothing_new"]
    (config.inbox / "group.csv.map.yaml").write_text("two")
    assert [night(config, audited).status, night(config, audited).status] == ["done", "nothing_new"]
    assert seen == ["one", "two"]


# Trouble does not stay green


def test_an_inbox_that_is_not_there_fails_the_night(config):
    config.inbox.rmdir()
    done = night(config)
    assert (done.verdict.state, done.verdict.exit_code) == ("Failed", 1)
    assert "inbox" in done.verdict.sentence


def test_an_empty_inbox_is_told_when_lists_came_out_of_it_before(config):
    send(config, "group.csv")
    night(config)
    (config.inbox / "group.csv").unlink()
    assert "is empty" in night(config).troubles[0]
    assert night(config).verdict.state == "CompletedWithIssues"


def test_a_list_that_did_not_come_for_longer_than_expected_is_told(config):
    config.portfolios["group"].expected_every_days = 7
    send(config, "group.csv")
    night(config)
    assert night(config).verdict.state == "Completed"
    from sqlalchemy import text

    from tasks.history.database import writing

    with writing(history.database_url("", config.out)) as connection:
        connection.execute(text("UPDATE runs SET started_at = '2026-01-01 00:00:00'"))
    [trouble] = night(config).troubles
    assert trouble.startswith("group brought nothing new for ")


def test_mail_that_does_not_go_out_is_tried_once_a_night_and_is_no_green_night(config, mailbox):
    send(config, "group.csv")
    right, config.smtp.port = config.smtp.port, free_port()
    assert night(config).verdict.state == "CompletedWithIssues"
    assert dict(night(config).deliveries) == {"later: away": 2}
    ledger = history.list_deliveries(history.database_url("", config.out))
    # Asked once a night: it takes no mail, so the second one is not tried.
    assert sorted(ledger["attempts"]) == [0, 2] and set(ledger["status"]) == {"later"}
    config.smtp.port = right
    mended = night(config)
    assert (
        mended.verdict.sentence
        == f"Nothing new in the inbox on {DAY}; 2 of the mails of earlier nights went out."
    )
    assert night(config).verdict.sentence.endswith("nothing was sent.")


def test_a_night_says_that_the_mail_server_knows_no_such_password_and_sends_when_it_is_mended(config):
    mailbox = Mailbox()
    send(config, "group.csv")
    with mail_server(mailbox, **LOG_IN) as config.smtp:
        config.smtp.user, config.smtp.password = "audit", SecretStr("wrong")
        first = night(config)
        assert first.verdict.state == "CompletedWithIssues"
        assert dict(first.deliveries) == {"later: no log-in": 2}
        assert (
            "Mails: 2 put off to the next night, as the mail server refuses the account or its password."
            in first.verdict.sentence
        )
        assert mailbox.mails == []
        config.smtp.password = SecretStr("right")
        assert dict(night(config).deliveries) == {"sent": 2}
    assert told(mailbox) == [(CFO, "group"), (OPS, "night of 2026-11-01")]


class Clock:
    """Time that passes when somebody sleeps."""

    def __init__(self):
        self.now, self.slept = 0.0, []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds
        self.slept.append(seconds)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("flows.nightly.run.time", clock)
    return clock


def test_mails_of_a_sender_that_the_server_does_not_know_yet_go_out_the_same_night(
    config, mailbox, clock, caplog
):
    config.smtp.retry_minutes, mailbox.later = 15, 3  # both mails, and one of them once more
    send(config, "group.csv")
    first = night(config)
    assert (dict(first.deliveries), first.verdict.state) == ({"sent": 2}, "Completed")
    assert clock.slept == [60, 300]
    assert "Mails put off: 2. They are tried again in 1 minutes." in caplog.text
    assert told(mailbox) == [(CFO, "group"), (OPS, "night of 2026-11-01")]
    second = night(config)
    assert (second.deliveries, second.remarks, len(mailbox.mails)) == ((), (), 2)


def test_a_night_waits_no_longer_for_its_mails_than_it_is_told_to(config, mailbox, clock):
    config.smtp.retry_minutes, mailbox.later = 15, 99
    send(config, "group.csv")
    assert dict(night(config).deliveries) == {"later": 2}
    assert clock.now == 11 * 60
    mailbox.later = 0
    assert dict(night(config).deliveries) == {"sent": 2}  # one with nothing new sends what is left
    assert clock.now == 11 * 60


def test_questionnaires_that_were_put_off_are_tried_again_the_same_night(config, mailbox, clock, monkeypatch):
    asked = []

    def ask(config, url, day, night):
        asked.append(night.deliveries)
        return replace(night, deliveries=(*night.deliveries, ("later" if len(asked) == 1 else "sent", 1)))

    monkeypatch.setattr("flows.nightly.run.ask_in_the_night", ask)
    config.smtp.retry_minutes = 15
    send(config, "group.csv")
    assert dict(night(config).deliveries) == {"sent": 3}
    assert asked == [(("sent", 2),), ()]


def test_a_server_that_knows_no_such_password_is_asked_once_and_not_waited_for(config, clock):
    sessions = set()

    def knows(server, session, envelope, mechanism, data):
        sessions.add(session)
        return AuthResult(success=False, handled=False)

    send(config, "group.csv")
    with mail_server(Mailbox(), auth_require_tls=False, authenticator=knows) as config.smtp:
        config.smtp.user, config.smtp.password = "audit", SecretStr("wrong")
        config.smtp.retry_minutes = 15
        assert dict(night(config).deliveries) == {"later: no log-in": 2}
    assert (len(sessions), clock.slept) == (1, [])


def test_a_night_that_waits_for_one_without_end_says_so(config):
    with inbox_lock(config.out, history.database_url("", config.out)):
        assert night(config).verdict.state == "Completed"
        (config.out / SINCE).write_text("2026-10-31T03:00:00+00:00")
        stuck = night(config)
    assert stuck.verdict.state == "CompletedWithIssues"
    assert "began at 2026-10-31 03:00 UTC" in stuck.troubles[0]


# Records of nights


def test_a_digest_that_cannot_be_written_keeps_no_report_back_and_comes_later(config, mailbox, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("tasks.reporting.digest.write_digest", full)
        send(config, "group.csv")
        first = night(config)
        send(config, "group.csv", text="Process name;FTE\nPayroll;4\n")
        night(config)
    assert reports(mailbox) == [CFO, CFO]
    assert first.verdict.state == "CompletedWithIssues"
    night(config)
    assert len(mailbox.mails) == 4  # both digests, of both nights
    assert not list(config.out.glob(".night-*"))


@pytest.mark.parametrize("left", [b"", b'{"run_id": "2026', b"\x00" * 60])
def test_a_record_of_a_night_that_a_power_cut_left_is_put_aside_and_told(config, left):
    make_known(config.out, "other")
    journal.file_of(config.out, "20261031T030000Z-000001").write_bytes(left)
    send(config, "group.csv")
    done = night(config)
    assert [outcome.status for outcome in done.outcomes] == ["audited"]
    assert any("record of an earlier night is damaged" in trouble for trouble in done.troubles)
    assert night(config).troubles == ()


def test_a_run_that_a_power_cut_damaged_is_audited_again(config):
    send(config, "group.csv")
    [first] = night(config).outcomes
    (config.out / "group" / runs_of(config.out, "group")[0] / "run.json").write_bytes(b"")
    second = night(config)
    assert [outcome.status for outcome in second.outcomes] == ["audited"]
    assert any("is damaged" in trouble for trouble in second.troubles)
    assert night(config).status == "nothing_new"


def test_a_chat_that_was_away_is_told_the_next_night(config, monkeypatch):
    answers, posts = [False, True], []
    monkeypatch.setattr(
        "tasks.delivery.tell_chat", lambda *told: (posts.append(told[1]), answers[len(posts) - 1])[1]
    )
    config.chat_urls = [SecretStr("json://localhost")]
    send(config, "group.csv")
    assert night(config).verdict.state == "CompletedWithIssues"
    assert [night(config).verdict.state, night(config).verdict.state] == ["Completed", "Completed"]
    assert len(posts) == 2
