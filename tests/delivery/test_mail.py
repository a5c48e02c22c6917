"""Mail against a real SMTP server with its faults: who gets what, once."""

import socket
import threading
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from tasks.delivery import Headline, Sending, compose, send
from tasks.settings import Smtp

HEADLINE = Headline(
    "Group functions", "20261101T030000Z-000001", "2026-11-01", 26, 2,
    (("BPO candidates", 5), ("KPO candidates", 3)), (("by data", 2), ("new", 1)), 4, True, "ab" * 32,
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
        self.mails.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"


@pytest.fixture
def mailbox():
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=0)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        controller.port = probe.getsockname()[1]
    controller.start()
    box.smtp = Smtp(host="127.0.0.1", port=controller.port, encryption="none", timeout_seconds=5, sender_address="audit@example.org")
    yield box
    controller.stop()


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
        assert "26 processes audited" in text
        assert "2 by data, 1 new" in text


def test_a_report_too_large_is_named_and_not_attached(report):
    message = mail(report, megabytes=0.000001)
    assert list(message.iter_attachments()) == []
    assert report.parent.as_posix() in message.get_body(("plain",)).get_content()


def test_the_message_id_is_stable_and_of_its_own_per_recipient_run_and_report(report):
    assert mail(report)["Message-ID"] == mail(report)["Message-ID"]
    changed = [replace(HEADLINE, run_id="2"), replace(HEADLINE, report_sha256="cd" * 32)]
    others = [mail(report, "coo@example.org"), *(mail(report, headline=headline) for headline in changed)]
    assert len({mail(report)["Message-ID"], *(other["Message-ID"] for other in others)}) == 4


def test_html_in_a_portfolio_name_stays_text(report):
    message = mail(report, headline=replace(HEADLINE, portfolio="<b>Group</b>"))
    assert "&lt;b&gt;Group" in message.get_body(("html",)).get_content()


@pytest.mark.parametrize(("where", "reply", "ending"), [
    ("rcpt_replies", "451 busy", Sending.LATER), ("rcpt_replies", "550 nobody here", Sending.REFUSED),
    ("data_replies", "452 full", Sending.LATER), ("data_replies", "554 no", Sending.REFUSED),
])
def test_a_reply_decides_whether_to_try_again(mailbox, report, where, reply, ending):
    getattr(mailbox, where).append(reply)
    assert send(mail(report), mailbox.smtp) is ending
    assert mailbox.mails == []
    assert send(mail(report), mailbox.smtp) is Sending.SENT


def test_a_server_that_is_away_is_tried_later(report):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert send(mail(report), Smtp(host="127.0.0.1", port=port, encryption="none", timeout_seconds=2)) is Sending.LATER


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
