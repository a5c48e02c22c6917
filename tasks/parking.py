"""Frames that lie in files between two steps. Whoever takes one up maps the file: a column that nobody looks into takes
no memory. A column that a step passes on as it was is not written again: the new file says where it lies. Columns
of the same bytes are written once.
"""

from __future__ import annotations

import dataclasses
import io
import os
import pickle
import uuid
import zlib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from schemas.rules import Rulebook
from tasks import memory

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

# A buffer begins where Arrow and numpy read it fastest.
ALIGNED_BYTES = 64
TAIL_BYTES = 8
# Below it the same bytes may be written again; above it so many of them, at three places, tell buffers apart that are
# not worth to be compared.
SHORT_BYTES, SAMPLE_BYTES = 65_536, 1_024


@dataclasses.dataclass(frozen=True)
class ParkedFrame:
    """Stands for the rows from ``first`` up to ``last`` of a frame in a file; columns of it may lie in ``others``."""

    path: Path
    first: int
    last: int
    others: frozenset[Path] = frozenset()

    def __len__(self) -> int:
        return self.last - self.first

    def rows(self, first: int, last: int) -> ParkedFrame:
        """The rows at these places of it.

        Args:
            first: place of the first row, counted in the file.
            last: place after the last row, counted in the file.
        """
        return dataclasses.replace(self, first=first, last=last)


def park(value: Any, folder: Path, name: str, least_bytes: int = 0) -> Any:
    """The value with every frame in it written to ``folder`` and replaced by a ParkedFrame.

    Cells keep their kinds, also where a column holds numbers, texts and dates. Columns that are the same to the byte,
    such as texts as they came and as they were read, are written once.

    Args:
        value: a frame, or records, tuples, lists and mappings with frames in them.
        folder: an existing folder.
        name: begins the name of each file.
        least_bytes: of a frame that is written; shorter ones stay as they are.

    Returns:
        The same kind of value.
    """
    import pandas as pd

    written: Written = {}

    def write(frame: pd.DataFrame) -> pd.DataFrame | ParkedFrame:
        if frame.memory_usage().sum() < least_bytes:
            return frame
        path = folder / f"{name}-{uuid.uuid4().hex}.frame"
        with path.open("w+b") as file:  # what was written is looked at again
            others = _write(frame, file, path, written)
        return ParkedFrame(path, 0, len(frame), others)

    return replace_each(value, pd.DataFrame, write)


def unpark(value: Any) -> Any:
    """The value with every ParkedFrame in it taken up again. Its columns cannot be written to."""

    def load(parked: ParkedFrame) -> pd.DataFrame:
        with parked.path.open("rb") as file:
            return _read(file, parked.path).iloc[parked.first : parked.last]

    return replace_each(value, ParkedFrame, load)


def mapped(value: Any) -> Any:
    """The value with every frame in it moved out of memory into a file without a name, which is gone with it; columns
    that lie in files stay where they are.
    """
    import pandas as pd

    def move(frame: pd.DataFrame) -> pd.DataFrame:
        with TemporaryFile() as file:
            columns = _laid_down(frame, file, None, {}, memory.in_file)
            return _taken_up(frame.columns, columns, file)

    return replace_each(value, pd.DataFrame, move)


# Where buffers of a value were written, path and beginning, by their length and a checksum of some of their bytes; no
# path: in the file at hand, which has no name.
Written = dict[tuple[int, int], tuple[Path | None, int]]
# Where a buffer lies: the path of its file, None for the file at hand, or the bytes of a file that is mapped; where it
# begins there, and its bytes.
Place = tuple[Path | memoryview | None, int, int]


def _write(frame: pd.DataFrame, file: IO[bytes], path: Path, written: Written) -> frozenset[Path]:
    """Writes a frame column by column, and at the end what the columns are and where; returns the other files in which
    buffers lie.
    """
    columns = _laid_down(frame, file, path, written, memory.place_in_file)
    # What the columns are is known only at the end; the length of this tail is in the last bytes, so a reader
    # begins there.
    tail = pickle.dumps((frame.columns, columns))
    file.write(tail)
    file.write(len(tail).to_bytes(TAIL_BYTES, "big"))
    return _other_files(columns)


def _key(buffer: memoryview) -> tuple[int, int]:
    """What a buffer has in common with those of the same bytes, and with few others."""
    starts = (0, len(buffer) // 2, len(buffer) - SAMPLE_BYTES)
    return len(buffer), zlib.crc32(b"".join(buffer[start : start + SAMPLE_BYTES] for start in starts))


def _laid_down(
    frame: pd.DataFrame,
    file: IO[bytes],
    path: Path | None,
    written: Written,
    place_in_file: Callable[[memoryview], Place | None],
) -> list[tuple[bytes, list[Place]]]:
    """What index and columns of a frame are, and the places of their buffers, which are written as they are in memory
    unless they lie in a file, or the same bytes were written before.
    """

    def place_of(buffer: memoryview) -> Place:
        if place := place_in_file(buffer):
            return place
        if len(buffer) < SHORT_BYTES:
            return None, *_append(buffer, file)
        key = _key(buffer)
        where, start = written.get(key, (None, None))
        if start is None or not _lies_at(buffer, file if where in (None, path) else where, start):
            where, start = written[key] = path, _append(buffer, file)[0]
        return None if where == path else where, start, len(buffer)

    parts = (frame.index, *(frame.iloc[:, place].array for place in range(frame.shape[1])))
    taken_apart = map(_taken_apart, parts)
    return [(pickled, [place_of(buffer) for buffer in buffers]) for pickled, buffers in taken_apart]


def _lies_at(buffer: memoryview, file: IO[bytes] | Path, start: int) -> bool:
    """Whether the bytes of a buffer are those of a file from a place on."""
    if isinstance(file, Path):
        with file.open("rb") as opened:
            return _lies_at(buffer, opened, start)
    import pyarrow as pa

    file.flush()  # the same bytes may be the last that were written
    there = memory.map_file(file, None)[start : start + len(buffer)]
    is_same = pa.py_buffer(buffer).equals(pa.py_buffer(there))
    memory.forget_pages()
    return is_same


def _other_files(columns: list[tuple[bytes, list[Place]]]) -> frozenset[Path]:
    """The files by whose names buffers of a frame are known."""
    return frozenset(where for _, places in columns for where, _, _ in places if isinstance(where, Path))


def _append(buffer: memoryview, file: IO[bytes]) -> tuple[int, int]:
    """Writes a buffer at the end of a file: where it begins, and its bytes."""
    start = file.seek(-(-file.tell() // ALIGNED_BYTES) * ALIGNED_BYTES)
    file.write(buffer)
    memory.forget_pages()  # of a column that came from another file
    return start, len(buffer)


def _read(file: IO[bytes], path: Path) -> pd.DataFrame:
    file.seek(-TAIL_BYTES, os.SEEK_END)
    size = int.from_bytes(file.read(TAIL_BYTES), "big")
    file.seek(-TAIL_BYTES - size, os.SEEK_END)
    names, columns = pickle.loads(file.read(size))  # a file of our own in a folder of our own
    return _taken_up(names, columns, file, path)


def _taken_up(
    names: pd.Index, columns: list[tuple[bytes, list[Place]]], file: IO[bytes], path: Path | None = None
) -> pd.DataFrame:
    """The frame of such columns, with those of the file itself, which no path is known of where it has no name."""
    import pandas as pd

    file.flush()
    file.seek(0, os.SEEK_END)
    # An empty file, where all columns lie in others, cannot be mapped.
    maps: dict[Path | None, memoryview] = {
        None: memory.map_file(file, path) if file.tell() else memoryview(b"")
    }
    for other in _other_files(columns):
        with other.open("rb") as opened:
            maps[other] = memory.map_file(opened, other)

    def buffer(place: Place) -> memoryview:
        where, start, size = place
        return (where if isinstance(where, memoryview) else maps[where])[start : start + size]

    index, *arrays = (
        _from_plain(pickle.loads(pickled, buffers=[buffer(place) for place in places]))
        for pickled, places in columns
    )
    # Numbered first and named after it: a frame may have two columns of one name.
    frame = pd.DataFrame(dict(enumerate(arrays)), index=index, copy=False)
    return frame.set_axis(names, axis="columns")


class _Pickler(pickle.Pickler):
    """Takes texts apart as they lie in memory; pandas would copy them first."""

    def reducer_override(self, value: Any) -> Any:
        import pandas as pd

        if not isinstance(value, pd.arrays.ArrowExtensionArray):
            return NotImplemented
        chunks = value.__arrow_array__().chunks
        # Some rows of a longer column in memory are copied, or all of it would be written.
        if len(chunks) != 1 or not (_is_whole(chunks[0]) or _is_in_files(chunks[0])):
            return NotImplemented
        return object.__new__, (type(value),), vars(value) | {"_pa_array": chunks[0], "_cache": {}}


def _is_whole(values: pa.Array) -> bool:
    """Whether an array uses its buffers up; Arrow counts one end of a text less than there are."""
    return values.nbytes + ALIGNED_BYTES >= values.get_total_buffer_size()


def _is_in_files(values: pa.Array) -> bool:
    return all(memory.place_in_file(memoryview(buffer)) for buffer in values.buffers() if buffer)


def _taken_apart(values: Any) -> tuple[bytes, list[memoryview]]:
    """What an array is, and its buffers: protocol 5 hands them out instead of copying them into the pickle."""
    buffers: list[memoryview] = []
    stream = io.BytesIO()
    _Pickler(stream, protocol=5, buffer_callback=lambda buffer: buffers.append(buffer.raw())).dump(
        _plain(values)
    )
    return stream.getvalue(), buffers


def _plain(values: Any) -> Any:
    """Dates as numbers with the name of their kind: as dates they would be copied into the text of the pickle."""
    import numpy as np
    import pandas as pd

    kind = values.dtype
    is_date = isinstance(kind, np.dtype) and kind.kind in "mM" and not isinstance(values, pd.Index)
    return (str(kind), np.asarray(values).view("int64")) if is_date else values


def _from_plain(values: Any) -> Any:
    return values[1].view(values[0]) if isinstance(values, tuple) else values


def replace_each(value: Any, kind: type, change: Callable[[Any], Any]) -> Any:
    """Replaces objects of one kind in records, tuples, lists and mappings, however deep. A rulebook, which has
    thousands of parts, holds none.

    Args:
        value: records, tuples, lists and mappings, or an object itself.
        kind: of the objects.
        change: makes the object that takes the place of one.

    Returns:
        The value itself where it held no such object; a mapping is always a new one.
    """
    if isinstance(value, kind):
        return change(value)
    if isinstance(value, Rulebook):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        old = {item.name: getattr(value, item.name) for item in dataclasses.fields(value)}
        new = {name: replace_each(content, kind, change) for name, content in old.items()}
        # A record that holds nothing of the kind stays the same object and is not copied.
        return value if all(new[name] is old[name] for name in old) else dataclasses.replace(value, **new)
    if isinstance(value, tuple | list):
        new_items = [replace_each(item, kind, change) for item in value]
        return value if all(a is b for a, b in zip(new_items, value, strict=True)) else type(value)(new_items)
    if isinstance(value, dict):
        return {key: replace_each(item, kind, change) for key, item in value.items()}
    return value
