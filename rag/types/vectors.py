"""What an embedding model makes of a text, and which model it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.types.spans import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from rag.types.protocols import Embedder

    # For annotations alone: numpy loads when something is computed.
    Vectors = NDArray[np.float32]
    Bytes = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text as the embedding model reads it.

    :param vector: its unit float32 row.
    :param spans: where in the text each of its wordpieces stands.
    :param rows: float32, one row a wordpiece.
    """

    vector: Vectors
    spans: tuple[Span, ...]
    rows: Vectors


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which embedding model made a library's vectors; other models' vectors mean nothing to it."""

    name: str
    fingerprint: str
    dimension: int

    @classmethod
    def of(cls, embedder: Embedder) -> Stamp:
        """The stamp of ``embedder``'s vectors."""
        return cls(embedder.name, embedder.fingerprint, embedder.dimension)
