"""The newest source that answers, where the latest is asked for, and as of when it speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answerable import answerable
from rag.catalog import dated, first_day
from rag.messages import say
from rag.types import Draft, Hit

BEHIND = 2.0  # log-odds the newest source's best sentence may stay behind the best of all


def newest(hits: Sequence[Hit], threshold: float) -> list[Hit]:
    """The hits of the newest source that answers; all of them if none with a date does.

    :param threshold: probability from which hits count as an answer.
    """
    best = max((_best(hit) for hit in hits), default=0.0)
    sources = dict.fromkeys(hit.source for hit in hits if dated(hit.source))
    for source in sorted(sources, key=first_day, reverse=True):
        own = [hit for hit in hits if hit.source == source]
        if max(map(_best, own)) >= best - BEHIND and answerable(own) >= threshold:
            return own
    return list(hits)


def as_of(draft: Draft, language: str = "en") -> Draft:
    """The draft, its first claim saying when and by whom it was published, if all is of one."""
    sources = {quote.source for claim in draft.claims for quote in claim.quotes}
    if len(sources) != 1:
        return draft
    (source,) = sources
    meta, (first, *rest) = source.meta, draft.claims
    who = meta.publisher or meta.author
    known = "as_of" if dated(source) else "undated_as_of"
    when = say(known, language, when=meta.published or "")
    lead = f"{when} ({who}):" if who else f"{when}:"
    return replace(draft, claims=(replace(first, lead=lead), *rest))


def _best(hit: Hit) -> float:
    return max((s.score for s in hit.sentences), default=float("-inf"))
