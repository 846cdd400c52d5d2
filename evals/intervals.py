"""Bootstrap intervals: how far a figure would move with other cases of the same kind."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

RESAMPLES = 1000
SEED = 20170117
LEVEL = 0.95

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure with its 95 % interval and the number of cases it stands on."""

    value: float
    low: float
    high: float
    n: int

    def to_json(self) -> dict[str, float | int]:
        """The stable JSON of a metric, rounded to four decimals."""
        return {
            "value": round(self.value, 4),
            "low": round(self.low, 4),
            "high": round(self.high, 4),
            "n": self.n,
        }


def interval(
    items: Sequence[T],
    statistic: Callable[[Sequence[T]], float],
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Metric | None:
    """The statistic of ``items`` with its percentile bootstrap interval.

    Draws as many items as there are, with replacement, ``resamples`` times from a fixed seed,
    so the same items always give the same interval. Resamples on which the statistic is not
    defined (NaN) are left out.

    :returns: None where the statistic is not defined on the items themselves.
    """
    value = statistic(items) if items else math.nan
    if math.isnan(value):
        return None
    draw = random.Random(seed)
    drawn = (statistic(draw.choices(items, k=len(items))) for _ in range(resamples))
    ordered = sorted(x for x in drawn if not math.isnan(x))
    if not ordered:
        return Metric(value, value, value, len(items))
    tail = (1 - LEVEL) / 2
    return Metric(value, _quantile(ordered, tail), _quantile(ordered, 1 - tail), len(items))


def mean(values: Sequence[float]) -> float:
    """Arithmetic mean."""
    return math.fsum(values) / len(values)


def ratio(pairs: Sequence[tuple[float, float]]) -> float:
    """Sum of the first numbers over the sum of the second; NaN where that is 0."""
    below = sum(b for _, b in pairs)
    return sum(a for a, _ in pairs) / below if below else math.nan


def _quantile(ordered: Sequence[float], q: float) -> float:
    at = q * (len(ordered) - 1)
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)
