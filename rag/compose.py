"""The built-in composer: the sentences that answer, word for word, few and in order.

For each part of the question the best sentence comes first; others follow only where they are
nearly as good or add something asked for that is still missing. A lead-in brings its list along.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.evidence import ANY_TYPE, FEATURES, fitted, probability, refers_back
from rag.question import Question, read
from rag.terms import content_words, stem, words_of
from rag.types import Draft, DraftClaim, Evidence, Hit, Query, Quote, Source

NEARLY = 0.9  # log-odds a second sentence may stay behind the best
NEARLY_MANY = 1.8  # the same where several things are asked for
FACET = 2.5  # the same for one that has a year or name of the question no other has
VOICE = 3.0  # the same for another source's best, where the question asks what sources say
SAID = 2.0  # log-odds a sentence loses when an earlier answer has said it
SAID_SHARE = 0.75  # of its stems, for that
BESIDE = 1.0  # log-odds a sentence gains for standing beside one that has been said
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
        hits = [_after(query.said, found) for found in hits]
        chances = [answerable(found) for found in hits]
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


def _after(said: Sequence[str], hits: Sequence[Hit]) -> list[Hit]:
    """The hits with lower scores for sentences that an earlier answer has said already."""
    before = {stem(w) for text in said for w in words_of(text)}
    if not before:
        return list(hits)
    return [replace(hit, sentences=_shifted(hit.sentences, before)) for hit in hits]


def _shifted(sentences: Sequence[Evidence], before: set[str]) -> tuple[Evidence, ...]:
    """Lower what was said, raise what stands beside it: a follow-up asks what comes next."""
    said = [_is_said(e, before) for e in sentences]
    near = [any(said[max(0, i - 2) : i + 2]) for i in range(len(said))]
    return tuple(
        replace(e, score=e.score + (-SAID if s else BESIDE if n else 0.0))
        for e, s, n in zip(sentences, said, near, strict=True)
    )


def _is_said(evidence: Evidence, before: set[str]) -> bool:
    own = {stem(w) for w in content_words(evidence.text)}
    return len(own & before) >= SAID_SHARE * len(own)


ANSWER_FEATURES = (
    "sentence_similarity",  # of the best sentence, as the next one
    "coverage",
    "typed",  # 1 if the question asks for a certain kind of thing
    "type_gap",  # log-odds from the best sentence to the best that holds such a thing
    "figure_missing",
    "name_missing",
)
WIDEST = 4.0  # log-odds a type gap can have at most


def answerable(hits: Sequence[Hit]) -> float:
    """The probability that the hits answer the question, by the fitted model."""
    described = describe(hits)
    return probability(fitted()["answer"].score(described)) if described else 0.0


def describe(hits: Sequence[Hit]) -> tuple[float, ...] | None:
    """The features of the best evidence, in the order of ``ANSWER_FEATURES``; None without any."""
    ranked = _ranked(hits)
    if not ranked:
        return None
    best = ranked[0].evidence
    of = dict(zip(FEATURES, best.features, strict=True))
    typed = of["answer_type"] != ANY_TYPE
    holds = (p.evidence.score for p in ranked if p.evidence.features[TYPE] == 1.0)
    gap = best.score - next(holds, best.score - WIDEST) if typed else 0.0
    return (
        of["sentence_similarity"],
        of["coverage"],
        float(typed),
        min(WIDEST, gap),
        of["figure_missing"],
        of["name_missing"],
    )


TYPE = FEATURES.index("answer_type")


def select(
    asked: Question, hits: Sequence[Hit], most: int, before: Sequence[Pick] = ()
) -> list[Pick]:
    """The sentences that answer one question, best first, none saying what another says.

    :param before: what is said already, for another part of the question.
    """
    said = {b.place for b in before}
    ranked = [p for p in _ranked(hits) if p.place not in said]
    chosen: list[Pick] = []
    for pick in ranked:
        if len(chosen) >= most:
            break
        new = not any(_alike(pick, other) for other in (*chosen, *before))
        if not chosen or (new and _worth_adding(asked, pick, chosen)):
            held = said | {c.place for c in chosen}
            chosen += [p for p in _with_context(asked, pick) if p.place not in held]
    return chosen


def _ranked(hits: Sequence[Hit]) -> list[Pick]:
    every = [Pick(hit, evidence) for hit in hits for evidence in hit.sentences]
    return sorted(every, key=lambda p: (-p.evidence.score, p.place))


def _worth_adding(asked: Question, pick: Pick, chosen: Sequence[Pick]) -> bool:
    behind = chosen[0].evidence.score - pick.evidence.score
    if behind <= (NEARLY_MANY if asked.many else NEARLY):
        return True
    if asked.voices and pick.hit.source not in {p.hit.source for p in chosen}:
        return behind <= VOICE
    return behind <= FACET and _adds(asked, pick, chosen)


def _adds(asked: Question, pick: Pick, chosen: Sequence[Pick]) -> bool:
    """Whether it holds a year or name of the question that no chosen sentence holds."""
    wanted = {f"{value:g}" for value in asked.figures}
    wanted |= {stem(w) for name in asked.names for w in words_of(name)}
    said = {stem(w) for p in chosen for w in _with_author(p)}
    return bool((wanted - said) & {stem(w) for w in _with_author(pick)})


def _with_author(pick: Pick) -> list[str]:
    return words_of(f"{pick.evidence.text} {pick.hit.source.meta.author or ''}")


def _alike(a: Pick, b: Pick) -> bool:
    left = {stem(w) for w in words_of(a.evidence.text)}
    right = {stem(w) for w in words_of(b.evidence.text)}
    return len(left & right) >= SAME * max(1, min(len(left), len(right)))


def _with_context(asked: Question, pick: Pick) -> list[Pick]:
    """A sentence with what it cannot do without, in text order.

    A lead-in brings its list, a list item its lead-in; an announcement of several things the
    sentences that name them; a reason that points back the sentence it points to.
    """
    sentences = pick.hit.sentences
    at = sentences.index(pick.evidence)
    first, last = at, at
    listed = [_is_item(pick.hit, s) for s in sentences]
    if listed[at]:
        while first and listed[first]:
            first -= 1
        if not _leads_in(sentences[first]):
            first = at
    elif at + 1 < len(sentences) and listed[at + 1] and _leads_in(pick.evidence):
        while last + 1 < len(sentences) and listed[last + 1]:
            last += 1
    elif _ANNOUNCES.search(pick.evidence.text):
        while last + 1 < len(sentences) and _ENUMERATES.match(sentences[last + 1].text):
            last += 1
    elif asked.kind == "why" and at + 1 < len(sentences) and refers_back(sentences[at + 1].text):
        last = at + 1
    if at and first == at and refers_back(pick.evidence.text) and not listed[at]:
        first = at - 1
    span = [sentences[first], *sentences[at : last + 1]] if first < at else sentences[at : last + 1]
    return [Pick(pick.hit, s) for s in span]


def _leads_in(sentence: Evidence) -> bool:
    return sentence.text.rstrip().endswith(":")


_ANNOUNCES = re.compile(
    r"\b(two|three|four|five|six|several|following|both)\b(?! (?:countries|nations|sides))", re.I
)
_ENUMERATES = re.compile(
    r"\W*(?:(?:the )?(?:one|other|first|second|third|fourth|last)\b|another\b|finally\b|also\b)",
    re.I,
)


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
