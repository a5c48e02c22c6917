"""Corrections of a list that was read with a map or defaults are read with the same."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pandas as pd

from flows.corrections_map import lay_map, map_of_corrections
from schemas.mapping import Defaults, Settled
from schemas.records import AuditRequest
from schemas.workbooks import HELP_SHEET
from tasks.intake import read_portfolio
from tasks.reporting import write_corrections
from tasks.settings import Limits, ReportLimits

LIST = "Process list\n\nProcess,FTE,Cost,Done by\nPay invoices,12,120,Us\nRun payroll,many,80,Shared\n"
MAP = """defaults: {currency: EUR, country: null, sector: null}
sheets:
- sheet: work
  heading_row: 3
  columns:
  - {heading: Cost, taken_for: annual_cost, factor: 1000}
  - {heading: Done by, taken_for: current_model, words: {Us: in_house, Shared: shared_service}}
"""


def request_for(path, settled=None):
    return AuditRequest("work", (path,), path.parent, dt.date(2026, 11, 1), "run-1", settled=settled)


def test_corrections_are_read_with_the_map_and_the_defaults_of_their_list(tmp_path):
    path = tmp_path / "work.csv"
    path.write_text(LIST, "utf-8")
    (tmp_path / "work.csv.map.yaml").write_text(MAP, "utf-8")
    settled = Settled(defaults=Defaults(country="PL"))
    first = read_portfolio([path], Limits(), settled)
    assert first.typed["annual_cost"].tolist() == [120_000.0, 80_000.0]

    copy = tmp_path / "sent back" / "corrections.xlsx"
    copy.parent.mkdir()
    assert write_corrections(first, "work", copy, ReportLimits(), has_map=True)
    lay_map(map_of_corrections(request_for(path, settled)), copy)
    again = read_portfolio([copy], Limits())

    facts = ["process_id", "annual_cost", "currency", "country", "current_model"]
    both = [intake.typed[facts].sort_values("process_id", ignore_index=True) for intake in (first, again)]
    pd.testing.assert_frame_equal(*both)
    assert "MAP_ENTRY_UNUSED" not in set(again.issues["code"])
    help_texts = [cell.value for row in openpyxl.load_workbook(copy)[HELP_SHEET].iter_rows() for cell in row]
    assert any("corrections.xlsx.map.yaml" in str(text) for text in help_texts)


def test_nothing_is_laid_where_nothing_was_settled(tmp_path):
    path = tmp_path / "work.csv"
    path.write_text(LIST, "utf-8")
    assert map_of_corrections(request_for(path)) == {}
    assert map_of_corrections(request_for(path, Settled())) == {}
