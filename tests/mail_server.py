"""A real SMTP server for tests of mail."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from tasks.settings import Smtp
from tests.flows.prefect_server import free_port


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
            sender_address="audit@example.org",
        )
    finally:
        controller.stop()


def message_in(envelope: Envelope) -> EmailMessage:
    """The message that a client handed over."""
    return message_from_bytes(envelope.content, policy=policy.default)
