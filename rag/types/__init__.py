"""The small frozen types that flow through Fuente, and the protocols between its rooms.

Whoever uses one imports it from here. All offsets count characters (Unicode code points) of
``Document.text``; spans are half-open, ``text[start:end]``. All scores are plain floats, larger is
better.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.types.answers import Abstention, Answer, Partial
from rag.types.chats import Prompt, Usage
from rag.types.claims import Checked, Citation, Claim, Support
from rag.types.documents import Chunk, Document, Metadata, Skip, Source
from rag.types.drafts import Draft, DraftClaim, Quote
from rag.types.evidence import Evidence, Hit
from rag.types.protocols import (
    Chat,
    ChunkStore,
    Composer,
    Embedder,
    Searcher,
    VectorIndex,
    VectorSource,
)
from rag.types.questions import Filters, Query, Turn
from rag.types.spans import Span
from rag.types.stored import SourceState, StoredChunk
from rag.types.vectors import Pieces, Stamp

if TYPE_CHECKING:  # array types; numpy loads when something is computed
    from rag.types.vectors import Bytes as Bytes
    from rag.types.vectors import Vectors as Vectors

__all__ = [
    "Abstention",
    "Answer",
    "Chat",
    "Checked",
    "Chunk",
    "ChunkStore",
    "Citation",
    "Claim",
    "Composer",
    "Document",
    "Draft",
    "DraftClaim",
    "Embedder",
    "Evidence",
    "Filters",
    "Hit",
    "Metadata",
    "Partial",
    "Pieces",
    "Prompt",
    "Query",
    "Quote",
    "Searcher",
    "Skip",
    "Source",
    "SourceState",
    "Span",
    "Stamp",
    "StoredChunk",
    "Support",
    "Turn",
    "Usage",
    "VectorIndex",
    "VectorSource",
]
