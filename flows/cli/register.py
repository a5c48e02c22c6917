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
    checker: Annotated[
        str | None,
        Parameter(help="The program xbridge, where it is not on the path. It has its own environment."),
    ] = None,
) -> int:
    """Write functions and arrangements of the last run as the DORA register of information, and check the package."""
    from flows.portfolios import portfolios_in
    from flows.register import export_register
    from schemas.portfolio_names import name_key
    from schemas.rules import load_rulebook
    from tasks.settings import settings

    config = settings()
    name = portfolios_in(config.out).get(name_key(portfolio), portfolio)
    made = export_register(
        config.out / name, out, config.facts_of(name), load_rulebook(None), dt.datetime.now(dt.UTC), checker
    )
    print(made.package)
    print("; ".join(f"{template}: {count} rows" for template, count in made.counts.items()))
    if made.left_out:
        print(
            f"{made.left_out} processes with a provider are no ICT service; the register holds none of these."
        )
    _show_missing(made.missing, out)
    _show_checks(made.checks, out)
    return EXIT_AUDITED


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
