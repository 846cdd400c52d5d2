"""A sentence as something another can contradict: its figures, names, years, and how it is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from rag.figures import Figure, figures
from rag.polarity import hedges
from rag.terms import content_set, names, stem, telling, words_of
from rag.types import Quote, Source

_FIGURE = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|half)\b", re.I
)
# A goal or a fear is no fact another could contradict, nor is what is hedged.
_WISH = re.compile(
    r"\b(?:will|shall|can|goal|target\w*|hop(?:e|es|ed|ing)|worr(?:y|ied)|fear\w*|possib\w+"
    r"|potential\w*|unless|perhaps)\b",
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

    @property
    def text(self) -> str:
        """The sentence on one line."""
        return " ".join(self.quote.text.split())

    @cached_property
    def content(self) -> frozenset[str]:
        """Stems of all its content words: enough to see that two have little in common."""
        return telling(self.quote.text)

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
    def numbers(self) -> frozenset[str]:
        """The words of its figures."""
        return frozenset(w for f in self.figures for w in words_of(f.span.of(self.own)))

    @cached_property
    def words(self) -> frozenset[str]:
        """Stems of its content words, those of its figures and whose it is left out."""
        meta = self.source.meta
        mine = {*words_of(meta.author or ""), *words_of(meta.publisher or ""), *self.numbers}
        return content_set(self.own) - set(map(stem, mine))

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
    def published(self) -> str:
        """The year it was published in; empty if that is not known."""
        return (self.source.meta.published or "")[:4]
