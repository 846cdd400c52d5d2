"""An article, what is known about it, and the passages it is cut into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rag.types.spans import Span


@dataclass(frozen=True, slots=True)
class Skip:
    """A stretch of a document that is never retrieved: no article text, or said further up.

    ``reason`` is one word: front-matter, menu, share, comments, address, references, repeated, ...
    """

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about an article; ``published`` is an ISO date, year or year-month.

    ``found`` says for each field where it was found: ``front matter 4:32`` or ``text 0:55``, both
    in characters of the document's text, or ``file name``.
    """

    title: str
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None
    kind: str = "article"
    found: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Source:
    """A document without its text: what a hit or citation carries along.

    :param doc_id: first 16 hex digits of ``sha256``.
    :param source: the path or URL it was read from.
    :param sha256: of the file's bytes.
    """

    doc_id: str
    source: str
    sha256: str
    meta: Metadata


@dataclass(frozen=True, slots=True)
class Document:
    """An article as ingested. For text files ``text`` is the decoded file, untouched."""

    ref: Source
    text: str
    skips: tuple[Skip, ...] = ()
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage of a document: whole sentences under one heading.

    :param chunk_id: ``doc_id:start-end``, so an id never means two texts.
    :param heading: the headings above it, outermost first, joined by `` > ``.
    :param sentences: spans in document offsets, in order, all within ``span``.
    """

    chunk_id: str
    doc_id: str
    span: Span
    heading: str
    sentences: tuple[Span, ...]
