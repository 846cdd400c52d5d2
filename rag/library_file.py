"""The library's SQLite file: its tables, how it is opened, and what its failures mean."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag.errors import LibraryError

FILE_NAME = "library.sqlite3"
SCHEMA_VERSION = 2
BUSY_SECONDS = 15.0

# `text` is the last column of documents so that reading the others never touches its pages.
# The words of a passage stand once more in `lexicon`, whose rowid is the chunk's.
# `chunks.version` is the library version that wrote the row: an index knows by it what is new.
SCHEMA = """
CREATE TABLE facts (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE documents (
    doc_id TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    title TEXT NOT NULL,
    author TEXT,
    publisher TEXT,
    published TEXT,
    language TEXT,
    url TEXT,
    kind TEXT NOT NULL,
    found TEXT NOT NULL,
    encoding TEXT NOT NULL,
    recipe TEXT NOT NULL,
    skips TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE TABLE sources (
    source TEXT PRIMARY KEY,
    status TEXT NOT NULL CHECK (status IN ('ok', 'duplicate', 'failed')),
    ingested_at TEXT NOT NULL,
    sha256 TEXT,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    error TEXT,
    doc_id TEXT REFERENCES documents (doc_id)
) STRICT;
CREATE INDEX sources_of ON sources (doc_id);
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY,
    chunk_id TEXT NOT NULL UNIQUE,
    doc_id TEXT NOT NULL REFERENCES documents (doc_id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    heading TEXT NOT NULL,
    vector BLOB NOT NULL,
    sentences BLOB NOT NULL,
    vectors BLOB NOT NULL,
    english TEXT NOT NULL DEFAULT '',
    pieces BLOB NOT NULL DEFAULT x'',
    counts BLOB NOT NULL DEFAULT x''
) STRICT;
CREATE INDEX chunks_of ON chunks (doc_id);
CREATE INDEX chunks_since ON chunks (version);
CREATE VIRTUAL TABLE lexicon USING fts5 (
    title, heading, text, english, tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab ('lexicon', 'row');
"""


class LibraryFile:
    """The open SQLite file, one statement or transaction at a time.

    One connection serves every thread, under a lock: a library in memory has only one, reads
    take about a millisecond, and short-lived threads (a Streamlit session has many) leave no
    connection behind. Other processes go on reading while one writes (WAL).

    :param path: where it is, created if need be; None keeps it in memory.
    :raises LibraryError: here and in every method, if the file cannot be used.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._db = _connect(path)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """Every row of a SELECT, as tuples."""
        with self._lock, translated(self.path):
            return self._db.execute(statement, values).fetchall()

    def write(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run one statement that changes something; the cursor counts and numbers the rows."""
        with self._lock, translated(self.path):
            return self._db.execute(statement, values)

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

    def fact(self, key: str) -> str | None:
        """What is noted under ``key``."""
        rows = self.rows("SELECT value FROM facts WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def note(self, key: str, value: str) -> None:
        """Note ``value`` under ``key``."""
        self.write("INSERT OR REPLACE INTO facts VALUES (?, ?)", (key, value))


def marks(values: Sequence[Any]) -> str:
    """As many question marks as ``values``."""
    return ", ".join("?" * len(values))


@contextmanager
def translated(path: Path | None) -> Iterator[None]:
    """Turn what SQLite and the system say into one line with a way out."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        where = path or "the library in memory"
        what = str(error) if isinstance(error, sqlite3.Error) else error.strerror or str(error)
        raise LibraryError(f"{where}: {what}", _way_out(what)) from error


def _way_out(what: str) -> str:
    for words, hint in _HINTS.items():
        if words in what:
            return hint
    return "Check that the folder exists and is yours to write, or set FUENTE_HOME to another."


_HINTS = {
    "not a database": "Move the file away and ingest again, or set FUENTE_HOME to another folder.",
    "malformed": "Move the file away and ingest again.",
    "is full": "Free some space and run the command again; nothing is lost.",
    "disk I/O": "Check the free space and the disk, then run the command again.",
    "locked": "Another process is writing; try again when it is done.",
}


def _connect(path: Path | None) -> sqlite3.Connection:
    where = ":memory:" if path is None else str(path)
    with translated(path):
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(
            where, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            _prepare(db, path)
        except BaseException:
            db.close()
            raise
    return db


def _prepare(db: sqlite3.Connection, path: Path | None) -> None:
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    if _schema_version(db) == SCHEMA_VERSION:
        return
    # Two processes may both find it empty: whoever gets the lock second looks again.
    db.execute("BEGIN IMMEDIATE")
    try:
        if (version := _schema_version(db)) != SCHEMA_VERSION:
            _refuse_strangers(db, version, path)
            if version == 1:
                _bring_from_1(db)
            else:
                _create(db)
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _schema_version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _refuse_strangers(db: sqlite3.Connection, version: int, path: Path | None) -> None:
    if version > SCHEMA_VERSION:
        raise LibraryError(
            f"{path} was written by a newer Fuente",
            "Upgrade Fuente, or set FUENTE_HOME to another folder.",
        )
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    if tables and not (version and "lexicon" in tables):
        raise LibraryError(
            f"{path} is a database of something else", "Set FUENTE_HOME to another folder."
        )


def _bring_from_1(db: sqlite3.Connection) -> None:
    """Make room for English beside Spanish and for wordpieces.

    The next ingest reads every file again for them.
    """
    lexicon = next(s for s in SCHEMA.split(";\n") if "lexicon USING" in s)
    for statement in (
        "ALTER TABLE chunks ADD COLUMN english TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE chunks ADD COLUMN pieces BLOB NOT NULL DEFAULT x''",
        "ALTER TABLE chunks ADD COLUMN counts BLOB NOT NULL DEFAULT x''",
        "DROP TABLE vocabulary",
        "ALTER TABLE lexicon RENAME TO lexicon_1",
        lexicon,
        "INSERT INTO lexicon (rowid, title, heading, text, english)"
        " SELECT rowid, title, heading, text, '' FROM lexicon_1",
        "DROP TABLE lexicon_1",
        "CREATE VIRTUAL TABLE vocabulary USING fts5vocab ('lexicon', 'row')",
        "UPDATE documents SET recipe = ''",
        f"PRAGMA user_version = {SCHEMA_VERSION}",
    ):
        db.execute(statement)


def _create(db: sqlite3.Connection) -> None:
    for statement in SCHEMA.split(";\n"):
        if statement.strip():
            db.execute(statement)
    facts = {"version": "0", "identity": uuid.uuid4().hex}
    db.executemany("INSERT OR IGNORE INTO facts VALUES (?, ?)", facts.items())
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
