"""What to ask about each process: blanks in plain words, by power to flip the label and by money at stake."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from schemas.columns import coded, columns, typed_column
from schemas.messages.message import Message, message, of_rule, written
from schemas.results import RECOMMENDATIONS
from schemas.vocabulary import Recommendation
from tasks.method.certainty import REASONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from schemas.rule_models.method import Question
    from tasks.method.certainty import Certainty
    from tasks.method.judge import Judged, Method
    from tasks.method.what_if import Flips

NOT_IN_SCOPE = RECOMMENDATIONS.index(Recommendation.NOT_IN_SCOPE)
FLIP_FIRST = 10.0  # larger than any power, so that what flips a label is asked first
OF_THE_LINE = 100.0  # the question of the decision line itself comes before all blanks


def catalogue(method: Method) -> list[tuple[str, Message]]:
    """Column and wording of every question: those about blanks, then those of decision lines."""
    questions = [(rule.column, of_rule(rule, "question")) for rule in _about_blanks(method)]
    return questions + [
        (rule.asks.column, of_rule(rule, "asks.question")) for rule in method.decisions if rule.asks
    ]


def _about_blanks(method: Method) -> list[Question]:
    rules: Mapping[str, Question] = method.rulebook.section("questions")
    return [rule for rule in rules.values() if not columns()[rule.column].is_rarely_filled]


def urgency(
    method: Method, judged: Judged, certainty: Certainty, flips: Flips
) -> tuple[np.ndarray, np.ndarray]:
    """How much each question is worth asking (questions x rows, -inf for not at all), and whether its answer
    can flip the label.

    Args:
        method: the compiled rulebook.
        judged: the rows as judged.
        certainty: of the same rows.
        flips: of the same rows.

    Returns:
        Two arrays, questions x rows, in the order of ``catalogue``: worth (float32) and can_flip (bool).
    """
    rows = len(judged.label)
    moves_label = {column for slot in method.slots for column in slot.columns if column in method.drive.place}
    # Rows whose label an answer could still change: any blank that moves the drive index is worth a question.
    could_change = np.isin(certainty.reason, (REASONS.index("open_gate"), REASONS.index("unknown")))
    # Work that stays for certain: no answer leads to a candidate.
    settled = certainty.is_firm & (judged.label == RECOMMENDATIONS.index("retain"))
    worth: list[np.ndarray] = []
    can_flip: list[np.ndarray] = []
    for rule in _about_blanks(method):
        blank = np.isnan(judged.facts[rule.column]) & ~settled
        flip = flips.by_answer.get(rule.column, np.zeros(rows, dtype=bool)) & blank
        # A blank is asked about where it flips the label, where its place in the deciding set is open, or
        # where it moves the drive of a row whose label is open.
        blank &= (
            flip
            | _is_deciding_and_open(method, judged, rule.column)
            | (could_change & (rule.column in moves_label))
        )
        worth.append(np.where(blank, FLIP_FIRST * flip + rule.power, -np.inf))
        can_flip.append(flip)
    for position, rule in enumerate(method.decisions):
        if rule.asks:
            fires = judged.decision == position
            worth.append(np.where(fires, OF_THE_LINE, -np.inf))
            can_flip.append(fires)
    stacked = np.stack(worth).astype("float32")
    stacked[:, judged.label == NOT_IN_SCOPE] = -np.inf  # of what is no process nothing is asked
    return stacked, np.stack(can_flip)


def _is_deciding_and_open(method: Method, judged: Judged, column: str) -> np.ndarray:
    """Where a column's place in the deciding set is blank; nowhere for a column outside of it."""
    slots = [slot for slot in method.slots if column in slot.columns]
    if not slots:
        return np.zeros(len(judged.label), dtype=bool)
    return np.logical_and.reduce([np.isnan(judged.facts[name]) for slot in slots for name in slot.columns])


def money_at_stake(method: Method, judged: Judged) -> np.ndarray:
    """Labour cost, else cost up to the ceiling per post, in the row's currency; NaN where unknown.

    Args:
        method: the compiled rulebook, for labour_cost_ceiling_per_fte (EUR a year).
        judged: the rows as judged.

    Returns:
        Money a year, one for each row. Without labour cost and cost it is the ceiling times the posts; NaN
        where the posts are not known either.
    """
    facts = judged.facts
    ceiling = (
        facts["effort_fte"]
        * method.rulebook.section("assumptions")["labour_cost_ceiling_per_fte"].mid
        * facts["per_eur"]
    )
    return np.where(
        np.isnan(facts["labour_cost"]), np.fmin(facts["annual_cost"], ceiling), facts["labour_cost"]
    )


def next_questions(
    method: Method,
    judged: Judged,
    certainty: Certainty,
    flips: Flips,
    typed: pd.DataFrame,
) -> tuple[pd.Categorical, pd.DataFrame]:
    """The questions of each row.

    Args:
        method: the compiled rulebook.
        judged: the rows as judged.
        certainty: of the same rows.
        flips: of the same rows.
        typed: the same rows, for owner and currency.

    Returns:
        next_questions (packed messages), and one line a question: row_key, column, question (packed), owner,
            flips_label, money_at_stake, currency, priority (1 is asked first within the process).
    """
    import pandas as pd

    worth, can_flip = urgency(method, judged, certainty, flips)
    questions = catalogue(method)
    picks: list[np.ndarray] = []
    lines: list[pd.DataFrame] = []
    names = [column for column, _ in questions]
    wordings = [question for _, question in questions]
    packed = [question.packed() for question in wordings]
    money = money_at_stake(method, judged)
    for priority in range(1, int(method.constants["questions_per_process"].value) + 1):
        # The best question of each row; what was picked is worth nothing in the next round.
        best = worth.argmax(axis=0)
        rows = np.flatnonzero(np.take_along_axis(worth, best[None], axis=0)[0] > -np.inf)
        picks.append(np.where(np.isin(np.arange(len(best)), rows), best, -1))
        picked = best[rows]
        lines.append(
            pd.DataFrame(
                {
                    "row_key": typed.index.to_numpy()[rows],
                    # Two questions can be about one column, and categories must differ.
                    "column": coded(_first_codes(names)[picked], dict.fromkeys(names)),
                    "question": coded(picked, packed),
                    "owner": typed_column(typed, "owner").array[rows],
                    "flips_label": can_flip[picked, rows],
                    "money_at_stake": money[rows],
                    "currency": typed_column(typed, "currency").array[rows],
                    "priority": np.full(len(rows), priority, dtype="int8"),
                }
            )
        )
        np.put_along_axis(worth, best[None], -np.inf, axis=0)

    def write(**places: int) -> Message:
        parts = [wordings[number] for number in places.values() if number >= 0]
        return message("says.questions", parts=parts)

    joined = written({f"question_{number}": places for number, places in enumerate(picks)}, write)
    return joined, pd.concat(lines, ignore_index=True)


def _first_codes(names: list[str]) -> np.ndarray:
    distinct = list(dict.fromkeys(names))
    return np.array([distinct.index(name) for name in names])
