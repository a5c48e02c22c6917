"""Notes above or below a table that say in what its amounts are: "All amounts in k€", "Angaben in TEUR"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from schemas.columns import columns
from tasks.intake.cells.quantity import unit_words
from tasks.intake.wording.normalise import tidy

if TYPE_CHECKING:
    from schemas.records import HeadingMatch
    from tasks.intake.cells.cell_kinds import Hints
    from tasks.intake.cells.plans import Words
    from tasks.intake.tables.blocks import Block

_ROWS = 10  # notes stand within so many rows above the headings, or at the foot
_NOTE = re.compile(
    r"^\W*(?:all |alle |tous les |todos los )?(?:amounts?|costs?|figures|values|money|currency|angaben|betr[äa]ge|werte|kosten"
    r"|w[äa]hrung|montants|chiffres|co[ûu]ts|devise|importes|cifras|costes|moneda)\b"
    r"(?: (?:are|is|shown|given|stated|quoted|sind|sont|est[áa]n))*\s*(?:\bin\b|\ben\b|:|=)\s*(?:\bin\b|\ben\b)?\s*(?P<unit>[^.;]{1,25})\.?$",
    re.I,
)
_BRACKETED = re.compile(r"[(\[]\s*(?:in|en)\s+(?P<unit>[^()\[\]]{1,20})[)\]]\s*$", re.I)


def unit_note(block: Block) -> tuple[int, Words] | None:
    """Row number of a note that says a currency or thousands of the amounts, and what it says; None without one."""
    grid = block.sheet.grid
    above = grid.loc[: block.header_rows[0] - 1].tail(_ROWS)
    for row, cells in [*above.iterrows(), *block.data.tail(_ROWS).iterrows()]:
        texts = [tidy(cell) for cell in cells if isinstance(cell, str) and cell.strip()]
        if not 1 <= len(texts) <= 2 or cells.notna().sum() != len(texts):
            continue
        found = _NOTE.match(" ".join(texts)) or _BRACKETED.search(texts[0])
        words = unit_words(found["unit"].strip()) if found else None
        if words and (words.magnitude or words.currency) and not (words.time or words.percent or words.noun):
            return int(row), words
    return None


def with_note(match: HeadingMatch, hints: Hints, words: Words) -> tuple[HeadingMatch, Hints] | None:
    """A column of amounts read as the note says, where its heading says neither thousands nor another currency."""
    is_money = match.column is not None and columns()[match.column].type == "money"
    is_by_hour = match.column == "hourly_cost"
    magnitude = 1.0 if is_by_hour or hints.magnitude != 1 else words.magnitude or 1.0
    currency = words.currency if hints.currency is None else None
    other = words.currency is not None and hints.currency not in (None, words.currency)
    if not is_money or other or (magnitude == 1 and currency is None):
        return None
    unit = " ".join(
        part for part in (currency, match.unit, f"x {magnitude:g}" if magnitude != 1 else "") if part
    )
    return replace(match, factor=match.factor * magnitude, unit=unit or None), replace(
        hints,
        magnitude=hints.magnitude * magnitude,
        factor=hints.factor * magnitude,
        currency=hints.currency or currency,
    )
