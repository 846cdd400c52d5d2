"""The few words that are made from metadata: dates and bylines."""

from __future__ import annotations

from rag.types import Metadata

NO_DATE = "date not stated"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def date_words(published: str | None) -> str:
    """An ISO date, year-month or year in words; anything else as it stands."""
    if not published:
        return NO_DATE
    year, *rest = published.split("-")
    if len(rest) > 2 or not all(part.isdecimal() for part in (year, *rest)):
        return published
    month, *day = [int(part) for part in rest] or [0]
    if not rest:
        return year
    if not 1 <= month <= 12:
        return published
    return " ".join([*map(str, day), _MONTHS[month - 1], year])


def byline(meta: Metadata) -> str:
    """Author, publisher, date and kind, as far as they are known."""
    kind = meta.kind if meta.kind != "article" else None
    known = (meta.author, meta.publisher, date_words(meta.published), kind)
    return " · ".join(part for part in known if part)
