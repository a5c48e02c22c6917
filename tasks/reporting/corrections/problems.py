"""Which rows and cells of a table need attention, and what to do about each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from schemas.messages import Catalogue
    from schemas.records import RawTable, TableRead, Validated

NEEDS_FIXING = ("error", "warning")
# The letters of an address such as C12; nothing of "row 12".
ADDRESS = r"^([A-Z]{1,3})\d+"


@dataclass(frozen=True)
class Problems:
    """What is wrong with one table.

    cells: row, letter (missing where the whole row is meant), code, severity, message; a row may stand
    several times. headings: the same for cells of the heading.
    """

    cells: pd.DataFrame
    headings: pd.DataFrame

    def of_rows(self, rows: pd.Index) -> Problems:
        """The same for some rows alone."""
        return Problems(self.cells[self.cells["row"].isin(rows)], self.headings)

    @property
    def row_severity(self) -> pd.Series:
        """Error or warning by spreadsheet row, the graver one; rows without a problem are absent."""
        # "error" comes before "warning" in the alphabet as well.
        return self.cells.sort_values("severity").groupby("row")["severity"].first()


def problems_of(intake: Validated, table: TableRead, raw: RawTable, words: Catalogue) -> Problems:
    """Errors, warnings and rows set aside of one table; repairs need nobody's attention.

    Args:
        intake: issues and set_aside are used.
        table: the table and its headings.
        raw: its cells as sent.
        words: in which the reasons of rows set aside are said.

    Returns:
        Problems with row numbers and letters of the file as sent.
    """
    issues = intake.issues
    of_table = issues[
        (issues["file"] == table.file)
        & (issues["sheet"].fillna("") == table.sheet)
        & issues["severity"].isin(NEEDS_FIXING)
    ]
    problems = pd.DataFrame(
        {
            "row": of_table["row"].astype("Int64"),
            "letter": of_table["cell"].astype("str").str.extract(ADDRESS, expand=False),
            "code": of_table["code"].astype("str"),
            "severity": of_table["severity"].astype("str"),
            "message": of_table["message"].astype("str"),
        }
    )
    # An issue may name a row of the heading, or a row of another table on the same sheet.
    in_table = problems[problems["row"].isin(raw.cells.index)]
    aside = _set_aside(intake, table, raw, words)
    # A row that was set aside for an error is said once, by that error.
    aside = aside[~aside["row"].isin(in_table.loc[in_table["severity"] == "error", "row"])]
    cells = pd.concat([in_table, aside], ignore_index=True).sort_values(
        "row", kind="stable", ignore_index=True
    )
    headings = problems[problems["row"].isin(table.header_rows)].dropna(subset=["letter"])
    return Problems(cells, headings)


def _set_aside(intake: Validated, table: TableRead, raw: RawTable, words: Catalogue) -> pd.DataFrame:
    """Rows of the table that are not assessed, with the title of the reason."""
    aside = intake.set_aside
    of_table = aside[(aside["file"] == table.file) & (aside["sheet"].fillna("") == table.sheet)]
    of_table = of_table[of_table["row"].isin(raw.cells.index)]
    titles = {
        code: words.text("corrections.not_assessed", why=words.text(f"issue.{code}.title"))
        for code in of_table["code"].unique()
    }
    return pd.DataFrame(
        {
            "row": of_table["row"].astype("Int64"),
            "letter": of_table["cell"].astype("str").str.extract(ADDRESS, expand=False),
            "code": of_table["code"].astype("str"),
            "severity": "error",
            "message": of_table["code"].map(titles).astype(str),
        }
    )


def what_to_do(problems: Problems, table: TableRead, words: Catalogue) -> pd.Series:
    """One text a row: the row's number in the file as sent, then each message under its heading.

    Args:
        problems: of one table.
        table: its headings, by letter.
        words: in which a row is named.

    Returns:
        Text by spreadsheet row; rows without a problem are absent.
    """
    headings = {match.letter: f"{match.heading}: " for match in table.headings if match.heading}
    lines = problems.cells["letter"].map(headings).fillna("") + problems.cells["message"]
    texts: dict[int, str] = {}
    for row, line in zip(problems.cells["row"], lines, strict=True):
        texts[row] = (
            f"{texts[row]}\n{line}"
            if row in texts
            else f"{words.text('corrections.row', row=str(row))}\n{line}"
        )
    return pd.Series(texts, dtype="str")
