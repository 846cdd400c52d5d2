"""What a chat model is given, and what it cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from rag.types.questions import Turn


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a chat model is to answer.

    :param system: what it is told once and for all.
    :param turns: the messages, oldest first; the last is the user's.
    """

    system: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer cost.

    :param estimated: whether the tokens were counted by us, because the provider does not say.
    :param cached: whether the model was not asked again.
    :param cut: whether the longest answer length ended it.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    estimated: bool = False
    cached: bool = False
    cut: bool = False

    @classmethod
    def counted(
        cls,
        prompt: Prompt,
        written: str,
        count: Callable[[str], int],
        seconds: float = 0.0,
        cut: bool = False,
    ) -> Usage:
        """An estimate of what a model took that does not say.

        :param count: tokens of a text.
        """
        read = sum(map(count, (prompt.system, *(turn.content for turn in prompt.turns))))
        return cls(read, count(written), seconds, estimated=True, cut=cut)

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.seconds + other.seconds,
            self.estimated or other.estimated,
            other.cached and (self.cached or self == Usage()),
            self.cut or other.cut,
        )

    def to_json(self) -> dict[str, Any]:
        """The stable JSON of what an answer cost."""
        return {**asdict(self), "seconds": round(self.seconds, 2)}
