"""A second look at the best sentences: the reader reads them with the question beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from rag.chat import READ, lifted
from rag.evidence import fitted
from rag.reader import Passage, Reader
from rag.select import Pick, ranked
from rag.terms import names
from rag.types import Evidence, Hit, Metadata, Span

CLOSELY = 7  # sentences read, each with the one before it
ROOM = 210  # wordpieces they may come to
UNREAD = -8.0  # log share of a sentence that was not read, or hardly counts

Place = tuple[int, int]  # number of a hit and of a sentence in it


def reread(question: str, hits: Sequence[Hit], reader: Reader, english: bool = True) -> list[Hit]:
    """The hits with their sentences scored anew, now that the best ones have been read.

    Each sentence's features end with the reader's log share for it and its log-odds, the same
    for all of them, that what it read answers the question.

    :param english: whether the question is. The reader knows no other language: it will not take
        one it cannot read for answered, and the order of the sentences stays as it was.
    """
    runs = _runs(_chosen(hits, reader))
    if not runs:
        return list(hits)
    reading = reader.read(question, [_passage(hits[hit], first, end) for hit, first, end in runs])
    shares: dict[Place, float] = {}
    for (hit, first, _), found in zip(runs, reading.sentences, strict=True):
        shares |= {(hit, first + i): max(UNREAD, share) for i, share in enumerate(found)}
    return [
        replace(
            hit,
            sentences=tuple(
                _scored(e, shares.get((number, i), UNREAD), reading.answerable, english)
                for i, e in enumerate(hit.sentences)
            ),
        )
        for number, hit in enumerate(hits)
    ]


def _scored(evidence: Evidence, share: float, answerable: float, english: bool) -> Evidence:
    features = (*evidence.features, share, answerable)
    score = fitted()["reading"].score(features) if english else evidence.score
    return lifted(replace(evidence, features=features, score=score), READ)


def _chosen(hits: Sequence[Hit], reader: Reader) -> list[Place]:
    """The best sentences, each with the one before it where there is room."""
    chosen: list[Place] = []
    room = ROOM
    for hit, at in [_place(hits, pick) for pick in ranked(hits)[:CLOSELY]]:
        for wanted in ([(hit, at - 1), (hit, at)] if at else [(hit, at)], [(hit, at)]):
            new = [place for place in wanted if place not in chosen]
            size = sum(reader.count(hits[h].sentences[i].read) for h, i in new)
            if size <= room:
                chosen += new
                room -= size
                break
    return chosen


def _place(hits: Sequence[Hit], pick: Pick) -> Place:
    hit = next(i for i, h in enumerate(hits) if h is pick.hit)
    return hit, pick.hit.sentences.index(pick.evidence)


def _runs(places: Sequence[Place]) -> list[tuple[int, int, int]]:
    """Hit, first sentence and end of each stretch of sentences, hits in the order they came."""
    runs: list[tuple[int, int, int]] = []
    for hit in dict.fromkeys(hit for hit, _ in places):
        for at in sorted(i for h, i in places if h == hit):
            if runs and runs[-1][0] == hit and runs[-1][2] == at:
                runs[-1] = (hit, runs[-1][1], at + 1)
            else:
                runs.append((hit, at, at + 1))
    return runs


def _told(evidence: Evidence) -> str:
    """A sentence as it is read: a translation with the names that it has put into words."""
    if not evidence.english:
        return evidence.text
    every = dict.fromkeys(span.of(evidence.text) for span in names(evidence.text))
    lost = [name for name in every if name not in evidence.english]
    return f"{evidence.english} ({', '.join(lost)})" if lost else evidence.english


def byline(meta: Metadata) -> str:
    """Who says it and in which year, as it is read above a passage."""
    who = meta.author or meta.publisher or ""
    return ", ".join(part for part in (who, (meta.published or "")[:4]) if part)


def _passage(hit: Hit, first: int, end: int) -> Passage:
    said = [_told(evidence) for evidence in hit.sentences[first:end]]
    ends = list(accumulate(len(text) + 1 for text in said))
    spans = (Span(end - len(text) - 1, end - 1) for text, end in zip(said, ends, strict=True))
    return Passage(" ".join(said), tuple(spans), byline(hit.source.meta))
