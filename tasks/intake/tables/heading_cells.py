"""What single cells of a row are that may hold headings: figures, units, the name of the processes."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from tasks.intake.wording.cell_words import meanings_of
from tasks.intake.wording.heading import equal_alias, parse_heading, says_process
from tasks.intake.wording.known_headings import unit_words
from tasks.intake.wording.normalise import fold, words, words_in
from tasks.intake.wording.short_periods import with_full_periods
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    import pandas as pd


# A longer text is an instruction or a remark, not the heading of a column.
LONGEST_HEADING = 150
_LONGEST_UNIT = 25
_UNITS = frozenset({"magnitude", "time", "period", "currency", "percent", "with_currency"})
_FEWEST_MONTHS = 3  # columns of months or numbers side by side that are no two values of one process
# What a second header row holds: "(EUR)", "min", "y/n", "1-5", "max 50 characters", "mandatory", "xs:string".
_MACHINE = re.compile(
    r"^(?:[a-z][\w-]*:\s?\w[\w-]*|(?:use\s+)?https?://\S+|[\(\[].{1,25}[\)\]]|%|#|y/n"
    r"|(?:in |en )?(?:[€$£]|k€|t€)|\d\s*(?:-|–|\.\.)\s*\d+"
    r"|(?:max(?:imum|\.)? )?\d+ (?:characters?|chars?|zeichen|caract[eè]res|caracteres)|\d+\s*(?:-|–|\.\.)\s*\d+"
    r"|eur|usd|gbp|chf|cad|min(?:ute[sn]?)?|sec(?:onds)?|hours?|h|std\.?|stunden|days?|tage|weeks|wochen|months|years|fte"
    r"|per (?:year|month|week|day)|p\.a\."
    r"|(?:please )?(?:select|choose|enter|auswahl|bitte w[äa]hlen|choisir|s[ée]lectionner|elegir|seleccionar)\s?:.*"
    r"|mandatory|optional|required|pflicht|optionnel|obligatoire|obligatorio)$",
    re.I,
)


def filled_cells(row: pd.Series) -> dict[str, object]:
    """The filled cells of one row by letter."""
    cells = zip(row.index, row, strict=True)
    return {letter: value for letter, value in cells if is_filled(value)}


def is_filled(cell: object) -> bool:
    """Whether a cell holds something; what is missing is None or not equal to itself."""
    return cell is not None and cell == cell


def heading_text(cell: object) -> str:
    """A cell of a header row as text: 2024 without a decimal point, a date without a time.

    Args:
        cell: as RawSheet.grid holds it.
    """
    if isinstance(cell, dt.date):
        return cell.isoformat()[:10]
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def head_columns(figures: list[object]) -> bool:
    """Whether figures may head columns: years, the months of some years as dates or as 202601, or 1, 2, 3 and on.

    Args:
        figures: cells of one row that hold no text.
    """
    rest = [cell for cell in figures if not is_year(cell)]
    if not rest:
        return True
    if all(isinstance(cell, dt.date) for cell in rest):
        days = [cell for cell in rest if isinstance(cell, dt.date)]
        return (
            len(days) >= _FEWEST_MONTHS and len({day.day for day in days}) == 1 and days == sorted(set(days))
        )
    numbers = [float(cell) for cell in rest if isinstance(cell, (int, float)) and not isinstance(cell, bool)]
    if len(numbers) < len(rest) or not all(number.is_integer() for number in numbers):
        return False
    if all(1990 <= number // 100 <= 2100 and 1 <= number % 100 <= 12 for number in numbers):
        return len(numbers) >= _FEWEST_MONTHS and numbers == sorted(set(numbers))
    # Of two numbers the first must be 1: 4 and 5 may as well be levels of a process.
    is_series = all(later - number == 1 for number, later in pairwise(numbers))
    return (
        is_series
        and numbers[0] >= 0
        and len(numbers) > 1
        and (numbers[0] == 1 or len(numbers) >= _FEWEST_MONTHS)
    )


def as_number(cell: object) -> object:
    """A figure that was written as text as a number; other cells as they are.

    Args:
        cell: as RawSheet.grid holds it.
    """
    whole = isinstance(cell, str) and re.fullmatch(r"\d{1,6}(?:\.0)?", cell.strip())
    return float(cell) if isinstance(cell, str) and whole else cell


def is_year(cell: object) -> bool:
    """Whether a cell holds a number that may be a year.

    Args:
        cell: as RawSheet.grid holds it.
    """
    return isinstance(cell, (int, float)) and 1990 <= cell <= 2100 and cell == int(cell)


def is_figure(cell: object) -> bool:
    """Whether a cell holds a number, as one or as text.

    Args:
        cell: as RawSheet.grid holds it.
    """
    is_number = isinstance(cell, (int, float)) and not isinstance(cell, bool)
    return is_number or isinstance(cell, str) and bool(re.fullmatch(r"[-+]?\d[\d.,'\s]*", cell.strip()))


def names_the_processes(text: str) -> bool:
    """Whether a text is a heading of names of processes.

    Args:
        text: of one cell.
    """
    heading = parse_heading(text)
    alias = equal_alias(heading)
    return alias is not None and says_process(heading, alias[0])


def is_machine(text: str) -> bool:
    """Whether a text is a unit, a type or a limit of cells, or whether they must be filled in.

    Args:
        text: of one cell.
    """
    return bool(_MACHINE.match(text)) or fold(text) in words_of_kind("type_word") or is_unit(text)


@cache
def is_unit(text: str) -> bool:
    """Whether a text is made of units, periods and what is counted alone: "Stk./Monat", "in TEUR", "min per case".

    Args:
        text: without spaces around it.
    """
    if (
        len(text) > _LONGEST_UNIT or parse_heading(f"Volume {text}").meaning.span.words
    ):  # "2024" divides "Volume"
        return False
    parts = words(with_full_periods(text))
    units = [part in unit_words() or not _UNITS.isdisjoint(meanings_of(part, part.upper())) for part in parts]
    counted = words_in("count_noun") | words_in("number_of") | set(words_of_kind("per"))
    return any(units) and all(is_unit or part in counted for part, is_unit in zip(parts, units, strict=True))
