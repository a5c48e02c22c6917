"""The formats beside .xlsx: old, binary, OpenDocument and Parquet."""

import datetime as dt
import re

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet as parquet_file

from tasks.intake.files.read_file import read_file
from tasks.settings import Limits
from tests.intake.fuzz_seeds import edited, ods, parquet, xls, xlsb
from tests.intake.test_read_workbooks import TABLE, cells

LIMITS = Limits()


def read(tmp_path, content, name):
    path = tmp_path / name
    path.write_bytes(content)
    file = read_file(path, LIMITS)
    assert file.refused_message is None
    return file


def test_xls(tmp_path):
    file = read(tmp_path, xls(), "book.xls")
    first, second = file.sheets
    assert cells(first) == TABLE | {"A7": "Note", "B7": "Note", "C7": "Note"}
    assert (first.error_cells, first.merged_ranges, first.hidden_rows, second.is_hidden) == (
        ("B6",),
        ("A7:C7",),
        (3,),
        True,
    )
    assert dict(first.number_formats)["C"] == "yyyy-mm-dd hh:mm"


def test_xls_whatever_its_name(tmp_path):
    assert read(tmp_path, xls(), "book.xlsx").kind == "xls"


def test_xlsb(tmp_path):
    sheet = read(tmp_path, xlsb(), "book.xlsb").sheets[0]
    assert cells(sheet) == {
        "A1": "Process",
        "B1": "Cost",
        "A2": "Pay invoices",
        "B2": 1200.5,
        "A3": "007",
        "B3": 3.0,
        "A4": "NA",
    }
    assert sheet.error_cells == ("B4",)


def test_a_stray_in_xlsb_is_left_out_and_reported(tmp_path):
    sheet = read(tmp_path, xlsb(stray=True), "book.xlsb").sheets[0]
    assert sheet.far_cells == ("XFD1048576",)
    assert len(sheet.grid) == 4


def test_ods(tmp_path):
    assert cells(read(tmp_path, ods(), "book.ods").sheets[0]) == TABLE


ODS_ROWS = (
    '<table:table-row><table:table-cell table:number-columns-spanned="2" '
    'office:value-type="string"><text:p>Über<text:s text:c="2"/>zwei</text:p>'
    "<text:p>Zeilen</text:p><office:annotation><text:p>remark</text:p></office:annotation></table:table-cell><table:covered-table-cell/></table:table-row>"
    '<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="percentage" '
    'office:value="0.05"><text:p>5 %</text:p>'
    '</table:table-cell><table:table-cell office:value-type="time" office:time-value="PT36H15M00S">'
    '<text:p>36:15</text:p></table:table-cell><table:table-cell office:value-type="string" office:string-value="HR-07">'
    "<text:p>Payroll (HR-07)</text:p></table:table-cell></table:table-row>"
    '<table:table-row table:number-rows-repeated="900000"><table:table-cell '
    'table:number-columns-repeated="16384"/></table:table-row>'
    '<table:table-row table:visibility="collapse"><table:table-cell table:formula="of:=1/0" '
    'calcext:value-type="error" office:value-type="string">'
    '<text:p>#DIV/0!</text:p></table:table-cell><table:table-cell table:formula="of:=A1"/>'
    '<table:table-cell office:value-type="float" '
    'office:value="1"><text:p>1</text:p></table:table-cell></table:table-row>'
)


def test_ods_repeats_spans_errors_and_strays(tmp_path):
    def fill(part):
        part = part.replace(
            b"<office:document-content", b'<office:document-content xmlns:calcext="urn:calcext"', 1
        )
        part = (
            part
            if b"xmlns:text" in part
            else part.replace(b"<office:document-content", b'<office:document-content xmlns:text="urn:t"', 1)
        )
        return re.sub(rb"<table:table-row.*</table:table-row>", ODS_ROWS.encode(), part, flags=re.S)

    sheet = read(tmp_path, edited(ods(), fill, "content.xml"), "book.ods").sheets[0]
    assert cells(sheet) == {
        "A1": "Über  zwei\nZeilen",
        "B1": "Über  zwei\nZeilen",
        "A2": 0.05,
        "B2": "36:15:00",
        "C2": "HR-07",
        "A3": 0.05,
        "B3": "36:15:00",
        "C3": "HR-07",
    }
    assert (sheet.error_cells, sheet.formula_cells, sheet.far_cells, sheet.hidden_rows) == (
        ("A900004",),
        ("B900004",),
        ("C900004",),
        (900004,),
    )
    assert dict(sheet.number_formats) == {"A": "0%", "C": "General"}


def test_rows_that_libreoffice_keeps_of_another_workbook_are_no_sheet(tmp_path):
    def link(part):
        copied = part[part.index(b"<table:table ") : part.index(b"</office:spreadsheet>")]
        copied = copied.replace(
            b'table:name="Processes"', b"table:name=\"'file:///home/list/costs_2025.ods'#Costs\"", 1
        )
        return part.replace(b"</office:spreadsheet>", copied + b"</office:spreadsheet>")

    raw = read(tmp_path, edited(ods(), link, "content.xml"), "book.ods")
    assert [sheet.name for sheet in raw.sheets] == ["Processes"]


def test_parquet(tmp_path):
    sheet = read(tmp_path, parquet(), "table.parquet").sheets[0]
    assert sheet.headings == ("Process", "Cost", "Started", "Scripted")
    assert sheet.grid.index.tolist() == [2, 3, 4]
    assert cells(sheet) == {address: value for address, value in TABLE.items() if not address.endswith("1")}
    assert sheet.grid.dtypes.astype(str).tolist() == ["str", "float64", "datetime64[us]", "boolean"]


def test_parquet_kinds(tmp_path):
    frame = pd.DataFrame(
        {
            "big": [12345678901234567, 5],
            "list": [["a", "b"], []],
            "time": [dt.time(8, 30), None],
            "category": pd.Categorical(["x", "y"]),
            "zone": pd.to_datetime(["2024-01-01 12:00", None]).tz_localize("Europe/Berlin"),
            "empty": ["", "z"],
            "nan": [float("nan"), 1],
        }
    )
    frame.to_parquet(tmp_path / "kinds.parquet")
    sheet = read_file(tmp_path / "kinds.parquet", LIMITS).sheets[0]
    assert cells(sheet) == {
        "A2": "12345678901234567",
        "A3": 5.0,
        "B2": "a; b",
        "C2": "08:30:00",
        "D2": "x",
        "D3": "y",
        "E2": pd.Timestamp("2024-01-01 12:00"),
        "F3": "z",
        "G3": 1.0,
    }


def test_the_fields_of_a_nested_parquet_column_are_columns_of_their_own(tmp_path):
    pd.DataFrame(
        {"name": ["Pay invoices", "File tax"], "place": [{"land": "DE", "at": {"unit": "Bonn"}}, None]}
    ).to_parquet(tmp_path / "nested.parquet")
    sheet = read_file(tmp_path / "nested.parquet", LIMITS).sheets[0]
    assert sorted(sheet.headings) == ["name", "place.at.unit", "place.land"]
    assert sorted(sheet.grid.iloc[0].dropna()) == ["Bonn", "DE", "Pay invoices"]
    assert sheet.grid.iloc[1].dropna().tolist() == ["File tax"]


def test_bytes_that_are_no_text_are_shown_as_numbers_and_padding_is_left_out(tmp_path):
    kind = pa.binary(4)
    parquet_file.write_table(
        pa.table({"key": pa.array([b"ab\x00\x00", b"\xff\xfe\x01\x02"], kind)}), tmp_path / "b.parquet"
    )
    assert read_file(tmp_path / "b.parquet", LIMITS).sheets[0].grid["A"].tolist() == ["ab", "fffe0102"]


@pytest.mark.parametrize("kind", [pa.list_(pa.int64()), pa.large_list(pa.int64()), pa.list_(pa.int64(), 2)])
def test_a_list_in_a_cell_of_parquet_is_shown_entry_by_entry(tmp_path, kind):
    parquet_file.write_table(pa.table({"tags": pa.array([[1, 2], None], kind)}), tmp_path / "l.parquet")
    assert read_file(tmp_path / "l.parquet", LIMITS).sheets[0].grid["A"].dropna().tolist() == ["1; 2"]


@pytest.mark.parametrize("kind", [pa.float64(), pa.float32()])
def test_an_infinite_number_in_parquet_is_shown_and_a_missing_one_is_blank(tmp_path, kind):
    numbers = pa.array([float("inf"), float("-inf"), float("nan"), None, 2.5], kind)
    parquet_file.write_table(pa.table({"cost": numbers}), tmp_path / "i.parquet")
    assert read_file(tmp_path / "i.parquet", LIMITS).sheets[0].grid["A"].dropna().tolist() == [
        "inf",
        "-inf",
        2.5,
    ]


def test_a_parquet_table_beyond_the_limit_is_refused_before_it_is_read(tmp_path):
    pd.DataFrame({"a": range(1000)}).to_parquet(tmp_path / "t.parquet")
    assert read_file(tmp_path / "t.parquet", Limits(cells=999)).refused_code == "SHEET_TOO_LARGE"


@pytest.mark.parametrize(
    "name",
    [
        "calamine__strict_iso_paths.xlsx",
        "poi__59746_NoRowNums.xlsx",
        "sheetjs__phpexcel_bad_cfb_dir.xls",
        "poi__64420.xlsm",
    ],
)
def test_workbooks_that_one_reader_cannot_read(shared, name):
    assert (
        sum(len(sheet.grid) for sheet in read_file(shared / "real_inputs" / "messy" / name, LIMITS).sheets)
        >= 3
    )
