"""The library: one SQLite file of documents, passages, vectors and the ingestion ledger.

It is the truth; the vector index can be made again from it at any time. One connection serves
every thread, one at a time under a lock: a library in memory has only one, reads take about a
millisecond, and short-lived threads (a Streamlit session has many) leave none behind. Other
processes read while one writes (WAL).
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import IndexMismatch, LibraryError
from rag.library_rows import (
    CHUNK_COLUMNS,
    REF_COLUMNS,
    REF_WIDTH,
    STATE_COLUMNS,
    LedgerLine,
    check_document,
    from_document,
    from_stored,
    match_expression,
    to_document,
    to_ref,
    to_state,
    to_stored,
    to_vector,
)
from rag.library_schema import FILE_NAME, connect, translated
from rag.types import Document, Source, SourceState, Stamp, StoredChunk

if TYPE_CHECKING:
    from rag.config import Settings
    from rag.types import Vectors

MANY = 500  # values bound, or rows fetched, at a time
SHORTEST_ID = 4  # hex digits of a doc_id that may stand for it


@dataclass(frozen=True, slots=True)
class Stats:
    """How much a library holds."""

    documents: int
    chunks: int
    sources: int


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was when it was read: bytes, and nanoseconds of its last writing."""

    size: int = 0
    mtime_ns: int = 0


class Library:
    """Documents and their passages, with every change numbered.

    :param path: the SQLite file, made if missing; None keeps it in memory.
    :param weights: BM25 weights of title, heading and text.
    :raises LibraryError: here and everywhere when the file cannot be used.
    """

    def __init__(
        self, path: Path | None = None, weights: tuple[float, float, float] = (1.0, 1.0, 1.0)
    ) -> None:
        self.path = path
        self.weights = weights
        self._lock = threading.RLock()
        self._db = connect(path)
        self.identity = str(self._fact("identity"))

    @classmethod
    def open(cls, settings: Settings) -> Library:
        """The library of the settings' folder."""
        return cls(settings.path / FILE_NAME)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # What it is

    @property
    def version(self) -> int:
        """The number of the latest change; 0 when nothing was ever put in."""
        return int(self._fact("version") or 0)

    @property
    def stamp(self) -> Stamp | None:
        """The model of the vectors; None while there is no passage."""
        stamp = self._fact("model")
        if stamp is None or not self._rows("SELECT 1 FROM chunks LIMIT 1"):
            return None
        return Stamp(**json.loads(stamp))

    def check(self, stamp: Stamp) -> None:
        """Make sure the vectors are those of ``stamp``'s model.

        :raises IndexMismatch: if another model made them.
        """
        mine = self.stamp
        if mine is not None and mine != stamp:
            raise IndexMismatch(
                f"the library was built with the embedding model {mine.name}"
                f" ({mine.fingerprint[:8]}, {mine.dimension} dimensions), not with {stamp.name}"
                f" ({stamp.fingerprint[:8]}, {stamp.dimension})",
                "Run `fuente sources reindex --embed` to embed it again,"
                f" or set FUENTE_EMBEDDING_MODEL={mine.name}.",
            )

    def stats(self) -> Stats:
        """How many documents, chunks and sources there are."""
        tables = ("documents", "chunks", "sources")
        counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
        return Stats(*self._rows(f"SELECT {counts}")[0])

    # Reading

    def lexical(self, terms: Sequence[str], k: int) -> list[tuple[str, float]]:
        """Up to ``k`` chunk ids with any of ``terms``, best first, with their BM25 (positive)."""
        if not (match := match_expression(terms)):
            return []
        return self._rows(
            "SELECT c.chunk_id, -bm25(lexicon, ?, ?, ?) AS score FROM lexicon"
            " JOIN chunks c ON c.id = lexicon.rowid WHERE lexicon MATCH ?"
            " ORDER BY score DESC, c.chunk_id LIMIT ?",
            (*self.weights, match, k),
        )

    def chunks(self, chunk_ids: Iterable[str]) -> dict[str, StoredChunk]:
        """The chunks that (still) exist among ``chunk_ids``, in their order."""
        ids = list(dict.fromkeys(chunk_ids))
        found: dict[str, StoredChunk] = {}
        for some in _batches(ids):
            found |= self._chunks(some)
        return {chunk_id: found[chunk_id] for chunk_id in ids if chunk_id in found}

    def _chunks(self, ids: Sequence[str]) -> dict[str, StoredChunk]:
        which = f"c.chunk_id IN ({_marks(ids)})"
        with self.transaction(write=False):
            rows = self._rows(
                f"SELECT c.doc_id, {CHUNK_COLUMNS} FROM chunks c"
                f" JOIN lexicon l ON l.rowid = c.id WHERE {which}",
                ids,
            )
            owners = list({row[0] for row in rows})
            refs = self._rows(
                f"SELECT {REF_COLUMNS} FROM documents d WHERE d.doc_id IN ({_marks(owners)})",
                owners,
            )
        by_doc = {ref.doc_id: ref for ref in map(to_ref, refs)}
        return {row[1]: to_stored(row[1:], by_doc[row[0]]) for row in rows}

    def document(self, doc_id: str) -> Document | None:
        """The document with its text, or None."""
        rows = self._rows(
            f"SELECT {REF_COLUMNS}, d.encoding, d.skips, d.text FROM documents d"
            " WHERE d.doc_id = ?",
            (doc_id,),
        )
        return to_document(rows[0]) if rows else None

    def document_ids(self) -> list[str]:
        """Every document, in the order of their ids."""
        return [doc_id for (doc_id,) in self._rows("SELECT doc_id FROM documents ORDER BY 1")]

    def chunks_of(self, doc_id: str) -> list[StoredChunk]:
        """The chunks of a document, in text order."""
        rows = self._rows("SELECT chunk_id FROM chunks WHERE doc_id = ? ORDER BY start", (doc_id,))
        return list(self.chunks(chunk_id for (chunk_id,) in rows).values())

    # What an index needs

    def chunk_ids(self) -> set[str]:
        """Every chunk there is."""
        return {chunk_id for (chunk_id,) in self._rows("SELECT chunk_id FROM chunks")}

    def vectors(self, since: int = 0) -> Iterator[tuple[str, Vectors]]:
        """Chunk id and vector of each chunk written after version ``since``, oldest first."""
        last = -1
        while rows := self._rows(
            "SELECT id, chunk_id, vector FROM chunks WHERE version > ? AND id > ?"
            " ORDER BY id LIMIT ?",
            (since, last, MANY),
        ):
            yield from ((chunk_id, to_vector(blob)) for _, chunk_id, blob in rows)
            last = rows[-1][0]

    # The ledger

    def sources(self) -> list[SourceState]:
        """Every source and its state, by name."""
        return self._states("", ())

    def find(self, text: str) -> SourceState:
        """The one source meant: its name, the start of its doc_id, or the end of its path.

        :raises LibraryError: if none or more than one is meant.
        """
        states = self.sources()
        for found in (
            [s for s in states if s.source == text],
            [s for s in states if _starts_id(s, text)],
            [s for s in states if s.source.endswith("/" + text.removeprefix("./"))],
        ):
            if len(found) == 1:
                return found[0]
            if found:
                names = ", ".join(s.source for s in found[:3])
                raise LibraryError(f"{text!r} may mean {names}", "Give more of its path.")
        raise LibraryError(
            f"{text!r} is not in the library", "Run `fuente sources` to see what is."
        )

    def ledger(self) -> dict[str, LedgerLine]:
        """What is remembered of each source's file."""
        rows = self._rows(
            "SELECT s.source, s.status, s.sha256, s.size, s.mtime_ns, d.recipe"
            " FROM sources s LEFT JOIN documents d USING (doc_id)"
        )
        return {row[0]: LedgerLine(*row) for row in rows}

    def _states(self, where: str, values: Sequence[Any]) -> list[SourceState]:
        rows = self._rows(
            f"SELECT {STATE_COLUMNS}, (SELECT count(*) FROM chunks c WHERE c.doc_id = s.doc_id),"
            f" {REF_COLUMNS} FROM sources s LEFT JOIN documents d USING (doc_id) {where}"
            " ORDER BY s.source",
            values,
        )
        return [to_state(row) for row in rows]

    # Writing

    def put(
        self,
        document: Document,
        chunks: Sequence[StoredChunk],
        stamp: Stamp,
        file: FileState = FileState(),  # noqa: B008 - frozen
        recipe: str = "",
    ) -> None:
        """Store a document with its passages, in the place of what its source held before.

        :param recipe: how it was cut into passages, to see later whether that has changed.
        :raises IndexMismatch: if the library's vectors are another model's.
        :raises LoadError: if the text has NUL characters.
        :raises ValueError: if a passage is not the document's text at its span.
        """
        check_document(document, chunks, stamp.dimension)
        with self.transaction():
            self._set_stamp(stamp)
            version = self._bump()
            self._put_document(document, recipe)
            self._put_chunks(document, chunks, version)
            self._attach(document.ref, document.ref.source, file)

    def attach(self, source: str, sha256: str, file: FileState) -> bool:
        """Note that ``source`` holds the content ``sha256``; False if that is not stored."""
        with self.transaction():
            rows = self._rows(
                f"SELECT {REF_COLUMNS} FROM documents d WHERE d.sha256 = ?", (sha256,)
            )
            if rows and self._attach(to_ref(rows[0]), source, file):
                self._bump()
        return bool(rows)

    def fail(self, source: str, reason: str) -> None:
        """Note that ``source`` could not be read; what it held before stays."""
        self._write(
            "INSERT INTO sources VALUES (?, 'failed', ?, NULL, 0, 0, ?, NULL) ON CONFLICT DO"
            " UPDATE SET status = 'failed', ingested_at = excluded.ingested_at, error = excluded.error",
            (source, _now(), reason),
        )

    def remove(self, source: str) -> bool:
        """Forget a source, and its document unless another source holds it; False if unknown."""
        with self.transaction():
            rows = self._rows("SELECT doc_id FROM sources WHERE source = ?", (source,))
            if rows:
                self._write("DELETE FROM sources WHERE source = ?", (source,))
            if rows and rows[0][0]:
                self._release(rows[0][0], source)
                self._bump()
        return bool(rows)

    def forget_vectors(self) -> None:
        """Drop every passage, for all documents to be put again with another model's vectors."""
        with self.transaction():
            self._write("DELETE FROM lexicon")
            self._write("DELETE FROM chunks")
            self._bump()

    @contextmanager
    def transaction(self, write: bool = True) -> Iterator[None]:
        """Everything inside happens together or not at all; may be nested."""
        with self._lock, translated(self.path):
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):  # a full disk has rolled back already
                    self._db.execute("ROLLBACK")
                raise

    def _put_document(self, document: Document, recipe: str) -> None:
        # The first source to bring a content keeps it: a copy only points to it.
        values = from_document(document, recipe)
        self._write(
            f"INSERT INTO documents VALUES ({_marks(values)}) ON CONFLICT (doc_id) DO UPDATE SET"
            " title = excluded.title, author = excluded.author, publisher = excluded.publisher,"
            " published = excluded.published, language = excluded.language, url = excluded.url,"
            " kind = excluded.kind, found = excluded.found, encoding = excluded.encoding,"
            " recipe = excluded.recipe, skips = excluded.skips, text = excluded.text",
            values,
        )

    def _put_chunks(
        self, document: Document, chunks: Sequence[StoredChunk], version: int
    ) -> None:
        self._drop_chunks(document.ref.doc_id)
        for stored in chunks:
            row = self._write(
                "INSERT INTO chunks (chunk_id, doc_id, version, start, \"end\", heading, vector,"
                " sentences, vectors) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                from_stored(stored, version),
            )
            self._write(
                "INSERT INTO lexicon (rowid, title, heading, text) VALUES (?, ?, ?, ?)",
                (row, document.ref.meta.title, stored.chunk.heading, stored.text),
            )

    def _drop_chunks(self, doc_id: str) -> None:
        mine = "(SELECT id FROM chunks WHERE doc_id = ?)"
        self._write(f"DELETE FROM lexicon WHERE rowid IN {mine}", (doc_id,))
        self._write("DELETE FROM chunks WHERE doc_id = ?", (doc_id,))

    def _attach(self, ref: Source, source: str, file: FileState) -> bool:
        """Point a source to a document; whether it pointed elsewhere before."""
        rows = self._rows(
            "SELECT d.doc_id, d.source FROM sources s LEFT JOIN documents d USING (doc_id)"
            " WHERE s.source = ?",
            (source,),
        )
        before = rows[0][0] if rows else None
        owner = self._rows("SELECT source FROM documents WHERE doc_id = ?", (ref.doc_id,))[0][0]
        self._write(
            "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?, ?, NULL, ?)",
            (source, "ok" if owner == source else "duplicate", _now(), ref.sha256)
            + (file.size, file.mtime_ns, ref.doc_id),
        )
        if before not in (None, ref.doc_id):
            self._release(before, source)
        return bool(before != ref.doc_id)

    def _release(self, doc_id: str, source: str) -> None:
        """``source`` holds this document no more: hand it to another one that does, or drop it."""
        others = self._rows(
            "SELECT source FROM sources WHERE doc_id = ? ORDER BY status, source", (doc_id,)
        )
        if not others:
            self._drop_chunks(doc_id)
            self._write("DELETE FROM documents WHERE doc_id = ?", (doc_id,))
        elif self._write(
            "UPDATE documents SET source = ? WHERE doc_id = ? AND source = ? RETURNING 1",
            (others[0][0], doc_id, source),
        ):
            self._write(
                "UPDATE sources SET status = 'ok' WHERE source = ? AND status = 'duplicate'",
                others[0],
            )
