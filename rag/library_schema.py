"""The library's tables, and how those of an earlier Fuente are brought up to date."""

from __future__ import annotations

import sqlite3
import uuid
from pathlib import Path

from rag.errors import LibraryError

SCHEMA_VERSION = 3

# `text` is the last column of documents so that reading the others never touches its pages.
# The words of a passage stand once more in `lexicon`, whose rowid is the chunk's.
# `exchanges` and `cited` keep a conversation as it was: whole answers, and the articles they cite
# as they stood then.
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
CREATE TABLE conversations (id TEXT PRIMARY KEY, began TEXT NOT NULL) STRICT;
CREATE TABLE exchanges (
    id INTEGER PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    answer TEXT NOT NULL
) STRICT;
CREATE INDEX exchanges_of ON exchanges (conversation);
CREATE TABLE cited (doc_id TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT;
CREATE VIRTUAL TABLE lexicon USING fts5 (
    title, heading, text, english, tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab ('lexicon', 'row');
"""


def prepare(db: sqlite3.Connection, path: Path | None) -> None:
    """Make the tables in an empty file, or bring those of an earlier Fuente up to date.

    :raises LibraryError: if the file is a newer Fuente's, or something else's.
    """
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
            if version == 0:
                _create(db)
            if version == 1:
                _bring_from_1(db)
            if version in (1, 2):
                _bring_from_2(db)
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
    ):
        db.execute(statement)


def _bring_from_2(db: sqlite3.Connection) -> None:
    """Make room for conversations."""
    for statement in SCHEMA.split(";\n"):
        if any(f" {name} (" in statement for name in ("conversations", "exchanges", "cited")):
            db.execute(statement)
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _create(db: sqlite3.Connection) -> None:
    for statement in SCHEMA.split(";\n"):
        if statement.strip():
            db.execute(statement)
    facts = {"version": "0", "identity": uuid.uuid4().hex}
    db.executemany("INSERT OR IGNORE INTO facts VALUES (?, ?)", facts.items())
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
