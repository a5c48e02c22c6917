"""Corrections that hold the problem rows alone, read among the rows of their list.

What a column as a whole says (shares in percent, levels of ten, the order of dates, the period of volumes) is said by
all rows of the list; of a few rows the same cells would mean something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tasks.intake.assemble.read_cells import TableCells, read_cells
from tasks.intake.wording.normalise import fold, tidy

if TYPE_CHECKING:
    import pandas as pd

    from tasks.intake.assemble.read_table import TableParts
    from tasks.intake.cells.cell_kinds import Reading
    from tasks.intake.columns.recognition import Recognition
    from tasks.intake.tables.blocks import Block

# Rows of the list are numbered from here on while they are read with the corrected ones: no sheet is so long.
FIRST_BESIDE = 2_000_000
GUESSED = "NUMBERS_READ_TWO_WAYS"


@dataclass(frozen=True)
class List:
    """The list that a table of corrections was made from: the cells of its rows that were read, the decimal marks of
    its columns, and which of these were a guess, all by the letters of the corrections.
    """

    cells: pd.DataFrame
    decimal_marks: dict[str, str]
    guessed: frozenset[str]


def list_of(block: Block, parts: Sequence[TableParts]) -> List | None:
    """The list of a table of corrections.

    Args:
        block: the table of corrections.
        parts: tables read before.

    Returns:
        The columns that have the same heading; None where no table of the same sheet was read.
    """
    part = next((part for part in parts if part.read.sheet == block.sheet.name), None)
    if part is None:
        return None
    matches = {fold(tidy(match.heading)): match for match in part.read.headings}
    same = {
        letter: matches[fold(tidy(heading))]
        for letter, heading in block.headings.items()
        if fold(tidy(heading)) in matches
    }
    # Cells that an outer table or a merge gave to the list are in none of its own, so they may be missing.
    rows = part.as_sent.cells.reindex(
        index=part.typed.index, columns=[match.letter for match in same.values()]
    )
    guessed = {issue["column"] for issue in part.issues if issue["code"] == GUESSED}
    marks = {letter: match.decimal_mark for letter, match in same.items() if match.decimal_mark}
    return List(
        rows.set_axis(list(same), axis=1),
        marks,
        frozenset(letter for letter in marks if same[letter].column in guessed),
    )


def with_marks_of_list(recognition: Recognition, its_list: List | None) -> Recognition:
    """Decimal marks that the few rows of corrections leave to a guess are those of the list."""
    if its_list is None:
        return recognition
    hints = {
        letter: replace(
            recognition.hints[letter], decimal=mark, is_guessed_decimal=letter in its_list.guessed
        )
        for letter, mark in its_list.decimal_marks.items()
        if letter in recognition.hints and recognition.hints[letter].is_guessed_decimal
    }
    settled = hints.keys() - its_list.guessed
    findings = tuple(
        finding
        for finding in recognition.findings
        if not (finding.code == GUESSED and finding.letter in settled)
    )
    return replace(recognition, hints=recognition.hints | hints, findings=findings)


def read_cells_beside(
    block: Block,
    recognition: Recognition,
    raw: pd.DataFrame,
    known_names: dict[str, str] | None,
    its_list: List | None,
) -> TableCells:
    """``read_cells``, with the columns as they are in the list.

    Args:
        block: the table.
        recognition: what its headings stand for.
        raw: cells of the rows that are data, by letter.
        known_names: process names by id.
        its_list: the list that the table corrects; None: it is a list itself.
    """
    import pandas as pd

    if its_list is None:
        return read_cells(block, recognition, raw, known_names)
    rows = its_list.cells.reindex(columns=raw.columns).astype("object")
    rows = rows.set_axis(range(FIRST_BESIDE, FIRST_BESIDE + len(rows)))
    cells = read_cells(block, recognition, pd.concat([raw.astype("object"), rows]), known_names)
    own = raw.index
    return replace(
        cells,
        raw=cells.raw.loc[own],
        typed=cells.typed.loc[own],
        readings={column: _of_rows(reading, own) for column, reading in cells.readings.items()},
        parts=[(match, _of_rows(reading, own)) for match, reading in cells.parts],
        unusable={letter: codes.loc[own] for letter, codes in cells.unusable.items()},
        settled=tuple({column: codes.loc[own] for column, codes in by.items()} for by in cells.settled),
    )


def _of_rows(reading: Reading, own: pd.Index) -> Reading:
    return replace(
        reading,
        values=reading.values.loc[own],
        codes=reading.codes.loc[own],
        extras={name: extra.loc[own] for name, extra in reading.extras.items()},
    )
