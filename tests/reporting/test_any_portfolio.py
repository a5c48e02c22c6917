"""A report can be written of any portfolio: whatever the number of rows, risks, candidates, waves and savings,
in every language.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from schemas.vocabulary import REPORT_LANGUAGES
from tasks.reporting.datasets.frames import candidates_frame, results_frame
from tasks.reporting.model import build
from tasks.reporting.model.elements import SHEETS, WHEN_DECIDED
from tasks.reporting.writer import write_workbook
from tests.builders import made_up_audit

SHOWN = [name for key, name in SHEETS.items() if key not in (WHEN_DECIDED, "people")]

MOST = 10**6
SMALLEST = 41  # rows that the made-up audit needs
SHAPE = {
    "rows": st.sampled_from([0, 1, 2, 9, 10, 11, 41, 121, 400]),
    "candidates": st.sampled_from([0, 1, 2, 11, MOST]),
    "risks": st.sampled_from([0, 1, 2, 6, MOST]),
    "waves": st.integers(0, 3),
    "by_name": st.sampled_from([0, 1, 5, MOST]),
    "valued": st.sampled_from([0, 1, 3, MOST]),
    "questions": st.sampled_from([0, 1, MOST]),
    "money": st.sampled_from([0.0, 1.0, 1e9]),
    "language": st.sampled_from(REPORT_LANGUAGES),
    "is_accessible": st.booleans(),
    "has_run_before": st.booleans(),
}


def first_rows(audit, count):
    """The audit as if its input had ended after so many rows."""
    keys = audit.intake.typed.index[:count]

    def cut(frame):
        if "row_key" not in frame:
            return frame.loc[keys]
        return frame[frame["row_key"].isna() | frame["row_key"].isin(keys)].reset_index(drop=True)

    def cut_all(record, *names):
        return dataclasses.replace(record, **{name: cut(getattr(record, name)) for name in names})

    bundles = audit.value.bundles
    named = [[key for key in first if key in keys] for first in bundles["first_rows"]]
    return dataclasses.replace(
        audit,
        intake=cut_all(audit.intake, "typed", "carried"),
        texts=cut(audit.texts),
        assessment=dataclasses.replace(
            cut_all(audit.assessment, "rows", "questions"),
            contributions=tuple(map(cut, audit.assessment.contributions)),
        ),
        risks=cut_all(audit.risks, "rows", "flags", "safeguards", "open_cases"),
        value=dataclasses.replace(
            cut_all(audit.value, "rows"), bundles=bundles.assign(first_rows=pd.Series(named, bundles.index))
        ),
        ranks=cut(audit.ranks),
    )


def portfolio(
    *,
    rows,
    candidates,
    risks,
    waves,
    by_name,
    valued,
    questions,
    money,
    language,
    is_accessible,
    has_run_before,
):
    """The made-up audit cut to size: its first candidates, flags and questions, and only so many waves."""
    audit = made_up_audit(
        max(rows, SMALLEST), language=language, accessible=is_accessible, previous=has_run_before
    )
    audit = first_rows(audit, rows)
    assessed, value, ranks = audit.assessment.rows.copy(), audit.value.rows.copy(), audit.ranks.copy()
    is_candidate = assessed["recommendation"].isin(["bpo_candidate", "kpo_candidate"])
    no_longer = assessed.index[is_candidate][candidates:]
    assessed.loc[no_longer, "recommendation"] = "review"
    assessed.loc[no_longer, "first_move"] = "none"
    named = assessed.index[is_candidate][: min(candidates, by_name)]  # screened by name only
    assessed.loc[named, "grade"], assessed.loc[named, "first_move"] = "D", "clarify"
    unvalued = assessed.index[~assessed.index.isin(assessed.index[is_candidate][: min(candidates, valued)])]
    numbers = [name for name in value if value[name].dtype.kind == "f"]
    value[numbers] = value[numbers] * money
    value.loc[unvalued, numbers] = np.nan
    value.loc[unvalued, ["wave"]] = None
    value["wave"] = value["wave"].where(value["wave"].le(waves).fillna(False))
    ranks.loc[unvalued, "rank"] = None
    totals = audit.value.totals if value["saving_mid"].notna().any() else audit.value.totals.iloc[:0]
    kept = audit.value.bundles["wave"].le(waves).fillna(False)
    return dataclasses.replace(
        audit,
        assessment=dataclasses.replace(
            audit.assessment, rows=assessed, questions=audit.assessment.questions.iloc[:questions]
        ),
        risks=dataclasses.replace(audit.risks, flags=audit.risks.flags.iloc[:risks]),
        value=dataclasses.replace(audit.value, rows=value, totals=totals, bundles=audit.value.bundles[kept]),
        ranks=ranks,
    )


def written(audit, path):
    results = results_frame(audit)
    [report] = build(audit, results, candidates_frame(audit, results), ["stakeholder"], "0" * 64)
    write_workbook(report, path)
    return report, openpyxl.load_workbook(path)


FEWEST = {
    "rows": 121,
    "candidates": 0,
    "risks": 0,
    "waves": 0,
    "by_name": 0,
    "valued": 0,
    "questions": 0,
    "money": 1.0,
    "language": "en",
    "is_accessible": False,
    "has_run_before": False,
}


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
@given(shape=st.fixed_dictionaries(SHAPE))
@example(shape=FEWEST)
@example(shape=FEWEST | {"rows": 0, "language": "de"})
@example(shape=FEWEST | {"rows": 41, "candidates": MOST, "valued": MOST, "by_name": 5, "language": "de"})
@example(shape=FEWEST | {"rows": 1, "candidates": 1, "valued": 1, "waves": 1, "money": 1e9})
@pytest.mark.standing
def test_a_report_can_be_written_of_any_portfolio(tmp_path, shape):
    audit = portfolio(**shape)
    report, book = written(audit, tmp_path / "report.xlsx")
    assert [name for name in book.sheetnames if name != "People"] == SHOWN
    # Posts of candidates that were given.
    assert "People" not in book.sheetnames or min(shape["candidates"], shape["valued"]) > 0
    board = report.dashboard
    assert sum(tile.value for tile in board.counts) == shape["rows"]
    assert 1 <= len(board.decisions.lines) <= 3
    for tile in board.decisions.lines + (board.verdict,):
        assert tile.value and "nan" not in tile.value.casefold().split() and "{" not in tile.value
    cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    assert [cell for cell in cells if isinstance(cell, str) and cell.startswith('["')] == []  # none unsaid
    said = board.verdict.value + "".join(tile.value for tile in board.decisions.lines)
    paying = report.dashboard.first.frame["pays"].eq("Pays back").any() if len(board.first.frame) else False
    assert "market sounding" not in said or paying or shape["language"] != "en"


def test_a_long_name_is_whole_on_the_first_sheet_and_its_row_is_high_enough(tmp_path):
    audit = first_rows(made_up_audit(SMALLEST), SMALLEST)
    results = results_frame(audit)
    name = "First contact of customers by telephone, mail, chat and social media, in eleven languages and at night"
    lead = results.sort_values("rank").index[0]
    for frame in (results, audit.intake.typed):
        frame["process_name"] = frame["process_name"].astype("str")
        frame.loc[lead, "process_name"] = name
    [report] = build(audit, results, candidates_frame(audit, results), ["stakeholder"], "0" * 64)
    write_workbook(report, tmp_path / "report.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx")["Summary"]
    [cell] = [cell for row in sheet.iter_rows() for cell in row if cell.value == name]
    assert cell.alignment.wrap_text and sheet.row_dimensions[cell.row].height >= 2 * 10
    assert sheet.cell(cell.row, cell.column - 1).hyperlink and not cell.hyperlink


@pytest.mark.parametrize("rows", [4_950, 5_050])
def test_a_sheet_holds_no_fewer_rows_because_the_portfolio_grew(rows):
    audit = made_up_audit(rows)
    results = results_frame(audit)
    [report] = build(audit, results, candidates_frame(audit, results), ["stakeholder"], "0" * 64)
    processes = next(sheet for sheet in report.sheets if sheet.key == "processes")
    assert len(processes.tables[0].frame) == min(rows, 5_000)
    assert bool(processes.notes) == (rows > 5_000)


def test_the_full_edition_of_a_long_list_has_a_sheet_with_every_row(tmp_path):
    audit = made_up_audit(5_050)
    results = results_frame(audit)
    editions = ["stakeholder", "full"]
    reports = {
        one.edition: one
        for one in build(audit, results, candidates_frame(audit, results), editions, "0" * 64)
    }
    assert reports["stakeholder"].all_rows is None
    write_workbook(reports["full"], tmp_path / "full.xlsx")
    book = openpyxl.load_workbook(tmp_path / "full.xlsx", read_only=True)
    assert [name for name in book.sheetnames if name != "People"] == [*SHOWN, "All rows"]
    headings, *rows = book["All rows"].iter_rows(values_only=True)
    for name in ("process_id", "process_name", "recommendation", "drive_index", "grade"):
        shown = pd.Series([row[headings.index(name)] for row in rows])
        expected = results[name].astype("object").where(results[name].notna(), None).reset_index(drop=True)
        assert len(shown) == 5_050
        if name == "drive_index":
            assert shown.astype("float64").equals(results[name].astype("float64").reset_index(drop=True))
        else:
            assert shown.tolist() == expected.tolist()
    assert "why" not in headings
