"""How pandas holds texts and looks up dtypes, and Arrow holds its memory, while an audit runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from inspect import unwrap
from pathlib import Path
from typing import Any

from tasks.in_place_of import in_place_of

# About 20,000 rows of a workbook. Below it thousands of small calls to Arrow cost more than they save; above it
# Arrow is faster and takes less memory.
SMALL_BYTES = 3_000_000
# Arrow's own store of memory gives pages back that it asks for again at once, which is a tenth of the CPU time of a
# report of 100,000 rows. Of a million rows, though, the C library's kept 800 MB more.
LONG_BYTES = 100_000_000


@contextmanager
def texts_stored_for(inputs: Sequence[Path]) -> Iterator[None]:
    """Holds texts as Python objects inside where the inputs are small; results are the same.

    Args:
        inputs: files to be audited.
    """
    size = sum(path.stat().st_size for path in inputs if path.is_file())
    with texts_stored_as("python" if size < SMALL_BYTES else "pyarrow"), _memory_of_arrow(size):
        yield


@contextmanager
def _memory_of_arrow(size: int) -> Iterator[None]:
    """Has Arrow take its memory from the C library inside, but for long inputs."""
    import pyarrow as pa

    own = pa.default_memory_pool()
    pa.set_memory_pool(own if size > LONG_BYTES else pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(own)


@contextmanager
def texts_stored_as(storage: str) -> Iterator[None]:
    """Holds texts in one of the two ways of pandas inside."""
    import pandas as pd

    with pd.option_context("mode.string_storage", storage), _dtypes_looked_up_once():
        yield


@contextmanager
def _dtypes_looked_up_once() -> Iterator[None]:
    """Has pandas look up each name of a dtype once inside: for each "str" and "float64" it asks all dtypes by turns,
    a thirtieth of the time of a short list. What "str" means depends on how texts are held.
    """
    from pandas.core.dtypes import base

    registry: Any = vars(base)["Registry"]
    usual = unwrap(registry.find)  # that of pandas, also inside another such context
    by_name: dict[str, Any] = {}

    @wraps(usual)
    def find(dtypes: Any, dtype: Any) -> Any:
        if not isinstance(dtype, str):
            return usual(dtypes, dtype)
        if dtype not in by_name:
            by_name[dtype] = usual(dtypes, dtype)
        return by_name[dtype]

    with in_place_of(registry, "find", find):
        yield


def text_storage() -> str:
    """How texts are held at present."""
    import pandas as pd

    return pd.get_option("mode.string_storage")
