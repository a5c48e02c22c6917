"""Which process of the previous run is which process of this one: by id and name, then by name, by id, by
attributes, by likeness.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# How alike two names must be to be one process under a new name: where the id stayed, and where nothing but
# the name tells.
SAME_ID_LIKENESS = 55
OTHER_ID_LIKENESS = 88
# A row counts as "the same attributes" only where it holds enough of them; two near-empty rows are equal by
# accident.
ATTRIBUTES_NEEDED = 4
AGREEMENT_NEEDED = 0.8
# Names are compared all against all only up to this many pairs; beyond it ids, names and attributes must do.
LIKENESS_PAIRS = 25_000_000
KEYS = ("process_id", "process_name", "source_table", "source_file", "source_sheet", "source_row")


def pair_processes(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Pairs of the rows of two runs; a row is in one pair at most.

    Args:
        before: typed rows of the previous run, unique index.
        after: typed rows of this run, unique index.

    Returns:
        before_key, after_key (index labels); rows without a partner are left out.
    """
    pairs = _Pairs(before, after)
    names = [_normal_names(before["process_name"])]
    is_same = before["process_name"].array.equals(after["process_name"].array)
    names.append(names[0].set_axis(after.index) if is_same else _normal_names(after["process_name"]))
    ids = before["process_id"].astype(str), after["process_id"].astype(str)
    # Strongest evidence first: a row that is paired is out of the way of the later, weaker keys. The NUL
    # keeps "1" + "2x" and "12" + "x" apart.
    pairs.join(ids[0] + "\x00" + names[0], ids[1] + "\x00" + names[1])
    pairs.join(*names)
    if len(pairs.left_over) and len(pairs.right_over):
        pairs.join(*ids, keep=lambda left, right: _same_process(before, after, left, right))
        pairs.join(_attributes(before.loc[pairs.left_over]), _attributes(after.loc[pairs.right_over]))
        pairs.add(*_alike(names[0].loc[pairs.left_over], names[1].loc[pairs.right_over]))
    return pairs.found()


class _Pairs:
    """Pairs found so far, and the rows on either side that are still alone."""

    def __init__(self, before: pd.DataFrame, after: pd.DataFrame) -> None:
        self._pairs: list[tuple[Any, Any]] = []
        self.left_over, self.right_over = before.index, after.index

    def found(self) -> pd.DataFrame:
        """before_key, after_key."""
        import numpy as np
        import pandas as pd

        keys = (
            np.concatenate([np.asarray(side) for side in sides]) for sides in zip(*self._pairs, strict=True)
        )
        return pd.DataFrame(dict(zip(("before_key", "after_key"), keys, strict=True)))

    def join(self, left_key: pd.Series, right_key: pd.Series, keep=None) -> None:
        """Pairs rows whose key is the same and stands once on either side.

        Args:
            left_key: key of each row of the run before; missing where a row has none.
            right_key: key of each row of this run.
            keep (Callable | None): called with the labels on either side of what would be paired; returns which
                of them are kept (boolean array). None: all.
        """
        left, right = left_key.loc[self.left_over].dropna(), right_key.loc[self.right_over].dropna()
        left, right = left[~left.duplicated(keep=False)], right[~right.duplicated(keep=False)]
        # A look-up table from key to label on the right, asked for all keys of the left at once.
        right_labels = right.index.to_series(index=right.to_numpy()).reindex(left.to_numpy())
        has_partner = right_labels.notna().to_numpy()
        # A missing label made the column float or object: back to the type of the index.
        labels = left.index[has_partner], right_labels[has_partner].astype(right.index.dtype).to_numpy()
        if keep is not None:
            is_kept = keep(*labels)
            labels = labels[0][is_kept], labels[1][is_kept]
        self.add(*labels)

    def add(self, left, right) -> None:
        self._pairs.append((left, right))
        self.left_over, self.right_over = (
            self.left_over.difference(left, sort=False),
            self.right_over.difference(right, sort=False),
        )


def _normal_names(names: pd.Series) -> pd.Series:
    return (
        names.astype(str)
        # Case, punctuation and full-width letters make no other name: "Accounts-Payable" is "accounts
        # payable".
        .str.normalize("NFKC")
        .str.casefold()
        .str.replace(r"[\W_]+", " ", regex=True)
        .str.strip()
    )


def _same_process(before: pd.DataFrame, after: pd.DataFrame, left, right) -> np.ndarray:
    """The id stayed and the name did not: one process where the names are alike or the attributes agree.

    An id that was made up from a row's place, or given again to another process, agrees in neither.
    """
    import numpy as np
    from rapidfuzz import fuzz, process

    names = _normal_names(before.loc[left, "process_name"]), _normal_names(after.loc[right, "process_name"])
    alike = (
        process.cpdist(names[0].tolist(), names[1].tolist(), scorer=fuzz.token_sort_ratio) >= SAME_ID_LIKENESS
    )
    shared = [name for name in before.columns.intersection(after.columns) if name not in KEYS]
    filled, agreeing = np.zeros(len(left)), np.zeros(len(left))
    # Counts, for each pair, the attributes that both rows hold and those in which they agree.
    for name in shared:
        left_values, right_values = before.loc[left, name], after.loc[right, name]
        both = left_values.notna().to_numpy() & right_values.notna().to_numpy()
        filled += both
        agreeing += both & (left_values.astype("str").to_numpy() == right_values.astype("str").to_numpy())
    return alike | ((filled >= ATTRIBUTES_NEEDED) & (agreeing >= AGREEMENT_NEEDED * filled))


def _attributes(rows: pd.DataFrame) -> pd.Series:
    """One number for all that a row holds beside its keys; missing where it holds too little."""
    import pandas as pd

    held = rows.drop(columns=[name for name in KEYS if name in rows])
    held = held[sorted(name for name in held.columns if held[name].notna().any())]
    text = held.astype("str").where(held.notna(), "")
    if text.empty:
        return pd.Series(index=rows.index, dtype="str")
    # Each cell with the name of its column, blanks left out: a column that only one run has, and that is
    # blank in a row, changes nothing.
    named = text.apply(lambda column: (column.name + "=" + column).where(column != "", ""))
    digest = (
        # str.cat needs at least one further column.
        named.agg("\x00".join, axis=1)
        if len(named.columns) == 1
        else named.iloc[:, 0].str.cat(named.iloc[:, 1:], sep="\x00")
    )
    return digest.str.replace("\x00+", "\x00", regex=True).where(
        held.notna().sum(axis=1) >= ATTRIBUTES_NEEDED
    )


def _alike(left: pd.Series, right: pd.Series) -> tuple[list, list]:
    """Pairs of names that are each other's best match and very alike."""
    import numpy as np
    from rapidfuzz import fuzz, process

    if not len(left) or not len(right) or len(left) * len(right) > LIKENESS_PAIRS:
        return [], []
    # Likeness of each name with each, 0..100 in one byte; below the cutoff rapidfuzz puts 0 and stops
    # comparing early.
    scores = process.cdist(
        left.tolist(),
        right.tolist(),
        scorer=fuzz.token_sort_ratio,
        score_cutoff=OTHER_ID_LIKENESS,
        dtype=np.uint8,
    )
    best_right, best_left = scores.argmax(axis=1), scores.argmax(axis=0)
    rows = np.arange(len(left))
    # Best match in both directions, so that one name is not paired with two.
    mutual = (scores[rows, best_right] > 0) & (best_left[best_right] == rows)
    return left.index[mutual].tolist(), right.index[best_right[mutual]].tolist()
