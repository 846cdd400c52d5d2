"""A second look at the best sentences: the reader reads them with the question beside them.

Where the reader is not sure that they answer, the one that comes out best is read once more,
alone: among others on the matter it may seem to answer what it only comes near.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from rag.chat import READ, lifted
from rag.evidence import fitted
from rag.reader import Passage, Reader
from rag.select import Pick, ranked
from rag.terms import names
from rag.types import Evidence, Hit, Metadata, Span

CLOSELY = 7  # sentences read, each with the one before it
ROOM = 210  # wordpieces they may come to
SURE = 0.0  # log-odds that they answer, from which on nothing more is read
FARTHEST = 3 * CLOSELY  # places down to which sentences are read
ANCHORS = 2  # sentences of the first look that are read again in the second
UNREAD = -8.0  # log share of a sentence that was not read, or hardly counts

Place = tuple[int, int]  # number of a hit and of a sentence in it


def reread(question: str, hits: Sequence[Hit], reader: Reader, english: bool = True) -> list[Hit]:
    """The hits with their sentences scored anew, now that the best ones have been read.

    Each sentence's features end with the reader's log share for it and, the same for all of them,
    its log-odds that what it read answers the question, and by how much they fall when it reads
    the best sentence alone.

    :param english: whether the question is. The reader knows no other language: it will not take
        one it cannot read for answered, and the order of the sentences stays as it was.
    """
    order = [_place(hits, pick) for pick in ranked(hits)[: FARTHEST if english else CLOSELY]]
    if not order:
        return list(hits)
    shares, answerable = _looked(question, hits, order, reader)
    scored = [
        replace(
            hit,
            sentences=tuple(
                _scored(e, shares.get((number, i), UNREAD), answerable, english)
                for i, e in enumerate(hit.sentences)
            ),
        )
        for number, hit in enumerate(hits)
    ]
    if answerable >= SURE:
        return scored
    best = _place(scored, ranked(scored)[0])
    alone = _read(question, scored, [best], reader).answerable
    fallen = min(0.0, alone - answerable)
    return [
        replace(hit, sentences=tuple(_with_fall(e, fallen) for e in hit.sentences))
        for hit in scored
    ]


def _with_fall(evidence: Evidence, fallen: float) -> Evidence:
    return replace(evidence, features=(*evidence.features[:-1], fallen))


def _scored(evidence: Evidence, share: float, answerable: float, english: bool) -> Evidence:
    features = (*evidence.features, share, answerable, 0.0)  # nothing is read alone so far
    score = fitted()["reading"].score(features) if english else evidence.score
    return lifted(replace(evidence, features=features, score=score), READ)


class _Look(NamedTuple):
    """Log shares of the sentences that were read, and the log-odds that they answer."""

    shares: dict[Place, float]
    answerable: float


def _looked(question: str, hits: Sequence[Hit], order: Sequence[Place], reader: Reader) -> _Look:
    """The best sentences read and, where they seem not to answer, the next ones.

    These are read beside the best of the first look, which puts both looks on one scale: what the
    first has seen besides keeps its distance from that. The surer of the two looks counts.
    """
    first = _read(question, hits, _chosen(hits, order[:CLOSELY], reader), reader)
    rest = [place for place in order if place not in first.shares][:CLOSELY]
    if first.answerable >= SURE or not rest:
        return first
    best = sorted(first.shares, key=lambda place: -first.shares[place])[:ANCHORS]
    second = _read(question, hits, _chosen(hits, [*best, *rest], reader), reader)
    if second.answerable <= first.answerable:
        return first
    moved = second.shares[best[0]] - first.shares[best[0]]
    kept = {place: max(UNREAD, share + moved) for place, share in first.shares.items()}
    return _Look(kept | second.shares, second.answerable)


def _read(question: str, hits: Sequence[Hit], places: Sequence[Place], reader: Reader) -> _Look:
    runs = _runs(places)
    reading = reader.read(question, [_passage(hits[hit], first, end) for hit, first, end in runs])
    shares = {
        (hit, first + i): max(UNREAD, share)
        for (hit, first, _), found in zip(runs, reading.sentences, strict=True)
        for i, share in enumerate(found)
    }
    return _Look(shares, reading.answerable)


def _chosen(hits: Sequence[Hit], order: Sequence[Place], reader: Reader) -> list[Place]:
    """The sentences of ``order``, each with the one before it where there is room."""
    chosen: list[Place] = []
    room = ROOM
    for hit, at in order:
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
