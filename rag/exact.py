"""Nearest passages by comparing with every vector: for a few texts, or what an index lacks."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from rag.types import Vectors, VectorSource


class ExactIndex:
    """The vectors of a library written after a version, kept up to date at each query.

    :param since: leave out what is as old as this version; 0 takes all.
    """

    def __init__(self, library: VectorSource, since: int = 0) -> None:
        self._library = library
        self._seen = since
        self._lock = threading.Lock()
        self._all: set[str] = library.chunk_ids()
        self._found: dict[str, Vectors] = {}
        self._rows: Vectors = np.zeros((0, 0), dtype=np.float32)

    def query(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Up to ``k`` pairs of chunk id and cosine similarity, best first."""
        with self._lock:
            self._refresh()
            ids, rows = list(self._found), self._rows
        if not ids:
            return []
        scores = rows @ vector
        best = np.argsort(-scores, kind="stable")[: max(k, 0)]
        return [(ids[i], float(scores[i])) for i in best]

    def older(self, chunk_ids: Iterable[str]) -> set[str]:
        """Those of ``chunk_ids`` that are still there and as old as ``since``."""
        return {i for i in chunk_ids if i in self._all and i not in self._found}

    def _refresh(self) -> None:
        version = self._library.version
        if version == self._seen:
            return
        self._found |= self._library.vectors(since=self._seen)
        self._all = self._library.chunk_ids()
        self._found = {i: row for i, row in self._found.items() if i in self._all}
        self._rows = np.stack(list(self._found.values())) if self._found else self._rows[:0]
        self._seen = version
