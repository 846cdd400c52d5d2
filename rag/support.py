"""Finds the sentences a claim rests on in a longer text, and decides whether they support it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.elsewhere import decisive, gives, settled
from rag.support_model import describe, probability
from rag.terms import stem_set, stems
from rag.text import merge
from rag.types import Source, Span, Support
from rag.verify import HALF, SAME_MATTER, Verdict, check, is_verbatim, share, whole

if TYPE_CHECKING:
    from rag.types import Vectors

MOST = 4  # sentences a claim may rest on
WIDTH = 12  # sentences looked at closely
MEANING = 0.6  # weight of the cosine against that of the words in ranking sentences
GAIN = 0.12  # what a further sentence must add
IN_PART = 0.25  # likelihood from which a claim counts as supported in part
CLOSEST = 3  # sentences that may contradict
NEAR = 0.25  # cosine under which a sentence has nothing to do with a claim


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text that may support a claim."""

    source: Source
    span: Span
    text: str


@dataclass(frozen=True)
class Pool:
    """Sentences to look among, in text order.

    :param vectors: one unit row a sentence.
    :param context: the whole text a source's sentences are from, by doc_id.
    """

    sentences: Sequence[Sentence]
    vectors: Vectors
    context: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a pool says of a claim: the verdict, and the sentences it rests on, in text order.

    :param against: the sentences that say otherwise.
    :param features: what the likelihood was made of, as ``support_model.FEATURES``; empty for
        a claim that stands word for word in the pool.
    """

    verdict: Verdict
    sentences: tuple[Sentence, ...] = ()
    against: tuple[Sentence, ...] = ()
    features: tuple[float, ...] = ()


NOTHING = Verdict("unsupported", 0.0)


def judge(claim: str, vector: Vectors, pool: Pool) -> Finding:
    """The verdict on a claim and the sentences it rests on.

    :param vector: the claim's unit vector.
    """
    if not pool.sentences or not claim.strip():
        return Finding(replace(NOTHING, lacking=(Span(0, len(claim)),)))
    similar = pool.vectors @ vector
    ranked = rank(claim, similar, pool.sentences)
    chosen = choose(claim, ranked, pool.sentences)
    return _decide(claim, chosen, ranked, similar, pool)


def rank(claim: str, similar: Vectors, sentences: Sequence[Sentence]) -> list[tuple[float, int]]:
    """Scores with the sentences' places, best first: meaning and rare words shared."""
    words = rarities(claim, [stem_set(s.text) for s in sentences])
    scores = [MEANING * float(s) + (1 - MEANING) * w for s, w in zip(similar, words, strict=True)]
    return sorted(((score, i) for i, score in enumerate(scores)), key=lambda p: (-p[0], p[1]))


def rarities(claim: str, held: Sequence[frozenset[str]]) -> list[float]:
    """How much of the rarity of a claim's words each text has, 0 to 1.

    Rarity is the inverse frequency among these texts; what none of them has counts nothing.

    :param held: the stems of each text.
    """
    wanted = stems(claim)
    counts = [sum(word in own for own in held) for word in wanted]
    weights = [math.log1p(len(held) / n) if n else 0.0 for n in counts]
    total = sum(weights) or 1.0
    return [
        sum(w for word, w in zip(wanted, weights, strict=True) if word in own) / total
        for own in held
    ]


def choose(
    claim: str, ranked: Sequence[tuple[float, int]], sentences: Sequence[Sentence]
) -> list[int]:
    """The best sentence, and further ones while each tells enough of what is still untold."""
    wanted = set(stems(claim))
    best, first = ranked[0]
    chosen, told = [first], _told(wanted, sentences[first])
    while len(chosen) < MOST and wanted:
        gains = [
            (len(_told(wanted, sentences[i]) - told) / len(wanted) * score / max(best, 1e-6), i)
            for score, i in ranked[:WIDTH]
            if i not in chosen
        ]
        gain, i = max(gains, default=(0.0, 0))
        if gain < GAIN:
            break
        chosen.append(i)
        told |= _told(wanted, sentences[i])
    return chosen


def _told(wanted: set[str], sentence: Sentence) -> set[str]:
    return wanted & stem_set(sentence.text)


def _decide(
    claim: str,
    chosen: Sequence[int],
    ranked: Sequence[tuple[float, int]],
    similar: Vectors,
    pool: Pool,
) -> Finding:
    if exact := _verbatim(claim, ranked, pool):
        return Finding(Verdict("supported", 1.0), exact)
    picked = [pool.sentences[i] for i in sorted(chosen)]
    texts = [s.text for s in picked]
    context = "\n".join(dict.fromkeys(pool.context(s.source.doc_id) for s in picked))
    verdict = check(claim, texts, context)
    if verdict.support == "supported" and max(share(claim, t, context) for t in texts) < HALF:
        verdict = replace(verdict, support="partial")  # its words are there, but scattered
    nearest = float(similar[list(chosen)].max())
    around = [s.text for s in pool.sentences]
    wrong = settled(claim, verdict.faults, "\n".join(around), context)
    features = describe(claim, texts, around, nearest, wrong, context)
    against = _against(claim, verdict, ranked, pool)
    close = max(share(claim, text, context) for text in texts) >= SAME_MATTER
    sure = decisive(claim, wrong, close)
    verdict = replace(verdict, contradicts=bool(against), faults=sure)
    unknown = any(fault.kind == "name" for fault in wrong)
    verdict = weighed(claim, verdict, probability(features), unknown)
    shown = tuple(picked) if verdict.score or nearest >= NEAR else ()
    return Finding(verdict, shown, against, features)


def weighed(claim: str, verdict: Verdict, chance: float, unknown: bool = False) -> Verdict:
    """The verdict on a claim together with how likely it is supported at all.

    What is said otherwise, and a fact that stands nowhere, outweighs any likelihood; ``faults``
    are such facts. Without one the likelihood decides whether words are pointed at as lacking
    support, and only what says the same in nearly the same words is called supported: a likely
    paraphrase is partial.

    :param unknown: whether it names what stands nowhere: unless likely, it has no support then.
    """
    if verdict.contradicts or verdict.faults:
        nowhere = () if verdict.contradicts else tuple(merge(f.span for f in verdict.faults))
        lacking = nowhere or verdict.lacking
        return replace(verdict, support="unsupported", score=chance * HALF, lacking=lacking)
    if chance >= HALF:
        support: Support = "supported" if verdict.support == "supported" else "partial"
        return replace(verdict, support=support, score=chance, lacking=())
    support = "partial" if chance >= IN_PART and not unknown else "unsupported"
    return replace(verdict, support=support, score=chance, lacking=verdict.lacking or whole(claim))


def _verbatim(claim: str, ranked: Sequence[tuple[float, int]], pool: Pool) -> tuple[Sentence, ...]:
    """The sentence, or the two in a row, in which a claim stands word for word."""
    for _, i in ranked[:WIDTH]:
        for group in (pool.sentences[i : i + 1], pool.sentences[i : i + 2]):
            together = len({s.source.doc_id for s in group}) == 1
            if together and is_verbatim(claim, [s.text for s in group]):
                return tuple(group)
    return ()


def _against(
    claim: str, verdict: Verdict, ranked: Sequence[tuple[float, int]], pool: Pool
) -> tuple[Sentence, ...]:
    """The sentences near the claim that say otherwise of what it lacks support for."""
    if verdict.support == "supported":
        return ()
    found = []
    for _, i in ranked[:CLOSEST]:
        sentence = pool.sentences[i]
        alone = check(claim, [sentence.text], pool.context(sentence.source.doc_id))
        same = all(any(a.overlaps(b) for b in verdict.lacking) for a in alone.lacking)
        if alone.contradicts and same and not _stands(claim, alone, ranked, pool):
            found.append(sentence)
    return tuple(found)


def _stands(claim: str, alone: Verdict, ranked: Sequence[tuple[float, int]], pool: Pool) -> bool:
    """Whether another sentence of the same matter gives the figures that one gives otherwise."""
    spans = [f.span for f in alone.faults if f.kind in ("figure", "date")]
    others = (pool.sentences[i].text for _, i in ranked[:WIDTH])
    return bool(spans) and any(
        share(claim, text) >= HALF and gives(claim, spans, text) for text in others
    )
