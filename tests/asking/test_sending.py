"""Questionnaires by a real mail server: each once, to addresses that are named, and in nights where that is set."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from flows.asking.command import ask_owners, remind_owners
from flows.asking.status import status_of, write_status
from flows.nightly.run import run_night
from tasks import history
from tasks.settings import PortfolioFacts
from tests.asking.conftest import JANE, ROWS, TODAY, TOM, Owners, fill

HERS, HIS = "jane.roe@example.org", "tom@example.org"


@pytest.fixture
def owners(tmp_path, mailbox):
    made = Owners(tmp_path)
    made.audited("20261101T030000Z-aaaaaa", ROWS)
    (tmp_path / "inbox").mkdir()
    made.config = made.config.model_copy(
        update={"smtp": mailbox.smtp, "inbox": tmp_path / "inbox", "settle_seconds": 0}
    )
    known(made, addresses={"jane  ROE": HERS, TOM: HIS})
    return made


def known(owners, **facts):
    portfolios = {"group": PortfolioFacts.model_validate({"ask": facts})}
    owners.config = owners.config.model_copy(update={"portfolios": portfolios})


def send(owners):
    return ask_owners(owners.config, "group", today=TODAY, is_to_be_sent=True)[1]


def url(owners):
    return history.database_url("", owners.config.out)


def test_each_goes_once_to_its_owner_with_the_workbook_of_that_owner_alone(owners, mailbox):
    assert dict(send(owners).counts) == {"sent": 2}
    assert dict(send(owners).counts) == {"sent before": 2}
    assert mailbox.to() == {HERS: 1, HIS: 1}
    [(_, mail)] = [one for one in mailbox.mails if one[0] == HERS]
    assert mail["Subject"] == "group: questions, please answer by 16 November 2026"
    [attached] = mail.iter_attachments()
    assert attached.get_content() == owners.book(JANE).read_bytes()
    assert "has 4 questions" in mail.get_body().get_content()


def test_what_was_put_off_is_sent_again_and_nothing_else(owners, mailbox):
    mailbox.later = 1
    assert dict(send(owners).counts) == {"later": 1, "sent": 1}
    night = run_night(owners.config, lambda requests: [], TODAY)
    assert dict(night.deliveries) == {"sent": 1}
    assert mailbox.to() == {HERS: 1, HIS: 1}
    assert dict(run_night(owners.config, lambda requests: [], TODAY).deliveries) == {}


@pytest.mark.parametrize(
    "wrong", ["tom", "tom@", "tom@example.org, eve@example.org", "tom@example.org\nBcc: e@x.org"]
)
def test_nobody_gets_a_mail_who_is_not_named(owners, mailbox, wrong):
    known(owners, addresses={JANE: HERS, TOM: wrong, "Someone Else": "else@example.org"})
    sent = send(owners)
    assert mailbox.to() == {HERS: 1}
    [trouble] = sent.troubles
    assert "what is named is no mail address" in trouble and TOM not in trouble


def test_an_address_comes_from_the_column_that_is_set_and_from_no_other(owners, mailbox):
    rows = [{**row, "Mail": HERS if row["process_id"] != "P3" else ""} for row in ROWS]
    rows[2]["Mail"] = None
    owners.audited("20261102T030000Z-bbbbbb", rows)
    known(owners)
    assert len(send(owners).troubles) == 2 and not mailbox.mails
    owners.audited("20261103T030000Z-cccccc", rows)
    known(owners, address_column="Mail")
    [trouble] = send(owners).troubles
    assert "no address is named" in trouble and "an owner in Sales" in trouble
    assert mailbox.to() == {HERS: 1}
    owners.audited("20261104T030000Z-dddddd", [{**rows[0]}, {**rows[1], "Mail": HIS}])
    assert "the list names 2 addresses" in send(owners).troubles[0]


def test_an_address_in_two_spellings_is_one(owners, mailbox):
    mails = [HERS.title(), HERS, HIS]
    rows = [{**row, "Mail": mail} for row, mail in zip(ROWS, mails, strict=True)]
    owners.audited("20261102T030000Z-bbbbbb", rows)
    known(owners, address_column="Mail")
    sent = send(owners)
    assert dict(sent.counts) == {"sent": 2} and not sent.troubles
    assert mailbox.to() == {HERS.title(): 1, HIS: 1}


def test_a_reminder_goes_once_to_those_who_were_sent_one_and_did_not_answer(owners, mailbox, tmp_path):
    assert dict(remind_owners_of(owners).counts) == {}
    send(owners)
    owners.take(fill(owners.book(JANE), tmp_path / "a.xlsx", {1: 2}))
    assert dict(remind_owners_of(owners).counts) == {"sent": 1}
    assert dict(remind_owners_of(owners).counts) == {"sent before": 1}
    assert mailbox.to() == {HERS: 1, HIS: 2}
    assert mailbox.mails[-1][1]["Subject"].startswith("Reminder: group")


def remind_owners_of(owners):
    owners.ask()
    return remind_owners(owners.config, "group")


def test_the_status_says_who_has_answered_and_names_are_in_the_file_alone(owners, tmp_path):
    send(owners)
    owners.take(fill(owners.book(JANE), tmp_path / "a.xlsx", {1: 2, 3: "yes"}))
    status = status_of(owners.home, url(owners))
    lines = status.set_index("place")
    assert lines.loc["an owner in Finance", ["answered", "open", "sent"]].tolist() == [2, 2, "sent"]
    assert lines.loc["an owner in Sales", ["answered", "open", "reminded"]].tolist() == [0, 2, ""]
    owners.take(fill(owners.book(JANE), tmp_path / "b.xlsx", {3: "no", 4: 2}, name="Ann"))
    after = status_of(owners.home, url(owners)).set_index("place")
    assert after.loc["an owner in Finance", ["answered", "open"]].tolist() == [3, 1]
    assert JANE in write_status(status, owners.home).read_text()


def test_a_night_asks_where_that_is_set_reminds_before_the_day_and_asks_anew_later(owners, mailbox):
    (owners.config.inbox / "keep").mkdir()
    run_night(owners.config, lambda requests: [], TODAY)
    assert not mailbox.mails
    known(owners, addresses={JANE: HERS}, every_days=30, due_days=10, remind_days=2)
    first = run_night(owners.config, lambda requests: [], TODAY)
    assert dict(first.deliveries) == {"sent": 1}
    assert any("an owner in Sales" in trouble for trouble in first.troubles)
    later = [run_night(owners.config, lambda requests: [], TODAY + dt.timedelta(n)) for n in range(1, 31)]
    reminded = [number for number, night in enumerate(later, 1) if night.deliveries]
    assert reminded == [8]
    assert mailbox.to() == {HERS: 2}
    assert not any("owner" in trouble for night in later for trouble in night.troubles)
    owners.audited("20261201T030000Z-bbbbbb", ROWS)
    run_night(owners.config, lambda requests: [], TODAY + dt.timedelta(31))
    assert mailbox.to() == {HERS: 3}


def test_a_message_that_is_no_report_does_not_count_as_one(owners):
    """A portfolio of which only questionnaires went out is still new to the recipients of all others."""
    send(owners)
    assert not history.was_mailed(url(owners), "group")
    assert history.open_deliveries(url(owners)) == []
    assert replace(send(owners), counts=()).troubles == ()
