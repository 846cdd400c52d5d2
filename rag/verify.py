"""Checks a claim against the words it cites: figures, dates and names must stand in the quote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.terms import Figure, figures, fold, names, stem, stems, words_of
from rag.types import Citation, Document, Span, Support

ENOUGH = 0.8  # of a reworded claim's content words must stand in its quotes
HALF = 0.5

_FOOTNOTE = re.compile(r"\s*\[\w{1,3}\]")
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether quotes support a claim, and the spans of the claim that they do not.

    :param score: share of the claim's content words that stand in the quotes, 0 to 1.
    """

    support: Support
    score: float
    lacking: tuple[Span, ...] = ()


def check(claim: str, quotes: Sequence[str]) -> Verdict:
    """Decide how far ``quotes`` support ``claim``.

    Words for words is supported. Otherwise one figure, date or name that stands in no quote
    makes the claim unsupported; without any it is judged by the share of its content words.
    """
    together = " ".join(quotes)
    if not together.strip():
        return Verdict("unsupported", 0.0, (Span(0, len(claim)),) if claim else ())
    if plain(claim) in plain(together):
        return Verdict("supported", 1.0)
    lacking = (*_figures_lacking(claim, together), *_names_lacking(claim, together))
    wanted = stems(claim)
    held = {stem(w) for w in words_of(together)}
    share = sum(1 for s in wanted if s in held) / max(1, len(wanted))
    if lacking or share < HALF:
        return Verdict("unsupported", share * HALF, tuple(sorted(lacking)))
    return Verdict("supported" if share >= ENOUGH else "partial", share)


def is_exact(citation: Citation, document: Document | None) -> bool:
    """Whether a citation's quote is its document's text at its offsets."""
    return (
        document is not None
        and document.ref.sha256 == citation.source.sha256
        and document.text[citation.start : citation.end] == citation.quote
        and bool(citation.quote.strip())
    )


def plain(text: str) -> str:
    """Words alone: no footnote marks, no line ends, straight quotes, single spaces."""
    bare = _FOOTNOTE.sub("", text).replace("’", "'").replace("“", '"').replace("”", '"')
    return " ".join(bare.split())


def _figures_lacking(claim: str, quote: str) -> list[Span]:
    there = figures(quote)
    return [f.span for f in figures(claim) if not any(_same(f, g) for g in there)]


def _same(a: Figure, b: Figure) -> bool:
    """The same number in the same unit; 6.9 billion is 6,900,000,000."""
    close = abs(a.value - b.value) <= _SAME * max(abs(a.value), abs(b.value), 1.0)
    return close and a.unit == b.unit


def _names_lacking(claim: str, quote: str) -> list[Span]:
    there = set(words_of(quote))
    return [
        span
        for span in names(claim)
        if not {w for w in words_of(span.of(claim)) if fold(w) not in _LITTLE} <= there
    ]


_LITTLE = frozenset({"of", "the", "and", "for", "de", "del", "la", "on"})
