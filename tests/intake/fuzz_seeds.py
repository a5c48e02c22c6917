"""Small valid files of every kind that intake reads, as bytes, all with the same table; seeds for tests and
fuzzing.
"""

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Callable

import pandas as pd
import xlsxwriter
import xlwt

HEADINGS = ["Process", "Cost", "Started", "Scripted"]
ROWS = [
    ["Pay invoices", 1200.5, dt.datetime(2024, 3, 1), True],
    ["007", 3.0, dt.datetime(2025, 12, 31, 8, 30), False],
    ["NA", None, None, None],
]


def xlsx(fill: Callable | None = None, **options) -> bytes:
    """A workbook with the table on its first sheet; ``fill(workbook, sheet)`` may add to it."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, **options})
    sheet, date = book.add_worksheet("Processes"), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.write_row(0, 0, HEADINGS)
    for number, (name, cost, started, scripted) in enumerate(ROWS, 1):
        sheet.write_string(number, 0, name)
        if cost is not None:
            sheet.write_number(number, 1, cost)
            sheet.write_datetime(number, 2, started, date)
            sheet.write_boolean(number, 3, scripted)
    if fill:
        fill(book, sheet)
    book.close()
    return target.getvalue()


def parts_of(workbook: bytes) -> dict[str, bytes]:
    """The parts of a zipped workbook by name."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as source:
        return {info.filename: source.read(info) for info in source.infolist()}


def zipped(parts: dict[str, bytes] | list[tuple[str, bytes]]) -> bytes:
    """Parts as a zip."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name, content in parts.items() if isinstance(parts, dict) else parts:
            copy.writestr(name, content)
    return target.getvalue()


def edited(workbook: bytes, edit: Callable[[bytes], bytes], part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook with one part changed."""
    parts = parts_of(workbook)
    return zipped({**parts, part: edit(parts[part])})


def xls() -> bytes:
    """The table as an Excel 97 workbook, with an error cell and a merged range at its foot."""
    book = xlwt.Workbook()
    sheet, date = book.add_sheet("Processes"), xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm")
    for row, cells in enumerate([HEADINGS, *ROWS]):
        for column, cell in enumerate(cells):
            if cell is not None:
                sheet.write(
                    row, column, cell, date if isinstance(cell, dt.datetime) else xlwt.Style.default_style
                )
    sheet.row(5).set_cell_error(1, 0x2A)
    sheet.write_merge(6, 6, 0, 2, "Note")
    sheet.row(2).hidden = True
    book.add_sheet("Lists").visibility = 1
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def ods() -> bytes:
    """The table as an OpenDocument spreadsheet."""
    target = io.BytesIO()
    pd.DataFrame(ROWS, columns=HEADINGS).to_excel(target, index=False, sheet_name="Processes", engine="odf")
    return target.getvalue()


def parquet() -> bytes:
    """The table as Parquet."""
    target = io.BytesIO()
    pd.DataFrame(ROWS, columns=HEADINGS).to_parquet(target)
    return target.getvalue()


def csv(encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """The table as delimited text, with a quoted cell that holds the delimiter and a line break."""
    lines = [HEADINGS, *[["" if cell is None else str(cell) for cell in row] for row in ROWS]]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    return f'{text}\r\n"Größe{delimiter}\nzwei",1\r\n'.replace(",1", f"{delimiter}1").encode(encoding)


def xlsb(stray: bool = False) -> bytes:
    """The names and costs as a binary workbook, with an error cell in B4 and, if asked for, a cell in the
    last corner.
    """
    rows = [
        [_text_cell(0, "Process"), _text_cell(1, "Cost")],
        [_text_cell(0, "Pay invoices"), _record(5, _cell(1) + struct.pack("<d", 1200.5))],
        [_text_cell(0, "007"), _record(5, _cell(1) + struct.pack("<d", 3))],
        [_text_cell(0, "NA"), _record(3, _cell(1) + b"\x2a")],
    ]
    lines = [_row(number) + b"".join(cells) for number, cells in enumerate(rows)]
    if stray:
        lines.append(_row(1_048_575) + _record(5, _cell(16_383) + struct.pack("<d", 1)))
    sheet = (
        _record(129)
        + _record(148, struct.pack("<4I", 0, 3, 0, 1))
        + _record(145)
        + b"".join(lines)
        + _record(146)
        + _record(130)
    )
    book = (
        _record(131)
        + _record(143)
        + _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Processes"))
        + _record(144)
        + _record(132)
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return zipped(
        {
            "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="bin" '
            b'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
            "_rels/.rels": _links(f"{office}/officeDocument", "xl/workbook.bin"),
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": _links(f"{office}/worksheet", "worksheets/sheet1.bin"),
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def _links(kind: str, target: str) -> bytes:
    link = f'<Relationship Id="rId1" Type="{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{link}</Relationships>'.encode()


def _record(code: int, content: bytes = b"") -> bytes:
    head = bytes([code]) if code < 128 else bytes([code & 0x7F | 0x80, code >> 7])
    size, count = b"", len(content)
    while count > 127:
        size, count = size + bytes([count & 0x7F | 0x80]), count >> 7
    return head + size + bytes([count]) + content


def _row(number: int) -> bytes:
    return _record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))


def _cell(column: int) -> bytes:
    return struct.pack("<II", column, 0)


def _text_cell(column: int, text: str) -> bytes:
    return _record(6, _cell(column) + _wide(text))


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


SEEDS: dict[str, Callable[[], bytes]] = {
    "xlsx": xlsx,
    "xls": xls,
    "xlsb": xlsb,
    "ods": ods,
    "parquet": parquet,
    "csv": csv,
    "tsv": lambda: csv("utf-16", "\t"),
}
