"""What is about to be said, before anything of it is checked."""

from __future__ import annotations

from dataclasses import dataclass

from rag.types.documents import Source
from rag.types.spans import Span


@dataclass(frozen=True, slots=True)
class Quote:
    """The exact words of a document a draft claim rests on."""

    source: Source
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A sentence about to be said, with the quotes it rests on.

    :param lead: joining words before it that carry no facts, such as ``Lee (2017):``.
    :param item: whether it is shown as an item of a list.
    :param checked_as: the same in the words of its quotes, where ``text`` says it in another
        language; empty where ``text`` is checked.
    """

    text: str
    quotes: tuple[Quote, ...]
    lead: str = ""
    score: float = 1.0
    item: bool = False
    checked_as: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a composer proposes before anything is checked.

    :param brief: the short answers said before the claims: none, or one a part of the question.
    """

    claims: tuple[DraftClaim, ...]
    confidence: float
    abstain: str | None = None
    brief: tuple[DraftClaim, ...] = ()
