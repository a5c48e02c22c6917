"""Columns of working time and of figures that are not read, so that somebody is told."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import TYPE_CHECKING

from schemas.columns import columns
from tasks.intake.columns.column_candidates import Claim
from tasks.intake.columns.recognition import HeadingFinding
from tasks.intake.columns.type_fit import fit_share
from tasks.intake.columns.without_quantity import others_alone, periods_alone
from tasks.intake.tables.blocks import Block
from tasks.intake.thresholds import NUMERIC_SHARE
from tasks.intake.wording.heading import parse_heading
from tasks.intake.wording.heading_units import heading_words
from tasks.intake.wording.normalise import fold, words_in

if TYPE_CHECKING:
    import pandas as pd


MEASURES = frozenset({"volume", "fte", "annual_cost", "labour_cost", "handling_minutes"})
_TIMES_OF_WORK = frozenset({"hour", "minute", "second"})
_EFFORT = frozenset({"effort", "workload", "esfuerzo"})
# Headings of the share of a full post that people work, folded.
_PART_TIME = re.compile(
    r"\b(?:part[- ]?time|teilzeit\w*|beschaftigungsgrad\w*|arbeitszeitanteil\w*|pensum"
    r"|employment (?:level|rate|percentage)|temps partiel|quotite|taux d.activite|jornada parcial|tiempo parcial)\b"
)
# And of the share of their time that they spend on the process.
_TIME_SHARE = re.compile(
    r"(?:%|\b(?:per ?cent\w*|share|portion|anteil\w*|part|porcentaje)\b) ?(?:of |(?:an )?der |du |de |del )?"
    r"(?:the |their )?(?:work(?:ing)? ?)?(?:time|arbeitszeit|zeit|temps|tiempo)(?: (?:spent|allocated|used))?\W*$"
    r"|^\W*(?:time|effort|zeit|temps|tiempo) (?:spent |share |allocation )?[(\[]?(?:in )?%"
    r"|^\W*(?:(?:time|fte|staff|resource|head ?count) )?allocation\W*$|\bzeitanteil\w*"
)


def part_time_work(block: Block, claims_by_column: dict[str, Claim]) -> list[HeadingFinding]:
    """Columns that say how much of a post people work, beside a count of heads that is read as FTE; or how much of
    their time people spend on the process.

    Args:
        block: the table.
        claims_by_column: the claims that stand.

    Returns:
        A finding for each such column.
    """
    staff = claims_by_column.get("fte")
    if staff is None:
        return []
    are_heads = words_in("head_word") & parse_heading(block.headings[staff.letter]).all_words
    used = {claim.letter for claim in claims_by_column.values()}
    return [
        HeadingFinding("HEADS_NOT_REDUCED", letter, {"column": "fte", "heads": staff.letter})
        for letter, text in block.headings.items()
        if letter != staff.letter
        and (
            are_heads
            and _PART_TIME.search(fold(text))
            or letter not in used
            and _TIME_SHARE.search(fold(text))
        )
    ]


def without_quantity(
    block: Block, samples: dict[str, pd.Series], taken: Set[str], measured: Set[str]
) -> list[HeadingFinding]:
    """Columns of figures whose headings name periods and nothing that was counted in them; or where no column gives a
    volume, posts or cost, nothing that is known.

    Args:
        block: the table.
        samples: some cells of each column.
        taken: columns that are used, or of which something is told already.
        measured: the columns of the input dictionary that the table has.

    Returns:
        One finding at most, at the first such column.
    """
    periods = periods_alone(block.headings, samples, taken)
    if periods:
        return [HeadingFinding("PERIODS_WITHOUT_QUANTITY", periods, {"column": "volume"})]
    others = None if measured & MEASURES else others_alone(block.headings, samples, taken)
    return [HeadingFinding("FIGURES_WITHOUT_QUANTITY", others, {"column": "volume"})] if others else []


def effort_not_read(block: Block, samples: dict[str, pd.Series], taken: set[str]) -> list[HeadingFinding]:
    """Columns of working time, such as "Hours per week" and "Person days", in a list without FTE.

    Args:
        block: the table.
        samples: some cells of each column.
        taken: columns that are used, or of which something is told already.

    Returns:
        A finding for each such column.
    """
    return [
        HeadingFinding("EFFORT_NOT_READ", letter, {"column": "fte"})
        for letter, text in block.headings.items()
        if letter not in taken
        and (heading := parse_heading(text)).units.time
        and heading.units.per_year
        and heading.telling <= words_in("effort_word") | words_in("working_time")
        and _are_times(samples[letter])
    ]


def working_time_not_read(
    block: Block, samples: dict[str, pd.Series], taken: set[str]
) -> list[HeadingFinding]:
    """Columns of working time that say neither an item nor a period ("Avg effort (hrs)", "Hours"), in a list without
    handling times.

    Args:
        block: the table.
        samples: some cells of each column.
        taken: columns that are used, or of which something is told already.

    Returns:
        A finding for each such column.
    """
    of_work = words_in("effort_word") | heading_words("working_time").keys()
    return [
        HeadingFinding("WORKING_TIME_NOT_READ", letter, {"column": "handling_minutes"})
        for letter, text in block.headings.items()
        if letter not in taken
        and text.strip() != "HR"  # the department
        and (heading := parse_heading(text)).forms
        and (heading.units.time in _TIMES_OF_WORK or heading.telling & _EFFORT)
        and heading.telling <= of_work
        and _are_times(samples[letter])
    ]


def _are_times(cells: pd.Series) -> bool:
    return len(cells) > 0 and fit_share(columns()["handling_minutes"], cells) >= NUMERIC_SHARE
