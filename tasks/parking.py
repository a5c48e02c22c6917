"""Frames that lie in files between two steps. Whoever takes one up maps the file: a column that nobody looks into takes
no memory.
"""

from __future__ import annotations

import dataclasses
import mmap
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

# A column begins where a page of memory may begin, so that each is mapped and let go by itself.
PAGE_BYTES = mmap.ALLOCATIONGRANULARITY
TAIL_BYTES = 8


@dataclasses.dataclass(frozen=True)
class ParkedFrame:
    """Stands for the rows from ``first`` up to ``last`` of a frame in a file."""

    path: Path
    first: int
    last: int

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
        write_frame(frame, path)
        return ParkedFrame(path, 0, len(frame))

    return replace_each(value, pd.DataFrame, write)


def unpark(value: Any) -> Any:
    """The value with every ParkedFrame in it taken up again. Its columns cannot be written to."""
    return replace_each(
        value, ParkedFrame, lambda parked: read_frame(parked.path).iloc[parked.first : parked.last]
    )


def mapped(value: Any) -> Any:
    """The value with every frame in it moved out of memory into a file without a name, which is gone with it."""
    import pandas as pd

    def move(frame: pd.DataFrame) -> pd.DataFrame:
        with TemporaryFile() as file:
            _write(frame, file)
            return _read(file)

    return replace_each(value, pd.DataFrame, move)


def write_frame(frame: pd.DataFrame, path: Path) -> None:
    """Writes a frame column by column: the buffers of each as they are in memory, and at the end what they are.

    Args:
        frame: any frame; its index is kept.
        path: the file; overwritten.
    """
    with path.open("wb") as file:
        _write(frame, file)


def read_frame(path: Path) -> pd.DataFrame:
    """The frame of a file, its columns mapped."""
    with path.open("rb") as file:
        return _read(file)


def _write(frame: pd.DataFrame, file: IO[bytes]) -> None:
    columns = []
    for values in (frame.index, *(frame.iloc[:, place].array for place in range(frame.shape[1]))):
        buffers: list[pickle.PickleBuffer] = []
        # Protocol 5 hands the buffers of an array out instead of copying them into the pickle: they are
        # written as they are and can be mapped.
        told = pickle.dumps(_plain(values), protocol=5, buffer_callback=buffers.append)
        start = file.seek(-(-file.tell() // PAGE_BYTES) * PAGE_BYTES)
        columns.append((told, start, [file.write(buffer.raw()) for buffer in buffers]))
        memory.forget_pages()  # of a column that came from another file
    # What the columns are is known only at the end; the length of this tail is in the last bytes, so a reader
    # begins there.
    tail = pickle.dumps((frame.columns, columns))
    file.write(tail)
    file.write(len(tail).to_bytes(TAIL_BYTES, "big"))
    file.flush()


def _read(file: IO[bytes]) -> pd.DataFrame:
    import pandas as pd

    file.seek(-TAIL_BYTES, os.SEEK_END)
    size = int.from_bytes(file.read(TAIL_BYTES), "big")
    file.seek(-TAIL_BYTES - size, os.SEEK_END)
    names, columns = pickle.loads(file.read(size))  # a file of our own in a folder of our own
    index, *arrays = (_mapped(file.fileno(), *column) for column in columns)
    # Numbered first and named after it: a frame may have two columns of one name.
    frame = pd.DataFrame(dict(enumerate(arrays)), index=index, copy=False)
    return frame.set_axis(names, axis="columns")


def _mapped(file: int, told: bytes, start: int, sizes: list[int]) -> Any:
    """One column, its memory a map of the file."""
    # An empty part of a file cannot be mapped.
    if not sum(sizes):
        return _from_plain(pickle.loads(told, buffers=[b"" for _ in sizes]))
    area = memoryview(memory.map_file(file, start, sum(sizes)))
    ends = [sum(sizes[: place + 1]) for place in range(len(sizes))]
    parts = [area[end - size : end] for size, end in zip(sizes, ends, strict=True)]
    return _from_plain(pickle.loads(told, buffers=parts))


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
