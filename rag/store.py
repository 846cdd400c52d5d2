"""Chroma, embedded or on a server; nothing else in Fuente knows it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.generations import Generations
from rag.index import CollectionGone, LibraryIndex

if TYPE_CHECKING:
    from rag.config import Settings
    from rag.types import Stamp, Vectors, VectorSource

log = logging.getLogger(__name__)

BATCH = 5000  # Chroma takes at most 5461 at once
# Wide enough to find what exact search finds, for 0.4 ms more at 10,000 passages.
HNSW = {"space": "cosine", "ef_search": 400, "ef_construction": 200, "max_neighbors": 16}
# Written to the index files at once: otherwise whoever opens a generation replays Chroma's log
# and rewrites those files under the other readers.
EMBEDDED_HNSW = HNSW | {"sync_threshold": 1, "batch_size": 1}


def open_index(settings: Settings, library: VectorSource, stamp: Stamp) -> ChromaIndex:
    """The library's vector index, where the settings say.

    :raises IndexMismatch: if another model than ``stamp``'s made it or the library.
    :raises LibraryError: if the server does not answer.
    """
    return ChromaIndex(settings, library, stamp)


class ChromaIndex(LibraryIndex):
    """A library's vectors in Chroma: on the server the settings name, else embedded."""

    def __init__(self, settings: Settings, library: VectorSource, stamp: Stamp) -> None:
        place = Server(settings) if settings.chroma_url else Embedded(settings)
        super().__init__(settings, library, stamp, place)


class ChromaCollection:
    """A Chroma collection with its embedding function left out."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.name = str(inner.name)

    @property
    def stamped(self) -> Mapping[str, Any]:
        """The collection's metadata."""
        return self._inner.metadata or {}

    def stamp(self, metadata: dict[str, Any]) -> None:
        """Replace the metadata."""
        self._inner.modify(metadata=metadata)

    def count(self) -> int:
        """How many vectors there are."""
        return int(self._inner.count())

    def ids(self) -> set[str]:
        """Their chunk ids."""
        return set(self._inner.get(include=[])["ids"])

    def nearest(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Up to ``k`` chunk ids and cosine similarities, best first.

        :raises CollectionGone: if it was deleted on the server.
        """
        if k < 1:
            return []
        try:
            found = self._inner.query(query_embeddings=[vector], n_results=k, include=["distances"])
        except Exception as error:
            raise CollectionGone(self.name) if _not_found(error) else error from error
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return [(chunk_id, 1.0 - distance) for chunk_id, distance in pairs]

    def upsert(self, vectors: Iterable[tuple[str, Vectors]]) -> int:
        """Write vectors, a batch at a time; how many."""
        rows, written = iter(vectors), 0
        while batch := list(islice(rows, BATCH)):
            ids, embeddings = zip(*batch, strict=True)
            self._inner.upsert(ids=list(ids), embeddings=list(embeddings))
            written += len(ids)
        return written

    def delete(self, ids: Sequence[str]) -> None:
        """Delete vectors, a batch at a time."""
        for at in range(0, len(ids), BATCH):
            self._inner.delete(ids=list(ids[at : at + BATCH]))

    def is_same(self, other: ChromaCollection | None) -> bool:
        """Whether the other means the same collection at the same version."""
        if other is None:
            return False
        return bool(self._inner.id == other._inner.id and self.stamped == other.stamped)


class Embedded:
    """Chroma in this process, a generation at a time."""

    shared = False
    hint = "Check the free space, then run `fuente sources reindex`."

    def __init__(self, settings: Settings) -> None:
        folder = settings.path / "index"
        self.name = f"the vector index in {folder}"
        self._collection_name = settings.collection
        self._generations = Generations(folder)
        self._path: Path | None = None
        self._client: Any = None
        self._collection: ChromaCollection | None = None

    def collection(self, version: int) -> ChromaCollection | None:  # noqa: ARG002
        """The current generation's collection; None if there is none that can be read."""
        path = self._generations.current()
        if path != self._path:
            self.close()
            if path is not None:
                self._open(path)
            self._path = path
        return self._collection

    def _open(self, path: Path) -> None:
        try:
            self._client = _embedded_client(path)
            self._collection = _get(self._client, self._collection_name)
        except Exception as error:  # whatever is wrong with it, the library can answer
            log.warning("%s cannot be read (%s); run `fuente sources reindex`", path, error)
            self.close()

    @contextmanager
    def change(
        self, start: dict[str, Any], done: dict[str, Any], fresh: bool
    ) -> Iterator[ChromaCollection]:
        """A collection in a new generation, the current one if all goes well, else gone."""
        path = self._generations.begin(copy=None if fresh else self._generations.current())
        try:
            client = _embedded_client(path)
            try:
                collection = _make(client, self._collection_name, EMBEDDED_HNSW, start)
                yield collection
                collection.stamp(done)
                # Asking makes Chroma write down whatever it still holds back.
                collection.nearest(_any_vector(int(done["dimension"])), 1)
            finally:
                client.close()
            self._generations.finish(path)
        except BaseException:
            self._generations.prune()
            raise

    def close(self) -> None:
        """Let go of the generation's files."""
        if self._client is not None:
            self._client.close()
        self._path = self._client = self._collection = None


class Server:
    """Chroma behind a URL, where another process keeps the index."""

    shared = True
    hint = "Start it (`chroma run --path FOLDER`), or unset FUENTE_CHROMA_URL."

    def __init__(self, settings: Settings) -> None:
        self._url = settings.chroma_url
        self.name = f"the Chroma server at {self._url}"
        self._collection_name = settings.collection
        self._client: Any = None
        self._collection: ChromaCollection | None = None

    def collection(self, version: int) -> ChromaCollection | None:
        """The collection, looked up again unless it is known to stand at ``version``."""
        known = self._collection
        if known is None or known.stamped.get("version") != version:
            now = _get(self._connected(), self._collection_name)
            self._collection = known if known is not None and known.is_same(now) else now
        return self._collection

    @contextmanager
    def change(
        self, start: dict[str, Any], done: dict[str, Any], fresh: bool
    ) -> Iterator[ChromaCollection]:
        """The collection to write to; until the end its old version tells that it lags."""
        client = self._connected()
        if fresh and _get(client, self._collection_name) is not None:
            client.delete_collection(self._collection_name)
        collection = _make(client, self._collection_name, HNSW, start)
        yield collection
        collection.stamp(done)
        self._collection = None

    def close(self) -> None:
        """Hang up."""
        if self._client is not None:
            self._client.close()
        self._client = self._collection = None

    def _connected(self) -> Any:
        if self._client is None:
            import chromadb

            url = urlsplit(self._url)
            secure = url.scheme == "https"
            self._client = chromadb.HttpClient(
                host=url.hostname or "localhost",
                port=url.port or (443 if secure else 8000),
                ssl=secure,
                settings=_quiet(),
            )
        return self._client


def _embedded_client(path: Path) -> Any:
    import chromadb

    return chromadb.PersistentClient(path=path, settings=_quiet())


def _quiet() -> Any:
    from chromadb.config import Settings as ChromaSettings

    return ChromaSettings(anonymized_telemetry=False)


def _get(client: Any, name: str) -> ChromaCollection | None:
    try:
        return ChromaCollection(client.get_collection(name, embedding_function=None))
    except Exception as error:
        if _not_found(error):
            return None
        raise


def _make(
    client: Any, name: str, hnsw: dict[str, Any], metadata: dict[str, Any]
) -> ChromaCollection:
    found = _get(client, name)
    if found is not None:
        return found
    made = client.create_collection(
        name, embedding_function=None, configuration={"hnsw": hnsw}, metadata=metadata
    )
    return ChromaCollection(made)


def _not_found(error: Exception) -> bool:
    from chromadb.errors import NotFoundError

    return isinstance(error, NotFoundError)


def _any_vector(dimension: int) -> Vectors:
    import numpy as np

    return np.full(dimension, dimension**-0.5, dtype=np.float32)
