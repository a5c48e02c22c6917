"""The content hash: the same input, rulebook and date give the same hash, wherever and whenever the audit
ran.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from schemas.columns import as_dtype
from tasks.distinct_texts import places_in_order
from tasks.joined_frames import texts_of
from tasks.memory import LINES_AT_A_TIME, forget_pages
from tasks.reporting.datasets.frames import contribution_frames, flags_frame, issues_frame, results_frame

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from schemas.records import Audit

# Sums over the same terms in another order differ in the last bits; beyond nine decimals they say nothing.
DECIMALS = 9


def content_hash(audit: Audit) -> str:
    """SHA-256 over canonical results, flags, issues, contributions, rulebook hash and as-of date.

    Run id, paths, times and history have no part in it, and neither has the order in which flags, issues or
    contributions were found (partitions find them in another order).
    """
    digest = hashlib.sha256(f"{audit.rulebook.hash}\n{audit.request.as_of.isoformat()}\n".encode())
    _add(digest, "results", results_frame(audit).sort_index())
    _add(digest, "flags", _sorted(flags_frame(audit)), as_texts=True)
    _add(digest, "issues", _sorted(issues_frame(audit)))
    _add(digest, "contributions", *_contributions_in_order(audit))
    return digest.hexdigest()


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows by all columns, one after the other. Most rows differ in the first ones: what is left, which may be long
    texts, is not looked at once all differ.
    """
    import numpy as np

    places = np.zeros(len(frame), dtype=np.int64)
    for name in frame.columns:
        codes = places_in_order(frame[name])
        count = codes.max(initial=-1) + 1
        # A missing value has the code -1 and comes last.
        places = places * (count + 1) + np.where(codes < 0, count, codes)
        used, places = np.unique(places, return_inverse=True)
        if len(used) == len(frame):
            break
    return frame.iloc[np.argsort(places, kind="stable")]


def _contributions_in_order(audit: Audit) -> list[pd.DataFrame]:
    """Contributions by row, then by the names of score, criterion and rule, which is the order the method leaves."""
    import numpy as np
    import pandas as pd

    frames = contribution_frames(audit)
    keys = [frame["row_key"].to_numpy() for frame in audit.assessment.contributions]
    # The method leaves this order, so mostly nothing has to be sorted.
    if _ascend(_orders(frames, keys)):
        return frames
    order = np.concatenate(list(_orders(frames, keys)))
    return [pd.concat(frames, ignore_index=True).iloc[np.argsort(order, kind="stable")]]


def _positions(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Places of the categories in the order of their names, that of a missing one last; and the codes."""
    import numpy as np

    categories = np.asarray(column.cat.categories, dtype=str)
    # The place of each name among all, from 1; a missing one has the code -1 and so the last entry, 0.
    positions = np.empty(len(categories) + 1, dtype=np.int64)
    positions[np.argsort(categories)] = np.arange(1, len(categories) + 1)
    positions[-1] = 0
    return positions, column.cat.codes.to_numpy()


def _orders(frames: list[pd.DataFrame], keys: list[np.ndarray]) -> Iterator[np.ndarray]:
    """A number for each line, larger for each that comes later, stretch by stretch."""
    for frame, frame_keys in zip(frames, keys, strict=True):
        name_orders = [_positions(frame[name]) for name in ("score", "criterion", "rule_id")]
        for start in range(0, len(frame), LINES_AT_A_TIME):
            lines = slice(start, start + LINES_AT_A_TIME)
            order = frame_keys[lines].astype("int64")
            for positions, codes in name_orders:
                order = order * len(positions) + positions[codes[lines]]
            yield order


def _ascend(orders: Iterator[np.ndarray]) -> bool:
    last = -1
    for order in orders:
        if order[0] < last or (order[1:] < order[:-1]).any():
            return False
        last = order[-1]
    return True


def _add(digest: hashlib._Hash, name: str, *frames: pd.DataFrame, as_texts: bool = False) -> None:
    """Adds a table column by column; ``as_texts``: categories count as the texts that they stand for. Where it is in
    several frames, it holds numbers and categories, which are the same in all of them.
    """
    import pandas as pd

    digest.update(f"{name} {sum(map(len, frames))}\n".encode())
    for column in frames[0].columns:
        digest.update(f"{column}\n".encode())
        values = [frame[column] for frame in frames]
        if as_texts and isinstance(values[0].dtype, pd.CategoricalDtype):
            values = [pd.Series(texts_of(part.array)) for part in values]
        for part in _canonical(values):
            digest.update(part)
        forget_pages()


def _canonical(columns: list[pd.Series]) -> Iterator[bytes | memoryview]:
    import numpy as np
    import pandas as pd

    column, *_ = columns
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        for part in _stretches(columns):
            # Numbers of half the length hold fewer decimals than are looked at.
            is_short = part.dtype == "float32"
            numbers = (
                part.to_numpy()
                if is_short
                else np.round(part.to_numpy(dtype="float64", na_value=np.nan), DECIMALS)
            )
            numbers = numbers + numbers.dtype.type(0)  # -0.0 becomes 0.0
            # NaN has many forms in memory; here it is always the same bytes.
            numbers[np.isnan(numbers)] = np.nan
            yield numbers.data
    elif isinstance(column.dtype, pd.CategoricalDtype):
        yield from _canonical_categories(columns)
    else:
        yield from _canonical_texts(column)


def _canonical_texts(column: pd.Series) -> Iterator[bytes | memoryview]:
    """Which are missing, how many bytes each has, and all of their bytes."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = pa.array(as_dtype(column, "str"), type=pa.large_string(), from_pandas=True)
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    # Lengths as well as bytes: "ab" and "c" must not be "a" and "bc".
    yield texts.is_null().to_numpy(zero_copy_only=False).data
    yield pc.fill_null(pc.binary_length(texts), 0).cast(pa.int64()).to_numpy(zero_copy_only=False).data
    present = texts.drop_null()
    if len(present):
        # An array of texts has its ends in the second buffer and its bytes in the third; it may be a part of
        # longer ones.
        ends = np.frombuffer(
            present.buffers()[1], np.int64, len(present) + 1, present.offset * np.int64().nbytes
        )
        yield memoryview(present.buffers()[2])[ends[0] : ends[-1]] if ends[-1] > ends[0] else b""


def _canonical_categories(columns: list[pd.Series]) -> Iterator[bytes | memoryview]:
    import numpy as np
    import pandas as pd

    categories = np.asarray(columns[0].cat.categories, dtype=str)
    # Only the names that occur, in the order of the alphabet: which others a column could hold, and in which
    # order, says nothing of its values.
    used = np.zeros(len(categories) + 1, dtype=bool)
    for part in _stretches(columns):
        used[part.cat.codes.to_numpy()] = True
    used_codes = np.flatnonzero(used[:-1])
    used_codes = used_codes[np.argsort(categories[used_codes])]
    positions = np.full(len(categories) + 1, -1, dtype=np.min_scalar_type(-1 - len(used_codes)))
    positions[used_codes] = np.arange(len(used_codes))
    yield from _canonical([pd.Series(categories[used_codes], dtype=str)])
    for part in _stretches(columns):
        yield positions[part.cat.codes.to_numpy()].data


def _stretches(columns: list[pd.Series]) -> Iterator[pd.Series]:
    """The columns in stretches of at most LINES_AT_A_TIME."""
    for column in columns:
        for start in range(0, len(column), LINES_AT_A_TIME):
            yield column.iloc[start : start + LINES_AT_A_TIME]
