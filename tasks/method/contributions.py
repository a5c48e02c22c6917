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

    weights: list[np.ndarray] = []
    points: list[np.ndarray] = []
    values: list[np.ndarray] = []
    drive_points = np.empty(0)
    rules: list[tuple[str, Criterion | TextEvidence]] = []
    for score in SCORES:
        evidence = judged.evidence[score]
        own_weights, own_points = evidence.points()
        if score == "drive_index":
            drive_points = np.nan_to_num(own_points)
        # The last line is that of the text; a score that no text speaks to has none.
        own = _rules(method, score)
        weights.append(own_weights[: len(own)])
        points.append(own_points[: len(own)] * evidence.model.factor)
        values.append(np.vstack([evidence.values, np.nan_to_num(evidence.text)])[: len(own)])
        rules += [(score, rule) for rule in own]
    # All evidence in the order of score, criterion and rule id, one column each, so that what is found comes row by
    # row in that order.
    named = [(score, getattr(rule, "column", "text"), rule.id) for score, rule in rules]
    order = sorted(range(len(named)), key=named.__getitem__)
    # Not known where the weight is NaN: of a row of which nothing is known.
    is_known = np.vstack([part > 0 for part in weights])[order]
    row, position = np.nonzero(np.ascontiguousarray(is_known.T))
    rule = np.array(order)[position]
    # Taken from where they lie: turned round, each frame would be copied whole.
    place = rule * is_known.shape[1] + row
    value, weight, point = (np.concatenate(parts, axis=None)[place] for parts in (values, weights, points))
    arrays = {"value": value.astype("float32"), "weight": weight.astype("float32"), "points": point}
    frame: dict[str, Any] = {"row_key": index.to_numpy("int32")[row]}
    for name, texts in zip(("score", "criterion", "rule_id"), zip(*named, strict=True), strict=True):
        # A criterion can count for two scores, so its name is repeated; categories must differ.
        distinct = list(dict.fromkeys(texts))
        codes = np.array([distinct.index(text) for text in texts], dtype="int8")
        frame[name] = coded(codes[rule], distinct)
    return pd.DataFrame(frame | arrays, copy=False), drive_points


def _rules(method: Method, score: str) -> list[Criterion | TextEvidence]:
    model = method.models[score]
    return [*model.criteria, *([model.text_rule] if model.text_rule else [])]
