"""Periods of days, half-open as spans are: what a date, month or year covers, and known events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rag.dates import iso_date

# When what people date things by began. Sources: USTR (NAFTA entered into force 1 January 1994;
# USMCA entered into force 1 July 2020); WHO (COVID-19 called a pandemic 11 March 2020).
EVENTS = {
    "nafta": "1994-01-01",
    "usmca": "2020-07-01",
    "t-mec": "2020-07-01",
    "tlcan": "1994-01-01",
    "pandemic": "2020-03-11",
    "covid": "2020-03-11",
    "covid-19": "2020-03-11",
}


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``start`` up to but not including ``end``, both ISO dates."""

    start: str
    end: str

    def overlaps(self, other: Period) -> bool:
        """Whether the two share a day."""
        return self.start < other.end and other.start < self.end


def period(text: str) -> Period | None:
    """What "2017", "June 2017", "2017-01-17" or the name of a known event covers."""
    plain = " ".join(text.lower().split())
    day = iso_date(plain) or EVENTS.get(plain.removeprefix("the "))
    return spelled(day) if day else None


def spelled(iso: str) -> Period | None:
    """What an ISO date, year-month or year covers; None for anything else."""
    try:
        year, month, day = [*map(int, iso.split("-")), 0, 0][:3]
        first = date(year, month or 1, day or 1)
        if day:
            return Period(first.isoformat(), date.fromordinal(first.toordinal() + 1).isoformat())
        last = date(year + (month in (0, 12)), month % 12 + 1 if month else 1, 1)
    except (ValueError, OverflowError):
        return None
    return Period(first.isoformat(), last.isoformat())
