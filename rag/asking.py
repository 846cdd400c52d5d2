"""A question's own vector: the embedding model's encoder, trained to ask.

Questions and what answers them often share no word. The encoder that embeds the articles is left
as it is; for questions it has small trained changes (``asking.safetensors``: low-rank, made by
``python -m evals.training ask``), so that they land nearer to the sentences that answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from rag.models import BUNDLED_SHA256, bundled_folder
from rag.reader import load_tokenizer
from rag.reader_network import encoder, linear, load

if TYPE_CHECKING:
    from torch import Tensor

    from rag.reader_network import Linear, Tensors
    from rag.types import Embedder, Vectors

CHANGES = Path(__file__).with_name("asking.safetensors")
ASKED = 128  # wordpieces of a question at most


class Asker:
    """The encoder for questions, loaded with the first.

    :param model: folder of the embedding model the changes were trained on.
    :param changes: the trained weights.
    """

    def __init__(self, model: Path, changes: Path = CHANGES) -> None:
        self._model, self._changes, self._lock = model, changes, Lock()
        self._weights: Tensors | None = None

    def vector(self, question: str) -> Vectors:
        """The unit vector to search with, (384,).

        :raises ModelError: if the weights are not there or not what they should be.
        """
        import torch

        with self._lock:
            if self._weights is None:
                self._weights = load(self._model, self._changes)
        ids = load_tokenizer(self._model).encode(question).ids[:ASKED]
        with torch.inference_mode():
            return np.asarray(encoded(self._weights, [ids])[0].numpy(), dtype=np.float32)


def asker_for(embedder: Embedder) -> Asker | None:
    """What asks a library that this model embeds; None where it is not the bundled one."""
    return _load() if embedder.fingerprint == BUNDLED_SHA256 else None


@cache
def _load() -> Asker:
    return Asker(bundled_folder())


def encoded(w: Tensors, rows: Sequence[Sequence[int]], apply: Linear | None = None) -> Tensor:
    """Unit vectors of texts in wordpieces, (rows, 384): the mean of the last states."""
    import torch
    from torch.nn.functional import normalize

    longest = max(map(len, rows))
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros(len(rows), longest, dtype=torch.bool)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = True
    whole = bool(mask.all())
    states = encoder(w, ids, None if whole else mask, apply or linear)
    weight = mask[..., None].to(states.dtype)
    return normalize((states * weight).sum(1) / weight.sum(1), dim=-1)
