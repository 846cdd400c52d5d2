"""Chooses the sentences that answer: the best, and others only where they add something.

A lead-in brings its list along, a list item its lead-in or the list, an announcement what it
announces, a reason that points back the sentence it points to; nothing is said twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.evidence import refers_back
from rag.question import Question, names_source
from rag.terms import stem, stem_set, words_of
from rag.types import Evidence, Hit

NEARLY = 3.0  # log-odds a second sentence may stay behind the best
NEARLY_MANY = 3.0  # the same where several things are asked for
FACET = 3.0  # the same for one that has a year or name of the question no other has
VOICE = 3.5  # the same for another source's best, where the question asks what sources say
NAMED = 10.0  # the same where the question names that source
SAME = 0.7  # share of stems two sentences may have in common
MANY = 7  # sentences to choose at most where several things are asked for


_BULLET = re.compile(r"(?:^|\n)[^\S\n]*(?:[-*+•‣–]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+$")


@dataclass(frozen=True, slots=True)
class Pick:
    """A chosen sentence and the hit it stands in."""

    hit: Hit
    evidence: Evidence

    @property
    def before(self) -> Evidence | None:
        """The sentence before it in its passage, if there is one."""
        at = self.hit.sentences.index(self.evidence)
        return self.hit.sentences[at - 1] if at else None

    @property
    def place(self) -> tuple[str, int, int]:
        """Where it stands, as one hashable value."""
        return (self.hit.source.doc_id, self.evidence.span.start, self.evidence.span.end)


def ranked(hits: Sequence[Hit]) -> list[Pick]:
    """Every sentence of the hits, best first."""
    every = [Pick(hit, evidence) for hit in hits for evidence in hit.sentences]
    return sorted(every, key=lambda p: (-p.evidence.score, p.place))


def select(
    asked: Question, hits: Sequence[Hit], most: int, before: Sequence[Pick] = ()
) -> list[Pick]:
    """The sentences that answer one question, best first, none saying what another says.

    :param most: how many to choose; what they cannot do without comes on top.
    :param before: what is said already, for another part of the question.
    """
    held = {b.place for b in before}
    chosen: list[Pick] = []
    for pick in ranked(hits):
        if not most:
            break
        if pick.place in held:
            continue
        if not chosen or (
            _worth_adding(asked, pick, chosen) and _is_new(asked, pick, chosen, before)
        ):
            added = [p for p in _with_context(asked, pick) if p.place not in held]
            chosen += added
            held |= {p.place for p in added}
            most -= 1
    return chosen


def _worth_adding(asked: Question, pick: Pick, chosen: Sequence[Pick]) -> bool:
    # The best sentence need not be the first chosen: its context stands before it.
    behind = max(p.evidence.score for p in chosen) - pick.evidence.score
    if behind <= (NEARLY_MANY if asked.many else NEARLY):
        return True
    if asked.voices and pick.hit.source not in {p.hit.source for p in chosen}:
        return behind <= (NAMED if names_source(asked, pick.hit.source.meta) else VOICE)
    return behind <= FACET and _adds(asked, pick, chosen)


def _adds(asked: Question, pick: Pick, chosen: Sequence[Pick]) -> bool:
    """Whether it holds a year or name of the question that no chosen sentence holds."""
    wanted = {f"{value:g}" for value in asked.figures}
    wanted |= {stem(w) for name in asked.names for w in words_of(name)}
    said = {stem(w) for p in chosen for w in _with_author(p)}
    return bool((wanted - said) & {stem(w) for w in _with_author(pick)})


def _with_author(pick: Pick) -> list[str]:
    return words_of(f"{pick.evidence.text} {pick.hit.source.meta.author or ''}")


def _is_new(asked: Question, pick: Pick, chosen: Sequence[Pick], before: Sequence[Pick]) -> bool:
    """Whether no other sentence says it: one in the same words is of another name or year."""
    if any(_alike(pick, other) for other in before):
        return False
    return not any(_alike(pick, other) for other in chosen) or _adds(asked, pick, chosen)


def _alike(a: Pick, b: Pick) -> bool:
    left = stem_set(a.evidence.text)
    right = stem_set(b.evidence.text)
    return len(left & right) >= SAME * max(1, min(len(left), len(right)))


def _with_context(asked: Question, pick: Pick) -> list[Pick]:
    """A sentence with what it cannot do without, in text order.

    A lead-in brings its list, a list item its lead-in and, where several things are asked for, the
    whole list; an announcement of several things the sentences that name them, and any of these
    the others; a reason that points back the sentence it points to.
    """
    sentences = pick.hit.sentences
    at = sentences.index(pick.evidence)
    first, last = at, at
    listed = [is_item(pick.hit, s) for s in sentences]
    if listed[at]:
        while first and listed[first]:
            first -= 1
        if not _leads_in(sentences[first]):
            first = at
        elif asked.many:
            at = first
            last = _last_item(listed, first)
    elif at + 1 < len(sentences) and listed[at + 1] and _leads_in(pick.evidence):
        last = _last_item(listed, at)
    elif announced := _announced(sentences, at):
        first, last = announced
        at = first
    elif asked.kind == "why" and at + 1 < len(sentences) and refers_back(sentences[at + 1].read):
        last = at + 1
    if at and first == at and refers_back(sentences[at].read) and not listed[at]:
        first = at - 1
    span = [sentences[first], *sentences[at : last + 1]] if first < at else sentences[at : last + 1]
    return [Pick(pick.hit, s) for s in span]


def _last_item(listed: Sequence[bool], lead_in: int) -> int:
    last = lead_in
    while last + 1 < len(listed) and listed[last + 1]:
        last += 1
    return last


def _announced(sentences: Sequence[Evidence], at: int) -> tuple[int, int] | None:
    """First and last of "two ways ... One is ... The other is ...", begun at ``at`` or around it.

    None of them is told alone: "One is ..." leaves its reader waiting for the other.
    """
    first = last = at
    while first and _ENUMERATES.match(sentences[first].read):
        first -= 1
    if not _ANNOUNCES.search(sentences[first].read):
        return None
    while last + 1 < len(sentences) and _ENUMERATES.match(sentences[last + 1].read):
        last += 1
    return (first, last) if last > first else None


def _leads_in(sentence: Evidence) -> bool:
    return sentence.text.rstrip().endswith(":")


_ANNOUNCES = re.compile(
    r"\b(two|three|four|five|six|several|following|both)\b(?! (?:countries|nations|sides))", re.I
)
_ENUMERATES = re.compile(
    r"\W*(?:(?:the )?(?:one|other|first|second|third|fourth|last)\b|another\b|finally\b|also\b)",
    re.I,
)


def is_item(hit: Hit, sentence: Evidence) -> bool:
    """Whether a sentence of a passage is an item of a list."""
    return _BULLET.search(hit.text[: sentence.span.start - hit.span.start]) is not None
