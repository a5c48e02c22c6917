"""Frames of the parts of a list put together again, and lines of a frame put together by group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd
    from pandas.api.typing import DataFrameGroupBy

SHORT_ROWS = 5_000  # taking a column out of a frame costs more than it spares in a shorter one


def joined(
    parts: list[pd.DataFrame],
    plain: bool = False,
    categoricals: Collection[str] = (),
    order: np.ndarray | None = None,
    is_renumbered: bool = False,
) -> pd.DataFrame:
    """Parts of a frame one after the other, column by column to spare memory: long parts lose their columns.

    Args:
        parts: frames with the same columns; one at least.
        plain: makes str of categoricals, but for those in ``categoricals``.
        categoricals: names of columns that stay categoricals.
        order: places of the rows in the order that is wanted, which are numbered anew; None: as they come.
        is_renumbered: numbers the rows anew also where they stay as they come.
    """
    import pandas as pd
    from pandas.api.types import union_categoricals

    if len(parts) == 1 and order is None:
        frame = as_plain(parts[0], categoricals) if plain else parts[0]
        return frame.reset_index(drop=True) if is_renumbered else frame
    if order is None and not is_renumbered:
        index = parts[0].index.append([part.index for part in parts[1:]])
    else:
        index = pd.RangeIndex(sum(map(len, parts)))
    data = {}
    for name in list(parts[0].columns):
        # Taken out of long parts and let go after this column: no two copies of the whole list are held at once.
        columns = [part.pop(name) if len(part) > SHORT_ROWS else part[name] for part in parts]
        if isinstance(columns[0].dtype, pd.CategoricalDtype):
            # pd.concat makes texts of categoricals whose categories differ.
            column = union_categoricals(columns)
        else:
            column = pd.concat(columns, ignore_index=True).array if len(columns) > 1 else columns[0].array
        del columns
        column = column if order is None else column.take(order)
        is_plain = plain and name not in categoricals and isinstance(column.dtype, pd.CategoricalDtype)
        data[name] = texts_of(column) if is_plain else column
    return pd.DataFrame(data, index=index, copy=False)


def as_plain(frame: pd.DataFrame, categoricals: Collection[str] = ()) -> pd.DataFrame:
    """The frame with str in the place of categoricals, but for those in ``categoricals``."""
    coded = frame.columns[frame.dtypes == "category"].difference(list(categoricals), sort=False)
    return frame.assign(**{name: texts_of(frame[name].array) for name in coded})


def texts_of(column: pd.Categorical) -> Any:
    """The texts of a categorical as an array of str; pandas alone would make a Python object of each."""
    categories = column.categories
    texts = categories if categories.dtype == "str" else categories.astype(str)
    return texts.array.take(column.codes, allow_fill=True)


def where(frame: pd.DataFrame, holds: pd.Series) -> pd.DataFrame:
    """The rows for which something holds; the frame itself, which is no copy, where it holds for all.

    Args:
        frame: any rows.
        holds: boolean, with the same index; no missing value.
    """
    return frame if holds.all() else frame[holds]


def aggregated(groups: DataFrameGroupBy[Any, Any], **named: tuple[str, str]) -> pd.DataFrame:
    """One line for each group, as ``groups.agg`` gives it, in a quarter of its time where the groups are small.

    Args:
        groups: of any frame.
        **named: for each column of the result a column of the frame, and what to do with it, such as "first".

    Returns:
        The columns named, by group.
    """
    import pandas as pd

    made = {name: getattr(groups[column], how)() for name, (column, how) in named.items()}
    index = next(iter(made.values())).index
    return pd.DataFrame({name: column.array for name, column in made.items()}, index=index)


def joined_by(kind: str, parts: list[pd.DataFrame], categoricals: Collection[str] = ()) -> pd.DataFrame:
    """Parts put together as plain texts, ordered by a column of numbers, which is left out; within a number as they
    come.

    Args:
        kind: column of whole numbers, in all parts.
        parts: frames with the same columns, one at least; they lose their columns.
        categoricals: names of columns that stay categoricals.

    Returns:
        The rows with a new index from 0.
    """
    kinds = np.concatenate([part.pop(kind).to_numpy() for part in parts])
    return joined(parts, plain=True, categoricals=categoricals, order=np.argsort(kinds, kind="stable"))
