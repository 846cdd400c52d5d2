"""The filters a question's own words set: "articles from 2017", "according to Lee", "the latest".

A year is usually part of what is asked ("trade in 2015"), and a name is often one the articles
talk about. So words narrow the search only where they speak of articles, and names only where
the library knows them as an author's, a publisher's or a title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from rag.catalog import Catalog, Mention
from rag.filters import matching
from rag.periods import EVENTS, Period, period
from rag.terms import has_content, words_of
from rag.times import several_times
from rag.types import Filters, Span
from rag.works import WORK

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = (
    rf"(?:(?:19|20)\d{{2}}-\d{{2}}(?:-\d{{2}})?|(?:\d{{1,2}} )?(?:{_MONTH} )?(?:\d{{1,2}}, )?"
    r"(?:19|20)\d{2})(?![\d-])"
)
_WHEN = rf"(?:{_DATE}|(?:the )?(?:{'|'.join(map(re.escape, EVENTS))})\b)"
_NOUNS = r"(?:articles|sources|texts|essays|publications|papers|pieces|digests|documents|writings)"
_NOUN = r"(?:article|paper|piece|essay|digest|text)"
_SAY = (
    r"(?:say|sa(?:id|ys)|writes?|wr(?:ote|itten)|argues?d?|claims?|claimed|recommend(?:s|ed)?"
    r"|suggest(?:s|ed)?|propos(?:e|es|ed)|believ(?:e|es|ed)|think|thinks|describe[sd]?|mention\w*"
    r"|explain(?:s|ed)?|report(?:s|ed)?|advis(?:e|es|ed)|conclud(?:e|es|ed)|expect(?:s|ed)?"
    r"|predict(?:s|ed)?|warn(?:s|ed)?|foresees?|cites?|tells?|told|states?|stated|publish(?:ed)?)"
)
# What may stand before "sources since 2020" when articles are meant and not, say, water.
_BEFORE_NOUNS = (
    r"(?:^|[,;:]|\b(?:the|your|any|all|which|what|only|in|from|by|of|do|did|to|other|these|those"
    r"|among|use|using|with|and|on|list|about|for))\s*"
)
_PREP = (
    r"(?:from )?(?P<prep>in|from|of|dated|during|since|after|later than|newer than|before|prior to"
    r"|older than|earlier than|until|till|up to|between)"
)
_SPAN = (
    rf"{_PREP} (?P<a>{_WHEN})(?: (?:and|to|until) (?P<b>{_WHEN}))?(?: on(?:wards?\b|(?=[,.?!]|$)))?"
)
_DONE = r"(?:published|written|dated|printed|posted)"
_THAT = (
    r"(?: (?:do you have|are there))?(?: (?:that|which))?(?: (?:were|was|are|is))?"
    rf"(?P<done> {_DONE})?"
)
_DATED = (
    re.compile(rf"(?:{_BEFORE_NOUNS}){_NOUNS}{_THAT}(?P<cut> {_SPAN})", re.I),
    re.compile(rf"\b(?:{_NOUN}|anything|something)(?P<cut>{_THAT} {_SPAN})", re.I),
    re.compile(rf"\bwhat do you have(?P<done>)(?P<cut> {_SPAN})", re.I),
    re.compile(rf"(?:^|,\s*|\bwhat (?:was|has been|is) )(?P<cut>(?P<done>{_DONE}) {_SPAN})", re.I),
)
_YEARLY = re.compile(rf"\b(?:the|a|this|that) (?P<a>(?:19|20)\d{{2}}) {_NOUN}\b", re.I)
_EVENTFUL = re.compile(
    rf"\b(?P<prep>before|prior to|after|since) (?P<a>(?:the )?(?:{'|'.join(EVENTS)}))\b", re.I
)
_LATEST = re.compile(
    r"\b(?:(?P<cut>latest|newest|most recent|most up[- ]to[- ]date)\b(?! (?:date|possible|by\b))"
    r"|what(?:'s| is| are) the current\b|currently\b|as of (?:now|today)\b|(?:now|today)\W*$)",
    re.I,
)
_NEWEST = re.compile(rf"\b(?:the|your) (?:latest|newest|most recent) (?:{WORK}|source)\b", re.I)
_COMPARES = re.compile(
    r"\b(?:compar\w+|differ\w*|versus|vs|each|both|alike|agree\w*|disagree\w*|older|newer|than)\b",
    re.I,
)
TITLE = 3  # words of a title that is recognised where it is named without quotes
_HON = r"(?:(?:Dr|Prof|Mr|Mrs|Ms)\.? )?"
_ACCORDING = re.compile(
    r"(?:according to|in the (?:words|view|opinion) of|per|as told by)\s+(?:the )?(?:author )?"
    rf"{_HON}$",
    re.I,
)
_BY = re.compile(
    rf"\b(?:{WORK}|sources)\s+(?:do you have |(?:that )?(?:are|were|was) )?"
    rf"(?:written |published )?(?:by|from|in|of)\s+(?:the )?{_HON}$",
    re.I,
)
_ASKED = re.compile(rf"\b(?:does|did|do)\s+(?:the )?(?:author )?{_HON}$", re.I)
_OWN = re.compile(rf"(?:'s|’s)?(?:\s+[\w-]+)?\s+{WORK}\b", re.I)
_OPINION = re.compile(r"(?:'s|’s)\s+(?:opinion|view|words|account)\b", re.I)
_SAYS = re.compile(rf"\s+(?:\w+ly )?{_SAY}\b", re.I)
_IN_YEAR = re.compile(
    rf"\s+(?:write|wrote|publish(?:ed)?|say|said|argued?)(?P<cut> in (?P<a>{_DATE}))", re.I
)
_ALSO = re.compile(r"^(?:(?:'s|’s)\s+\w+)?\s+(?:and|or|versus|vs|than)\b", re.I)
_TOO = re.compile(r"\b(?:and|or|versus|vs|than)\s+(?:the )?$", re.I)
_QUOTED = re.compile(r"[\"“](?P<title>[^\"“”]{6,200})[\"”]")
_TIDY = re.compile(r"\s+(?=[,.?!])|^[\s,;:]+|(?<=\s)\s+|,(?=\s*[,.?!])")
_LEFT = re.compile(rf"^(?:in|from|according to|among|using) (?:the )?{_NOUNS}\s*,\s*", re.I)


@dataclass(frozen=True, slots=True)
class Understood:
    """A question and where it says to look.

    :param text: the question without the words that only say where.
    :param filters: what its words leave no doubt about.
    :param likely: what they make likely.
    :param latest: whether it asks for the latest there is.
    """

    text: str
    filters: Filters = field(default_factory=Filters)
    likely: Filters = field(default_factory=Filters)
    latest: bool = False


def understand(question: str, catalog: Catalog) -> Understood:
    """Read the filters in a question's words; without any it comes back as it is."""
    filters, cuts = _dates(question, catalog)
    named, more = _named(question, catalog)
    filters = replace(
        filters, authors=named.authors, publishers=named.publishers, sources=named.sources
    )
    if filters.authors and not filters.after:
        filters, more = _in_year(question, catalog, filters, more)
    newest = _NEWEST.search(question) is not None and len(catalog.refs) > 1
    latest = None if newest or several_times(question) else _LATEST.search(question)
    if newest:
        filters = replace(filters, newest=True)
    elif latest and latest["cut"]:
        more = [*more, Span(*latest.span("cut"))]
    text = _without(question, [*cuts, *more])
    if not has_content(text):
        text = question
    likely = Filters() if filters.after or filters.before else _around_event(question)
    return Understood(text, filters, likely, latest is not None)


def _dates(question: str, catalog: Catalog) -> tuple[Filters, list[Span]]:
    """When the articles meant were published; nothing if the question speaks of two times.

    Where no article states its date, none can be told by it: the question is taken as it stands.
    """
    if not catalog.is_dated:
        return Filters(), []
    found = [m for pattern in _DATED for m in pattern.finditer(question) if _meant(m)]
    yearly = [m for m in _YEARLY.finditer(question) if matching(_in(m["a"]), catalog.refs)]
    yearly = [m for m in yearly if not _in_a_row(question, m)]
    windows = [w for m in found if (w := _window(m["prep"], m["a"], m["b"]))]
    windows += [_in(m["a"]) for m in yearly]
    if len(set(windows)) != 1:
        return Filters(), []
    spans = [Span(*m.span("cut")) for m in found] + [Span(*m.span("a")) for m in yearly]
    return windows[0], spans


def _in_a_row(question: str, found: re.Match[str]) -> bool:
    """Whether an article stands beside another: "Lee and the 2017 paper"."""
    before, after = question[: found.start()], question[found.end() :]
    return _TOO.search(before) is not None or re.match(r",?\s+(?:and|or)\b", after) is not None


def _meant(found: re.Match[str]) -> bool:
    """Whether a phrase is of articles: a lone "paper in 2015" is not, "paper from 2015" is."""
    plural = found.re in (_DATED[0], _DATED[2])
    return plural or bool(found["done"]) or found["prep"].lower() in ("from", "dated")


def _window(prep: str, first: str, second: str | None) -> Filters | None:
    """The filter of "since 2020" or "between 2015 and 2018"; None where it makes no sense."""
    a, b, prep = period(first), period(second or first), prep.lower()
    if a is None or b is None or (prep == "between" and second is None):
        return None
    event = first.lower().removeprefix("the ") in EVENTS
    if second is not None:
        return _between(a, b)
    if prep == "since" or (event and prep in (*_LATER, "from")):
        return Filters(after=a.start)
    if prep in _LATER:
        return Filters(after=a.end)
    if prep in ("before", "prior to", "older than", "earlier than"):
        return Filters(before=a.start)
    if prep in ("until", "till", "up to"):
        return Filters(before=a.end)
    return None if event else _between(a, b)


_LATER = ("after", "later than", "newer than")


def _between(a: Period, b: Period) -> Filters:
    return Filters(after=a.start, before=b.end)


def _in(year: str) -> Filters:
    return Filters(after=f"{year}-01-01", before=f"{int(year) + 1}-01-01")


def _around_event(question: str) -> Filters:
    """What "before the USMCA" makes likely, though it may be of what is asked."""
    found = _EVENTFUL.search(question)
    window = _window(found["prep"], found["a"], None) if found else None
    return window or Filters()


def _named(question: str, catalog: Catalog) -> tuple[Filters, list[Span]]:
    """Whose articles are meant, or which by title; nothing where several are compared."""
    title = _title(question, catalog)
    if title:
        return Filters(sources=(title,)), []
    said = catalog.mentions(question)
    if not said or _COMPARES.search(question):
        return Filters(), []
    cuts = [_unmistakable(question, mention) for mention in said]
    if not any(cut is not None for cut in cuts) or _coordinated(question, said):
        return Filters(), []
    if len({m.name for m in said}) > 1 and not _joined(question, said):
        said = [m for m, cut in zip(said, cuts, strict=True) if cut is not None]
        if len({m.name for m in said}) > 1:
            return Filters(), []
    authors = tuple(dict.fromkeys(m.name for m in said if m.field == "author"))
    publishers = tuple(dict.fromkeys(m.name for m in said if m.field == "publisher"))
    if authors and publishers:  # either may be meant, and the names are asked of one article
        return Filters(), []
    lone = len(said) == 1
    return Filters(authors=authors, publishers=publishers), [
        cut for cut in cuts if lone and cut is not None and len(cut)
    ]


def _unmistakable(question: str, mention: Mention) -> Span | None:
    """Where a name says whose article is meant: the words that say no more, maybe none."""
    before, after = question[: mention.span.start], question[mention.span.end :]
    if found := _ACCORDING.search(before):
        return Span(found.start(), mention.span.end)
    if _BY.search(before) or _OWN.match(after) or _OPINION.match(after):
        return Span(mention.span.end, mention.span.end)
    if _ASKED.search(before) and _SAYS.match(after):
        return Span(mention.span.end, mention.span.end)
    told = _SAYS.match(after) and mention.field == "author"
    return Span(mention.span.end, mention.span.end) if told else None


def _coordinated(question: str, said: Sequence[Mention]) -> bool:
    """Whether a name stands beside another that the library does not know."""
    known = [m.span for m in said]
    for span in known:
        after, before = question[span.end :], question[: span.start]
        if (_ALSO.match(after) or _TOO.search(before)) and not _joined(question, said):
            return True
    return False


def _joined(question: str, said: Sequence[Mention]) -> bool:
    """Whether all names stand in one row: "Lee and Pasero"."""
    gaps = [question[a.span.end : b.span.start] for a, b in pairwise(said)]
    return bool(gaps) and all(re.fullmatch(r"(?:,| and| or|, and|, or) ?", gap) for gap in gaps)


def _title(question: str, catalog: Catalog) -> str | None:
    """The title a question names: in quotes, or in full with its capitals."""
    for found in _QUOTED.finditer(question):
        wanted = words_of(found["title"])
        fits = [t for t, words in catalog.titles.items() if _begins(wanted, words)]
        if len(wanted) > 1 and len(fits) == 1:
            return fits[0]
    long = [title for title, words in catalog.titles.items() if len(words) >= TITLE]
    whole = [title for title in long if title in question and title != title.lower()]
    return max(whole, key=len, default=None)


def _begins(wanted: Sequence[str], words: Sequence[str]) -> bool:
    return tuple(wanted) == tuple(words[: len(wanted)])


def _in_year(
    question: str, catalog: Catalog, filters: Filters, cuts: list[Span]
) -> tuple[Filters, list[Span]]:
    """The year of "What did Lee write in 2017" is the article's if Lee published then."""
    for mention in catalog.mentions(question):
        found = _IN_YEAR.match(question, mention.span.end)
        window = _window("in", found["a"], None) if found else None
        if found and window:
            narrow = replace(filters, after=window.after, before=window.before)
            if matching(narrow, catalog.refs):
                return narrow, [*cuts, Span(*found.span("cut"))]
    return filters, cuts


def _without(text: str, spans: Sequence[Span]) -> str:
    """A text without some of its stretches, put in order again."""
    at, kept = 0, list[str]()
    for span in sorted(spans):
        kept.append(text[at : max(at, span.start)])
        at = max(at, span.end)
    if not spans:
        return text
    left = _LEFT.sub("", _TIDY.sub("", "".join((*kept, text[at:]))).strip())
    return left[:1].upper() + left[1:]
