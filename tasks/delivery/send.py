"""Hands one mail to an SMTP server, and says truthfully whether it may be tried again."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tasks.settings import Smtp

PERMANENT_REPLY = 500
TOO_LARGE_REPLY = 552  # to the text of a mail (RFC 1870, 6.3)
# So long a client waits for the answer to the text of a mail (RFC 5321, 4.5.3.2.6): the server may be looking
# for viruses in it, and whoever gives up earlier does not know whether it was taken.
TEXT_SECONDS = 600


class Sending(Enum):
    """How handing over a mail ended.

    SENT: the server took it. LATER: it certainly did not (a 4xx reply, or a connection lost before the text was out),
    so the same mail may be tried again. AWAY, NO_LOG_IN, NOT_TRUSTED: neither did it, and would take no other mail:
    it cannot be reached, refuses the account, or has no valid certificate. TOO_LARGE: it did not, for its size.
    REFUSED: a 5xx reply to this mail, trying again is no use. UNKNOWN: the connection was lost after the text had gone
    out; it may have arrived (RFC 1047), so it is never tried again by itself.
    """

    SENT = "sent"
    LATER = "later"
    AWAY = "later: away"
    NO_LOG_IN = "later: no log-in"
    NOT_TRUSTED = "later: not trusted"
    TOO_LARGE = "too_large"
    REFUSED = "refused"
    UNKNOWN = "unknown"


def send(message: EmailMessage, smtp: Smtp) -> Sending:
    """Hands a mail over, once.

    Args:
        message: the mail, with its Message-ID.
        smtp: server, port, encryption and account.

    Returns:
        How it ended; nothing is raised for a fault of the server or the network.
    """
    try:
        # smtplib.sendmail would do all of this in one call, and after an error it would not be known whether
        # the text had gone out.
        client = _connect(smtp)
    # Whatever the server says here, a wrong password included, it says of itself and not of this mail.
    except ssl.SSLCertVerificationError:
        return Sending.NOT_TRUSTED
    except smtplib.SMTPAuthenticationError as error:
        return Sending.NO_LOG_IN if error.smtp_code >= PERMANENT_REPLY else Sending.AWAY
    except (OSError, smtplib.SMTPException):
        return Sending.AWAY
    try:
        # Before the first command: a message that cannot be written as bytes is not begun.
        text = message.as_bytes(policy=message.policy.clone(linesep="\r\n"))
        client.ehlo_or_helo_if_needed()
        if _is_beyond(len(text), client):
            _hang_up(client)
            return Sending.TOO_LARGE
        _expect(client.mail(smtp.sender_address))
        _expect(client.rcpt(str(message["To"])))
        _expect(client.docmd("DATA"))
    except _Reply as reply:
        _hang_up(client)
        return Sending.REFUSED if reply.code >= PERMANENT_REPLY else Sending.LATER
    except (OSError, smtplib.SMTPException):
        client.close()
        return Sending.LATER
    except UnicodeError:
        _hang_up(client)
        return Sending.REFUSED  # an address with letters that no mail server takes
    return _hand_over(client, text)


def _connect(smtp: Smtp) -> smtplib.SMTP:
    context, name, patience = ssl.create_default_context(), _own_name(), smtp.timeout_seconds
    if smtp.encryption == "tls":
        client: smtplib.SMTP = smtplib.SMTP_SSL(smtp.host, smtp.port, name, timeout=patience, context=context)
    else:
        client = smtplib.SMTP(smtp.host, smtp.port, name, timeout=patience)
        if smtp.encryption == "starttls":
            client.starttls(context=context)
    if smtp.user:
        client.login(smtp.user, smtp.password.get_secret_value())
    return client


@cache
def _own_name() -> str:
    """The name by which this machine greets a mail server, looked up once: where no server of names answers, as in
    many containers, that takes twenty seconds, and smtplib would look for each mail.
    """
    return smtplib.SMTP().local_hostname


def _hand_over(client: smtplib.SMTP, text: bytes) -> Sending:
    """Sends the text after DATA was accepted: once all of it is out, a lost connection leaves the outcome unknown."""
    # A line that is a single dot ends the text (RFC 5321, 4.5.2): dots that begin a line are doubled.
    quoted = text.replace(b"\r\n.", b"\r\n..")
    try:
        if client.sock:  # else sending says that the connection is lost
            client.sock.settimeout(max(client.timeout, TEXT_SECONDS))
        client.send(quoted + (b"" if quoted.endswith(b"\r\n") else b"\r\n") + b".\r\n")
    except (OSError, smtplib.SMTPException):
        client.close()
        # The dot that ends the text is the last of it: without it the server may not take what it has.
        return Sending.LATER
    try:
        code, _ = client.getreply()
    except (OSError, smtplib.SMTPException):
        client.close()
        return Sending.UNKNOWN
    _hang_up(client)
    if 200 <= code < 300:
        return Sending.SENT
    if code == TOO_LARGE_REPLY:
        return Sending.TOO_LARGE
    return Sending.REFUSED if code >= PERMANENT_REPLY else Sending.LATER


def _is_beyond(size_bytes: int, client: smtplib.SMTP) -> bool:
    """Whether a mail is larger than the server says it takes (RFC 1870); 0 or nothing: it names no limit."""
    limit = client.esmtp_features.get("size", "")
    return limit.isdecimal() and 0 < int(limit) < size_bytes


class _Reply(Exception):
    """The server answered a command with something other than yes."""

    def __init__(self, code: int):
        super().__init__(str(code))
        self.code = code


def _expect(reply: tuple[int, bytes]) -> None:
    # 354 after DATA means: go on.
    if not 200 <= reply[0] < 400:
        raise _Reply(reply[0])


def _hang_up(client: smtplib.SMTP) -> None:
    try:
        client.quit()
    except (OSError, smtplib.SMTPException):
        client.close()
