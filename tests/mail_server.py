"""A real SMTP server for tests of mail."""

import datetime as dt
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope

from tasks.settings import Smtp
from tests.flows.prefect_server import free_port


def _knows(server, session, envelope, mechanism, data) -> AuthResult:
    return AuthResult(success=data.password == b"right", handled=False)


# Options of a server where whoever logs in needs the password "right".
LOG_IN = {"auth_require_tls": False, "authenticator": _knows}


def certified(authority: trustme.CA, days: int) -> ssl.SSLContext:
    """Encryption of a server whose certificate holds for so many days from now; below 0: it ran out."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    until = dt.datetime.now(dt.UTC) + dt.timedelta(days)
    authority.issue_cert("localhost", "127.0.0.1", not_after=until).configure_cert(context)
    return context


class Mailbox:
    """Keeps what arrives, as recipient and message; the first ``later`` mails are put off."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, EmailMessage]] = []
        self.later = 0

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the server's name for it
        if self.later:
            self.later -= 1
            return "451 try again"
        self.mails.append((envelope.rcpt_tos[0], message_in(envelope)))
        return "250 OK"

    def to(self) -> Counter[str]:
        """How many mails each recipient got."""
        return Counter(recipient for recipient, _ in self.mails)


@contextmanager
def mail_server(mailbox: object, **options) -> Iterator[Smtp]:
    """Hands each mail to ``mailbox``, a handler of aiosmtpd; yields the settings that lead to it."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield Smtp(
            host="127.0.0.1",
            port=controller.port,
            encryption="none",
            timeout_seconds=5,
            retry_minutes=0,
            sender_address="audit@example.org",
        )
    finally:
        controller.stop()


def message_in(envelope: Envelope) -> EmailMessage:
    """The message that a client handed over."""
    return message_from_bytes(envelope.content, policy=policy.default)
