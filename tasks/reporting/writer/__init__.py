"""The writer: a report model and a theme in, a workbook out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.workbooks import mark
from tasks.reporting.model.elements import SHEETS, Report
from tasks.reporting.model.summary.linear import linear_summary
from tasks.reporting.theme import Theme
from tasks.reporting.writer.cells import Formats
from tasks.reporting.writer.places import Places

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xlsxwriter import Workbook


# The sheet that is nearly the same in all reports, those of the same rows in both editions, and the one that may be.
COMMON = (
    "method",
    "heat_map",
    "candidates",
    "roadmap",
    "people",
    "value_lines",
    "scenarios",
    "safeguards",
    "data_quality",
    "figures",
    "why",
)


@dataclass(frozen=True)
class Book:
    """What every part of the writer needs. ``body`` gives the format of a table cell, ``head`` that of a heading and
    ``words`` that of a text outside tables; ``rows`` the rows of each table.
    """

    workbook: Workbook
    report: Report
    theme: Theme
    formats: Formats
    places: Places
    body: Callable[..., Any]
    head: Callable[..., Any]
    words: Callable[[str], Any]
    rows: dict[str, int]

    @property
    def texts(self) -> Mapping[str, str]:
        """Words the writer itself sets."""
        return self.report.texts


def write_workbook(report: Report, path: Path) -> None:
    """Write a report. The same report gives the same bytes.

    Args:
        report: the model of one edition.
        path: of the .xlsx file.
    """
    from tasks.excel.block_sheet import add_block_sheet
    from tasks.excel.long_workbook import LongWorkbook
    from tasks.reporting.writer.all_rows import SHEET as ALL_ROWS
    from tasks.reporting.writer.all_rows import write_all_rows
    from tasks.reporting.writer.sheets import write_sheet
    from tasks.reporting.writer.summary import place_summary, write_summary

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    with LongWorkbook(path, options) as workbook:
        book = _book(workbook, report)
        sheets = {sheet.key: sheet for sheet in report.sheets}
        # Sheets are added in the order of their tabs before anything is written, because links lead to sheets
        # that come later.
        worksheets = {
            key: add_block_sheet(workbook, name)
            for key, name in SHEETS.items()
            if key == "summary" or key in sheets
        }
        if report.is_accessible:
            sheets["summary"] = linear_summary(report)
        else:
            place_summary(book, report.dashboard)
        # Where every table will be has to be known before the first link is written.
        for sheet in sheets.values():
            rows = sheet.header_rows()
            for table in sheet.tables:
                book.places.add(sheet.name, table, rows[table.name])
                book.rows[table.name] = table.rows_count
        # Texts and formats are numbered as they are written. Those that all reports, or both editions, have in common
        # come first, so that the XML of their rows is the same.
        for key in sorted(sheets, key=lambda key: COMMON.index(key) if key in COMMON else len(COMMON)):
            write_sheet(book, worksheets[key], sheets[key])
        if not report.is_accessible:
            write_summary(book, worksheets["summary"], report.dashboard)
        if report.all_rows is not None:
            write_all_rows(book, add_block_sheet(workbook, ALL_ROWS), report.all_rows)
        # The mark by which a report is known when it comes back, in small pale print below the last sheet.
        last = list(worksheets.values())[-1]
        pale = workbook.add_format({"font_color": "#A6A6A6", "font_size": 8})
        last.write_string((last.dim_rowmax or 0) + 2, 0, mark(report.properties), pale)


def _book(workbook: Workbook, report: Report) -> Book:
    theme, formats = Theme(report.is_accessible), Formats(workbook)
    workbook.set_properties(
        {
            "title": report.title,
            "subject": report.subject,
            "author": "process-portfolio audit",
            "created": dt.datetime.combine(report.as_of, dt.time()),
            "comments": report.edition,
        }
    )
    for name, value in report.properties.items():
        workbook.set_custom_property(name, value, "text")

    @cache
    def body(
        kind: str,
        tone: str | None = None,
        is_link: bool = False,
        is_suspect: bool = False,
        is_dashboard: bool = False,
    ):
        return formats(
            theme.body(kind, tone, is_link=is_link, is_suspect=is_suspect, is_dashboard=is_dashboard)
        )

    @cache
    def head(kind: str, is_dashboard: bool = False):
        return formats(theme.head(kind, is_dashboard=is_dashboard))

    @cache
    def words(name: str):
        return formats(theme.words(name))

    return Book(workbook, report, theme, formats, Places(), body, head, words, {})
