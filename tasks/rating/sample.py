"""Which processes are rated: a seeded sample, stratified by label and grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

STRATA = ["recommendation", "grade"]


def draw_sample(results: pd.DataFrame, rows: int, seed: int) -> pd.DataFrame:
    """Draws the processes that are to be rated.

    Each stratum of label and grade gives at least one process where there are rows enough, and otherwise as
    many as its share of the list. The order is drawn too, so that it says nothing.

    Args:
        results: RESULT_COLUMNS, one row a process.
        rows: how many processes to draw; all of them where there are fewer.
        seed: the same seed draws the same sample of the same list.

    Returns:
        The drawn rows with one column more: ``weight``, how many processes of the list each drawn one stands
        for.
    """
    import numpy as np
    import pandas as pd

    draws = np.random.default_rng(seed)
    # By id first: the order of the file does not decide who is drawn.
    shuffled = results.sort_values("process_id").sample(frac=1, random_state=draws)
    sizes = shuffled.groupby(STRATA, dropna=False).size().sort_values(ascending=False, kind="stable")
    counts = pd.Series(_shares(sizes.to_numpy(), rows), index=sizes.index)
    strata = pd.MultiIndex.from_frame(shuffled[STRATA])
    # Number of each row within its stratum, in shuffled order: the first so many of each are drawn.
    position = shuffled.groupby(STRATA, dropna=False).cumcount().to_numpy()
    drawn = shuffled[position < counts.reindex(strata).to_numpy()]
    weight = (sizes / counts.where(counts > 0)).reindex(pd.MultiIndex.from_frame(drawn[STRATA]))
    return drawn.assign(weight=weight.to_numpy()).sample(frac=1, random_state=draws)


def _shares(sizes: np.ndarray, rows: int) -> np.ndarray:
    """How many to draw from strata of these sizes, largest first: one each as far as the rows reach, the rest
    by size, what is left over to the largest remainders.
    """
    import numpy as np

    counts = np.zeros(len(sizes), dtype="int64")
    counts[:rows] = 1
    left = min(rows, int(sizes.sum())) - int(counts.sum())
    while left > 0:
        room = sizes - counts
        # Each round gives the whole numbers; where no stratum is due a whole one, the largest remainders get
        # one each.
        wanted = left * room / room.sum()
        whole = np.floor(wanted).astype("int64")
        if not whole.any():
            best = np.argsort(-(wanted - whole), kind="stable")[:left]
            whole[best] = 1
        counts += whole
        left -= int(whole.sum())
    return counts
