"""Dates written in English or Spanish, as ISO dates; only what is unmistakable."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from rag.types import Span

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene", "february feb febrero", "march mar marzo",
            "april apr abril abr", "may mayo", "june jun junio", "july jul julio",
            "august aug agosto ago", "september sep sept septiembre setiembre",
            "october oct octubre", "november nov noviembre", "december dec diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
# A month's name in running text; "may", "march" and "mar" are words besides.
_NAMED = re.compile(
    r"\b(?:January|February|April|June|July|August|September|October|November|December)\b"
    r"|(?<=[\w,;] )(?:March|May)\b|\b(?:March|May)(?= \d)"
    rf"|\b(?:{_SHORT})(?=\.? \d)|(?<=\d )(?:{_SHORT})\b"
    r"|\b(?i:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre"
    r"|diciembre)\b"
)
_FORMS = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
    re.compile(r"(?P<m>[a-z]{3,10})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})"),
    re.compile(
        r"(?P<d>\d{1,2})(?:st|nd|rd|th)?(?: de)? (?P<m>[a-z]{3,10})\.?,?(?: de)? (?P<y>\d{4})"
    ),
    re.compile(r"(?P<m>[a-z]{3,10})\.?(?: de)? (?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})"),
    re.compile(r"(?P<y>\d{4})"),
)


def iso_date(text: str) -> str | None:
    """``2017-01-17`` for "January 17, 2017"; ``2017-01`` or ``2017`` where no more is said.

    Dates in figures alone that can be read two ways (03/04/2017) are None.
    """
    plain = " ".join(text.lower().split())
    for form in _FORMS:
        if found := form.fullmatch(plain):
            return _iso(found.groupdict())
    return None


def _iso(parts: dict[str, str]) -> str | None:
    year, month, day = parts["y"], parts.get("m"), parts.get("d")
    if month is None:
        return year
    number = int(month) if month.isdigit() else _MONTHS.get(month, 0)
    try:
        whole = date(int(year), number, int(day or 1))
    except ValueError:
        return None
    return whole.isoformat() if day else whole.isoformat()[:7]


def months(text: str) -> list[tuple[int, Span]]:
    """The months a text names, 1 to 12, each with its place."""
    return [
        (_MONTHS[found.group().lower()], Span(found.start(), found.end()))
        for found in _NAMED.finditer(text)
    ]


@dataclass(frozen=True, slots=True)
class Day:
    """A date in a text, as far as it is told; 0 stands for what is not.

    :param span: all the words of it.
    """

    year: int
    month: int
    day: int
    span: Span

    def within(self, other: Day) -> bool:
        """Whether ``other`` tells all that this tells, and the same."""
        mine, theirs = (self.year, self.month, self.day), (other.year, other.month, other.day)
        return all(not m or m == t for m, t in zip(mine, theirs, strict=True))


_MONTH = "|".join(sorted({*_MONTHS} - {"mar", "may", "ago"}, key=len, reverse=True)) + "|may|mar"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_WRITTEN = tuple(
    re.compile(form.replace("MONTH", rf"(?P<m>{_MONTH})\b\.?").replace("DAY", _DAY), re.I)
    for form in (
        r"(?<![\w-])(?P<y>\d{4})-(?P<m>\d{2})(?:-(?P<d>\d{2}))?(?![\w-])",
        r"\bMONTH DAY(?:,? (?P<y>\d{4}))?\b(?![.,]\d)",
        r"(?<![\w.,$])DAY(?: of| de)? MONTH(?:,?(?: de)? (?P<y>\d{4})\b)?",
        r"\bMONTH,?(?: of| de)? (?P<y>\d{4})\b",
    )
)


def days(text: str) -> list[Day]:
    """Dates that tell a month and a day or year, in order, however they are spelled.

    A year alone is a figure, and a month alone is found by ``months``.
    """
    flat = re.sub(r"\s", " ", text)
    found: list[Day] = []
    for form in _WRITTEN:
        for match in form.finditer(flat):
            made = _day(match)
            if made and not any(made.span.overlaps(f.span) for f in found):
                found.append(made)
    return sorted(found, key=lambda d: d.span)


def _day(match: re.Match[str]) -> Day | None:
    parts = match.groupdict()
    named = str(parts["m"]).lower()
    month = int(named) if named.isdigit() else _MONTHS[named]
    year, day = int(parts["y"] or 0), int(parts.get("d") or 0)
    try:
        date(year or 2000, month, day or 1)
    except ValueError:
        return None
    return Day(year, month, day, Span(match.start(), match.end()))
