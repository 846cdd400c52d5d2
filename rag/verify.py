"""Checks a claim against the words it cites: figures, dates and names must stand in the quote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.facts import HARD, Fault, agree, faults, held
from rag.figures import figures
from rag.polarity import denied, hedges
from rag.terms import STOP_WORDS, stem, stem_set, stems, words_of
from rag.text import merge, words
from rag.types import Citation, Document, Span, Support

ENOUGH = 0.8  # of a reworded claim's content words must stand in its quotes
HALF = 0.5
SAME_MATTER = 0.7  # of the other words shared, when one fact differs, make it a contradiction

_FOOTNOTE = re.compile(r"\s*\[\w{1,3}\]")
_GAP = re.compile(r" (?=[.,;:!?)](?:\s|$))")  # left where a marker was
_CLAUSE = re.compile(r"[,;:.!?()—–]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether quotes support a claim, and the spans of the claim that they do not.

    :param score: share of the claim's content words that stand in the quotes, 0 to 1.
    :param contradicts: whether a quote says otherwise, rather than nothing, of the same matter.
    :param faults: what in particular goes beyond the quotes.
    """

    support: Support
    score: float
    lacking: tuple[Span, ...] = ()
    contradicts: bool = False
    faults: tuple[Fault, ...] = ()


def check(claim: str, quotes: Sequence[str], context: str = "") -> Verdict:
    """Decide how far ``quotes`` support ``claim``.

    Word for word is supported. Otherwise one figure, date or name that stands in no quote
    makes the claim unsupported; without any it is judged by the share of its content words, and
    is partial at best if it denies what the quote says, is surer than the quote, or begins with a
    word not in it.

    :param context: the text the quotes are from, where acronyms and full names may be given.
    """
    if not plain(claim) or not "".join(quotes).strip():
        return Verdict("unsupported", 0.0, (Span(0, len(claim)),) if claim else ())
    if is_verbatim(claim, quotes):
        return Verdict("supported", 1.0)
    together = " ".join(quotes)
    nearest = max(quotes, key=lambda quote: share(claim, quote))
    wrong = faults(claim, quotes, nearest, context)
    wrong += [Fault(span, "figure") for span in scattered(claim, quotes)]
    wrong = [_settled(f, claim, nearest) for f in wrong]
    part = share(claim, together, context)
    opens = _opens_elsewhere(claim, together, context)
    against = opens is None and contradicts(claim, nearest, wrong)
    # Of another matter, what points the other way is no fault.
    wrong = [f for f in wrong if against or not f.against or f.kind in HARD]
    if opens and share(_without(claim, [opens]), nearest) >= SAME_MATTER:
        wrong.append(Fault(opens, "opening"))
    missing = words_lacking(claim, together, context)
    if against or part < HALF or any(f.kind in HARD for f in wrong):
        told = HARD | ({f.kind for f in wrong if f.against} if against else set())
        spans = tuple(merge(f.span for f in wrong if f.kind in told))
        lacking = spans or missing or whole(claim)
        return Verdict("unsupported", part * HALF, lacking, against, tuple(wrong))
    surer = bool(missing and hedges(nearest) and not hedges(claim))
    if part >= ENOUGH and not wrong and not opens and not surer:
        return Verdict("supported", part)
    lacking = missing or tuple(merge(f.span for f in wrong)) or whole(claim)
    return Verdict("partial", part, lacking, faults=tuple(wrong))


def _settled(fault: Fault, claim: str, nearest: str) -> Fault:
    """A name from elsewhere counts as lacking where the claim else says what the quote says."""
    if fault.kind != "elsewhere" or share(_without(claim, [fault.span]), nearest) < SAME_MATTER:
        return fault
    return Fault(fault.span, "name")


def _without(claim: str, spans: Iterable[Span]) -> str:
    for span in spans:
        claim = claim[: span.start] + " " * len(span) + claim[span.end :]
    return claim


def whole(claim: str) -> tuple[Span, ...]:
    """All of a claim."""
    return (Span(0, len(claim)),)


def is_verbatim(claim: str, quotes: Sequence[str]) -> bool:
    """Whether a claim stands word for word in the quotes, and nothing just before turns it."""
    bare, said = plain(claim), plain(" ".join(quotes))
    places = list(re.finditer(rf"(?<!\w){re.escape(bare)}(?!\w)", said))
    full = [m for m in places if not _undercut(said[: m.start()], bare)]
    there = {(f.value, f.unit) for f in figures(" ".join(quotes))}
    wrong = any((f.value, f.unit) not in there for f in figures(claim))  # "$2" cut from "$2.5bn"
    return bool(full) and not wrong


def _undercut(before: str, claim: str) -> bool:
    """Whether a cut sentence loses the "not" or "may" that its clause began with."""
    clause = _CLAUSE.split(before)[-1]
    if not claim.endswith((".", "!", "?")) or not clause.strip():
        return False
    return denied(clause) or bool(hedges(clause))


def contradicts(claim: str, quote: str, wrong: Sequence[Fault]) -> bool:
    """Whether the quote says otherwise of the same matter: all but what differs is shared."""
    against = [f for f in wrong if f.against]
    if not against or any(f.kind in ("name", "elsewhere") for f in wrong):
        return False
    rest = _without(claim, (f.span for f in against if f.kind != "denial"))
    left = [s for s in stems(rest) if s not in STOP_WORDS]
    return len(left) > 1 and share(rest, quote) >= SAME_MATTER


def scattered(claim: str, quotes: Sequence[str]) -> list[Span]:
    """Figures that stand only in quotes which have nothing else of the claim."""
    found = []
    for figure in figures(claim):
        own = stem_set(figure.span.of(claim))
        rest = {*stems(claim)} - own
        stands = [q for q in quotes if any(agree(claim, figure, q, g) for g in figures(q))]
        beside = [q for q in stands if rest & stem_set(q)]
        if rest and stands and not beside:
            found.append(figure.span)
    return found


def share(claim: str, quote: str, context: str = "") -> float:
    """The share of a claim's content words that stand in a quote; its figures are in it."""
    has = held(claim, quote, context)
    wanted = stems(claim)
    return sum(1 for s in wanted if s in has) / max(1, len(wanted))


def words_lacking(claim: str, quote: str, context: str = "") -> tuple[Span, ...]:
    """Runs of the claim's content words that stand nowhere in the quote."""
    has = held(claim, quote, context)
    runs: list[Span] = []
    open_run = False
    for span in words(claim):
        said = words_of(span.of(claim))
        if all(w in STOP_WORDS for w in said):
            continue
        lacks = not {stem(w) for w in said} <= has
        if lacks and open_run:
            runs[-1] = Span(runs[-1].start, span.end)
        elif lacks:
            runs.append(span)
        open_run = lacks
    return tuple(runs)


def _opens_elsewhere(claim: str, quote: str, context: str) -> Span | None:
    """The word a claim begins with, if the quote has it not: it may be another name."""
    first = next(iter(words(claim)), None)
    if first is None or any(f.span.start <= first.start for f in figures(claim)):
        return None
    said = words_of(first.of(claim))
    joins = claim[first.end : first.end + 1] == "," or first.of(claim).endswith("ly")
    if joins or all(w in STOP_WORDS for w in said):
        return None
    return None if {stem(w) for w in said} <= held(claim, quote, context) else first


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
    return _GAP.sub("", " ".join(bare.split()))
