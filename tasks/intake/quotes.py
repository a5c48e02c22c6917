"""Quotes of providers on a sheet of the list or in a file of their own, told by their headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from schemas.columns import columns
from schemas.issues import issue
from schemas.phrases import counted
from schemas.quotes import Quote
from tasks.excel import cell_address
from tasks.intake.cells.categories import as_text
from tasks.intake.cells.cell_kinds import Hints, sort_cells
from tasks.intake.cells.frequencies import working_days
from tasks.intake.cells.money import HOURS
from tasks.intake.cells.numbers import unit_factors
from tasks.intake.cells.parse_column import read_column
from tasks.intake.cells.plans import Words
from tasks.intake.columns.unit_notes import amounts_in
from tasks.intake.files.raw import note_texts, numbered_rows
from tasks.intake.tables.decimal_mark import decimal_evidence, shapes_of
from tasks.intake.wording.heading import Heading, parse_heading
from tasks.intake.wording.known_headings import BRACKETS
from tasks.intake.wording.normalise import fold, phrase, tidy, words
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    import pandas as pd

    from tasks.intake.files.raw import RawFile, RawSheet

FEWEST_HEADINGS = 3
MOST_ROWS_ABOVE = 30  # titles and notes above the headings
OWN_SHARE = 0.6  # of the headings are those of quotes, where the name of the sheet does not say so
LONGEST_TERM_YEARS = 15  # a longer one is taken for months
# Fields that are read like a column of the list of processes.
READ_AS = {
    "rate": "transition_cost",
    "one_off": "transition_cost",
    "term": "contract_years",
    "currency": "currency",
    "valid_until": "contract_end",
}
# Fields of one word out of a list, with the kind of the list.
WORDS = {"vat": "quote_vat", "vat_included": "quote_vat_included"}
AMOUNTS = ("rate", "one_off")
_SEPARATOR = re.compile(r"[;,|\n]")


@dataclass(frozen=True)
class QuoteTable:
    """Where a table of quotes is: the row of its headings, the letter and the heading of each field, and what a note
    above them says of the amounts.
    """

    sheet: RawSheet
    heading_row: int
    letters: dict[str, str]
    headings: dict[str, Heading]
    note: Words | None


def without_quotes(raw: RawFile) -> tuple[RawFile, tuple[Quote, ...], list[dict[str, Any]]]:
    """Takes the sheets of quotes out of a file.

    Args:
        raw: the file as read.

    Returns:
        The file without these sheets, their quotes, and an issue for each line that cannot be used.
    """
    tables = [table for sheet in raw.sheets if (table := _table(sheet))]
    if not tables:
        return raw, (), []
    quotes, issues = [], []
    for table in tables:
        table_quotes, table_issues = _quotes(raw.file, table)
        quotes += table_quotes
        issues += table_issues
    taken = [table.sheet for table in tables]
    left = tuple(sheet for sheet in raw.sheets if not any(sheet is other for other in taken))
    note = counted("{count} quote was read.", "{count} quotes were read.", len(quotes))
    return replace(raw, sheets=left, notes=(*raw.notes, note)), tuple(quotes), issues


def _table(sheet: RawSheet) -> QuoteTable | None:
    """The table of quotes of a sheet; None where no row has the headings that tell one."""
    if sheet.is_hidden:
        return None
    if sheet.headings:
        return _with_headings(sheet, 1, dict(zip(sheet.grid.columns, sheet.headings, strict=True)))
    for row, cells in numbered_rows(sheet.grid.head(MOST_ROWS_ABOVE)):
        filled = zip(sheet.grid.columns, cells, strict=True)
        texts = {letter: cell for letter, cell in filled if isinstance(cell, str)}
        if len(texts) >= FEWEST_HEADINGS and (table := _with_headings(sheet, row, texts)):
            return table
    return None


def _with_headings(sheet: RawSheet, row: int, texts: dict[str, str]) -> QuoteTable | None:
    quote_headings = words_of_kind("quote_heading")
    # Most rows are none of headings, and to take each text apart costs time.
    if not any(quote_headings.get(fold(text).strip(" :*")) == "provider" for text in texts.values()):
        return None
    letters: dict[str, str] = {}
    headings: dict[str, Heading] = {}
    for letter, text in texts.items():
        heading = parse_heading(text)
        # As it is written, then without its units and what is in brackets.
        forms = (phrase(BRACKETS.sub("", text)), *heading.forms)
        field = next((_fields()[form] for form in forms if form in _fields()), None)
        if field is not None and field not in letters:
            letters[field], headings[field] = letter, heading
    if not {"provider", "rate"} <= set(letters) or not {"scope", "bundle"} & set(letters):
        return None
    # Some headings of a list of processes are those of quotes too; the name of the sheet or most headings
    # must agree.
    is_named_so = any(word in words_of_kind("quote_sheet") for word in words(sheet.name))
    has_basis = "basis" in letters or is_named_so and _basis("", headings["rate"]) is not None
    if not has_basis or not (is_named_so or len(letters) >= OWN_SHARE * len(texts)):
        return None
    above = sheet.grid.loc[: row - 1]
    noted = (amounts_in([tidy(text) for text in note_texts(cells)]) for _, cells in numbered_rows(above))
    return QuoteTable(sheet, row, letters, headings, next((words for words in noted if words), None))


@cache
def _fields() -> dict[str, str]:
    """Field of each known heading."""
    return {phrase(text): field for text, field in words_of_kind("quote_heading").items()}


def _quotes(file: str, table: QuoteTable) -> tuple[list[Quote], list[dict[str, Any]]]:
    """The lines of a table as quotes, and an issue for each one that lacks something or cannot be read."""
    import pandas as pd

    data = table.sheet.grid.loc[table.sheet.grid.index > table.heading_row, list(table.letters.values())]
    data = data.set_axis(list(table.letters), axis=1).dropna(how="all")
    values = pd.DataFrame(index=data.index)
    currencies = pd.DataFrame(index=data.index)
    for name in table.letters:
        values[name], stated = _values(name, data[name], table)
        if stated is not None:
            currencies[name] = stated
    quotes, issues = [], []
    for row in data.index:
        cells = {name: cell_address(letter, int(row)) for name, letter in table.letters.items()}
        line = _line(values.loc[row])
        stated = _line(currencies.loc[row])
        # The column of currencies, then what the cells or headings of the amounts say.
        currency = line.get("currency") or next((stated[name] for name in AMOUNTS if stated.get(name)), None)
        basis = _basis(line.get("basis") or "", table.headings["rate"])
        place = {"file": file, "sheet": table.sheet.name, "row": int(row)}
        wrong = _wrong(line, data.loc[row], currency, stated, basis)
        if wrong:
            column, code = wrong
            issues.append(issue(code, cell=cells.get(column) or cells["rate"], column=column, **place))
            continue
        name, factor = basis or ("", 1.0)
        if factor != 1:
            issues.append(
                issue(
                    "QUOTE_RATE_CONVERTED",
                    cell=cells["rate"],
                    column="rate",
                    factor=f"{factor:.6g}",
                    **place,
                )
            )
        until = line.get("valid_until")
        quotes.append(
            Quote(
                file,
                table.sheet.name,
                int(row),
                str(line["provider"]),
                name,
                float(line["rate"]) * factor,
                str(currency),
                str(line.get("bundle") or ""),
                _parts(line.get("scope")),
                line.get("one_off"),
                line.get("term"),
                until.date() if until is not None else None,
                str(line.get("vat") or line.get("vat_included") or ""),
                tuple(cells.items()),
            )
        )
    return quotes, issues


def _line(cells: pd.Series) -> dict[str, Any]:
    import pandas as pd

    return {str(name): None if pd.isna(value) else value for name, value in cells.items()}


def _values(name: str, raw: pd.Series, table: QuoteTable) -> tuple[pd.Series, pd.Series | None]:
    """A column read, and the currency of each cell where it holds money."""
    if name not in READ_AS:
        texts = as_text(raw)
        if name in WORDS:
            values_by_word = words_of_kind(WORDS[name])
            texts = texts.map(lambda text: values_by_word.get(fold(text).strip(" .")), na_action="ignore")
        return texts, None
    column, units = columns()[READ_AS[name]], table.headings[name].units
    commas, points = decimal_evidence(shapes_of(sort_cells(raw).texts.dropna()))
    # The decimal mark of the column by its own cells: a sheet of quotes may come from another country
    # than the list.
    hints = Hints(
        decimal="," if commas > points else ".",
        formats=table.sheet.formats_of(table.letters[name], raw.index),
    )
    if name == "term":
        hints = replace(hints, time=units.time, factor=unit_factors(column.name).get(units.time or "", 1.0))
    if name in AMOUNTS:
        note = table.note or Words()
        magnitude = units.magnitude if units.magnitude != 1 else note.magnitude or 1.0
        hints = replace(
            hints, magnitude=magnitude, factor=magnitude, currency=units.currency or note.currency or None
        )
    reading = read_column(column, raw, hints)
    values = reading.values
    if name == "rate":
        # "35,000 a month": a period in the cell is read for yearly columns alone, and the fee basis is another column.
        by_year = read_column(columns()["committed_fee"], raw, hints).values
        values = values.where(by_year.isna() | (by_year == values))
    if name == "term":
        values = values.where(values <= LONGEST_TERM_YEARS)
    return values, reading.extras.get("currency")


def _basis(text: str, rate: Heading) -> tuple[str, float] | None:
    """The fee basis that a cell says, or the heading of the rate where the cell is empty, and by what the rate is
    multiplied for it ("per month", "per 1,000 items"); None where neither says one, or they differ.
    """
    known = words_of_kind("fee_basis").get(fold(text).replace("/", "per ").strip(" ."))
    heading = parse_heading(f"Fee {text}") if text else rate
    further = heading.telling - {word for kind in ("fee_basis", "quote_heading") for word in _words_of(kind)}
    times = {one.units.per_year for one in (heading, rate)} - {None}
    counts = {one.meaning.items_count for one in (heading, rate)} - {1.0}
    is_by_hour = HOURS in times or "per_hour" in (heading.meaning.basis, rate.meaning.basis)
    periods = times - {HOURS}
    # Of whose day a rate is, and how long it is, nobody says.
    if text and not known and further or len(periods) > 1 or len(counts) > 1 or working_days() in times:
        return None
    by_meaning = {"per_item": "per_item", "per_head": "per_fte"}
    name = known or by_meaning.get(heading.meaning.basis)
    if is_by_hour:
        name = name or "per_hour"
    elif periods:
        name = name or "per_year"
    if name is None or is_by_hour and name != "per_hour":
        return None
    if name in ("per_year", "per_fte"):
        return (name, next(iter(periods), None) or 1.0) if not counts else None
    return (name, 1 / next(iter(counts), 1.0)) if not periods else None


@cache
def _words_of(kind: str) -> frozenset[str]:
    return frozenset(word for text in words_of_kind(kind) for word in words(text))


def _wrong(
    line: dict[str, Any],
    cells: pd.Series,
    currency: str | None,
    stated: dict[str, Any],
    basis: tuple[str, float] | None,
) -> tuple[str, str] | None:
    """The field that keeps a line from being a quote and the code to tell; None where there is none."""
    for name in ("provider", "rate", "one_off", "term", "valid_until", "currency", *WORDS):
        is_filled = name in cells and cells.notna()[name]
        if is_filled and line.get(name) is None:
            return name, "QUOTE_CELL_UNREADABLE"
        if not is_filled and name in ("provider", "rate"):
            return name, "QUOTE_CELL_MISSING"
    if basis is None:
        return "basis", "QUOTE_BASIS_UNKNOWN" if line.get("basis") else "QUOTE_CELL_MISSING"
    for name in ("rate", "one_off", "term"):
        value = line.get(name)
        if value is not None and (value < 0 or (value == 0 and name != "one_off")):
            return name, "QUOTE_CELL_UNREADABLE"
    if not currency:
        return "currency", "QUOTE_CELL_MISSING"
    other = next((name for name in AMOUNTS if stated.get(name) not in (None, currency)), None)
    if other:
        return other, "QUOTE_IN_TWO_CURRENCIES"
    if not line.get("bundle") and not _parts(line.get("scope")):
        return "scope", "QUOTE_CELL_MISSING"
    return None


def _parts(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in _SEPARATOR.split(text or "") if part.strip())
