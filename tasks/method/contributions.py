"""Contributions: what each known piece of evidence adds to a score."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tasks.method.judge import SCORES, Judged, Method

if TYPE_CHECKING:
    import pandas as pd


class ContributionBuilder:
    """Gathers contributions stretch by stretch in small number types; ``frame`` joins them.

    A line: row_key, score, criterion (the column, or "text"), rule_id, value (the evidence on the score's
    scale), weight (renormalised over what is known, so the weights of a row and score add up to one), points
    (value x weight, times 100 for the complexities).
    """

    def __init__(self, method: Method):
        self.rules = [(score, rule) for score in SCORES for rule in self._rules(method, score)]
        self.parts: dict[str, list[np.ndarray]] = {
            name: [] for name in ("row_key", "rule", "value", "weight", "points")
        }

    @staticmethod
    def _rules(method: Method, score: str) -> list:
        model = method.models[score]
        return [*model.criteria, *([model.text_rule] if model.text_rule else [])]

    def add(self, index: pd.Index, judged: Judged) -> np.ndarray:
        """Adds the contributions of a stretch of rows and returns the points on the drive index, criteria
        (the text last) x rows.
        """
        keys, drive_points, first = index.to_numpy(), np.empty(0), 0
        for score in SCORES:
            evidence = judged.evidence[score]
            weights, points = evidence.points()
            values = np.vstack([evidence.values, np.nan_to_num(evidence.text)])
            if evidence.model.text_rule is None:
                weights, points, values = weights[:-1], points[:-1], values[:-1]
            row, rule = np.nonzero((np.nan_to_num(weights) > 0).T)
            found = {
                "row_key": keys[row],
                "rule": (rule + first).astype("int8"),
                "value": values[rule, row].astype("float32"),
                "weight": weights[rule, row].astype("float32"),
                "points": points[rule, row] * evidence.model.factor,
            }
            for name, array in found.items():
                self.parts[name].append(array)
            first += len(weights)
            if score == "drive_index":
                drive_points = np.nan_to_num(points)
        return drive_points

    def _freed(self):
        """The parts field by field, each let go once it is joined."""
        for name in list(self.parts):
            yield name, self.parts.pop(name)

    def frame(self) -> pd.DataFrame:
        """All contributions; by stretch, score and row."""
        import pandas as pd

        arrays = {name: np.concatenate(parts) for name, parts in self._freed()}
        rule = arrays.pop("rule")
        scores = np.array([SCORES.index(score) for score, _ in self.rules], dtype="int8")
        names = [getattr(rule, "column", "text") for _, rule in self.rules]
        distinct = list(dict.fromkeys(names))
        criteria = np.array([distinct.index(name) for name in names], dtype="int8")
        return pd.DataFrame(
            {
                "row_key": arrays["row_key"],
                "score": pd.Categorical.from_codes(scores[rule], categories=list(SCORES)),
                "criterion": pd.Categorical.from_codes(criteria[rule], categories=distinct),
                "rule_id": pd.Categorical.from_codes(rule, categories=[rule.id for _, rule in self.rules]),
                "value": arrays["value"],
                "weight": arrays["weight"],
                "points": arrays["points"],
            },
            copy=False,
        )
