"""Ask every case, one by one, and score what comes back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, Protocol

from evals import metrics
from evals.cases import SPLITS, Case, Gold, Place, locate
from evals.curve import Point, curve
from evals.intervals import Metric
from evals.matching import gold_texts, says, token_f1
from evals.measures import score
from evals.metrics import Placed
from evals.records import Record
from rag.types import Answer, Citation, Document, Hit, Span, Turn

DEPTH = 10
"""Hits looked at for each case."""


class Engine(Protocol):
    """What is evaluated: something that finds passages and answers questions."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer a question."""
        ...

    def search(self, question: str, k: int) -> list[Hit]:
        """Find up to ``k`` passages, best first."""
        ...

    def with_threshold(self, threshold: float) -> Engine:
        """The same, silent below another confidence."""
        ...


@dataclass(frozen=True, slots=True)
class Scores:
    """The metrics of a set of cases, and of each of its tags.

    :param curve: what other thresholds would do; empty for a tag.
    """

    n: int
    metrics: Mapping[str, Metric]
    tags: Mapping[str, Scores]
    curve: tuple[Point, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The stable JSON of scores."""
        return {
            "n": self.n,
            "metrics": {name: m.to_json() for name, m in self.metrics.items()},
            "tags": {
                tag: {k: v for k, v in s.to_json().items() if k in ("n", "metrics")}
                for tag, s in self.tags.items()
            },
            "curve": [p.to_json() for p in self.curve],
        }


@dataclass(frozen=True, slots=True)
class Results:
    """A finished run.

    :param splits: scores by split, ``held`` first.
    :param cases: digest of the cases, to tell whether two runs compare.
    :param stages: for each stage of an answer, the median share of the answer's time.
    :param threshold: the confidence below which it was silent.
    """

    splits: Mapping[str, Scores]
    records: tuple[Record, ...]
    cases: str
    stages: Mapping[str, float]
    threshold: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """The stable JSON of a run; only ``stages`` differs between two runs of one version."""
        return {
            "format": 1,
            "cases": self.cases,
            "threshold": self.threshold,
            "splits": {name: scores.to_json() for name, scores in self.splits.items()},
            "stages": dict(self.stages),
            "records": [r.to_json() for r in self.records],
        }


def run(
    cases: Sequence[Case],
    engine: Engine,
    documents: Mapping[str, Document],
    watch: Callable[[Sequence[Case]], Iterable[Case]] = iter,
    threshold: float = 0.0,
) -> Results:
    """Ask every case and score the answers.

    :param documents: the library by source path; every gold quote must stand in it.
    :param watch: wraps the cases as they are gone through, to show progress.
    :param threshold: the engine's, as a note for whoever reads the results.
    """
    eager = engine.with_threshold(0.0)
    records = [_asked(case, engine, eager, documents) for case in watch(cases)]
    present = [s for s in reversed(SPLITS) if any(c.split == s for c in cases)]
    return Results(
        splits={s: _scores([r for r in records if r.case.split == s]) for s in present},
        records=tuple(records),
        cases=digest(cases),
        stages=_stages([r.answer for r in records]),
        threshold=threshold,
    )


def _asked(case: Case, engine: Engine, eager: Engine, documents: Mapping[str, Document]) -> Record:
    """Ask one case; a follow-up is searched by the standalone question made of it.

    :param eager: never silent: says what would be said at a lower threshold.
    """
    answer = engine.ask(case.question, case.history)
    searched = answer.standalone_question if case.history else case.question
    record = judge(case, answer, engine.search(searched, DEPTH), documents)
    if record.answered or not case.answerable:
        return record
    return replace(record, would_say=says(case, said(eager.ask(case.question, case.history))))


def judge(
    case: Case, answer: Answer, hits: Sequence[Hit], documents: Mapping[str, Document]
) -> Record:
    """Hold one answer and the passages found against the gold."""
    evidence, also = _places(case.evidence, documents), _places(case.also, documents)
    words = said(answer)
    right = case.answerable and says(case, words)
    cited = [_placed(c) for c in answer.citations]
    shown = [*answer.citations, *(answer.abstained.nearest if answer.abstained else ())]
    texts = {d.ref.doc_id: d.text for d in documents.values()}
    counts = case.answerable and answer.abstained is None
    return Record(
        case=case,
        answer=answer,
        ranks=tuple(metrics.found_at([(h.source.doc_id, h.span) for h in hits], evidence)),
        says=right,
        would_say=right,
        f1=token_f1(" ".join(words), gold_texts(case)) if case.answerable else 0.0,
        precision=metrics.citation_precision(cited, evidence, also) if counts else None,
        recall=metrics.citation_recall(cited, evidence) if case.answerable else None,
        citations=len(shown),
        exact=sum(_exact(c, texts) for c in shown),
    )


def said(answer: Answer) -> list[str]:
    """What an answer asserts: its claims without those flagged as unsupported."""
    return [c.text for c in answer.claims if c.support != "unsupported"]


def digest(cases: Sequence[Case]) -> str:
    """Twelve hex digits that change whenever a case does."""
    return hashlib.sha256(repr(sorted(cases, key=lambda c: c.id)).encode()).hexdigest()[:12]


def _scores(records: Sequence[Record], with_tags: bool = True) -> Scores:
    tags = sorted({t for r in records for t in r.case.tags}) if with_tags else []
    return Scores(
        n=len(records),
        metrics=score(records),
        tags={t: _scores([r for r in records if t in r.case.tags], False) for t in tags},
        curve=curve([r.judged for r in records]) if with_tags else (),
    )


def _places(golds: Sequence[Gold], documents: Mapping[str, Document]) -> list[Place]:
    found = [locate(gold, documents) for gold in golds]
    return [place for place in found if place is not None]


def _placed(citation: Citation) -> Placed:
    return citation.source.doc_id, Span(citation.start, citation.end)


def _exact(citation: Citation, texts: Mapping[str, str]) -> bool:
    text = texts.get(citation.source.doc_id)
    return text is not None and text[citation.start : citation.end] == citation.quote


def _stages(answers: Sequence[Answer]) -> dict[str, float]:
    shares: dict[str, list[float]] = {}
    for answer in answers:
        total = sum(answer.timings_ms.values())
        for stage, spent in answer.timings_ms.items():
            shares.setdefault(stage, []).append(spent / total if total else 0.0)
    return {stage: round(median(found), 2) for stage, found in shares.items()}
