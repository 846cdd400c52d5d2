"""Checks drafts: each statement against the passages of a library, or against given texts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from rag.claims import bare, statements, unframed
from rag.planted import is_planted
from rag.retrieve import Retriever
from rag.support import Finding, Pool, Sentence, judge, rarities
from rag.terms import stem_set
from rag.text import blocks, sentences
from rag.types import (
    Checked,
    Citation,
    Document,
    Embedder,
    Hit,
    Metadata,
    Source,
    Span,
    StoredChunk,
    Support,
)

if TYPE_CHECKING:
    from rag.types import Vectors

PASSAGES = 8  # of the library that a statement is held against
NEAREST = 48  # sentences of given texts that are looked at for a statement
Gather = Callable[[str], Pool]
"""From a statement to the sentences it is held against."""
FindChunks = Callable[[Iterable[str]], dict[str, StoredChunk]]
FindDocument = Callable[[str], Document | None]


@dataclass(frozen=True)
class Checker:
    """Holds statements against sentences.

    :param gather: finds the sentences for a statement.
    """

    embedder: Embedder
    gather: Gather

    def draft(self, text: str) -> list[Checked]:
        """Every statement of a draft, in order; see ``claims.statements`` for what is none."""
        spans = statements(text)
        return self.statements(text, spans)

    def claim(self, text: str) -> Checked:
        """One claim, whatever its form: as weak as its weakest statement.

        ``unsupported`` are spans of ``text``; citations are those of all its statements.
        """
        parts = self.statements(text, statements(text) or [Span(0, len(text))])
        if len(parts) == 1 and parts[0].span == Span(0, len(text)):
            return parts[0]
        return _together(text, parts)

    def statements(self, text: str, spans: Sequence[Span]) -> list[Checked]:
        """The given spans of a text, each checked for itself."""
        found = self.findings(text, spans)
        return [_checked(text, span, f) for span, f in zip(spans, found, strict=True)]

    def findings(self, text: str, spans: Sequence[Span]) -> list[Finding]:
        """What the evidence says of each span of a text."""
        plain = bare(text)
        said = [unframed(span.of(plain)) for span in spans]
        vectors = self.embedder.encode([" ".join(s.split()) for s in said])
        return [judge(s, v, self.gather(s)) for s, v in zip(said, vectors, strict=True)]


def over_library(
    retriever: Retriever,
    embedder: Embedder,
    chunks: FindChunks,
    document: FindDocument,
) -> Checker:
    """A checker over the passages a library has nearest to each statement."""

    def gather(statement: str) -> Pool:
        return _pool_of(retriever.search(statement, PASSAGES), chunks, document)

    return Checker(embedder, gather)


def over_passages(
    hits: Sequence[Hit], embedder: Embedder, chunks: FindChunks, document: FindDocument
) -> Checker:
    """A checker over the sentences of these passages, but for those that speak to a machine."""
    pool = _pool_of(hits, chunks, document)
    kept = [i for i, sentence in enumerate(pool.sentences) if not is_planted(sentence.text)]
    told = Pool([pool.sentences[i] for i in kept], pool.vectors[kept], pool.context)
    return Checker(embedder, lambda _: told)


def _pool_of(hits: Sequence[Hit], chunks: FindChunks, document: FindDocument) -> Pool:
    """The sentences of passages, with the whole texts they are from."""

    def context(doc_id: str) -> str:
        found = document(doc_id)
        return found.text if found else ""

    ids = [f"{h.source.doc_id}:{h.span.start}-{h.span.end}" for h in hits]
    return _pool(list(chunks(ids).values()), context)


def _pool(stored: Sequence[StoredChunk], context: Callable[[str], str]) -> Pool:
    ordered = sorted(stored, key=lambda s: (s.source.doc_id, s.chunk.span))
    rows = [s.vectors for s in ordered if len(s.vectors)]
    found = [
        Sentence(s.source, span, said)
        for s in ordered
        for span, said in zip(s.chunk.sentences, s.english or _said(s), strict=True)
    ]
    return Pool(found, np.concatenate(rows) if rows else np.zeros((0, 0), np.float32), context)


def _said(stored: StoredChunk) -> tuple[str, ...]:
    at = stored.chunk.span.start
    return tuple(Span(s.start - at, s.end - at).of(stored.text) for s in stored.chunk.sentences)


def over_texts(
    texts: Sequence[str], embedder: Embedder, english: Callable[[str], str] = str
) -> Checker:
    """A checker over given texts; the source of each is its position, from 0.

    :param english: a sentence in English, by which it is judged.
    """
    refs = [_given(i, text) for i, text in enumerate(texts)]
    found = [
        Sentence(ref, span, english(span.of(text)))
        for ref, text in zip(refs, texts, strict=True)
        for block in blocks(text)
        for span in sentences(text, block.span)
    ]
    return Checker(embedder, _Texts(found, "\n".join(texts), embedder).near)


class _Texts:
    """Sentences of given texts; embedded only when their words come near a statement."""

    def __init__(self, found: Sequence[Sentence], whole: str, embedder: Embedder) -> None:
        self._found, self._whole, self._embedder = found, whole, embedder
        self._stems = [stem_set(s.text) for s in found]
        self._rows: dict[int, Vectors] = {}

    def near(self, statement: str) -> Pool:
        """The sentences that share most of a statement's rarer words, in text order."""
        scores = rarities(statement, self._stems)
        best = sorted(range(len(scores)), key=lambda i: -scores[i])[:NEAREST]
        return self._pool(sorted(best))

    def _pool(self, places: Sequence[int]) -> Pool:
        new = [i for i in places if i not in self._rows]
        rows = self._embedder.encode([" ".join(self._found[i].text.split()) for i in new])
        self._rows |= dict(zip(new, rows, strict=True))
        kept = [self._rows[i] for i in places]
        vectors = np.stack(kept) if kept else np.zeros((0, 0), np.float32)
        return Pool([self._found[i] for i in places], vectors, lambda _: self._whole)


def _given(position: int, text: str) -> Source:
    digest = hashlib.sha256(f"{position}\n{text}".encode()).hexdigest()
    return Source(digest[:16], str(position), digest, Metadata(f"Passage {position}"))


def _checked(text: str, span: Span, finding: Finding) -> Checked:
    verdict = finding.verdict
    return Checked(
        text=span.of(text),
        span=span,
        support=verdict.support,
        score=verdict.score,
        unsupported=verdict.lacking,
        citations=_cited(finding.sentences),
        contradicted=_cited(finding.against),
    )


def _cited(found: Sequence[Sentence]) -> tuple[Citation, ...]:
    return tuple(
        Citation(n, s.source, s.span.start, s.span.end, s.text) for n, s in enumerate(found, 1)
    )


def _together(text: str, parts: Sequence[Checked]) -> Checked:
    kinds = {part.support for part in parts}
    support: Support = kinds.pop() if len(kinds) == 1 else "partial"
    moved = [
        Span(part.span.start + s.start, part.span.start + s.end)
        for part in parts
        for s in part.unsupported
    ]
    return Checked(
        text=text,
        span=Span(0, len(text)),
        support=support,
        score=min(part.score for part in parts),
        unsupported=tuple(moved),
        citations=_renumbered(c for part in parts for c in part.citations),
        contradicted=_renumbered(c for part in parts for c in part.contradicted),
    )


def _renumbered(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    once = dict.fromkeys(replace(c, marker=0) for c in citations)
    return tuple(replace(c, marker=n) for n, c in enumerate(once, 1))
