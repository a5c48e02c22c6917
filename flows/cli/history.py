"""Prints past runs, and how the last two audits of a portfolio differ."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from flows.cli.output import console, plain_table
from flows.portfolios import portfolios_in
from flows.verdict import EXIT_AUDITED
from schemas.errors import RunFolderError, UsageError
from schemas.portfolio_names import name_key

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

SHOWN = (
    "portfolio",
    "run_id",
    "status",
    "as_of",
    "rows_assessed",
    "rows_set_aside",
    "rulebook_version",
    "fault",
)


def show_history(history_url: str, out: Path, keep_days: int, portfolio: str | None, as_json: bool) -> int:
    """Takes run folders that the history lacks into it, and prints runs; for one portfolio also what moved
    last.

    Args:
        history_url: of the settings; empty: history.sqlite in the output folder.
        out: the output folder.
        keep_days: how long the history keeps a run.
        portfolio: this one alone; None: all.
        as_json: one JSON document instead of tables.

    Raises:
        HistoryError: the history database cannot be used.
        UsageError: the history holds no run of the portfolio.
    """
    from tasks import history

    url = history.database_url(history_url, out)
    history.mark_dead(url)
    history.catch_up(url, out, keep_days)
    runs = history.list_runs(url, portfolio)
    if portfolio and runs.empty:
        # Its name may be written in another way; else nobody would know an empty list from a slip in the name.
        as_written = portfolios_in(out).get(name_key(portfolio))
        if as_written is None:
            raise UsageError(f"The history holds no run of {portfolio}. Audit it first, or correct the name.")
        portfolio, runs = as_written, history.list_runs(url, as_written)
    audited = runs.loc[runs["status"].str.startswith("audited"), "run_id"].tolist() if portfolio else []
    moved, why_not = None, ""
    if portfolio and len(audited) > 1:
        try:
            # Newest first: the second is the one before the newest.
            moved = history.compare_runs(url, portfolio, audited[1], audited[0])
        except RunFolderError as error:
            why_not = str(error)
    mails = history.list_deliveries(url, portfolio)
    if as_json:
        document = {
            "runs": json.loads(runs.to_json(orient="records", date_format="iso")),
            "mails": json.loads(mails.to_json(orient="records", date_format="iso")),
            "moved": moved.to_dict("records") if moved is not None else None,
            "not_compared": why_not,
        }
        print(json.dumps(document, indent=2, ensure_ascii=False))
        return EXIT_AUDITED
    shown = console()
    shown.print(table_of(runs[list(SHOWN)]))
    if len(mails):
        shown.print("\nMessages, newest first; process-audit resend has one sent again.", highlight=False)
        shown.print(table_of(mails.drop(columns="message_id")))
    if why_not:
        shown.print(f"\n{why_not}", highlight=False)
    if moved is not None:
        shown.print(f"\nFrom {audited[1]} to {audited[0]}: {len(moved)} fields moved.", highlight=False)
        if len(moved):
            shown.print(table_of(moved))
    return EXIT_AUDITED


def table_of(frame: pd.DataFrame) -> Table:
    """A frame as a table without lines."""
    shown = plain_table(*(name.replace("_", " ") for name in frame.columns))
    for row in frame.astype("str").fillna("").itertuples(index=False):
        shown.add_row(*row)
    return shown
