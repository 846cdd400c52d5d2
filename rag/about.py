"""Questions about the articles themselves: who wrote one, when it came out, which there are.

They are answered from what the articles state of themselves, each answer with the place where it
is stated. "Who wrote the constitution?" is none of them: only words like "article" or "paper",
with a name or a title the library knows, make one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.about_which import meant
from rag.about_words import asks_for_authors, asks_for_list, asks_of_one
from rag.catalog import Catalog, first_day
from rag.letters import letters
from rag.messages import say
from rag.scope import Scope
from rag.shelf import SILENT, STATED, Field, Shelf, place, says
from rag.types import Draft, DraftClaim, Evidence, Hit, Query, Quote, Source

LISTED = 20  # articles named in an answer at most

# The messages that lead to what is stated, and those that say it is not.
_LEADS: dict[Field, str] = {
    "author": "author_is",
    "published": "published_on",
    "publisher": "publisher_is",
    "title": "title_is",
}
_LACKS: dict[Field, str] = {
    "author": "no_author",
    "published": "no_published",
    "publisher": "no_publisher",
    "title": "no_title",
}


@dataclass(frozen=True, slots=True)
class Told:
    """The draft that answers, and a line on what it leaves out."""

    draft: Draft
    note: str = ""


def tell(query: Query, scope: Scope, shelf: Shelf) -> Told | None:
    """The answer to a question about the articles themselves; None if it is no such question."""
    if len(query.parts) != 1:
        return None
    if (draft := letters(query, shelf)) is not None:
        return Told(draft)
    if asks_for_authors(query.text):
        refs = [ref for ref in shelf.within(scope) if ref.meta.author]
        return _list(refs, ("author", "title"), shelf, query.language)
    if asks_for_list(query.text, _bare(query, scope, shelf.catalog)):
        fields: tuple[Field, ...] = ("title", "author", "publisher", "published")
        return _list(shelf.within(scope), fields, shelf, query.language, scope.note)
    if asked := asks_of_one(query.text):
        wanted, which = asked
        refs = meant(which, scope, shelf)
        hits = shelf.search(query.text) if refs else []
        return _one(wanted, refs, shelf, hits, query.language) if refs else None
    return None


def _bare(query: Query, scope: Scope, catalog: Catalog) -> str:
    """The question without its filter: no dates, and no names where they are the filter."""
    text = query.parts[0]
    if scope.filters.authors or scope.filters.publishers:
        for mention in reversed(catalog.mentions(text)):
            text = text[: mention.span.start] + text[mention.span.end :]
        text = re.sub(r"\b(?:the|and|write|wrote)\b|['’]s\b", "", text)
    return " ".join(text.split())


def _list(
    refs: Sequence[Source],
    fields: Sequence[Field],
    shelf: Shelf,
    language: str,
    note: str = "",
) -> Told | None:
    """The articles as a list, newest first and undated last, with what each states of itself."""
    ordered = sorted(refs, key=first_day, reverse=True)
    claims = [claim for ref in ordered if (claim := _item(ref, shelf, fields, language))]
    if not claims:
        return None
    return Told(Draft(tuple(claims[:LISTED]), STATED), note or _count(claims, language))


def _count(claims: Sequence[DraftClaim], language: str) -> str:
    number = len(claims)
    if number > LISTED:
        return say("articles_listed", language, number=number, listed=LISTED)
    return say("one_article" if number == 1 else "articles", language, number=number)


def _one(
    wanted: Field, refs: Sequence[Source], shelf: Shelf, hits: Sequence[Hit], language: str
) -> Told:
    """One line an article: in its own sentence where it has one, else where it is stated.

    :param hits: passages found for the question, in which such a sentence may be.
    """
    claims, silent = list[DraftClaim](), list[str]()
    for ref in refs:
        own = _own_sentence(wanted, ref, hits)
        if claim := _verbatim(ref, own) if own else _stated(wanted, ref, shelf, language):
            claims.append(claim)
        else:
            silent.append(say(_LACKS[wanted], language, title=ref.meta.title))
    if claims:
        return Told(Draft(tuple(claims), STATED), " ".join(silent))
    return Told(Draft((), SILENT, " ".join(silent)))


def _own_sentence(wanted: Field, ref: Source, hits: Sequence[Hit]) -> Evidence | None:
    sentences = (s for hit in hits if hit.source == ref for s in hit.sentences)
    return next((s for s in sentences if says(s.text, ref, wanted)), None)


def _verbatim(ref: Source, sentence: Evidence) -> DraftClaim:
    quote = Quote(ref, sentence.span, sentence.text)
    return DraftClaim(" ".join(sentence.text.split()), (quote,))


def _stated(wanted: Field, ref: Source, shelf: Shelf, language: str) -> DraftClaim | None:
    """What the article states, quoted together with its title, which the lead names."""
    stated = shelf.stated(ref, wanted)
    if stated is None:
        return None
    title = shelf.stated(ref, "title") if wanted != "title" else None
    quotes = (stated[1], *((title[1],) if title else ()))
    lead = say(_LEADS[wanted], language, title=ref.meta.title)
    return DraftClaim(stated[0], quotes, lead)


def _item(ref: Source, shelf: Shelf, fields: Sequence[Field], language: str) -> DraftClaim | None:
    """An article as an item of a list, each thing said of it with its place.

    Where its title is only the file's name, it is known by the words it begins with.
    """
    stated = [found for f in fields if (found := shelf.stated(ref, f))]
    lead = "" if place(ref, "title") else f"{ref.meta.title}:"
    if lead and (found := shelf.begins(ref)):
        stated.insert(0, found)
    if not stated:
        return None
    quotes = tuple(quote for _, quote in stated)
    return DraftClaim(
        _told(stated, language), quotes, lead, item=True, checked_as=_told(stated, "en")
    )


def _told(stated: Sequence[tuple[str, Quote]], language: str) -> str:
    """What an article states in one line: a title first, the rest in brackets."""
    # A bare year is of nothing; with the key it stands after, it is of what the key says.
    first, *rest = [
        say("came_out", language, when=value) if quote.text == f"published: {value}" else value
        for value, quote in stated
    ]
    return f"{first} ({', '.join(rest)})" if rest else first
