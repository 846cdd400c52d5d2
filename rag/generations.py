"""The folders of the embedded index: the current one, the next one, the swap, the writer's lock.

A generation is never changed once ``CURRENT`` names it: the next one is a copy of it with the
change, so that a reader always has a whole index, and a writer that dies leaves only a folder
nobody looks at.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import LibraryError

if TYPE_CHECKING:
    from rag.config import Settings

LOCK = "writer.lock"
PATIENCE = 3.0  # seconds a second writer waits
DATABASE = "chroma.sqlite3"
KEPT = 2


@contextmanager
def writing(settings: Settings, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the right to change the library; may be nested in one thread.

    :param patience: seconds to wait for another writer.
    :raises LibraryError: if another writer has it, or the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    path = settings.path / LOCK
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, is_singleton=True)
        lock.acquire(timeout=patience)
    except Timeout as error:
        raise LibraryError(
            f"another ingest is running in {settings.path}", "Wait until it is done."
        ) from error
    except OSError as error:
        raise LibraryError(
            f"{path}: {error.strerror or error}",
            "Check that the folder is yours to write, or set FUENTE_HOME to another.",
        ) from error
    try:
        yield
    finally:
        lock.release()


class Generations:
    """The numbered folders ``gen-N`` under ``folder`` and the file that names the current one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pointer = folder / "CURRENT"

    def current(self) -> Path | None:
        """The generation readers use; None if there is none."""
        try:
            path = self._folder / self._pointer.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        return path if path.parent == self._folder and (path / DATABASE).is_file() else None

    def begin(self, copy: Path | None) -> Path:
        """A new generation's folder: empty, or a copy of another generation."""
        numbers = [_number(path) for path in self._folder.glob("gen-*")]
        self.prune()
        path = self._folder / f"gen-{max(numbers, default=0) + 1}"
        path.mkdir(parents=True)
        if copy is not None:
            shutil.copytree(
                copy, path, ignore=shutil.ignore_patterns(f"{DATABASE}*"), dirs_exist_ok=True
            )
            _copy_database(copy / DATABASE, path / DATABASE)
        return path

    def finish(self, path: Path) -> None:
        """Make ``path`` the current generation, on the disk before it is named."""
        for file in (p for p in path.rglob("*") if p.is_file()):
            _flush(file)
        draft = self._pointer.with_suffix(".new")
        draft.write_text(path.name, encoding="ascii")
        _flush(draft)
        draft.replace(self._pointer)
        _flush(self._folder)
        self.prune()

    def prune(self) -> None:
        """Delete all but the current generation and the one before it, which may be in use."""
        current = self.current()
        last = _number(current) if current else 0
        whole = sorted((p for p in self._folder.glob("gen-*") if _number(p) <= last), key=_number)
        for path in set(self._folder.glob("gen-*")) - set(whole[-KEPT:]):
            shutil.rmtree(path, ignore_errors=True)


def _number(path: Path) -> int:
    digits = path.name.removeprefix("gen-")
    return int(digits) if digits.isdecimal() else 0


def _copy_database(source: Path, target: Path) -> None:
    # Opening a Chroma folder writes a row: SQLite's own copy waits for whoever is doing that.
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
