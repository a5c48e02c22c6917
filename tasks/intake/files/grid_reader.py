"""The grids that the child process wrote, as frames."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa


def read_grid(path: Path) -> pd.DataFrame:
    """One grid as ``RawSheet.grid`` describes it: index row number, columns letters, rows kept."""
    import pandas as pd
    import pyarrow as pa

    # Mapped, so that texts need no memory of their own; only Windows cannot remove a file that is mapped.
    open_file = pa.OSFile if sys.platform == "win32" else pa.memory_map
    with open_file(str(path)) as source:
        table = pa.ipc.open_file(source).read_all()
    names = [name for name in table.column_names if name != "row"]
    index = pd.Index(table.column("row").to_numpy(), name=None)
    single = table.select([name for name in names if "|" not in name])
    columns = dict(single.to_pandas(types_mapper={pa.bool_(): pd.BooleanDtype()}.get).set_axis(index).items())
    mixed: dict[str, list[tuple[str, pa.ChunkedArray]]] = {}
    for name in names:
        letter, split, kind = name.partition("|")
        if split:
            mixed.setdefault(letter, []).append((kind, table.column(name)))
    columns |= {
        letter: pd.Series(_objects(parts), index=index, dtype=object, copy=False)
        for letter, parts in mixed.items()
    }
    order = dict.fromkeys(name.partition("|")[0] for name in names)
    return pd.DataFrame({letter: columns[letter] for letter in order}, index=index, copy=False)


def _objects(parts: list[tuple[str, pa.ChunkedArray]]) -> np.ndarray:
    """The parts of a mixed column as one array of float, str, datetime, bool or None."""
    import numpy as np

    from tasks.mixed_cells import MixedCells

    count = len(parts[0][1])
    cells, kinds = MixedCells(count, dtype=object), np.full(count, "o")
    for kind, part in parts:
        filled, is_own = part.drop_null(), part.is_valid().to_numpy(zero_copy_only=False)
        values = filled.to_pylist() if kind == "d" else filled.to_numpy(zero_copy_only=False).astype(object)
        cells[is_own], kinds[is_own] = values, "t" if kind == "s" else kind
    return cells.with_kinds(kinds)
