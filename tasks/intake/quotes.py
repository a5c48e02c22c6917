"""Quotes of providers on a sheet of the list or in a file of their own, told by their headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from schemas.columns import columns
from schemas.issues import issue
from schemas.phrases import counted
from schemas.quotes import QUOTE_FIELDS, Quote
from tasks.excel import cell_address
from tasks.intake.cells.categories import as_text
from tasks.intake.cells.cell_kinds import Hints, sort_cells
from tasks.intake.cells.parse_column import read_column
from tasks.intake.files.raw import numbered_rows
from tasks.intake.tables.decimal_mark import decimal_evidence, shapes_of
from tasks.intake.wording.cell_words import currency_codes
from tasks.intake.wording.normalise import fold, words
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    import pandas as pd

    from tasks.intake.files.raw import RawFile, RawSheet

# Fields without which a table is none of quotes, and a line no quote.
TELLING = QUOTE_FIELDS[:3]
MOST_ROWS_ABOVE = 30  # titles and notes above the headings
OWN_SHARE = 0.6  # of the headings are those of quotes, where the name of the sheet does not say so
# Fields that are read like a column of the list of processes.
READ_AS = {
    "rate": "transition_cost",
    "one_off": "transition_cost",
    "term": "contract_years",
    "currency": "currency",
    "valid_until": "contract_end",
}
# Fields of one word out of a list, with the kind of the list.
WORDS = {"basis": "fee_basis", "vat": "quote_vat", "vat_included": "quote_vat_included"}
_IN_BRACKETS = re.compile(r"\s*[(\[]([^)\]]*)[)\]]")
_SEPARATOR = re.compile(r"[;,|\n]")


@dataclass(frozen=True)
class QuoteTable:
    """Where a table of quotes is: the row of its headings, the letter of each field, and a currency that a heading
    names (empty where none does).
    """

    sheet: RawSheet
    heading_row: int
    letters: dict[str, str]
    currency: str


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
        if len(texts) >= len(TELLING) and (table := _with_headings(sheet, row, texts)):
            return table
    return None


def _with_headings(sheet: RawSheet, row: int, texts: dict[str, str]) -> QuoteTable | None:
    quote_headings, sheet_words = words_of_kind("quote_heading"), words_of_kind("quote_sheet")
    letters, currency = {}, ""
    for letter, text in texts.items():
        # Without what is in brackets, which may be a currency; then whole, for headings that have brackets
        # themselves.
        field = quote_headings.get(fold(_IN_BRACKETS.sub("", text)).rstrip(" :*")) or quote_headings.get(
            fold(text)
        )
        if field is None or field in letters:
            continue
        letters[field] = letter
        if field in ("rate", "one_off"):
            codes = [code for part in _IN_BRACKETS.findall(text) if (code := part.strip().upper())]
            currency = next((code for code in codes if code in currency_codes()), currency)
    is_quotes = set(TELLING) <= set(letters) and ("scope" in letters or "bundle" in letters)
    # Some headings of a list of processes are those of quotes too; the name of the sheet or most headings
    # must agree.
    is_named_so = any(word in sheet_words for word in words(sheet.name)) if is_quotes else False
    if not is_quotes or not (is_named_so or len(letters) >= OWN_SHARE * len(texts)):
        return None
    return QuoteTable(sheet, row, letters, currency)


def _quotes(file: str, table: QuoteTable) -> tuple[list[Quote], list[dict[str, Any]]]:
    """The lines of a table as quotes, and an issue for each one that lacks something or cannot be read."""
    import pandas as pd

    data = table.sheet.grid.loc[table.sheet.grid.index > table.heading_row, list(table.letters.values())]
    data = data.set_axis(list(table.letters), axis=1).dropna(how="all")
    series_by_name = {name: _values(name, data[name]) for name in table.letters}
    quotes, issues = [], []
    for row in data.index:
        cells = {name: cell_address(letter, int(row)) for name, letter in table.letters.items()}
        cells_read: dict[str, Any] = {
            name: value_series.at[row] for name, (value_series, _) in series_by_name.items()
        }
        line: dict[str, Any] = {name: None if pd.isna(value) else value for name, value in cells_read.items()}
        # The column of currencies, then the sign in the cell of the rate, then the heading.
        currency = line.get("currency") or _currency_of(series_by_name, row) or table.currency
        wrong = _wrong(line, data.loc[row], currency)
        if wrong:
            column, code = wrong
            cell = cells.get(column) or cells["rate"]
            issues.append(
                issue(code, file=file, sheet=table.sheet.name, cell=cell, row=int(row), column=column)
            )
            continue
        until = line.get("valid_until")
        quotes.append(
            Quote(
                file,
                table.sheet.name,
                int(row),
                str(line["provider"]),
                str(line["basis"]),
                float(line["rate"]),
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


def _values(name: str, raw: pd.Series) -> tuple[pd.Series, pd.Series | None]:
    """A column read, and the currency of each cell where it holds money."""
    if name in READ_AS:
        commas, points = decimal_evidence(shapes_of(sort_cells(raw).texts.dropna()))
        # The decimal mark of the column by its own cells: a sheet of quotes may come from another country
        # than the list.
        hints = Hints(decimal="," if commas > points else ".")
        reading = read_column(columns()[READ_AS[name]], raw, hints)
        return reading.values, reading.extras.get("currency")
    texts = as_text(raw)
    if name in WORDS:
        values_by_word = words_of_kind(WORDS[name])
        return texts.map(
            lambda text: values_by_word.get(fold(text).replace("/", "per ").strip(" ."), None),
            na_action="ignore",
        ), None
    return texts, None


def _currency_of(series_by_name: dict[str, tuple[pd.Series, pd.Series | None]], row: int) -> str | None:
    """The currency that the cell of the rate names."""
    import pandas as pd

    currencies = series_by_name["rate"][1]
    named: Any = None if currencies is None else currencies.at[row]
    return None if named is None or pd.isna(named) else str(named)


def _wrong(line: dict[str, Any], cells: pd.Series, currency: str | None) -> tuple[str, str] | None:
    """The field that keeps a line from being a quote and the code to tell; None where there is none."""
    for name in ("provider", "basis", "rate", "one_off", "term", "valid_until", "currency", *WORDS):
        is_filled = name in cells and cells.notna()[name]
        if is_filled and line.get(name) is None:
            return name, "QUOTE_BASIS_UNKNOWN" if name == "basis" else "QUOTE_CELL_UNREADABLE"
        if not is_filled and name in TELLING:
            return name, "QUOTE_CELL_MISSING"
    for name in ("rate", "one_off", "term"):
        value = line.get(name)
        if value is not None and (value < 0 or (value == 0 and name != "one_off")):
            return name, "QUOTE_CELL_UNREADABLE"
    if not currency:
        return "currency", "QUOTE_CELL_MISSING"
    if not line.get("bundle") and not _parts(line.get("scope")):
        return "scope", "QUOTE_CELL_MISSING"
    return None


def _parts(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in _SEPARATOR.split(text or "") if part.strip())
