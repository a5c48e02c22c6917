"""Servers that an installation leans on, as the doctor sees them: history database, Prefect, mail.

Nothing is changed but a history of an earlier program, which is brought to the present schema.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from flows.cli.doctor_checks.finding import Finding
from flows.runners import prefect_api_url

if TYPE_CHECKING:
    from tasks.settings import Settings, Smtp


LONGEST_WAIT_SECONDS = 5


def history_database(config: Settings) -> Finding:
    """Whether the history answers, with the present schema, undamaged."""
    from schemas.errors import HistoryError
    from tasks import history

    url = history.database_url(config.history_url, config.out)
    if not config.history_url and not Path(url.removeprefix("sqlite:///")).exists():
        return Finding("history database", True, "none yet; the first run makes it in the output folder")
    try:
        history.migrate(url)
    except HistoryError as error:
        do = (
            "Start the database or mend the setting history_url. Runs go on without it and are taken in later; "
            "process-audit history shows them then."
        )
        return Finding("history database", False, str(error), do)
    if history.is_damaged(url):
        return Finding(
            "history database",
            False,
            "some of its pages are damaged",
            "Move it away; the next night rebuilds it from the run folders. Or restore a back-up.",
        )
    return Finding("history database", True, "answers, with the present schema")


def prefect() -> Finding:
    """Whether the Prefect server answers to this password, in this release."""
    import httpx

    url = prefect_api_url()
    if not url:
        return Finding("Prefect API", True, "none is configured; runs are done in this process")
    shown = without_secrets(url)
    # The name before the first colon; a password may hold colons.
    account = os.environ.get("PREFECT_API_AUTH_STRING", "").partition(":")
    try:
        answer = httpx.get(
            f"{url.rstrip('/')}/admin/version",
            timeout=LONGEST_WAIT_SECONDS,
            auth=(account[0], account[2]) if account[0] else None,
        )
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            return Finding(
                "Prefect API",
                False,
                f"{shown} wants a password",
                "Set PREFECT_API_AUTH_STRING to the user:password of the server.",
            )
        answer.raise_for_status()
    except httpx.HTTPError as error:
        return Finding(
            "Prefect API",
            False,
            f"{shown} does not answer ({type(error).__name__})",
            "Start the server, or unset PREFECT_API_URL.",
        )
    return _same_release(shown, str(answer.json()))


def pages() -> Iterator[Finding]:
    """A finding where the Prefect server has no pages for a browser: it goes on without them if it may not
    write to the folder that it copies them to.
    """
    import httpx

    site = (prefect_api_url() or "").rstrip("/").removesuffix("/api")
    try:
        answer = httpx.get(site, timeout=LONGEST_WAIT_SECONDS, follow_redirects=True) if site else None
    except (httpx.HTTPError, httpx.InvalidURL):
        return  # the finding on the API says so
    if answer is not None and answer.status_code == httpx.codes.NOT_FOUND:
        yield Finding(
            "Prefect UI",
            False,
            f"{without_secrets(site)} has no page for a browser",
            "Set PREFECT_SERVER_UI_STATIC_DIRECTORY of the server to a folder that its account may write "
            "to, and start it again.",
        )


def without_secrets(address: str) -> str:
    """A web address without account, password and query."""
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}"


def _same_release(url: str, server: str) -> Finding:
    from importlib.metadata import version

    ours = version("prefect")
    same = server.split(".")[:2] == ours.split(".")[:2]
    return Finding(
        "Prefect API",
        same,
        f"{url} answers, Prefect {server}{'' if same else f' (here {ours})'}",
        "Install the same Prefect on server and worker.",
    )


def mail(smtp: Smtp) -> Finding:
    """Whether the mail server can be reached and knows the account."""
    import smtplib
    import ssl

    if not smtp.host:
        return Finding("mail server", True, "none is set; no mail is sent")
    server = f"{smtp.host}:{smtp.port}"
    if smtp.user and not smtp.password.get_secret_value():
        return Finding(
            "mail server",
            False,
            f"there is no password for the account at {server}",
            "Set PROCESS_AUDIT_SMTP__PASSWORD in the environment.",
        )
    try:
        connect = smtplib.SMTP
        if smtp.encryption == "tls":
            connect = partial(smtplib.SMTP_SSL, context=ssl.create_default_context())
        with connect(smtp.host, smtp.port, timeout=LONGEST_WAIT_SECONDS) as client:
            client.ehlo()
            if smtp.encryption == "starttls":
                client.starttls(context=ssl.create_default_context())
            if smtp.user:
                client.login(smtp.user, smtp.password.get_secret_value())
    except smtplib.SMTPAuthenticationError:
        do = "Set smtp.user and PROCESS_AUDIT_SMTP__PASSWORD to what the server knows."
        return Finding("mail server", False, f"{server} refuses the account or its password", do)
    except ssl.SSLCertVerificationError as error:
        do = "Have its certificate renewed, or set smtp.host to the name that it is for."
        return Finding(
            "mail server", False, f"{server} has no valid certificate ({error.verify_message})", do
        )
    except (OSError, smtplib.SMTPException) as error:
        do = "Check smtp.host, smtp.port and smtp.encryption, and that the firewall lets it through."
        return Finding("mail server", False, f"{server} cannot be used ({type(error).__name__})", do)
    return Finding("mail server", True, f"{server} answers{' and knows the account' if smtp.user else ''}")
