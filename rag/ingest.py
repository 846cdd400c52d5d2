"""Brings the library and its index to what is on the disk, one document at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.embed import passages, recipe_of
from rag.english import recipe_for, recipes
from rag.errors import LoadError
from rag.files import Found, find_files, written_at
from rag.generations import writing
from rag.library_rows import FileState, LedgerLine
from rag.load import SUFFIXES, load
from rag.types import Stamp

if TYPE_CHECKING:
    from rag.config import Settings
    from rag.index import LibraryIndex
    from rag.library import Library
    from rag.types import Embedder

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did, counted in files.

    :param duplicates: files whose content another source has brought already.
    :param passed_over: files in folders that are of no known kind.
    :param failed: each source that could not be read, and why.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    duplicates: int = 0
    passed_over: int = 0
    failed: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The stable JSON of a report."""
        return {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "duplicates": self.duplicates,
            "passed_over": self.passed_over,
            "failed": [{"source": source, "reason": reason} for source, reason in self.failed],
        }


def sync(
    paths: Sequence[str | Path],
    library: Library,
    index: LibraryIndex,
    embedder: Embedder,
    settings: Settings,
    progress: Progress | None = None,
) -> Report:
    """Add or refresh files and folders, and forget the vanished files of those folders.

    Each document is stored whole or not at all, so that an ingest that was interrupted goes on
    where it stopped. What has not changed is not embedded again. A source is the file's absolute
    path, links resolved.

    :param progress: called with files done, files in all and the file that comes next.
    :raises LoadError: if a path does not exist; then nothing was done.
    :raises LibraryError: if another process is writing.
    :raises IndexMismatch: if the library's vectors are another model's.
    """
    found = find_files(paths, SUFFIXES)
    with writing(settings):
        library.check(Stamp.of(embedder))
        ingest = _Ingest(library, embedder, settings)
        ingest.forget_vanished(found)
        for done, path in enumerate(found.files):
            if progress:
                progress(done, len(found.files), path.name)
            ingest.refresh(path)
        if progress:
            progress(len(found.files), len(found.files), "")
        index.sync()
    return ingest.report(found)


def remove(source: str, library: Library, index: LibraryIndex, settings: Settings) -> str:
    """Forget a source; its full name.

    :param source: as ``Library.find`` takes it.
    :raises LibraryError: if there is no such source, or another process is writing.
    """
    with writing(settings):
        name = library.find(source).source
        library.remove(name)
        index.sync()
    return name


def embed_again(
    library: Library,
    open_index: Callable[[], LibraryIndex],
    embedder: Embedder,
    settings: Settings,
    progress: Progress | None = None,
) -> int:
    """Cut and embed every stored document again from its text; how many.

    Everything happens in one transaction: interrupted, the library is as it was.

    :param open_index: opens the index once the library has its new vectors; it is closed here.
    :raises LibraryError: if another process is writing.
    """
    stamp, recipe = Stamp.of(embedder), recipe_of(settings)
    with writing(settings):
        ids = library.document_ids()
        with library.transaction():
            library.forget_passages()
            for done, doc_id in enumerate(ids):
                document = library.document(doc_id)
                if document is None:
                    continue
                if progress:
                    progress(done, len(ids), document.ref.meta.title)
                found = passages(document, embedder, settings)
                library.revise(document, found, stamp, recipe_for(document, found, recipe))
        with open_index() as index:
            index.rebuild()
    return len(ids)


@dataclass
class _Ingest:
    """One run over a list of files."""

    library: Library
    embedder: Embedder
    settings: Settings
    counts: dict[str, int] = field(default_factory=dict)
    failed: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ledger = self.library.ledger()
        self.stamp, self.recipe = Stamp.of(self.embedder), recipe_of(self.settings)
        self.settled = recipes(self.recipe)

    def report(self, found: Found) -> Report:
        """What was done so far."""
        failed = (*found.unreadable, *self.failed)
        return Report(passed_over=found.passed_over, failed=failed, **self.counts)

    def forget_vanished(self, found: Found) -> None:
        """Remove the sources under the named folders whose files are no more."""
        for source in self.ledger:
            path = Path(source)
            inside = any(path.is_relative_to(folder) for folder in found.folders)
            if inside and not path.exists():
                self.library.remove(source)
                self._count("removed")

    def refresh(self, path: Path) -> None:
        """Bring the library to what ``path`` holds, and count what that took."""
        source = str(path)
        try:
            self._count(self._refresh(path, source))
        except LoadError as error:
            self.failed.append((_printable(source), error.message))
            if source == _printable(source):
                self.library.fail(source, error.message)

    def _refresh(self, path: Path, source: str) -> str:
        """Bring the library to what ``path`` holds; the count of the report that goes up."""
        if source != _printable(source):
            raise LoadError("its name is not valid UTF-8")
        line = self.ledger.get(source)
        before = line.sha256 if line else None
        state, digest = _look(path, line, self.settled)
        if digest is None:
            return "unchanged"
        if any(self.library.attach(source, digest, state, recipe) for recipe in self.settled):
            return "unchanged" if before == digest else "duplicates"
        document = load(source)
        found = passages(document, self.embedder, self.settings)
        if not found:
            raise LoadError("the file holds no article text")
        recipe = recipe_for(document, found, self.recipe)
        self.library.put(document, found, self.stamp, state, recipe)
        return "changed" if before else "added"

    def _count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1


def _look(
    path: Path, line: LedgerLine | None, settled: Sequence[str]
) -> tuple[FileState, str | None]:
    """How the file stands, and its SHA-256 unless it is plain that nothing has changed."""
    try:
        stat = path.stat()
        state = FileState(stat.st_size, written_at(stat))
        if line is not None and _is_settled(line, state, settled):
            return state, None
        with path.open("rb") as file:
            return state, hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise LoadError(f"the file cannot be read ({error.strerror or error})") from error


def _is_settled(line: LedgerLine, state: FileState, recipes: Sequence[str]) -> bool:
    if line.status == "failed" or line.recipe not in recipes or not line.mtime_ns:
        return False
    return (line.size, line.mtime_ns) == (state.size, state.mtime_ns)


def _printable(source: str) -> str:
    return source.encode("utf-8", "replace").decode()
