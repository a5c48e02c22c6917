"""The command register: functions and arrangements as the DORA register of information."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from flows.verdict import EXIT_AUDITED


def add_register(app: App) -> None:
    """Adds the command to the command line."""
    app.command(register)


def register(
    portfolio: Annotated[str, Parameter(help="A portfolio of a financial entity that was audited.")],
    /,
    *,
    out: Annotated[Path, Parameter(help="Folder for the package, missing.csv and checks.csv.")] = Path(
        "register"
    ),
    results: Annotated[
        Path | None, Parameter(help="Folder that holds the results of the audit. Default: outputs.")
    ] = None,
    checker: Annotated[
        str | None,
        Parameter(help="The program xbridge, where it is not on the path. It has its own environment."),
    ] = None,
) -> int:
    """Write functions and arrangements of the last run as the DORA register of information, and check the package."""
    from flows.portfolios import home_of
    from flows.register_of_information import describe_register, write_register
    from tasks.settings import settings

    config = settings().model_copy(update={"out": results} if results else {})
    for line in describe_register(write_register(config, home_of(config, portfolio), out, checker), out):
        print(line)
    return EXIT_AUDITED
