"""Texts that a spreadsheet would run are written so that it does not, and are read back as they were."""

from __future__ import annotations

import pandas as pd
import pytest

from tasks.excel import as_it_was, csv_safe


@pytest.mark.parametrize("text", ["=P1", "+P1", "-P1", "@P1", "\uff1dP1", "\uff0bP1", "\uff0dP1", "\uff20P1"])
def test_an_id_that_begins_like_a_formula_comes_back_from_our_csv(text):
    [written] = csv_safe(pd.DataFrame({"process_id": [text]}))["process_id"]
    assert written == f"'{text}"
    assert as_it_was(written) == text


@pytest.mark.parametrize("text", ["P1", "'s-Hertogenbosch", "-3.5", ""])
def test_other_texts_stay_as_they_are(text):
    [written] = csv_safe(pd.DataFrame({"process_id": [text]}))["process_id"]
    assert written == text == as_it_was(text)
