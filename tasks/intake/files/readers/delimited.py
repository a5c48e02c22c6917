"""Delimited text (.csv, .tsv and what else programs call it): every cell stays the text it is."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from schemas.phrases import phrase
from tasks.intake.files.dialect import Dialect, cut_alone, find_dialect
from tasks.intake.files.grid_writer import GridWriter
from tasks.intake.files.read_job import CHUNK_ROWS, Job
from tasks.intake.files.refused import Refused
from tasks.intake.files.text_encoding import encoding_of, undo_second_encoding, utf8_copy

SAMPLE_LINES = 2000
WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
DELIMITED_BY = {
    ",": phrase("Its columns are divided by a comma."),
    ";": phrase("Its columns are divided by a semicolon."),
    "\t": phrase("Its columns are divided by a tab."),
    "|": phrase("Its columns are divided by a vertical bar."),
    "^": phrase("Its columns are divided by a caret."),
    "~": phrase("Its columns are divided by a tilde."),
}
SEP = re.compile(r"\ufeff?sep=(.)\r?\n", re.I)
# How exports keep text such as 007 from being read as a number by Excel.
APOSTROPHE = re.compile(r"'(?=[=+@-]|[\d.,%-]*\d[\d.,%-]*$)")
EXCEL_PROOF = re.compile(r'="((?:[^"]|"")*)"', re.DOTALL)
# With more uneven rows than this Python's own reader reads all of them.
MOST_UNEVEN = 20_000
END_MARK = "end of the file, outside any quotation mark"


class Swallowed(Exception):
    """A quotation mark that was never closed has swallowed whole rows into one cell."""


def read(job: Job) -> None:
    """Reads the one table of a text file.

    Raises:
        Refused: FILE_NOT_SPREADSHEET for plain text that is named like a workbook.
    """
    encoding = encoding_of(job.path)
    source = job.folder / "utf8.csv"
    lost = utf8_copy(job.path, encoding, source)
    if encoding == "utf-8-sig" and undo_second_encoding(source):
        job.notes.append(
            phrase("Its letters with accents were encoded twice; they were read as they were once.")
        )
    dialect, skip = _dialect(source)
    ending = job.path.suffix.lower()
    if ending in WORKBOOK_ENDINGS:
        # A text of one column or one line under the name of a workbook is no table at all, such as a message
        # of an error.
        if dialect.width < 2 or _has_one_line(source):
            raise Refused("FILE_NOT_SPREADSHEET", what=phrase("plain text under the name of a workbook"))
        job.notes.append(phrase("It is delimited text, whatever its ending {ending} says.", ending=ending))
    # Where the text itself does not say its encoding, a person must check it.
    if encoding not in ("utf-8-sig", "utf-16"):
        job.notes.append(
            phrase(
                "Its text was read as {encoding}, judged from its letters; check names with accents.",
                encoding=encoding,
            )
        )
    if lost:
        job.notes.append(phrase("{count} of its characters are not valid and were replaced.", count=lost))
    job.notes.append(
        DELIMITED_BY.get(dialect.delimiter, phrase("Its columns are divided by a sign that it declares."))
        if dialect.width > 1
        else phrase("It has a single column.")
    )
    try:
        writer = _read_rows(job, source, skip, dialect)
    except Swallowed:
        job.notes.append(
            phrase(
                "A quotation mark in it is opened and never closed, so quotation marks were read as plain text."
            )
        )
        writer = _read_rows(job, source, skip, Dialect(dialect.delimiter, None, dialect.width))
    job.write(writer, job.path.stem, delimiter=dialect.delimiter)


def _dialect(source: Path) -> tuple[Dialect, int]:
    """Dialect, and how many bytes stand before the first line (Excel's "sep=;" line)."""
    with source.open(encoding="utf-8", newline="") as handle:
        lines = list(islice(handle, SAMPLE_LINES))
    declared = SEP.fullmatch(lines[0]) if lines else None
    if not declared:
        return find_dialect(lines), 0
    records = islice(csv.reader(lines[1:], delimiter=declared[1]), SAMPLE_LINES)
    return Dialect(declared[1], '"', max(map(len, records), default=1)), len(lines[0].encode())


def _has_one_line(source: Path) -> bool:
    with source.open(encoding="utf-8") as handle:
        return sum(bool(line.strip()) for line in islice(handle, SAMPLE_LINES)) < 2


def _read_rows(job: Job, source: Path, skip: int, dialect: Dialect) -> GridWriter:
    """The rows of the file.

    Raises:
        Swallowed: quotation marks must be read as plain text.
    """
    writer = GridWriter(job.limits)
    if _ends_in_quote(source, skip, dialect):
        raise Swallowed
    if dialect.width > 1:
        from tasks.intake.files.arrow_csv import read_even_rows

        # Arrow first, Python's reader for what Arrow refuses.
        even = read_even_rows(source, skip, dialect, MOST_UNEVEN)
        if even:
            numbers, columns = even
            _check_cells((cell for column in columns for cell in _long_texts(column)), dialect)
            writer.add_text_columns(numbers, [_without_proof_column(column) for column in columns])
            return writer
    records, start = _records(source, skip, dialect), 1
    while chunk := [record or [""] for record in islice(records, CHUNK_ROWS)]:
        chunk = [
            cut_alone(record, dialect, start + index == 1) or record if len(record) == 1 else record
            for index, record in enumerate(chunk)
        ]
        _check_cells((cell for record in chunk for cell in record if "\n" in cell), dialect)
        writer.add(
            list(range(start, start + len(chunk))),
            [[_without_proof(cell) for cell in record] for record in chunk],
        )
        start += len(chunk)
    return writer


def _without_proof(cell: str) -> str:
    """A text without the formula or the apostrophe that keeps Excel from changing it: ="007", '007."""
    if cell.startswith("'"):
        return APOSTROPHE.sub("", cell, count=1)
    match = EXCEL_PROOF.fullmatch(cell) if cell.startswith("=") else None
    return match[1].replace('""', '"') if match else cell


def _without_proof_column(column):
    """The same for a column of Arrow."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not _holds(column, b"='"):
        return column
    is_guarded = pc.or_(pc.starts_with(column, '="'), pc.starts_with(column, "'"))
    if not pc.any(is_guarded).as_py():
        return column
    return pa.chunked_array(
        [pa.array([cell and _without_proof(cell) for cell in column.to_pylist()], column.type)]
    )


def _records(source: Path, skip: int, dialect: Dialect, end: tuple[str, ...] = ()) -> Iterator[list[str]]:
    with source.open("rb") as raw:
        raw.seek(skip)
        yield from dialect.reader(chain(io.TextIOWrapper(raw, encoding="utf-8", newline=""), end))


def _ends_in_quote(source: Path, skip: int, dialect: Dialect) -> bool:
    """Whether the file ends within quotation marks; only an odd number of them can do that."""
    if not dialect.quote:
        return False
    mark, count = dialect.quote.encode(), 0
    with source.open("rb") as handle:
        while chunk := handle.read(1 << 22):
            count += chunk.count(mark)
    if count % 2 == 0:
        return False
    # A line is put at the end: if it comes out as a record of its own, no quotation mark was open.
    last = deque(_records(source, skip, dialect, ("\n", END_MARK)), maxlen=1)
    return last[0] != [END_MARK]


def _long_texts(column) -> list[str]:
    """Cells that span lines."""
    import pyarrow.compute as pc

    if not _holds(column, b"\n"):
        return []
    return column.filter(pc.match_substring(column, "\n")).drop_null().to_pylist()


def _holds(column, signs: bytes) -> bool:
    """Whether one of some signs of ASCII is in a column of Arrow: a look at all of its bytes, not cell by cell."""
    import numpy as np

    parts = [
        np.frombuffer(texts, np.uint8) for chunk in column.chunks if (texts := chunk.buffers()[2]) is not None
    ]
    return any((part == sign).any() for part in parts for sign in signs)


def _check_cells(cells: Iterator[str], dialect: Dialect) -> None:
    """Raises Swallowed where the lines inside a cell are cut like rows."""
    if dialect.quote is None:
        return
    for cell in cells:
        inner = [line.count(dialect.delimiter) == dialect.width - 1 for line in cell.split("\n")[1:-1]]
        # A line with as many delimiters as a row is telling in a wide table; in a narrow one an address may
        # look so, and all lines must.
        if any(inner) if dialect.width > 3 else dialect.width > 1 and len(inner) > 4 and all(inner):
            raise Swallowed
