"""Finds passages: dense and lexical candidates fused, their sentences scored as evidence.

A passage's score adds half its own cosine, half that of its best sentence and twice its BM25 as
a share of the most any passage could have: a question whose words the texts do not use is left
to its meaning. The three constants were chosen on the chunking benchmark; see evals/README.md.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.align import content_rows
from rag.evidence import score_sentences
from rag.question import Question, names_source, read
from rag.terms import american, has_content, stem
from rag.types import ChunkStore, Embedder, Hit, StoredChunk, VectorIndex

if TYPE_CHECKING:
    from rag.types import Vectors

CANDIDATES = 50  # asked of each side before fusing
DENSE, SENTENCE, LEXICAL = 0.5, 0.5, 2.0
OVER = 4  # times more asked of the index where only some documents count
NAMED = 0.3  # for passages whose author or publisher the question names
PREFERRED = 0.15  # for passages of documents that probably are meant
SATURATED = 2.2  # k1 + 1 of BM25: what a word's rarity is multiplied with at most


@dataclass(frozen=True, slots=True)
class _Candidate:
    stored: StoredChunk
    score: float


class Retriever:
    """Searches a library through its lexical index and a vector index.

    :param store: the chunks and their words.
    :param index: nearest chunks to a vector; may lag behind ``store``.
    """

    def __init__(self, store: ChunkStore, index: VectorIndex, embedder: Embedder) -> None:
        self._store, self._index, self._embedder = store, index, embedder

    def search(
        self,
        question: str,
        k: int,
        within: Collection[str] | None = None,
        prefer: Collection[str] = (),
        hints: Sequence[str] = (),
    ) -> list[Hit]:
        """Up to ``k`` passages, best first, each with its sentences scored as evidence.

        :param within: ids of the documents to look in; None is all of them.
        :param prefer: ids of documents whose passages come a little earlier.
        :param hints: further words to look for, such as those a translation was made from.
        """
        asked = self._respelled(read(question))
        if not has_content(question):
            return []
        pieces = self._embedder.encode_pieces([question])[0]
        vector, words = pieces.vector, content_rows(question, pieces)
        rarity = self._store.rarity(asked.stems)
        most = SATURATED * sum(rarity.values())
        found = self._candidates(asked, vector, most, within, prefer, hints)[:k]
        return [
            Hit(
                source=c.stored.source,
                span=c.stored.chunk.span,
                text=c.stored.text,
                score=c.score / (DENSE + SENTENCE + LEXICAL),
                heading=c.stored.chunk.heading,
                sentences=score_sentences(asked, c.stored, vector, words, rarity),
            )
            for c in found
        ]

    def _respelled(self, asked: Question) -> Question:
        """The question with the slips of the keyboard mended that the library's words betray."""
        slips = self._store.respell(asked.stems)
        if not slips:
            return asked
        meant = [slips.get(stem(w), w) for w in asked.words]
        return replace(asked, words=tuple(meant), stems=tuple(slips.get(s, s) for s in asked.stems))

    def _candidates(
        self,
        asked: Question,
        vector: Vectors,
        most: float,
        within: Collection[str] | None,
        prefer: Collection[str],
        hints: Sequence[str],
    ) -> list[_Candidate]:
        spelled = dict.fromkeys((*asked.words, *map(american, asked.words), *hints))
        words = dict(self._store.lexical(list(spelled), CANDIDATES, within))
        ids = [*words, *self._nearest(vector, within)]
        scored = [
            _fuse(asked, stored, vector, words.get(chunk_id, 0.0) / (most or 1.0), prefer)
            for chunk_id, stored in self._store.chunks(ids).items()
        ]
        return sorted(scored, key=lambda c: (-c.score, c.stored.chunk.chunk_id))

    def _nearest(self, vector: Vectors, within: Collection[str] | None) -> list[str]:
        """The nearest chunks; where only some documents count, as many of those.

        The index knows nothing of documents: it is asked for more, and where even so too few
        are of the right ones, theirs are compared one by one.
        """
        if within is None:
            return [chunk_id for chunk_id, _ in self._index.query(vector, CANDIDATES)]
        near = self._index.query(vector, CANDIDATES * OVER)
        found = [chunk_id for chunk_id, _ in near if chunk_id.split(":")[0] in within]
        if len(found) < CANDIDATES:
            every = self._store.vectors_of(within)
            found = [i for i, _ in sorted(every, key=lambda pair: -float(pair[1] @ vector))]
        return found[:CANDIDATES]


def _fuse(
    asked: Question,
    stored: StoredChunk,
    vector: Vectors,
    lexical: float,
    prefer: Collection[str],
) -> _Candidate:
    dense = float(stored.vector @ vector)
    sentence = float((stored.vectors @ vector).max(initial=-1.0))
    score = DENSE * dense + SENTENCE * sentence + LEXICAL * lexical
    score += PREFERRED * (stored.source.doc_id in prefer)
    return _Candidate(stored, score + (NAMED if names_source(asked, stored.source.meta) else 0.0))
