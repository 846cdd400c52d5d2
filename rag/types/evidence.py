"""What is found for a question: passages, and in them the sentences that may answer it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rag.types.documents import Source
from rag.types.spans import Span


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence of a hit with how well it answers the question.

    :param score: log-odds that it answers; above 0 more likely than not.
    :param features: what the score was made of, in the order of ``rag.evidence.FEATURES``.
    :param english: its translation, where the text is Spanish and has one.
    :param chat: how it stands to what was said before, in the order of ``rag.chat.FEATURES``;
        empty for a question that nothing was said before.
    """

    span: Span
    text: str
    score: float
    features: tuple[float, ...] = ()
    english: str = ""
    chat: tuple[float, ...] = ()

    @property
    def read(self) -> str:
        """The words that rules for English read."""
        return self.english or self.text


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question, best evidence sentences included, in text order."""

    source: Source
    span: Span
    text: str
    score: float
    heading: str = ""
    sentences: tuple[Evidence, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The stable JSON of a search hit."""
        ref = self.source
        return {
            "doc_id": ref.doc_id,
            "source": ref.source,
            "title": ref.meta.title,
            "published": ref.meta.published,
            "start": self.span.start,
            "end": self.span.end,
            "text": self.text,
            "score": round(self.score, 4),
        }
