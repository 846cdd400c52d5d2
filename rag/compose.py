"""The built-in composer: the sentences that answer, word for word, few and in order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answerable import answerable, silence
from rag.evidence import probability
from rag.question import Question, read
from rag.select import MANY, Pick, after, is_item, select
from rag.types import Draft, DraftClaim, Hit, Query, Quote, Source

_FOOTNOTE = re.compile(r"\s*\[\w{1,3}\](?=\W|$)")


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
        hits = [after(query.said, found) for found in hits]
        chances = [answerable(found) for found in hits]
        confidence = max(chances, default=0.0)
        if confidence < self._threshold:
            return Draft((), confidence, silence(query, hits))
        picks: list[Pick] = []
        for part, found, chance in zip(query.parts, hits, chances, strict=True):
            if chance >= self._threshold:
                picks += self._part(read(part), found, picks)
        return Draft(_claims(_order(picks)), confidence)

    def _part(self, asked: Question, hits: Sequence[Hit], before: Sequence[Pick]) -> list[Pick]:
        most = max(self._most, MANY) if asked.many else self._most
        return select(asked, hits, most, before)


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
                item=is_item(pick.hit, pick.evidence),
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
