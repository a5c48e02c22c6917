"""While an audit runs, pandas holds texts as it should, and afterwards as before."""

import pandas as pd

from flows.text_storage import texts_stored_as
from schemas.columns import blank_column
from tasks.intake.cells.number_text import read_quantities


def test_texts_are_held_as_the_innermost_context_says():
    before = pd.Series([1]).astype("str").dtype.storage
    with texts_stored_as("pyarrow"):
        with texts_stored_as("python"):
            assert pd.Series([1]).astype("str").dtype.storage == "python"
        assert pd.Series([1]).astype("str").dtype.storage == "pyarrow"
    assert pd.Series([1]).astype("str").dtype.storage == before


def test_what_is_kept_of_a_short_list_is_not_used_for_a_long_one():
    rows, figures = pd.RangeIndex(7), pd.Series(["1", "2", "3"], dtype=object)
    for storage in ("python", "pyarrow"):
        with texts_stored_as(storage):
            assert blank_column(rows, "str").dtype.storage == storage
            codes = read_quantities(figures.astype("str"), ".")["code"]
            assert codes.dtype.storage == storage
