"""Scores single sentences as evidence for a question, in the light of their passage.

A sentence is described by a few features and weighed by a logistic model whose weights were
fitted on the ``dev`` half of the golden set (``python -m evals.calibrate``).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag.question import Question
from rag.terms import figures, fold, names, stem, words_of
from rag.types import Evidence, Span, StoredChunk

if TYPE_CHECKING:
    from rag.types import Vectors

FEATURES = (
    "sentence_similarity",  # cosine of question and sentence
    "passage_similarity",  # cosine of question and passage
    "coverage",  # share of the question's rarity that the sentence's words cover
    "context_coverage",  # the same with the sentence before and the headings
    "passage_coverage",  # the same with the whole passage, title and headings
    "lexical",  # the passage's BM25 against the most it could be
    "answer_type",  # 1 if it holds what the question asks for, 0 if not, 0.5 if any will do
    "figure_missing",  # 1 if a year or number of the question stands nowhere near it
    "name_missing",  # 1 if a name of the question stands nowhere in its passage or headings
    "rarest_missing",  # the rarity, 0 to 1, of the rarest word of the question not near it
    "brevity",  # 1 for a sentence too short to say anything
)


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model over ``FEATURES``."""

    bias: float
    weights: tuple[float, ...]

    def score(self, features: Sequence[float]) -> float:
        """Log-odds."""
        return self.bias + sum(w * f for w, f in zip(self.weights, features, strict=True))


@lru_cache(maxsize=1)
def fitted() -> dict[str, Weights]:
    """The committed models: ``sentence`` scores evidence, ``answer`` says if it answers."""
    table = json.loads((Path(__file__).parent / "fitted.json").read_text(encoding="utf-8"))
    return {
        name: Weights(float(model["bias"]), tuple(map(float, model["weights"])))
        for name, model in table["models"].items()
    }


def score_sentences(
    question: Question,
    stored: StoredChunk,
    vector: Vectors,
    rarity: Mapping[str, float],
    lexical: float,
) -> tuple[Evidence, ...]:
    """Every sentence of a passage as evidence, in text order.

    :param vector: the question's unit vector.
    :param rarity: inverse document frequency of each of the question's stems.
    :param lexical: the passage's BM25 as a share of the best passage's, 0 to 1.
    """
    texts = [span.of(stored.text) for span in _relative(stored)]
    own = [frozenset(stem(w) for w in words_of(t)) for t in texts]
    meta = stored.source.meta
    above = frozenset(stem(w) for w in words_of(f"{meta.title} {stored.chunk.heading}"))
    whole = above.union(*own)
    weigh = _Coverage(question, rarity)
    similar = (stored.vectors @ vector).tolist()
    passage = float(stored.vector @ vector)
    name_missing = _name_missing(question, whole | frozenset(words_of(meta.author or "")))
    out = []
    for i, (span, text) in enumerate(zip(stored.chunk.sentences, texts, strict=True)):
        context = own[i] | above | (own[i - 1] if i else frozenset())
        near = " ".join((*texts[max(0, i - 1) : i + 1], stored.chunk.heading, meta.title))
        features = (
            similar[i],
            passage,
            weigh(own[i]),
            weigh(context),
            weigh(whole),
            lexical,
            answers_kind(question, text),
            _figure_missing(question, near, meta.published or ""),
            name_missing,
            weigh.rarest_missing(context),
            1.0 if len(own[i]) < SHORT else 0.0,
        )
        out.append(Evidence(span, text, fitted()["sentence"].score(features), features))
    return tuple(out)


SHORT = 5  # different stems; a sentence with fewer says little
RARE = 6.0  # a rarity (inverse document frequency) that counts as 1


def _relative(stored: StoredChunk) -> list[Span]:
    at = stored.chunk.span.start
    return [Span(s.start - at, s.end - at) for s in stored.chunk.sentences]


class _Coverage:
    """The share of the question's rarity a set of stems covers."""

    def __init__(self, question: Question, rarity: Mapping[str, float]) -> None:
        self._weights = {s: rarity.get(s, 0.0) for s in question.stems}
        self._total = sum(self._weights.values()) or 1.0

    def __call__(self, found: frozenset[str]) -> float:
        return sum(w for s, w in self._weights.items() if s in found) / self._total

    def rarest_missing(self, found: frozenset[str]) -> float:
        """The rarity of the rarest stem not found, 0 to 1."""
        missing = (w for s, w in self._weights.items() if s not in found)
        return min(1.0, max(missing, default=0.0) / RARE)


def _name_missing(question: Question, whole: frozenset[str]) -> float:
    wanted = (frozenset(stem(w) for w in words_of(name)) for name in question.names)
    return float(any(not name & whole for name in wanted))


def _figure_missing(question: Question, near: str, published: str) -> float:
    if not question.figures:
        return 0.0
    here = {f.value for f in figures(near)} | {f.value for f in figures(published[:4])}
    return float(any(value not in here for value in question.figures))


def answers_kind(question: Question, text: str) -> float:
    """Whether a sentence holds the kind of thing the question asks for and does not name."""
    new = [f for f in figures(text) if f.value not in question.figures]
    if question.kind == "amount":
        return float(any(f.unit != "year" for f in new))
    if question.kind == "when":
        return float(any(f.unit == "year" for f in new))
    if question.kind in ("who", "where"):
        found = (fold(span.of(text)) for span in names(text))
        return float(any(not _named(name, question) for name in found))
    if question.kind == "why":
        return 1.0 if _BECAUSE.intersection(words_of(text)) else 0.0
    return 0.5


def _named(name: str, question: Question) -> bool:
    return {stem(w) for w in words_of(name)} <= set(question.stems) | {"us", "the", "of"}


_BECAUSE = frozenset("because since as reason due cause therefore so if without partly".split())  # noqa: SIM905


def probability(log_odds: float) -> float:
    """The probability of log-odds."""
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, log_odds))))
