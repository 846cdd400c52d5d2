"""Which articles a filter leaves, and a filter in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rag.catalog import Catalog, authors_of, dated
from rag.errors import UsageError
from rag.naming import ends_path, starts_id
from rag.periods import Period, period
from rag.terms import words_of
from rag.types import Filters, Source

SHOWN = 6  # names listed where one is not known
_EVER = Period("0001-01-01", "9999-12-31")


def matching(filters: Filters, refs: Iterable[Source]) -> list[Source]:
    """The articles that pass, in their order; what has no date passes no filter of dates.

    An article known only by its year passes if any day of that year would.

    :raises UsageError: if ``after`` or ``before`` is no date.
    """
    left = [
        ref
        for ref in refs
        if _any(filters.sources, ref, _is_source)
        and _any(filters.authors, ref, _has_author)
        and _any(filters.publishers, ref, _has_publisher)
    ]
    if filters.after or filters.before:
        wanted = _window(filters)
        left = [ref for ref in left if (days := dated(ref)) and days.overlaps(wanted)]
    return _newest(left) if filters.newest else left


def _any(wanted: Sequence[str], ref: Source, fits: Callable[[str, Source], bool]) -> bool:
    return not wanted or any(fits(one, ref) for one in wanted)


def _is_source(wanted: str, ref: Source) -> bool:
    path = ref.source == wanted or ends_path(wanted, ref.source)
    return path or starts_id(wanted, ref) or _within(wanted, ref.meta.title)


def _has_author(wanted: str, ref: Source) -> bool:
    return any(_within(wanted, name) for name in authors_of(ref))


def _has_publisher(wanted: str, ref: Source) -> bool:
    return _within(wanted, ref.meta.publisher or "")


def _within(wanted: str, name: str) -> bool:
    """Whether all words of what is wanted stand in a name."""
    words = set(words_of(wanted))
    return bool(words) and words <= set(words_of(name))


def _window(filters: Filters) -> Period:
    start, end = (_day(value) for value in (filters.after, filters.before))
    return Period(start or _EVER.start, end or _EVER.end)


def _day(value: str | None) -> str | None:
    if value is None:
        return None
    found = period(value)
    if found is None:
        raise UsageError(f"{value!r} is no date", "Give 2017, 2017-01 or 2017-01-17.")
    return found.start


def _newest(refs: Sequence[Source]) -> list[Source]:
    days = [(when.start, ref) for ref in refs if (when := dated(ref))]
    last = max((day for day, _ in days), default="")
    return [ref for day, ref in days if day == last] or list(refs)


def in_words(filters: Filters) -> str:
    """A filter as the end of "Only articles ...": ``by Stacia Lee, published in 2017``."""
    said = [f"called {_or(filters.sources)}"] if filters.sources else []
    said += [f"by {_or(filters.authors)}"] if filters.authors else []
    said += [f"published by {_or(filters.publishers)}"] if filters.publishers else []
    said += [_dates(filters)] if filters.after or filters.before else []
    said += ["the newest of them" if said else "that are newest"] if filters.newest else []
    return ", ".join(said)


def _dates(filters: Filters) -> str:
    after, before = (d and d.removesuffix("-01-01") for d in (filters.after, filters.before))
    if after and before and after.isdigit() and before == str(int(after) + 1):
        return f"published in {after}"
    both = [f"from {after} on"] if after else []
    both += [f"before {before}"] if before else []
    return f"published {' and '.join(both)}"


def _or(names: Sequence[str]) -> str:
    return " or ".join(names)


def note(filters: Filters, catalog: Catalog, left: Sequence[Source]) -> str:
    """One line on what a filter leaves of a library, undated articles it drops included."""
    undated = 0
    if filters.after or filters.before:
        undated = sum(1 for ref in catalog.refs if dated(ref) is None)
    aside = f"; {undated} without a date left out" if undated else ""
    return f"Only articles {in_words(filters)}: {len(left)} of {len(catalog.refs)}{aside}."


def nothing_left(filters: Filters, catalog: Catalog) -> str:
    """One line on a filter that no article passes: what there is instead."""
    said = f"No article in the library is {_is(filters)}."
    single = (
        (filters.authors, _has_author, "authors", catalog.authors),
        (filters.publishers, _has_publisher, "publishers", catalog.publishers),
        (filters.sources, _is_source, "titles", [ref.meta.title for ref in catalog.refs]),
    )
    for wanted, fits, what, known in single:
        if wanted and not any(fits(one, ref) for one in wanted for ref in catalog.refs):
            return f"{said} Its {what}: {_some(known)}."
    days = sorted(when.start for ref in catalog.refs if (when := dated(ref)))
    undated = len(catalog.refs) - len(days)
    if not days or not (filters.after or filters.before):
        return f"{said} {_count(len(catalog.refs))} there, {undated} without a date."
    known_days = sorted(ref.meta.published or "" for ref in catalog.refs if dated(ref))
    aside = f"; {undated} without a date" if undated else ""
    return f"{said} Its articles are from {known_days[0]} to {known_days[-1]}{aside}."


def _is(filters: Filters) -> str:
    return in_words(filters)


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ("; ".join(names[:SHOWN]) + more) if names else "none is stated"


def _count(number: int) -> str:
    return "1 article is" if number == 1 else f"{number} articles are"
