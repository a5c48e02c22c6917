"""While an audit runs, pandas holds texts and knows dtypes as it should, and afterwards as before."""

import pandas as pd
import pytest

from flows.text_storage import texts_stored_as

NAMES = (
    "str",
    "float64",
    "Int64",
    "boolean",
    "category",
    "datetime64[us]",
    "datetime64[us, UTC]",
    "int8",
    "object",
)


def dtypes_of(names):
    return [pd.Series([], dtype="object").astype(name).dtype for name in names]


@pytest.mark.parametrize("storage", ["python", "pyarrow"])
def test_each_name_of_a_dtype_means_the_same_every_time(storage):
    with pd.option_context("mode.string_storage", storage):
        usual = dtypes_of(NAMES)
    with texts_stored_as(storage):
        assert dtypes_of(NAMES) == dtypes_of(NAMES) == usual
        assert pd.Series(["a"], dtype="str").dtype.storage == storage
        with pytest.raises(TypeError, match="no_dtype"):
            pd.Series([1]).astype("no_dtype")


def test_texts_are_held_as_the_innermost_context_says():
    before = pd.Series([1]).astype("str").dtype.storage
    with texts_stored_as("pyarrow"):
        with texts_stored_as("python"):
            assert pd.Series([1]).astype("str").dtype.storage == "python"
        assert pd.Series([1]).astype("str").dtype.storage == "pyarrow"
    assert pd.Series([1]).astype("str").dtype.storage == before
