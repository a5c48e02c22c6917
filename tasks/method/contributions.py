"""Contributions: what each known piece of evidence adds to a score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from schemas.columns import coded
from tasks.method.judge import SCORES, Judged, Method

if TYPE_CHECKING:
    import pandas as pd

    from schemas.rule_models.method import Criterion, TextEvidence


def contributions(method: Method, index: pd.Index, judged: Judged) -> tuple[pd.DataFrame, np.ndarray]:
    """The contributions of a stretch of rows.

    Args:
        method: the compiled rulebook.
        index: row keys, ascending.
        judged: the rows as judged.

    Returns:
        A line for each known piece of evidence: row_key, score, criterion (the column, or "text"), rule_id, value
            (the evidence on the score's scale), weight (renormalised over what is known, so the weights of a row
            and score add up to one), points (value x weight, times 100 for the complexities); by row, then by the
            names of score, criterion and rule. And the points on the drive index, criteria (the text last) x rows.
    """
    import pandas as pd

    drive_points = np.empty(0)
    # Value, weight and points of each piece of evidence, by its score, criterion and rule id.
    lines: dict[tuple[str, str, str], list[np.ndarray]] = {}
    for score in SCORES:
        evidence = judged.evidence[score]
        weights, points = evidence.points()
        if score == "drive_index":
            drive_points = np.nan_to_num(points)
        rules = _rules(method, score)
        # The last one is that of the text; a score that no text speaks to has none.
        arrays = [*evidence.values, np.nan_to_num(evidence.text)], weights, points * evidence.model.factor
        for rule, *line in zip(rules, *(part[: len(rules)] for part in arrays), strict=True):
            lines[score, getattr(rule, "column", "text"), rule.id] = line
    named = sorted(lines)
    # A column each, so that what is known comes row by row in this order. Not known where the weight is NaN: of a row
    # of which nothing is known.
    is_known = np.stack([lines[name][1] > 0 for name in named], axis=1)
    row, position = np.nonzero(is_known)
    dtypes = {"value": "float32", "weight": "float32", "points": "float64"}
    numbers = {
        name: np.stack([lines[key][place] for key in named], axis=1, dtype=dtype)[is_known]
        for place, (name, dtype) in enumerate(dtypes.items())
    }
    frame: dict[str, Any] = {"row_key": index.to_numpy("int32")[row]}
    for name, texts in zip(("score", "criterion", "rule_id"), zip(*named, strict=True), strict=True):
        # A criterion can count for two scores, so its name is repeated; categories must differ.
        distinct = list(dict.fromkeys(texts))
        codes = np.array([distinct.index(text) for text in texts], dtype="int8")
        frame[name] = coded(codes[position], distinct)
    return pd.DataFrame(frame | numbers, copy=False), drive_points


def _rules(method: Method, score: str) -> list[Criterion | TextEvidence]:
    model = method.models[score]
    return [*model.criteria, *([model.text_rule] if model.text_rule else [])]
