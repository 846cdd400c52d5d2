"""Measures the reader on articles it was not trained on, beside simple scores."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from statistics import mean
from typing import TYPE_CHECKING

from evals.training.examples import Example
from evals.training.windows import Window, closest, whole
from rag.reader import Passage, Reader, Reading
from rag.reread import CLOSELY
from rag.terms import content_set, content_words

if TYPE_CHECKING:
    from rag.types import Embedder

WORDS = 150  # of the sentences read where only the closest are

Scores = tuple[float, ...]
Scorer = Callable[[str, Passage], Scores]


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The chance that a positive scores above a negative; ties count half."""
    ranks: dict[float, list[int]] = defaultdict(list)
    for rank, score in enumerate(sorted([*positive, *negative]), 1):
        ranks[score].append(rank)
    total = sum(mean(ranks[s]) for s in positive)
    n, m = len(positive), len(negative)
    return (total - n * (n + 1) / 2) / (n * m)


def bare(examples: Iterable[Example]) -> list[Example]:
    """The passages without their titles, as a reading set gives them."""
    return [replace(e, passage=replace(e.passage, above="")) for e in examples]


def first_right(scored: Sequence[tuple[Example | Window, Scores]]) -> float:
    """Share of answerable questions over several sentences whose best one answers."""
    right = [
        scores.index(max(scores)) in e.gold
        for e, scores in scored
        if e.answerable and len(scores) > 1
    ]
    return mean(right) if right else math.nan


def answers(scored: Sequence[tuple[Example | Window, float]]) -> float:
    """AUROC of telling answerable from unanswerable questions."""
    yes = [s for e, s in scored if e.answerable]
    no = [s for e, s in scored if not e.answerable]
    return auroc(yes, no) if yes and no else math.nan


def word_f1(reading: Reading, window: Window) -> float:
    """Overlap in words of the words read out with the gold ones."""
    if window.words is None or reading.words is None:
        return 0.0
    found, gold = (
        Counter(content_words(span.of(window.passages[number].text)))
        for number, span in (reading.words, window.words)
    )
    same = (found & gold).total()
    return 2 * same / (found.total() + gold.total()) if same else 0.0


def compared(examples: Sequence[Example], embedder: Embedder) -> list[Example]:
    """The examples with their sentences from the closest to the question to the farthest."""
    scorer = added(cosine(embedder, examples), coverage(examples))
    return [replace(e, near=_order(scorer(e.question, e.passage))) for e in examples]


def _order(scores: Scores) -> tuple[int, ...]:
    return tuple(sorted(range(len(scores)), key=lambda n: -scores[n]))


def cosine(embedder: Embedder, examples: Iterable[Example]) -> Scorer:
    """Cosine of question and sentence, every text embedded once."""
    kept = list(examples)
    texts = list(
        dict.fromkeys(
            t
            for e in kept
            for t in (e.question, *(s.of(e.passage.text) for s in e.passage.sentences))
        )
    )
    at = {t: i for i, t in enumerate(texts)}
    vectors = embedder.encode(texts)

    def score(question: str, passage: Passage) -> Scores:
        asked = vectors[at[question]]
        return tuple(float(vectors[at[s.of(passage.text)]] @ asked) for s in passage.sentences)

    return score


def coverage(examples: Iterable[Example]) -> Scorer:
    """Share of the question's rarity that a sentence's words cover."""
    passages = {e.passage.text for e in examples}
    held = Counter(s for p in passages for s in content_set(p))

    def rarity(s: str) -> float:
        return math.log(1 + len(passages) / (1 + held[s]))

    def score(question: str, passage: Passage) -> Scores:
        asked = content_set(question)
        total = sum(map(rarity, asked)) or 1.0
        return tuple(
            sum(map(rarity, asked & content_set(s.of(passage.text)))) / total
            for s in passage.sentences
        )

    return score


def added(one: Scorer, other: Scorer) -> Scorer:
    """The sum of two scores."""
    return lambda question, passage: tuple(
        a + b for a, b in zip(one(question, passage), other(question, passage), strict=True)
    )


def measure(reader: Reader, embedder: Embedder, examples: Sequence[Example]) -> dict[str, float]:
    """The reader's figures and those of cosine and coverage, all on the same examples."""
    alike = cosine(embedder, examples)
    simple = {"cosine": alike, "cosine + coverage": added(alike, coverage(examples))}
    table: dict[str, float] = {}
    for name, scorer in simple.items():
        scored = [(e, scorer(e.question, e.passage)) for e in examples if e.passage.sentences]
        table[f"sentence first, {name}"] = first_right(scored)
        table[f"answerable, {name}"] = answers([(e, max(s)) for e, s in scored])
    windows = [closest(e, CLOSELY, WORDS) if e.near else whole(e, headed=True) for e in examples]
    read = [(w, reader.read(w.question, w.passages)) for w in windows]
    table["sentence first, reader"] = first_right([(w, sum(r.sentences, ())) for w, r in read])
    table["answerable, reader"] = answers([(w, r.answerable) for w, r in read])
    given = [(w, r) for w, r in read if w.answerable and w.words is not None]
    if given:
        table["words F1, reader"] = mean(word_f1(r, w) for w, r in given)
    return table
