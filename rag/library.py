"""The library: one SQLite file of documents, passages, vectors and the ingestion ledger.

It is the truth; the vector index can be made again from it at any time.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag import library_words as words
from rag import library_writes as writes
from rag.conversations import Conversations
from rag.library_file import FILE_NAME, LibraryFile, marks
from rag.library_rows import (
    CHUNK_COLUMNS,
    REF_COLUMNS,
    STATE_COLUMNS,
    FileState,
    LedgerLine,
    check_document,
    to_document,
    to_ref,
    to_state,
    to_stored,
    to_vector,
)
from rag.naming import the_one
from rag.types import Document, Source, SourceState, Stamp, StoredChunk

if TYPE_CHECKING:
    from rag.config import Settings
    from rag.types import Vectors

BATCH = 500  # values bound, or vectors fetched, at a time
TEXTS = 8  # passages that have a word, at most
UNKNOWN = FileState()


@dataclass(frozen=True, slots=True)
class Stats:
    """How much a library holds."""

    documents: int
    chunks: int
    sources: int


class Library:
    """Documents and their passages, each change numbered; safe to share between threads.

    :param path: the SQLite file, made if missing; None keeps it in memory.
    :param weights: BM25 weights of title, heading, text and its English.
    :raises LibraryError: here and in every method, if the file cannot be used.
    """

    def __init__(
        self, path: Path | None = None, weights: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0)
    ) -> None:
        self.weights = weights
        self._file = LibraryFile(path)
        self.identity = str(self._file.fact("identity"))

    @classmethod
    def open(cls, settings: Settings) -> Library:
        """The library in the settings' folder."""
        return cls(settings.path / FILE_NAME)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def conversations(self) -> Conversations:
        """What was asked and answered, as it was."""
        return Conversations(self._file)

    @property
    def version(self) -> int:
        """The number of the latest change; 0 when nothing was ever put in."""
        return int(self._file.fact("version") or 0)

    @property
    def stamp(self) -> Stamp | None:
        """The model that made the vectors; None while there is no passage."""
        return writes.read_stamp(self._file)

    def check(self, stamp: Stamp) -> None:
        """Make sure the vectors are those of ``stamp``'s model.

        :raises IndexMismatch: if another model made them; says what to run.
        """
        writes.check_stamp(self._file, stamp)

    def stats(self) -> Stats:
        """How many documents, chunks and sources there are."""
        tables = ("documents", "chunks", "sources")
        counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
        return Stats(*self._file.rows(f"SELECT {counts}")[0])

    def lexical(
        self, terms: Sequence[str], k: int, within: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Up to ``k`` chunk ids with any of ``terms``, best first, with their BM25 (positive).

        :param within: ids of the documents to look in; None is all of them.
        """
        return words.lexical(self._file, terms, k, within, self.weights)

    def vectors_of(self, doc_ids: Collection[str]) -> list[tuple[str, Vectors]]:
        """Chunk id and unit vector of every chunk of these documents."""
        rows = self._file.rows(
            "SELECT chunk_id, vector FROM chunks WHERE doc_id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(doc_ids)),),
        )
        return [(chunk_id, to_vector(blob)) for chunk_id, blob in rows]

    def refs(self) -> list[Source]:
        """Every document, without its text, by source."""
        return list(
            map(to_ref, self._file.rows(f"SELECT {REF_COLUMNS} FROM documents d ORDER BY d.source"))
        )

    def openings(self) -> dict[str, str]:
        """The text of each document's first passage, in English where it was translated."""
        rows = self._file.rows(
            "SELECT c.doc_id, c.english, l.text FROM chunks c JOIN lexicon l ON l.rowid = c.id"
            " WHERE c.start = (SELECT min(o.start) FROM chunks o WHERE o.doc_id = c.doc_id)"
        )
        return {doc_id: english or text for doc_id, english, text in rows}

    def rarity(self, stems: Sequence[str]) -> dict[str, float]:
        """The inverse document frequency of each stem among the chunks, as BM25 has it."""
        return words.rarity(self._file, stems, self.stats().chunks)

    def texts_with(self, word: str) -> list[str]:
        """A few passages that have a word, most telling first."""
        return words.texts(self._file, [chunk_id for chunk_id, _ in self.lexical([word], TEXTS)])

    def known(self, stems: Collection[str]) -> dict[str, int]:
        """Those of ``stems`` that a chunk has, each with the number of its chunks."""
        return words.known(self._file, stems)

    def chunks(self, chunk_ids: Iterable[str]) -> dict[str, StoredChunk]:
        """The chunks that (still) exist among ``chunk_ids``, in their order."""
        ids = list(dict.fromkeys(chunk_ids))
        found: dict[str, StoredChunk] = {}
        for at in range(0, len(ids), BATCH):
            found |= self._some_chunks(ids[at : at + BATCH])
        return {chunk_id: found[chunk_id] for chunk_id in ids if chunk_id in found}

    def _some_chunks(self, ids: Sequence[str]) -> dict[str, StoredChunk]:
        with self._file.transaction(write=False):
            rows = self._file.rows(
                f"SELECT c.doc_id, {CHUNK_COLUMNS} FROM chunks c"
                f" JOIN lexicon l ON l.rowid = c.id WHERE c.chunk_id IN ({marks(ids)})",
                ids,
            )
            owners = list({row[0] for row in rows})
            refs = self._file.rows(
                f"SELECT {REF_COLUMNS} FROM documents d WHERE d.doc_id IN ({marks(owners)})",
                owners,
            )
        by_doc = {ref.doc_id: ref for ref in map(to_ref, refs)}
        return {row[1]: to_stored(row[1:], by_doc[row[0]]) for row in rows}

    def chunks_of(self, doc_id: str) -> list[StoredChunk]:
        """The chunks of a document, in text order."""
        ids = self._file.rows(
            "SELECT chunk_id FROM chunks WHERE doc_id = ? ORDER BY start", (doc_id,)
        )
        return list(self.chunks(chunk_id for (chunk_id,) in ids).values())

    def document(self, doc_id: str) -> Document | None:
        """The document with its text, or None."""
        rows = self._file.rows(
            f"SELECT {REF_COLUMNS}, d.encoding, d.skips, d.text FROM documents d"
            " WHERE d.doc_id = ?",
            (doc_id,),
        )
        return to_document(rows[0]) if rows else None

    def document_ids(self) -> list[str]:
        """Every document, sorted."""
        return [row[0] for row in self._file.rows("SELECT doc_id FROM documents ORDER BY 1")]

    def chunk_ids(self) -> set[str]:
        """Every chunk there is."""
        return {row[0] for row in self._file.rows("SELECT chunk_id FROM chunks")}

    def vectors(self, since: int = 0) -> Iterator[tuple[str, Vectors]]:
        """Chunk id and unit vector of each chunk written after version ``since``, oldest first."""
        last = 0
        while rows := self._file.rows(
            "SELECT id, chunk_id, vector FROM chunks WHERE version > ? AND id > ?"
            " ORDER BY id LIMIT ?",
            (since, last, BATCH),
        ):
            yield from ((chunk_id, to_vector(blob)) for _, chunk_id, blob in rows)
            last = rows[-1][0]

    def sources(self) -> list[SourceState]:
        """Every source and its state, by name."""
        rows = self._file.rows(
            f"SELECT {STATE_COLUMNS}, (SELECT count(*) FROM chunks c WHERE c.doc_id = s.doc_id),"
            f" {REF_COLUMNS} FROM sources s LEFT JOIN documents d USING (doc_id) ORDER BY s.source"
        )
        return [to_state(row) for row in rows]

    def find(self, text: str) -> SourceState:
        """The one source meant: its path, the start of its doc_id, or the end of its path.

        :raises LibraryError: if none or more than one is meant.
        """
        return the_one(text, self.sources())

    def ledger(self) -> dict[str, LedgerLine]:
        """What is remembered of each source's file."""
        rows = self._file.rows(
            "SELECT s.source, s.status, s.sha256, s.size, s.mtime_ns, d.recipe"
            " FROM sources s LEFT JOIN documents d USING (doc_id)"
        )
        return {row[0]: LedgerLine(*row) for row in rows}

    def put(
        self,
        document: Document,
        chunks: Sequence[StoredChunk],
        stamp: Stamp,
        state: FileState = UNKNOWN,
        recipe: str = "",
    ) -> None:
        """Store a document and its passages in the place of what its source held before.

        :param recipe: how it was cut into passages, to see later whether that has changed.
        :raises IndexMismatch: if the library's vectors are another model's.
        :raises LoadError: if the text has NUL characters.
        :raises ValueError: if a passage is not the document's text at its span.
        """
        ref = document.ref
        with self._file.transaction():
            self.revise(document, chunks, stamp, recipe)
            writes.attach(self._file, ref.source, ref.doc_id, ref.sha256, state)

    def revise(
        self, document: Document, chunks: Sequence[StoredChunk], stamp: Stamp, recipe: str = ""
    ) -> None:
        """Store a document and its passages; the ledger stays as it is. Errors as ``put``'s."""
        check_document(document, chunks, stamp.dimension)
        with self._file.transaction():
            writes.put_document(self._file, document, chunks, stamp, recipe)

    def attach(self, source: str, sha256: str, state: FileState, recipe: str = "") -> bool:
        """Note that ``source`` holds stored content; False if there is none of that recipe."""
        with self._file.transaction():
            rows = self._file.rows(
                "SELECT doc_id FROM documents WHERE sha256 = ? AND recipe = ?", (sha256, recipe)
            )
            if rows and writes.attach(self._file, source, rows[0][0], sha256, state):
                writes.bump(self._file)
        return bool(rows)

    def fail(self, source: str, reason: str) -> None:
        """Note that ``source`` could not be read; what it held before stays."""
        writes.fail(self._file, source, reason)

    def remove(self, source: str) -> None:
        """Forget a source, and its document unless another source holds the same."""
        with self._file.transaction():
            if writes.remove(self._file, source):
                writes.bump(self._file)

    def forget_passages(self) -> None:
        """Drop every passage and vector; documents stay, to be revised with another model."""
        with self._file.transaction():
            writes.forget_passages(self._file)
            writes.bump(self._file)

    def transaction(self) -> AbstractContextManager[None]:
        """Everything done inside happens together or not at all."""
        return self._file.transaction()
