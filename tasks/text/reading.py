"""From name and description to TEXT_COLUMNS: equal texts read once, in chunks of arrays."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from schemas.columns import typed_column

if TYPE_CHECKING:
    import pandas as pd

    from schemas.rules import Rulebook
    from tasks.text.reader import Reader

CHUNK_TEXTS = 50_000
READ_COLUMNS = ("process_name", "description")


def read_texts(typed: pd.DataFrame, rulebook: Rulebook) -> pd.DataFrame:
    """What the texts of each process say about it.

    Args:
        typed: rows of one portfolio; reads process_name, and description where it is recognised.
        rulebook: sections services, work_profiles, lexicon, text_hints, text_words and text_parameters.

    Returns:
        TEXT_COLUMNS by the index of ``typed``; rows are kept. text_drive is -1 (insight) .. +1 (volume), text_complexity
        0..1, both missing where no word counted; match_share 0..1. The same text always reads the same.
    """
    import pandas as pd

    columns = [typed_column(typed, name).fillna("").astype(object) for name in READ_COLUMNS]
    key = np.zeros(len(typed), dtype=np.int64)
    for column in columns:
        codes, distinct = pd.factorize(column)
        key, _ = pd.factorize(key * max(len(distinct), 1) + codes)
    _, first = np.unique(key, return_index=True)
    reader = _reader(_ByHash(rulebook))
    parts = [reader.read(*(column.iloc[first[start:start + CHUNK_TEXTS]].tolist() for column in columns))
             for start in range(0, max(len(first), 1), CHUNK_TEXTS)]
    distinct_rows = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    return distinct_rows.iloc[key].set_axis(typed.index, axis=0)


class _ByHash:
    """A rulebook that compares by its hash, so that what is built from it is built once a process."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook

    def __hash__(self) -> int:
        return hash(self.rulebook.hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByHash) and self.rulebook.hash == other.rulebook.hash


@lru_cache(maxsize=2)
def _reader(by_hash: _ByHash) -> Reader:
    from tasks.text.reader import Reader

    return Reader(by_hash.rulebook)
