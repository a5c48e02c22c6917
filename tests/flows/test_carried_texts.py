"""Texts that are carried through unread stay out of what stakeholders see, also where they have the heading of a column
of figures.
"""

import datetime as dt

import pandas as pd
from openpyxl import load_workbook

from flows.api import audit_files

NAMES = ("Accounts payable", "Payroll", "Travel expenses", "Customer master data", "Supplier onboarding")
TEXTS = ("ask Miriam", "see her note", "depends on the harvest", "very many of them", "Tom has them")


def _audit(folder, name, cells):
    lines = [f"{process},{cell},2" for process, cell in zip(NAMES, cells, strict=True)]
    (folder / name).write_text("\n".join(["process_name,volume,fte", *lines]), encoding="utf-8")
    day = dt.date(2026, 11, 1)
    audit_files([folder / name], day, out=folder / "out", portfolio="town")
    return max((folder / "out" / "town").glob("2026*"))


def test_texts_below_a_name_of_ours_are_kept_and_never_shown_as_a_change(tmp_path):
    first = _audit(tmp_path, "texts.csv", TEXTS)
    inputs = pd.read_parquet(first / "inputs.parquet")
    assert tuple(inputs["volume (carried)"]) == TEXTS and "volume" not in inputs
    second = _audit(tmp_path, "figures.csv", (100, 200, 300, 400, 500))
    book = load_workbook(second / "audit_report.xlsx", read_only=True)
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert "Changes" in book.sheetnames and not [cell for cell in cells for text in TEXTS if text in cell]
