"""What is said of each number beside its digits: by its cell, else by its number format."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from schemas.columns import blank_column
from tasks.intake.cells.cell_kinds import Hints, filled
from tasks.intake.cells.plans import Words
from tasks.intake.cells.quantity import unit_words
from tasks.intake.files.number_format import shown_by

if TYPE_CHECKING:
    import pandas as pd

SAID = ("magnitude", "currency", "percent", "time", "period", "is_per_item")
_THOUSAND = 1000.0
_FLOATS = ("magnitude", "percent", "period")


@dataclass(frozen=True)
class StatedUnits:
    """Per row what is said, strongest source first; missing where nothing is.

    ``words`` has the columns of SAID among others; ``shown`` how many thousands the format leaves off, as a factor
    (1 where none); ``codes`` the code of a disagreement.
    """

    words: pd.DataFrame
    shown: pd.Series
    codes: pd.Series


def stated_units(cells: pd.DataFrame, numbers: pd.Series, hints: Hints, is_time: bool) -> StatedUnits:
    """The words of cells and number formats as one, and where they disagree with the heading or a column of units.

    Args:
        cells: what the texts of the cells say, as ``read_quantities`` gives it.
        numbers: cells that are numbers: only these are shown through their format.
        hints: the column's formats, and what its heading and its column of units say.
        is_time: whether the column holds lengths of time.
    """
    import pandas as pd

    index = cells.index
    words = cells
    shown = pd.Series(1.0, index=index)
    codes = blank_column(index, "str")
    if hints.formats is not None:
        # A cell of text is shown as it is, whatever its format says.
        formats = hints.formats.reindex(index).where(numbers.notna())
        by_format, shown = _of_formats(formats, is_time)
        codes = codes.mask(
            _differs(by_format, hints) | _differs_in_scale(by_format, shown, hints), "FORMAT_DISAGREES"
        )
        words = _over(words, by_format)
    return StatedUnits(words, shown, codes)


def with_own_units(
    numbers: pd.Series, magnitude: pd.Series, has_own_unit: pd.Series, hints: Hints
) -> tuple[pd.Series, pd.Series]:
    """Magnitudes where some cells name a unit without thousands ("50000 EUR") below a heading of thousands, and the
    codes that tell it. Such a cell is in full where that brings it nearer to the middle of the other cells.

    Args:
        numbers: the numbers as written.
        magnitude: what they are to be multiplied by, as heading, cell or format say.
        has_own_unit: cells whose text names the unit and no thousands.
        hints: the heading's thousands.
    """
    import numpy as np

    codes = blank_column(numbers.index, "str")
    if hints.magnitude < _THOUSAND or not has_own_unit.any():
        return magnitude, codes
    amounts = (numbers * magnitude).where(numbers > 0)
    others = amounts[~has_own_unit].dropna()
    is_full = has_own_unit & False
    if len(others) > 1:
        # As far above the middle as below it: the geometric mean of both readings divides them.
        is_full = has_own_unit & (amounts > others.median() * np.sqrt(hints.magnitude))
    codes = codes.mask(has_own_unit & numbers.notna(), "UNIT_AGAINST_HEADING")
    return magnitude.mask(is_full, 1.0), codes.mask(is_full, "UNIT_IN_FULL")


def _over(strong: pd.DataFrame, weak: pd.DataFrame) -> pd.DataFrame:
    """Two accounts as one: the weaker counts where the stronger says nothing."""
    both = {name: filled(strong[name], weak[name]) for name in SAID if name != "is_per_item"}
    return strong.assign(**both, is_per_item=strong["is_per_item"] | weak["is_per_item"])


def _of_formats(formats: pd.Series, is_time: bool) -> tuple[pd.DataFrame, pd.Series]:
    """What number formats say, and the factor by which they show less than is stored."""
    kinds = formats.dropna().unique().tolist()
    words = _frame([_format_words(code, is_time) or Words() for code in kinds], kinds, formats)
    shown = (
        formats.map({code: 1000.0 ** shown_by(code).thousands for code in kinds})
        .astype("float64")
        .fillna(1.0)
    )
    return words, shown


@lru_cache(maxsize=4096)
def _format_words(code: str, is_time: bool) -> Words | None:
    """The words of a format; thousands left off and a word for thousands cancel each other out."""
    shown = shown_by(code)
    if shown.is_percent:
        return Words(percent=1.0)  # what is stored is the share itself
    if shown.is_percent_literal:
        return Words(percent=0.01)
    words = unit_words(shown.literal, is_time) if shown.literal else Words()
    if words is None or words.magnitude is None:
        return words
    return Words(words.magnitude / 1000.0**shown.thousands).over(words)


def _frame(words: list[Words], kinds: list[str], of: pd.Series) -> pd.DataFrame:
    """Words of each kind, for every row; a row without one says nothing."""
    import pandas as pd

    by_kind = pd.DataFrame(
        [[getattr(kind_words, name) for name in SAID] for kind_words in words],
        columns=list(SAID),
        index=kinds,
    )
    # Words that say nothing at all would leave columns of objects; the dtypes make all rows alike.
    by_kind = by_kind.astype(dict.fromkeys(_FLOATS, "float64") | dict.fromkeys(("currency", "time"), "str"))
    frame = by_kind.reindex(of.to_numpy()).set_axis(of.index)
    return frame.assign(is_per_item=frame["is_per_item"].eq(True))


def _differs(words: pd.DataFrame, hints: Hints) -> pd.Series:
    """Whether a unit of time or a currency is another one than the heading's."""
    other = (
        words["time"].notna() & (words["time"] != hints.time) if hints.time else words["time"].isna() & False
    )
    if hints.currency:
        other = other | words["currency"].notna() & (words["currency"] != hints.currency)
    return other


def _differs_in_scale(words: pd.DataFrame, shown: pd.Series, hints: Hints) -> pd.Series:
    """Whether a format shows another scale than the heading names; thousands left off under "k€" are the same."""
    own = (words["magnitude"].fillna(1.0) * shown).where(words["magnitude"].notna() | (shown != 1))
    return own.notna() & (hints.magnitude != 1) & (own != hints.magnitude)
