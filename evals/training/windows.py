"""Cuts training examples into windows like those read when a question is asked."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterable, Sequence
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
    above = _above(example, 0) if headed else ""
    passage = Passage(example.passage.text, example.passage.sentences, above)
    words = (0, example.words) if example.words else None
    return Window(example.question, (passage,), example.gold, words, example.answerable)


def pieces(example: Example, words: int, headed: bool, chance: random.Random) -> Window:
    """Stretches of the passage, what answers among them, about ``words`` words in all.

    They come in any order, as passages found for a question do.
    """
    kept = _kept(example, words, chance)
    runs = _runs(kept, example.starts)
    if chance.random() < SHUFFLED:
        chance.shuffle(runs)
    return _of_runs(example, runs, headed)


def closest(example: Example, most: int, room: int) -> Window:
    """The ``most`` closest sentences, each with the one before, of at most ``room`` words.

    As sentences are chosen for a question that is asked: what answers may be missing.
    """
    given = example.passage
    sizes = [len(s.of(given.text).split()) for s in given.sentences]
    kept: set[int] = set()
    for number in example.near[:most]:
        for wanted in ({number} | _before({number}, example), {number}):
            if sum(sizes[n] for n in kept | wanted) <= room:
                kept |= wanted
                break
    return _of_runs(example, _runs(kept, example.starts), headed=True)


def _of_runs(example: Example, runs: Sequence[tuple[int, int]], headed: bool) -> Window:
    flat = [i for a, b in runs for i in range(a, b)]
    return Window(
        example.question,
        tuple(_cut(example, a, b, headed) for a, b in runs),
        tuple(n for n, i in enumerate(flat) if i in example.gold),
        _run_of(example, runs),
        example.answerable,
    )


SHUFFLED = 0.7


def _kept(example: Example, words: int, chance: random.Random) -> set[int]:
    """What answers, often with the sentence before, and others drawn until it is enough.

    Where sentences were compared with the question, close ones are drawn first, as they are what
    will be read beside the answer.
    """
    given = example.passage
    sizes = [len(s.of(given.text).split()) for s in given.sentences]
    kept = set(example.gold)
    if chance.random() < 0.6:
        kept |= _before(kept, example)
    rest = [i for i in range(len(sizes)) if i not in kept]
    chance.shuffle(rest)
    if example.near:
        rank = {n: place + chance.uniform(0, FARTHER) for place, n in enumerate(example.near)}
        rest.sort(key=lambda n: -rank[n])
    while rest and sum(sizes[i] for i in kept) < words:
        first = rest.pop()
        kept.add(first)
        if first and chance.random() < 0.5:
            kept |= _before({first}, example)
    return kept


FARTHER = 8.0  # places a sentence may come before one that is closer


def _before(numbers: Iterable[int], example: Example) -> set[int]:
    return {n - 1 for n in numbers if n and n not in example.starts}


def _runs(kept: set[int], starts: Sequence[int]) -> list[tuple[int, int]]:
    order = sorted(kept)
    cuts = [n + 1 for n, (a, b) in enumerate(pairwise(order)) if b > a + 1 or b in starts]
    return [(order[a], order[b - 1] + 1) for a, b in pairwise([0, *cuts, len(order)])]


def _cut(example: Example, first: int, end: int, headed: bool) -> Passage:
    given = example.passage
    low, high = given.sentences[first].start, given.sentences[end - 1].end
    spans = tuple(Span(s.start - low, s.end - low) for s in given.sentences[first:end])
    return Passage(given.text[low:high], spans, _above(example, first) if headed else "")


def _above(example: Example, first: int) -> str:
    """The byline of the article a sentence is of, or the passage's heading."""
    article = bisect_right(example.starts, first) - 1
    return example.bylines[article] if example.bylines else example.passage.above


def _run_of(example: Example, runs: Sequence[tuple[int, int]]) -> tuple[int, Span] | None:
    words, spans = example.words, example.passage.sentences
    if words is None:
        return None
    for number, (a, b) in enumerate(runs):
        low, high = spans[a].start, spans[b - 1].end
        if low <= words.start and words.end <= high:
            return number, Span(words.start - low, words.end - low)
    return None
