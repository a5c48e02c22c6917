"""What intake finds, as issues of the catalogue; long lists of equal findings end in one line that counts the
rest.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from schemas.issues import issue, issue_kinds, issue_somewhere, placed, title_in_sentence
from tasks.excel import cell_address
from tasks.intake.thresholds import ERRORS_PER_CELL_KIND, ISSUES_PER_CELL_KIND

if TYPE_CHECKING:
    import pandas as pd


def cell_issues(
    findings: pd.Series,
    *,
    file: str,
    sheet: str,
    letter: str,
    column: str,
    readings_of: Callable[[pd.Index], pd.Series] | None = None,
) -> list[dict[str, Any]]:
    """One issue for each cell with a finding, up to the declared number of equal ones; then one that counts
    the rest.

    Args:
        findings: code of the issue catalogue by row number, missing where there is nothing to say.
        file: bare name of the file.
        sheet: name of the sheet.
        letter: letter of the spreadsheet column.
        column: name in the input dictionary, or the heading of a column that was not recognised.
        readings_of: takes row numbers and gives what was read from these cells, in words; None leaves it out.

    Returns:
        The issues, by code and row.
    """
    issues: list[dict[str, Any]] = []
    if findings.array.isna().all():  # as in most columns
        return issues
    codes = findings.dropna()
    for code, cells in codes.groupby(codes, sort=True):
        kind = issue_kinds()[str(code)]
        # Errors are listed further than repairs, because each of them must be mended by somebody.
        most = ERRORS_PER_CELL_KIND if kind.severity == "error" else ISSUES_PER_CELL_KIND
        shown = cells.index[:most]
        readings = readings_of(shown).tolist() if readings_of else [""] * len(shown)
        # Made once for each reading; by its id, as phrases that are said alike may hold other facts.
        make = partial(issue_somewhere, kind.code, file=file, sheet=sheet, column=column)
        by_reading = {
            key: make(reading=reading) for key, reading in {id(each): each for each in readings}.items()
        }
        issues += [
            placed(by_reading[id(reading)], cell_address(letter, row), row)
            for row, reading in zip(shown.tolist(), readings, strict=True)
        ]
        if len(cells) > most:
            issues.append(
                issue(
                    "MORE_OF_THE_SAME",
                    file=file,
                    sheet=sheet,
                    column=column,
                    letter=letter,
                    count=len(cells) - most,
                    title=title_in_sentence(kind.code),
                )
            )
    return issues
