"""Documents as plain JSON: the text, cut where the browser must mark it.

Texts are cut here because Python counts code points and JavaScript UTF-16 units, and shown as
text nodes there, so that no Markdown and no HTML of a document is ever read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from rag.types import Document, SourceState, Span
from rag.ui.words import byline, date_words

View = dict[str, Any]
Layer = tuple[Span, str, Any]

_HEADING = re.compile(r"^(#{1,6} ).*$", re.MULTILINE)
_STATUS = {"ok": "ready", "duplicate": "same content as another source"}


def document_view(document: Document, quote: Span | None = None) -> View:
    """A document cut into segments: the quoted words, headings, and what is skipped.

    :param quote: the span to mark, in characters of the text; clipped to it.
    """
    return {
        "title": document.ref.meta.title,
        "byline": byline(document.ref.meta),
        "source": document.ref.source,
        "segments": segments(document, quote),
    }


def segments(document: Document, quote: Span | None = None) -> list[View]:
    """The whole text in order, cut where its look changes; joined, it is the text again.

    Each segment has ``text`` and, where it applies, ``mark``, ``heading`` and ``hash`` (the signs
    that make a line a heading), all true, and ``skip`` (the reason).
    """
    headings = list(_HEADING.finditer(document.text))
    layers: list[Layer] = [(Span(*heading.span()), "heading", True) for heading in headings]
    layers += [(Span(*heading.span(1)), "hash", True) for heading in headings]
    layers += [(skip.span, "skip", skip.reason) for skip in document.skips]
    layers += [(quote, "mark", True)] if quote else []
    return _cut(document.text, layers)


def source_rows(states: Iterable[SourceState]) -> list[View]:
    """The lines of the Sources page, by title."""
    return sorted((_row(state) for state in states), key=lambda row: str(row["title"]).casefold())


def _cut(text: str, layers: Iterable[Layer]) -> list[View]:
    opening: dict[int, list[Layer]] = {0: []}
    closing: dict[int, list[Layer]] = {len(text): []}
    for layer in layers:
        end = min(layer[0].end, len(text))
        if layer[0].start < end:
            opening.setdefault(layer[0].start, []).append(layer)
            closing.setdefault(end, []).append(layer)
    cut, active = [], list[Layer]()
    for here, there in pairwise(sorted({*opening, *closing})):
        active = [layer for layer in active if layer not in closing.get(here, ())]
        active += opening.get(here, [])
        cut.append({"text": text[here:there], **{look: value for _, look, value in active}})
    return cut


def _row(state: SourceState) -> View:
    meta = state.ref.meta if state.ref else None
    return {
        "doc_id": state.ref.doc_id if state.ref else None,
        "title": meta.title if meta else state.source.rsplit("/", 1)[-1],
        "source": state.source,
        "author": (meta and meta.author) or "",
        "publisher": (meta and meta.publisher) or "",
        "date": date_words(meta.published) if meta else "",
        "chunks": state.chunks,
        "status": _STATUS.get(state.status, state.status),
        "error": state.error or "",
    }
