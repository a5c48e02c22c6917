"""The digest workbook: one night over all portfolios, what is new, what changed, what was refused and why."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.results import RECOMMENDATIONS
from schemas.vocabulary import CANDIDATES
from tasks.reporting.writer.cells import cell_text

if TYPE_CHECKING:
    from schemas.records import Outcome

PORTFOLIO_HEADINGS = (
    "Portfolio",
    "Outcome",
    "Processes",
    "Set aside",
    "BPO candidates",
    "KPO candidates",
    "Of both, screened by name only",
    "Candidates in the run before",
    "Retained",
    "To be reviewed",
    "Not in scope",
    "Changes since the last run",
    "High and critical flags",
    "Run folder",
)
REFUSED_HEADINGS = ("Portfolio", "File", "Why, and what to do")
A4 = 9
CUT = " [cut here: a cell holds no more]"


def write_digest(
    path: Path,
    business_date: dt.date,
    sentence: str,
    outcomes: Sequence[Outcome],
    headlines: Mapping[str, Any],
    waiting: Sequence[str],
) -> None:
    """Writes the workbook under a temporary name and moves it into place.

    Args:
        path: the workbook; its folder is made.
        business_date: of the night.
        sentence: the verdict of the night.
        outcomes: one for each portfolio.
        headlines: what a mail says of each audited portfolio, by its name (with change_counts, is_first and
            is_not_compared).
        waiting: names of files that were still being written, looked at again the next night.
    """
    from xlsxwriter import Workbook

    path.parent.mkdir(parents=True, exist_ok=True)
    # Nobody finds half a workbook: it gets its name when it is whole.
    part = path.with_name(f".{path.name}.part")
    with Workbook(
        part, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    ) as book:
        book.set_properties(
            {
                "title": f"Process audit: night of {business_date}",
                "created": dt.datetime.combine(business_date, dt.time()),
            }
        )
        _sheet(
            book,
            "Portfolios",
            f"Night of {business_date}: {sentence}",
            PORTFOLIO_HEADINGS,
            [_portfolio(outcome, headlines) for outcome in outcomes],
        )
        refused = [(outcome.portfolio, file, why) for outcome in outcomes for file, why in outcome.refusals]
        failed = [
            (outcome.portfolio, "", f"Not audited: {outcome.fault}") for outcome in outcomes if outcome.fault
        ]
        _sheet(
            book,
            "Refused",
            "Inputs that were not audited, each with what to do",
            REFUSED_HEADINGS,
            refused + failed,
        )
        _sheet(
            book,
            "Waiting",
            "Files that were still being written; they are looked at again the next night",
            ("File",),
            [(name,) for name in waiting],
        )
    part.replace(path)


def _portfolio(outcome: Outcome, headlines: Mapping[str, Any]) -> tuple[Any, ...]:
    counts, headline = outcome.counts, headlines.get(outcome.portfolio)
    # A portfolio that was not audited has no counts; 0 would say that it has no candidates.
    by_label = {label: counts.get(f"label_{label}", 0) if headline else None for label in RECOMMENDATIONS}
    before = _candidates_before(Path(outcome.run_folder)) if outcome.run_folder else None
    return (
        outcome.portfolio,
        outcome.status.replace("_", " "),
        counts.get("rows_assessed"),
        counts.get("rows_set_aside"),
        *(by_label[label] for label in CANDIDATES),
        counts.get("screened_by_name"),
        before,
        *(by_label[label] for label in RECOMMENDATIONS if label not in CANDIDATES),
        _changes(headline) if headline else "",  # what was not audited is not known to be unchanged
        counts.get("flags_grave"),
        outcome.run_folder or "",
    )


def _changes(headline: Any) -> str:
    if headline.is_first or headline.is_not_compared:
        return "first run" if headline.is_first else "not known: the last run is gone or cannot be read"
    return ", ".join(f"{count} {cause}" for cause, count in headline.change_counts) or "none"


def _candidates_before(run_folder: Path) -> int | None:
    """How many candidates the run before had; None for the first run."""
    previous = json.loads((run_folder / "run.json").read_bytes()).get("previous")
    # The run before may have been removed since.
    before = run_folder.parent / previous["run_id"] / "run.json" if previous else None
    if before is None or not before.is_file():
        return None
    counts = json.loads(before.read_bytes())["counts"]
    return sum(counts.get(f"label_{label}", 0) for label in CANDIDATES)


def _sheet(book: Any, name: str, title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 13}))
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    if not rows:
        sheet.write_string(2, 0, "None.")
        return
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    # LibreOffice does not show the style of a table, which would set the headings apart.
    bold = book.add_format({"bold": True, "bottom": 1})
    columns = [{"header": heading, "format": wrapped, "header_format": bold} for heading in headings]
    options = {
        "name": name,
        "columns": columns,
        # XlsxWriter leaves out a text that is longer than a cell can hold.
        "data": [[cell_text(cell, CUT) if isinstance(cell, str) else cell for cell in row] for row in rows],
        "style": "Table Style Light 9",
    }
    sheet.add_table(2, 0, 2 + len(rows), len(headings) - 1, options)
    for number, heading in enumerate(headings):
        # Widths from the texts, for no program works them out when it opens a file.
        longest = max(len(str(row[number] or "")) for row in rows)
        sheet.set_column(number, number, min(max(len(heading), longest) + 3, 60))
    sheet.freeze_panes(3, 1)
