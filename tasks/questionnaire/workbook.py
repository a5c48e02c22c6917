"""The workbook of one owner: a question a line, a cell to answer in, and help."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.columns import columns
from schemas.messages import catalogue
from schemas.portfolio_names import shown_name
from schemas.workbooks import (
    KIND_PROPERTY,
    KIND_QUESTIONNAIRE,
    PORTFOLIO_PROPERTY,
    QUESTIONNAIRE_PROPERTY,
    RUN_PROPERTY,
    mark,
)
from tasks.excel import own_workbook
from tasks.excel.text_lines import letters_on_line, lines_of

if TYPE_CHECKING:
    from schemas.messages import Catalogue
    from tasks.questionnaire.plan import Planned

# Columns of the sheet and their widths in characters; ENTRIES are to be filled in.
LAYOUT = (
    ("number", 5),
    ("process_id", 12),
    ("process", 25),
    ("question", 42),
    ("value_now", 15),
    ("answer", 22),
    ("how", 22),
    ("changes", 14),
    ("comment", 24),
)
COLUMN_INDEXES = {name: column_index for column_index, (name, _) in enumerate(LAYOUT)}
ENTRIES, CENTRED = ("answer", "comment"), ("number",)
NAME_ROW, HEADING_ROW, LINE_POINTS, INDENT = 5, 7, 15, 2
FONT, NAVY, INK, GREY, RULE, PALE, YELLOW = (
    "Calibri",
    "#16324F",
    "#1F2933",
    "#5F6B7A",
    "#D5DBE3",
    "#F3F6FA",
    "#FFF6D6",
)
MOST_CHARACTERS = 2_000
LISTS_SHEET = "Lists"
A4 = 9


def write_questionnaire(
    path: Path, planned: Planned, names: Mapping[str, str], language: str, due: dt.date
) -> None:
    """Writes one questionnaire.

    Args:
        path: the workbook to write.
        planned: to whom, and the questions.
        names: portfolio and run_id.
        language: of the headings and answers; the questions are in it already.
        due: the day by which an answer is asked for.

    Raises:
        OSError: the file cannot be written.
    """
    words = catalogue(language)
    properties = {
        PORTFOLIO_PROPERTY: names["portfolio"],
        RUN_PROPERTY: names["run_id"],
        KIND_PROPERTY: KIND_QUESTIONNAIRE,
        QUESTIONNAIRE_PROPERTY: planned.questionnaire_id,
    }
    title = words.text("questionnaire.title", portfolio=shown_name(names["portfolio"]))
    with own_workbook(path, properties, title) as book:
        sheet = book.add_worksheet(words.text("questionnaire.sheet"))
        help_sheet = book.add_worksheet(words.text("questionnaire.help_sheet"))
        lists = _write_lists(book, planned, words)
        formats = _Formats(book)
        _write_head(sheet, formats, planned, words, title, due)
        _write_lines(sheet, formats, planned, words, lists)
        _set_up_page(sheet, words, planned, names["run_id"])
        _write_help(help_sheet, formats, planned, words, mark(properties))


def choices(column: str, words: Catalogue) -> list[str | int]:
    """Answers to choose from, as a reader sees them; empty where a number or a text is wanted.

    Args:
        column: name in the input dictionary.
        words: texts of the language.

    Returns:
        Numbers 1 to 5 for a level, else texts; the last says that the question does not apply.
    """
    definition = columns()[column]
    if definition.type == "level":
        return [*range(1, 6), words.text("ask_next.does_not_apply")]
    values = definition.values if definition.type == "list" else definition.offered
    words_offered = [words.value("word", value) for value in values if value != "unknown"]
    return [*words_offered, words.text("ask_next.does_not_apply")] if words_offered else []


def value_in_words(column: str, text: str | None, words: Catalogue) -> str:
    """What a cell holds, as text of ``as_text``, in the words of a reader.

    Args:
        column: name in the input dictionary.
        text: value as text; None: the cell is blank.
        words: texts of the language.
    """
    from babel.numbers import format_decimal

    if text is None:
        return words.text("questionnaire.nothing_known")
    if columns()[column].type in ("number", "money"):
        return format_decimal(float(text), locale=words.language)
    if columns()[column].type == "share":
        return f"{format_decimal(float(text.split()[0]), locale=words.language)} %"
    return ", ".join(words.value("word", part) for part in text.split(";"))


class _Formats:
    """Cell formats, each made once."""

    def __init__(self, book: Any):
        self._book, self._made = book, {}

    def __call__(self, **look: Any) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            base = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
            self._made[key] = self._book.add_format(base | look)
        return self._made[key]

    def head(self) -> Any:
        """A heading of a table."""
        return self(bold=True, bg_color=NAVY, font_color="#FFFFFF", text_wrap=True, indent=1, border=1)

    def entry(self, top: int, number_format: str = "") -> Any:
        """A cell to fill in.

        Args:
            top: style of the upper border: 1 thin, 2 medium, above the first question of a process.
            number_format: of Excel; empty: General.
        """
        return self(
            bg_color=YELLOW,
            text_wrap=True,
            align="left",
            indent=1,
            locked=False,
            border=1,
            border_color=RULE,
            top=top,
            top_color=GREY if top > 1 else RULE,
            num_format=number_format or "General",
        )


def _write_lists(book: Any, planned: Planned, words: Catalogue) -> dict[str, str]:
    """The drop-downs on a hidden sheet of their own, for commas in words would end a list in a cell; the range
    of each column that has one.
    """
    sheet, ranges = book.add_worksheet(LISTS_SHEET), {}
    for column_index, column in enumerate(dict.fromkeys(line["column"] for line in planned.questions)):
        offered = choices(column, words)
        if offered:
            sheet.write_column(0, column_index, offered)
            letter = _letter(column_index)
            ranges[column] = f"={LISTS_SHEET}!${letter}$1:${letter}${len(offered)}"
    sheet.hide()
    return ranges


def _letter(column_index: int) -> str:
    from tasks.excel import column_letter

    return column_letter(column_index + 1)


def _write_head(
    sheet: Any, formats: _Formats, planned: Planned, words: Catalogue, title: str, due: dt.date
) -> None:
    text = words.text
    sheet.write_string(0, 0, title, formats(bold=True, font_size=16, font_color=NAVY))
    sheet.set_row(0, 24)
    due_line = (
        f"{text('questionnaire.for_whom', who=planned.who)}. {text('questionnaire.due', date=words.day(due))}"
    )
    sheet.write_string(1, 0, due_line, formats(bold=True, font_size=11))
    what_to_do = [text("questionnaire.what_to_do", count=len(planned.questions))]
    if planned.left_out:
        what_to_do.append(text("questionnaire.left_out", count=planned.left_out))
    sheet.write_string(2, 0, " ".join(what_to_do), formats(font_color=GREY))
    sheet.write_string(3, 0, text("questionnaire.rules"), formats(font_color=GREY))
    # Neither is merged: a merged cell would be read as several.
    sheet.write_string(NAME_ROW, 0, text("questionnaire.your_name"), formats(bold=True))
    if planned.is_person:
        sheet.write_string(NAME_ROW, 2, planned.who, formats.entry(1))
    else:
        sheet.write_blank(NAME_ROW, 2, None, formats.entry(1))
    sheet.set_row(NAME_ROW, 18)


def _write_lines(
    sheet: Any, formats: _Formats, planned: Planned, words: Catalogue, lists: Mapping[str, str]
) -> None:
    sheet.write_row(
        HEADING_ROW, 0, [words.text(f"questionnaire.{name}") for name, _ in LAYOUT], formats.head()
    )
    sheet.set_row(HEADING_ROW, 20)
    before = None
    for row, line in enumerate(planned.questions, HEADING_ROW + 1):
        column = columns()[line["column"]]
        # A thicker line above the first question of each process.
        top = 2 if line["process_id"] != before else 1
        before = line["process_id"]
        cells = _cells(line, words)
        for name, cell in cells.items():
            look = {"text_wrap": True, "border": 1, "border_color": RULE, "top": top, "indent": 1}
            look |= {"top_color": GREY if top > 1 else RULE}
            look |= {"align": "center", "indent": 0} if name in CENTRED else {}
            look |= {"bold": True} if name == "question" else {}
            look |= {"font_color": GREY} if name in ("value_now", "how", "changes") else {}
            sheet.write(row, COLUMN_INDEXES[name], cell, formats(**look))
        # With a format of percent Excel takes what is typed as percent: 12 becomes 12 %.
        share = "0.##%" if column.type == "share" else ""
        sheet.write_blank(row, COLUMN_INDEXES["answer"], None, formats.entry(top, share))
        sheet.write_blank(row, COLUMN_INDEXES["comment"], None, formats.entry(top))
        _offer(sheet, row, line["column"], lists, words)
        lines = max(
            _lines(cells[name], width, is_bold=name == "question") for name, width in LAYOUT if name in cells
        )
        sheet.set_row(row, max(LINE_POINTS * lines, 2 * LINE_POINTS))
    for column_index, (_, width) in enumerate(LAYOUT):
        sheet.set_column(column_index, column_index, width)


def _cells(line: Mapping[str, Any], words: Catalogue) -> dict[str, Any]:
    could = "both" if line["flips_label"] and line["changes_money"] else ""
    could = could or ("label" if line["flips_label"] else "money")
    return {
        "number": line["number"],
        "process_id": line["process_id"][:MOST_CHARACTERS],
        "process": line["process"][:MOST_CHARACTERS],
        "question": line["question"],
        "value_now": value_in_words(line["column"], line["value_then"], words),
        "how": _how(line, words),
        "changes": words.text(f"questionnaire.could.{could}"),
    }


def _how(line: Mapping[str, Any], words: Catalogue) -> str:
    kind = columns()[line["column"]].type
    if kind == "money" and line["currency"]:
        return words.text("questionnaire.how_to.money_in", currency=line["currency"])
    return words.text(f"questionnaire.how_to.{kind}")


def _lines(text: Any, width: int, *, is_bold: bool = False) -> int:
    """Lines that a text fills in a column of this width; the indent takes the room of two digits, and bold letters are
    as wide as those that are a point larger.
    """
    return lines_of(str(text), letters_on_line(width - INDENT, 11 if is_bold else 10))


def _offer(sheet: Any, row: int, name: str, lists: Mapping[str, str], words: Catalogue) -> None:
    """The drop-down of a coded answer, or the range of a number."""
    column, column_index = columns()[name], COLUMN_INDEXES["answer"]
    shown = {"input_title": words.column_title(name)[:32]}
    shown["input_message"] = words.text(f"questionnaire.how_to.{column.type}")
    wrong = {"error_title": shown["input_title"], "error_message": words.text("questionnaire.choose")}
    if name in lists:
        # A list may take several words: what is not offered is told and not refused.
        several = {"error_type": "information"} if column.type == "list" else {}
        choice = {"validate": "list", "source": lists[name], **shown, **wrong, **several}
        sheet.data_validation(row, column_index, row, column_index, choice)
    else:
        sheet.data_validation(row, column_index, row, column_index, {"validate": "any", **shown})


def _set_up_page(sheet: Any, words: Catalogue, planned: Planned, run_id: str) -> None:
    last = HEADING_ROW + len(planned.questions)
    sheet.freeze_panes(HEADING_ROW + 1, 3)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADING_ROW)
    sheet.print_area(0, 0, last, len(LAYOUT) - 1)
    footer = words.text("questionnaire.footer", id=planned.questionnaire_id, run=run_id)
    sheet.set_footer(f"&L&8 {footer}&R&8&P / &N")
    # Without a password: it guards against slips; only the cells to fill in are unlocked.
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _write_help(sheet: Any, formats: _Formats, planned: Planned, words: Catalogue, line: str) -> None:
    titles = ("column", "means_heading", "how", "choices")
    sheet.write_row(0, 0, [words.text(f"questionnaire.{name}") for name in titles], formats.head())
    widths = (26, 56, 30, 38)
    row = 1
    for row, name in enumerate(dict.fromkeys(line["column"] for line in planned.questions), 1):
        offered = [str(choice) for choice in choices(name, words)]
        cells = (
            words.column_title(name),
            words.texts.get(f"questionnaire.means.{name}", ""),
            words.text(f"questionnaire.how_to.{columns()[name].type}"),
            ", ".join(offered) if columns()[name].type == "level" else "\n".join(offered),
        )
        for column_index, cell in enumerate(cells):
            look = formats(text_wrap=True, border=1, border_color=RULE, indent=1, bold=column_index == 0)
            sheet.write_string(row, column_index, cell, look)
        sheet.set_row(row, LINE_POINTS * max(map(_lines, cells, widths)))
    for column_index, width in enumerate(widths):
        sheet.set_column(column_index, column_index, width)
    sheet.write_string(row + 2, 0, line, formats(font_color="#BFBFBF", font_size=8))
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.protect()
