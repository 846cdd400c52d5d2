"""Which articles a filter leaves, and a filter in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rag.catalog import Catalog, authors_of, dated
from rag.errors import UsageError
from rag.messages import say
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


def in_words(filters: Filters, language: str = "en") -> str:
    """A filter as the end of "Only articles ...": ``by Stacia Lee, published in 2017``."""
    said = [
        say(what, language, names=say("or", language).join(names))
        for what, names in (
            ("called", filters.sources),
            ("by", filters.authors),
            ("published_by", filters.publishers),
        )
        if names
    ]
    said += [_dates(filters, language)] if filters.after or filters.before else []
    said += [say("newest_of" if said else "newest", language)] if filters.newest else []
    return ", ".join(said)


def _dates(filters: Filters, language: str) -> str:
    after, before = (d and d.removesuffix("-01-01") for d in (filters.after, filters.before))
    if after and before and after.isdigit() and before == str(int(after) + 1):
        return say("in_year", language, when=after)
    both = [say("since", language, when=after)] if after else []
    both += [say("before", language, when=before)] if before else []
    return say("published", language, when=say("and", language).join(both))


def note(filters: Filters, catalog: Catalog, left: Sequence[Source], language: str = "en") -> str:
    """One line on what a filter leaves of a library, undated articles it drops included."""
    undated = 0
    if filters.after or filters.before:
        undated = sum(1 for ref in catalog.refs if dated(ref) is None)
    aside = say("undated_left_out", language, number=undated) if undated else ""
    which, every = in_words(filters, language), len(catalog.refs)
    return f"{say('only_articles', language, which=which, left=len(left), all=every)}{aside}."


def nothing_left(filters: Filters, catalog: Catalog, language: str = "en") -> str:
    """One line on a filter that no article passes: what there is instead."""
    said = say("no_article", language, which=in_words(filters, language))
    single = (
        (filters.authors, _has_author, "its_authors", catalog.authors),
        (filters.publishers, _has_publisher, "its_publishers", catalog.publishers),
        (filters.sources, _is_source, "its_titles", [ref.meta.title for ref in catalog.refs]),
    )
    for wanted, fits, what, known in single:
        if wanted and not any(fits(one, ref) for one in wanted for ref in catalog.refs):
            return f"{said} {say(what, language, names=_some(known, language))}"
    return f"{said} {_there(filters, catalog, language)}"


def _there(filters: Filters, catalog: Catalog, language: str) -> str:
    """What a library has, by its dates where these were asked for."""
    known = sorted(ref.meta.published or "" for ref in catalog.refs if dated(ref))
    number = len(catalog.refs)
    undated = number - len(known)
    if not known or not (filters.after or filters.before):
        there = say("one_there" if number == 1 else "many_there", language, number=number)
        return there + say("none_dated", language, number=undated)
    aside = say("undated", language, number=undated) if undated else ""
    return f"{say('from_to', language, first=known[0], last=known[-1])}{aside}."


def _some(names: Sequence[str], language: str) -> str:
    rest = len(names) - SHOWN
    more = say("and_more", language, number=rest) if rest > 0 else ""
    return ("; ".join(names[:SHOWN]) + more) if names else say("none_stated", language)
