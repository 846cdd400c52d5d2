"""RAGTruth: has an answer a span its source does not support, and which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.bench.data import read_lines
from evals.bench.table import Outcome, Row, watched
from evals.bench.untouched import is_for_fitting
from evals.metrics import auroc
from evals.workspace import opened, temporary_home
from rag.config import Settings
from rag.errors import UsageError
from rag.text import merge, shared
from rag.types import Span


@dataclass(frozen=True, slots=True)
class Response:
    """An answer some model gave, and the spans of it that were marked by hand as unsupported."""

    text: str
    marked: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """A source text and the answers given from it."""

    source: str
    responses: tuple[Response, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of an answer: its score, and the spans said to lack support."""

    score: float
    unsupported: tuple[Span, ...]
    marked: tuple[Span, ...]


def ragtruth(files: Sequence[Path], settings: Settings) -> Outcome:
    """Check every answer of the untouched half, whole, against its source.

    :raises UsageError: when a file is not in the format of FaithJudge's RAGTruth files.
    """
    with temporary_home(settings) as own, opened(own) as engine:
        by_file: dict[str, list[Said]] = {}
        for file in files:
            said = by_file[file.name.split(".")[0]] = []
            for given in watched([g for g in read_ragtruth(file) if not is_for_fitting(g.source)]):
                texts = [response.text for response in given.responses]
                for checked, response in zip(
                    engine.check_claims(texts, [given.source]), given.responses, strict=True
                ):
                    said.append(Said(checked.score, checked.unsupported, response.marked))
    every = [s for said in by_file.values() for s in said]
    parts = [*by_file.items(), ("all", every)] if len(by_file) > 1 else list(by_file.items())
    return Outcome([HEAD, *(_row(name, said) for name, said in parts)])


HEAD: Row = (
    "untouched half",
    "answers",
    "with a marked span",
    "precision",
    "recall",
    "F1 (goal 0.60)",
    "AUROC",
    "span F1",
)


def _row(name: str, said: Sequence[Said]) -> Row:
    truth = [bool(s.marked) for s in said]
    precision, recall, f1 = prf(zip(truth, (bool(s.unsupported) for s in said), strict=True))
    values = (precision, recall, f1, auroc([-s.score for s in said], truth), span_f1(said))
    return (name, str(len(said)), str(sum(truth)), *(f"{value:.4f}" for value in values))


def prf(pairs: Iterable[tuple[bool, bool]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of pairs of truth and what was said."""
    pairs = list(pairs)
    both = sum(1 for truth, flag in pairs if truth and flag)
    flagged, marked = sum(flag for _, flag in pairs), sum(truth for truth, _ in pairs)
    f1 = 2 * both / (flagged + marked) if both else 0.0
    return both / flagged if flagged else 0.0, both / marked if marked else 0.0, f1


def span_f1(said: Sequence[Said]) -> float:
    """F1 in characters over all answers together."""
    both = sum(shared(s.unsupported, s.marked) for s in said)
    total = sum(
        len(span) for s in said for part in (s.unsupported, s.marked) for span in merge(part)
    )
    return 2 * both / total if total else 0.0


def read_ragtruth(file: Path) -> list[Given]:
    """Every source of a file, with its answers.

    :raises UsageError: when it is not in FaithJudge's format.
    """
    try:
        return [_given(line) for line in read_lines(file)]
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"{file} is not a RAGTruth file") from error


def _given(line: dict[str, Any]) -> Given:
    source = line["source"]
    text = source if isinstance(source, str) else source["passages"]
    return Given(
        str(text),
        tuple(
            Response(r["response"], tuple(Span(x["start"], x["end"]) for x in r["labels"]))
            for r in line["responses"]
        ),
    )
