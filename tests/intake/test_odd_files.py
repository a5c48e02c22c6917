"""Files that other programs write in their own way, and workbooks of ours that other programs have saved."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
import xlsxwriter
from pyarrow import parquet

from schemas.workbooks import mark, read_mark
from tasks.intake import portfolio_of, read_portfolio, report_portfolio
from tasks.intake.cells.places import country_names
from tasks.intake.own_workbooks import properties_of
from tasks.reporting import write_corrections, write_template
from tasks.settings import Limits, ReportLimits
from tests.intake.fuzz_seeds import xls, xlsb
from tests.intake.made_sheets import read
from tests.libreoffice import saved_by_libreoffice

LIMITS = Limits()


def rewritten(path: Path, change) -> Path:
    """A copy of a zipped workbook whose parts went through ``change(name, content)``; None drops a part."""
    copy = path.with_name(f"copy{path.suffix}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return copy


def book(path: Path, *rows) -> Path:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return path


ROWS = (["Process name", "FTE", "Volume"], ["Enter invoices", 2, 100], ["Answer callers", 3, 200])


def test_a_default_for_bin_does_not_make_a_binary_workbook(tmp_path):
    binary = (
        b'<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    )

    def declare(name, content):
        if name == "[Content_Types].xml":
            return content.replace(b"<Default ", binary + b"<Default ", 1)
        return content

    path = rewritten(book(tmp_path / "list.xlsx", *ROWS), declare)
    assert list(read_portfolio([path], LIMITS).typed["fte"]) == [2, 3]


def test_numbers_in_cdata_sections_are_no_blanks(tmp_path):
    def wrap(name, content):
        if not name.startswith("xl/worksheets/"):
            return content
        # "0 h" looks like a time of day, so that such a number is looked at twice.
        return re.sub(rb"<v>([^<]*)</v>", rb"<v><![CDATA[\1]]></v>", content)

    path = book(tmp_path / "list.xlsx", *ROWS)
    workbook = openpyxl.load_workbook(path)
    workbook.active["B3"].number_format = "0 h"
    workbook.save(path)
    typed = read_portfolio([rewritten(path, wrap)], LIMITS).typed
    assert list(typed["process_name"]) == ["Enter invoices", "Answer callers"]
    assert list(typed["volume"]) == [100, 200]
    assert typed["fte"].equals(read_portfolio([path], LIMITS).typed["fte"])


def test_a_stream_named_in_capitals_is_a_workbook(tmp_path):
    old, new = ("Workbook".encode("utf-16-le"), "WORKBOOK".encode("utf-16-le"))
    content = xls()
    assert content.count(old) == 1
    path = tmp_path / "list.xls"
    path.write_bytes(content.replace(old, new))
    assert read_portfolio([path], LIMITS).files[0].refused_message is None


def test_a_binary_workbook_with_short_cells_is_refused_rather_than_read_in_part(tmp_path):
    path = tmp_path / "list.xlsb"
    path.write_bytes(xlsb())

    def shorten(name, content):
        """A short cell (BrtShortReal) put behind the head of the first row."""
        if not name.startswith("xl/worksheets/sheet"):
            return content
        place = content.index(bytes((5, 16)))  # BrtCellReal with its sixteen bytes
        return content[:place] + bytes((16, 12)) + bytes(12) + content[place:]

    assert read_portfolio([rewritten(path, shorten)], LIMITS).files[0].refused_code == "FILE_CELLS_DROPPED"


def test_bytes_in_parquet_are_the_text_that_they_spell(tmp_path):
    path = tmp_path / "list.parquet"
    names = pa.array([b"Enter invoices", "Löhne".encode()], pa.binary())
    parquet.write_table(pa.table({"Process name": names, "FTE": [2.0, 3.0]}), path)
    assert list(read_portfolio([path], LIMITS).typed["process_name"]) == ["Enter invoices", "Löhne"]


def formulas(path: Path, *results) -> Path:
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("List")
        sheet.write_row(0, 0, ["Process name", "FTE", "Volume"])
        for row, result in enumerate(results, 1):
            sheet.write_string(row, 0, f"Process {'abc'[row - 1]} of finance")
            sheet.write_formula(row, 1, "=1+1", None, result)
            sheet.write_number(row, 2, 10)
    return path


def test_formulas_that_were_never_calculated_are_no_zeros(tmp_path):
    intake = read_portfolio([formulas(tmp_path / "list.xlsx", 0, 0)], LIMITS)
    assert "fte" not in intake.typed or intake.typed["fte"].isna().all()
    assert set(intake.issues.loc[intake.issues["column"] == "fte", "code"]) == {"FORMULA_WITHOUT_VALUE"}


def test_a_calculated_zero_stays_a_zero(tmp_path):
    intake = read_portfolio([formulas(tmp_path / "list.xlsx", 0, 2)], LIMITS)
    assert list(intake.typed["fte"]) == [0, 2]


def test_zeros_next_to_a_missing_value_stay_zeros_in_a_workbook_that_is_calculated(tmp_path):
    def change(name, content):
        if name == "xl/workbook.xml":
            return content.replace(b' fullCalcOnLoad="1"', b"")
        if not name.startswith("xl/worksheets/"):
            return content
        content = content.replace(b'<f>1+1</f><v>0</v></c><c r="C2"', b'<f>1+1</f></c><c r="C2"')
        return content.replace(b'<c r="C2"><v>10</v></c>', b'<c r="C2"><f>2-2</f><v>0</v></c>')

    path = rewritten(formulas(tmp_path / "list.xlsx", 0, 0), change)
    intake = read_portfolio([path], LIMITS)
    missing = intake.issues.loc[intake.issues["code"] == "FORMULA_WITHOUT_VALUE", "cell"]
    assert missing.tolist() == ["B2"]
    assert list(intake.typed["volume"]) == [0, 10]


def test_an_empty_text_as_result_is_a_blank_and_no_missing_value(tmp_path):
    def change(name, content):
        if name.startswith("xl/worksheets/"):
            return content.replace(
                b'<c r="B2"><f>1+1</f><v>2</v></c>', b'<c r="B2" t="str"><f>""</f><v/></c>'
            )
        return content

    path = rewritten(formulas(tmp_path / "list.xlsx", 2, 3), change)
    issues = read_portfolio([path], LIMITS).issues
    assert "FORMULA_WITHOUT_VALUE" not in set(issues["code"])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Ivory Coast", "CI"),
        ("Elfenbeinküste", "CI"),
        ("Kosovo", "XK"),
        ("DR Congo", "CD"),
        ("RD Congo", "CD"),
        ("Turkey", "TR"),
        ("Türkei", "TR"),
        ("Macau", "MO"),
        ("Burma", "MM"),
        ("Swaziland", "SZ"),
        ("Cape Verde", "CV"),
        ("Niger", "NE"),
    ],
)
def test_countries_by_their_common_names(name, code):
    from tasks.intake.wording.normalise import cell_key

    assert country_names()[cell_key(name)] == code


def test_countries_by_their_own_names():
    intake = read(["Process name", "Country"], ["Pay invoices", "Magyarország"], ["Hire staff", "Polska"])
    assert intake.typed["country"].tolist() == ["HU", "PL"] and intake.issues.empty


def without_properties(path: Path) -> Path:
    """The workbook as a program saves it that drops document properties."""

    def drop(name, content):
        if name in ("docProps/custom.xml", "meta.xml"):
            return None
        if name in ("[Content_Types].xml", "_rels/.rels", "META-INF/manifest.xml"):
            import re

            return re.sub(
                rb"<(?:Override|Relationship|manifest:file-entry)\b[^>]*(?:custom|meta\.xml)[^>]*/>",
                b"",
                content,
            )
        return content

    return rewritten(path, drop)


def corrections(folder: Path, portfolio: str) -> Path:
    listed = book(folder / "list.xlsx", *ROWS, ["Close the ledger", "many", 12])
    path = folder / "corrections.xlsx"
    assert write_corrections(read_portfolio([listed], LIMITS), portfolio, path, ReportLimits())
    return path


def test_the_mark_of_a_workbook_says_what_its_properties_say():
    told = {"process_audit_portfolio": "Häuser & Co; A=B", "process_audit_content": "whole"}
    assert dict(read_mark(f"before {mark(told)} after")) == told
    assert read_mark("a list of processes") == ()


def test_corrections_without_properties_are_known_by_their_mark(tmp_path):
    path = without_properties(corrections(tmp_path, "Group Finance"))
    assert portfolio_of(path, LIMITS) == "Group Finance"
    assert len(read_portfolio([path], LIMITS).typed) == 3


def test_a_template_without_properties_is_still_a_template(tmp_path):
    path = tmp_path / "intake.xlsx"
    write_template(path)
    plain = without_properties(path)
    assert properties_of(plain, LIMITS) == properties_of(path, LIMITS)
    assert properties_of(plain, LIMITS)["process_audit_content"] == "template"


@pytest.mark.libreoffice
@pytest.mark.parametrize("ending", ["ods", "xls", "xlsx"])
def test_corrections_saved_by_libreoffice_keep_their_portfolio(tmp_path, ending):
    path = corrections(tmp_path, "Group Finance")
    saved = saved_by_libreoffice(path, ending, tmp_path / "saved")
    assert portfolio_of(saved, LIMITS) == "Group Finance"
    assert report_portfolio(saved, LIMITS) is None
    assert len(read_portfolio([saved], LIMITS).typed) == 3
    if ending == "ods":
        assert portfolio_of(without_properties(saved), LIMITS) == "Group Finance"
