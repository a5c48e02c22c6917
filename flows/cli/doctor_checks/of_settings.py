"""Settings, as the doctor sees them: wrong values, names that nothing reads, the schedule, names of portfolios."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flows.cli.doctor_checks.finding import Finding

if TYPE_CHECKING:
    from tasks.settings import Settings


def settings_found() -> tuple[Settings | None, Finding]:
    """The settings, or None where they cannot be used, and the finding on them: wrong values and names that
    nothing reads.
    """
    from flows.unread_settings import unread_settings
    from schemas.errors import SettingsError
    from tasks.settings import SETTINGS_FILE, read_settings

    try:
        config = read_settings()
    except SettingsError as error:
        return None, Finding(
            "settings",
            False,
            str(error),
            f"Mend it in {SETTINGS_FILE} or in the environment (PROCESS_AUDIT_...).",
        )
    if faults := config.faults():
        return config, Finding("settings", False, " ".join(faults.values()), "Mend it where it is written.")
    unknown = unread_settings()
    origin = f"from {SETTINGS_FILE.absolute()}" if SETTINGS_FILE.exists() else "from the environment alone"
    return config, Finding(
        "settings",
        not unknown,
        f"nothing reads {', '.join(unknown)}" if unknown else origin,
        f"Correct or remove the names in {SETTINGS_FILE} or the environment; the runbook lists those that exist.",
    )


def scenarios(config: Settings) -> Finding:
    """Whether the scenarios of the settings can be laid over the rulebook."""
    from flows.scenarios import scenarios_that_hold
    from schemas.errors import RulebookError
    from schemas.rules import load_rulebook

    try:
        holding, faults = scenarios_that_hold(load_rulebook(), config.scenarios)
    except RulebookError as error:
        return Finding("scenarios", False, str(error), "Mend the rulebook first.")
    return Finding(
        "scenarios",
        not faults,
        " ".join(faults) or f"{len(holding)} of your own",
        "Correct it in the settings; audits leave it out until then. process-audit rules ID shows a rule.",
    )


def schedule(config: Settings) -> Finding:
    """Whether time zone and cron can be used."""
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
    from flows.deployments import CRON_ADVICE, cron_fault, missing_time

    if wrong := cron_fault(config.nightly_cron):
        return Finding("schedule", False, f"nightly_cron: {wrong}", CRON_ADVICE)
    if missing := missing_time(config.nightly_cron, config.timezone, dt.date.today()):
        return Finding(
            "schedule",
            False,
            f"nightly_cron: {missing:%Y-%m-%d %H:%M} does not exist in {config.timezone}, because clocks go forward; "
            "that night would run an hour early",
            'Set an hour that exists on each day, such as "15 4 * * *".',
        )
    return Finding("time zone", True, f"{config.timezone}, nights at {config.nightly_cron}")


def names(config: Settings) -> Finding:
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
