"""Statements that were checked, and the citations they rest on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from rag.types.documents import Source
from rag.types.drafts import Quote
from rag.types.spans import Span

Support = Literal["supported", "partial", "unsupported"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered reference to the exact place in a source.

    :param translation: the quote in the language of the question, where that is another.
    :param translated_by: who made it: a machine.
    """

    marker: int
    source: Source
    start: int
    end: int
    quote: str
    page: int | None = None
    translation: str | None = None
    translated_by: str | None = None

    @classmethod
    def of(cls, marker: int, quote: Quote) -> Citation:
        """The quote as a citation of this number."""
        return cls(marker, quote.source, quote.span.start, quote.span.end, quote.text)

    def to_json(self) -> dict[str, Any]:
        """The stable JSON of a citation."""
        ref, meta = self.source, self.source.meta
        translated = {"translation": self.translation, "translated_by": self.translated_by}
        return {
            "marker": self.marker,
            "doc_id": ref.doc_id,
            "source": ref.source,
            "title": meta.title,
            "author": meta.author,
            "publisher": meta.publisher,
            "published": meta.published,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "page": self.page,
            "sha256": ref.sha256,
            **(translated if self.translation else {}),
        }


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of an answer, the markers it cites and whether they support it.

    :param lacking: spans of ``text`` that the cited words do not support.
    """

    text: str
    citations: tuple[int, ...]
    support: Support
    score: float
    lead: str = ""
    item: bool = False
    lacking: tuple[Span, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The stable JSON of a claim."""
        return {
            "text": self.text,
            "citations": list(self.citations),
            "support": self.support,
            "score": round(self.score, 4),
            **({"unsupported": _spans(self.lacking)} if self.lacking else {}),
        }


@dataclass(frozen=True, slots=True)
class Checked:
    """A statement of a draft and what the evidence says of it.

    :param text: the draft's words at ``span``.
    :param unsupported: spans of ``text`` that lack support; none when it is supported, or when it
        is partial only because the evidence says it in other words.
    :param citations: the sentences it rests on; of an unsupported one, those that come nearest.
    :param contradicted: the sentences that say otherwise.
    """

    text: str
    span: Span
    support: Support
    score: float
    unsupported: tuple[Span, ...] = ()
    citations: tuple[Citation, ...] = ()
    contradicted: tuple[Citation, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The stable JSON of a checked statement, offsets in its draft and in itself."""
        return {
            "text": self.text,
            "start": self.span.start,
            "end": self.span.end,
            **self.verdict_json(),
        }

    def verdict_json(self) -> dict[str, Any]:
        """The part of it that says how far it is supported, and by what."""
        return {
            "support": self.support,
            "score": round(self.score, 4),
            "unsupported": _spans(self.unsupported),
            "citations": [c.to_json() for c in self.citations],
            "contradicted": [c.to_json() for c in self.contradicted],
        }


def _spans(spans: Iterable[Span]) -> list[dict[str, int]]:
    return [{"start": s.start, "end": s.end} for s in spans]
