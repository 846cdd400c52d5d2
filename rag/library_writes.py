"""What changes a library: documents put, sources attached, released and forgotten.

Each function runs inside a transaction of its caller.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from rag.errors import IndexMismatch
from rag.library_file import LibraryFile, marks
from rag.library_rows import FileState, from_document, from_stored
from rag.types import Document, Stamp, StoredChunk

REPLACED = (
    *("title", "author", "publisher", "published", "language", "url", "kind", "found"),
    *("encoding", "recipe", "skips", "text"),
)


def bump(file: LibraryFile) -> int:
    """Number a change: the new version."""
    version = int(file.fact("version") or 0) + 1
    file.note("version", str(version))
    return version


def read_stamp(file: LibraryFile) -> Stamp | None:
    """The model of the vectors; None while there is no passage."""
    stamp = file.fact("model")
    if stamp is None or not file.rows("SELECT 1 FROM chunks LIMIT 1"):
        return None
    return Stamp(**json.loads(stamp))


def check_stamp(file: LibraryFile, stamp: Stamp) -> None:
    """Make sure the vectors are those of ``stamp``'s model.

    :raises IndexMismatch: if another model made them.
    """
    mine = read_stamp(file)
    if mine is not None and mine != stamp:
        raise IndexMismatch(
            f"the library was built with the embedding model {mine.name}"
            f" ({mine.fingerprint[:8]}, {mine.dimension} dimensions), not with {stamp.name}"
            f" ({stamp.fingerprint[:8]}, {stamp.dimension})",
            "Run `fuente sources reindex --embed` to embed it again,"
            f" or set FUENTE_EMBEDDING_MODEL={mine.name}.",
        )


def put_document(
    file: LibraryFile,
    document: Document,
    chunks: Sequence[StoredChunk],
    stamp: Stamp,
    recipe: str,
) -> None:
    """Store a document and its passages over what is there of the same content."""
    check_stamp(file, stamp)
    file.note("model", json.dumps(asdict(stamp)))
    version = bump(file)
    values = from_document(document, recipe)
    # The source that brought the content first keeps it, so `source` is not replaced.
    file.write(
        f"INSERT INTO documents VALUES ({marks(values)}) ON CONFLICT (doc_id) DO UPDATE SET "
        + ", ".join(f"{column} = excluded.{column}" for column in REPLACED),
        values,
    )
    drop_chunks(file, document.ref.doc_id)
    for stored in chunks:
        _put_chunk(file, document.ref.meta.title, stored, version)


def _put_chunk(file: LibraryFile, title: str, stored: StoredChunk, version: int) -> None:
    values = from_stored(stored, version)
    row = file.write(
        'INSERT INTO chunks (chunk_id, doc_id, version, start, "end", heading, vector, sentences,'
        f" vectors, english, pieces, counts) VALUES ({marks(values)})",
        values,
    ).lastrowid
    file.write(
        "INSERT INTO lexicon (rowid, title, heading, text, english) VALUES (?, ?, ?, ?, ?)",
        (row, title, stored.chunk.heading, stored.text, " ".join(stored.english)),
    )


def drop_chunks(file: LibraryFile, doc_id: str) -> None:
    """Forget the passages of a document."""
    mine = "(SELECT id FROM chunks WHERE doc_id = ?)"
    file.write(f"DELETE FROM lexicon WHERE rowid IN {mine}", (doc_id,))
    file.write("DELETE FROM chunks WHERE doc_id = ?", (doc_id,))


def forget_passages(file: LibraryFile) -> None:
    """Forget the passages of every document."""
    file.write("DELETE FROM lexicon")
    file.write("DELETE FROM chunks")


def attach(file: LibraryFile, source: str, doc_id: str, sha256: str, state: FileState) -> bool:
    """Point ``source`` to a stored document; whether it let go of another one for it."""
    before = _held_by(file, source)
    owner = file.rows("SELECT source FROM documents WHERE doc_id = ?", (doc_id,))[0][0]
    status = "ok" if owner == source else "duplicate"
    file.write(
        "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?, ?, NULL, ?)",
        (source, status, _now(), sha256, state.size, state.mtime_ns, doc_id),
    )
    if before is None or before == doc_id:
        return False
    return _release(file, source, before)


def fail(file: LibraryFile, source: str, reason: str) -> None:
    """Note that ``source`` could not be read; what it held before stays."""
    file.write(
        "INSERT INTO sources VALUES (?, 'failed', ?, NULL, 0, 0, ?, NULL) ON CONFLICT DO UPDATE"
        " SET status = 'failed', ingested_at = excluded.ingested_at, error = excluded.error",
        (source, _now(), reason),
    )


def remove(file: LibraryFile, source: str) -> bool:
    """Forget a source; whether what the library says changed by that."""
    before = _held_by(file, source)
    file.write("DELETE FROM sources WHERE source = ?", (source,))
    return before is not None and _release(file, source, before)


def _release(file: LibraryFile, source: str, doc_id: str) -> bool:
    """``source`` has let go of a document: hand it to another that holds it, or drop it."""
    others: list[tuple[Any, ...]] = file.rows(
        "SELECT source FROM sources WHERE doc_id = ? ORDER BY status, source", (doc_id,)
    )
    if not others:
        drop_chunks(file, doc_id)
        file.write("DELETE FROM documents WHERE doc_id = ?", (doc_id,))
        return True
    handed = file.write(
        "UPDATE documents SET source = ? WHERE doc_id = ? AND source = ?",
        (*others[0], doc_id, source),
    ).rowcount
    if handed:
        file.write(
            "UPDATE sources SET status = 'ok' WHERE source = ? AND status = 'duplicate'", others[0]
        )
    return bool(handed)


def _held_by(file: LibraryFile, source: str) -> str | None:
    rows = file.rows("SELECT doc_id FROM sources WHERE source = ?", (source,))
    return rows[0][0] if rows else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
