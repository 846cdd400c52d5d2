"""Cuts training examples into windows like those read when a question is asked."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from evals.training.examples import Example
from rag.reader import Passage
from rag.types import Span


@dataclass(frozen=True, slots=True)
class Window:
    """A question and passages to read side by side.

    :param gold: numbers, through all passages, of the sentences that answer or seem to.
    :param words: passage and span of the words that answer or seem to.
    """

    question: str
    passages: tuple[Passage, ...]
    gold: tuple[int, ...]
    words: tuple[int, Span] | None
    answerable: bool


def whole(example: Example, headed: bool) -> Window:
    """The example's passage as it is."""
    above = example.passage.above if headed else ""
    passage = Passage(example.passage.text, example.passage.sentences, above)
    words = (0, example.words) if example.words else None
    return Window(example.question, (passage,), example.gold, words, example.answerable)


def pieces(example: Example, words: int, headed: bool, chance: random.Random) -> Window:
    """Stretches of the passage, what answers among them, about ``words`` words in all.

    They come in any order, as passages found for a question do.
    """
    kept = _kept(example, words, chance)
    runs = _runs(kept)
    if chance.random() < SHUFFLED:
        chance.shuffle(runs)
    flat = [i for a, b in runs for i in range(a, b)]
    at = _run_of(example, runs)
    return Window(
        example.question,
        tuple(_cut(example.passage, a, b, headed) for a, b in runs),
        tuple(n for n, i in enumerate(flat) if i in example.gold),
        at,
        example.answerable,
    )


SHUFFLED = 0.7


def _kept(example: Example, words: int, chance: random.Random) -> set[int]:
    """What answers, often with the sentence before, and others drawn until it is enough."""
    given = example.passage
    sizes = [len(s.of(given.text).split()) for s in given.sentences]
    kept = set(example.gold)
    if chance.random() < 0.6:
        kept |= {g - 1 for g in example.gold if g}
    rest = [i for i in range(len(sizes)) if i not in kept]
    chance.shuffle(rest)
    while rest and sum(sizes[i] for i in kept) < words:
        first = rest.pop()
        kept |= {i for i in (first, first - 1) if i >= 0 and (i == first or chance.random() < 0.5)}
    return kept


def _runs(kept: set[int]) -> list[tuple[int, int]]:
    order = sorted(kept)
    breaks = [0, *(n + 1 for n, (a, b) in enumerate(pairwise(order)) if b > a + 1), len(order)]
    return [(order[a], order[b - 1] + 1) for a, b in pairwise(breaks) if b > a]


def _cut(given: Passage, first: int, end: int, headed: bool) -> Passage:
    low, high = given.sentences[first].start, given.sentences[end - 1].end
    spans = tuple(Span(s.start - low, s.end - low) for s in given.sentences[first:end])
    return Passage(given.text[low:high], spans, given.above if headed else "")


def _run_of(example: Example, runs: Sequence[tuple[int, int]]) -> tuple[int, Span] | None:
    words, spans = example.words, example.passage.sentences
    if words is None:
        return None
    for number, (a, b) in enumerate(runs):
        low, high = spans[a].start, spans[b - 1].end
        if low <= words.start and words.end <= high:
            return number, Span(words.start - low, words.end - low)
    return None
