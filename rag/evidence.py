"""Scores single sentences as evidence for a question, in the light of their passage.

A sentence is described by a few features and weighed by a conditional logistic model whose
weights were fitted on the ``dev`` half of the golden set (``python -m evals.calibrate``).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag.align import aligned
from rag.figures import Figure, figures
from rag.question import Question
from rag.terms import fold, names, stem, stem_set, words_of
from rag.times import years_of
from rag.types import Evidence, Span, StoredChunk

if TYPE_CHECKING:
    from rag.types import Vectors

FEATURES = (
    "sentence_similarity",  # cosine of question and sentence
    "passage_similarity",  # cosine of question and passage
    "coverage",  # share of the question's rarity that the sentence's words cover
    "passage_coverage",  # the same with the whole passage, title, author and headings
    "answer_type",  # 1 if it holds what the question asks for, 0 if not, 0.5 if any will do
    "figure_missing",  # 1 if none of the question's years and numbers stands near it
    "name_missing",  # rarity, 0 to 1, of the rarest name of the question not in its passage
    "novelty",  # 0 to 1: how much it says that the question does not
    "context_coverage",  # coverage with the sentence before, where it leans on that one
    "alignment",  # mean cosine of the question's words with the best here or one sentence before
    "focus_missing",  # share of the words for what is asked that are not in or just before it
)

READ_FEATURES = (  # of a sentence that has been read again, see ``rag.reread``
    *FEATURES,
    "read_share",  # log share of the sentence in the answer, among those that were read
    "read_answerable",  # log-odds that what was read answers the question
    "read_alone",  # by how much these fall when the best sentence is read alone; 0 where sure
)


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model over features."""

    bias: float
    weights: tuple[float, ...]

    def score(self, features: Sequence[float]) -> float:
        """Log-odds."""
        return self.bias + sum(w * f for w, f in zip(self.weights, features, strict=True))


@lru_cache(maxsize=1)
def fitted() -> dict[str, Weights]:
    """The committed models: ``sentence`` and ``reading`` score evidence, ``answer`` all of it."""
    table = json.loads((Path(__file__).parent / "fitted.json").read_text(encoding="utf-8"))
    return {
        name: Weights(float(model["bias"]), tuple(map(float, model["weights"])))
        for name, model in table["models"].items()
    }


def score_sentences(
    question: Question,
    stored: StoredChunk,
    vector: Vectors,
    words: Vectors,
    rarity: Mapping[str, float],
) -> tuple[Evidence, ...]:
    """Every sentence of a passage as evidence, in text order.

    :param vector: the question's unit vector.
    :param words: the question's side of ``rag.align``.
    :param rarity: inverse document frequency of each of the question's stems.
    """
    said = tuple(span.of(stored.text) for span in _relative(stored))
    texts = stored.english or said
    own = [stem_set(t) for t in texts]
    meta = stored.source.meta
    if stored.english:
        # A word the dictionary does not have, or has another word for, is found as it stands.
        both = zip(own, said, strict=True)
        own = [words | stem_set(text) for words, text in both]
    headings = f"{meta.title} {meta.author or ''} {stored.chunk.heading}"
    whole = stem_set(headings).union(*own)
    weigh = _Coverage(question, rarity)
    similar = (stored.vectors @ vector).tolist()
    alignment = aligned(words, stored.pieces, stored.counts).tolist()
    passage = float(stored.vector @ vector)
    covered, lost = weigh(whole), _name_missing(question, whole, rarity)
    asked = frozenset(question.stems)
    full = FULL * 2 if stored.english else FULL  # each word is there twice
    out = []
    for i, (span, text) in enumerate(zip(stored.chunk.sentences, texts, strict=True)):
        near = " ".join((*texts[max(0, i - 1) : i + 1], headings))
        features = (
            similar[i],
            passage,
            weigh(own[i]),
            covered,
            answers_kind(question, text),
            _figure_missing(question, text, near, meta.published or ""),
            lost,
            min(1.0, len(own[i] - asked) / full),
            weigh(own[i] | own[i - 1] if i and _leans(text, own[i - 1]) else own[i]),
            alignment[i],
            _focus_missing(question, own[i] | (own[i - 1] if i else frozenset())),
        )
        score = fitted()["sentence"].score(features)
        out.append(Evidence(span, said[i], score, features, text if stored.english else ""))
    return tuple(out)


ANY_TYPE = 0.5  # of a question that any kind of sentence may answer
FULL = 10  # new stems that make a sentence say enough
RARE = 6.0  # a rarity (inverse document frequency) that counts as 1


def _relative(stored: StoredChunk) -> list[Span]:
    at = stored.chunk.span.start
    return [Span(s.start - at, s.end - at) for s in stored.chunk.sentences]


_BACK = re.compile(
    r"\W*(?:(?:and|but|so|yet|also|then|thus|hence|instead|however|moreover|furthermore|therefore"
    r"|nevertheless|besides|still),? )?(?:it|its|they|their|them|he|she|his|her|this|that|these"
    r"|those|such|for (?:this|that) reason|as a result|the (?:same|other|latter|former|rest)"
    r"|one|another|both|neither|in (?:this|that|turn)|the group|the remainder|here|there"
    r"|of (?:this|that|these|those)|only)\b|[^.]{0,60}\b(?:therefore|in turn|, too)\b",
    re.IGNORECASE,
)


def _leans(text: str, before: frozenset[str]) -> bool:
    """Whether a sentence leans on the one before: "That group ...", or "The group ..." after it."""
    opening = words_of(text)[:2]
    named = len(opening) == 2 and opening[0] == "the" and stem(opening[1]) in before
    return named or refers_back(text)


def refers_back(text: str) -> bool:
    """Whether a sentence begins with words that mean something in the sentence before."""
    return _BACK.match(text) is not None


class _Coverage:
    """The share of the question's rarity a set of stems covers."""

    def __init__(self, question: Question, rarity: Mapping[str, float]) -> None:
        self._weights = {s: rarity.get(s, 0.0) for s in question.stems}
        self._total = sum(self._weights.values()) or 1.0

    def __call__(self, found: frozenset[str]) -> float:
        return sum(w for s, w in self._weights.items() if s in found) / self._total


def _name_missing(question: Question, whole: frozenset[str], rarity: Mapping[str, float]) -> float:
    """Rarity of the rarest name that is missing; a name half of the texts hold is no loss."""
    wanted = (stem_set(name) for name in question.names)
    lost = (
        max((rarity.get(s, 0.0) for s in name), default=0.0) for name in wanted if not name & whole
    )
    return min(1.0, max(lost, default=0.0) / RARE)


def _focus_missing(question: Question, near: frozenset[str]) -> float:
    if not question.focus:
        return 0.0
    return sum(1 for s in question.focus if s not in near) / len(question.focus)


def _figure_missing(question: Question, text: str, near: str, published: str) -> float:
    """1 if none of the question's figures is there: a sentence with another year is of that."""
    if not question.figures:
        return 0.0
    here = years_of(text) or {f.value for f in figures(f"{near} {published[:4]}")}
    return float((here | {f.value for f in figures(text)}).isdisjoint(question.figures))


def answers_kind(question: Question, text: str) -> float:
    """Whether a sentence holds the kind of thing the question asks for and does not name."""
    new = [f for f in figures(text) if f.value not in question.figures]
    if question.kind == "amount":
        return float(any(_is_amount(f, question.unit, text) for f in new))
    if question.kind == "when":
        return float(any(f.unit == "year" for f in new))
    if question.kind in ("who", "where"):
        found = (fold(span.of(text)).removesuffix("'s") for span in names(text))
        wanted = (n for n in found if question.kind == "where" or n not in _PLACES)
        if question.kind == "who" and _AGENTS.search(text):
            return 1.0
        return float(any(not _named(name, question) for name in wanted))
    if question.kind == "why":
        return 1.0 if _BECAUSE.intersection(words_of(text)) else 0.0
    return ANY_TYPE


def _is_amount(figure: Figure, unit: str, text: str) -> bool:
    """Whether a number is of the unit asked for; the day of a date is no amount."""
    if unit == "%":
        return figure.unit == "%"
    if unit == "money":
        return figure.unit not in ("", "%", "year")
    return figure.unit != "year" and not _DATE_BEFORE.search(text[: figure.span.start])


_DATE_BEFORE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (?:\d+\s?[-–]\s?)?$", re.I
)
_AGENTS = re.compile(
    r"\b(?:groups?|organizations?|organisations?|companies|officials|politicians|leaders|observers"
    r"|partners|distributors|firms|agencies|criminals|cartels|gangs|police|soldiers|traffickers"
    r"|citizens|investors|voters|critics|supporters)\b",
    re.IGNORECASE,
)
# Places that are no answer to "who", though what they stand for may act.
_PLACES = frozenset(
    """america|american|americans|brazil|canada|central america|china|city|colombia|cuba|europe
    |european|france|germany|guatemala|india|japan|latin america|mexican|mexicans|mexico|mexico city
    |north america|russia|spain|u.s|united states|us|usa|venezuela|washington""".replace(
        "\n    ", ""
    ).split("|")
)


def _named(name: str, question: Question) -> bool:
    return stem_set(name) <= set(question.stems) | {"us", "the", "of"}


_BECAUSE = frozenset("because since as reason due cause therefore so if without partly".split())  # noqa: SIM905


def probability(log_odds: float) -> float:
    """The probability of log-odds."""
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, log_odds))))
