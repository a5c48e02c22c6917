"""Sheets that hold an earlier state of a list ("Processes_old", "2024" beside "2025"), or a planned one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tasks.intake.cells.categories import as_text
from tasks.intake.thresholds import SAME_PROCESSES
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.states import state_of
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    from tasks.intake.assemble.choose_tables import Candidate

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


def _lists_the_same(candidate: Candidate, other: Candidate) -> bool:
    mine, theirs = (
        as_text(table.block.data[table.recognition.letter("process_name")]).dropna().map(fold)
        for table in (candidate, other)
    )
    return len(mine) > 0 and float(mine.isin(theirs).mean()) >= SAME_PROCESSES


def _is_of_earlier_year(candidate: Candidate, other: Candidate) -> bool:
    """Whether the names of two sheets are the same but for a later year in the other one."""
    mine, its = (fold(table.block.sheet.name) for table in (candidate, other))
    years = _YEAR.findall(mine), _YEAR.findall(its)
    return (
        len(years[0]) == len(years[1]) == 1
        and _YEAR.sub("", mine) == _YEAR.sub("", its)
        and years[0] < years[1]
    )
