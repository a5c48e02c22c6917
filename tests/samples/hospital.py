"""The messy sample: Wensley Vale Hospital Group, two sheets kept by hand by many, with every fault that such
lists have.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from tests.samples.declared import FOLDER
from tests.samples.workbook import SampleWorkbook, new_workbook

FILE = "wensley_vale_hospitals.xlsx"
CORPORATE, CLINICAL, HIDDEN = "Corporate services", "Clinical support", "Old 2023"
CORPORATE_HEADINGS = (
    "Ref",
    "Dept",
    "Process",
    "What is done",
    "Process owner",
    "How often",
    "Annual volume",
    "AHT (min)",
    "FTE",
    "Cost p.a. (£k)",
    "Rules (1-5)",
    "% standard",
    "Can follow a checklist?",
    "Exceptions %",
    "Judgement (low/med/high)",
    "Analysis %",
    "Output",
    "Education",
    "Specialist knowledge (1-5)",
    "Core?",
    "Strategic importance (1-5)",
    "USP",
    "Data handled",
    "Business criticality",
    "Delivery model",
    "Vendor",
    "Expiry",
    "Last reviewed",
    "Comments",
)
CLINICAL_HEADINGS = (
    "Process no.",
    "Department",
    "Activity",
    "Summary",
    "Responsible",
    "Transactions per month",
    "Handling time (hours)",
    "Headcount",
    "Staff cost (£)",
    "Rule-based process",
    "Scripted",
    "Judgment (1-5)",
    "Research share",
    "Output",
    "Required qualification",
    "Domain expertise",
    "Core/non-core",
    "Importance",
    "In-house capability",
    "Personal data",
    "Criticality",
    "Sourcing model",
    "Third party",
    "Renewal date",
    "Cannot outsource",
    "Legal basis",
    "Remark",
)
OLD_ROWS = (
    (
        "CS01",
        "Finance",
        "Accounts payable",
        "Before the new ledger",
        "J. Oakden",
        "daily",
        61000,
        12,
        7.4,
        241,
    ),
    (
        "CS15",
        "IT",
        "Service desk",
        "Before the merger, three desks",
        "D. Okehurst",
        "hourly",
        92000,
        11,
        11,
        402,
    ),
    ("CS44", "Patient services", "Hospital radio", "Closed in 2024", "C. Farrowby", "daily", 300, 60, 0.2, 4),
)
NOTES = (
    "Wensley Vale Hospital Group",
    "List of processes in corporate and clinical support services. Draft, put together from seven returns.",
    "Corporate services: volumes a year, cost in thousands of pounds from the budget. Clinical support: "
    "volumes a month, staff cost in pounds.",
    "The 2023 list is kept on a hidden sheet for reference and must not be counted.",
)
FOOTNOTES = (
    "* FTE from the staff list of March; vacancies included.",
    "** Cleaning: contract value, not staff cost.",
    "Prepared by the transformation office, DRAFT.",
)
TITLE_ROWS = (
    "Wensley Vale Hospital Group: corporate services",
    "DRAFT v7, do not circulate                last change: R. Stavely",
)
FAR_CELL = "AZ4100"
ERROR_CODES = {"#REF!": "=#REF!", "#N/A": "=NA()", "#DIV/0!": "=1/0"}


def corporate_lines() -> list[tuple[list[str], str] | None]:
    """Cells and note on traps of each declared row; None for a blank row."""
    lines = (FOLDER / "hospital_corporate.txt").read_text(encoding="utf-8").splitlines()
    return [_split(line) for line in lines if not line.startswith("#")]


def _split(line: str) -> tuple[list[str], str] | None:
    if not line:
        return None
    trap = re.search(r"\{(.*)\}$", line)
    cells = line[: trap.start()] if trap else line
    return [cell.replace("&nbsp;", "\u00a0") for cell in cells.split("|")], trap.group(1) if trap else ""


def clinical_lines() -> list[str]:
    """Declared rows of the clinical sheet."""
    return [
        line
        for line in (FOLDER / "hospital_clinical.txt").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]


def first_row() -> int:
    """Number of the first data row of the corporate sheet, as the spreadsheet shows it."""
    return len(TITLE_ROWS) + 3


def traps() -> list[tuple[str, str]]:
    """(address on the corporate sheet, what is wrong) of every declared trap, in order."""
    found = []
    for row, line in enumerate(corporate_lines(), first_row()):
        for trap in line[1].split("; ") if line and line[1] else []:
            letter, text = trap.split(": ", 1)
            found.append((f"{letter}{row}", text))
    return found


def last_row() -> int:
    """Number of the last data row of the corporate sheet."""
    return first_row() + len(corporate_lines()) - 1


def write(folder: Path) -> None:
    """Writes the workbook: notes, the two lists, a hidden list of 2023."""
    book = new_workbook(folder / FILE, title="Wensley Vale Hospital Group: processes")
    notes = book.add_worksheet("Read me")
    notes.set_column(0, 0, 110)
    notes.write_column(0, 0, NOTES)
    _write_corporate(book)
    _write_clinical(book)
    hidden = book.add_worksheet(HIDDEN)
    hidden.write_row(0, 0, CORPORATE_HEADINGS[:10], book.heading)
    for line, row in enumerate(OLD_ROWS, 1):
        hidden.write_row(line, 0, row)
    hidden.hide()
    book.close()


def _write_corporate(book: SampleWorkbook) -> None:
    sheet = book.add_worksheet(CORPORATE)
    sheet.merge_range(0, 0, 0, 9, TITLE_ROWS[0], book.bold)
    sheet.write(1, 0, TITLE_ROWS[1], book.small)
    sheet.write_row(first_row() - 2, 0, CORPORATE_HEADINGS, book.heading)
    sheet.set_column(2, 3, 40)
    lines = corporate_lines()
    for row, line in enumerate(lines, first_row() - 1):
        for place, text in enumerate(line[0] if line else []):
            if place != 1:
                _write_cell(book, sheet, row, place, text[1:-1] if place == 2 else text.strip())
    _merge_departments(book, sheet, lines)
    _write_foot(book, sheet, lines)
    sheet.write(FAR_CELL, "x")


def _merge_departments(book: SampleWorkbook, sheet, lines: list) -> None:
    """Column B: one merged cell for each department, as people do it."""
    spans: list[tuple[str, list[int]]] = []
    for row, line in enumerate(lines, first_row() - 1):
        if line and line[0][1].strip() == "^":
            spans[-1][1].append(row)
        elif line:
            spans.append((line[0][1].strip(), [row]))
    for name, rows in spans:
        sheet.merge_range(rows[0], 1, rows[-1], 1, name, book.merged)


def _write_cell(book: SampleWorkbook, sheet, row: int, place: int, text: str) -> None:
    """One cell as it was typed; see the head of the declared file for the signs."""
    if text.startswith("'"):
        sheet.write_string(row, place, text[1:])
    elif text.startswith("@"):
        sheet.write_datetime(row, place, dt.datetime.fromisoformat(text[1:]), book.date)
    elif text == "=?":
        sheet.write_formula(row, place, f"=I{row + 1}*31.5", None, "")
    elif text.startswith("="):
        sheet.write_formula(row, place, ERROR_CODES[text[1:]], None, text[1:])
    elif re.fullmatch(r"\d+(\.\d+)?%", text):
        sheet.write_number(row, place, float(text[:-1]) / 100, book.percent)
    elif re.fullmatch(r"\d+(\.\d+)?", text):
        sheet.write_number(row, place, float(text))
    elif text:
        sheet.write_string(row, place, text)


def _write_foot(book: SampleWorkbook, sheet, lines: list) -> None:
    total = last_row()
    sheet.write(total, 2, "Total", book.bold)
    for place, digits in ((8, 1), (9, 1)):
        figures = [
            float(line[0][place]) for line in lines if line and re.fullmatch(r"\s*[\d.]+\s*", line[0][place])
        ]
        letter = book.letter(place)
        sheet.write_formula(
            total,
            place,
            f"=SUM({letter}{first_row()}:{letter}{total})",
            book.bold,
            round(sum(figures), digits),
        )
    for row, note in enumerate(FOOTNOTES, total + 2):
        sheet.write(row, 0, note, book.small)


def _write_clinical(book: SampleWorkbook) -> None:
    sheet = book.add_worksheet(CLINICAL)
    sheet.write_row(0, 0, CLINICAL_HEADINGS, book.heading)
    sheet.set_column(2, 3, 40)
    for row, line in enumerate(clinical_lines(), 1):
        for place, text in enumerate(line.split("|")):
            _write_cell(book, sheet, row, place, text.strip())
