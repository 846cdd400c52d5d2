"""Questions about what several sources say: each source is asked about the matter by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from rag.catalog import Catalog, authors_of
from rag.question import parts, read
from rag.terms import has_content, stem_set
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
_ONE = r"(?:author|source|article|paper|note|report|text|piece|digest|column|essay)"
_DESCRIBED = re.compile(
    rf"\b(?:the|that)\s+(?P<kind>(?:[\w'’-]+\s+){{0,3}}?){_ONE}(?:'s|’s)?\b"
    rf"(?:\s+(?:on|about)\s+(?P<on>(?:the\s+)?(?:[\w'’-]+\s+){{0,3}}?[\w'’-]+)"
    rf"(?=\s+(?:and|each|both|{_SAY})|\s*[?,.;]|$))?",
    re.IGNORECASE,
)
# "Lee and the author on the visit", "the note and the paper": two sources in a row.
_ROW = re.compile(
    rf"\b(?:do|did)\s+(?:(?!\band\b)[^,?])+?\s+and\s+(?:the|that)\s+(?:[\w'’-]+\s+){{0,3}}?{_ONE}\b"
    rf"|\b(?:do|did)\s+(?:the|that)\s+(?:[\w'’-]+\s+){{0,3}}?{_ONE}\s+and\s|\balike\b",
    re.IGNORECASE,
)
_UNNAMED = re.compile(rf"(?<!according to the )\b{_SOURCE}\b", re.IGNORECASE)
_DO = re.compile(r"^(?:do|does|did)\s+(?P<verb>\w+)", re.IGNORECASE)
_JUDGED = re.compile(
    r"\b(?:(?:dis)?agree|differ)\w*\s+(?:on|about|over)?\s*(?P<whether>whether\b)?"
    r"|\b(?:rate|judge|assess|value)\b",
    re.IGNORECASE,
)
_VERDICT = re.compile(r"^(?:rate|judge|assess|value|see|view)\s+", re.IGNORECASE)
_LEFTOVER = re.compile(r"(?:^|(?<=\s))(?:'s|’s|and|,|:)(?=\s|$)|\s+(?=[?,.])")


@dataclass(frozen=True, slots=True)
class Panel:
    """A matter, and the sources that are asked about it.

    :param named: for each source named or described, the ids of its documents; empty where none
        is.
    :param more: how many others are meant that cannot be told.
    :param judged: whether they are asked for their judgement of it.
    """

    topic: str
    named: tuple[frozenset[str], ...]
    more: int = 0
    judged: bool = False

    def put_to(self, source: Source) -> str:
        """The question for one of the sources, by its author's name where that matters."""
        if not self.judged:
            return self.topic
        names = authors_of(source)
        return f"How does {names[0].split()[-1] if names else 'the author'} judge {self.topic}"


def panel(question: str, catalog: Catalog) -> Panel | None:
    """Whom a question asks about what, if it compares sources; None where it does not."""
    named = dict.fromkeys((m.field, m.name) for m in catalog.mentions(question))
    described = _descriptions(question, catalog)
    if not (read(question).voices or _ROW.search(question)):
        return None
    if len(named) < 2 and not _UNNAMED.search(question):
        return None
    told = [_described(found, catalog.refs) for found in described]
    known = [_documents(field, name, catalog.refs) for field, name in named]
    known += [ids for ids in told if ids and ids not in known]
    more = told.count(frozenset()) if known else 0
    about = [_without_sources(part, catalog) for part in parts(question)]
    matters = [matter for matter in about if has_content(matter)]
    if len(matters) != 1:
        return None
    if len(known) + more < 2:
        known, more = [], 0
    judged = _JUDGED.search(question)
    if judged is None:
        return Panel(matters[0], tuple(known), more)
    matter = _VERDICT.sub("", matters[0])
    topic = f"whether {matter}" if judged["whether"] else matter
    return Panel(topic, tuple(known), more, judged=True)


def by_source(hits: Sequence[Hit]) -> list[list[Hit]]:
    """The hits of each of the few sources that say most of the matter, best source first."""
    best: dict[str, float] = {}
    for hit in hits:
        score = max((e.score for e in hit.sentences), default=float("-inf"))
        best[hit.source.doc_id] = max(score, best.get(hit.source.doc_id, score))
    order = sorted(best, key=lambda doc_id: (-best[doc_id], doc_id))[:MOST]
    return [[hit for hit in hits if hit.source.doc_id == doc_id] for doc_id in order]


def _descriptions(question: str, catalog: Catalog) -> list[re.Match[str]]:
    """The single sources a question describes: "the market note", "the author on the visit"."""
    names = [mention.span for mention in catalog.mentions(question)]
    found = _DESCRIBED.finditer(question)
    return [m for m in found if not any(m.start() < n.end and n.start < m.end() for n in names)]


def _described(found: re.Match[str], refs: Sequence[Source]) -> frozenset[str]:
    """The one article whose title, publisher, file name or year fits a description best."""
    said = stem_set(f"{found['kind']} {found['on'] or ''}")
    said = frozenset(w for w in said if has_content(w))
    fits = {ref.doc_id: len(said & _known(ref)) for ref in refs}
    best = max(fits.values(), default=0)
    which = [doc_id for doc_id, fit in fits.items() if fit == best]
    return frozenset(which) if best and len(which) == 1 else frozenset()


def _known(ref: Source) -> frozenset[str]:
    """The stems an article may be described with."""
    name = PurePath(ref.source).stem
    told = f"{ref.meta.title} {ref.meta.publisher or ''} {(ref.meta.published or '')[:4]}"
    return stem_set(told) | stem_set(re.sub(r"[\W_]+", " ", name))


def _without_sources(text: str, catalog: Catalog) -> str:
    """A question without the words that say whose word is asked for."""
    bare = text
    for mention in reversed(catalog.mentions(text)):
        bare = f"{bare[: mention.span.start]} {bare[mention.span.end :]}"
    bare = _SAYING.sub(" ", _DESCRIBED.sub(" ", bare))
    bare = " ".join(_LEFTOVER.sub(" ", f" {bare} ").split()).strip(" ,;:")
    bare = re.sub(r"\s+(?=[?,.])", "", bare)
    asks = _DO.match(text)
    who_does = asks is not None and not bare.startswith(asks.group())
    return _DO.sub(r"\g<verb>", bare) if who_does else bare


def _documents(field: str, name: str, refs: Sequence[Source]) -> frozenset[str]:
    def has(ref: Source) -> bool:
        return name in authors_of(ref) if field == "author" else name == ref.meta.publisher

    return frozenset(ref.doc_id for ref in refs if has(ref))
