"""Finds passages: dense and lexical candidates fused, their sentences scored as evidence.

A passage's score adds half its own cosine, half that of its best sentence and twice its BM25 as
a share of the most any passage could have: a question whose words the texts do not use is left
to its meaning. What it repeats of the question's wording counts half. The constants were chosen
on the chunking benchmark and half of XQuAD's articles; see evals/README.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

from rag.adjacent import Pair, adjacent, pairs_of
from rag.align import content_rows
from rag.chat import placed
from rag.evidence import score_sentences
from rag.planted import is_planted
from rag.question import Question, names_source, read
from rag.terms import american, has_content, stem_set, stems_in_order
from rag.types import ChunkStore, Embedder, Evidence, Hit, StoredChunk, VectorIndex

if TYPE_CHECKING:
    from rag.asking import Asker
    from rag.types import Pieces, Vectors

CANDIDATES = 50  # asked of each side before fusing
DENSE, SENTENCE, LEXICAL = 1.0, 1.0, 2.0
ADJACENT = 0.5  # for a passage that has all of the question's words side by side
OVER = 4  # times more asked of the index where only some documents count
NAMED = 0.3  # for passages whose author or publisher the question names
PREFERRED = 0.15  # for passages of documents that probably are meant
# What a question asks for, whatever else is searched with it.
ASKS = ("kind", "unit", "focus", "many", "figures")
RARE = 2.5  # inverse document frequency of a word that makes a question one of another matter
SATURATED = 2.2  # k1 + 1 of BM25: what a word's rarity is multiplied with at most


@dataclass(frozen=True, slots=True)
class _Sought:
    """A question as it is searched.

    :param words: its side of ``rag.align``.
    :param rarity: inverse document frequency of its content words' stems.
    :param pairs: its neighbouring words, for ``rag.adjacent``.
    """

    asked: Question
    vector: Vectors
    words: Vectors
    rarity: Mapping[str, float]
    pairs: Mapping[Pair, float]

    def score(self, stored: StoredChunk) -> tuple[Evidence, ...]:
        """Each sentence of a passage as evidence, but for those that speak to a machine."""
        found = score_sentences(self.asked, stored, self.vector, self.words, self.rarity)
        return tuple(evidence for evidence in found if not is_planted(evidence.read))


@dataclass(frozen=True, slots=True)
class _Candidate:
    stored: StoredChunk
    score: float


class Retriever:
    """Searches a library through its lexical index and a vector index.

    :param store: the chunks and their words.
    :param index: nearest chunks to a vector; may lag behind ``store``.
    :param asker: gives questions their vectors; without one the embedder does.
    """

    def __init__(
        self,
        store: ChunkStore,
        index: VectorIndex,
        embedder: Embedder,
        asker: Asker | None = None,
    ) -> None:
        self._store, self._index, self._embedder = store, index, embedder
        self._asker = asker

    def search(
        self,
        question: str,
        k: int,
        within: Collection[str] | None = None,
        prefer: Collection[str] = (),
        hints: Sequence[str] = (),
        said: Sequence[str] = (),
        before: str = "",
    ) -> list[Hit]:
        """Up to ``k`` passages, best first, each with its sentences scored as evidence.

        :param within: ids of the documents to look in; None is all of them.
        :param prefer: ids of documents whose passages come a little earlier.
        :param hints: further words to look for, such as those a translation was made from.
        :param said: what earlier answers of a chat said.
        :param before: the question and answer of a chat that the question may lean on.
        """
        if not has_content(question):
            return []
        sought = self._sought(question)
        found = self._candidates(sought, k, within, prefer, hints)
        if not before or _is_of_another_matter(sought, before):
            return [_hit(c, sought) for c in found]
        wide = self._sought(f"{before} {question}", sought.asked)
        found = _in_turn(self._candidates(wide, k, within, prefer, hints), found)[:k]
        likeness = [[e.score for e in wide.score(c.stored)] for c in found]
        return placed([_hit(c, sought) for c in found], likeness, said)

    def _sought(self, text: str, asks: Question | None = None) -> _Sought:
        """A text as it is searched.

        :param asks: the question it stands for, where that is not all of it.
        """
        asked = read(text)
        if asks is not None:
            asked = replace(asked, **{name: getattr(asks, name) for name in ASKS})
        pieces = self._embedder.encode_pieces([text])[0]
        words = content_rows(text, pieces)
        stems = stems_in_order(text)
        rarity = self._store.rarity(stems)
        told = {s: rarity[s] for s in asked.stems}
        return _Sought(asked, self._vector(text, pieces), words, told, pairs_of(stems, rarity))

    def _vector(self, text: str, pieces: Pieces) -> Vectors:
        """Half way between the question as articles are embedded and as questions are asked."""
        if self._asker is None:
            return pieces.vector
        both = pieces.vector + self._asker.vector(text)
        return np.asarray(both / np.linalg.norm(both), dtype=np.float32)

    def _candidates(
        self,
        sought: _Sought,
        k: int,
        within: Collection[str] | None,
        prefer: Collection[str],
        hints: Sequence[str],
    ) -> list[_Candidate]:
        """The ``k`` best candidates, best first."""
        asked, most = sought.asked, SATURATED * sum(sought.rarity.values())
        spelled = dict.fromkeys((*asked.words, *map(american, asked.words), *hints))
        words = dict(self._store.lexical(list(spelled), CANDIDATES, within))
        ids = [*words, *self._nearest(sought.vector, within)]
        scored = [
            _fuse(asked, stored, sought.vector, words.get(chunk_id, 0.0) / (most or 1.0), prefer)
            for chunk_id, stored in self._store.chunks(ids).items()
        ]
        return _reworded(scored, sought.pairs, k)

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


def _is_of_another_matter(sought: _Sought, before: str) -> bool:
    """Whether a question names somebody or something rare, and nothing that the chat names."""
    known = stem_set(before)
    named = [stem_set(name) for name in sought.asked.names]
    rare = any(sought.rarity.get(s, 0.0) >= RARE for name in named for s in name)
    return rare and all(name.isdisjoint(known) for name in named)


def _hit(found: _Candidate, sought: _Sought) -> Hit:
    stored = found.stored
    return Hit(
        source=stored.source,
        span=stored.chunk.span,
        text=stored.text,
        score=found.score / (DENSE + SENTENCE + LEXICAL + ADJACENT),
        heading=stored.chunk.heading,
        sentences=sought.score(stored),
    )


def _in_turn(chat: Sequence[_Candidate], alone: Sequence[_Candidate]) -> list[_Candidate]:
    """What is found with the chat and what without, the best of each in turn, each once.

    Their scores do not compare; nobody knows yet whether the question is about the same matter.
    """
    turns = (c for pair in zip_longest(chat, alone) for c in pair if c is not None)
    return list({c.stored.chunk.chunk_id: c for c in turns}.values())


def _reworded(scored: list[_Candidate], pairs: Mapping[Pair, float], k: int) -> list[_Candidate]:
    """The ``k`` best once those that can be among them are told apart by the question's wording."""
    best = sorted(scored, key=_rank)
    least = best[min(k, len(best)) - 1].score - ADJACENT if best else 0.0
    close = [
        replace(c, score=c.score + ADJACENT * adjacent(pairs, _english(c.stored)))
        for c in best
        if c.score >= least
    ]
    return sorted(close, key=_rank)[:k]


def _rank(found: _Candidate) -> tuple[float, str]:
    return -found.score, found.stored.chunk.chunk_id


def _english(stored: StoredChunk) -> str:
    return " ".join(stored.english) if stored.english else stored.text


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
