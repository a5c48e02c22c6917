"""The distinct texts of a column, found once for all that ask for them."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from itertools import repeat
from typing import TYPE_CHECKING, Any

from schemas.messages.message import combinations
from tasks.mixed_cells import known_kinds
from tasks.text_search import found_in

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# With more distinct texts than this share of the rows, remembering them would cost as much memory as the column; but
# ids are short and often asked for.
MOST_DISTINCT, SHORT_BYTES = 0.5, 32
# By the identity of Arrow's array: the array, and its distinct texts; ``ALL`` where no text is there twice and none is
# missing, None where they would cost too much memory.
ALL = "all"
_known: dict[int, tuple[weakref.ref[Any], tuple[np.ndarray, pd.Index] | str | None]] = {}


def distinct_texts(texts: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """What ``pandas.factorize`` gives, for a column of texts remembered as long as its texts are held.

    Args:
        texts: a series. The same texts under another index, or in another frame, are the same column.

    Returns:
        For each row the place of its text among the distinct ones, -1 where it is missing; and the distinct ones in
        the order of their first rows. Neither may be changed.
    """
    import numpy as np
    import pandas as pd

    held = _held_by_arrow(texts)
    if held is None:
        return _factorized(texts)
    known = _known.get(id(held))
    remembered = known[1] if known and known[0]() is held else None
    if isinstance(remembered, str):
        return np.arange(len(texts), dtype=np.int32), pd.Index(
            texts.array.copy()
        )  # of the object alone; Arrow's array never changes
    if remembered:
        return remembered
    codes, distinct = pd.factorize(texts)
    if len(distinct) == len(codes):
        remembered = ALL
    elif len(distinct) <= MOST_DISTINCT * len(codes) or distinct.nbytes <= SHORT_BYTES * len(codes):
        codes = codes.astype(np.int32)
        codes.flags.writeable = False
        remembered = codes, distinct
    # The dictionary as a default: at the end of the program its name may be gone before the last texts are.
    key = id(held)
    gone = weakref.ref(held, lambda _, key=key, known=_known: known.pop(key, None))
    _known[key] = gone, remembered
    return codes, distinct


def _factorized(texts: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """``pandas.factorize``, in two thirds of its time where the column holds few texts."""
    import pandas as pd

    if not isinstance(texts.dtype, pd.StringDtype):
        return pd.factorize(texts)
    codes, distinct = texts.array.factorize()
    return codes, pd.Index(distinct, copy=False)


def distinct_rows(*columns: pd.Series) -> np.ndarray:
    """What tells the rows of some columns apart.

    Args:
        *columns: cells of any kind, of the same rows.

    Returns:
        For each row the number of its combination of cells, -1 where a cell is missing; the numbers may have gaps.
    """
    import numpy as np

    codes = [distinct_texts(column)[0] for column in columns]
    is_missing = np.any([of_column < 0 for of_column in codes], axis=0)
    return np.where(is_missing, -1, combinations(codes)[0])


def distinct_cells(column: pd.Series) -> pd.Series:
    """The distinct filled cells of a column, in the order of their first rows; a column of texts is looked through
    once.

    Args:
        column: cells of any kind.

    Returns:
        A series of the same kind of cells; of texts its index counts from 0.
    """
    import pandas as pd

    if isinstance(column.dtype, pd.StringDtype):
        return pd.Series(distinct_texts(column)[1], dtype=str)
    return column.dropna().drop_duplicates()


def places_in_order(texts: pd.Series) -> np.ndarray:
    """The place of each text among the distinct ones in the order of the alphabet.

    Args:
        texts: text, numbers or categories, whatever the order of these.

    Returns:
        Whole numbers, one for each row; -1 where it is missing.
    """
    import numpy as np
    import pandas as pd

    if not isinstance(texts.dtype, pd.CategoricalDtype):
        return pd.factorize(texts, sort=True)[0]
    codes, distinct = pd.factorize(texts)
    # A missing text has the code -1, which finds the -1 at the end.
    places = np.full(len(distinct) + 1, -1)
    places[np.argsort(np.asarray(distinct, dtype=object))] = np.arange(len(distinct))
    return places[codes]


def are_texts(column: pd.Series) -> np.ndarray:
    """Which cells of a column are texts: a mask, one entry for each row."""
    import numpy as np
    import pandas as pd

    if isinstance(column.dtype, pd.StringDtype):
        return column.notna().to_numpy(dtype=bool)
    if column.dtype != object:
        return np.zeros(len(column), dtype=bool)
    if (kinds := known_kinds(column.to_numpy())) is not None:
        return kinds == "t"
    # Walked by Python's own loop alone.
    return np.fromiter(map(isinstance, column.to_numpy(), repeat(str)), dtype=bool, count=len(column))


def distinct_text_cells(column: pd.Series) -> pd.Series:
    """The distinct texts among the cells of a column, in the order of their first rows, as a series of texts whose
    index counts from 0; none where it holds no text.
    """
    import pandas as pd

    if isinstance(column.dtype, pd.StringDtype):
        return distinct_cells(column)
    return pd.Series([*dict.fromkeys(column.to_numpy(dtype=object)[are_texts(column)])], dtype="str")


def numbers_of(texts: pd.Series, numbers: Mapping[str, float]) -> pd.Series:
    """The number of each text, such as its place in an order, each distinct one looked up once.

    Args:
        texts: text or categories.
        numbers: by text.

    Returns:
        float64 with the index and name of ``texts``; missing for a missing text and for one without a number.
    """
    import numpy as np
    import pandas as pd

    codes, distinct = pd.factorize(texts)
    # A missing text has the code -1, which finds the one at the end.
    of_codes = np.array([*(numbers.get(text, np.nan) for text in distinct.tolist()), np.nan])
    return pd.Series(of_codes[codes], index=texts.index, name=texts.name)


def where_texts(texts: pd.Series, judge: Callable[[pd.Series], Any], likely: str = "") -> np.ndarray:
    """Where the texts of a column pass a test, each distinct one tested once if many are the same.

    Args:
        texts: a series of texts.
        judge: takes texts and returns a boolean for each; what it says of missing ones counts as false.
        likely: a pattern for ``found_in`` that all texts that pass hold, in whatever case; only those that hold it
            are tested.

    Returns:
        A mask, one entry for each row; False where it is missing.
    """
    import numpy as np
    import pandas as pd

    codes, distinct = (None, texts) if _are_many(texts) else distinct_texts(texts)
    distinct = pd.Series(distinct, dtype="str")
    if likely:
        flags = found_in(distinct, likely, ignore_case=True)
        flags[flags] = judge(distinct[flags])
    else:
        flags = pd.Series(judge(distinct)).fillna(False).to_numpy(dtype=bool, copy=True)
    # The code of missing texts is -1, which picks the last one.
    return flags if codes is None else np.append(flags, False)[codes]


def _held_by_arrow(texts: pd.Series) -> Any:
    """Arrow's array of a column, which never changes and is handed on by pandas wherever it can; None where pandas
    holds the texts itself, as in short lists, and would make a new array each time.
    """
    import pandas as pd

    if not isinstance(texts.dtype, pd.StringDtype) or texts.dtype.storage != "pyarrow":
        return None
    return texts.array.__arrow_array__()  # pyright: ignore[reportAttributeAccessIssue]


def _are_many(texts: pd.Series) -> bool:
    """Whether a column is known to have too many distinct texts, or too few rows to look for them."""
    held = _held_by_arrow(texts)
    if held is None:
        return True
    known = _known.get(id(held))
    return known is not None and known[1] in (None, ALL) and known[0]() is held
