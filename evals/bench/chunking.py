"""The chunking evaluation of Chroma: gold characters found by the first five passages."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, stdev

from evals.bench.table import Outcome, Row, watched
from evals.metrics import Placed
from evals.workspace import documents_of, temporary
from rag.config import Settings
from rag.errors import UsageError
from rag.text import merge, shared
from rag.types import Document, Span

K = 5
QUESTIONS = "questions_df.csv"


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the corpus that answers it and the gold spans there."""

    text: str
    corpus: str
    gold: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """How the retrieved and the gold characters of one question overlap, each 0 to 1."""

    recall: float
    precision: float
    iou: float


def chunking(folder: Path, settings: Settings) -> Outcome:
    """Ingest the corpora of ``folder``, search every question, report mean and sd in percent.

    :raises UsageError: when the folder does not hold the set.
    """
    asked = list(_questions(folder))
    corpora = sorted({q.corpus for q in asked})
    with temporary([folder / f"{name}.md" for name in corpora], settings) as engine:
        documents = {Path(s).stem: d for s, d in documents_of(engine).items()}
        _check(asked, documents)
        scores = []
        for question in watched(asked):
            hits = engine.search(question.text, K)
            placed = [(Path(h.source.source).stem, h.span) for h in hits]
            scores.append((question.corpus, overlap(placed, question)))
    return Outcome(list(_rows(scores, corpora)))


def overlap(hits: Sequence[Placed], question: Question) -> Overlap:
    """Recall, precision and intersection over union, as the published evaluation has them.

    The characters of hits count once each in the numerator; all retrieved characters, of
    whichever corpus and as often as retrieved, are the denominator of precision.

    :param hits: corpus name and span of each.
    """
    right = [span for corpus, span in hits if corpus == question.corpus]
    found = shared(right, question.gold)
    retrieved = sum(len(span) for _, span in hits)
    unfound = sum(len(s) for s in merge(question.gold)) - found
    return Overlap(
        recall=found / sum(len(s) for s in question.gold),
        precision=found / retrieved if retrieved else 0.0,
        iou=found / (retrieved + unfound) if retrieved + unfound else 0.0,
    )


def _rows(scores: Sequence[tuple[str, Overlap]], corpora: Sequence[str]) -> Iterator[Row]:
    yield ("corpus", "n", "recall %", "precision %", "IoU %")
    for name in [*corpora, "all"]:
        of = [s for corpus, s in scores if name in (corpus, "all")]
        yield (
            name,
            str(len(of)),
            _percent([s.recall for s in of]),
            _percent([s.precision for s in of]),
            _percent([s.iou for s in of]),
        )


def _percent(values: Sequence[float]) -> str:
    spread = stdev(values) if len(values) > 1 else 0.0
    return f"{100 * mean(values):.1f} ± {100 * spread:.1f}"


def _questions(folder: Path) -> Iterator[Question]:
    path = folder / QUESTIONS
    if not path.is_file():
        raise UsageError(f"no {QUESTIONS} in {folder}", "Give the folder of the chunking set.")
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            gold = json.loads(row["references"])
            spans = tuple(Span(int(g["start_index"]), int(g["end_index"])) for g in gold)
            yield Question(row["question"], row["corpus_id"], spans)


def _check(asked: Sequence[Question], documents: Mapping[str, Document]) -> None:
    for question in asked:
        text = documents[question.corpus].text
        if any(span.end > len(text) for span in question.gold):
            raise UsageError(f"the gold of {question.text!r} lies outside {question.corpus}.md")
