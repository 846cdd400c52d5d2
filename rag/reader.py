"""Reads a passage with a question beside it: which sentence answers, and whether any does.

The reader is the bundled embedding model's own encoder with a small trained adapter
(``reader.safetensors``: low-rank changes and heads; made by ``python -m evals.training``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from rag.models import bundled_folder
from rag.reader_network import SEP, Logits, above, below, heads, load
from rag.types import Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from rag.reader_network import Tensors

ADAPTER = Path(__file__).with_name("reader.safetensors")
WINDOW = 320  # wordpieces of question, headings and passage together
ASKED = 72  # wordpieces of the question at most
ABOVE = 32  # wordpieces of title and headings at most
CLS = 101
SHORT = 24  # wordpieces of the words that answer, at most
UNREAD = -20.0  # log-odds of a sentence that did not fit the window


@dataclass(frozen=True, slots=True)
class Passage:
    """A text to read.

    :param sentences: spans in ``text``, in order.
    :param above: title and headings, which are read but never answer.
    """

    text: str
    sentences: tuple[Span, ...]
    above: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read out of passages, all of them together.

    :param answerable: log-odds that they answer the question.
    :param sentences: for each passage, log shares of its sentences in the answer: together they
        add up to one. ``UNREAD`` for a sentence that did not fit the window.
    :param words: the number of a passage and the fewest words in it that answer, were it
        answerable; a span in that passage's text.
    """

    answerable: float
    sentences: tuple[tuple[float, ...], ...]
    words: tuple[int, Span] | None


class Piece(NamedTuple):
    """A question and passages in wordpieces.

    :param sides: 0 for the question, 1 for the rest.
    :param owner: number of the sentence, counted through all passages; -1 for none.
    :param places: passage, start and end of each wordpiece.
    """

    ids: list[int]
    sides: list[int]
    owner: list[int]
    places: list[tuple[int, int, int]]


class Reader:
    """The encoder and its adapter, loaded at the first reading.

    :param model: folder of the embedding model the adapter was trained on.
    :param adapter: the trained weights.
    """

    def __init__(self, model: Path, adapter: Path = ADAPTER) -> None:
        self._model, self._adapter, self._lock = model, adapter, Lock()
        self._loaded: tuple[Tokenizer, Tensors] | None = None

    def read(self, question: str, passages: Sequence[Passage]) -> Reading:
        """Read the passages side by side in one window.

        :raises ModelError: if the weights are not there or not what they should be.
        """
        import torch

        tokenizer, weights = self._ready()
        with torch.inference_mode():
            return _read(tokenizer, weights, question, passages)

    def count(self, text: str) -> int:
        """Wordpieces of ``text``."""
        return _count(self._model, text)

    def is_word(self, word: str) -> bool:
        """Whether a folded word is one of the vocabulary, in one piece."""
        return load_tokenizer(self._model).token_to_id(word) is not None

    def _ready(self) -> tuple[Tokenizer, Tensors]:
        with self._lock:
            if self._loaded is None:
                self._loaded = (load_tokenizer(self._model), load(self._model, self._adapter))
            return self._loaded


@cache
def load_reader() -> Reader:
    """The one reader of this process; whatever model embeds, it is made for the bundled one."""
    return Reader(bundled_folder())


@cache
def load_tokenizer(model: Path) -> Tokenizer:
    """The model's tokenizer, cutting nothing."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@lru_cache(maxsize=10_000)
def _count(model: Path, text: str) -> int:
    """Wordpieces of a text; remembered, as sentences come up again."""
    return len(load_tokenizer(model).encode(text, add_special_tokens=False).ids)


def encode(tokenizer: Tokenizer, question: str, passages: Sequence[Passage]) -> Piece:
    """``[CLS] question [SEP]`` and for each passage ``headings [SEP] passage [SEP]``.

    At most ``WINDOW`` wordpieces: what is too long loses its end.
    """
    asked = tokenizer.encode(question, add_special_tokens=False).ids[:ASKED]
    none = (0, 0, 0)
    piece = Piece([CLS, *asked, SEP], [0] * (len(asked) + 2), [], [])
    piece.owner.extend([-1] * len(piece.ids))
    piece.places.extend([none] * len(piece.ids))
    first = 0
    for number, passage in enumerate(passages):
        above = tokenizer.encode(passage.above, add_special_tokens=False).ids[:ABOVE]
        head = [*above, SEP] if above else []
        body = tokenizer.encode(passage.text, add_special_tokens=False)
        room = max(0, WINDOW - len(piece.ids) - len(head) - 1)
        ids, places = body.ids[:room], body.offsets[:room]
        if not ids:
            break
        owners = _owners(places, passage.sentences)
        piece.ids.extend([*head, *ids, SEP])
        piece.sides.extend([1] * (len(head) + len(ids) + 1))
        piece.owner.extend([-1] * len(head) + [o if o < 0 else o + first for o in owners] + [-1])
        piece.places.extend([none] * len(head) + [(number, a, b) for a, b in places] + [none])
        first += len(passage.sentences)
    return piece


def _owners(places: Sequence[tuple[int, int]], sentences: Sequence[Span]) -> list[int]:
    owners, at = [], 0
    for start, _ in places:
        while at < len(sentences) and sentences[at].end <= start:
            at += 1
        inside = at < len(sentences) and sentences[at].start <= start
        owners.append(at if inside else -1)
    return owners


def _read(tokenizer: Tokenizer, w: Tensors, question: str, passages: Sequence[Passage]) -> Reading:
    import torch

    piece = encode(tokenizer, question, passages)
    ids, sides = torch.tensor([piece.ids]), torch.tensor([piece.sides])
    owner = torch.tensor(piece.owner)
    count = sum(len(p.sentences) for p in passages)
    pool = (owner == torch.arange(max(1, count))[:, None]).float()[None]
    out = heads(
        w, above(w, below(w, ids), ids, sides), sides, pool, torch.ones_like(ids, dtype=torch.bool)
    )
    shares = [max(UNREAD, s) for s in out.sentences[0].log_softmax(-1).tolist()]
    cuts = [0, *accumulate(len(p.sentences) for p in passages)]
    return Reading(
        float(out.answerable[0]),
        tuple(tuple(shares[a:b]) for a, b in pairwise(cuts)),
        _words(piece, out),
    )


def _words(piece: Piece, out: Logits) -> tuple[int, Span] | None:
    """The span with the highest start and end, within one sentence and ``SHORT``."""
    start, end = out.start[0].tolist(), out.end[0].tolist()
    best, found = -math.inf, None
    for i, owner in enumerate(piece.owner):
        for j in range(i, min(i + SHORT, len(end)) if owner >= 0 else i):
            if piece.owner[j] == owner and start[i] + end[j] > best:
                best, found = start[i] + end[j], (i, j)
    if found is None:
        return None
    number, first, _ = piece.places[found[0]]
    return number, Span(first, piece.places[found[1]][2])
