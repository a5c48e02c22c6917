"""What is remembered of a column is never taken for another one."""

import datetime as dt
import gc

import pandas as pd
import pytest

from tasks import distinct_texts as module
from tasks.distinct_texts import (
    are_texts,
    distinct_rows,
    distinct_text_cells,
    distinct_texts,
    where_texts,
)

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


@pytest.mark.parametrize(
    "cells", [[*"abcdefgh"], [f"P{number % 7}" for number in range(9)]], ids=["all", "ids"]
)
def test_a_column_of_ids_is_looked_through_once(cells, monkeypatch):
    column = texts(cells)
    before = distinct_texts(column)
    monkeypatch.setattr(pd, "factorize", None)
    for got, first in zip(distinct_texts(column), before, strict=True):
        assert got.tolist() == first.tolist()


def test_what_was_said_of_a_column_stays_when_it_is_written_into():
    column = texts([*"abcd"])
    distinct_texts(column)
    distinct = distinct_texts(column)[1]
    column.iloc[0] = "new"
    assert distinct.tolist() == [*"abcd"]


def test_rows_are_told_apart_by_all_their_cells():
    names = pd.Series(["a", "a", "b", None, "a"], dtype="str")
    years = pd.Series([1, 2, 1, 1, 1], dtype=object)
    rows = distinct_rows(names, years)
    assert rows[3] == -1
    assert rows[0] == rows[4]
    assert len({*rows.tolist()}) == 4


def test_the_texts_of_a_mixed_column_are_told_from_its_other_cells():
    mixed = pd.Series(["b", 1.0, True, None, dt.datetime(2026, 1, 1), "b", "a"], dtype=object)
    assert are_texts(mixed).tolist() == [True, False, False, False, False, True, True]
    assert distinct_text_cells(mixed).tolist() == ["b", "a"]
    assert distinct_text_cells(pd.Series([1.0, 2.0])).tolist() == []
    assert are_texts(texts(["a", None])).tolist() == [True, False]
