"""The cells of one table as values of its columns, and what there is to tell about cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from schemas.columns import Column, columns
from schemas.issues import IssuePlace
from schemas.records import HeadingMatch
from tasks.intake.assemble.added_columns import add_up, join_lists
from tasks.intake.assemble.cell_issues import cell_issues
from tasks.intake.assemble.read_measure import read_measure
from tasks.intake.cells.cell_kinds import Reading, sort_cells
from tasks.intake.cells.dates import shown_order
from tasks.intake.cells.frequencies import runs_of
from tasks.intake.cells.lists import of_whom
from tasks.intake.cells.parse_column import read_column
from tasks.intake.cells.told import values_in_words
from tasks.intake.columns.multiplied import multiply
from tasks.intake.columns.providers import settle_providers
from tasks.intake.columns.recognition import Recognition
from tasks.intake.columns.settled import with_words
from tasks.intake.columns.yearly_volume import yearly_volume
from tasks.intake.tables.blocks import Block
from tasks.intake.wording.normalise import tidy

if TYPE_CHECKING:
    import pandas as pd

# Whose currency is taken first where the amounts of a row differ: the cost of the process before single
# contracts.
MONEY_ORDER = (
    "annual_cost",
    "labour_cost",
    "contract_value",
    "outsourced_cost",
    "committed_fee",
    "actual_fee",
    "hourly_cost",
    "transition_cost",
)


@dataclass(frozen=True)
class TableCells:
    """The cells of a table, all with the row number as index.

    Attributes:
        raw: as sent, by letter, without cells that cannot be used, words of a map in their place.
        typed: values by column, process_name among them.
        readings: how each column was read.
        parts: columns whose figures were added to those of another one, and how each was read.
        unusable: codes of cells with an Excel error or a formula without a value, by letter.
        settled: codes that several columns together give the cells of one, by column; the first that has one counts.
        notes: sentences for the account of the table.
    """

    raw: pd.DataFrame
    typed: pd.DataFrame
    readings: dict[str, Reading]
    parts: list[tuple[HeadingMatch, Reading]]
    unusable: dict[str, pd.Series]
    settled: tuple[dict[str, pd.Series], ...]
    notes: list[str]


def read_cells(
    block: Block, recognition: Recognition, raw: pd.DataFrame, known_names: dict[str, str] | None
) -> TableCells:
    """Read the cells of the rows that are data.

    Args:
        block: the table.
        recognition: what its headings stand for.
        raw: cells of the rows that are data, by letter.
        known_names: process names by id, for rows that have an id and no name.

    Returns:
        Typed values: amounts in their currency, volumes a year, models and providers agreed with each other.
    """
    import pandas as pd

    # The order below: each cell by its own, then what columns say together. Volumes are brought to a year
    # before amounts for each item are multiplied with them.
    unusable, raw = _unusable_cells(block, raw)
    worded = {
        letter: with_words(raw[letter], entry, path, recognition.used_words)
        for letter, (path, entry) in recognition.words.items()
    }
    raw = raw.assign(**worded) if worded else raw
    readings = {
        match.column: _read(match.column, match, recognition, raw)
        for match in recognition.matches
        if match.column
    }
    readings |= _dates_as_elsewhere(readings, recognition, raw)
    parts = [
        (match, _read(match.part_of, match, recognition, raw))
        for match in recognition.matches
        if match.part_of
    ]
    typed = pd.DataFrame({column: reading.values for column, reading in readings.items()}, index=raw.index)
    for column in dict.fromkeys(match.part_of for match, _ in parts):
        letter = recognition.letter(column) or ""
        others = [(reading, raw[match.letter]) for match, reading in parts if match.part_of == column]
        if column == "data_types":
            whole = join_lists(typed[column], [reading.values for reading, _ in others])
        else:
            whole, readings[column] = add_up(readings[column], raw[letter], others)
        typed = typed.assign(**{column: whole})
    if "data_types" in typed:
        typed = typed.assign(data_types=of_whom(typed["data_types"], typed.get("data_subject_categories")))
    typed, notes = _volumes(typed, readings, recognition)
    typed, of_providers = settle_providers(typed, *_done_by(readings, recognition))
    typed, of_counts = multiply(typed, recognition.matches)
    typed, of_currencies = with_currencies(typed, readings)
    names = typed.get("process_name", pd.Series(index=typed.index, dtype="str"))
    if known_names and "process_id" in typed:
        names = names.fillna(typed["process_id"].map(known_names).astype("str"))
    typed = typed.assign(process_name=names)
    return TableCells(raw, typed, readings, parts, unusable, (of_currencies, of_providers, of_counts), notes)


def _read(column: str, match: HeadingMatch, recognition: Recognition, raw: pd.DataFrame) -> Reading:
    """The cells of one column of the sheet as this column of the dictionary."""
    hints = recognition.hints[match.letter]
    return read_measure(columns()[column], match, raw[match.letter], hints, raw.get(match.unit_letter))


def _dates_as_elsewhere(
    readings: dict[str, Reading], recognition: Recognition, raw: pd.DataFrame
) -> dict[str, Reading]:
    """Columns of dates such as 03/04/2025 read anew in the order that all other columns of dates show, where these
    agree.
    """
    doubtful = {
        match.letter: match
        for match in recognition.matches
        if match.column and (readings[match.column].codes == "DATE_READ_TWO_WAYS").any()
    }
    if not doubtful:
        return {}
    texts_by_letter = {
        letter: sort_cells(raw[letter]).texts.dropna() for letter in raw if letter not in doubtful
    }
    orders = {shown_order(texts) for texts in texts_by_letter.values()} - {None}
    if len(orders) != 1:
        return {}
    is_day_first = orders.pop()
    return {
        match.column: read_column(
            columns()[match.column],
            raw[letter],
            replace(recognition.hints[letter], is_day_first=is_day_first),
        )
        for letter, match in doubtful.items()
        if match.column
    }


def issues_of_cells(
    cells: TableCells, recognition: Recognition, is_read: pd.Series, where: IssuePlace
) -> list[dict[str, Any]]:
    """Issues of cells that could not be read, or were read with a repair, column by column.

    Args:
        cells: as read.
        recognition: what the headings stand for.
        is_read: whether a row is audited, by row number; cells of other rows have no issues.
        where: file and sheet.
    """
    issues: list[dict[str, Any]] = []
    letters = {match.column: match.letter for match in recognition.matches if match.column}
    added = {match.part_of for match, _ in cells.parts}
    for match, reading in cells.parts:
        codes = reading.codes.fillna(cells.unusable.get(match.letter, reading.codes))
        as_read = cells.typed.assign(**{match.part_of: reading.values})
        issues += cell_issues(
            codes[is_read],
            **where,
            letter=match.letter,
            column=match.part_of,
            readings_of=partial(_in_words, columns()[match.part_of], as_read),
        )
    for column, reading in cells.readings.items():
        # A cell of a sum is told as it was read itself.
        as_read = cells.typed.assign(**{column: reading.values}) if column in added else cells.typed
        codes = reading.codes
        of_letter = cells.unusable.get(letters[column])
        # A cell has one issue: what its own text says, then what columns together say, then the error of the
        # file.
        for further_codes in (*(codes_by_column.get(column) for codes_by_column in cells.settled), of_letter):
            codes = codes if further_codes is None else codes.fillna(further_codes)
        issues += cell_issues(
            codes[is_read],
            **where,
            letter=letters[column],
            column=column,
            readings_of=partial(_in_words, columns()[column], as_read),
        )
    for match in recognition.matches:
        if match.column is None and not match.part_of and match.letter in cells.unusable:
            issues += cell_issues(
                cells.unusable[match.letter][is_read],
                **where,
                letter=match.letter,
                column=tidy(match.heading) or match.letter,
            )
    return issues


def _in_words(column: Column, as_read: pd.DataFrame, rows: pd.Index) -> pd.Series:
    """What some rows of a column were read as, in words."""
    currency = as_read.loc[rows, "currency"] if column.type == "money" and "currency" in as_read else None
    return values_in_words(column, as_read.loc[rows, column.name], currency)


def _unusable_cells(block: Block, raw: pd.DataFrame) -> tuple[dict[str, pd.Series], pd.DataFrame]:
    """Cells with Excel errors and formulas without a value, by letter; they are blank in the rows
    returned.
    """
    import pandas as pd

    rows = set(raw.index)
    codes_by_letter: dict[str, dict[int, str]] = {}
    for code, addresses in (
        ("EXCEL_ERROR", block.sheet.error_cells),
        ("FORMULA_WITHOUT_VALUE", block.sheet.formula_cells),
    ):
        for address in addresses:
            letter, row = re.sub(r"\d", "", address), int(re.sub(r"\D", "", address) or 0)
            if letter in raw.columns and row in rows:
                codes_by_letter.setdefault(letter, {})[row] = code
    marked = {
        letter: pd.Series(codes, dtype="str").reindex(raw.index) for letter, codes in codes_by_letter.items()
    }
    return marked, raw.assign(
        **{letter: raw[letter].mask(codes.notna()) for letter, codes in marked.items()}
    ) if marked else raw


def _done_by(
    readings: dict[str, Reading], recognition: Recognition
) -> tuple[pd.Series | None, pd.Series | None, str]:
    """The names of those who do the work and the ends of their contracts, where a column holds them, and the heading
    of the providers.
    """
    model = readings.get("current_model")
    heading = next((match.heading for match in recognition.matches if match.column == "provider"), "")
    extras = model.extras if model else {}
    return extras.get("names"), extras.get("ends"), heading


def _volumes(
    typed: pd.DataFrame, readings: dict[str, Reading], recognition: Recognition
) -> tuple[pd.DataFrame, list[str]]:
    match = next((match for match in recognition.matches if match.column == "volume"), None)
    if match is None or match.unit or match.year:  # "Volume 2025" is that of a year
        return typed, []
    says_own = readings["volume"].extras["says_own"]
    # Times of all items depend on the volume and cannot show what period it is of.
    times = next(
        (match.multiplier for match in recognition.matches if match.column == "handling_minutes"), ""
    )
    minutes = None if times else typed.get("handling_minutes")
    runs = None
    if "frequency" in typed:
        runs = runs_of(typed["frequency"], readings["frequency"].extras.get("runs"))
    volume, note = yearly_volume(typed["volume"], says_own, minutes, typed.get("fte"), runs)
    return typed.assign(volume=volume), [note] if note else []


def with_currencies(
    typed: pd.DataFrame, readings: dict[str, Reading]
) -> tuple[pd.DataFrame, dict[str, pd.Series]]:
    """The currency of each row: its currency column, else what its amounts say. Amounts in another one are
    blanked.

    Args:
        typed: columns as read.
        readings: the same columns with the currencies of their amounts.

    Returns:
        The columns with ``currency``, and the issue codes of the amounts that were blanked, by column.
    """
    import pandas as pd

    money = [column for column in MONEY_ORDER if column in readings]
    if not money:
        return typed, {}
    # The row's own currency column first; amounts fill it in the order above.
    currency = typed["currency"] if "currency" in typed else pd.Series(index=typed.index, dtype="str")
    for column in money:
        currency = currency.fillna(readings[column].extras["currency"])
    findings, blanked = {}, {}
    for column in money:
        own = readings[column].extras["currency"]
        # Nothing is converted here: an amount in another currency is blanked and told.
        other = own.notna() & currency.notna() & (own != currency) & typed[column].notna()
        if other.any():
            findings[column] = pd.Series(index=typed.index, dtype="str").mask(
                other, "MONEY_IN_OTHER_CURRENCY"
            )
            blanked[column] = typed[column].mask(other)
    return typed.assign(currency=currency, **blanked), findings
