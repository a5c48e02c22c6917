"""What the unit and the numbers of a row say of its kind, where its own text leaves the kind open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from schemas.columns import LISTED_AS, typed_column
from tasks.distinct_texts import distinct_texts
from tasks.text.row_kinds import BY_WORDS, OPEN, ORGANISATION, UNCLEAR

if TYPE_CHECKING:
    import pandas as pd

    from tasks.text.reader import Reader

# What the rows of a list are whose heading says that they are something else than processes.
KIND_AS_LISTED = {
    "account": "money_line",
    "application": "asset_or_project",
    "asset": "asset_or_project",
    "project": "asset_or_project",
    "position": ORGANISATION,
    "measure": UNCLEAR,
    "risk": UNCLEAR,
}

# How an entry of the catalogue is found that is most of a name.
NAMED = ("whole", "most")
SITE = BY_WORDS.index("site_work")


def settled_kinds(texts: pd.DataFrame, typed: pd.DataFrame, reader: Reader) -> dict[str, pd.Series]:
    """row_kind and row_kind_evidence of all rows, with unit and numbers heard where the text leaves them open; what
    the heading of a list says of its rows goes before their texts, which then are no certain evidence.

    Args:
        texts: what was read of each row, with the columns says_<kind>.
        typed: the same rows; reads business_unit, fte, annual_cost, labour_cost and LISTED_AS.
        reader: for the words of units.
    """
    is_open = texts["row_kind"].isin(OPEN).to_numpy()
    by_words = np.stack([texts[f"says_{kind}"].to_numpy(dtype=float) for kind in BY_WORDS], axis=1)
    by_unit = _by_unit(typed, reader)
    by_numbers = _by_numbers(typed, reader.numbers)
    places = reader.row_kinds.settle(by_words, by_unit, by_numbers)
    is_settled = is_open & (places >= 0)
    # The empty name is last, so that place -1 (nothing settled) takes it.
    names = np.array([*BY_WORDS, ""], dtype=object)[places]
    # An open text that settles nothing by itself; the unit says it, else the numbers.
    chosen = np.take_along_axis(by_unit, np.maximum(places, 0)[:, None], axis=1)[:, 0] > 0
    kind = texts["row_kind"].mask(is_settled, names)
    evidence = texts["row_kind_evidence"].mask(is_settled, np.where(chosen, "unit", "numbers"))
    # Words alone say too little of work in a unit that works with its hands, with people or with powers over them
    # ("Fill & finish" of manufacturing), and what is analysed in a laboratory are samples.
    is_plain = texts["match_how"].isin(NAMED) | (texts["text_drive"] >= reader.numbers["T-unit-plain"])
    # Of people and powers the unit must say as much as it takes to be of such a kind itself.
    is_doubtful = (by_unit[:, SITE] >= reader.numbers["T-unit-doubt"]) | reader.row_kinds.stays(by_unit)
    is_certain = texts["is_text_certain"] & (is_plain | ~is_doubtful)
    if LISTED_AS in typed:
        listed = typed[LISTED_AS].notna()
        kind = kind.mask(listed, typed[LISTED_AS].map(KIND_AS_LISTED))
        evidence, is_certain = evidence.mask(listed, "heading"), is_certain & ~listed
    return {
        "row_kind": kind.astype(str),
        "row_kind_evidence": evidence.astype(str),
        "is_text_certain": is_certain,
    }


def _by_unit(typed: pd.DataFrame, reader: Reader) -> np.ndarray:
    codes, distinct = distinct_texts(typed_column(typed, "business_unit"))
    strengths = reader.kinds_of_units([str(unit) for unit in distinct])
    # The row of zeros is last: a missing unit has the code -1, and says nothing.
    return np.vstack([strengths, np.zeros((1, len(BY_WORDS)))])[codes]


def _by_numbers(typed: pd.DataFrame, numbers: dict[str, float]) -> np.ndarray:
    """Spending without people, or with far more money a head than work costs, speaks for money."""
    cost, labour, fte = (
        typed_column(typed, name).to_numpy(dtype=float, na_value=np.nan)
        for name in ("annual_cost", "labour_cost", "fte")
    )
    spends = np.nan_to_num(cost) > 0
    nobody = spends & (fte == 0) & ~(np.nan_to_num(labour) > 0)
    much = spends & (fte > 0) & (cost > numbers["T-money-per-post"] * np.maximum(fte, 1e-9))
    strengths = np.zeros((len(typed), len(BY_WORDS)))
    strengths[:, BY_WORDS.index("money_line")] = nobody * numbers["T-nobody"] + much * numbers["T-much-money"]
    return strengths
