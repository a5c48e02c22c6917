"""One table read: typed rows, columns carried through, rows set aside, issues, and the account of how it was
read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from schemas.columns import Column, columns
from schemas.issues import issue
from schemas.records import RawTable, TableRead
from tasks.excel import cell_address, column_number
from tasks.intake.assemble.cell_issues import cell_issues
from tasks.intake.assemble.earlier_years import earlier_years
from tasks.intake.assemble.join_rows import join_rows
from tasks.intake.assemble.merged_figures import share_merged, with_shares
from tasks.intake.assemble.place_rows import place_rows, with_marks
from tasks.intake.assemble.read_measure import read_measure
from tasks.intake.assemble.table_record import (
    apart_notes,
    column_notes,
    heading_issues,
    heading_matches,
    hidden_notes,
    roles_of,
    uneven_issues,
    uneven_rows,
)
from tasks.intake.cells.cell_kinds import Reading
from tasks.intake.cells.lists import of_whom
from tasks.intake.cells.told import told
from tasks.intake.cells.words import as_text
from tasks.intake.columns.hierarchy import read_levels
from tasks.intake.columns.matching import Recognition
from tasks.intake.columns.multiplied import multiply
from tasks.intake.columns.providers import settle_providers
from tasks.intake.columns.settled import with_words
from tasks.intake.columns.yearly_volume import yearly_volume
from tasks.intake.tables.blocks import Block
from tasks.intake.tables.footer_rows import not_data
from tasks.intake.tree.drafts import Draft
from tasks.intake.wording.normalise import tidy
from tasks.joined_frames import where

if TYPE_CHECKING:
    import pandas as pd

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
class TableParts:
    """What one table yields. typed, groups and carried have the row number as index; ``set_aside`` holds row
    numbers. typed and groups say in ``parent_row`` and ``level`` where a row stands; groups hold the rows
    with other rows below them, under their own figures, carried all of them.
    """

    read: TableRead
    typed: pd.DataFrame
    groups: pd.DataFrame
    carried: pd.DataFrame
    set_aside: pd.DataFrame
    issues: tuple[dict[str, Any], ...]
    as_sent: RawTable


def read_table(
    block: Block, found: Recognition, file: str, table_id: int, known_names: dict[str, str] | None = None
) -> TableParts:
    """Read one recognised table.

    Args:
        block: headings and rows.
        found: what the headings stand for (process_name among them).
        file: bare name for messages.
        table_id: number of the table in the portfolio, the same in each run over the same files.
        known_names: process names by id from the tables before, for a table that names its rows by id alone.

    Returns:
        Every row that is not blank is in ``typed``, in ``set_aside``, or counted under its role.
    """
    import pandas as pd

    name_letter = found.letter("process_name") or found.letter("process_id") or next(iter(block.headings))
    raw, apart, by_columns = _rows(block, found, name_letter)
    place = {"file": file, "sheet": block.sheet.name}
    found_by_letter, raw = _unusable_cells(block, raw)
    raw = raw.assign(
        **{
            letter: with_words(raw[letter], entry, path, found.used_words)
            for letter, (path, entry) in found.words.items()
        }
    )
    readings = {
        match.column: read_measure(
            match, raw[match.letter], found.hints[match.letter], raw.get(match.unit_letter)
        )
        for match in found.matches
        if match.column
    }
    typed = pd.DataFrame({column: reading.values for column, reading in readings.items()}, index=raw.index)
    if "data_types" in typed:
        typed = typed.assign(data_types=of_whom(typed["data_types"], typed.get("data_subject_categories")))
    typed, notes = _volumes(typed, readings, found)
    typed, provider_findings = settle_providers(typed, *_done_by(readings, found))
    typed, count_findings = multiply(typed, found.matches)
    typed, currency_findings = _currencies(typed, readings, found)
    names = typed.get("process_name", pd.Series(index=typed.index, dtype="str"))
    if known_names and "process_id" in typed:
        names = names.fillna(typed["process_id"].map(known_names).astype("str"))
    typed = as_read = typed.assign(process_name=names)
    kept = raw
    typed, merged_issues = share_merged(block, found, typed, place)
    older, year_issues = earlier_years(block, found, typed, place)
    if older:
        raw, typed = raw.drop(index=older), typed.drop(index=older)
    joined = join_rows(block, found, raw, typed, place)
    gone = sorted([*older, *joined.gone])
    apart = apart | ({"joined": gone} if gone else {})
    placed = place_rows(block, found, joined.raw, joined.typed, by_columns, apart, place)
    typed, apart = placed.typed, placed.apart
    names = typed["process_name"]
    raw = joined.raw if typed.index.equals(joined.raw.index) else joined.raw.loc[typed.index]
    named = names.notna()
    source = {"source_table": table_id, "source_file": file, "source_sheet": block.sheet.name}
    typed = typed.assign(**source, source_row=raw.index.astype("int64"))
    groups = placed.groups.assign(**source, source_row=placed.groups.index.astype("int64"))
    letters = {match.column: match.letter for match in found.matches if match.column}
    issues = (
        heading_issues(block, found, place)
        + uneven_issues(block, place)
        + merged_issues
        + year_issues
        + joined.issues
        + placed.issues
    )
    read_rows = named.reindex(kept.index, fill_value=True)
    headings = pd.Series("SECTION_HEADING", index=apart.get("heading", []), dtype="str")
    issues += cell_issues(headings, **place, letter=name_letter, column="process_name")
    for column, reading in readings.items():
        codes = reading.found.fillna(currency_findings.get(column, reading.found))
        codes = codes.fillna(provider_findings.get(column, reading.found))
        codes = codes.fillna(count_findings.get(column, reading.found)).fillna(
            found_by_letter.get(letters[column], reading.found)
        )
        issues += cell_issues(
            codes[read_rows],
            **place,
            letter=letters[column],
            column=column,
            readings_of=partial(_told, columns()[column], as_read),
        )
    for match in found.matches:
        if match.column is None and match.letter in found_by_letter:
            issues += cell_issues(
                found_by_letter[match.letter][read_rows],
                **place,
                letter=match.letter,
                column=tidy(match.heading) or match.letter,
            )
    nameless = raw.index[~named]
    issues += [
        issue(
            "ROW_WITHOUT_NAME",
            **place,
            row=int(row),
            cell=cell_address(name_letter, int(row)),
            column="process_name",
        )
        for row in nameless
    ]
    set_aside = pd.DataFrame(
        {
            **place,
            "row": nameless.astype("int64"),
            "cell": [cell_address(name_letter, int(row)) for row in nameless],
            "code": "ROW_WITHOUT_NAME",
        },
        columns=["file", "sheet", "row", "cell", "code"],
    )
    set_aside = pd.concat([set_aside, uneven_rows(block, place)], ignore_index=True)
    as_sent = with_marks(_as_sent(block), name_letter, placed.indents)
    as_sent = with_shares(as_sent, block, found, kept.index)
    read = TableRead(
        table_id=table_id,
        file=file,
        sheet=block.sheet.name,
        header_rows=block.header_rows,
        first_row=int(kept.index[0]) if len(kept) else block.header_rows[-1] + 1,
        last_row=int(kept.index[-1]) if len(kept) else block.header_rows[-1],
        rows_in=len(block.data) + len(block.uneven),
        roles=roles_of(apart),
        is_in_order=placed.is_in_order,
        headings=heading_matches(found, readings),
        notes=tuple(
            [
                *block.notes,
                *apart_notes(apart),
                *hidden_notes(block),
                *placed.notes,
                *notes,
                *column_notes(readings),
            ]
        ),
    )
    return TableParts(
        read,
        where(typed, named),
        groups,
        where(_carried(raw, found), named),
        set_aside,
        tuple(issues),
        as_sent,
    )


def _rows(
    block: Block, found: Recognition, name_letter: str
) -> tuple[pd.DataFrame, dict[str, list[int]], list[Draft]]:
    """The rows that are data, upper levels of a hierarchy filled in; the numbers of the others by what they are;
    and how one column for each level reads as a hierarchy.
    """
    id_letter = found.letter("process_id")
    apart = not_data(block, name_letter, id_letter)
    gone = [row for rows in apart.values() for row in rows]
    raw = block.data.drop(index=gone) if gone else block.data
    if not found.levels or raw.empty:
        return raw, apart, []
    raw, by_columns = read_levels(raw, found.levels, id_letter)
    return raw, apart, by_columns


def _as_sent(block: Block) -> RawTable:
    """The cells as sent, blank rows put back where there are not too many of them."""
    cells = block.data if block.as_sent is None else block.as_sent
    if len(cells) and cells.index[-1] - block.header_rows[-1] <= 2 * len(cells) + 100:
        cells = cells.reindex(range(block.header_rows[-1] + 1, int(cells.index[-1]) + 1))
    return RawTable(
        cells, tuple((letter, text) for letter, text in block.sheet.number_formats if letter in cells.columns)
    )


def _told(column: Column, as_read: pd.DataFrame, rows: pd.Index) -> pd.Series:
    """What some rows of a column were read as, in words."""
    currency = as_read.loc[rows, "currency"] if column.type == "money" and "currency" in as_read else None
    return told(column, as_read.loc[rows, column.name], currency)


def _unusable_cells(block: Block, raw: pd.DataFrame) -> tuple[dict[str, pd.Series], pd.DataFrame]:
    """Cells with Excel errors and formulas without a value, by letter; they are blank in the rows
    returned.
    """
    import pandas as pd

    rows = set(raw.index)
    found: dict[str, dict[int, str]] = {}
    for code, addresses in (
        ("EXCEL_ERROR", block.sheet.error_cells),
        ("FORMULA_WITHOUT_VALUE", block.sheet.formula_cells),
    ):
        for address in addresses:
            letter, row = re.sub(r"\d", "", address), int(re.sub(r"\D", "", address) or 0)
            if letter in raw.columns and row in rows:
                found.setdefault(letter, {})[row] = code
    marked = {letter: pd.Series(codes, dtype="str").reindex(raw.index) for letter, codes in found.items()}
    return marked, raw.assign(
        **{letter: raw[letter].mask(codes.notna()) for letter, codes in marked.items()}
    ) if marked else raw


def _done_by(
    readings: dict[str, Reading], found: Recognition
) -> tuple[pd.Series | None, pd.Series | None, str]:
    """The names of those who do the work and the ends of their contracts, where a column holds them, and the heading
    of the providers.
    """
    model = readings.get("current_model")
    heading = next((match.heading for match in found.matches if match.column == "provider"), "")
    extras = model.extras if model else {}
    return extras.get("names"), extras.get("ends"), heading


def _volumes(
    typed: pd.DataFrame, readings: dict[str, Reading], found: Recognition
) -> tuple[pd.DataFrame, list[str]]:
    match = next((match for match in found.matches if match.column == "volume"), None)
    if match is None or match.unit:
        return typed, []
    says_own = readings["volume"].extras["says_own"]
    times = next((match.multiplier for match in found.matches if match.column == "handling_minutes"), "")
    minutes = None if times else typed.get("handling_minutes")
    volume, note = yearly_volume(typed["volume"], says_own, minutes, typed.get("fte"), typed.get("frequency"))
    return typed.assign(volume=volume), [note] if note else []


def _currencies(
    typed: pd.DataFrame, readings: dict[str, Reading], found: Recognition
) -> tuple[pd.DataFrame, dict[str, pd.Series]]:
    """The currency of each row: its currency column, else what its amounts say. Amounts in another one are
    blanked.
    """
    import pandas as pd

    money = [column for column in MONEY_ORDER if column in readings]
    if not money:
        return typed, {}
    currency = typed["currency"] if "currency" in typed else pd.Series(index=typed.index, dtype="str")
    for column in money:
        currency = currency.fillna(readings[column].extras["currency"])
    findings, blanked = {}, {}
    for column in money:
        own = readings[column].extras["currency"]
        other = own.notna() & currency.notna() & (own != currency) & typed[column].notna()
        if other.any():
            findings[column] = pd.Series(index=typed.index, dtype="str").mask(
                other, "MONEY_IN_OTHER_CURRENCY"
            )
            blanked[column] = typed[column].mask(other)
    return typed.assign(currency=currency, **blanked), findings


def _carried(raw: pd.DataFrame, found: Recognition) -> pd.DataFrame:
    """Columns that were not recognised, as text under unique headings; wholly blank ones without a heading
    are left out.
    """
    import pandas as pd

    carried: dict[str, pd.Series] = {}
    for match in sorted(found.matches, key=lambda match: column_number(match.letter)):
        if match.column or not (match.heading.strip() or raw[match.letter].notna().any()):
            continue
        heading = tidy(match.heading) or f"Column {match.letter}"
        number = 2
        unique = heading
        while unique in carried:
            unique, number = f"{heading} ({number})", number + 1
        carried[unique] = as_text(raw[match.letter])
    return pd.DataFrame(carried, index=raw.index)
