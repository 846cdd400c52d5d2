"""Questions about the articles themselves: who wrote one, when it came out, which there are.

They are answered from what the articles state of themselves, each answer with the place where it
is stated. "Who wrote the constitution?" is none of them: only words like "article" or "paper",
with a name or a title the library knows, make one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.catalog import Catalog, dated
from rag.dates import months
from rag.figures import figures
from rag.scope import Scope
from rag.terms import has_content, stem, stems, words_of
from rag.types import Document, Draft, DraftClaim, Evidence, Hit, Query, Quote, Source, Span

Field = Literal["author", "published", "publisher", "title"]

LISTED = 20  # articles named in an answer at most
STATED = 0.95  # confidence in what an article states of itself
SILENT = 0.05
ENOUGH = 0.5  # share of a topic's words that an article's title must have

_NOUNS = r"(?:articles|sources|texts|essays|publications|papers|pieces|digests|documents|writings)"
_NOUN = r"(?:article|paper|piece|essay|digest|text|source|document|op-ed|analysis)"
# An article of another name is meant only where the library has a title like it.
_OTHER = r"(?:report|study|note|brief|briefing|review|column|post|book|chapter|summary)"
_END = r"\W*$"
_ONE: tuple[tuple[Field, re.Pattern[str]], ...] = (
    (
        "author",
        re.compile(
            r"\W*(?:who|which author) (?:wrote|authored|penned|has written|(?:is|was) the author of"
            rf"|(?:is|was) (?P<by>.+) (?:written )?by)(?: (?P<which>.+?))?{_END}",
            re.I,
        ),
    ),
    (
        "published",
        re.compile(
            r"\W*(?:when|what (?:day|date|year)|(?:in|on) (?:what|which) (?:day|date|month|year))"
            r" (?:was|were|is|did|has) (?P<which>.+?) (?:first )?(?:published|written|posted"
            rf"|released|printed|dated|come out|appear|came out|publish|write)(?: on| in)?{_END}",
            re.I,
        ),
    ),
    (
        "published",
        re.compile(
            r"\W*(?:what(?:'s| is| was) the (?:publication |publishing )?date of|how old is)"
            rf" (?P<which>.+?){_END}",
            re.I,
        ),
    ),
    (
        "publisher",
        re.compile(rf"\W*who (?:published|(?:is|was) the publisher of) (?P<which>.+?){_END}", re.I),
    ),
    (
        "title",
        re.compile(rf"\W*what(?:'s| is| was) the (?:title|name) of (?P<which>.+?){_END}", re.I),
    ),
)
_LIST = re.compile(
    rf"\W*(?:(?:please )?(?:list|show|name)(?: me)?(?: all)?(?: of)?(?: the| your)? {_NOUNS}"
    rf"|(?:which|what|how many) (?:other )?{_NOUNS}|what do you have)"
    r"(?: (?:do|did|does|have|has|are|were|is|was|you|there|got|the|your|in|library|collection|hold"
    rf"|know|use|available|published|written|come|from|by|about|of))*{_END}",
    re.I,
)
_YOURS = re.compile(rf"\W*what are (?:the|your) {_NOUNS}(?: in the library)?{_END}", re.I)
_AUTHORS = re.compile(
    r"\W*(?:who are|list|name|which are)(?: me)?(?: all)?(?: of)?(?: the| your) (?:authors|writers)"
    rf"(?: (?:of|in) (?:the|your|these) (?:{_NOUNS}|library|collection))?{_END}"
    rf"|\W*who (?:wrote|are the authors of) (?:the|these|those|your|all(?: the)?) {_NOUNS}{_END}",
    re.I,
)
_PUBLISHING = re.compile(
    r"\b(?:publish\w*|appear\w*|posted|written|wrote|writes|dated|released|by|author\w*"
    r"|generated|came out)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What such questions are answered from.

    :param document: a document by its id.
    :param search: passages for a topic, best first.
    :param opening: the first sentence of an article's text, by the article's id.
    """

    catalog: Catalog
    document: Callable[[str], Document | None]
    search: Callable[[str], list[Hit]]
    opening: Callable[[str], Span | None]


@dataclass(frozen=True, slots=True)
class Told:
    """The draft that answers, and a line on what it leaves out."""

    draft: Draft
    note: str = ""


def tell(query: Query, scope: Scope, shelf: Shelf) -> Told | None:
    """The answer to a question about the articles themselves; None if it is no such question."""
    if len(query.parts) != 1:
        return None
    text = query.text
    if _AUTHORS.match(text):
        return _authors(scope, shelf)
    if _YOURS.match(text) or _LIST.match(_bare(query, scope, shelf.catalog)):
        return _list(scope, shelf)
    for wanted, pattern in _ONE:
        if found := pattern.match(text):
            which = found["which"] or found.groupdict().get("by") or ""
            refs = _meant(which, scope, shelf)
            return _one(wanted, refs, query, shelf) if refs else None
    return None


def _bare(query: Query, scope: Scope, catalog: Catalog) -> str:
    """The question without its filter: no dates, and no names where they are the filter."""
    text = query.parts[0]
    if scope.filters.authors or scope.filters.publishers:
        for mention in reversed(catalog.mentions(text)):
            text = text[: mention.span.start] + text[mention.span.end :]
        text = re.sub(r"\b(?:the|and|write|wrote)\b|['’]s\b", "", text)
    return " ".join(text.split())


def _within(scope: Scope, catalog: Catalog) -> list[Source]:
    return [r for r in catalog.refs if scope.within is None or r.doc_id in scope.within]


def _authors(scope: Scope, shelf: Shelf) -> Told | None:
    refs = [ref for ref in _within(scope, shelf.catalog) if ref.meta.author]
    claims = [c for ref in _ordered(refs) if (c := _item(ref, shelf, ("author", "title")))]
    return Told(Draft(tuple(claims[:LISTED]), STATED), _rest(claims)) if claims else None


def _list(scope: Scope, shelf: Shelf) -> Told | None:
    refs = _within(scope, shelf.catalog)
    fields: tuple[Field, ...] = ("title", "author", "publisher", "published")
    claims = [c for ref in _ordered(refs) if (c := _item(ref, shelf, fields))]
    if not claims:
        return None
    return Told(Draft(tuple(claims[:LISTED]), STATED), scope.note or _rest(claims))


def _rest(claims: Sequence[DraftClaim]) -> str:
    if len(claims) <= LISTED:
        return f"{len(claims)} articles." if len(claims) > 1 else "1 article."
    return f"{len(claims)} articles; the newest {LISTED} are listed, `fuente sources` lists all."


def _ordered(refs: Sequence[Source]) -> list[Source]:
    """Newest first, undated last."""
    return sorted(refs, key=lambda r: d.start if (d := dated(r)) else "", reverse=True)


def _meant(which: str, scope: Scope, shelf: Shelf) -> list[Source]:
    """The articles a description means: by name or date, then by the words of their titles."""
    noun = re.search(rf"\b{_NOUN}\b", which, re.I)
    other = None if noun else re.search(rf"\b{_OTHER}\b", which, re.I)
    named = bool(scope.filters)
    if noun is None and other is None and not scope.filters.sources:
        return []
    refs = _within(scope, shelf.catalog)
    bare = re.sub(rf"\b(?:{_NOUN}|{_OTHER})\b", " ", which, flags=re.I)
    for mention in reversed(shelf.catalog.mentions(bare)):
        bare = bare[: mention.span.start] + " " + bare[mention.span.end :]
    topic = [s for s in stems(bare) if s not in _IDLE] if has_content(bare) else []
    if named and (len(refs) == 1 or not topic):
        return refs[:3]
    if not topic:
        return refs if len(refs) == 1 and noun else []
    best = _by_title(topic, refs, 1.0 if other else ENOUGH)
    if best or other:
        return best if len(best) <= 3 else []
    return _by_text(topic, bare, refs, shelf)


_IDLE = frozenset(stem(w) for w in "called titled entitled named title written".split())  # noqa: SIM905


def _by_title(topic: Sequence[str], refs: Sequence[Source], enough: float) -> list[Source]:
    """The articles whose titles have the most of a topic's words, if they have enough."""
    shares = {
        ref: sum(s in {stem(w) for w in words_of(ref.meta.title)} for s in topic) / len(topic)
        for ref in refs
    }
    most = max(shares.values(), default=0.0)
    return [ref for ref, share in shares.items() if share == most >= enough]


def _by_text(
    topic: Sequence[str], words: str, refs: Sequence[Source], shelf: Shelf
) -> list[Source]:
    """The article whose best passage has all of a topic's words."""
    for hit in shelf.search(words):
        held = {stem(w) for w in words_of(f"{hit.source.meta.title} {hit.text}")}
        if hit.source in refs and held.issuperset(topic):
            return [hit.source]
    return []


_LEADS: dict[Field, str] = {
    "author": "“{title}” is by",
    "published": "“{title}” was published:",
    "publisher": "“{title}” was published by",
    "title": "It is called",
}
_LACKS: dict[Field, str] = {
    "author": "does not state its author",
    "published": "does not state when it was published",
    "publisher": "does not state its publisher",
    "title": "has no title of its own",
}


def _one(wanted: Field, refs: Sequence[Source], query: Query, shelf: Shelf) -> Told:
    """One line an article: in its own sentence where it has one, else where it is stated."""
    claims, silent = [], []
    said = [s for hit in shelf.search(query.text) for s in ((hit.source, e) for e in hit.sentences)]
    for ref in refs:
        own = next((e for source, e in said if source == ref and _states(wanted, ref, e)), None)
        stated = _stated(ref, wanted, shelf)
        if own is not None:
            claims.append(DraftClaim(" ".join(own.text.split()), (Quote(ref, own.span, own.text),)))
        elif stated is not None:
            title = _stated(ref, "title", shelf)
            quotes = (stated[1], *((title[1],) if title and wanted != "title" else ()))
            lead = _LEADS[wanted].format(title=ref.meta.title)
            claims.append(DraftClaim(stated[0], quotes, lead))
        else:
            silent.append(f"“{ref.meta.title}” {_LACKS[wanted]}.")
    if claims:
        return Told(Draft(tuple(claims), STATED), " ".join(silent))
    return Told(Draft((), SILENT, " ".join(silent)))


def _states(wanted: Field, ref: Source, sentence: Evidence) -> bool:
    """Whether a sentence of the article says what its metadata says."""
    meta, text = ref.meta, sentence.text
    if not _PUBLISHING.search(text):
        return False
    if wanted == "published" and meta.published and len(meta.published) == 10:
        year, month, day = map(float, meta.published.split("-"))
        held = {f.value for f in figures(text)}
        return {year, day} <= held and month in {number for number, _ in months(text)}
    value = {"author": meta.author, "publisher": meta.publisher}.get(wanted)
    return bool(value) and set(words_of(value or "")) <= set(words_of(text))


def _item(ref: Source, shelf: Shelf, fields: Sequence[Field]) -> DraftClaim | None:
    """An article as an item of a list, each thing said of it with its place.

    Where its title is only the file's name, it is known by the words it begins with.
    """
    stated = [found for f in fields if (found := _stated(ref, f, shelf))]
    lead = "" if _place(ref, "title") else f"{ref.meta.title}:"
    if lead and (found := _begins(ref, shelf)):
        stated.insert(0, found)
    if not stated:
        return None
    # A bare year is of nothing; with the key it stands after, it is of what the key says.
    said = [
        f"published {value}" if quote.text == f"published: {value}" else value
        for value, quote in stated
    ]
    first, *rest = said
    aside = f" ({', '.join(rest)})" if rest else ""
    return DraftClaim(f"{first}{aside}", tuple(q for _, q in stated), lead, item=True)


def _begins(ref: Source, shelf: Shelf) -> tuple[str, Quote] | None:
    span, document = shelf.opening(ref.doc_id), shelf.document(ref.doc_id)
    if span is None or document is None:
        return None
    quote = Quote(ref, span, span.of(document.text))
    return " ".join(quote.text.split()), quote


def _stated(ref: Source, wanted: Field, shelf: Shelf) -> tuple[str, Quote] | None:
    """What an article states of itself, in its own words, and where."""
    span = _place(ref, wanted)
    value = getattr(ref.meta, wanted)
    document = shelf.document(ref.doc_id) if span and value else None
    if document is None or span is None:
        return None
    quote = Quote(ref, span, span.of(document.text))
    # A date is said as it is written there: no other spelling of it could be checked.
    verbatim = wanted == "published" and ref.meta.found[wanted].startswith("text")
    return (" ".join(quote.text.split()) if verbatim else str(value)), quote


def _place(ref: Source, wanted: Field) -> Span | None:
    """Where a field stands in its article; None if it was not found in the text."""
    edges = re.fullmatch(r"\D*(\d+):(\d+)", ref.meta.found.get(wanted, ""))
    return Span(int(edges[1]), int(edges[2])) if edges else None
