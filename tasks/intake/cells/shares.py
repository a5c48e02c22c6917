"""Shares (0..1): percent, per mille or fraction, decided for each cell that says it, else once for the column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemas.columns import Column, blank_column
from schemas.phrases import phrase
from tasks.distinct_texts import distinct_texts
from tasks.intake.cells.cell_kinds import Hints, Reading, but, filled, mark, sort_cells
from tasks.intake.cells.evidence import stated_units
from tasks.intake.cells.number_text import read_quantities
from tasks.intake.thresholds import FRACTION_SHARE
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import alternatives, words_of_kind

if TYPE_CHECKING:
    import pandas as pd


_SHARE_UNITS = {1.0: "share", 0.01: "percent", 0.001: "per mille", 0.0001: "basis points", 0.000001: "ppm"}


def read_shares(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """A column of shares as 0..1; cells that say percent or per mille by themselves, the rest by one rule.

    Args:
        column: the column of the input dictionary; its maximum may be above 1.
        raw: its cells as RawSheet.grid holds them.
        hints: the decimal mark, the unit, scale and direction of the heading, and number formats.

    Returns:
        Shares as floats; ``notes`` say how bare numbers were read.
    """
    spoken = words_of_kind("share_word")
    cells = sort_cells(raw, keep=frozenset(spoken))
    distinct = distinct_texts(cells.texts)[1]
    one_in = {text: _one_in(text) for text in distinct if not text.endswith("%")}
    shares_by_text = {text: spoken.get(fold(text)) or one_in.get(text) for text in distinct}
    worded, texts = blank_column(raw.index, "float64"), cells.texts
    if any(share is not None for share in shares_by_text.values()):
        worded = texts.map(shares_by_text).astype("float64")
        texts = texts.mask(worded.notna())
    parts = read_quantities(texts, hints.decimal)
    stated = stated_units(parts, cells.numbers, hints, is_time=False)
    numbers = filled(cells.numbers, parts["value"])
    own = stated.words["percent"]
    bare = but(numbers, own.notna())
    # 0..1 and 0..100 are no scales but the two ways to write a share.
    scale = hints.scale if hints.scale and hints.scale[1] not in (1, 100) else None
    # Texts with a sign ("2,5 %") say what a bare 1 among them is; a number format says nothing of other numbers.
    is_signed = 2 * int((texts.notna() & own.notna()).sum()) >= int(numbers.notna().sum()) > 0
    factor, note = _column_rule(bare.dropna(), hints, scale, column.maximum or 1.0, is_signed)
    values = _on_scale(bare, scale) if scale else bare * factor
    misfit = numbers.notna() & _does_not_fit(parts, stated.words)
    values = filled(but(filled(values, numbers * own), misfit), worded)
    notes = [note] if note else []
    if hints.is_reversed:
        values = 1 - values
        notes.append(phrase("the heading means the opposite: read as 1 less the share"))
    codes = filled(but(cells.codes, misfit, "UNIT_DOES_NOT_FIT"), stated.codes, parts["code"])
    written_out = [text for text, share in one_in.items() if share is not None]
    if written_out:
        codes = mark(codes, cells.texts.isin(written_out), "NUMBER_WRITTEN_OUT")
    codes = mark(
        mark(codes, cells.dates.notna(), "DATE_FOR_NUMBER"), cells.flags.notna(), "CELL_NOT_A_NUMBER"
    )
    # 0.5 in a column of percent may be half a percent or a half: the cell is read as percent and marked.
    is_small = bare.between(0, 1, inclusive="right" if is_signed else "neither")
    is_mixed = (factor != 1) & is_small & (is_signed | (bare.max() > 1))
    codes = mark(codes, is_mixed & (scale is None), "SHARE_BELOW_ONE_PERCENT")
    # Of 0 and 1 alone nobody knows whether 1 is all or one percent.
    is_unclear = bare.eq(1) & (bool(bare.dropna().isin((0, 1)).all()) and factor == 1 and not scale)
    is_unclear &= hints.percent is None
    values, codes = values.mask(is_unclear), mark(codes, is_unclear, "SHARE_SCALE_UNCLEAR")
    read_as = "" if scale or values[bare.notna()].fillna(0).eq(0).all() else _SHARE_UNITS.get(factor, "")
    return Reading(values, codes, tuple(notes), read_as=read_as)


def _one_in(text: str) -> float | None:
    """The share of "1 in 50", "2 per 1,000" or "1:200"; "3/5" and "3 of 5" may be points of a scale, and are none."""
    match = re.fullmatch(rf"(\d+) ?({alternatives('one_in', fold)}) ?(\d[\d., ']*)", fold(text))
    if not match:
        return None
    part, whole = float(match[1]), float(re.sub(r"[., ']", "", match[3]))
    least = float(words_of_kind("one_in")[match[2]])
    is_grouped = re.fullmatch(r"\d{1,3}(?:[., ']\d{3})*|\d+", match[3])
    return part / whole if is_grouped and part <= whole and whole >= least else None


def _does_not_fit(parts: pd.DataFrame, words: pd.DataFrame) -> pd.Series:
    other = words["currency"].notna() | words["time"].notna() | words["magnitude"].notna()
    return (
        other
        | words["is_per_item"]
        | (words["period"] > 1)
        | ~parts["noun"].fillna("any").isin(["any", "items"])
    )


def _on_scale(bare: pd.Series, scale: tuple[float, float, bool]) -> pd.Series:
    """Points of a scale that the heading declares, as a share of the way from its low to its high end."""
    low, high, is_reversed = scale
    values = (bare - low) / (high - low)
    return 1 - values if is_reversed else values


def _column_rule(
    bare: pd.Series, hints: Hints, scale: tuple[float, float, bool] | None, top: float, is_signed: bool
) -> tuple[float, str | None]:
    """By what the bare numbers of a column are multiplied, and how they were read."""
    if scale:
        return 1.0, phrase(
            "a scale from {low} to {high} read as a share from 0 to 1",
            low=float(scale[0]),
            high=float(scale[1]),
        )
    if not len(bare):
        return 1.0, None
    if hints.percent is not None and "unit" in hints.settled:
        return hints.percent, None
    if hints.percent not in (None, 0.01):
        return hints.percent, phrase(
            "figures read in units of {unit}, as the heading says", unit=float(hints.percent)
        )
    is_percent = hints.percent is not None or is_signed
    inside = bare.between(0, 1, inclusive="neither")
    # All within 0..1: fractions, unless the heading says percent and no cell is a fraction, as with 0 and 1
    # alone.
    if bare.max() <= top and not (is_percent and not inside.any() and bare.max() > 0):
        return 1.0, phrase("numbers from 0 to 1 read as fractions (0.05 is 5 %)") if inside.any() else None
    if not is_percent and inside.sum() >= FRACTION_SHARE * bare[bare > 0].count() and inside.sum() >= 4:
        return 1.0, phrase("numbers read as fractions (0.05 is 5 %); a few lie above 1")
    return 0.01, phrase("numbers read as percent (5 is 5 %)")
