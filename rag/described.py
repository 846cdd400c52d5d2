"""Which articles a question means: by who wrote them, or as its asker remembers them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from rag.catalog import Catalog, authors_of
from rag.naming import file_words
from rag.terms import STOP_WORDS, stem, stem_set, words_of
from rag.types import Source, Span
from rag.works import WORK

OPENING = 0.6  # weight of a word that only the article's first lines have
BEGINS = 4  # letters of a word that may stand for a longer one: "cyber"
ENOUGH = 0.5  # share of a description's words that its article must be known by

_HEAD = (
    r"(?:article|paper|note|report|text|piece|digest|column|essay|account|study|brief|analysis"
    r"|guide|commentary|publication|document|author|writer|source|firm|lawyer|agent)"
)
_LINK = (
    r"(?:in|of|on|to|by|for|from|with|at|and|or|but|as|than|is|are|was|were|do|does|did|has|have"
    r"|had|what|who|which|how|that|the|about|see|sees|say|says|think|thinks|agrees?|argues?|no|each"
    r"|both)"
)
_WORD = r"[\w'’-]+"
_DESCRIBED = re.compile(
    rf"\b(?:the|that)\s+(?P<kind>(?:(?!{_LINK}\b){_WORD}\s+){{0,4}}?)(?P<head>{_HEAD}"
    rf"|(?<=\d\d\d\d\s)one|one(?=\s+(?:on|about|for|from|by)\b))\b(?:'s|’s)?"
    rf"(?:\s+(?:on|about|for|from)\s+(?P<on>(?:the\s+|an?\s+)?(?:(?!{_LINK}\b){_WORD}\s+){{0,3}}?"
    rf"(?!{_LINK}\b){_WORD})(?=\s+{_LINK}\b|\s*[?,.;:]|$))?",
    re.IGNORECASE,
)
_OWN = re.compile(rf"(?:'s|’s)?(?:\s+(?!{_LINK}\b){_WORD})?\s+{WORK}\b", re.IGNORECASE)
_THE = re.compile(r"\bthe\s+$", re.IGNORECASE)
_POSSESSIVE = re.compile(r"(?:'s|’s)(?!\w)")


@dataclass(frozen=True, slots=True)
class Reference:
    """Words of a question that mean articles of the library.

    :param doc_ids: the documents meant; empty where that cannot be told.
    :param name: the author or publisher it is named by; empty where it is described.
    """

    span: Span
    doc_ids: frozenset[str]
    name: str = ""


@lru_cache(maxsize=8)
def references(text: str, catalog: Catalog) -> tuple[Reference, ...]:
    """What a text names or describes as a source, in its order: "Lee's paper", "the market note".

    No documents where a description fits none, or more than one. Remembered, as a question is
    looked at more than once.
    """
    by_name = [
        Reference(_with_work(text, m.span), _documents(m.field, m.name, catalog.refs), m.name)
        for m in catalog.mentions(text)
    ]
    told = [
        Reference(Span(found.start(), found.end()), _described(found, catalog))
        for found in _DESCRIBED.finditer(text)
        if not any(found.start() < n.span.end and n.span.start < found.end() for n in by_name)
    ]
    return tuple(sorted((*by_name, *told), key=lambda r: r.span))


def named(text: str, catalog: Catalog) -> frozenset[str]:
    """Ids of the documents that a text names or describes; empty where it does none."""
    return frozenset[str]().union(*(r.doc_ids for r in references(text, catalog)))


def _with_work(text: str, name: Span) -> Span:
    """A name with the work that is said to be its own."""
    own = _OWN.match(text, name.end) or _POSSESSIVE.match(text, name.end)
    the = _THE.search(text, 0, name.start)
    return Span(the.start() if the else name.start, own.end() if own else name.end)


def _documents(field: str, name: str, refs: Sequence[Source]) -> frozenset[str]:
    def has(ref: Source) -> bool:
        return name in authors_of(ref) if field == "author" else name == ref.meta.publisher

    return frozenset(ref.doc_id for ref in refs if has(ref))


def _described(found: re.Match[str], catalog: Catalog) -> frozenset[str]:
    """The one article that a description fits best; empty where none or more than one does."""
    said = f"{found['kind']} {found['on'] or ''}"
    words = [stem(w) for w in words_of(said) if w not in STOP_WORDS]
    known = _known(catalog)
    scores: dict[str, float] = defaultdict(float)
    held: dict[str, int] = defaultdict(int)
    for word in words:
        for doc_id, weight in known.fits(word):
            scores[doc_id] += weight
            held[doc_id] += 1
    for doc_id, weight in known.fits(stem(found["head"].lower())):
        scores[doc_id] += weight
    best = max(scores.values(), default=0.0)
    which = [d for d, score in scores.items() if score == best]
    fits = len(which) == 1 and held[which[0]] >= ENOUGH * len(words)
    return frozenset(which) if best and fits else frozenset()


class _Known:
    """What the articles of a library may be described with: stems, each with whom it fits."""

    def __init__(self, catalog: Catalog) -> None:
        self._fits: dict[str, dict[str, float]] = defaultdict(dict)
        openings = catalog.openings
        for ref in catalog.refs:
            for word in stem_set(openings.get(ref.doc_id, "")):
                self._fits[word][ref.doc_id] = OPENING
            for word in _byline(ref):
                self._fits[word][ref.doc_id] = 1.0
        self._all = max(1, len(catalog.refs))

    def fits(self, word: str) -> Iterator[tuple[str, float]]:
        """The documents a stem fits, each with its weight: the rarer the stem, the more."""
        fits = self._fits.get(word) or self._begun(word)
        rare = log(1 + self._all / len(fits)) if fits else 0.0
        return ((doc_id, weight * rare) for doc_id, weight in fits.items())

    def _begun(self, word: str) -> dict[str, float]:
        """What fits a longer word that a stem begins."""
        if len(word) < BEGINS or not word.isalpha():
            return {}
        begun = [fits for known, fits in self._fits.items() if known.startswith(word)]
        return {d: max(f.get(d, 0.0) for f in begun) for fits in begun for d in fits}


def _byline(ref: Source) -> frozenset[str]:
    meta, file = ref.meta, file_words(ref.source)
    told = (meta.title, meta.author, meta.publisher, (meta.published or "")[:4], file)
    return stem_set(" ".join(filter(None, told)))


@lru_cache(maxsize=4)
def _known(catalog: Catalog) -> _Known:
    return _Known(catalog)
