"""What an installation leans on, for the doctor: settings, folders, disk, history database, Prefect server,
mail server.

Nothing is changed but a history of an earlier program, which is brought to the present schema.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows.runners import prefect_api_url

if TYPE_CHECKING:
    from tasks.settings import Settings, Smtp

LEAST_FREE_GIGABYTES = 2
LONGEST_WAIT_SECONDS = 5
PREFIX = "PROCESS_AUDIT_"
# Variables of ours that are no settings: read by the units and by the tests.
OTHER_VARIABLES = ("PROCESS_AUDIT_HOME", "PROCESS_AUDIT_SHARED", "PROCESS_AUDIT_NO_SKIPS")
# What an audit needs besides reading, by measurement of lists of up to 20,000 rows.
AUDIT_MEGABYTES = 700


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what, whether it is in order, what was found, and what to do where it is not."""

    what: str
    is_good: bool
    found: str
    do: str = ""


def surroundings(config: Settings) -> Iterator[Finding]:
    """A finding for each thing that runs need."""
    yield _folder("output folder", config.out, "out")
    yield _folder("archive", config.archive, "archive")
    if config.share:
        yield _folder("shared folder", config.share, "share")
    yield _inbox(config)
    yield _space(config)
    yield _memory(config)
    yield _schedule(config)
    yield _names(config)
    yield _history(config)
    yield _prefect()
    yield from _pages()
    yield _mail(config.smtp)


def settings_found() -> tuple[Settings | None, Finding]:
    """The settings, or None where they cannot be used, and the finding on them: wrong values and names that
    nothing reads.
    """
    import tomllib

    from schemas.errors import SettingsError
    from tasks.settings import SETTINGS_FILE, Settings, read_settings

    try:
        config = read_settings()
    except SettingsError as error:
        return None, Finding(
            "settings",
            False,
            str(error),
            f"Mend it in {SETTINGS_FILE} or in the environment (PROCESS_AUDIT_...).",
        )
    unknown = [*_unknown_variables(Settings)]
    if SETTINGS_FILE.exists():
        unknown += _unknown(tomllib.loads(SETTINGS_FILE.read_text(encoding="utf-8")), Settings)
    place = f"from {SETTINGS_FILE.absolute()}" if SETTINGS_FILE.exists() else "from the environment alone"
    return config, Finding(
        "settings",
        not unknown,
        f"nothing reads {', '.join(unknown)}" if unknown else place,
        f"Correct or remove the names in {SETTINGS_FILE} or the environment; the runbook lists those that exist.",
    )


def _unknown_variables(model: type) -> Iterator[str]:
    """Variables with our prefix that no setting reads."""
    for name in sorted(os.environ):
        keys = name.removeprefix(PREFIX).lower().split("__")
        if name.startswith(PREFIX) and name not in OTHER_VARIABLES and not _is_setting(keys, model):
            yield name


def _is_setting(keys: list[str], model: type) -> bool:
    field = model.model_fields.get(keys[0])
    if field is None:
        return False
    return (
        len(keys) == 1
        or not hasattr(field.annotation, "model_fields")
        or _is_setting(keys[1:], field.annotation)
    )


def _unknown(values: dict, model: type) -> Iterator[str]:
    for name, value in values.items():
        inner = model.model_fields[name].annotation if name in model.model_fields else None
        if inner is None:
            yield name
        elif isinstance(value, dict) and hasattr(inner, "model_fields"):
            yield from (f"{name}.{deeper}" for deeper in _unknown(value, inner))


def _folder(what: str, folder: Path, setting: str) -> Finding:
    there = _nearest(folder)
    do = f"Make it a folder that this account may write to, or name another (setting {setting})."
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        return Finding(what, False, f"{folder.absolute()}: {error.strerror}", do)
    return Finding(what, True, f"{folder.absolute()} {'is writable' if folder.exists() else 'can be made'}")


def _inbox(config: Settings) -> Finding:
    """The inbox must be there and readable, unless nobody has named one."""
    inbox = config.inbox
    if not inbox.exists() and "inbox" not in config.model_fields_set:
        return Finding("inbox", True, "none yet; nights need the folder that the setting inbox names")
    do = "Make or mount the folder, and let this account read it, or name another (setting inbox)."
    try:
        entries = list(inbox.iterdir())
    except OSError as error:
        return Finding("inbox", False, f"{inbox.absolute()}: {error.strerror}", do)
    if closed := sum(not os.access(entry, os.R_OK) for entry in entries):
        found = f"{closed} of {len(entries)} entries of {inbox.absolute()} cannot be read"
        return Finding("inbox", False, found, "Let this account read them.")
    return Finding("inbox", True, f"{inbox.absolute()} is readable, {len(entries)} entries")


def _memory(config: Settings) -> Finding:
    import psutil

    there = psutil.virtual_memory().total / 1e6
    one = config.limits.read_megabytes + AUDIT_MEGABYTES
    needed = one * config.audits_at_once
    fits = max(int(there / config.audits_at_once) - AUDIT_MEGABYTES, 500)
    return Finding(
        "memory",
        needed <= there,
        f"{there / 1e3:.1f} GB; {config.audits_at_once} audits at once may take {needed / 1e3:.1f} GB",
        f"Set limits.read_megabytes to {fits} or less, or audits_at_once lower, so that they fit.",
    )


def _names(config: Settings) -> Finding:
    """Names of portfolios in the settings that match none: misspelt, their reports would go to others."""
    from flows.portfolios import Names, unmatched_names
    from flows.requests import inventories_in

    try:
        files = inventories_in(config.inbox)
    except OSError:
        files = []  # the finding on the inbox says so
    unmatched = unmatched_names(config, Names(files, config.out, config).of.values())
    if unmatched:
        return Finding(
            "names of portfolios",
            False,
            f"no portfolio is called {', '.join(unmatched)}",
            "Correct them in recipients and portfolios. Until then nothing goes to the recipients '*'.",
        )
    return Finding("names of portfolios", True, f"{len(config.named_portfolios())} named in the settings")


def _space(config: Settings) -> Finding:
    free = min(shutil.disk_usage(_nearest(folder)).free for folder in (config.out, config.archive)) / 1e9
    return Finding(
        "disk space",
        free >= LEAST_FREE_GIGABYTES,
        f"{free:.1f} GB free",
        f"Free at least {LEAST_FREE_GIGABYTES} GB for outputs and archive.",
    )


def _nearest(folder: Path) -> Path:
    """The folder, or the first above it that exists."""
    return next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())


def _schedule(config: Settings) -> Finding:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(config.timezone)
    except (KeyError, OSError, ValueError):
        return Finding(
            "time zone",
            False,
            f"{config.timezone} is not known",
            "Set timezone to an IANA name such as Europe/Berlin.",
        )
    from flows.deployments import cron_fault

    if wrong := cron_fault(config.nightly_cron):
        return Finding("schedule", False, f"nightly_cron: {wrong}", 'Set five fields, such as "0 3 * * *".')
    return Finding("time zone", True, f"{config.timezone}, nights at {config.nightly_cron}")


def _history(config: Settings) -> Finding:
    from schemas.errors import HistoryError
    from tasks import history

    url = history.database_url(config.history_url, config.out)
    if not config.history_url and not Path(url.removeprefix("sqlite:///")).exists():
        return Finding("history database", True, "none yet; the first run makes it in the output folder")
    try:
        history.migrate(url)
    except HistoryError as error:
        do = "Start the database or mend the setting history_url. Runs go on without it and are taken in later; process-audit history shows them then."
        return Finding("history database", False, str(error), do)
    if history.is_damaged(url):
        return Finding(
            "history database",
            False,
            "some of its pages are damaged",
            "Move it away; the next night rebuilds it from the run folders. Or restore a back-up.",
        )
    return Finding("history database", True, "answers, with the present schema")


def _prefect() -> Finding:
    import httpx

    url = prefect_api_url()
    if not url:
        return Finding("Prefect API", True, "none is configured; runs are done in this process")
    shown = without_secrets(url)
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


def _pages() -> Iterator[Finding]:
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
            "Set PREFECT_SERVER_UI_STATIC_DIRECTORY of the server to a folder that its account may write to, and start it again.",
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


def _mail(smtp: Smtp) -> Finding:
    import smtplib
    import ssl

    if not smtp.host:
        return Finding("mail server", True, "none is set; no mail is sent")
    place = f"{smtp.host}:{smtp.port}"
    if smtp.user and not smtp.password.get_secret_value():
        return Finding(
            "mail server",
            False,
            f"there is no password for the account at {place}",
            "Set PROCESS_AUDIT_SMTP__PASSWORD in the environment.",
        )
    try:
        secure = {"context": ssl.create_default_context()} if smtp.encryption == "tls" else {}
        with (smtplib.SMTP_SSL if secure else smtplib.SMTP)(
            smtp.host, smtp.port, timeout=LONGEST_WAIT_SECONDS, **secure
        ) as client:
            client.ehlo()
            if smtp.encryption == "starttls":
                client.starttls(context=ssl.create_default_context())
            if smtp.user:
                client.login(smtp.user, smtp.password.get_secret_value())
    except smtplib.SMTPAuthenticationError:
        do = "Set smtp.user and PROCESS_AUDIT_SMTP__PASSWORD to what the server knows."
        return Finding("mail server", False, f"{place} refuses the account or its password", do)
    except (OSError, smtplib.SMTPException) as error:
        do = "Check smtp.host, smtp.port and smtp.encryption, and that the firewall lets it through."
        return Finding("mail server", False, f"{place} cannot be used ({type(error).__name__})", do)
    return Finding("mail server", True, f"{place} answers{' and knows the account' if smtp.user else ''}")
