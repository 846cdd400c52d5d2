"""Questions about texts that come with them: a set is read once, and the last ones are kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rag.errors import UsageError
from rag.respond import abstain
from rag.text import words
from rag.types import Answer, Turn

if TYPE_CHECKING:
    from rag.assistant import Assistant

KEPT = 64  # sets of texts
KEPT_CHARACTERS = 2_000_000  # of them together, about 30 MB in memory; the last is always kept


class Readers:
    """Answers from given texts alone; to be closed.

    :param assistant: whose model and settings are used; its library is not.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._kept: OrderedDict[tuple[str, ...], Assistant] = OrderedDict()

    def answer(self, question: str, passages: object, history: Sequence[Turn]) -> dict[str, Any]:
        """The JSON of an answer; ``source`` is the position of a text among ``passages``.

        :raises UsageError: if ``passages`` is no list of texts.
        :raises LoadError: if one of them is not a text that can be read.
        """
        texts = _texts(passages)
        if not any(words(text) for text in texts):
            nothing = Answer(question, question, "")
            return abstain(nothing, "There is no passage to answer from.", ()).to_json()
        answer = self.about(texts).ask(question, history).to_json()
        nearest = (answer["abstained"] or {}).get("nearest", [])
        for citation in (*answer["citations"], *nearest):
            citation["source"] = int(citation["source"])
        return answer

    def about(self, texts: tuple[str, ...]) -> Assistant:
        """An assistant for these texts alone, made anew or kept since the last questions."""
        if texts not in self._kept:
            self._kept[texts] = self._assistant.about(texts)
            self._forget_oldest()
        self._kept.move_to_end(texts)
        return self._kept[texts]

    def _forget_oldest(self) -> None:
        while len(self._kept) > 1 and (len(self._kept) > KEPT or self._size() > KEPT_CHARACTERS):
            _, oldest = self._kept.popitem(last=False)
            oldest.close()

    def _size(self) -> int:
        return sum(len(text) for texts in self._kept for text in texts)

    def close(self) -> None:
        """Let go of what is kept."""
        for reader in self._kept.values():
            reader.close()
        self._kept.clear()

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _texts(passages: object) -> tuple[str, ...]:
    if not isinstance(passages, list):
        raise UsageError("passages is not a list of texts")
    for position, text in enumerate(passages):
        if not isinstance(text, str):
            raise UsageError(f"passages is not a list of texts: number {position} is none")
    return tuple(passages)
