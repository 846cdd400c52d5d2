"""What is asked: messages, which articles may be used, a question made to stand alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may be used; what is empty leaves the choice open.

    :param sources: paths, ends of paths, document ids or titles; any of them will do.
    :param authors: names or parts of names, as "Lee"; any of them will do.
    :param publishers: the same of publishers.
    :param after: an ISO date, year or year-month: published then or later.
    :param before: the same: published earlier than that.
    :param newest: only the newest of the articles that are left.
    """

    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    after: str | None = None
    before: str | None = None
    newest: bool = False

    def __bool__(self) -> bool:
        return self != Filters()

    def to_json(self) -> dict[str, Any]:
        """What is set, by name."""
        every = asdict(self)
        return {k: list(v) if isinstance(v, tuple) else v for k, v in every.items() if v}


@dataclass(frozen=True, slots=True)
class Query:
    """A question made to stand alone.

    :param text: the standalone question that is searched.
    :param asked: the words as typed.
    :param parts: the questions it consists of; one unless it asks two things.
    :param small_talk: the short reply it deserves when it is no question at all.
    :param said: what earlier answers said, which nobody asks to hear again.
    :param before: the question and the answer just before it, where it may lean on them.
    :param language: of the words as typed, ``en`` or ``es``; ``text`` is English wherever it
        could be translated.
    :param hints: further words to search for: those typed, where they were translated, and what
        else they may mean.
    :param times: whether its parts ask the same of different times.
    """

    text: str
    asked: str
    parts: tuple[str, ...] = ()
    small_talk: str | None = None
    said: tuple[str, ...] = ()
    before: str = ""
    language: str = "en"
    hints: tuple[str, ...] = ()
    times: bool = False
