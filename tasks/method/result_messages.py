"""Messages for results. They are put together once per distinct combination of numbers, so words cannot
contradict them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from schemas.columns import coded
from schemas.messages.message import Message, combinations, message, of_rule, sentences, unpacked, written
from schemas.results import DRIVES, RECOMMENDATIONS
from schemas.vocabulary import Drive, Recommendation
from tasks.method.certainty import REASONS
from tasks.method.what_if import Flips, shown

if TYPE_CHECKING:
    import pandas as pd

    from schemas.rule_base import Rule
    from schemas.rule_models.method import Decision, Gate
    from tasks.method.certainty import Certainty
    from tasks.method.judge import Judged, Method

REVIEW = RECOMMENDATIONS.index(Recommendation.REVIEW)
VOLUME_DRIVEN = DRIVES.index(Drive.VOLUME_DRIVEN)
SIDES = {
    "volume_driven": ("routine", "insight"),
    "insight_driven": ("insight", "routine"),
    "balanced": ("routine", "insight"),
}
SIDE_FIELDS = {"routine": "says_high", "insight": "says_low"}


def strongest(method: Method, points: np.ndarray) -> tuple[np.ndarray, ...]:
    """Places of the two criteria that speak most for routine and the two that speak most for insight, -1
    where none does enough.

    Args:
        method: the compiled rulebook.
        points: points on the drive index, criteria (the text last) x rows; not changed.

    Returns:
        Four arrays of places, one entry a row: two for routine, two for insight.
    """
    least = method.constants["why_strongest"].value
    picked: list[np.ndarray] = []
    for sign in (1, -1):
        # A new array, in which what was picked is then put out of the running.
        rest = points * sign
        for _ in range(2):
            best = rest.argmax(axis=0)
            value = np.take_along_axis(rest, best[None], axis=0)[0]
            picked.append(np.where(value >= least, best, -1))
            np.put_along_axis(rest, best[None], -np.inf, axis=0)
    return tuple(picked)


def why(
    method: Method, judged: Judged, label: np.ndarray, certainty: Certainty, points: np.ndarray
) -> pd.Categorical:
    """Why each row got its label: the decision line, what speaks for and against, and why it is
    provisional. What is presumed of every row (no legal bar) is said once, by the report.

    Args:
        method: the compiled rulebook.
        judged: the rows as judged.
        label: the label of each row after overrides, as its place in RECOMMENDATIONS.
        certainty: of the same rows.
        points: points on the drive index, criteria (the text last) x rows.

    Returns:
        A packed message for each row.
    """
    little = (judged.facts["effort_fte"] < method.constants["little_effort"].value) & (
        judged.facts["drive"] == VOLUME_DRIVEN
    )
    gates: list[Gate] = [gate for gate in method.rulebook.section("gates").values() if gate.blank == "open"]
    # The first open gate whose column is blank, in the order of the rulebook.
    blank_gate = np.select(
        [np.isnan(judged.facts[gate.column]) for gate in gates], list(range(len(gates))), -1
    )

    # Called once for each distinct combination of the numbers below, by their names.
    def write(
        *,
        decision: int,
        drive: int,
        routine: int,
        routine_2: int,
        insight: int,
        insight_2: int,
        is_little: bool,
        reason: int,
        gate: int,
        was: int,
        now: int,
    ) -> Message:
        line = method.decisions[decision]
        clauses: list[Message] = []
        if drive >= 0:
            places = {"routine": (routine, routine_2), "insight": (insight, insight_2)}
            clauses = _evidence(method, DRIVES[drive], places)
            clauses += [message("says.why.little")] if is_little else []
        # A review is never firm; to say that it is provisional adds nothing.
        if reason and now != REVIEW:
            because = _because(REASONS[reason], line, gates, gate)
            clauses.append(message("says.why.provisional", because=because))
        reasons = sentences(
            message("says.why.headline", headline=of_rule(line, "headline")),
            message("says.sentence", text=message("says.clauses", parts=clauses)) if clauses else None,
        )
        if was == now:
            return reasons
        return message("says.why.override", label=made(now), rest=reasons)

    return written(
        {
            "decision": judged.decision,
            "drive": np.nan_to_num(judged.facts["drive"], nan=-1).astype("int8"),
            **dict(
                zip(("routine", "routine_2", "insight", "insight_2"), strongest(method, points), strict=True)
            ),
            "is_little": little,
            "reason": certainty.reason,
            "gate": blank_gate,
            "was": judged.label,
            "now": label,
        },
        write,
        method.reasons,
    )


def made(label: int) -> Message:
    """A label as what something is made by it: "a BPO candidate"."""
    return Message(f"says.made.{RECOMMENDATIONS[label]}")


def _evidence(method: Method, drive: str, places: dict[str, tuple[int, int]]) -> list[Message]:
    """What speaks most for each side: two criteria for the side of the drive, one for the other."""
    rules: list[Rule] = [
        *method.drive.criteria,
        *([method.drive.text_rule] if method.drive.text_rule else []),
    ]
    clauses: list[Message] = []
    for side, most in zip(SIDES[drive], (2, 1), strict=True):
        # For the side of the drive two criteria, for the other side the strongest one alone.
        says = [of_rule(rules[p], SIDE_FIELDS[side]) for p in places[side] if p >= 0][:most]
        if says:
            start = "also" if clauses else "evidence"
            clauses.append(message(f"says.why.{start}_{side}", says=says))
    return clauses


def _because(reason: str, line: Decision, gates: list[Gate], gate: int) -> Message:
    if reason == "line":
        return of_rule(line, "why_provisional") if line.why_provisional else message("says.why.because.open")
    if reason == "open_gate":
        return of_rule(gates[gate], "note") if gate >= 0 else message("says.why.because.unknown")
    return message(f"says.why.because.{reason}")


def with_reading(why: pd.Categorical, texts: pd.DataFrame, counted: np.ndarray) -> pd.Categorical:
    """The reasons, with what was read of name and description where it counted: the catalogue's entry and the
    words with their weights.

    Args:
        why: packed messages by row.
        texts: TEXT_COLUMNS of the same rows (service, match_how, text_words).
        counted: where the text counted.

    Returns:
        Packed messages by row.
    """
    import pandas as pd

    columns = texts.reindex(columns=["service", "match_how", "text_words"])
    # Where the text did not count, it is as if nothing was read.
    read = [np.where(counted, pd.factorize(columns[name])[0], -1) for name in columns]
    # Sentences are put together once for each distinct combination.
    codes, first = combinations([why.codes, *read])
    distinct = zip(
        why.categories.take(why.codes[first]),
        columns.iloc[first].itertuples(index=False),
        counted[first],
        strict=True,
    )
    packed = [_with_words(reason, reading) if is_read else reason for reason, reading, is_read in distinct]
    places, categories = pd.factorize(np.array(packed, dtype=object))
    return coded(places[codes], categories)


def _with_words(packed: str, reading: Any) -> str:
    service, words = reading.service, reading.text_words
    how = reading.match_how if isinstance(reading.match_how, str) else "whole"
    parts = [
        message(f"says.read.{how}", entry=service) if isinstance(service, str) else None,
        message("says.read.words", words=words) if isinstance(words, str) else None,
    ]
    # Rows whose text did not count keep their reason as it is.
    if parts == [None, None]:
        return packed
    return sentences(unpacked(packed), message("says.read.text", parts=parts)).packed()


def what_would_change(method: Method, judged: Judged, flips: Flips) -> pd.Categorical:
    """The smallest change of one known value that flips the label, or that there is none.

    Args:
        method: the compiled rulebook.
        judged: the rows as judged.
        flips: of the same rows.

    Returns:
        A packed message for each row.
    """
    current = np.full(len(flips.change), np.nan)
    # Each row's present value in the field that flips it; only rows with the same field are read at once.
    for option_index in np.unique(flips.change[flips.change >= 0]):
        rows = flips.change == option_index
        current[rows] = judged.facts[flips.tried[int(option_index)].column][rows]
    could_answer = np.logical_or.reduce([np.zeros(len(current), dtype=bool), *flips.by_answer.values()])

    def write(*, change: int, old: float, label: int, contradicts: bool, is_open: bool) -> Message:
        if change < 0:
            return message("says.change.answer" if is_open else "says.change.none")
        tried = flips.tried[change]
        return message(
            "says.change.contradicts" if contradicts else "says.change.makes",
            column=Message(f"column.{tried.column}"),
            new=shown(tried.column, tried.value),
            old=shown(tried.column, old),
            label=made(label),
        )

    return written(
        {
            "change": flips.change,
            # 0 where nothing flips: rows that say the same are then the same combination, and no text shows
            # it.
            "old": np.nan_to_num(current),
            "label": flips.label,
            "contradicts": flips.contradicts,
            "is_open": could_answer,
        },
        write,
    )
