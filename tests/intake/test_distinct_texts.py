"""What is remembered of a column is never taken for another one."""

import gc

import pandas as pd
import pytest

from tasks import distinct_texts as module
from tasks.distinct_texts import distinct_texts, where_texts

CELLS = ["b", "a", None, "b", "", "a", "b", "b"]


def texts(cells):
    return pd.Series(cells, dtype="str")


@pytest.mark.parametrize(
    "cells", [CELLS, list("abcd"), [None, None], []], ids=["few", "all", "none", "empty"]
)
def test_it_gives_what_pandas_gives_each_time_it_is_asked(cells):
    column = texts(cells)
    codes, distinct = pd.factorize(column)
    for _ in range(2):
        got_codes, got = distinct_texts(column)
        assert got_codes.tolist() == codes.tolist()
        assert got.tolist() == distinct.tolist()


def test_the_same_texts_are_looked_through_once(monkeypatch):
    column = texts(CELLS)
    distinct_texts(column)
    monkeypatch.setattr(pd, "factorize", None)
    assert distinct_texts(column.set_axis(range(10, 18)))[1].tolist() == ["b", "a", ""]
    assert where_texts(pd.DataFrame({"A": column})["A"], lambda some: some == "a").sum() == 2


def test_a_column_that_was_written_into_is_looked_through_again():
    column = texts(CELLS)
    distinct_texts(column)
    column.iloc[0] = "new"
    assert distinct_texts(column)[1].tolist() == ["new", "a", "b", ""]


def test_nothing_is_remembered_of_texts_that_are_gone():
    before = set(module._known)
    column = texts(CELLS)
    distinct_texts(column)
    assert set(module._known) - before
    del column
    gc.collect()
    assert set(module._known) <= before


def test_nobody_can_change_what_is_remembered():
    codes, _ = distinct_texts(texts(CELLS))
    with pytest.raises(ValueError, match="read-only"):
        codes[0] = 1


@pytest.mark.parametrize("dtype", ["str", object])
@pytest.mark.parametrize("cells", [CELLS, ["a", None, "c", "d"]], ids=["few", "all"])
def test_a_test_of_texts_says_the_same_of_few_and_of_many(cells, dtype):
    column = pd.Series(cells, dtype=dtype)
    for _ in range(2):
        flags = where_texts(column, lambda some: some.str.match("a"))
        assert flags.dtype == bool
        assert flags.tolist() == [cell == "a" for cell in cells]
        flags[:] = True  # a mask of its own, which may be written into
