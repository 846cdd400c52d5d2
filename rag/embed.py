"""A document as the library keeps it: cut into passages, each with its vectors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rag.align import compress
from rag.chunk import chunk, passage_text
from rag.english import english_of, heading_in_english
from rag.types import Chunk, Document, StoredChunk

if TYPE_CHECKING:
    from rag.config import Settings
    from rag.types import Bytes, Embedder, Vectors

AT_ONCE = 256  # texts whose wordpieces are held uncompressed


def recipe_of(settings: Settings) -> str:
    """What passages depend on besides text and model; when it changes, they are cut again."""
    return f"passages of {settings.passage_tokens} tokens, with wordpieces, nothing twice"


def passages(document: Document, embedder: Embedder, settings: Settings) -> list[StoredChunk]:
    """The document's passages with their vectors and those of their sentences."""
    return next(cut_and_embed([document], embedder, settings))[1]


def cut_and_embed(
    documents: Sequence[Document], embedder: Embedder, settings: Settings
) -> Iterator[tuple[Document, list[StoredChunk]]]:
    """Each document with its passages, all of them embedded together."""
    cut = [
        (d, [_to_embed(d, c) for c in chunk(d, embedder, settings.passage_tokens)])
        for d in documents
    ]
    every = [item for _, items in cut for item in items]
    whole = _vectors_of(embedder, (item.whole for item in every))
    parts = _pieces_of(embedder, (part for item in every for part in item.parts))
    for document, items in cut:
        yield document, [_stored(document, item, whole, parts) for item in items]


@dataclass(frozen=True, slots=True)
class _ToEmbed:
    """A passage and what is embedded of it: itself with its headings, then each sentence."""

    passage: Chunk
    english: tuple[str, ...]
    whole: str
    parts: tuple[str, ...]


def _to_embed(document: Document, passage: Chunk) -> _ToEmbed:
    text, title = document.text, document.ref.meta.title
    if english := english_of(document, passage):
        whole = passage_text(heading_in_english(document, passage), "", " ".join(english))
        return _ToEmbed(passage, english, whole, english)
    whole = passage_text(title, passage.heading, passage.span.of(text))
    return _ToEmbed(passage, (), whole, tuple(s.of(text) for s in passage.sentences))


def _stored(
    document: Document,
    item: _ToEmbed,
    whole: Mapping[str, Vectors],
    parts: Mapping[str, tuple[Vectors, Bytes]],
) -> StoredChunk:
    found = [parts[part] for part in item.parts]
    return StoredChunk(
        chunk=item.passage,
        source=document.ref,
        text=item.passage.span.of(document.text),
        vector=whole[item.whole],
        vectors=np.stack([vector for vector, _ in found]),
        pieces=np.concatenate([pieces for _, pieces in found]),
        counts=tuple(len(pieces) for _, pieces in found),
        english=item.english,
    )


def _vectors_of(embedder: Embedder, texts: Iterable[str]) -> dict[str, Vectors]:
    """Each text's vector; texts of like length go through the model together."""
    unique = _by_length(texts)
    return dict(zip(unique, embedder.encode(unique), strict=True))


def _pieces_of(embedder: Embedder, texts: Iterable[str]) -> dict[str, tuple[Vectors, Bytes]]:
    """Each text's vector and its wordpieces."""
    unique = _by_length(texts)
    found: dict[str, tuple[Vectors, Bytes]] = {}
    for at in range(0, len(unique), AT_ONCE):
        some = unique[at : at + AT_ONCE]
        read = embedder.encode_pieces(some)
        found |= {t: (p.vector, compress(p.rows)) for t, p in zip(some, read, strict=True)}
    return found


def _by_length(texts: Iterable[str]) -> list[str]:
    return sorted(set(texts), key=lambda t: (len(t), t))
