"""The short answer: the few words of a chosen sentence that are what the question asks for.

Figures, dates and names are the candidates; a logistic model over a handful of features says how
likely each is the answer. Its weights, and the score below which nothing is offered because a
wrong short answer is worse than none, are in ``brief.json`` (``python -m evals.fit_brief``).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rag.figures import figures
from rag.question import Question
from rag.snippets import Shape, shape_of, snippets
from rag.terms import stem, stem_set, words_of
from rag.times import years_of
from rag.types import Span

FEATURES = (
    "behind",  # log-odds its sentence is behind the best one, 3 at most
    "coverage",  # share of the question's stems in its sentence
    "nearness",  # mean over those stems of 1 / (1 + words between / 4)
    "nearest",  # words to the nearest of them, 8 at most, over 8
    "rivals",  # other candidates in its sentence, 4 at most, over 4
    "fits",  # 1 if what stands beside it is what is asked for, see _fits
    "held",  # share of the question's names that its sentence holds
    "chance",  # log-odds that the question is answered at all
)
FAR = 8  # words after which distance no longer counts


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of an answer.

    :param before: the sentence before it in its passage.
    :param behind: log-odds its score is behind the best one's.
    """

    text: str
    before: str = ""
    behind: float = 0.0


@dataclass(frozen=True, slots=True)
class Brief:
    """A short answer.

    :param sentence: which of the sentences it stands in.
    :param span: its place in that sentence.
    :param features: in the order of ``FEATURES``.
    """

    sentence: int
    span: Span
    shape: Shape
    features: tuple[float, ...]

    @property
    def score(self) -> float:
        """The probability that it is the answer."""
        model = fitted()
        odds = model.shapes[self.shape]
        odds += sum(w * f for w, f in zip(model.weights, self.features, strict=True))
        return 1.0 / (1.0 + math.exp(-odds))


@dataclass(frozen=True, slots=True)
class Fitted:
    """A logistic model: a weight a feature, a bias a shape, and the score from which to speak."""

    weights: tuple[float, ...]
    shapes: dict[Shape, float]
    enough: float


@lru_cache(maxsize=1)
def fitted() -> Fitted:
    """The committed model."""
    table = json.loads((Path(__file__).parent / "brief.json").read_text(encoding="utf-8"))
    return Fitted(
        tuple(table["weights"][name] for name in FEATURES), table["shapes"], table["enough"]
    )


def brief(asked: Question, told: Sequence[Told], chance: float) -> Brief | None:
    """The short answer to a question, if the sentences hold one beyond doubt.

    :param told: the sentences chosen as its answer.
    :param chance: probability that they answer it.
    """
    best = max(candidates(asked, told, chance), key=lambda c: c.score, default=None)
    return best if best and best.score >= fitted().enough else None


def candidates(asked: Question, told: Sequence[Told], chance: float) -> list[Brief]:
    """Everything in the sentences that is of the kind asked for and not in the question."""
    shape = shape_of(asked)
    if shape is None:
        return []
    found = []
    odds = math.log((chance + 1e-3) / (1 - chance + 1e-3))
    for i, sentence in enumerate(told):
        near = f"{sentence.before} {sentence.text}"
        if _held(asked, stem_set(near)) < 1 or _of_another_year(asked, near):
            continue  # it is of somebody or something else
        spans = snippets(shape, asked, sentence.text)
        for span in spans:
            described = _describe(asked, shape, sentence, span, len(spans) - 1, odds)
            found.append(Brief(i, span, shape, described))
    return found


def _describe(
    asked: Question, shape: Shape, sentence: Told, span: Span, rivals: int, odds: float
) -> tuple[float, ...]:
    before, after = sentence.text[: span.start], sentence.text[span.end :]
    near = _distances(asked, before, after)
    stems = stem_set(sentence.text)
    wanted = [s for s in asked.stems if s not in _BLAND]
    return (
        min(3.0, sentence.behind),
        sum(s in stems for s in wanted) / max(1, len(wanted)),
        sum(1 / (1 + d / 4) for d in near) / max(1, len(wanted)),
        min([FAR, *near]) / FAR,
        min(4, rivals) / 4,
        _fits(asked, shape, before, span.of(sentence.text), after),
        _held(asked, stems),
        max(-3.0, min(5.0, odds)),
    )


def _held(asked: Question, near: frozenset[str]) -> float:
    """The share of the question's names that are among the stems."""
    wanted = [{_nation(stem(w)) for w in words_of(name)} for name in asked.names]
    there = {_nation(s) for s in near}
    return sum(bool(name & there) for name in wanted) / len(wanted) if wanted else 1.0


def _of_another_year(asked: Question, near: str) -> bool:
    """Whether the question names a year and none such is near."""
    wanted = years_of(asked.text)
    return bool(wanted) and wanted.isdisjoint(f.value for f in figures(near))


def _nation(stemmed: str) -> str:
    """One stem for a country and its people: ``mexic`` for Mexico and Mexicans, ``us`` for both."""
    return "us" if stemmed in ("american", "america", "usa", "unit") else stemmed[:5]


_BLAND = frozenset("year date percent percentag number amount share mani much total".split())  # noqa: SIM905


def _distances(asked: Question, before: str, after: str) -> list[float]:
    """For each stem of the question that the sentence has, the words between it and the span.

    Another clause is farther than its words: each comma or "and" between counts as ``CLAUSE``.
    """
    wanted = set(asked.stems)
    found: dict[str, float] = {}
    sides = (list(reversed(_TOKENS.findall(before))), _TOKENS.findall(after))
    for tokens in sides:
        gap = 0.0
        for token in tokens:
            if _BREAK.fullmatch(token):
                gap += CLAUSE
                continue
            for word in words_of(token):
                if (s := stem(word)) in wanted:
                    found[s] = min(gap, found.get(s, gap))
            gap += 1
    return list(found.values())


CLAUSE = 3.0
_TOKENS = re.compile(r"[,;:()—–]|[^\s,;:()—–]+")
_BREAK = re.compile(r"[,;:()—–]|and|but|while|which|who|where|when|or", re.I)


def _fits(asked: Question, shape: Shape, before: str, text: str, after: str) -> float:
    """Whether what is counted is what is asked about, or a preposition says where or by whom."""
    if shape == "count":
        beside = {stem(w) for w in words_of(text)[1:] + words_of(after)[:2]}
        return float(not asked.focus or asked.focus[-1] in beside)
    if shape == "where":
        return float(_IN.search(before) is not None)
    if shape == "who":
        following = words_of(after)[:2]
        acts = any(stem(w) in asked.stems for w in following)
        return float(acts or _BY.search(before) is not None)
    if shape == "when":
        return float(_ON.search(before) is not None)
    if shape == "name" and asked.focus:
        return float(asked.focus[-1] in {stem(w) for w in words_of(text) + words_of(before)[-2:]})
    return 0.0


_IN = re.compile(r"\b(?:in|at|near|from|to|into|on|of)(?: the)? $", re.I)
_BY = re.compile(r"\bby(?: the)?(?: [\w.]+){0,2} $", re.I)
_ON = re.compile(r"\b(?:in|on|of|dated|since|from|until|by|at) $", re.I)
