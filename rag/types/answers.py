"""What is shown to the person who asked: an answer, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rag.types.chats import Usage
from rag.types.claims import Citation, Claim, Support
from rag.types.questions import Filters


@dataclass(frozen=True, slots=True)
class Abstention:
    """Why nothing is said, and the passages that came nearest."""

    reason: str
    nearest: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown to the person who asked.

    :param text: Markdown with ``[1]`` markers.
    :param brief: the short answers that stand before the claims, words of sentences they cite:
        none, or one a part of the question.
    :param confidence: calibrated probability that the evidence answers the question.
    :param timings_ms: milliseconds a stage took.
    :param filters: to which articles it was narrowed, by the words of the question or by hand.
    :param note: that in words, and whatever else a reader should know about how it was made.
    :param language: of the question, ``en`` or ``es``.
    :param usage: what a chat model took; None where none was asked.
    :param invented: markers of a chat model that are no passage's; they are not shown.
    :param removed: sentences without support that were left out.
    """

    question: str
    standalone_question: str
    text: str
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    confidence: float = 0.0
    abstained: Abstention | None = None
    conflicts: tuple[Mapping[str, Any], ...] = ()
    model: str = "extractive"
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    filters: Filters = field(default_factory=Filters)
    note: str = ""
    brief: tuple[Claim, ...] = ()
    language: str = "en"
    usage: Usage | None = None
    invented: int = 0
    removed: int = 0

    @property
    def short_answer(self) -> Claim | None:
        """The short answers as one claim, joined by semicolons; None without any."""
        if not self.brief:
            return None
        rank: dict[Support, int] = {"unsupported": 0, "partial": 1, "supported": 2}
        return Claim(
            text="; ".join(c.text for c in self.brief),
            citations=tuple(dict.fromkeys(m for c in self.brief for m in c.citations)),
            support=min((c.support for c in self.brief), key=rank.__getitem__),
            score=min(c.score for c in self.brief),
        )

    def to_json(self) -> dict[str, Any]:
        """The stable JSON of an answer."""
        abstained = self.abstained and {
            "reason": self.abstained.reason,
            "nearest": [c.to_json() for c in self.abstained.nearest],
        }
        return {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "text": self.text,
            "short_answer": self.short_answer and self.short_answer.to_json(),
            "claims": [c.to_json() for c in self.claims],
            "citations": [c.to_json() for c in self.citations],
            "confidence": round(self.confidence, 4),
            "abstained": abstained,
            "conflicts": [dict(c) for c in self.conflicts],
            "model": self.model,
            "timings_ms": {k: round(v, 2) for k, v in self.timings_ms.items()},
            **({"filters": self.filters.to_json()} if self.filters else {}),
            **({"note": self.note} if self.note else {}),
            **self._of_model(),
        }

    def _of_model(self) -> dict[str, Any]:
        if self.usage is None:
            return {}
        counts = {"invented_markers": self.invented, "removed_claims": self.removed}
        return {"usage": self.usage.to_json(), **counts}


@dataclass(frozen=True, slots=True)
class Partial:
    """An answer as far as it has come.

    :param answer: what has been checked; its markers may still be renumbered.
    :param coming: what a chat model has written since, not checked yet.
    """

    answer: Answer
    coming: str = ""
