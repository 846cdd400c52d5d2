"""Sources that contradict each other: other figures for the same matter, or the opposite said.

A false conflict does more harm than one that is missed, so two sentences conflict only if nothing
explains their difference: they share most of their words, name the same people and places, speak
of the same years, and are both stated as facts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any

from rag.figures import Figure, figures
from rag.polarity import denials, denied, hedges, turned
from rag.terms import STOP_WORDS, names, stem, stems, words_of
from rag.types import Answer, Citation, Document, Hit, Quote, Source, Span
from rag.verify import is_exact

ALIKE = 0.6  # share of the words of the shorter sentence that the other one has, too
TOGETHER = 0.4  # share of the words of both that both have
ENOUGH = 3  # words two sentences must have in common
MORE = 2  # words more that one of two sentences with different figures may have
ROUNDED = 0.01  # part by which figures may differ that are one figure, rounded
ROUGHLY = 0.1  # the same where one of them is "about", "over" or "nearly"
SPARE = 2  # words, besides those that deny, that only one of two opposite sentences may have
BEHIND = 4.0  # log-odds a sentence that contradicts may be behind the best
FURTHEST = 100.0  # times larger a figure can be and still be of the same thing

_FIGURE = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|half)\b", re.I
)
_ROUGH = re.compile(
    r"\b(?:about|around|approximately|roughly|some|nearly|almost|over|under|up to|more than"
    r"|less than|fewer than|at least|at most|as (?:much|many|low|high) as|close to|just"
    r"|an? estimated)\b",
    re.I,
)
_LEAST = re.compile(r"\b(?:over|more than|at least|above|exceed\w*|upwards of)\W*$", re.I)
_MOST = re.compile(
    r"\b(?:under|less than|fewer than|at most|below|up to|nearly|almost|no more than)\W*$", re.I
)
# Verbs that say of a figure no more than that it is one.
_IDLE = frozenset(
    map(
        stem,
        """worth reached reach totaled totalled amounted came stood made total number value figure
        counted rate amount recorded measured some almost put about around""".split(),  # noqa: SIM905
    )
)
_JOINS = re.compile(r"\b(?:and|or|plus|with|without|including|excluding|besides)\b", re.I)
# A goal or a fear is no fact another could contradict, nor is what is hedged.
_WISH = re.compile(
    r"\b(?:will|shall|can|goal|target\w*|hop(?:e|es|ed|ing)|worr(?:y|ied)|fear\w*|possib\w+"
    r"|potential\w*|unless|perhaps)\b",
    re.I,
)
_NOW = re.compile(
    r"\b(?:is|are|has|have|does|do|now|currently|today|still|stands?|remains?|runs?|accounts?|makes?"
    r"|holds?|last year|this year|recent\w*)\b",
    re.I,
)
# Parts of a thing, and steps of a change, have figures of their own.
_PART = re.compile(
    r"\b(?:of (?:which|these|those|them)|another|other|additional\w*|further|remaining|remainder"
    r"|rest|first|second|third|each|per|every|(?:an?|the) (?:year|month|week|day)|annual\w*"
    r"|monthly|weekly|daily|initial\w*|respectively|compared)\b",
    re.I,
)
_SOURCE = re.compile(
    r",? ?\b(?:according to|as reported by|a figure the article takes from|cit(?:ed by|ing))\b"
    r"[^,;.]*"
    r"|, [^,;]{2,60} (?:says?|said|reports?|reported|writes?|wrote|estimates?)\W*$",
    re.I,
)


@dataclass(frozen=True)
class Statement:
    """A sentence as something another can contradict."""

    quote: Quote

    @property
    def source(self) -> Source:
        """The article it stands in."""
        return self.quote.source

    @cached_property
    def rough(self) -> frozenset[str]:
        """Stems of all its content words: enough to see that two have little in common."""
        return frozenset(stem(w) for w in words_of(self.quote.text) if w not in STOP_WORDS)

    @cached_property
    def own(self) -> str:
        """The sentence without whom it is taken from."""
        return _SOURCE.sub(" ", self.quote.text)

    @cached_property
    def figures(self) -> list[Figure]:
        """Its figures, footnote marks not among them."""
        return figures(self.own) if _FIGURE.search(self.own) else []

    @cached_property
    def years(self) -> frozenset[float]:
        """The years it names."""
        return frozenset(f.value for f in self.figures if f.unit == "year")

    @cached_property
    def amounts(self) -> list[Figure]:
        """Its figures that are no years."""
        return [f for f in self.figures if f.unit != "year"]

    @cached_property
    def words(self) -> frozenset[str]:
        """Stems of its content words, those of its figures and whose it is left out."""
        meta = self.source.meta
        numbers = {w for f in self.figures for w in words_of(f.span.of(self.own))}
        mine = {*words_of(meta.author or ""), *words_of(meta.publisher or ""), *numbers}
        return frozenset(s for s in stems(self.own) if s not in map(stem, mine))

    @cached_property
    def names(self) -> frozenset[str]:
        """The words of the proper names in it."""
        found = (w for span in names(self.own) for w in words_of(span.of(self.own)))
        return frozenset(stem(w) for w in found) & self.words

    @property
    def is_fact(self) -> bool:
        """Whether it is stated without a maybe."""
        return not _WISH.search(self.own) and not hedges(self.own)

    @property
    def said(self) -> str:
        """The year it was published in; empty if that is not known."""
        return (self.source.meta.published or "")[:4]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two or more statements that cannot all be right.

    :param matter: the words they share.
    :param sides: the figure of each, or all it says where they say opposite things.
    """

    matter: str
    sides: tuple[tuple[str, Statement], ...]


def conflicts(
    said: Sequence[Statement], others: Sequence[Statement], most: int = 3
) -> list[Conflict]:
    """What is said against itself and against the other statements, at most ``most``.

    :param said: the statements of an answer.
    :param others: what else was found.
    """
    found: list[Conflict] = []
    pairs = [*combinations(said, 2), *((a, b) for a in said for b in others)]
    for a, b in pairs:
        if len(found) < most and (conflict := _between(a, b)):
            taken = {s.quote.text for c in found for _, s in c.sides}
            if not taken.issuperset({a.quote.text, b.quote.text}):
                found.append(conflict)
    return found


def _between(a: Statement, b: Statement) -> Conflict | None:
    if a.quote == b.quote or not _same_matter(a, b):
        return None
    values = _figures_apart(a, b) or _opposites(a, b)
    if values is None:
        return None
    numbers = {w for f in a.figures for w in words_of(f.span.of(a.own))}
    shared = [w for w in words_of(a.own) if stem(w) in a.rough & b.rough and w not in numbers]
    return Conflict(" ".join(dict.fromkeys(shared)), ((values[0], a), (values[1], b)))


def _same_matter(a: Statement, b: Statement) -> bool:
    """Whether nothing explains that the two differ."""
    if len(a.rough & b.rough) < max(ENOUGH - 1, TOGETHER * min(len(a.rough), len(b.rough))):
        return False
    common = (a.words & b.words) | _turns(a, b)
    shorter, both = min(len(a.words), len(b.words)), a.words | b.words
    if len(common) < ENOUGH or len(common) < max(ALIKE * shorter, TOGETHER * len(both)):
        return False
    if not (a.is_fact and b.is_fact) or a.years != b.years:
        return False
    if a.names - b.names and b.names - a.names:
        return False
    # "Trade is worth 5 billion" is true of its day.
    now = _NOW.search(a.own) or _NOW.search(b.own)
    return not (now and not a.years and a.said != b.said)


def _figures_apart(a: Statement, b: Statement) -> tuple[str, str] | None:
    """The figures of two sentences that have one each, of one unit, and not the same."""
    if len(a.amounts) != 1 or len(b.amounts) != 1:
        return None
    (mine,), (other,) = a.amounts, b.amounts
    if mine.unit != other.unit or _PART.search(a.own) or _PART.search(b.own):
        return None
    low, high = sorted((mine.value, other.value))
    rough = _ROUGH.search(a.own) or _ROUGH.search(b.own)
    if low <= 0 or high / low > FURTHEST or high - low <= (ROUGHLY if rough else ROUNDED) * high:
        return None
    if _another_measure(a, b) or _bounded(a, b) or _bounded(b, a):
        return None
    return mine.span.of(a.own).strip(), other.span.of(b.own).strip()


def _bounded(a: Statement, b: Statement) -> bool:
    """Whether the figure of the first is only a limit, which the other keeps."""
    own, (mine,), (other,) = a.own, a.amounts, b.amounts
    before = own[: mine.span.start]
    least, most = _LEAST.search(before), _MOST.search(before)
    return bool((least and other.value > mine.value) or (most and other.value < mine.value))


def _another_measure(a: Statement, b: Statement) -> bool:
    """Whether the words that only one of them has may make it another figure.

    "12 % on schools" and "9 % on roads" have one each; "on schools and roads" has more.
    """
    left, right = a.words - b.words - _IDLE, b.words - a.words - _IDLE
    if left and right:
        return True
    longer = a if left else b
    joined = _JOINS.search(longer.own) is not None
    return len(left | right) > MORE or bool((left or right) and joined)


def _opposites(a: Statement, b: Statement) -> tuple[str, str] | None:
    """The two sentences where one denies what the other says, everything else being the same."""
    if {f.value for f in a.amounts} != {f.value for f in b.amounts} or a.names != b.names:
        return None
    against, turns = denied(a.own) != denied(b.own), _turns(a, b)
    denying = {stem(span.of(s.own)) for s in (a, b) for span in denials(s.own)}
    if not against and not turns:
        return None
    if against and turns and not turns & denying:  # "did not rise" is no other than "fell"
        return None
    left, right = a.words - b.words - turns, b.words - a.words - turns
    if len(left | right) > SPARE:
        return None
    return _plain(a), _plain(b)


def _turns(a: Statement, b: Statement) -> frozenset[str]:
    """Words of each that have their opposite in the other."""
    return frozenset(stem(w) for w in (*turned(a.own, b.own), *turned(b.own, a.own)))


def _plain(statement: Statement) -> str:
    return " ".join(statement.quote.text.split())


def with_conflicts(
    answer: Answer, hits: Sequence[Sequence[Hit]], document: Callable[[str], Document | None]
) -> Answer:
    """The answer with what contradicts it, each side cited; most answers come back as they are.

    :param hits: what was found for each part of the question.
    :param document: finds a document by its id, to check a new citation.
    """
    cited = {_quote(c): c.marker for c in answer.citations}
    said = [Statement(quote) for quote in cited]
    best = max((s.score for part in hits for h in part for s in h.sentences), default=0.0)
    others = dict.fromkeys(
        Quote(hit.source, sentence.span, sentence.text)
        for part in hits
        for hit in part
        for sentence in hit.sentences
        if sentence.score >= best - BEHIND
    )
    found = conflicts(said, [Statement(quote) for quote in others if quote not in cited])
    citations, shown = list(answer.citations), []
    for conflict in found:
        new = [s.quote for _, s in conflict.sides if s.quote not in cited]
        fresh = [_citation(quote, len(citations) + i) for i, quote in enumerate(new, start=1)]
        if all(is_exact(c, document(c.source.doc_id)) for c in fresh):
            citations += fresh
            cited |= {_quote(c): c.marker for c in fresh}
            shown.append(_to_json(conflict, cited))
    return replace(answer, citations=tuple(citations), conflicts=tuple(shown)) if shown else answer


def _quote(citation: Citation) -> Quote:
    return Quote(citation.source, Span(citation.start, citation.end), citation.quote)


def _citation(quote: Quote, marker: int) -> Citation:
    return Citation(marker, quote.source, quote.span.start, quote.span.end, quote.text)


def _to_json(conflict: Conflict, cited: Mapping[Quote, int]) -> dict[str, Any]:
    return {
        "matter": conflict.matter,
        "sides": [_side(value, s.quote, cited[s.quote]) for value, s in conflict.sides],
    }


def _side(value: str, quote: Quote, marker: int) -> dict[str, Any]:
    meta = quote.source.meta
    return {
        "value": value,
        "text": " ".join(quote.text.split()),
        "marker": marker,
        "source": quote.source.source,
        "title": meta.title,
        "author": meta.author,
        "publisher": meta.publisher,
        "published": meta.published,
    }
