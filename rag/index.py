"""The vector index over a library: kept at its version, and completed when it lags behind."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol

from rag.errors import FuenteError, IndexMismatch, LibraryError
from rag.exact import ExactIndex
from rag.generations import writing

if TYPE_CHECKING:
    from rag.config import Settings
    from rag.types import Stamp, Vectors, VectorSource

log = logging.getLogger(__name__)

REBUILD_SHARE = 0.3  # of the passages gone: then a fresh index serves better than a patched one


class CollectionGone(LookupError):
    """The collection being asked was deleted by another process."""


class Collection(Protocol):
    """A set of unit vectors by chunk id, stamped with what it was made from."""

    name: str

    @property
    def stamped(self) -> Mapping[str, Any]:
        """What it was made from."""
        ...

    def count(self) -> int:
        """How many vectors there are."""
        ...

    def ids(self) -> set[str]:
        """Their chunk ids."""
        ...

    def nearest(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Up to ``k`` chunk ids and cosine similarities, best first."""
        ...

    def upsert(self, vectors: Iterable[tuple[str, Vectors]]) -> int:
        """Write vectors; how many."""
        ...

    def delete(self, ids: Sequence[str]) -> None:
        """Delete vectors."""
        ...


class Place(Protocol):
    """Where the collection is kept.

    ``shared``: whether other libraries may keep theirs there. ``name`` and ``hint``: what to
    call it when it fails, and what to do.
    """

    shared: bool
    name: str
    hint: str

    def collection(self, version: int) -> Collection | None:
        """The collection; the same object until it changes, fresh if not yet at ``version``."""
        ...

    def change(
        self, start: dict[str, Any], done: dict[str, Any], fresh: bool
    ) -> AbstractContextManager[Collection]:
        """The collection to write to, stamped ``done`` when all went well.

        :param start: the stamp of one that has to be made.
        :param fresh: begin with an empty one.
        """
        ...

    def close(self) -> None:
        """Let go of it; the next use opens it again."""
        ...


@dataclass(frozen=True, slots=True)
class IndexChange:
    """What was done to the index: chunks written and deleted, and whether it was begun afresh."""

    written: int = 0
    deleted: int = 0
    rebuilt: bool = False


@dataclass(frozen=True, slots=True)
class _View:
    """A collection with all the library held at ``version``, and what the library has since."""

    collection: Collection | None
    version: int
    newer: ExactIndex


class LibraryIndex:
    """Nearest chunks of a library, always as the library stands now.

    Safe to share between threads; follows the changes of other processes. Every method raises
    LibraryError if the place fails, IndexMismatch if the vectors are not ``stamp``'s model's.
    """

    def __init__(
        self, settings: Settings, library: VectorSource, stamp: Stamp, place: Place
    ) -> None:
        self._settings = settings
        self._library = library
        self._stamp = stamp
        self._place = place
        self._lock = threading.RLock()  # nobody closes a collection another thread is asking
        self._seen = _View(None, 0, ExactIndex(library))
        library.check(stamp)
        if place.shared:
            _ = self.version  # a stranger's collection or a dead server is known at once

    def query(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Up to ``k`` pairs of chunk id and cosine similarity, best first.

        :param vector: float32, one unit row.
        """
        with self._lock, self._explained():
            try:
                return self._query(vector, k)
            except CollectionGone:
                self._place.close()  # another process has made it again
                return self._query(vector, k)

    def sync(self) -> IndexChange:
        """Bring the index to the library's version; cheap when it is there already.

        :raises LibraryError: if another process is writing.
        """
        with writing(self._settings), self._explained():
            self._library.check(self._stamp)
            view = self._view()
            if view.version == self._library.version and self._is_whole(view):
                return IndexChange()
            if view.collection is None or view.version == self._library.version:
                return self._write(0, [], fresh=True)
            return self._update(view.collection, view.version)

    def rebuild(self) -> IndexChange:
        """Make the index again from the library's vectors, whatever state it is in.

        :raises LibraryError: if another process is writing.
        """
        with writing(self._settings), self._explained():
            self._library.check(self._stamp)
            return self._write(0, [], fresh=True)

    @property
    def version(self) -> int:
        """The library version the index has reached; 0 when there is none."""
        with self._explained():
            return self._view().version

    @property
    def count(self) -> int:
        """How many chunks the index holds."""
        with self._lock, self._explained():
            collection = self._view().collection
            return 0 if collection is None else collection.count()

    def close(self) -> None:
        """Let go of the place and its files."""
        with self._lock:
            self._place.close()
            self._seen = _View(None, 0, ExactIndex(self._library))

    def __enter__(self) -> LibraryIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _query(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        view = self._view()
        if view.collection is not None and view.version == self._library.version:
            return view.collection.nearest(vector, k)
        self._library.check(self._stamp)
        newer = view.newer.query(vector, k)
        older = _older(view, vector, k)
        return sorted(older + newer, key=lambda pair: -pair[1])[:k]

    def _view(self) -> _View:
        with self._lock:
            collection = self._place.collection(self._library.version)
            if collection is None or collection is not self._seen.collection:
                version = self._fitting_version(collection)
                if version is None:
                    collection = None
                if collection is not None or self._seen.collection is not None:
                    newer = ExactIndex(self._library, version or 0)
                    self._seen = _View(collection, version or 0, newer)
            return self._seen

    def _is_whole(self, view: _View) -> bool:
        held = 0 if view.collection is None else view.collection.count()
        return held == len(self._library.chunk_ids())

    def _fitting_version(self, collection: Collection | None) -> int | None:
        """The version a collection stands at; None unless made from this library and model."""
        if collection is None:
            return None
        stamped = dict(collection.stamped)
        if self._place.shared and stamped.get("library") != self._library.identity:
            raise IndexMismatch(
                f"the collection {collection.name!r} in {self._place.name} belongs to another"
                f" library (embedding model {stamped.get('name', 'unknown')})",
                "Set FUENTE_COLLECTION to another name, or delete that collection.",
            )
        version = int(stamped.get("version") or 0)
        fits = stamped == self._metadata(version) and version <= self._library.version
        return version if fits else None

    def _metadata(self, version: int) -> dict[str, Any]:
        return {**asdict(self._stamp), "library": self._library.identity, "version": version}

    def _update(self, collection: Collection, since: int) -> IndexChange:
        gone = sorted(collection.ids() - self._library.chunk_ids())
        if len(gone) > REBUILD_SHARE * collection.count():
            return self._write(0, [], fresh=True)
        try:
            return self._write(since, gone, fresh=False)
        except Exception as error:
            if self._place.shared:
                raise
            log.warning("the vector index cannot be updated (%s): making it again", error)
            return self._write(0, [], fresh=True)

    def _write(self, since: int, gone: Sequence[str], fresh: bool) -> IndexChange:
        done = self._metadata(self._library.version)
        with self._place.change(self._metadata(0), done, fresh) as collection:
            collection.delete(gone)
            written = collection.upsert(self._library.vectors(since=since))
            held, meant = collection.count(), len(self._library.chunk_ids())
            if held != meant:
                raise LibraryError(
                    f"{self._place.name} holds {held} passages, the library {meant}",
                    "Run `fuente sources reindex`.",
                )
        return IndexChange(written, len(gone), fresh)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except FuenteError:
            raise
        except Exception as error:  # Chroma raises its own errors, httpx's and Rust's
            self._place.close()
            what = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise LibraryError(f"{self._place.name}: {what}", self._place.hint) from error


def _older(view: _View, vector: Vectors, k: int) -> list[tuple[str, float]]:
    """The nearest in the collection that neither were deleted nor have a newer vector."""
    if view.collection is None:
        return []
    total, wanted = view.collection.count(), k
    while True:
        found = view.collection.nearest(vector, min(wanted, total))
        there = view.newer.older(chunk_id for chunk_id, _ in found)
        if len(there) >= k or wanted >= total:
            return [pair for pair in found if pair[0] in there]
        wanted *= 2
