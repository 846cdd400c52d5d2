"""CLAP NQ: does the passage answer a real question at length, and are its sentences cited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evals.bench.data import read_lines
from evals.bench.halves import Half, of_half
from evals.bench.reading import Read, Reading, read
from evals.bench.table import Outcome, figures
from evals.intervals import interval, mean
from evals.metrics import ranking
from rag.config import Settings
from rag.errors import UsageError
from rag.text import shared
from rag.types import Span


def clapnq(folder: Path, settings: Settings, half: Half = "all") -> Outcome:
    """Ask every question of its passage and compare the cited sentences with the chosen ones.

    :raises UsageError: when the folder does not hold the set.
    """
    return outcome(read(of_half(readings(folder), half, lambda r: r.title), settings))


def outcome(asked: Sequence[Read]) -> Outcome:
    """AUROC of the confidence; precision of the answers given; recall, silence counting 0."""
    good = [r for r in asked if r.reading.answerable]
    bad = [r for r in asked if not r.reading.answerable]
    chosen = [r for r in good if r.reading.gold]  # for one, no sentence was chosen
    believed = [(r.answer.confidence, r.reading.answerable) for r in asked]
    spoken = [r for r in chosen if r.answer.abstained is None]
    return figures(
        ("AUROC of confidence", interval(believed, ranking)),
        ("cited sentences, precision", interval([_precision(r) for r in spoken], mean)),
        ("cited sentences, recall", interval([_recall(r) for r in chosen], mean)),
        ("answered, of the answerable", interval([_spoke(r) for r in good], mean)),
        ("answered, of the unanswerable", interval([_spoke(r) for r in bad], mean)),
    )


def _spoke(r: Read) -> float:
    return float(r.answer.abstained is None)


def _precision(r: Read) -> float:
    cited = _cited(r)
    return len(cited & set(r.reading.gold)) / len(cited) if cited else 0.0


def _recall(r: Read) -> float:
    gold = set(r.reading.gold)
    return len(_cited(r) & gold) / len(gold)


def _cited(r: Read) -> set[Span]:
    """The sentences of the passage, as the set has them, of which at least half is cited."""
    cited = [Span(c.start, c.end) for c in r.answer.citations]
    return {s for s in r.reading.sentences if 2 * shared(cited, [s]) >= len(s)}


def readings(folder: Path) -> list[Reading]:
    """Every question of the set; the gold are the sentences any annotator chose.

    :raises UsageError: when the folder does not hold the set.
    """
    files = sorted(p for p in folder.glob("*") if p.name.endswith((".jsonl", ".jsonl.gz")))
    if not files:
        raise UsageError(f"no .jsonl or .jsonl.gz file in {folder}", "Give the folder of the set.")
    return [_reading(file, row) for file in files for row in read_lines(file)]


def _reading(file: Path, row: Any) -> Reading:
    try:
        given = row["passages"][0]
        parts = [str(s) for s in given["sentences"]]
        chosen = {s for output in row["output"] for s in output["selected_sentences"]}
        spans = tuple(_placed(parts))
        gold = tuple(s for s, part in zip(spans, parts, strict=True) if part in chosen)
        answered = any(output["answer"] not in ("", "NA") for output in row["output"])
        return Reading(row["input"], given["title"], " ".join(parts), gold, spans, answered)
    except (KeyError, TypeError, IndexError) as error:
        raise UsageError(f"{file} is not a file of CLAP NQ") from error


def _placed(parts: Sequence[str]) -> Iterator[Span]:
    """Where each sentence stands when they are joined by spaces."""
    at = 0
    for part in parts:
        yield Span(at, at + len(part))
        at += len(part) + 1
