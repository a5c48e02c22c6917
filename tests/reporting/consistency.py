"""Reads everything that a run folder tells people, cell by cell, so that a test can hold one sheet against another."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import openpyxl
import pandas as pd

WORKBOOKS = ("audit_report.xlsx", "audit_report_full.xlsx")
# Facts of a process by the start of their heading; the same fact has other headings on other sheets.
FACTS = {
    "Label": "label",
    "First move": "first_move",
    "Does it pay": "verdict",
    "Grade": "grade",
    "Wave": "wave",
    "Location advised": "location",
    "Moves with": "bundle",
    "Tier": "tier",
    "Certainty": "certainty",
    "Net saving a year P10": "saving_low",
    "Net saving a year P50": "saving_mid",
    "Net saving a year P90": "saving_high",
    "Outsource and save P10": "saving_low",
    "Outsource and save P50": "saving_mid",
    "Outsource and save P90": "saving_high",
    "Net P50": "saving_mid",
    "Saving a year P50, As is": "saving_mid",
    "Capacity freed a year P50": "capacity_mid",
    "FTE moved": "fte_moved",
    "Labour base a year": "labour",
    "Keep at labour cost a year": "labour",
    "Labour cost today": "labour",
    "Posts released": "posts_released",
    "Net present value, middle case": "npv",
    "Net present value, by the program": "npv",
    "Saving, by the program": "case_saving",
    "Net saving a year, middle case": "case_saving",
    "One-off cost, middle case": "one_off",
    "Rank in label": "rank",
    "Currency": "currency",
    "Verdict in capacity": "capacity_verdict",
}
# What the first sheet says shorter, to fit on a screen.
SHORT = {"BPO": "BPO candidate", "KPO": "KPO candidate"}
IN_THOUSANDS = ("Net P50",)
# What the first sheet says in place of a verdict where it withdraws the savings; the others have a note on it.
WITHDRAWN = "To verify"
# Tables with a process in each line in which a heading has another meaning.
OTHER_MEANING = {
    ("Contracts", "Currency"),
    ("Answers", "Label"),
    ("QuestionsByProcess", "Currency"),
    ("Timeline", "Wave"),
    ("Consistency", "Label"),
    ("FirstCandidates", "Net P50"),  # of several currencies: words, rounded
}
ERRORS = re.compile(
    r"^(#(REF|VALUE|DIV/0|NAME|N/A|NUM|NULL)[!?]?|nan|NaN|inf|-inf|<NA>|NaT)$|\bnan\b|\{\w+\}"
)
SUFFIX = re.compile(r" \((objection|Einspruch)[^)]*\)$")


class Told:
    """All that a run folder tells: tables by workbook and name, texts with their place, facts of each process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.books = {
            name: openpyxl.load_workbook(folder / name, data_only=True)
            for name in (*WORKBOOKS, "what_if.xlsx")
            if (folder / name).exists()
        }
        self.cells = [
            (f"{book} {sheet.title}!{cell.coordinate}", cell.value)
            for book, workbook in self.books.items()
            for sheet in workbook
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]
        self.cells += [
            (f"briefs.docx paragraph {number}", text) for number, text in enumerate(self.brief_texts())
        ]
        self.inputs = pd.read_parquet(folder / "inputs.parquet")
        self.results = pd.read_csv(folder / "results.csv", dtype={"process_id": "str"})
        self.candidates = pd.read_csv(folder / "candidates.csv", dtype={"process_id": "str"})
        self.lines = pd.read_parquet(folder / "value_lines.parquet")

    def brief_texts(self) -> list[str]:
        """Texts of briefs.docx, tables included, in their order."""
        import docx
        from docx.oxml.ns import qn

        if not (self.folder / "briefs.docx").exists():
            return []
        body = docx.Document(str(self.folder / "briefs.docx")).element.body
        return ["".join(run.text or "" for run in part.iter(qn("w:t"))) for part in body.iter(qn("w:p"))]

    def texts(self) -> list[tuple[str, str]]:
        return [(place, value) for place, value in self.cells if isinstance(value, str)]

    def tables(self) -> list[tuple[str, str, pd.DataFrame, dict]]:
        """Workbook, name, body and totals of every table."""
        found = []
        for book, workbook in self.books.items():
            for sheet in workbook:
                for table in sheet.tables.values():
                    heads, *rows = [[cell.value for cell in row] for row in sheet[table.ref]]
                    total = rows.pop() if table.totalsRowCount else None
                    frame = pd.DataFrame(rows, columns=heads)
                    totals = dict(zip(heads, total, strict=True)) if total else {}
                    found.append((book, table.name, frame, totals))
        if "what_if.xlsx" in self.books:
            sheet = self.books["what_if.xlsx"].worksheets[2]
            rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
            found.append(("what_if.xlsx", "Candidates", pd.DataFrame(rows[1:], columns=rows[0]), {}))
        return found

    def table(self, name: str) -> pd.DataFrame:
        return next(frame for book, own, frame, _ in self.tables() if own == name and book == WORKBOOKS[0])

    def total(self, name: str) -> dict:
        return next(total for book, own, _, total in self.tables() if own == name and book == WORKBOOKS[0])

    def facts(self) -> dict[tuple[str, str], dict[object, list[str]]]:
        """What is told of each process: by (process id, fact) each value, with the places that tell it."""
        names = self.results["process_name"].astype("str").str.strip()
        single = names[~names.duplicated(keep=False)]
        id_of = dict(zip(single, self.results["process_id"].reindex(single.index), strict=True))
        told: dict[tuple[str, str], dict[object, list[str]]] = defaultdict(lambda: defaultdict(list))
        for book, name, frame, _ in self.tables():
            ids = _ids(frame, id_of)
            if ids is None:
                continue
            for heading in frame:
                fact = _fact(str(heading))
                if fact is None or (name, heading) in OTHER_MEANING:
                    continue
                for key, value in zip(ids, frame[heading], strict=True):
                    if key is not None and not pd.isna(value) and value != WITHDRAWN:
                        told[key, fact][_plain(value, str(heading))].append(f"{book} {name}")
        return told


def _ids(frame: pd.DataFrame, id_of: dict[str, str]) -> list[str | None] | None:
    for heading in ("Id", "Process id"):
        if heading in frame:
            return [None if value is None else str(value) for value in frame[heading]]
    if "Process" not in frame:
        return None
    return [id_of.get(SUFFIX.sub("", str(value))) for value in frame["Process"]]


def _fact(heading: str) -> str | None:
    for start, fact in FACTS.items():
        if heading == start or re.fullmatch(rf"{re.escape(start)}( [A-Z]{{3}}( k)?)?", heading):
            return fact
    return None


def _plain(value: object, heading: str) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        text = str(value).strip()
        return SHORT.get(text, text.removesuffix("*"))
    amount = float(value) * (1000 if heading.startswith(IN_THOUSANDS) else 1)
    return round(amount, 2)


def disagreements(told: Told) -> list[str]:
    """Facts of a process of which two places tell different things: numbers to the cent, other values as written."""
    found = []
    for (key, fact), values in told.facts().items():
        numbers = [value for value in values if isinstance(value, float)]
        if len(values) > 1 and not (len(numbers) == len(values) and max(numbers) - min(numbers) <= 0.011):
            found.append(
                f"{key} {fact}: { {value: sorted(set(places)) for value, places in values.items()} }"
            )
    return found


def errors(told: Told) -> list[str]:
    """Cells with an error value, a missing value in words, or a placeholder that nobody filled."""
    return [f"{place}: {text}" for place, text in told.texts() if ERRORS.search(text)]
