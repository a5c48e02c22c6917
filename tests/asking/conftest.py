"""A portfolio whose last run has something to ask, without an audit."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pandas as pd
import pytest

from flows.asking.command import ask_owners, take_back
from tasks.settings import Settings
from tests.history.conftest import assessed, typed_rows, write_run

TODAY = dt.date(2026, 11, 2)
JANE, TOM = "Jane Roe", "Tom Poe"
ASKED = (
    # process, column, flips_label, changes_money
    ("P1", "judgement_level", True, False),
    ("P1", "labour_cost", False, True),
    ("P2", "checklist_executable", True, False),
    ("P2", "novelty_level", True, False),
    ("P3", "core_process", True, False),
    ("P3", "data_types", True, False),
    ("P3", "analysis_share", False, False),
    ("P3", "process_name", True, False),
)
HEADING_ROW = 8


class Owners:
    """The portfolio ``group``: its settings, questionnaires, and what comes back."""

    def __init__(self, folder):
        self.folder = folder
        self.config = Settings(out=folder / "out", portfolios={"group": {}})
        self.home = folder / "out" / "group"

    def audited(self, run_id, rows, asked=ASKED, language="en"):
        """Leaves what an audit leaves, and makes it the latest."""
        typed = typed_rows(*rows)
        for name in ("novelty_level",):
            typed[name] = typed[name].astype("float64")
        folder = write_run(self.home / run_id, typed, assessed(typed), run_id=run_id)
        record = (
            (folder / "run.json").read_text().replace('"run_id"', f'"language": "{language}", "run_id"', 1)
        )
        (folder / "run.json").write_text(record)
        lines = pd.DataFrame(asked, columns=["process_id", "column", "flips_label", "changes_money"])
        lines = lines.assign(
            question="What about " + lines["column"] + "?", money_at_stake=1.0, currency="EUR"
        )
        lines.to_parquet(folder / "questions.parquet")
        latest = self.home / "latest"
        latest.unlink(missing_ok=True)
        latest.symlink_to(run_id)

    def ask(self, **options):
        """The round of the last run."""
        return ask_owners(self.config, "group", today=TODAY, **options)[0]

    def book(self, who=JANE):
        """The questionnaire of one owner."""
        return next(one for one in self.ask().questionnaires if one.who == who).book

    def take(self, *paths):
        """What is said of workbooks handed back: count, remarks as one text, refusals as one."""
        count, remarks, refused = take_back(self.config, "group", paths)
        return count, " ".join(remarks), " ".join(why for _, why in refused)

    def answers(self):
        """The answers that are kept, as (process, column, name): value."""
        from tasks import history

        given = history.answers_given(history.database_url("", self.config.out), "group")
        keys = zip(given["process"].str[:2], given["reason"], given["name"], strict=True)
        return dict(zip(keys, given["override"], strict=True))


ROWS = (
    {"process_id": "P1", "process_name": "Pay invoices", "owner": JANE, "business_unit": "Finance"},
    {"process_id": "P2", "process_name": "Run payroll", "owner": " jane  roe", "business_unit": "Finance"},
    {"process_id": "P3", "process_name": "Study markets", "owner": TOM, "business_unit": "Sales"},
)
ROWS = tuple({**row, "novelty_level": 4.0 if row["process_id"] == "P2" else None} for row in ROWS)


@pytest.fixture
def owners(tmp_path):
    made = Owners(tmp_path)
    made.audited("20261101T030000Z-aaaaaa", ROWS)
    return made


def fill(book, path, answers, name=None, change=lambda sheet: None):
    """Fills a questionnaire: answers by number of the question; ``change`` may do more to the sheet."""
    workbook = openpyxl.load_workbook(book)
    sheet = workbook.worksheets[0]
    for number, answer in answers.items():
        sheet.cell(HEADING_ROW + number, 6).value = answer
    if name is not None:
        sheet["C6"] = name
    change(sheet)
    workbook.save(path)
    return path
