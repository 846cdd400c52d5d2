"""The chunking evaluation of Chroma: gold characters found by five passages, and cited."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, stdev

from evals.bench.table import Outcome, Row, figures, watched
from evals.intervals import Metric, interval
from evals.metrics import Placed
from evals.workspace import documents_of, temporary
from rag.config import Settings
from rag.errors import UsageError
from rag.text import merge, shared
from rag.types import Answer, Document, Span

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


NOTHING = Overlap(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was found and what was cited for one question.

    :param cited: None where nothing was said.
    """

    corpus: str
    found: Overlap
    cited: Overlap | None


def chunking(folder: Path, settings: Settings) -> Outcome:
    """Ingest the corpora of ``folder``, search and ask every question.

    The first table has mean and standard deviation in percent as the published ones do, the
    second the means with their intervals.

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
            said = cited(engine.ask(question.text), question)
            scores.append(Asked(question.corpus, overlap(placed, question), said))
    return Outcome(list(_rows(scores, corpora)), further=[summary(scores).rows])


def cited(answer: Answer, question: Question) -> Overlap | None:
    """How what an answer cites overlaps with the gold, a character cited twice counting once."""
    if answer.abstained is not None:
        return None
    spans: dict[str, list[Span]] = {}
    for c in answer.citations:
        spans.setdefault(Path(c.source.source).stem, []).append(Span(c.start, c.end))
    return overlap([(corpus, s) for corpus in spans for s in merge(spans[corpus])], question)


def summary(asked: Sequence[Asked]) -> Outcome:
    """Every mean with its interval; a question met with silence has cited nothing right."""
    spoken = [a.cited for a in asked if a.cited]
    every = [a.cited or NOTHING for a in asked]
    return figures(
        ("passages, recall (goal 0.90)", _mean([a.found.recall for a in asked])),
        ("passages, precision", _mean([a.found.precision for a in asked])),
        ("cited, recall (goal 0.60)", _mean([c.recall for c in every])),
        ("cited, precision (goal 0.35)", _mean([c.precision for c in every])),
        ("cited, precision of the answers given", _mean([c.precision for c in spoken])),
        ("answered", _mean([float(a.cited is not None) for a in asked])),
    )


def _mean(values: Sequence[float]) -> Metric | None:
    return interval(values, mean)


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


def _rows(asked: Sequence[Asked], corpora: Sequence[str]) -> Iterator[Row]:
    yield ("corpus", "n", "recall %", "precision %", "IoU %", "cited recall %", "precision %")
    for name in [*corpora, "all"]:
        of = [a.found for a in asked if name in (a.corpus, "all")]
        said = [a.cited or NOTHING for a in asked if name in (a.corpus, "all")]
        yield (
            name,
            str(len(of)),
            _percent([s.recall for s in of]),
            _percent([s.precision for s in of]),
            _percent([s.iou for s in of]),
            _percent([s.recall for s in said]),
            _percent([s.precision for s in said]),
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
