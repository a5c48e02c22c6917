"""The workbook of one rater: facts of each process, a label to choose, and none of the program's judgements."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.columns import columns
from schemas.messages import catalogue
from schemas.portfolio_names import shown_name
from schemas.results import RECOMMENDATIONS
from schemas.workbooks import (
    KIND_PROPERTY,
    KIND_RATING,
    PORTFOLIO_PROPERTY,
    RATING_PROPERTY,
    RUN_PROPERTY,
    mark,
)
from tasks.excel import own_workbook
from tasks.excel.text_lines import letters_on_line, lines_of

if TYPE_CHECKING:
    import pandas as pd

    from schemas.messages import Catalogue

# Facts that name people, or that would give a judgement of the program or of an earlier reader away.
HIDDEN = ("owner", "deputies", "provider", "challenge")
HIDDEN_START, HIDDEN_GROUP = "override_", "decision"
LINES = ("process_id", "process_name", "description")
ENTRIES = ("rating.label", "rating.comment")
# Columns of the sheet and their widths.
LAYOUT = (
    ("process_id", 13),
    ("process_name", 30),
    ("rating.label", 16),
    ("rating.comment", 26),
    ("description", 44),
    ("rating.known", 80),
)
HEADING_ROW, LINE_POINTS, FONT_POINTS, A4 = 6, 15, 11, 9
MOST_CHARACTERS = 2_000


def write_rating_book(
    path: Path, sample: pd.DataFrame, names: Mapping[str, str], language: str, rater: int
) -> None:
    """Writes the workbook of one rater.

    Args:
        path: the workbook to write.
        sample: typed rows of the sample, in the order in which they are to be rated.
        names: portfolio, run_id and rating_id.
        language: of the headings and labels.
        rater: number of the rater, counted from 1.

    Raises:
        OSError: the file cannot be written.
    """
    words = catalogue(language)
    properties = {
        PORTFOLIO_PROPERTY: names["portfolio"],
        RUN_PROPERTY: names["run_id"],
        KIND_PROPERTY: KIND_RATING,
        RATING_PROPERTY: names["rating_id"],
    }
    title = words.text("rating.title", portfolio=shown_name(names["portfolio"]))
    with own_workbook(path, properties, title) as book:
        _write_rows(book, sample, words, title, rater)
        _write_help(book, words, mark(properties))


def shown_columns(sample: pd.DataFrame) -> list[str]:
    """Columns of the input dictionary that a rater sees: those with a value in at least one row."""
    return [
        name
        for name, column in columns().items()
        if name in sample
        and name not in (*LINES, *HIDDEN)
        and not name.startswith(HIDDEN_START)
        and column.group != HIDDEN_GROUP
        and sample[name].notna().any()
    ]


def _write_rows(book: Any, sample: pd.DataFrame, words: Catalogue, title: str, rater: int) -> None:
    sheet, formats = book.add_worksheet(words.text("rating.sheet")), _formats(book)
    sheet.write_string(0, 0, title, formats["title"])
    sheet.write_string(1, 0, words.text("rating.what_to_do", count=len(sample)), formats["plain"])
    sheet.write_string(2, 0, words.text("rating.alone"), formats["plain"])
    sheet.write_string(3, 0, words.text("rating.your_name"), formats["head"])
    sheet.write_string(3, 1, words.text("rating.rater", number=rater), formats["entry"])
    headings = [words.column_title(name) if name in columns() else words.text(name) for name, _ in LAYOUT]
    sheet.write_row(HEADING_ROW - 1, 0, headings, formats["head"])
    facts = shown_columns(sample)
    for number, (_, row) in enumerate(sample.iterrows(), HEADING_ROW):
        texts = {name: row[name] for name in LINES if name in row} | {
            "rating.known": _facts(row, facts, words)
        }
        for column_index, (name, _) in enumerate(LAYOUT):
            cell, look = texts.get(name), "entry" if name in ENTRIES else "wrapped"
            if isinstance(cell, str):
                sheet.write_string(number, column_index, cell[:MOST_CHARACTERS], formats[look])
            else:
                sheet.write_blank(number, column_index, None, formats[look])
        counts = (
            lines_of(cell, letters_on_line(width, FONT_POINTS))
            for name, width in LAYOUT
            if isinstance(cell := texts.get(name), str)
        )
        sheet.set_row(number, LINE_POINTS * max(counts, default=1))
    _offer_labels(sheet, words, HEADING_ROW + len(sample) - 1)
    is_described = "description" in sample and sample["description"].notna().any()
    for column_index, (name, width) in enumerate(LAYOUT):
        options = {"hidden": name == "description" and not is_described}
        sheet.set_column(column_index, column_index, width, None, options)
    sheet.freeze_panes(HEADING_ROW, 3)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADING_ROW - 1)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _offer_labels(sheet: Any, words: Catalogue, last: int) -> None:
    column_index = [name for name, _ in LAYOUT].index("rating.label")
    choice = {
        "validate": "list",
        "source": [words.value("recommendation", label) for label in RECOMMENDATIONS],
        "error_title": words.text("rating.label"),
        "error_message": words.text("rating.choose"),
    }
    sheet.data_validation(HEADING_ROW, column_index, last, column_index, choice)


def _facts(row: pd.Series, names: list[str], words: Catalogue) -> str:
    """What the company said of a process, as title and value after title and value."""
    import pandas as pd

    return "; ".join(
        f"{words.column_title(name)}: {_value_in_words(name, row[name], words)}"
        for name in names
        if pd.notna(row[name])
    )


def _value_in_words(name: str, value: Any, words: Catalogue) -> str:
    from babel.numbers import format_decimal

    if isinstance(value, bool):
        return words.text("common.is_yes" if value else "common.is_no")
    if isinstance(value, str) and columns()[name].values:
        kind = "service_line" if name == "function_area" else "word"
        return ", ".join(words.value(kind, code) for code in value.split(";"))
    if isinstance(value, str):
        return value
    if hasattr(value, "date"):
        return value.date().isoformat()
    return format_decimal(value, locale=words.language)


def _formats(book: Any) -> dict[str, Any]:
    entry = {"bg_color": "#FFF2CC", "border": 1, "locked": False, "text_wrap": True, "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "plain": book.add_format({"valign": "top"}),
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        "entry": book.add_format(entry),
    }


def _write_help(book: Any, words: Catalogue, line: str) -> None:
    sheet, formats = book.add_worksheet(words.text("rating.help_sheet")), _formats(book)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    for number, label in enumerate(RECOMMENDATIONS):
        sheet.write_string(number, 0, words.value("recommendation", label), formats["head"])
        sheet.write_string(number, 1, words.text(f"rating.means.{label}"), formats["wrapped"])
    sheet.write_string(len(RECOMMENDATIONS) + 1, 0, words.text("rating.means_note"), formats["plain"])
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(len(RECOMMENDATIONS) + 3, 0, line, book.add_format({"font_color": "#BFBFBF"}))
