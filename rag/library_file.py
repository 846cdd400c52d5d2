"""The library's SQLite file: how it is opened, and what its failures mean."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag.errors import LibraryError
from rag.library_schema import prepare

FILE_NAME = "library.sqlite3"
BUSY_SECONDS = 15.0


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
            prepare(db, path)
        except BaseException:
            db.close()
            raise
    return db
