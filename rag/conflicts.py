"""Sources that contradict each other: other figures for the same matter, or the opposite said.

A false conflict does more harm than one that is missed, so two sentences conflict only if nothing
explains their difference: they share most of their words, name the same people and places, speak
of the same years, and are both stated as facts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from rag.polarity import denials, denied, turned
from rag.statement import Statement
from rag.terms import stem, words_of

ALIKE = 0.6  # share of the words of the shorter sentence that the other one has, too
TOGETHER = 0.4  # share of the words of both that both have
ENOUGH = 3  # words two sentences must have in common
MORE = 2  # words more that one of two sentences with different figures may have
ROUNDED = 0.01  # part by which figures may differ that are one figure, rounded
ROUGHLY = 0.1  # the same where one of them is "about", "over" or "nearly"
SPARE = 2  # words, besides those that deny, that only one of two opposite sentences may have
FURTHEST = 100.0  # times larger a figure can be and still be of the same thing

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


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two statements that cannot both be right.

    :param matter: the words they share.
    :param sides: each with its figure, or with all it says where they say opposite things.
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
    both = a.content & b.content
    shared = [w for w in words_of(a.own) if stem(w) in both and w not in a.numbers]
    return Conflict(" ".join(dict.fromkeys(shared)), ((values[0], a), (values[1], b)))


def _same_matter(a: Statement, b: Statement) -> bool:
    """Whether nothing explains that the two differ."""
    if len(a.content & b.content) < max(ENOUGH - 1, TOGETHER * min(len(a.content), len(b.content))):
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
    return not (now and not a.years and a.published != b.published)


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
    return a.text, b.text


def _turns(a: Statement, b: Statement) -> frozenset[str]:
    """Words of each that have their opposite in the other."""
    return frozenset(stem(w) for w in (*turned(a.own, b.own), *turned(b.own, a.own)))
