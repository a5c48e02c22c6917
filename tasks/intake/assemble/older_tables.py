"""Sheets that hold an earlier state of a list ("Processes_old", "2024" beside "2025"), or a planned one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tasks.intake.cells.categories import as_text
from tasks.intake.columns.heading_effects import A_YEAR
from tasks.intake.columns.matching import recognise
from tasks.intake.thresholds import PERIODS_OF_ONE_LIST, SAME_PROCESSES
from tasks.intake.wording.heading import equal_alias, parse_heading
from tasks.intake.wording.heading_period import Span, find_span, span_among_months
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.states import state_of
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    from tasks.intake.assemble.candidate import Candidate
    from tasks.intake.columns.settled import MapInUse

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def says_old(candidate: Candidate) -> bool:
    """Whether the name of a table's sheet says that it is an old one."""
    sheet_words = re.findall(r"[^\W\d_]+", fold(candidate.block.sheet.name))
    return bool(set(sheet_words) & set(words_of_kind("old_sheet")))


def is_older(candidate: Candidate, other: Candidate) -> bool:
    """Whether a table is an earlier state of another: its sheet says so or names an earlier year, its headings are
    known there, and nearly all its processes are in the other one.

    Args:
        candidate: the table in question.
        other: the table that may be its later state.
    """
    if (
        candidate.block.sheet is other.block.sheet
        or candidate.recognition.columns - other.recognition.columns
    ):
        return False
    if not (_is_of_earlier_year(candidate, other) or says_old(candidate) and not says_old(other)):
        return False
    return _lists_the_same(candidate, other)


def is_planned(candidate: Candidate, other: Candidate) -> bool:
    """Whether a table gives the processes of another one as they are planned to be: the names of the sheets say so
    ("As-Is", "To-Be"), and nearly all its processes are in the other one.

    Args:
        candidate: the table in question.
        other: the table that may give them as they are.
    """
    states = [state_of(table.block.sheet.name) for table in (candidate, other)]
    return states == ["planned", "now"] and _lists_the_same(candidate, other)


def _lists_the_same(candidate: Candidate, other: Candidate, share: float = SAME_PROCESSES) -> bool:
    mine, theirs = (
        as_text(table.block.data[table.recognition.letter("process_name")]).dropna().map(fold)
        for table in (candidate, other)
    )
    return len(mine) > 0 and float(mine.isin(theirs).mean()) >= share


def _is_of_earlier_year(candidate: Candidate, other: Candidate) -> bool:
    """Whether the names of two sheets are the same but for a later year, month or quarter in the other one."""
    mine, its = (fold(table.block.sheet.name) for table in (candidate, other))
    years = _YEAR.findall(mine), _YEAR.findall(its)
    if (
        len(years[0]) == len(years[1]) == 1
        and _YEAR.sub("", mine) == _YEAR.sub("", its)
        and years[0] < years[1]
    ):
        return True
    rest, span = _period(mine)
    other_rest, other_span = _period(its)
    return span.is_named and other_span.is_named and rest == other_rest and span.label < other_span.label


def _period(sheet_name: str) -> tuple[str, Span]:
    """The name of a sheet without the period in it, and that period: "Jan", "Volumes May", "Q1 2025"."""
    rest, span = find_span(sheet_name)
    if span.is_named:
        return rest, span
    span = span_among_months(sheet_name)
    return sheet_name.replace(span.words, "").strip(" -_"), span


def with_sheet_periods(candidates: list[Candidate], settled: MapInUse | None = None) -> list[Candidate]:
    """Tables of sheets that are one for each month or quarter and list the same processes, with the period in headings
    of what is counted in it: "Volume" on the sheet "Mar" beside "Jan" and "Feb" is "Volume (mar)".

    Args:
        candidates: all tables of a file.
        settled: its map; None without one.
    """
    periods = {table.block.sheet.name: _period(fold(table.block.sheet.name)) for table in candidates}
    of_parts = [
        table
        for table in candidates
        if (span := periods[table.block.sheet.name][1]).is_named and (span.years or 1) < 1
    ]
    repeated = {
        id(table)
        for table in of_parts
        if any(_is_beside(table, other, periods) or _is_beside(other, table, periods) for other in of_parts)
    }
    return [
        _of_period(table, periods[table.block.sheet.name][1].words, settled)
        if id(table) in repeated
        else table
        for table in candidates
    ]


def _is_beside(table: Candidate, other: Candidate, periods: dict[str, tuple[str, Span]]) -> bool:
    """Whether two sheets differ in their period alone and the one lists the processes of the other."""
    names = table.block.sheet.name, other.block.sheet.name
    is_named = all(each.recognition.letter("process_name") for each in (table, other))
    return (
        is_named
        and names[0] != names[1]
        and periods[names[0]][0] == periods[names[1]][0]
        and _lists_the_same(table, other, PERIODS_OF_ONE_LIST)
    )


def _of_period(table: Candidate, period: str, settled: MapInUse | None) -> Candidate:
    block = replace(table.block, headings=_with_period(table.block.headings, period))
    return replace(table, block=block, recognition=recognise(block, settled))


def _with_period(headings: dict[str, str], period: str) -> dict[str, str]:
    return {letter: f"{text} ({period})" if _is_of_time(text) else text for letter, text in headings.items()}


def _is_of_time(text: str) -> bool:
    """Whether figures below a heading are counted in a time that it does not name."""
    heading = parse_heading(text)
    alias = equal_alias(heading)
    says_time = heading.units.per_year or heading.meaning.span.words or heading.meaning.basis
    return alias is not None and alias[0].column in A_YEAR and not says_time
