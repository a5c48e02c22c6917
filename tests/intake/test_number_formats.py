"""What a workbook shows counts: number formats, time cells, units and currencies cell by cell, in each file format."""

from __future__ import annotations

import datetime as dt
import zipfile

import pandas as pd
import pytest
from openpyxl import Workbook

from schemas.issues import by_cause
from tasks.intake import read_portfolio
from tasks.intake.files.number_format import hides_number, is_telling, shown_by
from tasks.settings import Limits
from tests.intake.made_sheets import codes, column, read

CELLS = [  # heading, stored, format, column, right
    ("Annual cost (k€)", 310_000, "#,##0,", "annual_cost", 310_000),
    ("Annual volume", 4.5, '0.0" Mio."', "volume", 4_500_000),
    ("RTO", 3, '0" days"', "recovery_time_hours", 72),
    ("Handling time", 1.5, '0.0" h"', "handling_minutes", 90),
    ("Error rate", 0.7, '0.0"%"', "error_share", 0.007),
    ("Exception rate %", 0.04, "0%", "exception_share", 0.04),
    ("FTE", 0.6, "0%", "fte", 0.6),
]


def xlsx(path, cells):
    book = Workbook()
    sheet = book.active
    sheet.append(["Process name", *[heading for heading, *_ in cells]])
    sheet.append(["Check travel claims", *[value for _, value, *_ in cells]])
    for place, (_, _, code, *_) in enumerate(cells, 2):
        sheet.cell(2, place).number_format = code
    book.save(path)


def xls(path, cells):
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("List")
    sheet.write(0, 0, "Process name")
    sheet.write(1, 0, "Check travel claims")
    for place, (heading, value, code, *_) in enumerate(cells, 1):
        sheet.write(0, place, heading)
        sheet.write(1, place, value, xlwt.easyxf(num_format_str=code))
    book.save(path)


@pytest.mark.parametrize("write", [xlsx, xls])
def test_formats_of_cells_count(tmp_path, write):
    path = tmp_path / f"list.{write.__name__}"
    write(path, CELLS)
    typed = read_portfolio([path], Limits()).typed
    assert {name: typed[name].iloc[0] for *_, name, _ in CELLS} == pytest.approx(
        {name: right for *_, name, right in CELLS}
    )


@pytest.mark.parametrize("write", [xlsx, xls])
def test_times_are_lengths_of_time(tmp_path, write):
    path = tmp_path / f"times.{write.__name__}"
    write(
        path,
        [
            ("Handling time", 12.5 / 1440, "h:mm:ss", "handling_minutes", 12.5),
            ("RTO", 1.5, "[h]:mm", "recovery_time_hours", 36),
            ("Turnaround", 75 / 1440, '[mm]" min"', "turnaround_hours", 1.25),
        ],
    )
    typed = read_portfolio([path], Limits()).typed
    names = ["handling_minutes", "recovery_time_hours", "turnaround_hours"]
    assert typed[names].iloc[0].tolist() == pytest.approx([12.5, 36, 1.25])


@pytest.mark.parametrize(("kind", "value"), [("number", 0.8), ("percentage", 80)])
def test_a_percent_sign_of_an_ods_is_a_text_or_a_percentage_as_its_style_says(tmp_path, kind, value):
    style = f'<number:{kind}-style style:name="N1"><number:number/><number:text>%</number:text></number:{kind}-style>'
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name if name != "number" else "datastyle"}:1.0"'
        for name in ("office", "table", "text", "style", "number")
    )
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:automatic-styles>{style}'
        '<style:style style:name="c" style:family="table-cell" style:data-style-name="N1"/>'
        '</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="List">'
        f"<table:table-row>{text.format('Process name')}{text.format('FTE')}</table:table-row>"
        f"<table:table-row>{text.format('Check travel claims')}"
        '<table:table-cell table:style-name="c" office:value-type="float" office:value="80"/></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(tmp_path / "list.ods", "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", content)
    assert read_portfolio([tmp_path / "list.ods"], Limits()).typed["fte"].iloc[0] == pytest.approx(value)


def test_currencies_by_format_cell_by_cell(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["Process name", "Annual cost"])
    for name, code in (("Open mail", "[$€-407] #,##0"), ("Ship parts", '"£"#,##0'), ("Print", "#,##0")):
        sheet.append([name, 500])
        sheet.cell(sheet.max_row, 2).number_format = code
    book.save(tmp_path / "list.xlsx")
    typed = read_portfolio([tmp_path / "list.xlsx"], Limits()).typed
    assert (
        typed["currency"].fillna("").tolist() == ["EUR", "GBP", ""]
        and typed["annual_cost"].tolist() == [500] * 3
    )


def test_a_volume_or_an_amount_shown_as_percent_is_told(tmp_path):
    cells = [
        ("Annual volume", 0.5, "0%", "volume", None),
        ("Annual cost (EUR)", 0.25, "0%", "annual_cost", None),
    ]
    xlsx(tmp_path / "list.xlsx", cells)
    intake = read_portfolio([tmp_path / "list.xlsx"], Limits())
    assert intake.typed[["volume", "annual_cost"]].isna().all(axis=None)
    assert intake.issues.set_index("cell")["code"].to_dict() == dict.fromkeys(
        ("B2", "C2"), "UNIT_DOES_NOT_FIT"
    )


def test_a_format_and_a_heading_that_disagree_are_told(tmp_path):
    xlsx(
        tmp_path / "list.xlsx",
        [("Annual cost (k€)", 2_000_000, "#,##0,,", "", 0), ("RTO (h)", 2, '0" days"', "", 0)],
    )
    intake = read_portfolio([tmp_path / "list.xlsx"], Limits())
    found = intake.issues.set_index("code").loc["FORMAT_DISAGREES"]
    assert found["cell"].tolist() == ["B2", "C2"]
    assert intake.typed[["annual_cost", "recovery_time_hours"]].iloc[0].tolist() == [2_000_000, 48]
    assert "was read as 48 hours" in found["message"].iloc[1]


@pytest.mark.parametrize(
    ("code", "literal", "thousands"),
    [
        ("#,##0,", "", 1),
        ('#,##0.0,,"M"', "M", 2),
        ('_-* #,##0.00\\ "€"_-;-* #,##0.00\\ "€"_-', "€", 0),
        ("[$-409]#,##0", "", 0),
        ('[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "", 0),
        ("h:mm", "", 0),
        ("0.00E+00", "", 0),
    ],
)
def test_what_a_format_shows(code, literal, thousands):
    assert (shown_by(code).literal, shown_by(code).thousands) == (literal, thousands)


def test_formats_that_say_nothing_and_those_that_look_like_dates():
    assert not any(map(is_telling, ["General", "0.00", "#,##0", "yyyy-mm-dd", "@", "[Red]0"]))
    assert hides_number("0.0 h") and not hides_number("mm:ss.0") and not hides_number('0.0" h"')


def test_durations_and_bytes_of_parquet(tmp_path):
    pd.DataFrame(
        {
            "Process name": [b"Open mail"],
            "Handling time": [dt.timedelta(minutes=7, seconds=30)],
            "RTO": [dt.time(6, 0)],
        }
    ).to_parquet(tmp_path / "list.parquet")
    typed = read_portfolio([tmp_path / "list.parquet"], Limits()).typed
    row = typed.iloc[0]
    assert (row["process_name"], row["handling_minutes"], row["recovery_time_hours"]) == ("Open mail", 7.5, 6)


def test_exports_that_protect_their_text_from_excel(tmp_path):
    (tmp_path / "list.csv").write_text(
        'Process ID,Process name,Annual volume\n="0042",="Open mail",="900"\n="0043",="Say ""hello""",="12"\n'
    )
    typed = read_portfolio([tmp_path / "list.csv"], Limits()).typed
    assert typed["process_id"].tolist() == ["0042", "0043"] and typed["volume"].tolist() == [900, 12]
    assert typed["process_name"].tolist() == ["Open mail", 'Say "hello"']


@pytest.mark.parametrize("error", ["#NV", "#BEZUG!", "#VALEUR!", "#¡DIV/0!", "#N/B", "Err:502"])
def test_error_values_of_other_languages(error):
    intake = read(["Process name", "FTE"], ["Open mail", error], ["Ship parts", 2.0])
    assert intake.issues["code"].tolist() == ["EXCEL_ERROR"] and pd.isna(intake.typed["fte"].iloc[0])


@pytest.mark.parametrize(
    ("heading", "cells", "values"),
    [
        ("Data classification", ["C1", "C4", "C3"], ["public", "restricted", "confidential"]),
        ("Data classification", ["C1", "C2", "C3"], ["internal", "confidential", "restricted"]),
        ("Data classification", ["TLP:GREEN", "TLP:AMBER+STRICT"], ["internal", "restricted"]),
        ("Data classification (0-4)", [0.0, 3.0, 4.0], ["public", "restricted", "restricted"]),
        ("Data classification (P1-P5)", ["P1", "P5"], ["public", "restricted"]),
        ("Criticality", ["P1", "P2", "P4"], ["critical", "high", "low"]),
        ("Judgement", ["L", "M", "H"], [1, 3, 5]),
        ("Judgement", ["1 - high", "3 - medium", "5 - low"], [5, 3, 1]),
        ("How standardised? (1-5)", [1.0, 5.0, 3.0], [0, 1, 0.5]),
    ],
)
def test_ordered_codes_keep_their_order_and_their_top(heading, cells, values):
    assert column(heading, *cells).tolist() == values


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Yes/No", "CHOICE_AS_PRINTED"),
        ("Y/N", "CHOICE_AS_PRINTED"),
        ("Ja / Nein", "CHOICE_AS_PRINTED"),
        ("☐ yes ☐ no", "CHOICE_AS_PRINTED"),
        ("yes or no", "CHOICE_AS_PRINTED"),
        ("[x] yes [x] no", "CELL_NOT_YES_NO"),
        ("in progress", "CELL_NOT_YES_NO"),
        ("teilweise", "PARTLY_AS_BLANK"),
        ("n.v.t.", None),
    ],
)
def test_answers_that_are_none_are_blank_and_told(cell, code):
    intake = read(["Process name", "Exit plan"], ["Open mail", cell], ["Ship parts", "no"])
    assert intake.typed["exit_plan"].isna().tolist() == [True, False]
    assert intake.issues["code"].tolist() == ([code] if code else [])


def test_codes_without_a_declared_scale_are_told():
    intake = read(["Process name", "Data classification"], ["Open mail", "C4"], ["Ship parts", "public"])
    assert intake.issues["code"].tolist() == ["CODES_IN_ORDER"]
    assert "read as restricted" in intake.issues["message"].iloc[0]


def test_ticked_boxes_are_answers():
    assert column("Exit plan", "☐ yes ☒ no", "[x] yes [ ] no").tolist() == [False, True]


def test_one_cause_is_one_line_with_its_count_and_range():
    intake = read(
        ["Process name", "FTE"], *[[f"Work about matter {place}", "some"] for place in range(4)], ["X y", 1.0]
    )
    merged = by_cause(intake.issues)
    assert merged["cells"].tolist() == [4] and merged["last_cell"].tolist() == ["B5"]
    assert merged["message"].iloc[0].endswith("The same in 3 more cells of this column, down to B5.")
    assert len(intake.issues) == 4


def test_a_clock_is_read_by_what_its_column_shows():
    assert column("Handling time", "1:30", "0:05:30").tolist() == pytest.approx([90, 5.5])
    assert column("Handling time (mm:ss)", "1:30").tolist() == pytest.approx([1.5])
    assert column("Handling time", "1:30", "2:10").isna().all()


@pytest.mark.parametrize("cells", [(0.0104166667, 0.25, 0.0625), ("0.0104166667", "0.25", "0.0625")])
def test_parts_of_a_day_below_a_clock_are_times_that_lost_their_format(cells):
    assert column("Handling time (hh:mm)", *cells).tolist() == pytest.approx([15, 360, 90])
    assert column("Handling time (h)", *cells).tolist() == pytest.approx([0.625, 15, 3.75])


def test_hours_below_a_clock_stay_hours():
    assert column("Handling time (hh:mm)", 0.25, 1.5, 0.3333).tolist() == pytest.approx([15, 90, 19.998])


def test_another_column_of_dates_says_whether_the_month_comes_first():
    rows = [["Pay invoices", "12/31/2027", "3/4/2026"], ["Run payroll", "6/30/2027", "10/11/2026"]]
    intake = read(["Process", "Contract end", "Assessed on"], *rows)
    assert intake.typed["assessed_on"].dt.strftime("%Y-%m-%d").tolist() == ["2026-03-04", "2026-10-11"]
    assert "DATE_READ_TWO_WAYS" not in codes(intake)
    contrary = read(
        ["Process", "Contract end", "Assessed on", "Seen"], [*rows[0], "31/12/2026"], [*rows[1], "1/1/2026"]
    )
    assert codes(contrary)["DATE_READ_TWO_WAYS"] == ["C2", "C3"]


def test_dates_are_read_whole():
    assert column("Contract end", "H1 2027", "3. Quartal 2027", "05/2027").dt.strftime(
        "%Y-%m-%d"
    ).tolist() == [
        "2027-06-30",
        "2027-09-30",
        "2027-05-31",
    ]
    assert column(
        "Contract end", "31 Dec 2026 bananas", "31.12.2026 or later", "2026-12-31"
    ).isna().tolist() == [
        True,
        True,
        False,
    ]


def test_a_colour_in_a_format_is_no_time(tmp_path):
    xls(tmp_path / "list.xls", [("FTE", 3.0, "[White]0")])
    typed = read_portfolio([tmp_path / "list.xls"], Limits()).typed
    assert typed["fte"].tolist() == [3]
