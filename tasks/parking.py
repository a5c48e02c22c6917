"""Frames that lie in files between two steps. Whoever takes one up maps the file: a column that nobody looks into takes
no memory. A column that a step passes on as it was is not written again: the new file says where it lies.
"""

from __future__ import annotations

import dataclasses
import io
import os
import pickle
import uuid
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


def park(value: Any, folder: Path, name: str) -> Any:
    """The value with every frame in it written to ``folder`` and replaced by a ParkedFrame.

    Cells keep their kinds, also where a column holds numbers, texts and dates.

    Args:
        value: a frame, or records, tuples, lists and mappings with frames in them.
        folder: an existing folder.
        name: begins the name of each file.

    Returns:
        The same kind of value.
    """
    import pandas as pd

    def write(frame: pd.DataFrame) -> ParkedFrame:
        path = folder / f"{name}-{uuid.uuid4().hex}.frame"
        with path.open("wb") as file:
            others = _write(frame, file)
        return ParkedFrame(path, 0, len(frame), others)

    return replace_each(value, pd.DataFrame, write)


def unpark(value: Any) -> Any:
    """The value with every ParkedFrame in it taken up again. Its columns cannot be written to."""

    def load(parked: ParkedFrame) -> pd.DataFrame:
        with parked.path.open("rb") as file:
            return _read(file, parked.path).iloc[parked.first : parked.last]

    return replace_each(value, ParkedFrame, load)


def mapped(value: Any) -> Any:
    """The value with every frame in it moved out of memory into a file without a name, which is gone with it."""
    import pandas as pd

    def move(frame: pd.DataFrame) -> pd.DataFrame:
        with TemporaryFile() as file:
            _write(frame, file)
            return _read(file)

    return replace_each(value, pd.DataFrame, move)


def _write(frame: pd.DataFrame, file: IO[bytes]) -> frozenset[Path]:
    """Writes a frame column by column: the buffers of each as they are in memory, unless they lie in a file, and at the
    end what they are and where; returns the other files in which buffers lie.
    """
    columns = []
    for values in (
        frame.index,
        *(frame.iloc[:, column_index].array for column_index in range(frame.shape[1])),
    ):
        pickled, buffers = _taken_apart(values)
        places = [memory.place_in_file(buffer) or _append(buffer, file) for buffer in buffers]
        columns.append((pickled, places))
    # What the columns are is known only at the end; the length of this tail is in the last bytes, so a reader
    # begins there.
    tail = pickle.dumps((frame.columns, columns))
    file.write(tail)
    file.write(len(tail).to_bytes(TAIL_BYTES, "big"))
    file.flush()
    return frozenset(path for _, places in columns for path, _, _ in places if path)


def _append(buffer: memoryview, file: IO[bytes]) -> tuple[None, int, int]:
    """Writes a buffer at the end of a file: where it begins, and its bytes."""
    start = file.seek(-(-file.tell() // ALIGNED_BYTES) * ALIGNED_BYTES)
    file.write(buffer)
    memory.forget_pages()  # of a column that came from another file
    return None, start, len(buffer)


def _read(file: IO[bytes], path: Path | None = None) -> pd.DataFrame:
    """The frame of a file; one that has no path is known to be in no file."""
    import pandas as pd

    file.seek(-TAIL_BYTES, os.SEEK_END)
    size = int.from_bytes(file.read(TAIL_BYTES), "big")
    file.seek(-TAIL_BYTES - size, os.SEEK_END)
    names, columns = pickle.loads(file.read(size))  # a file of our own in a folder of our own
    maps = {None: memory.map_file(file, path)}
    for other in {other for _, places in columns for other, _, _ in places if other}:
        with other.open("rb") as opened:
            maps[other] = memory.map_file(opened, other)
    index, *arrays = (
        _from_plain(
            pickle.loads(
                pickled, buffers=[maps[where][start : start + size] for where, start, size in places]
            )
        )
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
