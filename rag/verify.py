"""Checks a claim against the words it cites: figures, dates and names must stand in the quote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.dates import months
from rag.figures import Figure, figures
from rag.terms import STOP_WORDS, fold, names, stem, stems, words_of
from rag.types import Citation, Document, Span, Support

ENOUGH = 0.8  # of a reworded claim's content words must stand in its quotes
HALF = 0.5

_FOOTNOTE = re.compile(r"\s*\[\w{1,3}\]")
_SAME = 1e-9
_NOT = re.compile(
    r"\b(?:not|no|never|neither|nor|none|nobody|nothing|without|cannot)\b|n['’]t\b", re.IGNORECASE
)
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_LITTLE = frozenset({"of", "the", "and", "for", "de", "del", "la", "on"})


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

    Word for word is supported. Otherwise one figure, date or name that stands in no quote
    makes the claim unsupported; without any it is judged by the share of its content words, and
    is partial at best if it denies what the quote says, or begins with a word not in it.
    """
    together = " ".join(quotes)
    if not plain(claim) or not together.strip():
        return Verdict("unsupported", 0.0, (Span(0, len(claim)),) if claim else ())
    there = figures(together)
    wrong = [f.span for f in figures(claim) if not any(_same(f, g) for g in there)]
    if _word_for_word(claim, quotes) and not wrong:
        return Verdict("supported", 1.0)
    lacking = (*wrong, *_days_lacking(claim, together), *_names_lacking(claim, together))
    share = _share(claim, together)
    if lacking or share < HALF:
        return Verdict("unsupported", share * HALF, tuple(sorted(lacking)))
    doubtful = _denies(claim, quotes) or _opens_elsewhere(claim, together)
    return Verdict("supported" if share >= ENOUGH and not doubtful else "partial", share)


def _word_for_word(claim: str, quotes: Sequence[str]) -> bool:
    said = re.compile(rf"(?<!\w){re.escape(plain(claim))}(?!\w)")
    return said.search(plain(" ".join(quotes))) is not None


def _share(claim: str, quote: str) -> float:
    """The share of a claim's content words that stand in a quote; its figures are in it."""
    held = {stem(w) for w in words_of(quote)}
    held |= {stem(w) for f in figures(claim) for w in words_of(f.span.of(claim))}
    wanted = stems(claim)
    return sum(1 for s in wanted if s in held) / max(1, len(wanted))


def _denies(claim: str, quotes: Sequence[str]) -> bool:
    """Whether only one of the two, claim and the quote nearest to it, has a "not"."""
    nearest = max(quotes, key=lambda quote: _share(claim, quote))
    return (_NOT.search(claim) is None) != (_NOT.search(nearest) is None)


def _opens_elsewhere(claim: str, quote: str) -> bool:
    """Whether a claim begins with a word the quote has not: it may be another name."""
    if any(f.span.start == 0 for f in figures(claim)):
        return False
    first = next(iter(words_of(claim)), "")
    return first not in STOP_WORDS and stem(first) not in {stem(w) for w in words_of(quote)}


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


def _same(a: Figure, b: Figure) -> bool:
    """The same number in the same unit; 6.9 billion is 6,900,000,000."""
    close = abs(a.value - b.value) <= _SAME * max(abs(a.value), abs(b.value), 1.0)
    return close and a.unit == b.unit


def _days_lacking(claim: str, quote: str) -> list[Span]:
    """Months and days of the week the quote does not name."""
    there = {month for month, _ in months(quote)}
    lacking = [span for month, span in months(claim) if month not in there]
    days = (Span(m.start(), m.end()) for m in _WEEKDAY.finditer(claim))
    return lacking + [day for day in days if day.of(claim) not in quote]


def _names_lacking(claim: str, quote: str) -> list[Span]:
    there = {*words_of(quote), *_LITTLE, *(fold(span.of(claim)) for _, span in months(claim))}
    return [span for span in names(claim) if not there.issuperset(words_of(span.of(claim)))]
