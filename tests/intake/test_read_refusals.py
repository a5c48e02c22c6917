"""A file that cannot be read is refused in a sentence that says what and what to do, and nothing else
happens.
"""

import os
import zipfile
from pathlib import Path

import pytest

from tasks.intake.files.read_file import read_file, read_files
from tasks.settings import Limits
from tests.intake.fuzz_seeds import edited, ods, parts_of, xlsx, zipped

LIMITS = Limits()
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCTYPE = b'?><!DOCTYPE a [<!ENTITY lol "lol"><!ENTITY secret SYSTEM "file:///etc/hostname">]>'


def refused(tmp_path, name, content, limits=LIMITS):
    path = tmp_path / name
    path.write_bytes(content)
    file = read_file(path, limits)
    assert file.sheets == ()
    assert name in file.refused_message
    return file.refused_code, file.refused_message


def encrypted_ole2():
    """A compound file whose directory names the streams of an encrypted workbook."""
    names = b"".join(
        name.encode("utf-16-le").ljust(128, b"\x00")
        for name in ("Root Entry", "EncryptionInfo", "EncryptedPackage")
    )
    return OLE2 + b"\x00" * 504 + names.ljust(4096, b"\x00")


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        (
            "page.xls",
            b"<html><body><table><tr><td>Process</td></tr></table>",
            "FILE_NOT_SPREADSHEET",
            "a web page",
        ),
        ("page.xlsx", b"\xef\xbb\xbf \r\n<!DOCTYPE HTML PUBLIC><html>", "FILE_NOT_SPREADSHEET", "a web page"),
        (
            "old.xls",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "FILE_NOT_SPREADSHEET",
            "Excel 2003",
        ),
        ("scan.xlsx", b"%PDF-1.7 ...", "FILE_NOT_SPREADSHEET", "a PDF document"),
        ("data.csv", b'{"process": "Payroll"}', "FILE_NOT_SPREADSHEET", "JSON"),
        ("note.xlsx", b"Please find the list attached.\nRegards\n", "FILE_NOT_SPREADSHEET", "plain text"),
        (
            "old.csv",
            b'ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K"Process"\r\nE\r\n',
            "FILE_NOT_SPREADSHEET",
            "SYLK",
        ),
        ("binary.csv", bytes(range(32)) * 50, "FILE_NOT_SPREADSHEET", "another program"),
        (
            "letter.xlsx",
            zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}),
            "FILE_NOT_SPREADSHEET",
            "a Word document",
        ),
        ("files.xlsx", zipped({"a.txt": b"a"}), "FILE_NOT_SPREADSHEET", "a zip archive of something else"),
        (
            "letter.xls",
            OLE2 + b"\x00" * 504 + "WordDocument".encode("utf-16-le") + b"\x00" * 500,
            "FILE_NOT_SPREADSHEET",
            "a Word document",
        ),
        ("empty.xlsx", b"", "FILE_EMPTY", "empty"),
        ("zeros.csv", b"\x00" * 5000, "FILE_EMPTY", "empty"),
        ("cut.xlsx", xlsx()[:3000], "FILE_DAMAGED", "ask for it again"),
        ("cut.xls", OLE2 + b"\x00" * 2000, "FILE_DAMAGED", "damaged or incomplete"),
        ("secret.xlsx", encrypted_ole2(), "FILE_PASSWORD", "remove the password"),
        (
            "laughs.xlsx",
            edited(xlsx(), lambda part: part.replace(b"?>", DOCTYPE, 1)),
            "FILE_HAS_ENTITIES",
            "XML entities",
        ),
        (
            "laughs16.xlsx",
            edited(xlsx(), lambda part: part.replace(b"?>", DOCTYPE, 1).decode().encode("utf-16")),
            "FILE_HAS_ENTITIES",
            "XML entities",
        ),
        (
            "strings.xlsx",
            edited(xlsx(), lambda part: part.replace(b"?>", DOCTYPE, 1), "xl/sharedStrings.xml"),
            "FILE_HAS_ENTITIES",
            "XML entities",
        ),
    ],
)
def test_refused_with_what_it_is_and_what_to_do(tmp_path, name, content, code, words):
    found, message = refused(tmp_path, name, content)
    assert found == code
    assert words in message


def test_a_workbook_without_a_filled_cell_is_refused(tmp_path):
    content = edited(xlsx(), lambda part: part[: part.index(b"<sheetData>")] + b"<sheetData/></worksheet>")
    assert refused(tmp_path, "blank.xlsx", content)[0] == "FILE_NO_SHEET"


def test_encrypted_open_document_is_password_protected(tmp_path):
    manifest = b'<manifest:manifest xmlns:manifest="m"><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>'
    assert (
        refused(tmp_path, "secret.ods", zipped({**parts_of(ods()), "META-INF/manifest.xml": manifest}))[0]
        == "FILE_PASSWORD"
    )


def test_what_is_no_file_is_refused(tmp_path):
    fifo = tmp_path / "pipe.xlsx"
    os.mkfifo(fifo)
    codes = [
        file.refused_code
        for file in read_files(
            [tmp_path / "none.xlsx", tmp_path, fifo, tmp_path / ("x" * 300), tmp_path / "a\x00b.xlsx"], LIMITS
        )
    ]
    assert codes == ["FILE_MISSING", "FILE_IS_FOLDER", "FILE_NOT_SPREADSHEET", "FILE_MISSING", "FILE_MISSING"]


def test_a_file_that_may_not_be_opened_is_refused(tmp_path, monkeypatch):
    opened = Path.open

    def closed(path, mode="r", *more, **options):
        if path.name == "closed.xlsx" and mode == "rb":
            raise PermissionError(13, "Permission denied")
        return opened(path, mode, *more, **options)

    monkeypatch.setattr(Path, "open", closed)
    assert refused(tmp_path, "closed.xlsx", xlsx())[0] == "FILE_NOT_PERMITTED"


def test_a_name_cannot_break_the_sentence(tmp_path):
    path = tmp_path / "a\u202e\nb.xlsx"
    path.write_bytes(b"%PDF-1.7")
    assert read_file(path, LIMITS).refused_message.startswith("a??b.xlsx is not a spreadsheet")


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"zip_members": 5}, "FILE_TOO_MANY_PARTS"),
        ({"cells": 10}, "SHEET_TOO_LARGE"),
        ({"unzipped_megabytes": 1}, "FILE_UNZIPS_TOO_LARGE"),
        ({"unzip_ratio": 100}, "FILE_UNZIP_RATIO"),
    ],
)
def test_a_limit_names_its_value_and_its_setting(tmp_path, limits, code):
    content = zipped({**parts_of(xlsx()), "xl/media/picture.bin": b"\x00" * (11 << 20)})
    found, message = refused(
        tmp_path, "large.xlsx", content, Limits(unzip_ratio=2000).model_copy(update=limits)
    )
    ((name, value),) = limits.items()
    assert found == code
    assert f"limit is {value}" in message
    assert f"PROCESS_AUDIT_LIMITS__{name.upper()}" in message


def test_more_columns_than_a_spreadsheet_has_are_refused(tmp_path):
    assert refused(tmp_path, "wide.csv", b",".join([b"a"] * 17_000) + b"\n1,2\n")[0] == "SHEET_TOO_WIDE"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts_of(xlsx()).items():
            target.writestr(name, part)
        with target.open("xl/sharedStrings2.xml", "w", force_zip64=True) as part:
            for _ in range(300):
                part.write(b"a" * (1 << 20))
    assert read_file(path, Limits(read_megabytes=200)).refused_code == "FILE_UNZIP_RATIO"


def test_the_others_are_read(tmp_path):
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 nothing more")
    (tmp_path / "good.xlsx").write_bytes(xlsx())
    bad, good = read_files([tmp_path / "bad.xlsx", tmp_path / "good.xlsx"], LIMITS)
    assert bad.refused_code == "FILE_DAMAGED"
    assert [len(sheet.grid) for sheet in good.sheets] == [4]
    assert good.size_bytes == (tmp_path / "good.xlsx").stat().st_size
    assert len(good.sha256) == 64
