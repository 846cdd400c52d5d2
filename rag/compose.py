"""The built-in composer: the sentences that answer, word for word, few and in order.

For each part of the question the best sentence comes first; others follow only where they are
nearly as good or add something asked for that is still missing. A lead-in brings its list along.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.evidence import FEATURES, fitted, probability
from rag.question import Question, read
from rag.terms import stem, words_of
from rag.types import Draft, DraftClaim, Evidence, Hit, Query, Quote, Source

NEARLY = 0.6  # log-odds a second sentence may stay behind the best
NEARLY_MANY = 1.6  # the same where several things are asked for
LEAST = 0.15  # probability below which a sentence is never added
SAME = 0.6  # share of stems two sentences may have in common
MANY = 6  # sentences at most where several things are asked for

_BULLET = re.compile(r"(?:^|\n)[^\S\n]*(?:[-*+•‣–]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+$")
_FOOTNOTE = re.compile(r"\s*\[\w{1,3}\](?=\W|$)")


@dataclass(frozen=True, slots=True)
class Pick:
    """A chosen sentence and the hit it stands in."""

    hit: Hit
    evidence: Evidence

    @property
    def place(self) -> tuple[str, int, int]:
        """Where it stands, as one hashable value."""
        return (self.hit.source.doc_id, self.evidence.span.start, self.evidence.span.end)


class ExtractiveComposer:
    """Answers with sentences of the sources.

    :param threshold: probability below which it abstains.
    :param most: sentences at most for a question that asks one thing.
    """

    name = "extractive"

    def __init__(self, threshold: float, most: int) -> None:
        self._threshold, self._most = threshold, most

    def compose(self, query: Query, hits: Sequence[Sequence[Hit]]) -> Draft:
        """A draft of verbatim sentences.

        :param hits: for each part of the query, its hits, best first.
        """
        chances = [answerable(found) for part, found in zip(query.parts, hits, strict=True)]
        confidence = max(chances, default=0.0)
        if confidence < self._threshold:
            return Draft((), confidence, "The sources in the library do not answer this.")
        picks: list[Pick] = []
        for part, found, chance in zip(query.parts, hits, chances, strict=True):
            if chance >= self._threshold:
                picks += self._part(read(part), found, picks)
        return Draft(_claims(_order(picks)), confidence)

    def _part(self, asked: Question, hits: Sequence[Hit], before: Sequence[Pick]) -> list[Pick]:
        most = max(self._most, MANY) if asked.many else self._most
        return select(asked, hits, most, before)


def answerable(hits: Sequence[Hit]) -> float:
    """The probability that the hits answer the question, by the fitted model."""
    described = describe(hits)
    return probability(fitted()["answer"].score(described)) if described else 0.0


ANSWER_FEATURES = (*FEATURES, "sentence_score", "lead")


def describe(hits: Sequence[Hit]) -> tuple[float, ...] | None:
    """The features of the best evidence, in the order of ``ANSWER_FEATURES``."""
    ranked = _ranked(hits)
    if not ranked:
        return None
    best = ranked[0].evidence
    lead = best.score - (ranked[1].evidence.score if len(ranked) > 1 else best.score - 2.0)
    return (*best.features, best.score, min(lead, 2.0))


def select(
    asked: Question, hits: Sequence[Hit], most: int, before: Sequence[Pick] = ()
) -> list[Pick]:
    """The sentences that answer one question, best first, none saying what another says.

    :param before: what is said already, for another part of the question.
    """
    ranked = [p for p in _ranked(hits) if p.place not in {b.place for b in before}]
    chosen: list[Pick] = []
    for pick in ranked:
        if len(chosen) >= most:
            break
        if not chosen or (
            _worth_adding(asked, pick, chosen)
            and not any(_alike(pick, other) for other in (*chosen, *before))
        ):
            chosen += [p for p in _with_list(pick) if p.place not in {c.place for c in chosen}]
    return chosen


def _ranked(hits: Sequence[Hit]) -> list[Pick]:
    every = [Pick(hit, evidence) for hit in hits for evidence in hit.sentences]
    return sorted(every, key=lambda p: (-p.evidence.score, p.place))


def _worth_adding(asked: Question, pick: Pick, chosen: Sequence[Pick]) -> bool:
    score = pick.evidence.score
    if probability(score) < LEAST:
        return False
    margin = NEARLY_MANY if asked.many else NEARLY
    return score >= chosen[0].evidence.score - margin or _adds(asked, pick, chosen)


def _adds(asked: Question, pick: Pick, chosen: Sequence[Pick]) -> bool:
    """Whether it holds a year or name of the question that no chosen sentence holds."""
    wanted = {f"{value:g}" for value in asked.figures}
    wanted |= {stem(w) for name in asked.names for w in words_of(name)}
    said = {stem(w) for p in chosen for w in words_of(p.evidence.text)}
    return bool((wanted - said) & {stem(w) for w in words_of(pick.evidence.text)})


def _alike(a: Pick, b: Pick) -> bool:
    left = {stem(w) for w in words_of(a.evidence.text)}
    right = {stem(w) for w in words_of(b.evidence.text)}
    return len(left & right) >= SAME * max(1, min(len(left), len(right)))


def _with_list(pick: Pick) -> list[Pick]:
    """A lead-in with its list, a list item with its list and lead-in, else the pick alone."""
    sentences = pick.hit.sentences
    at = sentences.index(pick.evidence)
    listed = [_is_item(pick.hit, s) for s in sentences]
    if pick.evidence.text.rstrip().endswith(":") and at + 1 < len(sentences) and listed[at + 1]:
        stop = at + 1
        while stop < len(sentences) and listed[stop]:
            stop += 1
        return [Pick(pick.hit, s) for s in sentences[at : max(stop, at + 1)]]
    return [pick]


def _is_item(hit: Hit, sentence: Evidence) -> bool:
    return _BULLET.search(hit.text[: sentence.span.start - hit.span.start]) is not None


def _order(picks: Sequence[Pick]) -> list[Pick]:
    """Sources in the order they were first chosen, sentences of one source in text order."""
    rank: dict[str, int] = {}
    for pick in picks:
        rank.setdefault(pick.hit.source.doc_id, len(rank))
    return sorted(picks, key=lambda p: (rank[p.hit.source.doc_id], p.evidence.span))


def _claims(picks: Sequence[Pick]) -> tuple[DraftClaim, ...]:
    several = len({p.hit.source.doc_id for p in picks}) > 1
    claims: list[DraftClaim] = []
    last: Source | None = None
    for pick in picks:
        ref = pick.hit.source
        lead = attribution(ref) if several and (last is None or ref != last) else ""
        quote = Quote(ref, pick.evidence.span, pick.evidence.text)
        claims.append(
            DraftClaim(
                text=shown(pick.evidence.text),
                quotes=(quote,),
                lead=lead,
                score=probability(pick.evidence.score),
                item=_is_item(pick.hit, pick.evidence),
            )
        )
        last = ref
    return tuple(claims)


def shown(text: str) -> str:
    """A sentence as it is shown: footnote marks and line ends out, the words untouched."""
    return " ".join(_FOOTNOTE.sub("", text).split())


def attribution(ref: Source) -> str:
    """Who says it and when, in two words: ``Lee (2017):``."""
    meta = ref.meta
    who = (meta.author or "").split(",")[0].split("(")[0].strip()
    name = who.split()[-1] if who else meta.publisher or f"“{meta.title}”"
    year = f" ({meta.published[:4]})" if meta.published else ""
    return f"{name}{year}:"
