"""The cells of plain rows of a sheet, all at once: cut by the places of the tags, with no Python object for a cell.

Plain is what programs write that export long lists: numbers, texts, yes and no, without formulas. Whatever else
there is ends in NotPlain, and the rows are read another way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

NUMBER, TEXT, INLINE_TEXT, SHARED, BOOLEAN = range(5)
KINDS = {b"": NUMBER, b"n": NUMBER, b"str": TEXT, b"inlineStr": INLINE_TEXT, b"s": SHARED, b"b": BOOLEAN}
# The attributes of a cell after its address.
ATTRIBUTES = re.compile(rb'(?: s="(?P<style>\d{1,5})"| t="(?P<type>\w+)")*')
ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
PRESERVED = b'<t xml:space="preserve">'
# A larger number, or one more column than this, is no matter of plain lists.
MOST_DIGITS, MOST_COLUMNS = 7, 1000
LONGEST_PREFIX = 16
BLANKS = 32
TEXTS = pa.large_string()


class NotPlain(Exception):
    """There is more in the XML than plain cells."""


def _two(tag: bytes) -> int:
    return int.from_bytes(tag, "little")


# The two bytes after "<" tell the tags apart that a plain sheet can hold.
ROW, CELL, VALUE, INLINE, ITEM = map(_two, (b"ro", b"c ", b"v>", b"is", b"si"))
PLAIN_TEXT, SPACED_TEXT, EMPTY_TEXT = map(_two, (b"t>", b"t ", b"t/"))
END_ROW, END_CELL, END_VALUE, END_INLINE, END_TEXT, END_ITEM = map(
    _two, (b"/r", b"/c", b"/v", b"/i", b"/t", b"/s")
)


class Tags:
    """Where the tags of a block of XML begin and end, and what they are.

    Args:
        block: whole elements, in UTF-8.

    Raises:
        NotPlain: something in it cannot be cut by its tags alone, or has another value than its bytes.
    """

    def __init__(self, block: bytes) -> None:
        # "\r" and "_x000D_" stand for other characters than they are.
        if b"\r" in block or b"_x" in block:
            raise NotPlain
        self.block = block
        self.bytes = np.frombuffer(block + bytes(LONGEST_PREFIX), np.uint8)
        self.has_entities = b"&" in block
        if self.has_entities and block.count(b"&") != sum(block.count(name.encode()) for name in ENTITIES):
            raise NotPlain
        if self.bytes.max(initial=0) > 127:
            try:
                block.decode()
            except UnicodeDecodeError:
                raise NotPlain from None
        self.start = np.flatnonzero(self.bytes == ord("<"))
        self.end = np.flatnonzero(self.bytes == ord(">"))
        if len(self.start) != len(self.end) or (self.start > self.end).any():
            raise NotPlain
        if (self.end[:-1] > self.start[1:]).any():
            raise NotPlain
        self.code = self.bytes[self.start + 1] | self.bytes[self.start + 2].astype(np.uint16) << 8

    def code_at(self, tags: np.ndarray) -> np.ndarray:
        """What some tags are; the last one where there are none so far."""
        return self.code[np.minimum(tags, len(self.code) - 1)]

    def expect(self, at: np.ndarray, signs: bytes) -> np.ndarray:
        """The bytes behind some signs that must stand at some places.

        Raises:
            NotPlain: other ones stand there.
        """
        for offset, sign in enumerate(signs):
            if (self.bytes[at + offset] != sign).any():
                raise NotPlain
        return at + len(signs)

    def expect_after(self, tags: np.ndarray, following: Sequence[tuple[int, tuple[int, ...]]]) -> None:
        """Holds the tags so many steps after some tags against those that can stand there.

        Raises:
            NotPlain: there is another one.
        """
        for step, expected in following:
            codes = self.code_at(tags + step)
            if not np.logical_or.reduce([codes == code for code in expected]).all():
                raise NotPlain

    def stretches(self, start: np.ndarray, end: np.ndarray, kind: Any = TEXTS) -> pa.Array:
        """Stretches of the block as an Arrow array without a copy: each second value, from the first on, is one.

        Args:
            start: first bytes, ascending.
            end: the bytes behind the last ones.
            kind: the type of the array.
        """
        offsets = np.empty(2 * len(start), np.int64)
        offsets[::2], offsets[1::2] = start, end
        buffers = [None, pa.py_buffer(offsets), pa.py_buffer(self.block)]
        return pa.Array.from_buffers(kind, max(len(offsets) - 1, 0), buffers)

    def refuse_trimmed(self, texts: np.ndarray, start: np.ndarray, end: np.ndarray) -> None:
        """Refuses texts that a reader would trim: those with blanks at an end that no tag preserves.

        Args:
            texts: their opening tags.
            start: their first bytes.
            end: the bytes behind their last ones.

        Raises:
            NotPlain: there is one, or another attribute.
        """
        spaced = self.code[texts] == SPACED_TEXT
        if spaced.any():
            lengths = self.end[texts[spaced]] - self.start[texts[spaced]] + 1
            if (lengths != len(PRESERVED)).any() or self.block.count(PRESERVED) < len(lengths):
                raise NotPlain
        is_blank = (self.bytes[start] <= BLANKS) | (self.bytes[end - 1] <= BLANKS)
        if (is_blank & ~spaced & (end > start)).any():
            raise NotPlain


@dataclass(frozen=True)
class PlainCells:
    """The cells with a value in one block of rows, in reading order; NumPy arrays, one entry a cell.

    ``numbers`` are those of all rows, blank ones included, and ``heads`` their opening tags; ``row`` is a place in
    them. ``column`` counts from 1; ``kind`` is one of KINDS; ``style`` the number of its style, or -1.
    """

    tags: Tags
    numbers: np.ndarray
    heads: np.ndarray
    row: np.ndarray
    column: np.ndarray
    kind: np.ndarray
    style: np.ndarray
    start: np.ndarray
    end: np.ndarray

    @cached_property
    def stretches(self) -> pa.Array:
        """The values as text; the value of cell 1 is entry 2, of cell 2 entry 4."""
        return self.tags.stretches(self.start, self.end)

    def figures(self, kind: int) -> np.ndarray:
        """The values of one kind as numbers, and 0 for all other cells.

        Raises:
            NotPlain: a value is no number, or no finite one.
        """
        values, own = np.zeros(len(self.kind)), np.flatnonzero(self.kind == kind)
        if len(own):
            try:
                values[own] = self.stretches.take(pa.array(2 * own)).cast(pa.float64()).to_numpy()
            except pa.ArrowInvalid:
                raise NotPlain from None
        if not np.isfinite(values).all():
            raise NotPlain
        return values

    def texts(self, cells: pa.Array) -> pa.Array:
        """Texts of some cells, missing where the cell's place is missing."""
        texts = self.stretches.take(pc.multiply(cells, 2))
        return without_entities(texts) if self.tags.has_entities else texts


def without_entities(texts: pa.Array) -> pa.Array:
    """Texts with the characters that their entities stand for."""
    for name, character in ENTITIES.items():  # that of "&" comes last, so that none is read twice
        texts = pc.replace_substring(texts, name, character)
    return texts


def plain_cells(block: bytes) -> PlainCells:
    """Cuts whole rows into cells.

    Args:
        block: rows of a sheet, from "<row" to "</row>".

    Raises:
        NotPlain: there is more in them than plain cells, or their places are not in order.
    """
    tags = Tags(block)
    heads, cells = np.flatnonzero(tags.code == ROW), np.flatnonzero(tags.code == CELL)
    if not len(heads):
        raise NotPlain
    numbers, digits, digit_count = _row_numbers(tags, heads)
    row = np.repeat(np.arange(len(heads)), np.diff(np.searchsorted(cells, np.append(heads, len(tags.code)))))
    if len(row) != len(cells):  # a cell before the first row
        raise NotPlain
    column, behind = _places(tags, cells, digits[row], digit_count[row])
    is_next = (column[1:] > column[:-1]) | (row[1:] != row[:-1])
    if not is_next.all():
        raise NotPlain
    kind, style = _attributes(tags, behind, tags.end[cells])
    start, end, has_value = _values(tags, heads, cells, kind)
    per_cell = (row, column, kind, style, start, end)
    if not has_value.all():
        per_cell = tuple(values[has_value] for values in per_cell)
    return PlainCells(tags, numbers, heads, *per_cell)


def _row_numbers(tags: Tags, heads: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Numbers of the rows; their digits, one byte each from the last on; how many there are."""
    start = tags.expect(tags.start[heads], b'<row r="')
    numbers, digit_count = np.zeros(len(heads), np.int64), np.zeros(len(heads), np.int64)
    digits = np.zeros((len(heads), MOST_DIGITS), np.uint8)
    is_digit = np.ones(len(heads), bool)
    for place in range(MOST_DIGITS):
        sign = tags.bytes[start + place]
        is_digit = is_digit & (sign >= ord("0")) & (sign <= ord("9"))
        numbers = np.where(is_digit, numbers * 10 + (sign - np.uint8(ord("0"))), numbers)
        digits[is_digit, place] = sign[is_digit]
        digit_count += is_digit
    tags.expect(start + digit_count, b'"')
    if not digit_count.all() or (np.diff(numbers) <= 0).any():
        raise NotPlain
    return numbers, digits, digit_count


def _places(
    tags: Tags, cells: np.ndarray, digits: np.ndarray, digit_count: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Column of each cell, and the byte behind its address; the address must name the row that the cell is in."""
    start = tags.expect(tags.start[cells], b'<c r="')
    letters = [tags.bytes[start + place] for place in range(3)]
    if ((letters[0] < ord("A")) | (letters[0] > ord("Z"))).any():
        raise NotPlain
    column = letters[0].astype(np.int64) - (ord("A") - 1)
    is_letter, at = np.ones(len(cells), bool), start + 1
    for letter in letters[1:]:
        is_letter = is_letter & (letter >= ord("A")) & (letter <= ord("Z"))
        column = np.where(is_letter, column * 26 + (letter - np.uint8(ord("A") - 1)), column)
        at = at + is_letter
    for place in range(int(digit_count.max(initial=0))):
        is_same = tags.bytes[at + place] == digits[:, place]
        if not (is_same | (place >= digit_count)).all():
            raise NotPlain
    behind = tags.expect(at + digit_count, b'"')
    if column.max(initial=0) > MOST_COLUMNS:
        raise NotPlain
    return column, behind


def _attributes(tags: Tags, start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Kind and style of each cell. There are few different attributes, and each is read once."""
    if (start > end).any():
        raise NotPlain
    all_stretches = tags.stretches(start, end, pa.large_binary())
    coded = all_stretches.take(pa.array(np.arange(0, 2 * len(start), 2))).dictionary_encode()
    kinds, styles = [], []
    for attributes in coded.dictionary.to_pylist():
        match = ATTRIBUTES.fullmatch(attributes.removesuffix(b"/"))
        kind = KINDS.get(match["type"] or b"") if match else None
        if match is None or kind is None or attributes.count(b"=") > 2:
            raise NotPlain
        kinds.append(kind)
        styles.append(int(match["style"] or -1))
    which = coded.indices.to_numpy()
    return np.array(kinds, np.uint8)[which], np.array(styles, np.int64)[which]


def _values(
    tags: Tags, heads: np.ndarray, cells: np.ndarray, kind: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First byte of each value, the byte behind its last one, and whether the cell has a value.

    Raises:
        NotPlain: the tags are not those of plain cells, one after the other.
    """
    is_closed = tags.bytes[tags.end[cells] - 1] == ord("/")
    first = tags.code_at(cells + 1)
    is_empty = ~is_closed & (first == END_CELL)
    is_value, is_inline = ~is_closed & (first == VALUE), ~is_closed & (first == INLINE)
    rows_open = np.count_nonzero(tags.bytes[tags.end[heads] - 1] != ord("/"))
    count = len(heads) + rows_open + len(cells) + np.count_nonzero(is_empty)
    count += 3 * np.count_nonzero(is_value) + 5 * np.count_nonzero(is_inline)
    if count != len(tags.code) or np.count_nonzero(tags.code == END_ROW) != rows_open:
        raise NotPlain
    plain, inline = cells[is_value], cells[is_inline]
    tags.expect_after(plain, ((2, (END_VALUE,)), (3, (END_CELL,))))
    texts = (PLAIN_TEXT, SPACED_TEXT)
    tags.expect_after(inline, ((2, texts), (3, (END_TEXT,)), (4, (END_INLINE,)), (5, (END_CELL,))))
    opening = cells + 1 + is_inline
    opening = np.minimum(opening, len(tags.code) - 1)
    start, end = tags.end[opening] + 1, tags.start[np.minimum(opening + 1, len(tags.code) - 1)]
    tags.refuse_trimmed(inline + 2, start[is_inline], end[is_inline])
    tags.expect(tags.start[inline + 1], b"<is>")
    has_value = is_value | is_inline
    if ((kind == INLINE_TEXT) != is_inline)[has_value].any() or (end <= start)[is_value].any():
        raise NotPlain
    return start, end, has_value


def shared_texts(part: bytes) -> pa.Array:
    """The texts that cells name by number.

    Args:
        part: the XML of all of them.

    Raises:
        NotPlain: one has formats of its own, or a reading aid, or would be changed by a reader.
    """
    start = part.find(b"<si>")
    tags = Tags(part[max(start, 0) : part.rfind(b"</si>") + len(b"</si>")])
    items = np.flatnonzero(tags.code == ITEM)
    opening = tags.code_at(items + 1)
    is_empty = opening == EMPTY_TEXT
    if start < 0 or 4 * len(items) - np.count_nonzero(is_empty) != len(tags.code):
        raise NotPlain
    full = items[~is_empty]
    tags.expect(tags.start[items], b"<si>")
    tags.expect_after(full, ((1, (PLAIN_TEXT, SPACED_TEXT)), (2, (END_TEXT,)), (3, (END_ITEM,))))
    tags.expect_after(items[is_empty], ((2, (END_ITEM,)),))
    first = tags.end[items + 1] + 1
    last = np.where(is_empty, first, tags.start[items + 2])
    tags.refuse_trimmed(full + 1, first[~is_empty], last[~is_empty])
    texts = tags.stretches(first, last).take(pa.array(np.arange(0, 2 * len(items), 2)))
    return without_entities(texts) if tags.has_entities else texts
