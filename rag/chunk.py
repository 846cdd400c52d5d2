"""Cuts a document into passages: whole sentences, under one heading, within the model's window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.text import Block, blocks, sentences, subtract, trim, words
from rag.types import Chunk, Document, Embedder, Span

MAX_HEADING = 160  # characters of headings a passage is embedded with
MAX_CHARS = 20  # characters a token: a long unbroken string is a single unknown token


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    tokens: int  # with those of the bullets and other marks between it and the one before
    section: tuple[int, str]  # changes with the heading, and wherever something is skipped
    opens: bool = False  # whether a paragraph begins with it


def chunk(document: Document, embedder: Embedder, max_tokens: int) -> list[Chunk]:
    """The document's passages in order, never overlapping, outside everything it skips.

    A passage ends at the end of a sentence, stays under one heading and holds at most
    ``max_tokens`` of the embedding model's tokens (less where the model's window is smaller).
    A single sentence longer than that is cut between words.

    :param max_tokens: tokens of the passage itself; its headings come on top when embedding.
    """
    limit = min(max_tokens, embedder.max_tokens)
    found = list(_with_marks(document.text, _sentences(document, embedder, limit), embedder))
    return [_chunk(document.ref.doc_id, group) for group in _pack(found, limit)]


def passage_text(title: str, heading: str, text: str) -> str:
    """What is embedded for a passage: its words, with its headings as context in front."""
    context = (heading or title)[:MAX_HEADING]
    return f"{context}\n{text}" if context else text


def _chunk(doc_id: str, group: Sequence[_Sentence]) -> Chunk:
    span = Span(group[0].span.start, group[-1].span.end)
    return Chunk(
        chunk_id=f"{doc_id}:{span.start}-{span.end}",
        doc_id=doc_id,
        span=span,
        heading=group[0].section[1],
        sentences=tuple(s.span for s in group),
    )


def _sentences(document: Document, embedder: Embedder, limit: int) -> Iterator[_Sentence]:
    text, holes = document.text, [skip.span for skip in document.skips]
    path: list[Block] = []
    parts = blocks(text)
    body = any(b.kind != "heading" and subtract(b.span, holes) for b in parts)
    for block in parts:
        if block.kind == "heading" and body:
            if subtract(block.span, holes) == [block.span]:
                path = [*(b for b in path if b.level < block.level), block]
            continue
        heading = " > ".join(b.span.of(text) for b in path)
        for rest in subtract(block.span, holes):
            skipped = sum(1 for hole in holes if hole.end <= rest.start)
            spans = [s for s in sentences(text, rest) if words(s.of(text))]
            fitted = [
                sentence
                for span in spans
                for sentence in _fit(text, span, (skipped, heading), embedder, limit)
            ]
            # A list goes with the words that lead into it, so its items open no paragraph.
            opens = block.kind == "paragraph"
            yield from (replace(s, opens=opens and i == 0) for i, s in enumerate(fitted))


def _with_marks(text: str, found: Iterable[_Sentence], embedder: Embedder) -> Iterator[_Sentence]:
    """The sentences, the tokens of the marks before each counted in."""
    last: _Sentence | None = None
    for sentence in found:
        marks = ""
        if last is not None and last.section == sentence.section:
            marks = text[last.span.end : sentence.span.start].strip()
        more = embedder.count_tokens(marks) if marks else 0
        yield replace(sentence, tokens=sentence.tokens + more)
        last = sentence


def _fit(
    text: str, span: Span, section: tuple[int, str], embedder: Embedder, limit: int
) -> Iterator[_Sentence]:
    tokens = max(embedder.count_tokens(span.of(text)), -(-len(span) // MAX_CHARS))
    if tokens <= limit:
        yield _Sentence(span, tokens, section)
        return
    middle = _cut(text, span)
    for half in (Span(span.start, middle), Span(middle, span.end)):
        trimmed = trim(text, half)
        if words(trimmed.of(text)):
            yield from _fit(text, trimmed, section, embedder, limit)


def _cut(text: str, span: Span) -> int:
    """The word boundary nearest the middle, or the middle where there is none."""
    middle = (span.start + span.end) // 2
    starts = [span.start + w.start for w in words(span.of(text))][1:]
    return min(starts, key=lambda at: abs(at - middle), default=middle)


def _pack(found: Sequence[_Sentence], limit: int) -> Iterator[list[_Sentence]]:
    """Groups of neighbouring sentences under one heading, of whole paragraphs where they fit."""
    start = 0
    while start < len(found):
        stop = start
        while stop < len(found) and found[stop].section == found[start].section:
            stop += 1
        pieces = [p for part in _paragraphs(found[start:stop]) for p in _balance(part, limit)]
        yield from _join(pieces, limit)
        start = stop


def _paragraphs(section: Sequence[_Sentence]) -> Iterator[Sequence[_Sentence]]:
    starts = [i for i, sentence in enumerate(section) if i == 0 or sentence.opens]
    for start, stop in pairwise([*starts, len(section)]):
        yield section[start:stop]


def _join(pieces: Sequence[list[_Sentence]], limit: int) -> Iterator[list[_Sentence]]:
    """Neighbouring pieces together as long as they fit: a paragraph is broken only if it must."""
    group: list[_Sentence] = []
    for piece in pieces:
        if group and sum(s.tokens for s in (*group, *piece)) > limit:
            yield group
            group = []
        group = [*group, *piece]
    if group:
        yield group


def _balance(section: Sequence[_Sentence], limit: int) -> Iterator[list[_Sentence]]:
    """A paragraph in as few groups as will hold it, of even size."""
    left = sum(s.tokens for s in section)
    group: list[_Sentence] = []
    size = 0
    for sentence in section:
        target = left / max(1, -(-left // limit))
        over = size + sentence.tokens > limit
        if group and (over or size + sentence.tokens / 2 > target):
            yield group
            left -= size
            group, size = [], 0
        group.append(sentence)
        size += sentence.tokens
    if group:
        yield group
