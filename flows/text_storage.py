"""How pandas holds texts while an audit runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

# About 10,000 rows of a workbook, or 5,000 of csv. Below it thousands of small calls to Arrow cost more than they save;
# above it Arrow is faster and takes less memory.
SMALL_BYTES = 1_300_000


@contextmanager
def texts_stored_for(inputs: Sequence[Path]) -> Iterator[None]:
    """Holds texts as Python objects inside where the inputs are small; results are the same.

    Args:
        inputs: files to be audited.
    """
    size = sum(path.stat().st_size for path in inputs if path.is_file())
    with texts_stored_as("python" if size < SMALL_BYTES else "pyarrow"):
        yield


@contextmanager
def texts_stored_as(storage: str) -> Iterator[None]:
    """Holds texts in one of the two ways of pandas inside."""
    import pandas as pd

    with pd.option_context("mode.string_storage", storage):
        yield


def text_storage() -> str:
    """How texts are held at present."""
    import pandas as pd

    return pd.get_option("mode.string_storage")
