"""The command register: functions and arrangements as the DORA register of information."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from flows.verdict import EXIT_AUDITED

if TYPE_CHECKING:
    import pandas as pd

MOST_TOLD = 12


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
    from flows.asking.command import home_of
    from flows.register import export_register
    from schemas.rules import load_rulebook
    from tasks.settings import settings

    config = settings().model_copy(update={"out": results} if results else {})
    home = home_of(config, portfolio)
    made = export_register(
        home, out, config.facts_of(home.name), load_rulebook(None), dt.datetime.now(dt.UTC), checker
    )
    print(made.package)
    print("; ".join(f"{template}: {_rows(count)}" for template, count in made.counts.items()))
    if made.left_out:
        processes = "process with a provider is" if made.left_out == 1 else "processes with a provider are"
        print(f"{made.left_out} {processes} no ICT service; the register holds no row for that.")
    _show_missing(made.missing, out)
    _show_checks(made.checks, out)
    return EXIT_AUDITED


def _rows(count: int) -> str:
    return f"{count} row" if count == 1 else f"{count} rows"


def _show_missing(missing: pd.DataFrame, out: Path) -> None:
    if missing.empty:
        print("No cell is missing.")
        return
    print(
        f"{len(missing)} cells are missing; {out / 'missing.csv'} names each process and the column to fill:"
    )
    counts = missing.groupby(["template", "column", "title", "fill"], sort=True).size()
    for (template, column, title, fill), count in list(counts.items())[:MOST_TOLD]:
        where = f"column {fill}" if not fill.startswith("setting") else fill
        print(f"  {template} {column} {title}: {count} ({where})")
    if len(counts) > MOST_TOLD:
        print(f"  and {len(counts) - MOST_TOLD} more columns")


def _show_checks(checks: pd.DataFrame | None, out: Path) -> None:
    if checks is None:
        print("The package is not checked: xbridge was not found. Install it with: pipx install eba-xbridge")
        return
    passed = int(checks["result"].eq("passes").sum())
    print(f"{passed} of {len(checks)} rules of the package pass; {out / 'checks.csv'} names all.")
    print("These are rules of form; the business rules of the authority are not among them.")
    for one in checks[checks["result"].ne("passes")].itertuples():
        print(f"  {one.rule} {one.result}, {one.findings} times: {one.words}.")
