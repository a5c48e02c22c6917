"""Mail against a real SMTP server with its faults: who gets what, once."""

import asyncio
import socket
import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest
import trustme
from aiosmtpd.smtp import AuthResult
from pydantic import SecretStr

from tasks.delivery import Headline, Sending, compose, send
from tasks.delivery.send import TEXT_SECONDS, _own_name
from tasks.settings import Smtp
from tests.flows.prefect_server import free_port
from tests.mail_server import certified, mail_server, message_in

HEADLINE = Headline(
    "Group functions",
    "20261101T030000Z-000001",
    "2026-11-01",
    "en",
    26,
    2,
    (("bpo_candidate", 5), ("kpo_candidate", 3)),
    (("data", 2), ("new", 1)),
    False,
    4,
    True,
    "ab" * 32,
)


class Mailbox:
    """Keeps what arrives; ``replies`` are given to the next DATA or RCPT commands instead of yes."""

    def __init__(self):
        self.mails, self.data_replies, self.rcpt_replies = [], [], []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - the server's name for it
        if self.rcpt_replies:
            return self.rcpt_replies.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.data_replies:
            return self.data_replies.pop(0)
        self.mails.append((envelope.rcpt_tos, message_in(envelope)))
        return "250 OK"


@pytest.fixture
def mailbox():
    box = Mailbox()
    with mail_server(box) as box.smtp:
        yield box


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "audit_report.xlsx"
    path.write_bytes(b"PK\x03\x04 a workbook\r\n.\r\nwith a line of a dot")
    return path


def mail(report, recipient="cfo@example.org", megabytes=10.0, headline=HEADLINE):
    return compose(headline, recipient, "audit@example.org", report, megabytes)


def test_the_mail_arrives_with_the_report_as_it_was(mailbox, report):
    assert send(mail(report), mailbox.smtp) is Sending.SENT
    [(recipients, message)] = mailbox.mails
    assert recipients == ["cfo@example.org"]
    assert message["Subject"] == "Process audit: Group functions, as of 2026-11-01"
    [attachment] = message.iter_attachments()
    assert attachment.get_content() == report.read_bytes()
    for kind in ("plain", "html"):
        text = message.get_body((kind,)).get_content()
        assert "Processes audited as of 2026-11-01" in text
        assert "each on the sheet Changes: Data 2, New 1." in text
        assert "corrections.xlsx" in text


def test_a_report_too_large_is_named_and_not_attached(report):
    message = mail(report, megabytes=0.000001)
    assert list(message.iter_attachments()) == []
    assert report.parent.as_posix() in message.get_body(("plain",)).get_content()


def test_a_mail_does_not_say_that_nothing_changed_where_the_run_before_cannot_be_read(report):
    message = mail(report, headline=replace(HEADLINE, is_not_compared=True, change_counts=()))
    for kind in ("plain", "html"):
        text = message.get_body((kind,)).get_content()
        assert "not known" in text and "Nothing has changed" not in text


def test_a_mail_speaks_the_language_of_its_report(report):
    message = mail(report, headline=replace(HEADLINE, language="de", is_first=True, change_counts=()))
    assert message["Subject"] == "Prozessprüfung: Group functions, Stand 2026-11-01"
    for kind in ("plain", "html"):
        text = message.get_body((kind,)).get_content()
        assert "BPO-Kandidat" in text
        assert "erste Prüfung" in text
        assert "Der Bericht liegt bei" in text


@pytest.mark.parametrize("megabytes", [10.0, 0.000001])
def test_where_people_reach_the_report_by_an_address_the_mail_links_to_it(report, megabytes):
    message = compose(
        HEADLINE,
        "cfo@example.org",
        "audit@example.org",
        report,
        megabytes,
        "https://files.example.org/Group%20functions/1/audit_report.xlsx",
    )
    assert (
        '<a href="https://files.example.org/Group%20functions/1/audit_report.xlsx"'
        in message.get_body(("html",)).get_content()
    )
    assert (
        "\nhttps://files.example.org/Group%20functions/1/audit_report.xlsx\n"
        in message.get_body(("plain",)).get_content()
    )
    assert str(report.parent) not in message.get_body(("plain",)).get_content()


def test_the_message_id_is_stable_and_of_its_own_per_recipient_run_and_report(report):
    assert mail(report)["Message-ID"] == mail(report)["Message-ID"]
    changed = [replace(HEADLINE, run_id="2"), replace(HEADLINE, report_sha256="cd" * 32)]
    others = [mail(report, "coo@example.org"), *(mail(report, headline=headline) for headline in changed)]
    assert len({mail(report)["Message-ID"], *(other["Message-ID"] for other in others)}) == 4


def test_html_in_a_portfolio_name_stays_text(report):
    message = mail(report, headline=replace(HEADLINE, portfolio="<b>Group</b>"))
    assert "&lt;b&gt;Group" in message.get_body(("html",)).get_content()


@pytest.mark.parametrize(
    ("where", "reply", "ending"),
    [
        ("rcpt_replies", "451 busy", Sending.LATER),
        ("rcpt_replies", "550 nobody here", Sending.REFUSED),
        ("data_replies", "452 full", Sending.LATER),
        ("data_replies", "554 no", Sending.REFUSED),
        ("data_replies", "552 too large", Sending.TOO_LARGE),
    ],
)
def test_a_reply_decides_whether_to_try_again(mailbox, report, where, reply, ending):
    getattr(mailbox, where).append(reply)
    assert send(mail(report), mailbox.smtp) is ending
    assert mailbox.mails == []
    assert send(mail(report), mailbox.smtp) is Sending.SENT


def test_a_mail_beyond_what_the_server_takes_is_not_begun(report):
    box = Mailbox()
    with mail_server(box, data_size_limit=len(mail(report).as_bytes()) - 1) as smtp:
        assert send(mail(report), smtp) is Sending.TOO_LARGE
        assert send(mail(report, megabytes=0), smtp) is Sending.SENT
    assert [list(message.iter_attachments()) for _, message in box.mails] == [[]]


def test_an_address_that_no_mail_server_takes_is_refused_and_raises_nothing(mailbox, report):
    assert send(mail(report, "jürgen@example.org"), mailbox.smtp) is Sending.REFUSED
    assert send(mail(report), mailbox.smtp) is Sending.SENT


def test_a_wrong_password_is_no_fault_of_the_mail_which_is_tried_again(report):
    """The server answers 535 for good, until somebody mends the settings."""
    with mail_server(
        Mailbox(),
        auth_require_tls=False,
        authenticator=lambda server, session, envelope, mechanism, data: AuthResult(
            success=False, handled=False
        ),
    ) as smtp:
        smtp.user, smtp.password = "audit", SecretStr("wrong")
        assert send(mail(report), smtp) is Sending.NO_LOG_IN


def test_a_server_whose_certificate_ran_out_gets_no_mail_and_that_is_said(report, tmp_path, monkeypatch):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    for days, ending in ((1, Sending.SENT), (-1, Sending.NOT_TRUSTED)):
        with mail_server(mailbox := Mailbox(), tls_context=certified(authority, days)) as smtp:
            smtp.encryption = "starttls"
            assert send(mail(report), smtp) is ending
            assert bool(mailbox.mails) == (ending is Sending.SENT)


def test_the_name_of_this_machine_is_looked_up_for_the_first_mail_alone(mailbox, report, monkeypatch):
    """Where no server of names answers that takes twenty seconds."""
    by_thread, real = [], socket.getfqdn

    def getfqdn(*name):
        by_thread.append(threading.get_ident())  # the mail server looks up its own
        return real(*name)

    monkeypatch.setattr(socket, "getfqdn", getfqdn)
    _own_name.cache_clear()
    for _ in range(3):
        assert send(mail(report), mailbox.smtp) is Sending.SENT
    assert by_thread.count(threading.get_ident()) == 1


def test_a_server_that_is_away_is_tried_later(report):
    assert (
        send(mail(report), Smtp(host="127.0.0.1", port=free_port(), encryption="none", timeout_seconds=2))
        is Sending.AWAY
    )


@contextmanager
def server_that_hangs_up(after: bytes):
    """Answers yes to every command and drops the connection when it has read ``after``."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        peer, _ = listener.accept()
        with peer:
            peer.sendall(b"220 ready\r\n")
            seen = b""
            while chunk := peer.recv(65536):
                seen += chunk
                if after in seen:
                    return
                if b"\r\n" in chunk and b"DATA" not in chunk:
                    peer.sendall(b"250 OK\r\n")
                elif b"DATA" in chunk:
                    peer.sendall(b"354 go ahead\r\n")

    thread = threading.Thread(target=serve)
    thread.start()
    yield Smtp(host="127.0.0.1", port=listener.getsockname()[1], encryption="none", timeout_seconds=5)
    thread.join(10)
    listener.close()


@pytest.mark.parametrize(("after", "ending"), [(b"rcpt TO", Sending.LATER), (b"\r\n.\r\n", Sending.UNKNOWN)])
def test_a_lost_connection_is_tried_again_only_before_the_text_went_out(report, after, ending):
    with server_that_hangs_up(after) as smtp:
        assert send(mail(report), smtp) is ending


def test_the_answer_to_the_text_of_a_mail_is_waited_for_longer_than_anything_else(report):
    """Ten minutes, as RFC 5321 says; here three times the longest wait of the settings."""

    class Slow(Mailbox):
        async def handle_DATA(self, server, session, envelope):  # noqa: N802
            await asyncio.sleep(3)
            return await super().handle_DATA(server, session, envelope)

    with mail_server(mailbox := Slow()) as smtp:
        smtp.timeout_seconds = 1
        assert send(mail(report), smtp) is Sending.SENT
    assert len(mailbox.mails) == 1
    assert TEXT_SECONDS == 600
