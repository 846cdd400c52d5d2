"""How sentences stand to what was said before in a chat, and what that is worth to a follow-up.

A follow-up mostly asks for what comes next: the sentence after the one an answer quoted, or
another one like the question, the answer and the follow-up taken together. It asks for the quoted
sentence again only if that holds more than was asked. The weights were fitted, with the models'
own scores held fixed, on follow-ups about written articles (see evals/README.md).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from rag.terms import content_set
from rag.types import Evidence, Hit

FEATURES = (
    "likeness",  # log-odds for the chat's words and the question's, at most 0: of the best one
    "said",  # 1 if an earlier answer has said it
    "next",  # 1 if the sentence before it was said
    "later",  # 1 if the one before that was
    "before",  # 1 if the sentence after it was said
)
UNREAD = (0.8, -3.0, 3.5, 3.5, -2.5)  # log-odds a feature is worth in choosing what is read
READ = (0.4, -2.0, 1.6, 1.6, -1.0)  # and once the best sentences have been read
SAID_SHARE = 0.5  # of its stems that a sentence shares with an answer, for it to be said

Place = tuple[int, int]  # number of a hit and of a sentence in it


def placed(
    hits: Sequence[Hit], likeness: Sequence[Sequence[float]], said: Sequence[str]
) -> list[Hit]:
    """The hits with their sentences lifted and lowered by how they stand to the chat.

    :param likeness: log-odds of each sentence of each hit for chat and question together.
    :param said: what earlier answers said.
    """
    best = max((score for scores in likeness for score in scores), default=0.0)
    own = [[content_set(e.text) for e in hit.sentences] for hit in hits]
    held = _said_at(_parts(said), own, likeness)
    return [
        replace(
            hit,
            sentences=tuple(
                lifted(replace(e, chat=(score - best, *where)), UNREAD)
                for e, score, where in zip(
                    hit.sentences, scores, _standing(number, len(scores), held), strict=True
                )
            ),
        )
        for number, (hit, scores) in enumerate(zip(hits, likeness, strict=True))
    ]


def lifted(evidence: Evidence, weights: Sequence[float]) -> Evidence:
    """A sentence with its score changed by what its place in the chat is worth."""
    return replace(evidence, score=evidence.score + worth(evidence, weights))


def worth(evidence: Evidence, weights: Sequence[float]) -> float:
    """Log-odds a sentence owes to its place in the chat; 0 where there was none."""
    return sum(w * f for w, f in zip(weights, evidence.chat, strict=False))


def _standing(
    hit: int, sentences: int, held: Collection[Place]
) -> list[tuple[float, float, float, float]]:
    """For each sentence of a hit whether it was said, or stands one or two after, or before."""
    said = [(hit, at) in held for at in range(-2, sentences + 1)]
    return [
        (
            float(here),
            float(one and not here),
            float(two and not one and not here),
            float(following and not here),
        )
        for two, one, here, following in zip(said, said[1:], said[2:], said[3:], strict=False)
    ]


def _said_at(
    parts: Sequence[frozenset[str]],
    own: Sequence[Sequence[frozenset[str]]],
    likeness: Sequence[Sequence[float]],
) -> set[Place]:
    """Where each thing that was said stands: in the sentence that shares most of its words.

    Answers quote, but one that was given in other words shares some with many sentences: of
    those that share as many, the one likest the chat is meant.
    """
    every = [(hit, at) for hit, scores in enumerate(likeness) for at in range(len(scores))]
    found = set()
    for part in parts:
        ranked = [(_shared(own[h][i], part), likeness[h][i], (h, i)) for h, i in every]
        share, _, place = max(ranked, default=(0.0, 0.0, (0, 0)))
        if share >= SAID_SHARE:
            found.add(place)
    return found


def _parts(said: Sequence[str]) -> list[frozenset[str]]:
    """The stems of each sentence that was said."""
    parts = [content_set(part) for text in said for part in re.split(r"(?<=[.!?])\s+|\n", text)]
    return [part for part in parts if len(part) > 1]


def _shared(own: frozenset[str], said: frozenset[str]) -> float:
    """Share of the shorter of the two that the other holds."""
    return len(own & said) / max(1, min(len(own), len(said)))
