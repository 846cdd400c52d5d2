"""From a chat model's sentence and its markers to the exact words that carry it, and a verdict.

A sentence is held against the passages it cites and no others: a citation is never moved or added
to please.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.attribution import attribution
from rag.check import Checker
from rag.facts import dates_lacking, figures_lacking, names_lacking
from rag.language import language_of
from rag.markers import Said
from rag.text import merge
from rag.types import Checked, Citation, Claim, Hit, Quote, Span, Support
from rag.verify import plain

CheckerOver = Callable[[Sequence[Hit]], Checker]
_QUOTED = re.compile(r"“([^“”]{8,})”|\"([^\"]{8,})\"|«([^«»]{8,})»")


@dataclass(frozen=True, slots=True)
class Pinned:
    """A checked sentence with the words it rests on.

    :param lacking: spans of ``text`` that the cited passages do not support, or that stand in none.
    :param invented: how many of its markers are no passage's.
    """

    text: str
    support: Support
    score: float
    quotes: tuple[Quote, ...] = ()
    lacking: tuple[Span, ...] = ()
    item: bool = False
    invented: int = 0

    @property
    def stands(self) -> bool:
        """Whether what it cites supports it, at least in part."""
        return self.support != "unsupported"


@dataclass(frozen=True)
class Pinpoint:
    """Checks sentences against numbered passages.

    :param passages: as the model was given them; the first is number 1.
    :param over: makes a checker over the sentences of some passages.
    :param exact: whether a quote is its document's text at its offsets.
    """

    passages: Sequence[Hit]
    over: CheckerOver
    exact: Callable[[Quote], bool]

    def pin(self, said: Said) -> Pinned:
        """The sentence, checked against what it cites."""
        cited = [self.passages[n - 1] for n in said.markers if 0 < n <= len(self.passages)]
        invented = len(said.markers) - len(cited)
        misquoted = self._misquoted(said.text)
        stray = self._stray(said.text, misquoted)
        if not cited:
            return Pinned(said.text, "unsupported", 0.0, (), stray, said.item, invented)
        checked = self._checked(said.text, cited)
        quotes = _quotes(checked.citations, cited) or (_whole(cited[0]),)
        if not all(map(self.exact, quotes)):  # the library has changed in the meantime
            return Pinned(said.text, "unsupported", 0.0, (), stray, said.item, invented)
        support, lacking = checked.support, checked.unsupported
        if misquoted:  # nobody's words in quotation marks
            support, lacking = "unsupported", ()
        elif stray and support == "supported":
            support = "partial"
        lacking = tuple(merge([*lacking, *stray])) if support != "supported" else ()
        return Pinned(said.text, support, checked.score, quotes, lacking, said.item, invented)

    def _checked(self, text: str, cited: Sequence[Hit]) -> Checked:
        # Who says it is told by the citation itself; what they say is what must be supported.
        said_by = attribution(text, [hit.source.meta for hit in cited])
        claim = " " * said_by + text[said_by:]
        (checked,) = self.over(cited).statements(claim, [Span(0, len(claim))])
        return checked

    def _stray(self, text: str, misquoted: Sequence[Span]) -> tuple[Span, ...]:
        """These quotations, and the figures, dates and names that stand in no passage at all."""
        if self._is_foreign(text):
            return ()
        known = self._known
        faults = [
            *figures_lacking(text, known, known),
            *dates_lacking(text, known),
            *names_lacking(text, known),
        ]
        return tuple(merge([*misquoted, *(fault.span for fault in faults)]))

    def _is_foreign(self, text: str) -> bool:
        """Whether it is in another language than the passages: its words need not stand there."""
        return language_of(text) not in (None, self._language)

    def _misquoted(self, text: str) -> list[Span]:
        """The quotations that stand in no passage."""
        if self._is_foreign(text):
            return []
        quoted = (Span(*found.span(found.lastindex or 0)) for found in _QUOTED.finditer(text))
        return [span for span in quoted if not _is_quoted(span.of(text), self._known)]

    @cached_property
    def _language(self) -> str | None:
        return language_of(self._known)

    @cached_property
    def _known(self) -> str:
        return "\n".join(f"{hit.text}\n{_byline(hit)}" for hit in self.passages)


def claims_of(pinned: Sequence[Pinned]) -> tuple[tuple[Claim, ...], tuple[Citation, ...]]:
    """The sentences as claims, their quotes numbered from 1 in the order they are first cited."""
    numbers: dict[Quote, int] = {}
    for quote in (quote for one in pinned for quote in one.quotes):
        numbers.setdefault(quote, len(numbers) + 1)
    claims = tuple(
        Claim(
            text=one.text,
            citations=tuple(numbers[quote] for quote in one.quotes),
            support=one.support,
            score=one.score,
            item=one.item,
            lacking=one.lacking,
        )
        for one in pinned
    )
    return claims, tuple(Citation.of(number, quote) for quote, number in numbers.items())


def _quotes(citations: Sequence[Citation], cited: Sequence[Hit]) -> tuple[Quote, ...]:
    """The cited sentences as quotes; those that follow one another in a passage make one."""
    found: dict[Quote, None] = {}
    for hit in cited:
        inside = [
            Span(c.start, c.end)
            for c in citations
            if c.source == hit.source and hit.span.start <= c.start and c.end <= hit.span.end
        ]
        for span in _joined(inside, hit):
            found[Quote(hit.source, span, _words(hit, span))] = None
    return tuple(found)


def _joined(spans: Sequence[Span], hit: Hit) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans):
        last = joined[-1].end if joined else 0
        if joined and not _words(hit, Span(last, max(span.start, last))).strip():
            joined[-1] = Span(joined[-1].start, max(span.end, joined[-1].end))
        else:
            joined.append(span)
    return joined


def _words(hit: Hit, span: Span) -> str:
    return Span(span.start - hit.span.start, span.end - hit.span.start).of(hit.text)


def _whole(hit: Hit) -> Quote:
    return Quote(hit.source, hit.span, hit.text)


def _is_quoted(words: str, known: str) -> bool:
    """Whether words stand in a text as they are, but for how they end and begin."""
    return plain(words).strip(" .,;:!?").casefold() in plain(known).casefold()


def _byline(hit: Hit) -> str:
    meta = hit.source.meta
    known = (meta.title, meta.author, meta.publisher, meta.published, hit.heading)
    return ", ".join(part for part in known if part)
