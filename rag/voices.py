"""Questions about what several sources say: each source is asked about the matter by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.catalog import Catalog, authors_of
from rag.question import parts, read
from rag.terms import has_content
from rag.types import Hit, Source

MOST = 3  # sources heard where none is named

_SOURCE = r"(?:authors?|sources?|articles?|papers?|notes?|reports?|texts?|pieces?|digests?)"
_SAY = (
    r"(?:say|said|think|expect|argue|write|see|view|judge|describe|tell|claim|report|rate|mention)"
)
_SAYING = re.compile(
    rf"\b(?:what|how)\s+(?:do|does|did)\b.{{0,80}}?\b{_SAY}s?\b\s*(?:about|of|on|regarding)?"
    rf"|\b(?:do|does|did)\s+(?:the\s+)?(?:\w+\s+)?{_SOURCE}\s+(?:agree|differ|disagree)\w*\s*"
    r"(?:on|about|over)?\s*(?:whether|how)?"
    r"|\bcompare\b(?:\s+(?:how|what)\b)?|\b(?:each|both|alike|respectively|versus|vs)\b"
    rf"|\b(?:the|his|her|their)\s+(?:[\w-]+\s+)?{_SOURCE}\b|\b{_SOURCE}\b",
    re.IGNORECASE,
)
_UNNAMED = re.compile(rf"(?<!according to the )\b{_SOURCE}\b", re.IGNORECASE)
_LEFTOVER = re.compile(r"(?:^|(?<=\s))(?:'s|’s|and|,|:)(?=\s|$)|\s+(?=[?,.])")


@dataclass(frozen=True, slots=True)
class Panel:
    """A matter, and the sources that are asked about it.

    :param named: for each source named, the ids of its documents; empty where none is.
    """

    topic: str
    named: tuple[frozenset[str], ...]


def panel(question: str, catalog: Catalog) -> Panel | None:
    """Whom a question asks about what, if it compares sources; None where it does not."""
    if not read(question).voices:
        return None
    named = dict.fromkeys((m.field, m.name) for m in catalog.mentions(question))
    if len(named) < 2 and not _UNNAMED.search(question):
        return None
    about = [_without_sources(part, catalog) for part in parts(question)]
    matters = [matter for matter in about if has_content(matter)]
    if len(matters) != 1:
        return None
    several = named if len(named) > 1 and not _someone_else(question) else {}
    return Panel(
        matters[0], tuple(_documents(field, name, catalog.refs) for field, name in several)
    )


def by_source(hits: Sequence[Hit]) -> list[list[Hit]]:
    """The hits of each of the few sources that say most of the matter, best source first."""
    best: dict[str, float] = {}
    for hit in hits:
        score = max((e.score for e in hit.sentences), default=float("-inf"))
        best[hit.source.doc_id] = max(score, best.get(hit.source.doc_id, score))
    order = sorted(best, key=lambda doc_id: (-best[doc_id], doc_id))[:MOST]
    return [[hit for hit in hits if hit.source.doc_id == doc_id] for doc_id in order]


def _someone_else(question: str) -> bool:
    """Whether a source is meant that is not named: "Lee and the author on the visit"."""
    return re.search(rf"\band\s+the\s+(?:[\w-]+\s+)?{_SOURCE}\b", question, re.I) is not None


def _without_sources(text: str, catalog: Catalog) -> str:
    """A question without the words that say whose word is asked for."""
    for mention in reversed(catalog.mentions(text)):
        text = f"{text[: mention.span.start]} {text[mention.span.end :]}"
    text = _SAYING.sub(" ", text)
    return " ".join(_LEFTOVER.sub(" ", f" {text} ").split()).strip(" ,;:")


def _documents(field: str, name: str, refs: Sequence[Source]) -> frozenset[str]:
    def has(ref: Source) -> bool:
        return name in authors_of(ref) if field == "author" else name == ref.meta.publisher

    return frozenset(ref.doc_id for ref in refs if has(ref))
