"""Reads a passage with a question beside it: which sentence answers, and whether any does.

The reader is the bundled embedding model's own encoder with a small trained adapter
(``reader.safetensors``: low-rank changes and heads; made by ``python -m evals.training``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

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
    """What was read out of a passage.

    :param answerable: log-odds that the passage answers the question.
    :param sentences: log-odds that each sentence is the one that answers it, in order;
        comparable between passages.
    :param words: the fewest words that answer, were it answerable; a span in the passage's text.
    """

    answerable: float
    sentences: tuple[float, ...]
    words: Span | None


class Piece(NamedTuple):
    """A passage in wordpieces: ids, side (1 after the question), sentence (-1 none), place."""

    ids: list[int]
    sides: list[int]
    owner: list[int]
    places: list[tuple[int, int]]


class Reader:
    """The encoder and its adapter, loaded at the first reading.

    :param model: folder of the embedding model the adapter was trained on.
    :param adapter: the trained weights.
    """

    def __init__(self, model: Path, adapter: Path = ADAPTER) -> None:
        self._model, self._adapter, self._lock = model, adapter, Lock()
        self._loaded: tuple[Tokenizer, Tensors] | None = None

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        """One reading a passage, in order; none depends on the others.

        :raises ModelError: if the weights are not there or not what they should be.
        """
        import torch

        tokenizer, weights = self._ready()
        with torch.inference_mode():
            return [_read(tokenizer, weights, question, passage) for passage in passages]

    def _ready(self) -> tuple[Tokenizer, Tensors]:
        with self._lock:
            if self._loaded is None:
                self._loaded = (load_tokenizer(self._model), load(self._model, self._adapter))
            return self._loaded


def load_tokenizer(model: Path) -> Tokenizer:
    """The model's tokenizer, cutting nothing."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def encode(tokenizer: Tokenizer, question: str, passage: Passage) -> Piece:
    """``[CLS] question [SEP] headings [SEP] passage [SEP]`` in at most ``WINDOW`` wordpieces."""
    asked = tokenizer.encode(question, add_special_tokens=False).ids[:ASKED]
    above = tokenizer.encode(passage.above, add_special_tokens=False).ids[:ABOVE]
    body = tokenizer.encode(passage.text, add_special_tokens=False)
    head = [CLS, *asked, SEP, *above, *([SEP] if above else [])]
    room = WINDOW - len(head) - 1
    ids, places = body.ids[:room], body.offsets[:room]
    side = [0] * (len(asked) + 2)
    return Piece(
        [*head, *ids, SEP],
        side + [1] * (len(head) + len(ids) + 1 - len(side)),
        [-1] * len(head) + _owners(places, passage.sentences) + [-1],
        [(0, 0)] * len(head) + list(places) + [(0, 0)],
    )


def _owners(places: Sequence[tuple[int, int]], sentences: Sequence[Span]) -> list[int]:
    owners, at = [], 0
    for start, _ in places:
        while at < len(sentences) and sentences[at].end <= start:
            at += 1
        inside = at < len(sentences) and sentences[at].start <= start
        owners.append(at if inside else -1)
    return owners


def _read(tokenizer: Tokenizer, w: Tensors, question: str, passage: Passage) -> Reading:
    import torch

    piece = encode(tokenizer, question, passage)
    ids, sides = torch.tensor([piece.ids]), torch.tensor([piece.sides])
    owner = torch.tensor(piece.owner)
    pool = (owner == torch.arange(max(1, len(passage.sentences)))[:, None]).float()[None]
    out = heads(
        w, above(w, below(w, ids), ids, sides), sides, pool, torch.ones_like(ids, dtype=torch.bool)
    )
    logit = float(out.answerable[0])
    shares = out.sentences[0].log_softmax(-1).tolist()
    read = {o for o in piece.owner if o >= 0}
    chance = -math.log1p(math.exp(-logit)) if logit > -30 else logit
    return Reading(
        logit,
        tuple(
            _log_odds(chance + shares[i]) if i in read else UNREAD
            for i in range(len(passage.sentences))
        ),
        _words(piece, out),
    )


def _log_odds(log_chance: float) -> float:
    """Log-odds of a probability given by its logarithm."""
    return max(UNREAD, log_chance - math.log(max(1e-9, -math.expm1(min(log_chance, -1e-9)))))


def _words(piece: Piece, out: Logits) -> Span | None:
    """The span with the highest start and end, within one sentence and ``SHORT``."""
    start, end = out.start[0].tolist(), out.end[0].tolist()
    best, found = -math.inf, None
    for i, owner in enumerate(piece.owner):
        for j in range(i, min(i + SHORT, len(end)) if owner >= 0 else i):
            if piece.owner[j] == owner and start[i] + end[j] > best:
                best, found = start[i] + end[j], (i, j)
    return found and Span(piece.places[found[0]][0], piece.places[found[1]][1])
