"""A long column is read, said and written by its distinct values, a short one value by value: with the same result."""

from __future__ import annotations

from zipfile import ZipFile

import pandas as pd
import pytest

from tasks.distinct_texts import numbers_of
from tasks.reporting import candidates_frame, content_hash, results_frame
from tasks.reporting.model import build, context, elements
from tasks.reporting.writer import write_workbook
from tests.builders import made_up_audit


@pytest.fixture(scope="module")
def audit():
    return made_up_audit()


@pytest.mark.parametrize("codes", [["b", None, "a", "b"], [None, None], []])
def test_words_for_codes(monkeypatch, codes):
    column = pd.Series(codes, index=range(7, 7 + len(codes)), name="code", dtype="str")
    word_columns = []
    for rows in (0, 100):
        monkeypatch.setattr(context, "SHORT_ROWS", rows)
        word_columns.append(context.by_distinct(column, str.upper))
    pd.testing.assert_series_equal(*word_columns)
    assert [word if isinstance(word, str) else None for word in word_columns[0]] == [
        code and code.upper() for code in codes
    ]


def test_places_of_codes_in_an_order():
    codes = pd.Series(["low", None, "high", "other"], index=[3, 1, 2, 9], dtype="str")
    places = numbers_of(codes, {"high": 0, "low": 2})
    assert places.fillna(-1).to_dict() == {3: 2, 1: -1, 2: 0, 9: -1}


def test_cells_of_a_workbook(audit, tmp_path, monkeypatch):
    results = results_frame(audit)
    parts = []
    for rows in (0, 10**6):
        monkeypatch.setattr(elements, "SHORT_ROWS", rows)
        (report,) = build(audit, results, candidates_frame(audit, results), ["full"], content_hash(audit))
        write_workbook(report, tmp_path / f"{rows}.xlsx")
        with ZipFile(tmp_path / f"{rows}.xlsx") as book:
            parts.append({name: book.read(name) for name in book.namelist()})
    assert parts[0] == parts[1]
