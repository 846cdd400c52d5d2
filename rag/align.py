"""How well each word of a question is met by some word of a sentence, by their vectors.

Late interaction as in ColBERT (Khattab and Zaharia 2020, arXiv 2004.12832), over the wordpieces
of the embedding model itself: a word meets its synonyms, and a sentence is read together with
the one before it. The vectors are kept short by a fixed random projection, which keeps angles
between them (Johnson and Lindenstrauss 1984), and in single bytes.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import numpy as np

from rag.terms import STOP_WORDS
from rag.types import Pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.types import Bytes, Vectors

WIDTH = 128  # columns kept of a wordpiece's vector
BEFORE = 0.05  # cosine that a word loses for being met only in the sentence before
ABSENT = -0.2  # what no wordpiece at all comes to
SEED = 0


@lru_cache(maxsize=4)
def _projection(dimension: int) -> Vectors:
    """Orthonormal columns, (dimension, at most WIDTH), the same in every process."""
    drawn = np.random.RandomState(SEED).standard_normal((dimension, min(WIDTH, dimension)))
    columns: Vectors = np.linalg.qr(drawn)[0].astype(np.float32)
    return columns


def compress(rows: Vectors) -> Bytes:
    """Vectors of wordpieces, (n, dimension), as they are stored: int8, (n, WIDTH)."""
    short = rows @ _projection(rows.shape[1])
    largest = np.abs(short).max(axis=1, keepdims=True, initial=1e-9)
    kept: Bytes = np.rint(short / largest * 127).astype(np.int8)
    return kept


def content_rows(text: str, pieces: Pieces) -> Vectors:
    """The question's side: unit rows, (k, WIDTH), of the wordpieces of its content words."""
    kept = [i for i, span in enumerate(pieces.spans) if _is_content(text, span.start, span.end)]
    return _unit(pieces.rows[kept] @ _projection(pieces.rows.shape[1]))


def _is_content(text: str, start: int, end: int) -> bool:
    continues = start > 0 and text[start - 1].isalnum()
    piece = text[start:end]
    return piece.isalnum() and (continues or piece.lower() not in STOP_WORDS)


def aligned(asked: Vectors, stored: Bytes, counts: Sequence[int]) -> Vectors:
    """For each sentence the mean over the question's wordpieces of the best cosine, (sentences,).

    :param asked: ``content_rows`` of the question.
    :param stored: the compressed wordpieces of all the sentences, one sentence after the other.
    :param counts: wordpieces of each sentence.
    """
    met = np.full((len(counts), len(asked)), ABSENT, dtype=np.float32)
    if not len(asked) or not stored.size:
        return np.zeros(len(counts), dtype=np.float32)
    cosines = _unit(stored.astype(np.float32)) @ asked.T
    for i, (start, end) in enumerate(pairwise((0, *accumulate(counts)))):
        met[i] = cosines[start:end].max(axis=0, initial=ABSENT)
    met[1:] = np.maximum(met[1:], met[:-1].copy() - BEFORE)
    means: Vectors = met.mean(axis=1)
    return means


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = rows / np.maximum(lengths, 1e-9)
    return unit
