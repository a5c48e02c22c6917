"""What an installation leans on, for the doctor: settings, folders, disk, history database, Prefect server,
mail server.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flows.cli.doctor_checks.finding import Finding
from flows.cli.doctor_checks.of_machine import folders, inbox, memory, space
from flows.cli.doctor_checks.of_servers import history_database, mail, pages, prefect
from flows.cli.doctor_checks.of_settings import names, scenarios, schedule, settings_found

if TYPE_CHECKING:
    from tasks.settings import Settings

__all__ = ["Finding", "settings_found", "surroundings"]


def surroundings(config: Settings) -> Iterator[Finding]:
    """A finding for each thing that runs need."""
    yield from folders(config)
    yield inbox(config)
    yield space(config)
    yield memory(config)
    yield schedule(config)
    yield names(config)
    yield scenarios(config)
    yield history_database(config)
    yield prefect()
    yield from pages()
    yield mail(config.smtp)
