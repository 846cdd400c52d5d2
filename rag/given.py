"""A library in memory of texts given with a question: each is a source, named by its position."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.embed import cut_and_embed
from rag.errors import LoadError
from rag.language import language_of
from rag.library import Library
from rag.types import Document, Metadata, Source, Stamp

if TYPE_CHECKING:
    from rag.config import Settings
    from rag.types import Embedder


def library_of(texts: Sequence[str], embedder: Embedder, settings: Settings) -> Library:
    """A library of ``texts`` alone; the source of each is its position, from 0.

    Offsets count characters of the text as given, nothing of it is skipped. A text given twice
    stands at its first position.

    :raises LoadError: if a text holds NUL characters or half of a surrogate pair; names it.
    """
    first = {text: position for position, text in reversed([*enumerate(texts)])}
    documents = [_document(position, text) for text, position in reversed(first.items())]
    stamp = Stamp.of(embedder)
    library = Library()
    with library.transaction():
        for document, chunks in cut_and_embed(documents, embedder, settings):
            library.put(document, chunks, stamp)
    return library


def _document(position: int, text: str) -> Document:
    if "\0" in text:
        raise LoadError(f"passage {position} contains NUL characters", "It is not a text.")
    try:
        digest = hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError as error:
        raise LoadError(f"passage {position} holds half of a surrogate pair") from error
    meta = Metadata(f"Passage {position}", language=language_of(text))
    return Document(Source(digest[:16], str(position), digest, meta), text)
