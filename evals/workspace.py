"""Libraries to evaluate on: the user's own, or a temporary one made for the purpose."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rag.errors import LoadError
from rag.types import Document

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.config import Settings


@contextmanager
def temporary_home(settings: Settings) -> Iterator[Settings]:
    """The same settings with an empty library and index of their own, gone afterwards."""
    with TemporaryDirectory(prefix="fuente-eval-") as home:
        yield replace(settings, home=home, chroma_url="")


@contextmanager
def opened(settings: Settings) -> Iterator[Assistant]:
    """An assistant on the library the settings name."""
    from rag.assistant import build

    engine = build(settings)
    try:
        yield engine
    finally:
        engine.close()


@contextmanager
def ingested(paths: Sequence[Path], settings: Settings) -> Iterator[Assistant]:
    """An assistant that has just ingested ``paths``.

    :raises LoadError: if any of the files could not be read.
    """
    print("ingesting", ", ".join(str(p) for p in paths[:3]), "...", file=sys.stderr)
    with opened(settings) as engine:
        report = engine.ingest([str(p) for p in paths])
        if report.failed:
            lines = "\n".join(f"{source}: {reason}" for source, reason in report.failed)
            raise LoadError(f"not everything could be ingested:\n{lines}")
        yield engine


@contextmanager
def temporary(paths: Sequence[Path], settings: Settings) -> Iterator[Assistant]:
    """An assistant on ``paths`` alone, in a temporary library."""
    with temporary_home(settings) as own, ingested(paths, own) as engine:
        yield engine


def documents_of(engine: Assistant) -> dict[str, Document]:
    """Every document of the library by source; a copy counts as its original."""
    library = engine.library
    ids = {s.source: s.ref.doc_id for s in library.sources() if s.ref}
    found = {doc_id: library.document(doc_id) for doc_id in set(ids.values())}
    return {source: doc for source, i in ids.items() if (doc := found[i]) is not None}
