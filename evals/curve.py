"""Risk and coverage: what each threshold of silence would answer, and how much of it wrongly.

A case counts as answered at a threshold when its confidence reaches it, and as wrong when its
sources do not say or the gold answer is not in what would be said. After El-Yaniv & Wiener, *On
the Foundations of Noise-free Selective Classification* (JMLR 2010), and Geifman & El-Yaniv,
*Selective Classification for Deep Neural Networks* (NeurIPS 2017).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

STEPS = 100  # thresholds from 0 to 1
LEVEL = 0.95

Judged = tuple[float, bool]
"""Confidence of a case, and whether its answer is right."""


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold does.

    :param coverage: share of the cases that are answered.
    :param risk: share of the answered that are wrong; None where nothing is answered.
    :param answered: how many are.
    """

    threshold: float
    coverage: float
    risk: float | None
    answered: int

    @property
    def wrong(self) -> int:
        """How many answers are wrong."""
        return round((self.risk or 0.0) * self.answered)

    def __str__(self) -> str:
        """Coverage, risk, and the risk that may lie behind it, in words."""
        if self.risk is None:
            return "nothing is answered"
        bound = f"at most {at_most(self.wrong, self.answered):.3f} with {LEVEL:.0%} confidence"
        return f"{self.coverage:.1%} answered, {self.risk:.3f} of that wrong ({bound})"

    def to_json(self) -> dict[str, float | int | None]:
        """The stable JSON of a point."""
        return {
            "threshold": self.threshold,
            "coverage": round(self.coverage, 4),
            "risk": None if self.risk is None else round(self.risk, 4),
            "answered": self.answered,
        }


def curve(judged: Sequence[Judged]) -> tuple[Point, ...]:
    """A point for every threshold from 0 to 1 in hundredths."""
    return tuple(point(judged, step / STEPS) for step in range(STEPS + 1))


def point(judged: Sequence[Judged], threshold: float) -> Point:
    """What ``threshold`` does to the cases."""
    right = [good for belief, good in judged if belief >= threshold]
    risk = right.count(False) / len(right) if right else None
    return Point(threshold, len(right) / len(judged), risk, len(right))


def aurc(judged: Sequence[Judged]) -> float:
    """Area under the risk-coverage curve: the mean risk over every coverage, 0 is best.

    The cases are answered one after another, the most confident first; cases of equal confidence
    share their mistakes evenly.
    """
    wrong = seen = area = 0.0
    for _, equal in groupby(sorted(judged, key=lambda case: -case[0]), key=lambda case: case[0]):
        tied = [good for _, good in equal]
        share = tied.count(False) / len(tied)
        for _ in tied:
            wrong, seen = wrong + share, seen + 1
            area += wrong / seen
    return area / len(judged)


def reaching(judged: Sequence[Judged], risk: float) -> Point | None:
    """The threshold that answers most with at most this risk; None if none does."""
    good = [p for p in curve(judged) if p.risk is not None and p.risk <= risk]
    return max(good, key=lambda p: (p.answered, -p.threshold), default=None)


def at_most(wrong: int, answered: int, level: float = LEVEL) -> float:
    """The risk that so few mistakes leave possible, with ``level`` confidence.

    The exact (Clopper-Pearson) upper bound for a threshold fixed beforehand: the risk at which
    ``wrong`` mistakes or fewer in ``answered`` answers have a chance of ``1 - level``.
    """
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        chance = sum(_binomial(k, answered, middle) for k in range(wrong + 1))
        low, high = (middle, high) if chance > 1 - level else (low, middle)
    return high


def _binomial(k: int, n: int, p: float) -> float:
    return math.comb(n, k) * p**k * (1 - p) ** (n - k)
