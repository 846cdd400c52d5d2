"""What the library gives back: a passage with its vectors, the state of a source."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rag.types.documents import Chunk, Source

if TYPE_CHECKING:
    from rag.types.vectors import Bytes, Vectors


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk as it comes back from the library, with its text and vectors.

    :param english: what each sentence says in English, where the document is Spanish and could
        be translated; the vectors are those of the translation then.
    :param vectors: float32, one unit row a sentence, in the order of ``chunk.sentences``.
    :param vector: float32, one unit row for the chunk.
    :param pieces: the wordpieces of its sentences as ``rag.align`` keeps them, (n, width).
    :param counts: how many of them are each sentence's.
    """

    chunk: Chunk
    source: Source
    text: str
    vector: Vectors
    vectors: Vectors
    pieces: Bytes
    counts: tuple[int, ...]
    english: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceState:
    """The ledger's line for one source.

    :param status: ``ok``, ``duplicate`` (its content is another source's) or ``failed``.
    """

    source: str
    status: str
    ingested_at: str
    sha256: str | None = None
    size: int = 0
    error: str | None = None
    ref: Source | None = None
    chunks: int = 0

    def to_json(self) -> dict[str, Any]:
        """The stable JSON of a source line."""
        meta = asdict(self.ref.meta) if self.ref else {}
        return {
            "source": self.source,
            "status": self.status,
            "doc_id": self.ref.doc_id if self.ref else None,
            "sha256": self.sha256,
            "size": self.size,
            "ingested_at": self.ingested_at,
            "error": self.error,
            "chunks": self.chunks,
            **meta,
        }
