"""Work that grows with the square of the rows is found at sizes that are quick to try."""

from __future__ import annotations

import time

from tasks.intake.tree.drafts import _from_numbers

ROWS = 30_000


def test_a_hierarchy_by_numbers_is_read_in_one_pass():
    numbers = [(str(row // 10), str(row % 10)) if row % 10 else (str(row // 10),) for row in range(ROWS)]
    start = time.process_time()
    draft = _from_numbers(numbers, "number")
    assert (draft.parents >= 0).sum() == ROWS * 9 // 10
    assert time.process_time() - start < 2, "CPU seconds; a look at all rows for each row took 10 times this"
