"""An answer with what contradicts it: each side cited, with who says it and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rag.conflicts import Conflict, conflicts
from rag.statement import Statement
from rag.types import Answer, Citation, Document, Hit, Quote, Span
from rag.verify import is_exact

BEHIND = 4.0  # log-odds a sentence that contradicts may be behind the best


def with_conflicts(
    answer: Answer, hits: Sequence[Sequence[Hit]], document: Callable[[str], Document | None]
) -> Answer:
    """The answer with what contradicts it, each side cited; most answers come back as they are.

    :param hits: what was found for each part of the question.
    :param document: finds a document by its id, to check a new citation.
    """
    cited = {_quote(c): c.marker for c in answer.citations}
    said = [Statement(quote) for quote in cited]
    best = max((s.score for part in hits for h in part for s in h.sentences), default=0.0)
    others = dict.fromkeys(
        Quote(hit.source, sentence.span, sentence.text)
        for part in hits
        for hit in part
        for sentence in hit.sentences
        if sentence.score >= best - BEHIND
    )
    found = conflicts(said, [Statement(quote) for quote in others if quote not in cited])
    citations, shown = list(answer.citations), []
    for conflict in found:
        new = [s.quote for _, s in conflict.sides if s.quote not in cited]
        fresh = [Citation.of(len(citations) + i, quote) for i, quote in enumerate(new, start=1)]
        if all(is_exact(c, document(c.source.doc_id)) for c in fresh):
            citations += fresh
            cited |= {_quote(c): c.marker for c in fresh}
            shown.append(_to_json(conflict, cited))
    return replace(answer, citations=tuple(citations), conflicts=tuple(shown)) if shown else answer


def _quote(citation: Citation) -> Quote:
    return Quote(citation.source, Span(citation.start, citation.end), citation.quote)


def _to_json(conflict: Conflict, cited: Mapping[Quote, int]) -> dict[str, Any]:
    return {
        "matter": conflict.matter,
        "sides": [_side(value, s, cited[s.quote]) for value, s in conflict.sides],
    }


def _side(value: str, statement: Statement, marker: int) -> dict[str, Any]:
    ref = statement.source
    return {
        "value": value,
        "text": statement.text,
        "marker": marker,
        "source": ref.source,
        "title": ref.meta.title,
        "author": ref.meta.author,
        "publisher": ref.meta.publisher,
        "published": ref.meta.published,
    }
