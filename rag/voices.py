"""Questions about what several sources say: each source is asked about the matter by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.catalog import Catalog, authors_of
from rag.clauses import WHERE, asked_of_it, without
from rag.described import Reference, references
from rag.question import parts, read
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
# "Lee and the author on the visit", "the note and the paper": two sources in a row.
_ROW = re.compile(
    rf"\b(?:do|did)\s+(?:(?!\band\b)[^,?])+?\s+and\s+(?:the|that)\s+(?:[\w'’-]+\s+){{0,3}}?{_ONE}\b"
    rf"|\b(?:do|did)\s+(?:the|that)\s+(?:[\w'’-]+\s+){{0,3}}?{_ONE}\s+and\s|\balike\b",
    re.IGNORECASE,
)
MARK = "\0"  # stands for a source; no question holds it
_IN_A_ROW = re.compile(rf"{MARK}(?:(?:\s*,)?\s*(?:\b(?:and|or)\b|[,&])\s*(?:the\s+)?{MARK})+")
_PLACE = re.compile(rf"(?:[,;]?\s+(?:(?:and|or|but)\s+)?{WHERE}\s+{MARK})+", re.IGNORECASE)
_NAMED_LAST = re.compile(rf",\s+{MARK}(?=\W*$)")
_UNNAMED = re.compile(rf"(?<!according to the )\b{_SOURCE}\b", re.IGNORECASE)
_DO = re.compile(r"^(?:do|does|did|would|will|can)\s+(?P<verb>\w+)", re.IGNORECASE)
_THAT = re.compile(
    r"^(?:say|think|believe|hold|argue|expect|write)s?\s+(?:that\s+)?", re.IGNORECASE
)
_AT_ONE = (
    r"(?:(?:dis)?agree|differ)\w*|(?:of|in) (?:one|the same) (?:mind|view|opinion)|see eye to eye"
    r"|in (?:line|agreement)|at odds|on the same page|bears? out|echo\w*"
    r"|shares?(?= (?:the|this|that|his|her|their|it)\b)"
)
_JUDGED = re.compile(
    rf"\b(?:{_AT_ONE})\s+(?:with\s+)?(?:on|about|over)?\s*(?P<whether>whether\b)?"
    r"|\b(?:rate|judge|assess|value)\b",
    re.IGNORECASE,
)
_VERDICT = re.compile(
    r"^(?:rate|judge|assess|value|see|view"
    rf"|(?:(?:are|is|do|does|would|did)\s+)?(?:{_AT_ONE})(?:\s+with)?(?:\s+(?:about|on|over|that"
    r"|whether))?)\s+",
    re.IGNORECASE,
)
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
    said = references(question, catalog)
    known = tuple(dict.fromkeys(r.doc_ids for r in said if r.doc_ids))
    compared = read(question).voices or _ROW.search(question) is not None
    more = sum(not r.doc_ids for r in said) if known and compared else 0
    meant = len(known) + more
    if meant < 2:
        if not compared or not _UNNAMED.search(question):
            return None
        known, more = (), 0
    about = [_bare(part, references(part, catalog)) for part in parts(question)]
    matters = [matter for matter in about if asked_of_it(matter, catalog)]
    if len(matters) != 1:
        return None
    judged = _JUDGED.search(question)
    if judged is None:
        return Panel(matters[0], known, more)
    matter = _VERDICT.sub("", matters[0])
    topic = f"whether {matter}" if judged["whether"] else matter
    return Panel(topic, known, more, judged=True)


def by_source(hits: Sequence[Hit]) -> list[list[Hit]]:
    """The hits of each of the few sources that say most of the matter, best source first."""
    best: dict[str, float] = {}
    for hit in hits:
        score = max((e.score for e in hit.sentences), default=float("-inf"))
        best[hit.source.doc_id] = max(score, best.get(hit.source.doc_id, score))
    order = sorted(best, key=lambda doc_id: (-best[doc_id], doc_id))[:MOST]
    return [[hit for hit in hits if hit.source.doc_id == doc_id] for doc_id in order]


def _masked(text: str, said: Sequence[Reference]) -> str:
    """A question with a mark where its sources stand: one for a row of them, none for "in Lee"."""
    return _NAMED_LAST.sub("", _PLACE.sub("", _IN_A_ROW.sub(MARK, without(text, said, MARK))))


def _bare(text: str, said: Sequence[Reference]) -> str:
    """A question without the words that say whose word is asked for."""
    bare = _SAYING.sub(" ", _masked(text, said).replace(MARK, " "))
    bare = " ".join(_LEFTOVER.sub(" ", f" {bare} ").split()).strip(" ,;:")
    bare = re.sub(r"\s+(?=[?,.])", "", bare)
    asks = _DO.match(text)
    who_does = asks is not None and not bare.startswith(asks.group())
    return _THAT.sub("", _DO.sub(r"\g<verb>", bare)) if who_does else bare
