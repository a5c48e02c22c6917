"""A mailbox after three nights with a mail server that fails: who got what, once."""

import datetime as dt
from collections import Counter

import pytest

from flows.nightly.run import run_night
from flows.runners import inline
from flows.story import audit_and_remember
from tasks import history
from tasks.history.database import reading
from tasks.history.tables import DELIVERIES
from tests.flows.requests_for_tests import nightly_settings
from tests.mail_server import mail_server, message_in

FIRST = dt.date(2026, 11, 1)
ROWS = "Process name;FTE;Rule based;Judgement;Core process\nInvoice processing;6;5;1;non_core\nZoltan Quandt market study;2;1;5;non_core\n"
NORTH, SOUTH, OPS = "cfo@north.example.org", "coo@south.example.org", "ops@example.org"


class FaultyMailbox:
    """Keeps each mail that it says yes to. ``faults`` by recipient: a reply to DATA, or the connection cut
    after the text was taken.
    """

    def __init__(self):
        self.mails, self.faults, self.attempts = [], {}, Counter()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the server's name for it
        message = message_in(envelope)
        self.attempts[message["Message-ID"]] += 1
        fault = self.faults.pop(envelope.rcpt_tos[0], "")
        if fault[:1].isdigit():
            return fault
        self.mails.append((envelope.rcpt_tos[0], message))
        if fault == "cut":
            server.transport.abort()
        return "250 OK"


@pytest.fixture
def mailbox():
    box = FaultyMailbox()
    with mail_server(box) as box.smtp:
        yield box


@pytest.fixture
def config(tmp_path, mailbox):
    return nightly_settings(tmp_path, mailbox.smtp, {"north": [NORTH], "south": [SOUTH], "digest": [OPS]})


def ledger(config):
    """(recipient, status, attempts) of each message, in the order in which they were first tried."""
    from sqlalchemy import select

    with reading(history.database_url("", config.out)) as connection:
        return [
            tuple(row)
            for row in connection.execute(
                select(DELIVERIES.c.recipient, DELIVERIES.c.status, DELIVERIES.c.attempts).order_by(
                    DELIVERIES.c.message_id
                )
            )
        ]


def night(config, number):
    """The night of that number; what was delivered in it."""
    day = FIRST + dt.timedelta(number - 1)
    return dict(
        run_night(
            config, lambda requests: [audit_and_remember(request, inline()) for request in requests], day
        ).deliveries
    )


@pytest.mark.standing
def test_after_three_nights_each_recipient_has_each_report_once(config, mailbox):
    (config.inbox / "north.csv").write_text(ROWS)
    (config.inbox / "south.csv").write_text(ROWS)
    assert night(config, 1) == {"sent": 3}

    (config.inbox / "north.csv").write_text(ROWS.replace(";6;5;1;", ";60;1;5;"))  # south has nothing new
    mailbox.faults = {NORTH: "451 try again later"}
    assert night(config, 2) == {"later": 1, "sent": 1}
    assert sorted(ledger(config)).count((NORTH, "later", 1)) == 1

    (config.inbox / "south.csv").write_text(ROWS.replace("Invoice", "Credit note"))
    mailbox.faults = {SOUTH: "cut"}  # taken, but the sender never hears of it
    assert night(config, 3) == {
        "sent": 2,
        "unknown": 1,
    }  # north's of the second night, and the digest of the third
    assert night(config, 4) == {}  # nothing new; what may have arrived is not sent again

    got = Counter((recipient, message["Subject"]) for recipient, message in mailbox.mails)
    assert got == {
        (NORTH, "Process audit: north, as of 2026-11-01"): 1,
        (SOUTH, "Process audit: south, as of 2026-11-01"): 1,
        (NORTH, "Process audit: north, as of 2026-11-02"): 1,
        (SOUTH, "Process audit: south, as of 2026-11-03"): 1,
        (OPS, "Process audit: night of 2026-11-01"): 1,
        (OPS, "Process audit: night of 2026-11-02"): 1,
        (OPS, "Process audit: night of 2026-11-03"): 1,
    }
    assert sorted(ledger(config)) == sorted(
        [(OPS, "sent", 1)] * 3
        + [(NORTH, "sent", 1), (NORTH, "sent", 2), (SOUTH, "sent", 1), (SOUTH, "unknown", 1)]
    )
    ids = [message["Message-ID"] for _, message in mailbox.mails]
    assert len(set(ids)) == len(ids) == 7
    assert sorted(mailbox.attempts.values()) == [1] * 6 + [2]  # the one put off kept its Message-ID
    changed = next(
        message
        for recipient, message in mailbox.mails
        if (recipient, message["Subject"][-2:]) == (NORTH, "02")
    )
    assert "changed since the last audit" in changed.get_body(("plain",)).get_content()
    assert not any(
        "Quandt" in str(message.get_body((kind,)))
        for _, message in mailbox.mails
        for kind in ("plain", "html")
        if message.get_body((kind,))
    )


def test_who_is_a_recipient_no_more_gets_nothing_that_was_put_off(config, mailbox):
    (config.inbox / "north.csv").write_text(ROWS)
    mailbox.faults = {NORTH: "451 try again later"}
    assert night(config, 1) == {"later": 1, "sent": 1}
    config.recipients["north"] = [SOUTH]
    night(config, 2)
    assert NORTH not in [recipient for recipient, _ in mailbox.mails]
