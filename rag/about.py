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
from rag.scope import Scope
from rag.shelf import Field, Shelf, place, says
from rag.types import Draft, DraftClaim, Evidence, Hit, Query, Quote, Source

LISTED = 20  # articles named in an answer at most
STATED = 0.95  # confidence in what an article states of itself
SILENT = 0.05  # confidence where the articles meant do not state it

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


@dataclass(frozen=True, slots=True)
class Told:
    """The draft that answers, and a line on what it leaves out."""

    draft: Draft
    note: str = ""


def tell(query: Query, scope: Scope, shelf: Shelf) -> Told | None:
    """The answer to a question about the articles themselves; None if it is no such question."""
    if len(query.parts) != 1:
        return None
    if asks_for_authors(query.text):
        refs = [ref for ref in shelf.within(scope) if ref.meta.author]
        return _list(refs, ("author", "title"), shelf)
    if asks_for_list(query.text, _bare(query, scope, shelf.catalog)):
        fields: tuple[Field, ...] = ("title", "author", "publisher", "published")
        return _list(shelf.within(scope), fields, shelf, scope.note)
    if asked := asks_of_one(query.text):
        wanted, which = asked
        refs = meant(which, scope, shelf)
        return _one(wanted, refs, shelf, shelf.search(query.text)) if refs else None
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
    refs: Sequence[Source], fields: Sequence[Field], shelf: Shelf, note: str = ""
) -> Told | None:
    """The articles as a list, newest first and undated last, with what each states of itself."""
    ordered = sorted(refs, key=first_day, reverse=True)
    claims = [claim for ref in ordered if (claim := _item(ref, shelf, fields))]
    if not claims:
        return None
    return Told(Draft(tuple(claims[:LISTED]), STATED), note or _count(claims))


def _count(claims: Sequence[DraftClaim]) -> str:
    if len(claims) <= LISTED:
        return f"{len(claims)} articles." if len(claims) > 1 else "1 article."
    return f"{len(claims)} articles; the newest {LISTED} are listed, `fuente sources` lists all."


def _one(wanted: Field, refs: Sequence[Source], shelf: Shelf, hits: Sequence[Hit]) -> Told:
    """One line an article: in its own sentence where it has one, else where it is stated.

    :param hits: passages found for the question, in which such a sentence may be.
    """
    claims, silent = list[DraftClaim](), list[str]()
    for ref in refs:
        own = _own_sentence(wanted, ref, hits)
        if claim := _verbatim(ref, own) if own else _stated(wanted, ref, shelf):
            claims.append(claim)
        else:
            silent.append(f"“{ref.meta.title}” {_LACKS[wanted]}.")
    if claims:
        return Told(Draft(tuple(claims), STATED), " ".join(silent))
    return Told(Draft((), SILENT, " ".join(silent)))


def _own_sentence(wanted: Field, ref: Source, hits: Sequence[Hit]) -> Evidence | None:
    sentences = (s for hit in hits if hit.source == ref for s in hit.sentences)
    return next((s for s in sentences if says(s.text, ref, wanted)), None)


def _verbatim(ref: Source, sentence: Evidence) -> DraftClaim:
    quote = Quote(ref, sentence.span, sentence.text)
    return DraftClaim(" ".join(sentence.text.split()), (quote,))


def _stated(wanted: Field, ref: Source, shelf: Shelf) -> DraftClaim | None:
    """What the article states, quoted together with its title, which the lead names."""
    stated = shelf.stated(ref, wanted)
    if stated is None:
        return None
    title = shelf.stated(ref, "title") if wanted != "title" else None
    quotes = (stated[1], *((title[1],) if title else ()))
    return DraftClaim(stated[0], quotes, _LEADS[wanted].format(title=ref.meta.title))


def _item(ref: Source, shelf: Shelf, fields: Sequence[Field]) -> DraftClaim | None:
    """An article as an item of a list, each thing said of it with its place.

    Where its title is only the file's name, it is known by the words it begins with.
    """
    stated = [found for f in fields if (found := shelf.stated(ref, f))]
    lead = "" if place(ref, "title") else f"{ref.meta.title}:"
    if lead and (found := shelf.begins(ref)):
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
