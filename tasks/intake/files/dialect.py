"""Delimiter and quote of delimited text, judged by how evenly it cuts the first lines into cells."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

DELIMITERS = (",", ";", "\t", "|", "^", "~")
QUOTES = ('"', "'")
SAMPLE_RECORDS = 200
# A cell longer than this was quoted by mistake: a quotation mark was never closed.
csv.field_size_limit(1 << 24)
LONGEST_NUMBER = 40
OTHER_SIGN = 0.1  # how much less a row counts that another sign cuts
NUMBER = re.compile(r"\s*[-+]?[\d.,\s]*\d\s*%?\s*")


@dataclass(frozen=True)
class Dialect:
    """How cells are cut. ``quote`` is None where quotation marks are plain text."""

    delimiter: str
    quote: str | None
    width: int

    def reader(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """Records of the text, as lists of cells."""
        if self.quote is None:
            return csv.reader(lines, delimiter=self.delimiter, quoting=csv.QUOTE_NONE)
        return csv.reader(lines, delimiter=self.delimiter, quotechar=self.quote)


def cut_alone(record: list[str], dialect: Dialect, is_first: bool) -> list[str] | None:
    """The cells of a row that another sign divides than the rows of its file, such as headings with commas above rows
    with semicolons; or that is in quotation marks as a whole.

    Args:
        record: the row as the dialect cuts it.
        dialect: of the file.
        is_first: whether it is the first row; of two columns only headings are cut so, for any text may hold a comma.

    Returns:
        As many cells as a row of the file has; None where it is in several cells already, or no other sign gives that.
    """
    if len(record) != 1 or dialect.width < (2 if is_first else 3):
        return None
    for delimiter in DELIMITERS:
        if record[0].count(delimiter) >= dialect.width - 1:
            cells = next(csv.reader([record[0]], delimiter=delimiter), [])
            cells = cells[: dialect.width] if not any(cells[dialect.width :]) else cells
            # "Source: SAP, HR, 2025" is a sentence.
            if len(cells) == dialect.width and all(cell == cell.strip() for cell in cells):
                return cells
    return None


def find_dialect(lines: list[str]) -> Dialect:
    """The dialect under which the most lines have the same number of cells, the headings among them; one
    column if none does.
    """
    quote = _quote(lines)
    best, most = Dialect(",", quote, 1), 0.0
    for delimiter in DELIMITERS:
        dialect, evenness = _try(lines, delimiter, quote)
        if evenness > most:
            best, most = dialect, evenness
    return best


def _try(lines: list[str], delimiter: str, quote: str) -> tuple[Dialect, float]:
    try:
        records = [
            record
            for record in islice(Dialect(delimiter, quote, 0).reader(lines), SAMPLE_RECORDS)
            if any(record)
        ]
    except csv.Error:
        return Dialect(delimiter, quote, 1), 0.0
    widths = Counter(len(record) for record in records if len(record) > 1)
    if not widths:
        return Dialect(delimiter, quote, 1), 0.0
    width = max(widths, key=lambda size: (widths[size], size))
    cut = Dialect(delimiter, quote, width)
    alone = [cut_alone(record, cut, index == 0) for index, record in enumerate(records)]
    # A sign that cuts fewer rows than others do is not the one of the file.
    others = sum(map(bool, alone)) if sum(map(bool, alone)) < widths[width] else 0
    if others:
        records = [own or record for own, record in zip(alone, records, strict=True)]
        widths = Counter(len(record) for record in records if len(record) > 1)
    heading = next(record for record in records if len(record) == width)
    own = next(
        record for record, other in zip(records, alone, strict=True) if len(record) == width and not other
    )
    # A cell too many or too few may come from a comma in a text: such lines count as even.
    evenness = sum(
        count for size, count in widths.items() if size == width or size > 2 and abs(size - width) <= 1
    ) / len(records) - OTHER_SIGN * others / len(records)
    # Cut in the middle of a number: a decimal comma.
    is_cut = delimiter == "," and any(f"{left[-1:]}{right[:1]}".isdigit() for left, right in pairwise(own))
    if is_cut and others:
        evenness = 0.7 * (evenness - others / len(records))
    elif any(len(cell) < LONGEST_NUMBER and NUMBER.fullmatch(cell) for cell in heading):
        evenness *= 0.7
    if any(cell.count(quote) % 2 for cell in heading):  # cut in the middle of a quoted heading
        evenness *= 0.5
    # Of two delimiters that cut equally evenly, the one that gives more columns.
    return Dialect(delimiter, quote, width), evenness + min(width, 50) / 10_000


def _quote(lines: list[str]) -> str:
    """The apostrophe only where it encloses cells and the quotation mark does not."""
    text = "\n".join(lines[:SAMPLE_RECORDS])
    double, single = (
        len(re.findall(rf"(?:^|[,;\t|]){mark}[^{mark}\n]*{mark}(?=[,;\t|\r\n]|$)", text, re.M))
        for mark in QUOTES
    )
    return "'" if single > 3 and not double else '"'
