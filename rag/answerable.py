"""Whether the evidence answers the question: a calibrated probability, and what is lacking.

The model is a logistic one over a few features of the best evidence; its weights were fitted on
questions with known answers and on the same questions with their answers taken away
(``python -m evals.calibrate``).
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.evidence import ANY_TYPE, READ_FEATURES, fitted, probability
from rag.messages import say
from rag.question import Question, read
from rag.select import ranked
from rag.types import Hit, Query

ANSWER_FEATURES = (
    "sentence_similarity",  # of the best sentence, as the next one
    "coverage",
    "typed",  # 1 if the question asks for a certain kind of thing
    "type_gap",  # log-odds from the best sentence to the best that holds such a thing
    "figure_missing",
    "name_missing",
    "off_topic",  # how far the best sentence's cosine is below what one on the subject has
    "read_answerable",  # what the reader makes of the best few sentences
    "read_alone",  # how much less it makes of the best one by itself
    "alignment",
    "score",  # of the best sentence, against the others
)
ON_TOPIC = 0.4  # cosine
WIDEST = 4.0  # log-odds a type gap can have at most


def answerable(hits: Sequence[Hit]) -> float:
    """The probability that the hits answer the question, by the fitted model."""
    described = describe(hits)
    return probability(fitted()["answer"].score(described)) if described else 0.0


def describe(hits: Sequence[Hit]) -> tuple[float, ...] | None:
    """The features of the best evidence, in the order of ``ANSWER_FEATURES``; None without any."""
    order = ranked(hits)
    if not order:
        return None
    best = order[0].evidence
    of = dict(zip(READ_FEATURES, best.features, strict=False))  # unread ones have fewer
    typed = of["answer_type"] != ANY_TYPE
    holds = (p.evidence.score for p in order if p.evidence.features[TYPE] == 1.0)
    gap = best.score - next(holds, best.score - WIDEST) if typed else 0.0
    return (
        of["sentence_similarity"],
        of["coverage"],
        float(typed),
        min(WIDEST, gap),
        of["figure_missing"],
        of["name_missing"],
        max(0.0, ON_TOPIC - of["sentence_similarity"]),
        of.get("read_answerable", 0.0),
        of.get("read_alone", 0.0),
        of["alignment"],
        best.score,
    )


TYPE = READ_FEATURES.index("answer_type")


def silence(query: Query, hits: Sequence[Sequence[Hit]]) -> str:
    """Why nothing is said: what is asked for and the best evidence lacks, if that is it."""
    lacks = [
        what
        for part, found in zip(query.parts, hits, strict=True)
        for what in _lacking(read(part), found)
    ]
    said = say("silence", query.language)
    if not lacks:
        return f"{said}."
    nearest = say("nearest_lacks", query.language)
    return f"{said}: {nearest} {say(_WANTING[lacks[0]], query.language)}."


# What may be lacking, and the message that says so.
_WANTING = {
    "figure_missing": "lacks_figure",
    "name_missing": "lacks_name",
    "amount": "lacks_amount",
    "when": "lacks_when",
}


def _lacking(asked: Question, hits: Sequence[Hit]) -> list[str]:
    described = describe(hits)
    if described is None:
        return []
    of = dict(zip(ANSWER_FEATURES, described, strict=True))
    lacks = [what for what in ("figure_missing", "name_missing") if of[what] > 0]
    if asked.kind in _WANTING and of["type_gap"] == WIDEST:
        lacks.append(asked.kind)
    return lacks
