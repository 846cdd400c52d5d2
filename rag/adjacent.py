"""How much of a question's wording a passage repeats: neighbouring words side by side.

"Warsaw City Council" is more than three words that stand somewhere in the same passage. That
ordered pairs of a query's words tell passages apart beyond its single words is the sequential
dependence model (Metzler and Croft, SIGIR 2005).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from rag.terms import stems_in_order

Pair = tuple[str, str]


def pairs_of(stems: Sequence[str], rarity: Mapping[str, float]) -> dict[Pair, float]:
    """A question's pairs of neighbouring words, each with its share in them all.

    :param stems: of its words, in order.
    :param rarity: inverse document frequency of each of them; a pair weighs the mean of its two.
    """
    weights = {p: rarity.get(p[0], 0.0) + rarity.get(p[1], 0.0) for p in pairwise(stems)}
    total = sum(weights.values()) or 1.0
    return {pair: weight / total for pair, weight in weights.items()}


def adjacent(pairs: Mapping[Pair, float], text: str) -> float:
    """The share, 0 to 1, of a question's pairs that stand side by side in a text."""
    found = set(pairwise(stems_in_order(text)))
    return sum(weight for pair, weight in pairs.items() if pair in found)
