"""Patterns of row kinds find the same names whichever engine searches for them."""

import re

import pandas as pd
import pytest

from tasks.text.wordings import Wordings
from tasks.text_search import found_in

NAMES = [
    "Transfer to fund 12",
    "Funds transfer",
    "Über transfer",
    "Rücklagen",
    "Capital",
    "capital planning",
    "capital plan (old)",
    "bad plan (old)",
    "plan?",
    "",
]
PATTERNS = [
    r"\btransfers?\b(?!\s+to\b)",
    r"\brücklagen\b",
    r"\bcapital\s*$",
    r"\b(\w)\w*\1\b",
    r"^CAPITAL\S*\W+Plan\b|^\D+\bPLAN\W$",
    r"(?<!bad )\bplan(?! \((?:new|old)\) x)(?: \(\w+\)|[(?!]$)",
]


@pytest.mark.parametrize("patterns", [PATTERNS, *([one] for one in PATTERNS)])
def test_names_are_found_as_python_finds_them(patterns):
    wanted = [any(re.search(one, name, re.IGNORECASE) for one in patterns) for name in NAMES]
    assert Wordings(patterns).are_in(NAMES).tolist() == wanted


@pytest.mark.parametrize("storage", ["python", "pyarrow"])
def test_a_missing_text_holds_nothing(storage):
    with pd.option_context("mode.string_storage", storage):
        texts = pd.Series(["Total 3", None, "total"], dtype="str")
        assert found_in(texts, "^total$", ignore_case=True).tolist() == [False, False, True]
        assert found_in(texts.iloc[:0], "total").tolist() == []


ODD_TEXTS = [
    "Total",
    "TOTÁL",
    "\u017fum",
    "sum\n",
    "a|b",
    "[x]",
    "1 \u212a",
    "k",
    "ISTANBUL",
    "\u0131",
    "a b",
    "",
    None,
]


@pytest.mark.parametrize(
    "pattern",
    [
        "tot[aá]l|sum",
        r"sum|[^\x00-\x7f]",
        "^sum|^\\[",
        "m$",
        r"\bk\b",
        "\u0131",
        "k",
        ";#|\\||^[\\[{]",
        "^(?:a|s).",
        "[^a-z]",
    ],
)
@pytest.mark.parametrize("ignore_case", [True, False])
@pytest.mark.parametrize("texts", [ODD_TEXTS, [text for text in ODD_TEXTS if text and text.isascii()]])
def test_few_texts_hold_what_they_hold_among_many(pattern, ignore_case, texts):
    few, many = (found_in(some, pattern, ignore_case) for some in (texts, texts * 200))
    assert few.tolist() == many[: len(texts)].tolist()
