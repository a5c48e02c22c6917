"""The cases in which the model is worked out: the middle one, each assumption at its two ends, and the draws."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from schemas.rule_models.value import Assumption
    from schemas.rules import Rulebook

MIDDLE = 0


@dataclass(frozen=True)
class Cases:
    """Figures of every assumption by case: first the middle case, then each swung assumption at its low and its
    high end with all others in the middle, then the draws.
    """

    figures: dict[str, np.ndarray]
    swung: tuple[str, ...]
    draws_from: int

    @property
    def count(self) -> int:
        """Number of cases."""
        return self.draws_from + self.draws_count

    @property
    def draws_count(self) -> int:
        """Number of draws."""
        return len(next(iter(self.figures.values()))) - self.draws_from

    @property
    def draws(self) -> slice:
        """The cases that are draws."""
        return slice(self.draws_from, None)

    def __getitem__(self, rule_id: str) -> np.ndarray:
        return self.figures[rule_id]


def cases_of(rulebook: Rulebook) -> Cases:
    """The cases of the rulebook's assumptions (sections assumptions; draws_count, draws_seed).

    The draws of an assumption fill its distribution evenly (one draw in each of as many slices as there are draws),
    in an order that comes from the seed and the assumption's id alone. What moves with another assumption takes the
    other's order: both are at their better end in the same draw.
    """
    assumptions = rulebook.section("assumptions")
    swung = tuple(rule_id for rule_id, rule in assumptions.items() if rule.is_drawn and rule.low < rule.high)
    count, seed = int(assumptions["draws_count"].mid), int(assumptions["draws_seed"].mid)
    figures: dict[str, np.ndarray] = {}
    for rule_id, rule in assumptions.items():
        # Places: the middle case, two ends for each swung assumption, the draws. Everything starts in the
        # middle.
        figure = np.full(1 + 2 * len(swung) + count, float(rule.mid))
        if rule_id in swung:
            position = 1 + 2 * swung.index(rule_id)
            figure[position : position + 2] = rule.low, rule.high
            figure[1 + 2 * len(swung) :] = _drawn(rule, _even(rule.moves_with or rule_id, seed, count))
        figures[rule_id] = figure
    return Cases(figures, swung, 1 + 2 * len(swung))


def _even(stream: str, seed: int, count: int) -> np.ndarray:
    """0..1, from the worse to the better end, one in each of ``count`` equal slices, shuffled."""
    # The checksum of the id is the same in every process and version of Python, which hash() is not.
    generator = np.random.Generator(np.random.PCG64([seed, zlib.crc32(stream.encode())]))
    return (generator.permutation(count) + 0.5) / count


def _drawn(rule: Assumption, better: np.ndarray) -> np.ndarray:
    """Half of the draws lie on each side of the middle value, and the nearer to it the more of them."""
    # Draws run from the worse to the better end of the saving, which may be the high end of the assumption.
    share = better if rule.low_saving_at == "low" else 1 - better
    # A density that rises in a straight line to the middle value and falls again, half of it on each side:
    # the square root turns even shares into such values.
    below = rule.low + (rule.mid - rule.low) * np.sqrt(2 * np.minimum(share, 0.5))
    above = rule.high - (rule.high - rule.mid) * np.sqrt(2 * (1 - np.maximum(share, 0.5)))
    return np.where(share < 0.5, below, above)


def percentiles(values: np.ndarray, shares: tuple[float, ...] = (0.1, 0.5, 0.9)) -> np.ndarray:
    """Percentiles along the last axis, interpolated as numpy does by default; shares x the other axes.

    Args:
        values: draws along the last axis.
        shares: which percentiles, 0..1.
    """
    count = values.shape[-1]
    places = np.array(shares) * (count - 1)
    low = np.floor(places).astype(int)
    high = np.minimum(low + 1, count - 1)
    # Only the values at the places that are asked for have to be in order.
    ordered = np.partition(values, sorted({*low.tolist(), *high.tolist()}), axis=-1)
    part = places - low
    return np.stack(
        [ordered[..., a] * (1 - p) + ordered[..., b] * p for a, b, p in zip(low, high, part, strict=True)]
    )
