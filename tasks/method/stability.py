"""How far labels depend on the rulebook's weights: seeded draws around them, and each weight halved and
doubled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tasks.method.judge import FAR

if TYPE_CHECKING:
    import pandas as pd

    from tasks.method.judge import Judged, Method


@dataclass(frozen=True)
class WeightFlips:
    """Rows with a drive, and per criterion the rows whose label flips, and those whose drive moves, when its
    weight changes.
    """

    rows: int
    flips: np.ndarray
    moves: np.ndarray


def draw_weights(method: Method) -> np.ndarray:
    """Seeded Dirichlet draws around the weights of the drive index, draws x criteria, each summing to the
    total weight.
    """
    rule = method.constants["stability_draws"].values
    weights = method.drive.weights
    alpha = weights / weights.mean() * rule["concentration"]
    draws = np.random.default_rng(int(rule["seed"])).dirichlet(alpha, int(rule["draws"]))
    return (draws * weights.sum()).astype("float32")


def label_by_drive(method: Method, judged: Judged) -> np.ndarray:
    """The label of each row if its drive were each of DRIVES in turn, and last insight-driven and far from
    routine, drives x rows.

    Args:
        method: the compiled rulebook.
        judged: the rows as judged.

    Returns:
        Places in RECOMMENDATIONS, (drives + 1) x rows, in the order of DRIVES.
    """
    # A label depends on weights through the drive alone, so each row is judged once for each drive and not
    # once for each draw.
    return method.label_of[method.decisions_by_drive(judged)[1:]]


def stability(method: Method, judged: Judged, labels: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Share of weight draws under which the label holds, per row; NaN where less than the needed share of
    weight is known.

    Args:
        method: the compiled rulebook.
        judged: the rows as judged.
        labels: of these rows, as ``label_by_drive`` gives them.
        draws: weights, draws x criteria, as ``draw_weights`` makes them.

    Returns:
        0..1, one entry a row.
    """
    drive = judged.drive
    rule = method.constants["stability_draws"].values
    known_share = drive.known_weights / drive.model.weights.sum()
    is_known, same = known_share >= rule["known_at_least"], labels == judged.label
    # Where every drive gives the same label, so does every draw.
    result = np.where(is_known, 1.0, np.nan)
    rows = np.flatnonzero(is_known & ~same.all(axis=0))
    if len(rows):
        text = drive.text_weights[rows].astype("float32")
        # The drive index of every row under every draw (draws x rows): the mean of what is known, as in
        # ``ScoreModel.mean``. The text keeps the weight that it has under the rulebook's own weights.
        sums = draws @ drive.values[:, rows].astype("float32") + text * np.nan_to_num(
            drive.text[rows]
        ).astype("float32")
        sums /= draws @ drive.known[:, rows].astype("float32") + text
        volume, balanced, insight, far = same[:, rows]
        # These are of 32 bits: the margin keeps an index that meets a bound on its side of it.
        is_volume, is_insight = sums >= method.volume_from - 1e-6, sums <= method.insight_to + 1e-6
        is_far = sums <= method.knowledge.by_drive + 1e-6
        holds = (is_volume & volume) | (is_far & far) | (is_insight & ~is_far & insight)
        holds |= ~is_volume & ~is_insight & balanced
        # Counted in whole numbers of 32 bits: the mean of numpy makes a float of each first.
        result[rows] = holds.sum(axis=0, dtype="int32") / len(draws)
    return result


def weight_flips(method: Method, judged: Judged, labels: np.ndarray) -> WeightFlips:
    """For each criterion of the drive index, how many labels flip and drives move when its weight is divided
    or multiplied by weight_sensitivity.

    Args:
        method: the compiled rulebook.
        judged: the rows as judged.
        labels: of these rows, as ``label_by_drive`` gives them.

    Returns:
        Counts in the order of the criteria; a row counts once, whichever of the two changes moves it.
    """
    drive, factor = judged.drive, method.constants["weight_sensitivity"].value
    drives, _ = judged.facts.texts("drive")
    has_drive = drives >= 0
    flips, moves = np.zeros((2, len(drive.model.criteria)), dtype="int64")
    for position, weight in enumerate(drive.model.weights):
        flipped, moved = np.zeros((2, len(has_drive)), dtype=bool)
        for change in (weight / factor - weight, weight * factor - weight):
            # One weight changes, so the sums are mended and not made anew; the text keeps its weight.
            weights = drive.known_weights + change * drive.known[position] + drive.text_weights
            sums = (
                drive.sums + change * drive.values[position] + drive.text_weights * np.nan_to_num(drive.text)
            )
            index = sums / np.where(weights > 1e-12, weights, np.nan)
            codes, is_far = method.of_index(index)
            # A row without a drive finds any label; it is not counted.
            places = np.where(is_far, FAR, codes)
            label = labels[places, np.arange(len(places))]
            flipped |= has_drive & (label != judged.label)
            moved |= has_drive & (codes != drives)
        flips[position], moves[position] = flipped.sum(), moved.sum()
    return WeightFlips(int(has_drive.sum()), flips, moves)


def weight_sensitivity(method: Method, parts: list[WeightFlips]) -> pd.DataFrame:
    """The weights that matter most for the portfolio: criterion, flip_share and drive_share (of the rows with
    a drive whose label flips, or whose drive moves to another class), largest first.

    Args:
        method: the compiled rulebook.
        parts: of each stretch of the rows.

    Returns:
        One row for each criterion of the drive index; the shares are 0..1.
    """
    import pandas as pd

    rows = sum(part.rows for part in parts)
    counts = {"flip_share": [part.flips for part in parts], "drive_share": [part.moves for part in parts]}
    # The start of the sums, so that a list without rows has shares of 0.
    none = np.zeros(len(method.drive.criteria), dtype="int64")
    shares = {name: sum(per_part, none) / max(rows, 1) for name, per_part in counts.items()}
    frame = pd.DataFrame({"criterion": [criterion.id for criterion in method.drive.criteria], **shares})
    return frame.sort_values(["flip_share", "drive_share"], ascending=False, kind="stable", ignore_index=True)
