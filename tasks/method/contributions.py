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

    parts: dict[str, list[np.ndarray]] = {name: [] for name in ("row", "rule", "value", "weight", "points")}
    drive_points = np.empty(0)
    rules: list[tuple[str, Criterion | TextEvidence]] = []
    for score in SCORES:
        evidence = judged.evidence[score]
        weights, points = evidence.points()
        values = np.vstack([evidence.values, np.nan_to_num(evidence.text)])
        # The last line is that of the text; a score that no text speaks to has none.
        if evidence.model.text_rule is None:
            weights, points, values = weights[:-1], points[:-1], values[:-1]
        # Transposed, so that what is found comes row by row.
        row, rule = np.nonzero((np.nan_to_num(weights) > 0).T)
        found = {
            "row": row.astype("int32"),
            # Places in ``rules``, which runs over all three scores; there are fewer than 128 of them.
            "rule": (rule + len(rules)).astype("int8"),
            "value": values[rule, row].astype("float32"),
            "weight": weights[rule, row].astype("float32"),
            "points": points[rule, row] * evidence.model.factor,
        }
        for name, array in found.items():
            parts[name].append(array)
        rules += [(score, rule) for rule in _rules(method, score)]
        if score == "drive_index":
            drive_points = np.nan_to_num(points)
    arrays = {name: np.concatenate(found) for name, found in parts.items()}
    # ``place``: where each rule comes in the order of score, criterion and rule id. It makes one number of
    # row and rule, by which all lines are sorted at once.
    named = [(score, getattr(rule, "column", "text"), rule.id) for score, rule in rules]
    place = np.empty(len(named), dtype="int64")
    place[sorted(range(len(named)), key=named.__getitem__)] = np.arange(len(named))
    order = np.argsort(arrays["row"].astype("int64") * len(named) + place[arrays["rule"]], kind="stable")
    arrays = {name: array[order] for name, array in arrays.items()}
    frame: dict[str, Any] = {"row_key": index.to_numpy()[arrays.pop("row")]}
    rule = arrays.pop("rule")
    for name, texts in zip(("score", "criterion", "rule_id"), zip(*named, strict=True), strict=True):
        # A criterion can count for two scores, so its name is repeated; categories must differ.
        distinct = list(dict.fromkeys(texts))
        codes = np.array([distinct.index(text) for text in texts], dtype="int8")
        frame[name] = coded(codes[rule], distinct)
    return pd.DataFrame(frame | arrays, copy=False), drive_points


def _rules(method: Method, score: str) -> list[Criterion | TextEvidence]:
    model = method.models[score]
    return [*model.criteria, *([model.text_rule] if model.text_rule else [])]
