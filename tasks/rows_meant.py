"""Which row of a list an answer is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.workbooks import BETWEEN_ID_AND_NAME

if TYPE_CHECKING:
    import pandas as pd


def rows_meant(typed: pd.DataFrame, processes: pd.Series) -> pd.Series:
    """Which row each answer is about: by id and name; else by a name that one row alone has; else by an id
    that the list itself gives. An id that was made from a row number could by now be that of another process.

    Args:
        typed: the typed rows, row_key as index.
        processes: id and name of each answer, with BETWEEN_ID_AND_NAME between them; or one of the two alone.

    Returns:
        Row_key for each answer, over the index of ``processes``; missing where no row is meant.
    """
    import pandas as pd

    ids, names = typed["process_id"].astype("str"), _key(typed["process_name"])
    # An id that ends in "r" and its own row number was made by this program.
    is_made = pd.Series(
        [
            process_id.endswith(f"r{row}")
            for process_id, row in zip(ids.tolist(), typed["source_row"].tolist(), strict=True)
        ],
        index=typed.index,
        dtype=bool,
    )
    split = processes.astype("str").fillna("").str.split(BETWEEN_ID_AND_NAME, n=1, regex=False)
    answer_ids, answer_names = split.str[0].str.strip(), _key(split.str[1].astype("str").fillna(""))
    by_both = (answer_ids + "\n" + answer_names).map(_first(ids + "\n" + names))
    alone = _first(names[~names.duplicated(keep=False)])
    by_name = answer_names.map(alone)
    by_id = answer_ids.map(_first(ids[~is_made]))
    # An answer of one part can only mean the id, made or given; else the name.
    single = answer_ids.where(answer_names.eq(""))
    by_id = by_id.fillna(single.map(_first(ids))).fillna(_key(single).map(alone))
    return by_both.fillna(by_name).fillna(by_id).astype("Int64")


def _key(names: pd.Series) -> pd.Series:
    return names.astype("str").str.casefold().str.replace(r"\s+", " ", regex=True).str.strip()


def _first(keys: pd.Series) -> dict[str, int]:
    """Row of each key; of a key that stands twice the first."""
    filled = keys.dropna()
    # Reversed, so that the first row of a key is written last and stays.
    return dict(zip(filled.to_numpy()[::-1], filled.index.to_numpy()[::-1], strict=True))
