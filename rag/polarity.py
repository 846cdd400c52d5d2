"""Which way a sentence points: denied or not, certain or hedged, up or down."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.terms import stem, words_of
from rag.types import Span

_NOT = re.compile(
    r"\b(?:not|no|never|neither|nor|none|nobody|nothing|without|cannot)\b|n['’]t\b"
    r"|\b(?:den(?:y|ies|ied)|refus(?:es|ed?)|fail(?:s|ed)? to|reject(?:s|ed)?)\b",
    re.IGNORECASE,
)
# "No" and "not" in these deny nothing.
_IDLE_NOT = re.compile(
    r"\bnot only\b|\bno(?:t)? (?:less|fewer|more|later) than\b|\bno longer\b(?=\W*$)|\bNo\.\s?\d",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:may(?= [a-z])|might|could|would|should|likely|unlikely|perhaps|possibl[ey]|potentially"
    r"|probabl[ey]|presumably|expect(?:s|ed)?|project(?:ed|s|ions?)(?= (?:to|that|by|at|in|of|a\b))"
    r"|forecasts?|estimate[sd]?|predict(?:s|ed)?|plan(?:s|ned)? (?:to|for)|planned|propose[sd]?"
    r"|alleg(?:e[sd]?|edly)|reported(?:ly)?|rumou?red|suspected|suggest(?:s|ed)?|appears?|seems?"
    r"|believe[sd]?|aim(?:s|ed)? to|intend(?:s|ed)? to|hope[sd]? to|consider(?:s|ed|ing)?"
    r"|(?:was|were|is|are) (?:about |due |set |scheduled )?to(?= [a-z])"
    r"|if|whether|podr[ií]an?|ser[ií]an?|tal vez|quiz[aá]s?|supuest[oa]s?|prevé[n]?|estim[ao]n?)\b",
    re.IGNORECASE,
)
_UP = """rise rose risen rising increase grow grew grown growth climb gain surge jump soar expand
    higher up double triple strengthen improve accelerate raise boost"""
_DOWN = """fall fell fallen falling decrease decline drop shrink shrank lose lost plunge slump
    lower down halve weaken worsen slow reduce cut contract dwindle sink sank"""
_PAIRS = """more/less more/fewer before/after win/lose won/lost import/export buy/sell bought/sold
    support/oppose approve/reject accept/reject open/close allow/ban permit/prohibit begin/end
    start/end began/ended first/last north/south east/west northern/southern eastern/western
    largest/smallest highest/lowest biggest/smallest most/least above/below maximum/minimum
    majority/minority legal/illegal public/private success/failure profit/loss enter/leave
    hire/fire succeed/fail include/exclude arrive/depart strengthen/weaken deficit/surplus
    oldest/newest earliest/latest older/newer older/younger early/late domestic/foreign
    friend/enemy ally/enemy guilty/innocent alive/dead male/female men/women man/woman father/mother
    son/daughter brother/sister husband/wife"""


def _opposites() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    ups, downs = ({stem(w) for w in group.split()} for group in (_UP, _DOWN))
    for one, other in ((ups, downs), (downs, ups)):
        for word in one:
            table.setdefault(word, set()).update(other)
    for pair in _PAIRS.split():
        left, right = map(stem, pair.split("/"))
        table.setdefault(left, set()).add(right)
        table.setdefault(right, set()).add(left)
    return {word: frozenset(others - {word}) for word, others in table.items()}


_OPPOSITES: dict[str, frozenset[str]] = {}


def denials(text: str) -> list[Span]:
    """The words that deny: "not", "never", "refused"; not the "not" of "not only"."""
    idle = [Span(m.start(), m.end()) for m in _IDLE_NOT.finditer(text)]
    found = (Span(m.start(), m.end()) for m in _NOT.finditer(text))
    return [span for span in found if not any(span.overlaps(i) for i in idle)]


def denied(text: str) -> bool:
    """Whether it denies something: two denials undo each other."""
    return len(denials(text)) % 2 == 1


def hedges(text: str) -> list[Span]:
    """The words that make it less than certain: "may", "projected", "reportedly", "if"."""
    return [Span(m.start(), m.end()) for m in _HEDGE.finditer(text)]


def turned(claim: str, quote: str) -> Iterator[str]:
    """Words of a claim whose opposite the quote has in their place: "rose" for "fell"."""
    if not _OPPOSITES:
        _OPPOSITES.update(_opposites())
    said = {stem(w) for w in words_of(quote)}
    own = {stem(w) for w in words_of(claim)}
    for word in words_of(claim):
        others = _OPPOSITES.get(stem(word), frozenset())
        # What says both, or the word itself, does not turn it.
        if others & said - own and stem(word) not in said:
            yield word
