"""A corrections workbook that is sent back untouched means what the list meant: what stood around its cells (notes,
number formats, hidden columns, other sheets, the order of sums) is not lost on the way.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from schemas.issues import add_issues, issue, issues_frame
from tasks.intake import read_portfolio
from tasks.intake.assemble.interpret import interpret
from tasks.reporting.corrections.workbook import write_corrections
from tasks.settings import Limits, ReportLimits
from tests.intake.made_sheets import file, sheet

WORK = ["Pay supplier invoices", "Run payroll", "Close the books", "Screen applicants"]
ROWS = [[work, float(place), 50.0 * place] for place, work in enumerate(WORK, 1)]
HEAD = ["Process", "FTE", "Cost"]
SUMS = [
    *ROWS[:2],
    ["Finance total", 3.0, 150.0],
    *ROWS[2:],
    ["Other total", 7.0, 350.0],
    ["Company-wide", 10.0, 500.0],
]
VENDORS = sheet(
    ["Vendor", "Country", "Contract end"],
    ["Acme Ltd", "India", dt.datetime(2027, 12, 31)],
    ["Beta GmbH", "Poland", dt.datetime(2026, 12, 31)],
    name="Vendors",
)
LISTS = {
    "note above": file(sheet(["Angaben in TEUR"], [None], HEAD, *ROWS)),
    "note in millions": file(sheet(["All amounts in USD million"], [None], HEAD, *ROWS)),
    "note in billions": file(sheet(["All amounts in USD billion"], [None], HEAD, *ROWS)),
    "note in crore": file(sheet(["All amounts in INR crore"], [None], HEAD, *ROWS)),
    "currency by format": file(
        sheet(
            HEAD,
            *ROWS,
            number_formats=(("C", '0 "EUR"'),),
            telling_formats=(("C", '0 "EUR"', ((2, 4),)), ("C", "[$$-409]0", ((5, 5),))),
        )
    ),
    "some cells in thousands": file(
        sheet(
            ["Process", "FTE", "Cost EUR"],
            *ROWS,
            number_formats=(("C", '0"k"'),),
            telling_formats=(("C", '0"k"', ((2, 4),)),),
        )
    ),
    "some percentages": file(
        sheet(
            ["Process", "Error rate"],
            ["Pay", 5.0],
            ["Run", 0.04],
            ["Close", 3.0],
            number_formats=(("B", "General"),),
            telling_formats=(("B", "0%", ((3, 3),)),),
        )
    ),
    "hidden column": file(
        sheet(
            ["Process", "FTE", "FTE"],
            ["Pay", 7.0, 1.0],
            ["Run", 9.0, 2.0],
            hidden_columns=("B",),
            name="List",
        )
    ),
    "sums of groups": file(sheet(["Process", "FTE", "Cost EUR"], *SUMS)),
    "register of vendors": file(
        sheet(["Process", "FTE", "Provider"], ["Pay", 1.0, "Acme Ltd"], ["Run", 2.0, "Beta GmbH"]), VENDORS
    ),
    "rows cut anew": file(
        sheet(
            ["Process", "Volume", "FTE"],
            ["Pay", "1", "200", "4.5"],
            ["Run", "300", "2"],
            ["Close", "12", "1"],
            delimiter=",",
        ),
        name="list.csv",
    ),
}


def read_again(intake, tmp_path):
    """What is read from the corrections of a list whose last row has a problem."""
    problems = [
        issue("CELL_NOT_A_NUMBER", file=table.file, sheet=table.sheet, cell=f"B{row}", row=row, column="fte")
        for table in intake.tables.values()
        for row in intake.typed.loc[intake.typed["source_table"] == table.table_id, "source_row"]
        .tail(1)
        .tolist()
    ]
    path = tmp_path / "corrections.xlsx"
    assert write_corrections(add_issues(intake, issues_frame(problems)), "list", path, ReportLimits())
    return read_portfolio([path], Limits())


@pytest.mark.parametrize("name", LISTS)
def test_corrections_sent_back_untouched_mean_what_the_list_meant(name, tmp_path):
    intake = interpret([LISTS[name]])
    again = read_again(intake, tmp_path).typed.set_index("process_id").sort_index()
    first = intake.typed.set_index("process_id").sort_index()
    facts = [name for name in first if not name.startswith("source_") and first[name].notna().any()]
    pd.testing.assert_frame_equal(first[facts], again.reindex(columns=facts), check_dtype=False)


def test_a_row_that_nobody_could_cut_is_not_read_when_it_comes_back_untouched(tmp_path):
    intake = interpret(
        [
            file(
                sheet(
                    ["Process", "Volume", "Cost EUR", "FTE"],
                    ["Pay", "1", "200", "300", "4.5"],
                    ["Run", "800", "20", "1.5"],
                    ["Close", "300", "30", "2"],
                    delimiter=",",
                ),
                name="list.csv",
            )
        ]
    )
    assert intake.set_aside["code"].tolist() == ["ROW_TOO_LONG"]
    again = read_again(intake, tmp_path)
    assert again.typed["process_name"].tolist() == ["Close", "Run"]
    assert again.set_aside["code"].tolist() == ["ROW_WITHOUT_NAME"]
