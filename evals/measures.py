"""The measures by name: which cases each is taken over, and how it is summed up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evals import metrics
from evals.curve import aurc
from evals.intervals import Metric, interval, mean, ratio
from evals.records import Record


@dataclass(frozen=True, slots=True)
class Measure:
    """A named figure.

    :param pick: what a case contributes; None leaves the case out.
    :param summary: from the contributions to the figure.
    :param up: whether larger is better.
    """

    name: str
    pick: Callable[[Record], Any]
    summary: Callable[[Sequence[Any]], float] = field(default=mean)
    up: bool = True

    def of(self, records: Iterable[Record]) -> Metric | None:
        """The figure with its interval; None where no case counts."""
        return interval([x for r in records if (x := self.pick(r)) is not None], self.summary)


def score(records: Sequence[Record]) -> dict[str, Metric]:
    """Every measure that is defined on ``records``, by name."""
    found = {m.name: m.of(records) for m in MEASURES}
    return {name: metric for name, metric in found.items() if metric is not None}


def _answerable(pick: Callable[[Record], float | None]) -> Callable[[Record], float | None]:
    return lambda r: pick(r) if r.case.answerable else None


def _unanswerable(pick: Callable[[Record], float | None]) -> Callable[[Record], float | None]:
    return lambda r: None if r.case.answerable else pick(r)


def _pooled(
    figure: Callable[[Sequence[float], Sequence[bool]], float],
) -> Callable[[Sequence[tuple[float, bool]]], float]:
    return lambda pairs: figure([p for p, _ in pairs], [y for _, y in pairs])


def _belief(record: Record) -> tuple[float, bool]:
    return record.answer.confidence, record.case.answerable


def _exactness(record: Record) -> tuple[float, float] | None:
    return (record.exact, record.citations) if record.citations else None


MEASURES = (
    Measure("recall@1", _answerable(lambda r: metrics.recall_at(1, r.ranks))),
    Measure("recall@5", _answerable(lambda r: metrics.recall_at(5, r.ranks))),
    Measure("recall@10", _answerable(lambda r: metrics.recall_at(10, r.ranks))),
    Measure("mrr", _answerable(lambda r: metrics.reciprocal_rank(r.ranks))),
    Measure("ndcg@10", _answerable(lambda r: metrics.ndcg_at(10, r.ranks))),
    Measure("answer_contains", _answerable(lambda r: float(r.says))),
    Measure("token_f1", _answerable(lambda r: r.f1)),
    Measure("citation_precision", _answerable(lambda r: r.precision)),
    Measure("citation_recall", _answerable(lambda r: r.recall)),
    Measure("citation_exact", _exactness, ratio),
    Measure("abstention_accuracy", lambda r: float(r.answered == r.case.answerable)),
    Measure("wrongly_answered", _unanswerable(lambda r: float(r.answered)), up=False),
    Measure("wrongly_silent", _answerable(lambda r: float(not r.answered)), up=False),
    Measure("brier", _belief, _pooled(metrics.brier), up=False),
    Measure("ece", _belief, _pooled(metrics.calibration_error), up=False),
    Measure("auroc", _belief, _pooled(metrics.auroc)),
    Measure("risk", lambda r: float(not r.would_say) if r.answered else None, up=False),
    Measure("aurc", lambda r: r.judged, aurc, up=False),
)

LOWER_IS_BETTER = frozenset(m.name for m in MEASURES if not m.up)

HEADLINE: Mapping[str, str] = {
    "answer_contains": "contains",
    "abstention_accuracy": "abstains",
    "citation_precision": "cit.prec",
    "citation_recall": "cit.rec",
    "recall@5": "recall@5",
    "mrr": "mrr",
}
"""The measures shown for every tag, with a short name for a column."""
