"""What a night does about questionnaires: asks where the settings say so, sends what was put off, reminds."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flows.asking.command import ask_owners
from flows.asking.rounds import Round, last_round
from flows.asking.sending import QUESTIONNAIRE, REMINDER, Sent, mailed, send_round
from flows.faults import describe_fault
from flows.nightly.notify import KNOWN
from flows.portfolios import portfolios_in
from schemas.errors import AuditError, UsageError
from tasks.settings import Settings

if TYPE_CHECKING:
    from flows.nightly.run import Night


def ask_in_the_night(config: Settings, url: str, day: dt.date, night: Night) -> Night:
    """Asks owners, sends again what was put off, and reminds, each once.

    Args:
        config: mail server, and of each portfolio how it is asked about.
        url: of the history database.
        day: the business date.
        night: how the night ended so far.

    Returns:
        The night with these mails counted, and a trouble for each portfolio that could not be asked about and
        each new questionnaire that goes to nobody. Nothing is raised.
    """
    if not config.smtp.host:
        return night
    ended, troubles = Counter(dict(night.deliveries)), list(night.troubles)
    for name in portfolios_in(config.out).values():
        if config.fault_of(name):
            continue  # the night says so
        try:
            for mails in _of_one(config, url, config.out / name, day):
                ended.update({how: count for how, count in mails.counts if how not in KNOWN})
                troubles += mails.troubles
        except (AuditError, OSError, ValueError, KeyError) as error:
            troubles.append(f"{name}: owners could not be asked. {describe_fault(error)}")
    return replace(night, deliveries=tuple(sorted(ended.items())), troubles=tuple(troubles))


def _of_one(config: Settings, url: str, home: Path, day: dt.date) -> Iterator[Sent]:
    asking, last = config.facts_of(home.name).ask, last_round(home)
    is_set = asking.every_days is not None
    if is_set and (last is None or (day - last.asked_on).days >= (asking.every_days or 0)):
        last = _begun(config, home.name, day) or last
    if last is None:
        return
    if is_set or _was_put_off(url, home.name, QUESTIONNAIRE):
        mails = send_round(config, url, last)
        yield mails if last.is_new else replace(mails, troubles=())  # told in the night that asks
    is_time = is_set and day >= last.due - dt.timedelta(asking.remind_days)
    if is_time or _was_put_off(url, home.name, REMINDER):
        yield replace(send_round(config, url, last, is_reminder=True), troubles=())


def _begun(config: Settings, portfolio: str, day: dt.date) -> Round | None:
    """A new round; None where there is nothing to ask."""
    try:
        return ask_owners(config, portfolio, today=day)[0]
    except UsageError:
        return None


def _was_put_off(url: str, portfolio: str, channel: str) -> bool:
    return "later" in mailed(url, portfolio, channel).values()
