"""How far raters agree with each other and with the program."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

BOOTSTRAP_DRAWS, PERCENTILES = 1_000, (2.5, 97.5)


@dataclass(frozen=True)
class Measure:
    """One figure with its 95 % interval, from 1,000 seeded draws of the rows with replacement; None where it cannot
    be worked out, as when everybody always said the same. ``rater`` is counted from 1; None for a figure of all.
    """

    name: str
    rater: int | None
    rows: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Disagreement:
    """A process on which all raters agree with each other and not with the program. ``rule`` is the decision
    rule that gave the program's label.
    """

    process_id: str
    raters_say: str
    program_says: str
    rule: str


@dataclass(frozen=True)
class Agreement:
    """What a second rating came to.

    ``measures``: kappa between raters 1 and 2 (Cohen), alpha over all raters (Krippendorff, nominal); of each
    rater against the program the kappa, and the share of the whole list on which they would agree (each
    stratum weighted by its size). ``by_nobody`` counts processes of the sample that nobody rated.
    """

    raters: int
    sampled: int
    by_nobody: int
    measures: tuple[Measure, ...]
    disagreements: tuple[Disagreement, ...]


def measure_agreement(sample: pd.DataFrame, ratings: Sequence[Mapping[str, str]], seed: int) -> Agreement:
    """Compares labels of raters with each other and with the program's.

    Args:
        sample: process_id, recommendation, decision_rule and weight (processes of the list that one stands
            for), one row for each process of the sample.
        ratings: of each rater: process_id and label.
        seed: of the draws for the intervals.

    Returns:
        The figures. A process that a rater left blank does not count for that rater.

    Raises:
        UsageError: scikit-learn or krippendorff is not installed.
    """
    import numpy as np

    # The measures take numbers: each label gets one, a missing label becomes NaN.
    codes = {label: number for number, label in enumerate(sorted(_all_labels(sample, ratings)))}
    program = sample["recommendation"].map(codes).to_numpy("float64")
    people = np.array(
        [
            sample["process_id"]
            .map({process: codes[label] for process, label in rating.items()})
            .to_numpy("float64")
            for rating in ratings
        ]
    )
    # One generator for all intervals: the same seed gives the same figures in the same order.
    weight, draws = sample["weight"].to_numpy("float64"), np.random.default_rng(seed)
    kappa, alpha = _libraries()
    measures = []
    if len(ratings) > 1:
        measures.append(_measured("kappa_raters", None, people[:2], kappa, draws))
        measures.append(_measured("alpha_raters", None, people, alpha, draws))
    for number, rater_codes in enumerate(people, 1):
        pair = np.array([rater_codes, program])
        measures.append(_measured("kappa_program", number, pair, kappa, draws))
        measures.append(
            _measured("share_program", number, np.array([rater_codes, program, weight]), _share, draws)
        )
    return Agreement(
        len(ratings),
        len(sample),
        int(np.isnan(people).all(axis=0).sum()),
        tuple(measures),
        tuple(_disagreements(sample, ratings)),
    )


def _all_labels(sample: pd.DataFrame, ratings: Sequence[Mapping[str, str]]) -> set[str]:
    return set(sample["recommendation"]).union(*(rating.values() for rating in ratings))


def _libraries() -> tuple[Callable[[np.ndarray], float], Callable[[np.ndarray], float]]:
    try:
        import krippendorff
        from sklearn.metrics import cohen_kappa_score
    except ModuleNotFoundError:
        raise UsageError(
            "scikit-learn and krippendorff are not installed. Install them with: "
            "pip install 'process-portfolio-audit[rating]'."
        ) from None

    def alpha(ratings: np.ndarray) -> float:
        return krippendorff.alpha(reliability_data=ratings, level_of_measurement="nominal")

    return lambda ratings: cohen_kappa_score(ratings[0], ratings[1]), alpha


def _share(ratings_and_weight: np.ndarray) -> float:
    """Share of the list on which two agree; the third line is how many processes each row stands for."""
    first, second, weight = ratings_and_weight
    return float((weight * (first == second)).sum() / weight.sum())


def _measured(
    name: str,
    rater: int | None,
    ratings: np.ndarray,
    measure: Callable[[np.ndarray], float],
    draws: np.random.Generator,
) -> Measure:
    """One figure over the rows that count: those with both labels, and for alpha those with at least two."""
    import numpy as np

    is_rated = ~np.isnan(ratings)
    # Each line of the array is a rater, each column a process of the sample.
    counted = ratings[:, is_rated.sum(axis=0) >= 2 if name.startswith("alpha") else is_rated.all(axis=0)]
    rows = counted.shape[1]
    value = _or_none(measure, counted)
    again = [
        _or_none(measure, counted[:, draws.integers(0, rows, rows)])
        for _ in range(BOOTSTRAP_DRAWS if rows else 0)
    ]
    defined = [figure for figure in again if figure is not None]
    if value is None or not defined:
        return Measure(name, rater, rows, value, None, None)
    low, high = np.percentile(defined, PERCENTILES)
    return Measure(name, rater, rows, value, float(low), float(high))


def _or_none(measure: Callable[[np.ndarray], float], ratings: np.ndarray) -> float | None:
    """The figure; None where it is not defined: no rows, or one label alone."""
    with warnings.catch_warnings():
        # scikit-learn warns and divides by zero where all labels are the same; that is told as None.
        warnings.simplefilter("ignore")
        try:
            value = float(measure(ratings))
        except ValueError:
            return None
    return None if math.isnan(value) else value


def _disagreements(sample: pd.DataFrame, ratings: Sequence[Mapping[str, str]]):
    for process_id, label, rule in sample[["process_id", "recommendation", "decision_rule"]].itertuples(
        index=False, name=None
    ):
        labels = {rating[process_id] for rating in ratings if process_id in rating}
        is_by_all = all(process_id in rating for rating in ratings)
        if is_by_all and len(labels) == 1 and label not in labels:
            yield Disagreement(process_id, labels.pop(), label, rule)
