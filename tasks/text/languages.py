"""What is told of a list that is written in a language which is not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.issues import issue, issues_frame

if TYPE_CHECKING:
    import pandas as pd

    from schemas.records import Validated

# Of fewer names two or three words of a trade may be half.
LEAST_NAMES = 6


def unread_language(intake: Validated, texts: pd.DataFrame) -> pd.DataFrame:
    """The issue of a list whose names and descriptions say nothing, as they are in no language that is read.

    Args:
        intake: as validated; names the file.
        texts: is_language_unread by row_key.

    Returns:
        ISSUE_COLUMNS: one row where at least half of the texts are not read, else none.
    """
    count, total = int(texts["is_language_unread"].sum()), len(texts)
    if total < LEAST_NAMES or 2 * count < total:
        return issues_frame([])
    first = next(file.file for file in intake.files if file.tables)
    return issues_frame(
        [issue("LANGUAGE_NOT_READ", file=first, column="process_name", count=count, total=total)]
    )
