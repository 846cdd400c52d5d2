"""Which way a sentence points: denied or not, certain or hedged, up or down."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from rag.terms import STOP_WORDS, stem, stem_set, stems_in_order, words_of
from rag.types import Span

_NOT = re.compile(
    r"\b(?:not|no|never|neither|nor|none|nobody|nothing|without|cannot)\b|n['’]t\b"
    r"|\b(?:den(?:y|ies|ied)|refus(?:es|ed?)|fail(?:s|ed)? to|reject(?:s|ed)?)\b",
    re.IGNORECASE,
)
# "No" and "not" in these deny nothing.
_IDLE_NOT = re.compile(
    r"\bnot only\b|\bcould(?:n['’]t| not) be (?:more|\w+er)\b"
    r"|\bno(?:t)? (?:less|fewer|more|later) than\b|\bno longer\b(?=\W*$)|\bNo\.\s?\d",
    re.IGNORECASE,
)
# What else sets one thing against another that is not so.
_INSTEAD = re.compile(r"\b(?:rather than|instead of|unlike)\b", re.IGNORECASE)
_HEDGE = re.compile(
    r"\b(?:may(?= [a-z])|might|could|likely|unlikely|perhaps|possibl[ey]|potentially|probabl[ey]"
    r"|presumably|expect(?:s|ed)? to|project(?:ed|s|ions?)(?= (?:to|that|by|at|in|of|a\b))"
    r"|forecasts?|predict(?:s|ed)?|plan(?:s|ned)? (?:to|for)|planned|propose[sd]?(?: to)?"
    r"|alleg(?:e[sd]?|edly)|reportedly|rumou?red|suspected|appears? to|seems? to"
    r"|believed to|aim(?:s|ed)? to|intend(?:s|ed)? to|hope[sd]? to|considering"
    r"|(?:was|were|is|are) (?:about |due |set |scheduled )?to(?= [a-z])"
    r"|whether|podr[ií]an?|ser[ií]an?|tal vez|quiz[aá]s?|supuest[oa]s?|prevén?|estim[ao]n?)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:.!?()—–]|\b(?:but|although|while|and|or)\b")
_UP = """rise rose risen rising increase grow grew grown growth climb gain surge jump soar expand
    higher up double triple strengthen improve accelerate raise boost"""
_DOWN = """fall fell fallen falling decrease decline drop shrink shrank lose lost plunge slump
    lower down halve weaken worsen slow reduce cut contract dwindle sink sank"""
_RISING = """rise rose risen increase grow grew grown growth climbed gain gained surge jumped soared
    rising higher up doubled tripled"""
_FALLING = """fall fell fallen decrease decline drop dropped shrank plunged slumped falling down
    lower halved reduced cut lost"""
# No "before/after": which of them it is turns with the clause they begin.
_PAIRS = """more/less more/fewer win/lose won/lost import/export buy/sell bought/sold
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
    """The words that make it less than certain: "may", "projected to", "reportedly"."""
    return [Span(m.start(), m.end()) for m in _HEDGE.finditer(text)]


def at_odds(claim: str, quote: str) -> list[Span]:
    """The denials of a claim that the quote has not, or, for one of the quote's, all of it.

    What counts is the word that is denied, "sign" in "never signed": both must have it, one of
    them only under a denial and the other never under one.
    """
    mine, theirs = _under(claim, denials(claim)), _under(quote, denials(quote))
    free, told = _free(claim, mine), _free(quote, theirs)
    found = [
        span
        for span, word in mine
        if word in told and word not in free and word not in dict(_flip(theirs))
    ]
    turned_down = any(
        word in free and word not in told and word not in dict(_flip(mine)) for _, word in theirs
    )
    return found or ([Span(0, len(claim))] if turned_down else [])


def is_outright(claim: str, quote: str) -> bool:
    """Whether denying is the difference of the two: one does so more often than the other.

    "Without" alone does not count: it denies no more than the noun after it.
    """
    mine, theirs = (
        [span.of(text).lower() for span in denials(text)] + _INSTEAD.findall(text)
        for text in (claim, quote)
    )
    return len(mine) != len(theirs) and {*mine, *theirs} != {"without"}


def unmet(claim: str, evidence: str) -> list[Span]:
    """The denials of a claim of what the evidence nowhere denies."""
    there = {word for _, word in _under(evidence, denials(evidence))}
    return [span for span, word in _under(claim, denials(claim)) if word not in there]


def aimless(claim: str, quote: str) -> Iterator[str]:
    """Words of a claim for going up or down, where the quote has no word for going that way."""
    said = stem_set(quote)
    for group in (_RISING, _FALLING):
        stems = {stem(w) for w in group.split()}
        if not stems & said:
            yield from (w for w in words_of(claim) if stem(w) in stems)


def is_surer(claim: str, quote: str) -> bool:
    """Whether a claim states flatly what the quote only expects or allows for."""
    words = stem_set(claim)
    doubted = _under(quote, hedges(quote))
    told = _free(quote, doubted)
    return not hedges(claim) and any(word in words and word not in told for _, word in doubted)


def _under(text: str, marks: list[Span]) -> list[tuple[Span, str]]:
    """Each mark with the stem of the first word of content after it, in the same clause."""
    found = []
    for mark in marks:
        after = _CLAUSE.split(text[mark.end :], maxsplit=1)[0]
        word = next((w for w in words_of(after) if w not in STOP_WORDS), None)
        if word:
            found.append((mark, stem(word)))
    return found


def _flip(under: list[tuple[Span, str]]) -> list[tuple[str, Span]]:
    return [(word, span) for span, word in under]


def _free(text: str, under: list[tuple[Span, str]]) -> set[str]:
    """Stems that stand somewhere in a text without a mark before them."""
    left = Counter(stems_in_order(text))
    left.subtract(word for _, word in under)
    return {word for word, count in left.items() if count > 0}


def turned(claim: str, quote: str) -> Iterator[str]:
    """Words of a claim whose opposite the quote has in their place: "rose" for "fell"."""
    if not _OPPOSITES:
        _OPPOSITES.update(_opposites())
    said = stem_set(quote)
    own = stem_set(claim)
    for word in words_of(claim):
        others = _OPPOSITES.get(stem(word), frozenset())
        # What says both, or the word itself, does not turn it.
        if others & said and not others & own and stem(word) not in said:
            yield word
