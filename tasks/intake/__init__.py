"""Intake: read spreadsheets of any make, find the list of processes in them, and understand its columns and
cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.mapping import Settled
from tasks.intake.answers import read_answers, report_portfolio
from tasks.intake.filled_lines import named_cells
from tasks.intake.own_workbooks import portfolio_of
from tasks.intake.questionnaires import is_questionnaire, read_questionnaire
from tasks.intake.ratings import is_rating, read_ratings
from tasks.intake.what_if import is_what_if, read_what_if

if TYPE_CHECKING:
    import pandas as pd

    from schemas.mapping import InputMap
    from schemas.records import Intake
    from tasks.settings import Limits

__all__ = [
    "is_questionnaire",
    "is_rating",
    "is_what_if",
    "mapping_document",
    "parsed_answer",
    "portfolio_of",
    "named_cells",
    "read_answers",
    "read_portfolio",
    "read_questionnaire",
    "read_ratings",
    "read_what_if",
    "report_portfolio",
    "usable_map",
    "with_answers",
]


def mapping_document(intake: Intake) -> str:
    """What was understood of the first file of an intake, as the YAML that people can settle and give back."""
    from tasks.intake.write_map import write_map

    return write_map(intake)


def usable_map(path: Path) -> tuple[InputMap, dict[tuple[str, ...], int]]:
    """See ``tasks.intake.columns.settled.usable_map``."""
    from tasks.intake.columns.settled import usable_map as usable

    return usable(path)


def with_answers(intake: Intake, answers: pd.DataFrame | None) -> Intake:
    """See ``tasks.intake.answered.with_answers``."""
    from tasks.intake.answered import with_answers as filled

    return filled(intake, answers)


def parsed_answer(column: str, answer: Any, currency: str | None = None) -> str | None:
    """See ``tasks.intake.answered.parsed_answer``."""
    from tasks.intake.answered import parsed_answer as parsed

    return parsed(column, answer, currency)


def read_portfolio(paths: Sequence[Path], limits: Limits, settled: Settled | None = None) -> Intake:
    """Read the files of one portfolio.

    Args:
        paths: files in the order given; one that cannot be read is refused, the others go on.
        limits: what one file may cost.
        settled: a map and defaults for all files; a map next to a file counts where none is given.

    Returns:
        typed rows, columns carried through, rows set aside, and every issue: rows in = rows typed + rows set
        aside.
    """
    from tasks.intake.answers import no_report
    from tasks.intake.assemble.interpret import interpret
    from tasks.intake.columns.settled import settled_for
    from tasks.intake.files.read_file import read_file

    settled_by_file = [settled_for(path, settled or Settled()) for path in paths]
    return interpret([no_report(read_file(path, limits)) for path in paths], settled_by_file)
