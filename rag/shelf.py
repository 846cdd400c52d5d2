"""The articles as one sees them on a shelf: what each states of itself, and where."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from rag.catalog import Catalog
from rag.dates import months
from rag.figures import figures
from rag.scope import Scope
from rag.terms import words_of
from rag.types import Document, Hit, Quote, Source, Span

Field = Literal["author", "published", "publisher", "title"]

STATED = 0.95  # confidence in what an article states in so many words
SILENT = 0.05  # confidence where the articles meant do not state it
_PUBLISHING = re.compile(
    r"\b(?:publish\w*|appear\w*|posted|written|wrote|writes|dated|released|by|author\w*"
    r"|generated|came out)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What questions about the articles themselves are answered from.

    :param document: a document by its id.
    :param search: passages for a topic, best first.
    :param opening: the first sentence of an article's text, by the article's id.
    """

    catalog: Catalog
    document: Callable[[str], Document | None]
    search: Callable[[str], list[Hit]]
    opening: Callable[[str], Span | None]

    def within(self, scope: Scope) -> list[Source]:
        """The articles a scope leaves."""
        return [r for r in self.catalog.refs if scope.within is None or r.doc_id in scope.within]

    def stated(self, ref: Source, wanted: Field) -> tuple[str, Quote] | None:
        """What an article states of itself, in its own words, and where; None if it does not."""
        value = getattr(ref.meta, wanted)
        quote = self._quote(ref, place(ref, wanted)) if value else None
        if quote is None:
            return None
        # A date is said as it is written there: no other spelling of it could be checked.
        verbatim = wanted == "published" and ref.meta.found[wanted].startswith("text")
        return (" ".join(quote.text.split()) if verbatim else str(value)), quote

    def begins(self, ref: Source) -> tuple[str, Quote] | None:
        """The words an article begins with, and where; None if it has none."""
        quote = self._quote(ref, self.opening(ref.doc_id))
        return (" ".join(quote.text.split()), quote) if quote else None

    def _quote(self, ref: Source, span: Span | None) -> Quote | None:
        document = self.document(ref.doc_id) if span else None
        return Quote(ref, span, span.of(document.text)) if span and document else None


def place(ref: Source, wanted: Field) -> Span | None:
    """Where a field stands in its article; None if it was not found in the text."""
    edges = re.fullmatch(r"\D*(\d+):(\d+)", ref.meta.found.get(wanted, ""))
    return Span(int(edges[1]), int(edges[2])) if edges else None


def says(text: str, ref: Source, wanted: Field) -> bool:
    """Whether a sentence of the article says what its metadata says."""
    meta = ref.meta
    if not _PUBLISHING.search(text):
        return False
    if wanted == "published" and meta.published and len(meta.published) == 10:
        year, month, day = map(float, meta.published.split("-"))
        held = {f.value for f in figures(text)}
        return {year, day} <= held and month in {number for number, _ in months(text)}
    value = {"author": meta.author, "publisher": meta.publisher}.get(wanted)
    return bool(value) and set(words_of(value or "")) <= set(words_of(text))
