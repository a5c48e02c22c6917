"""What a file is, told by its content and never by its name."""

from __future__ import annotations

import re
from pathlib import Path

from schemas.phrases import phrase
from tasks.intake.files.refused import Refused

HEAD_BYTES = 1 << 16
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Excel 2 to 4 wrote its records without a container: a BOF record of version 2, 3 or 4 (and 5) comes first.
BARE_BIFF = re.compile(
    rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00..[\x05\x06\x10\x20\x40\x00][\x00\x01]", re.DOTALL
)
# First bytes of other kinds of files, to say what was sent in place of a spreadsheet.
OTHER_MAGIC = (
    (b"%PDF", phrase("a PDF document")),
    (b"{\\rtf", phrase("a text document (RTF)")),
    (b"\x89PNG", phrase("a picture")),
    (b"\xff\xd8\xff", phrase("a picture")),
    (b"GIF8", phrase("a picture")),
    (b"BM", phrase("a picture")),
    (b"\x1f\x8b", phrase("a compressed file (gzip)")),
    (b"7z\xbc\xaf", phrase("a compressed archive (7z)")),
    (b"Rar!", phrase("a compressed archive (RAR)")),
    (b"MZ", phrase("a program")),
    (b"\x7fELF", phrase("a program")),
    (b"SQLite format 3", phrase("a database")),
    (b"\x00\x01\x00\x00Standard", phrase("an Access database")),
    (b"ARROW1", phrase("an Arrow file")),
)
OTHER_TEXT = (
    (
        re.compile(
            rb"(?>\s*<!--.*?-->)*+\s*<(!doctype\s+html|html|head|body|table|meta|style|div)\b", re.I | re.S
        ),
        phrase("a web page (HTML)"),
    ),
    (
        re.compile(rb".{0,2000}urn:schemas-microsoft-com:office:spreadsheet", re.S),
        phrase("an XML spreadsheet of Excel 2003"),
    ),
    (
        re.compile(rb"mime-version:.{0,2000}content-type:\s*multipart", re.I | re.S),
        phrase("a web archive (MHTML)"),
    ),
    # "ID;Prozess" begins a list; SYLK has the records of cells and formats below its "ID;PWXL;N;E".
    (
        re.compile(rb"ID;P[A-Z0-9_.]*(?:;[NE])*\s*[\r\n]+(?:P;P|[BCF];(?:[XY]\d|P\d|[DSW])|O;|NN;)"),
        phrase("a SYLK file"),
    ),
    (re.compile(rb"\s*<\?xml\b"), phrase("an XML file")),
    (re.compile(rb"\s*(\{\s*\"|\[\s*[\[{])"), phrase("a JSON file")),
)


def look(path: Path) -> str:
    """Family of a file: zip, ole2, biff, parquet or text.

    Raises:
        Refused: FILE_EMPTY, or FILE_NOT_SPREADSHEET with what it is instead.
    """
    with path.open("rb") as handle:
        head = handle.read(HEAD_BYTES)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Refused("FILE_EMPTY")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if head.startswith(OLE2):
        return "ole2"
    if head.startswith(b"PAR1"):
        return "parquet"
    if BARE_BIFF.match(head):
        return "biff"
    _refuse_others(head)
    return "text"


def _refuse_others(head: bytes) -> None:
    for magic, what in OTHER_MAGIC:
        # "BM" and "MZ" may also begin a text, which has no zero bytes.
        if head.startswith(magic) and (len(magic) > 2 or b"\x00" in head):
            raise Refused("FILE_NOT_SPREADSHEET", what=what)
    wide = text_is_wide(head)
    plain = head.decode(wide, "ignore").encode("utf-8", "ignore") if wide else head
    plain = plain.removeprefix(b"\xef\xbb\xbf")
    for pattern, what in OTHER_TEXT:
        if pattern.match(plain):
            raise Refused("FILE_NOT_SPREADSHEET", what=what)
    # Control characters that no text has; a few may come from a damaged export.
    odd = len(re.findall(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", plain))
    if odd > len(plain) // 500:
        raise Refused("FILE_NOT_SPREADSHEET", what=phrase("a file of another program"))


def _looks_wide(head: bytes) -> bool:
    """UTF-16 without its mark: nearly every other byte is zero, on one side only."""
    even, odd = head[0:2000:2], head[1:2000:2]
    low, high = sorted((even.count(0), odd.count(0)))
    return low == 0 and high > len(odd) * 0.7


def text_is_wide(head: bytes) -> str | None:
    """Codec of UTF-16 text, with or without its mark; None for anything else."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if _looks_wide(head):
        return "utf-16-be" if head[0] == 0 else "utf-16-le"
    return None
