"""The English of a Spanish passage, a sentence at a time: what it is embedded and judged by."""

from __future__ import annotations

from collections.abc import Sequence

from rag.translate import installed
from rag.types import Chunk, Document, StoredChunk

TRANSLATED, UNTRANSLATED = ", in English too", ", in Spanish only"


def english_of(document: Document, chunk: Chunk) -> tuple[str, ...]:
    """A translation of each of the passage's sentences; empty where there is none to be had."""
    apertium = installed() if is_spanish(document) else None
    if apertium is None:
        return ()
    said = [apertium.translate(span.of(document.text), "spa-eng") for span in chunk.sentences]
    return tuple(s.text for s in said if s) if all(said) else ()


def heading_in_english(document: Document, chunk: Chunk) -> str:
    """The headings above a passage, or the title, in English where that can be had."""
    heading = chunk.heading or document.ref.meta.title
    apertium = installed()
    said = apertium.translate(heading, "spa-eng") if apertium else None
    return said.text if said else heading


def is_spanish(document: Document) -> bool:
    """Whether a document is to be translated."""
    return document.ref.meta.language == "es"


def recipes(recipe: str) -> tuple[str, ...]:
    """The recipes of documents that need not be cut again: Spanish ones once they are translated.

    Where they cannot be, those translated before are as good as can be had, and so are the others.
    """
    return (recipe, recipe + TRANSLATED, *(() if installed() else (recipe + UNTRANSLATED,)))


def recipe_for(document: Document, passages: Sequence[StoredChunk], recipe: str) -> str:
    """The recipe by which a document was cut, with what became of its Spanish."""
    if not is_spanish(document):
        return recipe
    return recipe + (TRANSLATED if any(p.english for p in passages) else UNTRANSLATED)
