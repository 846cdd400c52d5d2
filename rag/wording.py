"""How closely a claim follows the words of its evidence: rare words, pairs, runs that are new."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.terms import STOP_WORDS, stem, stems_in_order

_IDLE = frozenset(stem(word) for word in STOP_WORDS) | STOP_WORDS


@dataclass(frozen=True, slots=True)
class Wording:
    """What of a claim's wording the evidence has.

    :param rare: share of its content words that stand anywhere, by their rarity there, 0 to 1.
    :param beside: the same of the sentences chosen for it.
    :param bigrams: share of its words that follow the word before them somewhere, 0 to 1.
    :param pairs: share of its neighbouring content words that stand in one sentence, 0 to 1.
    :param new: the most content words in a row that stand nowhere.
    :param aside: the most in a row that stand in none of the sentences chosen for it.
    :param apart: the most neighbouring content words in a row that share no sentence.
    :param words: all of its words.
    """

    rare: float
    beside: float
    bigrams: float
    pairs: float
    new: int
    aside: int
    apart: int
    words: int


def wording(claim: str, chosen: Sequence[str], around: Sequence[str]) -> Wording:
    """Compare a claim with the sentences chosen for it, and with all that were looked at."""
    said = stems_in_order(claim)
    content = [word for word in said if word not in _IDLE] or said
    sentences = [stems_in_order(text) for text in around]
    held = [frozenset(sentence) for sentence in sentences]
    counts = Counter(word for sentence in held for word in sentence)
    near = frozenset().union(*map(stems_in_order, chosen))
    followed = frozenset(pair for sentence in sentences for pair in pairwise(sentence))
    weights = [math.log((len(held) + 1) / (counts[word] + 1)) + 0.1 for word in content]
    together = [any(a in s and b in s for s in held) for a, b in pairwise(content)]
    return Wording(
        rare=_weighed(content, weights, counts),
        beside=_weighed(content, weights, near),
        bigrams=_part([pair in followed for pair in pairwise(said)]),
        pairs=_part(together),
        new=_longest(word not in counts for word in content),
        aside=_longest(word not in near for word in content),
        apart=_longest(not one for one in together),
        words=len(said),
    )


def _weighed(content: Sequence[str], weights: Sequence[float], held: Collection[str]) -> float:
    there = sum(w for word, w in zip(content, weights, strict=True) if word in held)
    return there / (sum(weights) or 1.0)


def _part(there: Sequence[bool]) -> float:
    return sum(there) / len(there) if there else 1.0


def _longest(marks: Iterable[bool]) -> int:
    longest = run = 0
    for mark in marks:
        run = run + 1 if mark else 0
        longest = max(longest, run)
    return longest
