"""What of a claim must stand in its evidence: figures, dates, names, and which way it points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from rag.aliases import TITLES, initials, known_words, spelled_out
from rag.dates import Day, days, months
from rag.figures import Figure, figures
from rag.polarity import aimless, at_odds, is_outright, is_surer, turned, unmet
from rag.terms import STOP_WORDS, fold, names, stem, telling, words_of
from rag.text import words
from rag.types import Span

Kind = Literal[
    "figure",
    "date",
    "name",
    "elsewhere",
    "opening",
    "denial",
    "hedge",
    "turned",
    "trend",
    "swapped",
]

_SAME = 1e-9
FEW = 10
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_LITTLE = frozenset({"of", "the", "and", "for", "de", "del", "la", "on"})
_ABOUT = re.compile(
    r"\b(?:about|around|some|roughly|nearly|almost|approximately|over|more than|under|less than"
    r"|fewer than|at least|up to|close to|circa|ca\.|unos|unas|cerca de|casi|más de)\W*$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\b(?:step|passage|item|tip|option|method|source)s? #?$", re.IGNORECASE)
_MEASURES = tuple(
    frozenset(stem(w) for w in group.split())
    for group in (
        "kilometre kilometer km mile metre meter foot feet inch yard acre hectare",
        "kilogram kg pound ton tonne gram ounce",
        "second minute hour day week month year decade century",
        "litre liter gallon barrel",
        "dollar euro peso pound yen",
    )
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something of a claim that its evidence does not state, or states otherwise.

    :param span: its words in the claim.
    :param kind: ``elsewhere`` is a name, a figure or a date that the text has, but not the evidence
        from it.
    :param against: the evidence holds another one in its place: another amount of that unit, the
        opposite word.
    """

    span: Span
    kind: Kind
    against: bool = False


HARD: frozenset[Kind] = frozenset({"figure", "date", "name"})


def faults(claim: str, evidence: Sequence[str], nearest: str, context: str = "") -> list[Fault]:
    """Everything in which a claim goes beyond its evidence, in order of place.

    :param nearest: the piece of evidence to compare the direction of the claim with.
    :param context: the text the evidence is from, for acronyms and full names given there.
    """
    together = "\n".join(evidence)
    found = [
        *dates_lacking(claim, together),
        *figures_lacking(claim, together, nearest),
        *names_lacking(claim, together, context),
        *direction_faults(claim, nearest),
        *aimless_faults(claim, together),
    ]
    return sorted(found, key=lambda f: (f.span, f.kind))


def dates_lacking(claim: str, evidence: str) -> list[Fault]:
    """Dates, months and days of the week the evidence does not give."""
    there, told = days(evidence), days(claim)
    found = [
        Fault(_differing(claim, day, evidence), "date", any(_rivals(day, o) for o in there))
        for day in told
        if not any(day.within(other) for other in there) and not _in_parts(day, evidence)
    ]
    known = {month for month, _ in months(evidence)} | {day.month for day in there}
    inside = [day.span for day in told]
    for month, span in months(claim):
        if month not in known and not any(span.overlaps(day) for day in inside):
            found.append(Fault(span, "date", len(known) == 1))
    week = (Span(m.start(), m.end()) for m in _WEEKDAY.finditer(claim))
    return found + [Fault(day, "date") for day in week if day.of(claim) not in evidence]


def _differing(claim: str, day: Day, evidence: str) -> Span:
    """The words of a date that stand nowhere in the evidence, or all of it."""
    held = {*words_of(evidence)}
    inside = [
        Span(day.span.start + w.start, day.span.start + w.end) for w in words(day.span.of(claim))
    ]
    new = [w for w in inside if not held.issuperset(words_of(w.of(claim)))]
    return Span(new[0].start, new[-1].end) if new else day.span


def _rivals(a: Day, b: Day) -> bool:
    """Whether one thing cannot be on both days."""
    pairs = ((a.year, b.year), (a.month, b.month), (a.day, b.day))
    return any(x and y and x != y for x, y in pairs)


def _in_parts(day: Day, evidence: str) -> bool:
    """Whether its year and its month are told apart: "In 2017 ... that January"."""
    if day.day:
        return False
    year = any(f.unit == "year" and f.value == day.year for f in figures(evidence))
    return year and day.month in {month for month, _ in months(evidence)}


def figures_lacking(claim: str, evidence: str, nearest: str) -> list[Fault]:
    """Numbers, amounts and years no figure of the evidence equals."""
    there, near = figures(evidence), figures(nearest)
    dated = [day.span for day in days(claim)]
    found = []
    for figure in figures(claim):
        if any(figure.span.overlaps(span) for span in dated) or _is_label(claim, figure):
            continue
        if not any(agree(claim, figure, evidence, other) for other in there):
            rival = any(o.unit == figure.unit and _alike(claim, figure, nearest, o) for o in near)
            if _is_count(claim, figure) and not rival:
                continue  # "the two countries" counts what the evidence lists
            found.append(Fault(figure.span, "figure", rival))
    return found


def _is_label(text: str, figure: Figure) -> bool:
    """Whether it only counts parts of a text: "Step 3:"."""
    return not figure.unit and _LABEL.search(text, 0, figure.span.start) is not None


def _is_count(text: str, figure: Figure) -> bool:
    """Whether it is a small number in words."""
    return not figure.unit and figure.value <= FEW and not figure.span.of(text)[0].isdigit()


def agree(claim: str, a: Figure, evidence: str, b: Figure) -> bool:
    """The same number in the same unit, or the claim's rounds the other and says so."""
    if a.unit != b.unit or _measures_differ(claim, a, evidence, b):
        return False
    if abs(a.value - b.value) <= _SAME * max(abs(a.value), abs(b.value), 1.0):
        return True
    rounded = _ABOUT.search(claim[max(0, a.span.start - 16) : a.span.start])
    return a.unit != "year" and rounded is not None and _rounds(a.value, b.value)


def _rounds(rough: float, exact: float) -> bool:
    """Whether ``rough`` is ``exact`` with fewer digits."""
    digits = len(f"{rough:.0f}".rstrip("0")) if rough >= 10 else len(f"{rough:g}".replace(".", ""))
    return exact != 0 and float(f"{exact:.{max(digits, 1)}g}") == rough


def _measure(text: str, figure: Figure) -> tuple[int, str] | None:
    after = words_of(text[figure.span.end : figure.span.end + 24])[:1]
    for group, measures in enumerate(_MEASURES):
        for word in after:
            if stem(word) in measures:
                return group, stem(word)
    return None


def _measures_differ(claim: str, a: Figure, evidence: str, b: Figure) -> bool:
    """5 years and 5 months, 5 miles and 5 kilometres."""
    mine, theirs = _measure(claim, a), _measure(evidence, b)
    return bool(mine and theirs and mine[0] == theirs[0] and mine[1] != theirs[1])


def _alike(claim: str, a: Figure, nearest: str, b: Figure) -> bool:
    """Whether two figures count the same: amounts and shares do, numbers by the next word."""
    if a.unit:
        return True
    after = [
        words_of(text[f.span.end : f.span.end + 40])[:2] for text, f in ((claim, a), (nearest, b))
    ]
    mine, theirs = ({stem(w) for w in ws if w not in STOP_WORDS} for ws in after)
    return bool(mine & theirs) or _measures_differ(claim, a, nearest, b)


@lru_cache(maxsize=64)
def _called(evidence: str, context: str) -> frozenset[str]:
    return frozenset(known_words(evidence, context))


def held(claim: str, evidence: str, context: str = "") -> frozenset[str]:
    """Stems of all words of a claim that the evidence has, in its own words or by another name."""
    known = _called(evidence, context)
    own = {w for f in figures(claim) for w in words_of(f.span.of(claim))}
    told = days(evidence)
    own |= {w for d in days(claim) if any(map(d.within, told)) for w in words_of(d.span.of(claim))}
    for span in names(claim):
        parts = words_of(span.of(claim))
        own |= {*parts} if _abbreviated(parts, known) else set()
    return frozenset(stem(w) for w in known | own)


def names_lacking(claim: str, evidence: str, context: str = "") -> list[Fault]:
    """Proper names of which a word stands nowhere in the evidence, nor an alias.

    One that the context has is said to be ``elsewhere``: "he" may stand for it in the evidence.
    """
    known = _called(evidence, context) | _LITTLE | TITLES
    known |= {fold(span.of(claim)) for _, span in months(claim)}
    own = spelled_out(claim)
    counted = [f.span for f in figures(claim)]  # the "US" of "US$5"
    around: frozenset[str] | None = None
    lacking = []
    for span in names(claim):
        if any(span.overlaps(f) for f in counted if f.start <= span.start):
            continue
        parts = words_of(span.of(claim))
        missing = [w for w in parts if w not in known and stem(w) not in known]
        explained = {w for phrase, other in own.items() if {*phrase} <= known for w in other}
        if missing and not {*missing} <= explained and not _abbreviated(parts, known):
            around = around if around is not None else _called(context, context)
            lacking.append(Fault(span, "elsewhere" if {*missing} <= around else "name"))
    return lacking


def _abbreviated(parts: list[str], held: frozenset[str]) -> bool:
    """Whether the evidence has a name by its initials: three letters or more."""
    short = initials(parts)
    return len(short) > 2 and short in held


def direction_faults(claim: str, nearest: str) -> list[Fault]:
    """Denied here and not there, certain here and hedged there, turned round."""
    found: list[Fault] = []
    outright = is_outright(claim, nearest)
    found += [Fault(span, "denial", outright) for span in at_odds(claim, nearest)]
    if is_surer(claim, nearest):
        found.append(Fault(Span(0, len(claim)), "hedge"))
    opposite = set(turned(claim, nearest))
    found += [
        Fault(span, "turned", True)
        for span in words(claim)
        if opposite & {*words_of(span.of(claim))}
    ]
    return found + [Fault(span, "swapped", True) for span in swapped(claim, nearest)]


def aimless_faults(claim: str, evidence: str) -> list[Fault]:
    """Denied, or said to rise or fall, where the evidence does not deny it or say so."""
    found = [Fault(span, "denial") for span in unmet(claim, evidence)]
    if not any(f.unit != "year" for f in figures(claim)):
        return found
    trends = set(aimless(claim, evidence))
    at = [span for span in words(claim) if trends & {*words_of(span.of(claim))}]
    return found + [Fault(span, "trend") for span in at]


def swapped(claim: str, nearest: str) -> list[Span]:
    """Two names that stand the other way round about the same verb, "A sued B" for "B sued A"."""
    for left, right in pairwise(names_and_first(claim)):
        between = telling(claim[left.end : right.start])
        if claim[left.end : left.end + 1] == ",":
            continue  # "Ruiz, head of Alder" is Alder's head Ruiz
        there = _places(nearest, left.of(claim)), _places(nearest, right.of(claim))
        if not between or not all(there):
            continue
        first, second = there[1][0], there[0][-1]
        turned_round = max(p.end for p in there[1][:1]) <= second.start and all(
            p.start > first.start for p in there[0]
        )
        verbs = telling(nearest[first.end : second.start])
        passive = _by(claim[left.end : right.start]) != _by(nearest[first.end : second.start])
        if turned_round and between == verbs and not passive:
            return [left, right]
    return []


def names_and_first(text: str) -> list[Span]:
    """Names, with the capitalised word a sentence begins with."""
    found = names(text)
    first = next(iter(words(text)), None)
    opens = first and first.of(text)[0].isupper() and fold(first.of(text)) not in STOP_WORDS
    if first and opens and not any(first.overlaps(span) for span in found):
        return [first, *found]
    return found


def _by(text: str) -> bool:
    return re.search(r"\b(?:by|por)\b", text) is not None


def _places(text: str, name: str) -> list[Span]:
    found = re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    return [Span(m.start(), m.end()) for m in found]
