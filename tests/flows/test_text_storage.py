"""While an audit runs, pandas holds texts as it should, and afterwards as before."""

import pandas as pd

from flows.text_storage import texts_stored_as


def test_texts_are_held_as_the_innermost_context_says():
    before = pd.Series([1]).astype("str").dtype.storage
    with texts_stored_as("pyarrow"):
        with texts_stored_as("python"):
            assert pd.Series([1]).astype("str").dtype.storage == "python"
        assert pd.Series([1]).astype("str").dtype.storage == "pyarrow"
    assert pd.Series([1]).astype("str").dtype.storage == before
