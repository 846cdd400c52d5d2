"""The built-in composer: the sentences that answer, word for word, few and in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answerable import answerable, silence
from rag.arrange import arrange, follows
from rag.brief import Brief, Told, brief, candidates
from rag.evidence import probability, refers_back
from rag.other_year import of_another_year
from rag.question import Question, read
from rag.select import MANY, Pick, is_item, select
from rag.types import Draft, DraftClaim, Hit, Query, Quote, Source

SECOND = 0.3  # of the threshold, for what is asked in one breath with what is answered
PLAIN = 12  # words of a sentence that says it briefly enough itself
_FOOTNOTE = re.compile(r"\s*\[\w{1,3}\](?=\W|$)")
_CONNECTIVE = re.compile(
    r"(?i:however|moreover|furthermore|nevertheless|nonetheless|in addition|additionally|besides"
    r"|likewise|similarly|by contrast|in contrast|on the other hand|meanwhile|also|still|yet"
    r"|indeed|for example|for instance|then|sin embargo|además|no obstante|por otra parte),\s+"
    r"|(?:And|But|So|Yet)\s+(?=(?:the|an?|in|on|at|for|since)\b|[A-Z])"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing asked for and the sentences that answer it.

    :param told: the same sentences, as a short answer is looked for in them.
    :param chance: probability that they answer it.
    """

    asked: Question
    picks: tuple[Pick, ...]
    told: tuple[Told, ...]
    chance: float

    def short(self) -> tuple[Pick, Brief] | None:
        """Its short answer and the sentence that one stands in."""
        found = brief(self.asked, self.told, self.chance)
        return (self.picks[found.sentence], found) if found else None

    def to_the_point(self) -> list[Pick]:
        """The sentences that hold something of the kind asked for, and what those refer back to.

        Where a short answer is given, any other sentence is beside the point.
        """
        held = {c.sentence for c in candidates(self.asked, self.told, self.chance)}
        back = [self.picks[i] for i in held if refers_back(self.told[i].text)]
        return [
            pick
            for i, pick in enumerate(self.picks)
            if i in held or any(follows(pick, other) for other in back)
        ]


class ExtractiveComposer:
    """Answers with sentences of the sources.

    :param threshold: probability below which it abstains.
    :param most: sentences to choose at most for a question that asks one thing.
    """

    name = "extractive"

    def __init__(self, threshold: float, most: int) -> None:
        self._threshold, self._most = threshold, most

    def compose(self, query: Query, hits: Sequence[Sequence[Hit]]) -> Draft:
        """A draft of verbatim sentences, and a short answer before them where there is one.

        What is told only of another year than the one asked about answers nothing.

        :param hits: for each part of the query, its hits, best first.
        """
        confidence = max(map(answerable, hits), default=0.0)
        if confidence < self._threshold:
            return Draft((), confidence, silence(query, hits))
        parts = chosen(query, hits, self._threshold, self._most)
        if len(query.parts) == 1 and of_another_year(query.parts[0], parts[0].picks):
            confidence = 0.0
            if self._threshold:
                return Draft((), confidence, silence(query, hits))
        shorts = _shorts(parts) if len(parts) == len(query.parts) else []
        said = (part.to_the_point() if shorts else part.picks for part in parts)
        picks = [pick for picks in said for pick in picks]
        first = shorts[0][0] if shorts else None
        claims = _claims(arrange(read(query.text), picks, first))
        brief = tuple(_short(pick, found) for pick, found in shorts)
        if brief and _says_it_already(brief[0], claims[0]):
            brief = ()
        return Draft(claims, confidence, brief=brief)


def chosen(query: Query, hits: Sequence[Sequence[Hit]], threshold: float, most: int) -> list[Part]:
    """The parts of a question that are answered, each with its sentences, best first.

    :param hits: for each part of the query, its hits, best first.
    :param most: sentences to choose at most for a part that asks one thing.
    """
    parts: list[Part] = []
    for text, found in zip(query.parts, hits, strict=True):
        chance = answerable(found)
        if chance >= threshold * (SECOND if parts else 1.0) or (query.times and parts):
            asked = read(text)
            before = [pick for part in parts for pick in part.picks]
            room = max(most, MANY) if asked.many else most
            picks = select(asked, found, room, before)
            parts.append(Part(asked, tuple(picks), _told(picks), chance))
    return parts


def _told(picks: Sequence[Pick]) -> tuple[Told, ...]:
    best = max((p.evidence.score for p in picks), default=0.0)
    return tuple(
        Told(p.evidence.text, p.before.text if p.before else "", best - p.evidence.score)
        for p in picks
    )


def _shorts(parts: Sequence[Part]) -> list[tuple[Pick, Brief]]:
    """One short answer a part, or none at all: half an answer would pass for a whole one."""
    found = [short for part in parts if (short := part.short())]
    return found if len(found) == len(parts) else []


def _short(pick: Pick, found: Brief) -> DraftClaim:
    text = shown(found.span.of(pick.evidence.text))
    return DraftClaim(text, (_quote(pick),), score=found.score)


def _says_it_already(short: DraftClaim, first: DraftClaim) -> bool:
    """Whether the sentence that is shown first is as short as a short answer need be."""
    said = len(first.text.split())
    same = first.quotes == short.quotes
    return same and (said <= PLAIN or 2 * len(short.text.split()) >= said)


def _claims(picks: Sequence[Pick]) -> tuple[DraftClaim, ...]:
    several = len({p.hit.source.doc_id for p in picks}) > 1
    claims: list[DraftClaim] = []
    last: Pick | None = None
    for pick in picks:
        ref = pick.hit.source
        fresh = last is None or last.hit.source != ref
        text = shown(pick.evidence.text)
        claims.append(
            DraftClaim(
                text=text if last and follows(last, pick) else unconnected(text),
                quotes=(_quote(pick),),
                lead=attribution(ref) if several and fresh else "",
                score=probability(pick.evidence.score),
                item=is_item(pick.hit, pick.evidence),
            )
        )
        last = pick
    return tuple(claims)


def _quote(pick: Pick) -> Quote:
    return Quote(pick.hit.source, pick.evidence.span, pick.evidence.text)


def shown(text: str) -> str:
    """A sentence as it is shown: footnote marks and line ends out, the words untouched."""
    return " ".join(_FOOTNOTE.sub("", text).split())


def unconnected(text: str) -> str:
    """A sentence without the "However," that ties it to one that is not shown before it."""
    found = _CONNECTIVE.match(text)
    rest = text[found.end() :] if found else ""
    return rest[:1].upper() + rest[1:] if len(rest.split()) > 2 else text


def attribution(ref: Source) -> str:
    """Who says it and when, in two words: ``Lee (2017):``."""
    meta = ref.meta
    who = (meta.author or "").split(",")[0].split("(")[0].strip()
    name = who.split()[-1] if who else meta.publisher or f"“{meta.title}”"
    year = f" ({meta.published[:4]})" if meta.published else ""
    return f"{name}{year}:"
