"""Answers that have a column each, one of them ticked ("Criticality: high | medium | low"), as one column of words.

Read alone, a tick below "Criticality: low" would be a yes to criticality, and one below "Health data" would be lost.
"""

from __future__ import annotations

import os.path
import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from schemas.columns import columns
from tasks.distinct_texts import distinct_texts
from tasks.intake.cells.categories import canonical, yes_no
from tasks.intake.cells.cell_kinds import sort_cells
from tasks.intake.cells.lists import PERSONAL_KINDS
from tasks.intake.columns.column_candidates import claim_of
from tasks.intake.tables.blocks import Block
from tasks.intake.wording.heading import parse_heading
from tasks.intake.wording.normalise import fold, tidy
from tasks.intake.wording.word_lists import value_words

if TYPE_CHECKING:
    import pandas as pd

_OF_WORDS = frozenset(("category", "level", "list", "country", "yes_no"))
_MOST_ANSWERS = 15
_FIRST_ROWS = 100
_FIRST_CELLS = 5  # tell most columns of numbers apart, before all are sorted by kind
# Without a question "daily | weekly" may be both, and is rarely when work peaks.
_NEVER_BARE = "peak_pattern"
_NUMBER = re.compile(r"\d{1,2}")
_AROUND = " \t\n-–—:/=.,()[]?"


def with_ticks(block: Block) -> Block:
    """The table with the answers of each question in the column of the first one, in words.

    Args:
        block: a table as found.

    Returns:
        The table; ``ticked`` holds, by the letter of each answer but the first, that of the first. Those columns
        have no heading and no cells any more, ``written`` keeps their headings.
    """
    letters = list(block.headings)
    # The first rows of a long list tell most columns apart; a tick column alone is a question with one answer.
    heads = [letter for letter in letters if _ticked(block, letter, _FIRST_ROWS) is not None]
    beside = {letter for pair in pairwise(letters) if {*pair} <= {*heads} for letter in pair}
    ticks = {
        letter: ticked
        for letter in letters
        if letter in beside and (ticked := _ticked(block, letter)) is not None
    }
    start = 0
    while start < len(letters):
        end = start
        while end < len(letters) and letters[end] in ticks:
            end += 1
        # The longest question that begins here; a shorter one may begin at any of its answers.
        for last in range(min(end, start + _MOST_ANSWERS), start + 1, -1):
            answers = letters[start:last]
            question = _question([block.headings[letter] for letter in answers])
            if question and any(ticks[letter].any() for letter in answers):
                block = _as_one(block, {letter: ticks[letter] for letter in answers}, *question)
                start = last - 1
                break
        start += 1
    return block


def _ticked(block: Block, letter: str, rows: int | None = None) -> pd.Series | None:
    """Which of the first rows, or of all, are ticked below a heading; None where a cell is neither a tick, a "no" nor
    blank.
    """
    if not block.headings[letter].strip() or letter in block.ticked:
        return None
    raw = block.data[letter].iloc[:rows]
    if raw.dtype.kind == "M" or any(isinstance(cell, float) and cell > 1 for cell in raw.iloc[:_FIRST_CELLS]):
        return None
    cells = sort_cells(raw)
    answers = {text: yes_no(text) for text in distinct_texts(cells.texts)[1]}
    if None in answers.values() or cells.dates.notna().any() or not cells.numbers.dropna().isin((0, 1)).all():
        return None
    is_ticked = cells.texts.map(answers).eq(True) | cells.numbers.eq(1)
    return (is_ticked | cells.flags.eq(True)).fillna(False).astype(bool)


def _question(headings: list[str]) -> tuple[str, list[str]] | None:
    """A heading for answers in words, and the answers; None where headings are no answers to one question."""
    texts = [tidy(text) for text in headings]
    if len({fold(text) for text in texts}) < len(texts):
        return None
    known = _known_answers([text.strip(_AROUND) for text in texts])
    # A heading above several columns may be missing in front of an answer that is a heading itself, such as "No".
    for alone in (None, *range(len(texts))):
        label, answers = _divided(texts, alone)
        if known or not (label and all(answers)):
            continue
        numbers = [int(answer) for answer in answers if _NUMBER.fullmatch(answer)]
        if len(numbers) == len(answers):
            label = f"{label} ({min(numbers)}-{max(numbers)})"
        if _takes(label, answers, is_closed=alone is not None):
            return label, answers
    return known


def _divided(texts: list[str], alone: int | None) -> tuple[str, list[str]]:
    """What headings begin with, and the answer that follows in each; ``alone`` is the place of one that is an answer
    without the beginning. Of one that is the beginning and no more the answer is "none", which no heading keeps.
    """
    others = [text for place, text in enumerate(texts) if place != alone]
    common = os.path.commonprefix([text.split() for text in others])
    if len(others) == 1:
        common = common[:-1]
    answers = [
        text.strip(_AROUND)
        if place == alone
        else " ".join(text.split()[len(common) :]).strip(_AROUND) or "none"
        for place, text in enumerate(texts)
    ]
    return " ".join(common).strip(_AROUND), answers


def _takes(label: str, answers: list[str], *, is_closed: bool) -> bool:
    """Whether a heading names a column that all answers are words of; ``is_closed``: one with a list of words."""
    import pandas as pd

    heading = parse_heading(label)
    claim, _ = claim_of("", heading, pd.Series(answers, dtype=object), ".")
    if claim is None or columns()[claim.column].type not in _OF_WORDS:
        return False
    definition = columns()[claim.column]
    if (
        is_closed
        and definition.type != "yes_no"
        and not (definition.type == "category" and definition.values)
    ):
        return False
    return _are_words(claim.column, answers)


def _are_words(column: str, answers: list[str]) -> bool:
    """Whether each answer is another value of a column."""
    definition = columns()[column]
    if definition.type == "level":
        known = value_words("level") | value_words(column)
        return all(_NUMBER.fullmatch(answer) or fold(answer) in known for answer in answers)
    if definition.type == "yes_no":
        return None not in {yes_no(answer) for answer in answers}
    if not definition.values:
        return "none" not in answers
    values = [canonical(column, answer) for answer in answers]
    return None not in values and (definition.type == "list" or len(set(values)) == len(values))


def _known_answers(answers: list[str]) -> tuple[str, list[str]] | None:
    """The same for answers without a question, where they are words of one column alone: "daily | weekly | monthly"."""
    takes = [
        name
        for name, column in columns().items()
        if name != _NEVER_BARE
        and (column.type == "level" or column.type == "category" and column.values)
        and _are_words(name, answers)
    ]
    # "Internal | External" without a question says who does the work, as "External" alone does.
    models = [canonical("current_model", answer) for answer in answers]
    takes = ["current_model"] if sorted(map(str, models)) == ["in_house", "outsourced"] else takes
    # A class of data goes before a kind of data of the same word.
    takes = takes or [name for name in ("data_types",) if _are_words(name, answers)]
    # Words for levels alone do not say the level of what.
    is_clear = len(takes) == 1 and columns()[takes[0]].type != "level"
    return (columns()[takes[0]].title, answers) if is_clear else None


def _as_one(block: Block, ticks: dict[str, pd.Series], heading: str, answers: list[str]) -> Block:
    import pandas as pd

    first, *others = ticks
    kinds = {letter: canonical("data_types", text) for letter, text in zip(ticks, answers, strict=True)}
    is_named = [ticks[letter] for letter, kind in kinds.items() if kind in PERSONAL_KINDS]
    if is_named:
        # "Personal data" beside "Health data" says nothing more.
        is_any = pd.concat(is_named, axis=1).any(axis=1)
        ticks |= {letter: ticks[letter] & ~is_any for letter, kind in kinds.items() if kind == "personal"}
    words = pd.Series("", index=block.data.index, dtype=object)
    for answer, is_ticked in zip(answers, ticks.values(), strict=True):
        words = words.where(~is_ticked, words + "; " + answer)
    words = words.str.removeprefix("; ")
    blank = {letter: pd.Series(None, index=words.index, dtype=object) for letter in others}
    written = {letter: block.headings[letter] for letter in ticks} | block.written
    return replace(
        block,
        headings=block.headings | {first: heading} | dict.fromkeys(others, ""),
        data=block.data.assign(**{first: words.where(words != "", None)}, **blank),
        as_sent=block.data if block.as_sent is None else block.as_sent,
        written=written,
        ticked=block.ticked | dict.fromkeys(others, first),
    )
