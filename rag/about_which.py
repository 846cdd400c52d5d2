"""Which articles a description means: those a filter leaves, or those titled or telling so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.about_words import NOUN, OTHER
from rag.scope import Scope
from rag.shelf import Shelf
from rag.terms import has_content, stem, stem_set, stems
from rag.types import Source

ENOUGH = 0.5  # share of a topic's words that an article's title must have
MOST = 3  # articles one description may mean
_IDLE = frozenset(stem(w) for w in "called titled entitled named title written".split())  # noqa: SIM905


def meant(which: str, scope: Scope, shelf: Shelf) -> list[Source]:
    """The articles a description means; none where it could be anything else.

    "The article on ports" is found by its title, then by its text; "the report on ports" only by
    a title with all its words, as a report may be one that an article tells of.
    """
    noun = re.search(rf"\b{NOUN}\b", which, re.I)
    other = None if noun else re.search(rf"\b{OTHER}\b", which, re.I)
    if noun is None and other is None and not scope.filters.sources:
        return []
    refs = shelf.within(scope)
    words = _without_names(which, shelf)
    topic = [s for s in stems(words) if s not in _IDLE] if has_content(words) else []
    if scope.filters and (len(refs) == 1 or not topic):
        return refs[:MOST]
    if not topic:
        return refs if len(refs) == 1 and noun else []
    best = _by_title(topic, refs, 1.0 if other else ENOUGH)
    if best or other:
        return best if len(best) <= MOST else []
    return _by_text(topic, words, refs, shelf)


def _without_names(which: str, shelf: Shelf) -> str:
    """A description without "article" and the like, and without the names it has."""
    bare = re.sub(rf"\b(?:{NOUN}|{OTHER})\b", " ", which, flags=re.I)
    for mention in reversed(shelf.catalog.mentions(bare)):
        bare = f"{bare[: mention.span.start]} {bare[mention.span.end :]}"
    return bare


def _by_title(topic: Sequence[str], refs: Sequence[Source], enough: float) -> list[Source]:
    """The articles whose titles have the most of a topic's words, if they have enough."""
    shares = {ref: sum(s in stem_set(ref.meta.title) for s in topic) / len(topic) for ref in refs}
    most = max(shares.values(), default=0.0)
    return [ref for ref, share in shares.items() if share == most >= enough]


def _by_text(
    topic: Sequence[str], words: str, refs: Sequence[Source], shelf: Shelf
) -> list[Source]:
    """The article whose best passage has all of a topic's words."""
    for hit in shelf.search(words):
        held = stem_set(f"{hit.source.meta.title} {hit.text}")
        if hit.source in refs and held.issuperset(topic):
            return [hit.source]
    return []
