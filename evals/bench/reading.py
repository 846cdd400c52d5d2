"""Reading a passage that comes with the question, the way ``fuente ask --batch`` does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from evals.bench.table import watched
from rag.types import Answer, Citation, Span

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.config import Settings
    from rag.types import Embedder, Pieces

AHEAD = 256  # questions embedded together, before they are asked


@dataclass(frozen=True, slots=True)
class Reading:
    """A question and the one passage it is to be answered from.

    :param title: of the passage's article.
    :param gold: where the passage answers, as far as the set says.
    :param sentences: of the passage, where the set gives them.
    :param answerable: whether the passage answers the question.
    """

    question: str
    title: str
    passage: str
    gold: tuple[Span, ...]
    sentences: tuple[Span, ...] = ()
    answerable: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A question and what was answered from its passage."""

    reading: Reading
    answer: Answer


def read(readings: Sequence[Reading], settings: Settings) -> list[Read]:
    """Every question asked of its passage alone; each passage is read once."""
    from rag.assistant import Assistant
    from rag.library import Library
    from rag.models import load_embedder

    model = EmbeddedAhead(load_embedder(settings), [r.question for r in readings])
    with Assistant(settings, Library(), model) as engine:
        return list(_read(readings, engine))


def _read(readings: Sequence[Reading], engine: Assistant) -> Iterator[Read]:
    together = watched(sorted(readings, key=lambda r: r.passage))
    for passage, asked in groupby(together, key=lambda r: r.passage):
        with engine.about([passage]) as reader:
            for reading in asked:
                yield Read(reading, reader.ask(reading.question))


def shown(answer: Answer) -> Sequence[Citation]:
    """What is cited, or else the nearest sentences of an answer that says nothing."""
    return answer.abstained.nearest if answer.abstained else answer.citations


def holds(citations: Sequence[Citation], gold: Sequence[Span]) -> bool:
    """Whether one of the citations covers the whole of a gold span, at its own place."""
    return any(c.start <= span.start and span.end <= c.end for c in citations for span in gold)


class EmbeddedAhead:
    """An embedding model that has embedded ``texts`` together, faster than one by one."""

    def __init__(self, model: Embedder, texts: Sequence[str]) -> None:
        self._model = model
        self.name, self.fingerprint = model.name, model.fingerprint
        self.dimension, self.max_tokens = model.dimension, model.max_tokens
        self.encode, self.count_tokens = model.encode, model.count_tokens
        unique = sorted(set(texts), key=lambda t: (len(t), t))
        self._known: dict[str, Pieces] = {}
        for at in range(0, len(unique), AHEAD):
            some = unique[at : at + AHEAD]
            self._known |= zip(some, model.encode_pieces(some), strict=True)

    def encode_pieces(self, texts: Sequence[str]) -> list[Pieces]:
        """Each text with its wordpieces; remembered or read now."""
        if all(text in self._known for text in texts):
            return [self._known[text] for text in texts]
        return self._model.encode_pieces(texts)
