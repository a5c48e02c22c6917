"""What should be there and is not: an empty inbox, links, lists that bring nothing new for longer than usual, and
an output folder without the results that were in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from flows.nightly.inbox import Inbox
from flows.portfolios import portfolios_in, printable
from schemas.errors import UsageError
from tasks.settings import Settings

# A list is missed after this many times its usual rhythm.
PATIENCE = 2


def missing(config: Settings, url: str, inbox: Inbox) -> Iterator[str]:
    """A sentence on each thing that somebody has to look at.

    Args:
        config: inbox and output folder, and how often lists are expected.
        url: of the history database.
        inbox: what lies in the inbox.
    """
    from tasks import history

    for link in inbox.links:
        yield f"{printable(link.name)} in the inbox is a link and was not followed. Put the file itself there."
    portfolios = portfolios_in(config.out)
    if portfolios and not (inbox.arrived or inbox.growing):
        yield (
            f"The inbox {config.inbox} is empty, and {len(portfolios)} portfolios came out of it before. "
            "Check that the right folder is mounted there."
        )
    for portfolio, days, usual in history.overdue(url, PATIENCE, _expected(config), config.timezone):
        if portfolio in portfolios.values():
            yield f"{portfolio} brought nothing new for {days} days; {usual}"


def refuse_other_folder(config: Settings, url: str) -> None:
    """Refuses an output folder that lost all that was in it, as the place of a disk that is not mounted: what is
    audited into it would be out of sight once the disk is back, and not be audited again.

    Args:
        config: output folder.
        url: of the history database.

    Raises:
        UsageError: so it is.
        HistoryError: the database cannot be used.
    """
    from tasks import history

    if not portfolios_in(config.out) and (count := history.audits_in(url, config.out)):
        raise UsageError(
            f"The output folder {config.out} holds no portfolio, and the history knows {count} "
            f"{'audit' if count == 1 else 'audits'} in it. Mount the right folder there. Where the results are lost "
            "for good, restore a back-up, or begin anew with process-audit run and one list."
        )


def _expected(config: Settings) -> dict[str, int]:
    """Days between two lists by portfolio, where the settings say it."""
    names = portfolios_in(config.out)
    return {
        folder: days
        for folder in names.values()
        if not config.fault_of(folder) and (days := config.facts_of(folder).expected_every_days) is not None
    }
