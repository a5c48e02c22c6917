"""Doubtful figures as issues of the input, so that whoever sent the list gets them back with their cells."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from schemas.issues import issue, issue_kinds, issues_frame
from schemas.messages import catalogue
from schemas.phrases import Phrase, phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from schemas.records import Validated, Value


def doubtful_figures(intake: Validated, value: Value) -> pd.DataFrame:
    """The warnings of the value model that the issue catalogue knows, and what keeps quotes from use, as issues.

    Args:
        intake: as validated; names the cells.
        value: its warnings; those on a row name the cell, one on the portfolio the column alone.

    Returns:
        ISSUE_COLUMNS, one row per issue.
    """
    import pandas as pd

    warnings = value.warnings[value.warnings["code"].isin(list(issue_kinds()))]
    if intake.issues["code"].eq("CURRENCY_MISSING").any():  # said once for all rows when they were read
        warnings = warnings[warnings["code"] != "VALUE_NO_CURRENCY"]
    issues = issues_frame(
        [
            *_on_rows(intake, warnings.dropna(subset="row_key")),
            *_on_the_portfolio(intake, warnings[warnings["row_key"].isna()]),
        ]
    )
    if value.quote_issues is None or value.quote_issues.empty:
        return issues
    return pd.concat([value.quote_issues, issues], ignore_index=True)


def _how_many(column: str, sentence: str, packed: str) -> Phrase:
    facts = {"column": column, "how_many": json.loads(packed)}
    return Phrase(f"{column} ({sentence})", ["phrase.{column} ({how_many})", facts])


def _on_rows(intake: Validated, warnings: pd.DataFrame) -> Iterator[dict[str, Any]]:
    from tasks.excel import cell_addresses

    for key, group in warnings.groupby(["code", "column"], sort=False):
        code, column = cast("tuple[str, str]", key)
        rows = intake.typed.loc[
            group["row_key"].astype("int64"), ["source_table", "source_file", "source_sheet", "source_row"]
        ]
        cells = cell_addresses(rows, intake.tables, column)
        for cell, file, sheet, row in zip(
            cells, rows["source_file"], rows["source_sheet"], rows["source_row"], strict=True
        ):
            yield issue(
                code,
                file=file,
                sheet=sheet,
                cell=cell,
                row=int(row),
                column=column,
                where=phrase("{cell} ({column})", cell=cell, column=column),
            )


def _on_the_portfolio(intake: Validated, warnings: pd.DataFrame) -> Iterator[dict[str, Any]]:
    # What concerns the whole list is said of the first file with a table; an issue names a file.
    first = next(file.file for file in intake.files if file.tables)
    words = catalogue("en")
    for code, column, how_many in warnings[["code", "column", "message"]].itertuples(index=False):
        yield issue(code, file=first, column=column, where=_how_many(column, words.say(how_many), how_many))
