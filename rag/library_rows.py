"""Rows of the library to Fuente's types and back; nothing here touches a database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.errors import LoadError
from rag.types import Chunk, Document, Metadata, Skip, Source, SourceState, Span, StoredChunk

if TYPE_CHECKING:
    from rag.types import Vectors

# The columns of a Source; every query that builds one selects them in this order.
REF_COLUMNS = (
    "d.doc_id, d.source, d.sha256, d.title, d.author, d.publisher, d.published, d.language,"
    " d.url, d.kind, d.found"
)
STATE_COLUMNS = "s.source, s.status, s.ingested_at, s.sha256, s.size, s.error"
CHUNK_COLUMNS = (
    'c.chunk_id, c.start, c."end", c.heading, c.vector, c.sentences, c.vectors, c.english,'
    " c.pieces, c.counts, l.text"
)


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was when it was read: its bytes, and when it was last written.

    :param mtime_ns: nanoseconds since 1970; 0 when not to be relied on.
    """

    size: int = 0
    mtime_ns: int = 0


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """What the ledger remembers of a file, enough to tell whether it has changed.

    :param mtime_ns: when the file was last written; 0 means unknown, look at its hash.
    :param recipe: how its document was cut into passages; None without a document.
    """

    source: str
    status: str
    sha256: str | None
    size: int
    mtime_ns: int
    recipe: str | None


def to_ref(row: Sequence[Any]) -> Source:
    """The Source in the columns REF_COLUMNS."""
    doc_id, source, sha256, *known, found = row
    keys = ("title", "author", "publisher", "published", "language", "url", "kind")
    meta = Metadata(**dict(zip(keys, known, strict=True)), found=json.loads(found))
    return Source(doc_id, source, sha256, meta)


def to_state(row: Sequence[Any]) -> SourceState:
    """The ledger's line in the columns STATE_COLUMNS, a count of chunks, REF_COLUMNS."""
    source, status, at, sha256, size, error, chunks, *ref = row
    owner = to_ref(ref) if ref[0] is not None else None
    return SourceState(source, status, at, sha256, size, error, owner, chunks)


def to_stored(row: Sequence[Any], ref: Source) -> StoredChunk:
    """The chunk in the columns CHUNK_COLUMNS."""
    chunk_id, start, end, heading, vector, sentences, vectors, english, pieces, counts, text = row
    spans = np.frombuffer(sentences, dtype="<u4").tolist()
    pairs = tuple(map(Span, spans[::2], spans[1::2]))
    sizes = tuple(np.frombuffer(counts, dtype="<u2").tolist())
    rows = np.frombuffer(vectors, dtype="<f2").astype(np.float32)
    return StoredChunk(
        chunk=Chunk(chunk_id, ref.doc_id, Span(start, end), heading, pairs),
        source=ref,
        text=text,
        vector=to_vector(vector),
        vectors=rows.reshape(len(pairs), -1),
        english=tuple(json.loads(english)) if english else (),
        pieces=np.frombuffer(pieces, dtype=np.int8).reshape(max(1, sum(sizes)), -1),
        counts=sizes or (0,) * len(pairs),
    )


def from_stored(stored: StoredChunk, version: int) -> tuple[Any, ...]:
    """The values of chunk_id, doc_id, version and the rest of the columns of chunks, in order."""
    chunk = stored.chunk
    spans = [edge for span in chunk.sentences for edge in (span.start, span.end)]
    return (
        chunk.chunk_id,
        chunk.doc_id,
        version,
        chunk.span.start,
        chunk.span.end,
        chunk.heading,
        np.asarray(stored.vector, dtype="<f4").tobytes(),
        np.asarray(spans, dtype="<u4").tobytes(),
        np.asarray(stored.vectors, dtype="<f2").tobytes(),
        json.dumps(stored.english, ensure_ascii=False) if stored.english else "",
        np.asarray(stored.pieces, dtype=np.int8).tobytes(),
        np.asarray(stored.counts, dtype="<u2").tobytes(),
    )


def to_vector(blob: bytes) -> Vectors:
    """One float32 row."""
    return np.frombuffer(blob, dtype="<f4").astype(np.float32)


def to_document(row: Sequence[Any]) -> Document:
    """The document in REF_COLUMNS, encoding, skips and text."""
    *ref, encoding, skips, text = row
    marked = tuple(Skip(Span(start, end), why) for start, end, why in json.loads(skips))
    return Document(to_ref(ref), text, marked, encoding)


def from_document(document: Document, recipe: str) -> tuple[Any, ...]:
    """The values of every column of documents, in their order."""
    ref, meta = document.ref, document.ref.meta
    skips = [(s.span.start, s.span.end, s.reason) for s in document.skips]
    known = (meta.title, meta.author, meta.publisher, meta.published)
    more = (meta.language, meta.url, meta.kind, json.dumps(dict(meta.found)))
    last = (document.encoding, recipe, json.dumps(skips), document.text)
    return (ref.doc_id, ref.sha256, ref.source, *known, *more, *last)


def check_document(document: Document, chunks: Iterable[StoredChunk], dimension: int) -> None:
    """Hold the first law at the door: every passage is the document's text at its span.

    :raises LoadError: for a NUL in the text, which SQLite would cut it at.
    :raises ValueError: for a passage or a vector that does not belong to the document.
    """
    if "\0" in document.text:
        raise LoadError("it contains NUL characters", "It is not a text file.")
    for stored in chunks:
        chunk = stored.chunk
        inside = all(
            chunk.span.start <= s.start and s.end <= chunk.span.end for s in chunk.sentences
        )
        if chunk.span.of(document.text) != stored.text or not inside:
            raise ValueError(f"passage {chunk.chunk_id} is not the text at its offsets")
        if stored.english and len(stored.english) != len(chunk.sentences):
            raise ValueError(f"passage {chunk.chunk_id} has a translation of other sentences")
        shapes = stored.vector.shape, stored.vectors.shape
        if shapes != ((dimension,), (len(chunk.sentences), dimension)):
            raise ValueError(f"passage {chunk.chunk_id} has vectors of shape {shapes}")
        if len(stored.counts) != len(chunk.sentences) or sum(stored.counts) != len(stored.pieces):
            raise ValueError(f"passage {chunk.chunk_id} has wordpieces of other sentences")
