"""Words for results. Sentences are put together once per distinct combination of numbers, so words cannot
contradict them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from schemas.columns import columns
from schemas.results import DRIVES, RECOMMENDATIONS
from schemas.vocabulary import CANDIDATES, LABEL_WORDS, Drive, Recommendation
from tasks.method.certainty import REASONS
from tasks.method.what_if import Flips, shown

if TYPE_CHECKING:
    import pandas as pd

    from tasks.method.certainty import Certainty
    from tasks.method.judge import Judged, Method

# How an entry of the catalogue is said, by how it was found.
FOUND = {
    "whole": "the catalogue's entry '{}'",
    "most": "most of the name is the catalogue's entry '{}'",
    "head": "the name is headed by the catalogue's entry '{}', which counts beside the words",
    "loose": "the name is only loosely like the catalogue's entry '{}', which decides nothing",
    "described": "the description mentions the catalogue's entry '{}', which decides nothing",
}
CANDIDATE_PLACES = [RECOMMENDATIONS.index(name) for name in CANDIDATES]
REVIEW = RECOMMENDATIONS.index(Recommendation.REVIEW)
VOLUME_DRIVEN = DRIVES.index(Drive.VOLUME_DRIVEN)
SIDES = {
    "volume_driven": ("routine", "insight"),
    "insight_driven": ("insight", "routine"),
    "balanced": ("routine", "insight"),
}


def written(parts: list[np.ndarray], write: Callable[..., str]) -> pd.Categorical:
    """One sentence a row from columns of numbers, written once per distinct combination."""
    import pandas as pd

    combined = np.zeros(len(parts[0]), dtype="int64")
    for part in parts:
        uniques, codes = np.unique(part, return_inverse=True)
        combined = np.unique(combined * len(uniques) + codes, return_inverse=True)[1]
    _, first = np.unique(combined, return_index=True)
    texts = [
        write(*values) for values in zip(*(np.asarray(part)[first].tolist() for part in parts), strict=True)
    ]
    codes, categories = pd.factorize(np.array(texts, dtype=object))
    return pd.Categorical.from_codes(codes[combined], categories=pd.Index(categories, dtype="str"))


def strongest(method: Method, points: np.ndarray) -> tuple[np.ndarray, ...]:
    """Places of the two criteria that speak most for routine and the two that speak most for insight, -1
    where none does enough.
    """
    least = method.constants["why_strongest"].value
    picked = []
    for sign in (1, -1):
        rest = points * sign
        for _ in range(2):
            place = rest.argmax(axis=0)
            value = np.take_along_axis(rest, place[None], axis=0)[0]
            picked.append(np.where(value >= least, place, -1))
            np.put_along_axis(rest, place[None], -np.inf, axis=0)
    return tuple(picked)


def why(
    method: Method, judged: Judged, label: np.ndarray, certainty: Certainty, points: np.ndarray
) -> pd.Categorical:
    """Why each row got its label: the decision line, what speaks for and against, and why it is
    provisional. What is presumed of every row (no legal bar) is said once, by the report.
    """
    rules = [*method.drive.criteria, method.drive.text_rule]
    little = (judged.facts["effort_fte"] < method.constants["little_effort"].value) & (
        judged.facts["drive"] == VOLUME_DRIVEN
    )
    gates = [gate for gate in method.rulebook.section("gates").values() if gate.blank == "open"]
    blank_gate = np.select(
        [np.isnan(judged.facts[gate.column]) for gate in gates], list(range(len(gates))), -1
    )

    def write(
        decision,
        drive,
        routine,
        routine_2,
        insight,
        insight_2,
        is_little,
        reason,
        gate,
        was,
        now,
    ):
        line = method.decisions[int(decision)]
        text = f"{line.headline}."
        if drive >= 0:
            sides = {
                "routine": [rules[int(p)].says_high for p in (routine, routine_2) if p >= 0],
                "insight": [rules[int(p)].says_low for p in (insight, insight_2) if p >= 0],
            }
            first, second = SIDES[DRIVES[int(drive)]]
            clauses = [
                f"for {side} work: {', '.join(says)}"
                for side, says in ((first, sides[first]), (second, sides[second][:1]))
                if says
            ]
            clauses[:1] = [f"evidence {clauses[0]}"] if clauses else []
            clauses += (
                ["the effort is small, so routine work is not yet a volume business"] if is_little else []
            )
            clauses += (
                [f"provisional, because {_reason(int(reason), line, gates, int(gate))}"]
                if reason and now != REVIEW
                else []
            )
            text += " " + "; ".join(clauses)[:1].upper() + "; ".join(clauses)[1:] + "." if clauses else ""
        elif reason and now != REVIEW:
            text += f" Provisional, because {_reason(int(reason), line, gates, int(gate))}."
        if was != now:
            text = f"An approved override makes it {LABEL_WORDS[RECOMMENDATIONS[int(now)]].one}. By the rules: {text}"
        return text

    return written(
        [
            judged.decision,
            np.nan_to_num(judged.facts["drive"], nan=-1).astype("int8"),
            *strongest(method, points),
            little,
            certainty.reason,
            blank_gate,
            judged.label,
            label,
        ],
        write,
    )


def with_reading(why: pd.Categorical, texts: pd.DataFrame, counted: np.ndarray) -> pd.Categorical:
    """The reasons, with what was read of name and description where it counted: the catalogue's entry and the
    words with their weights.
    """
    import pandas as pd

    found = texts.reindex(columns=["service", "match_how", "text_words"])
    read = pd.DataFrame(
        {
            "why": why.codes,
            "service": found["service"].where(counted).to_numpy(),
            "how": found["match_how"].where(counted).to_numpy(),
            "words": found["text_words"].where(counted).to_numpy(),
        }
    )
    distinct = read.drop_duplicates(ignore_index=True)
    codes = read.merge(distinct.reset_index(), how="left", on=list(read))["index"].to_numpy()
    sentences = []
    for line in distinct.itertuples(index=False):
        of_entry = FOUND.get(line.how, FOUND["whole"])
        found = ((line.service, of_entry), (line.words, "the words {}"))
        parts = [words.format(what) for what, words in found if isinstance(what, str)]
        sentences.append(
            why.categories[line.why] + (f" Read from the text: {'; '.join(parts)}." if parts else "")
        )
    places, categories = pd.factorize(np.array(sentences, dtype=object))
    return pd.Categorical.from_codes(places[codes], categories=pd.Index(categories, dtype="str"))


def _reason(reason: int, line, gates: list, gate: int) -> str:
    if REASONS[reason] == "line":
        return line.why_provisional or "a question is open"
    if REASONS[reason] == "open gate" and gate >= 0:
        return gates[gate].note
    return REASONS[reason] if REASONS[reason] != "open gate" else REASONS[-1]


def what_would_change(method: Method, judged: Judged, flips: Flips) -> pd.Categorical:
    """The smallest change of one known value that flips the label, or that there is none."""
    current = np.full(len(flips.change), np.nan)
    for place in np.unique(flips.change[flips.change >= 0]):
        rows = flips.change == place
        current[rows] = judged.facts[flips.tried[place].column][rows]
    could_answer = np.logical_or.reduce([np.zeros(len(current), dtype=bool), *flips.by_answer.values()])

    def write(change, old, label, contradicts, is_open):
        if change < 0:
            return "None: no change of one given value flips the label" + (
                ", but an answer to a blank could." if is_open else "."
            )
        tried = flips.tried[int(change)]
        title = columns()[tried.column].title
        makes = f"would {'contradict the rest and ' if contradicts else ''}make it {LABEL_WORDS[RECOMMENDATIONS[int(label)]].one}"
        return (
            f"{title}: {_quoted(tried.column, tried.value)} instead of {_quoted(tried.column, old)} {makes}."
        )

    return written(
        [flips.change, np.nan_to_num(current), flips.label, flips.contradicts, could_answer], write
    )


def _quoted(column: str, value: float) -> str:
    """A value as a person would write it, words in quotes, so that they are not read as part of the
    sentence.
    """
    text = shown(column, value)
    return text if text[:1].isdigit() else f'"{text}"'
