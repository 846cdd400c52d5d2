"""XQuAD as retrieval: whether the right paragraph comes first, and its sentence is cited first."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Any

from evals.bench.table import Outcome, Row, watched
from evals.workspace import temporary
from rag.config import Settings
from rag.errors import UsageError
from rag.types import Answer

DEPTH = 40
"""Hits asked for, so that at least ten paragraphs are among them."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, its paragraph's number and where in it the answer begins and ends."""

    text: str
    paragraph: int
    start: int
    end: int


def xquad(file: Path, settings: Settings) -> Outcome:
    """Ingest every paragraph as a file of its own and ask every question.

    :raises UsageError: when the file is not in the SQuAD format.
    """
    paragraphs, questions = _read(file)
    with TemporaryDirectory() as folder:
        for number, text in enumerate(paragraphs):
            _path(Path(folder), number).write_text(text, encoding="utf-8", newline="")
        with temporary([Path(folder)], settings) as engine:
            ranks, first, silent = [], 0, 0
            for question in watched(questions):
                hits = engine.search(question.text, DEPTH)
                ranks.append(rank_of(question.paragraph, [_number(h.source.source) for h in hits]))
                answer = engine.ask(question.text)
                first += cites_first(answer, question)
                silent += answer.abstained is not None
    return Outcome(_rows(len(paragraphs), ranks, first, silent))


def rank_of(paragraph: int, found: Sequence[int]) -> int | None:
    """Rank (from 1) of a paragraph among the distinct ones found, or None."""
    distinct = list(dict.fromkeys(found))
    return distinct.index(paragraph) + 1 if paragraph in distinct else None


def cites_first(answer: Answer, question: Question) -> bool:
    """Whether the first citation holds the gold answer at its own place."""
    if not answer.citations:
        return False
    cited = answer.citations[0]
    right = _number(cited.source.source) == question.paragraph
    return right and cited.start <= question.start and question.end <= cited.end


def _rows(paragraphs: int, ranks: Sequence[int | None], first: int, silent: int) -> list[Row]:
    n = len(ranks)
    top = [r if r is not None and r <= 10 else None for r in ranks]
    gains = [1 / math.log2(r + 1) if r else 0.0 for r in top]
    return [
        ("measure", "value"),
        ("paragraphs", str(paragraphs)),
        ("questions", str(n)),
        ("right paragraph first", f"{mean(r == 1 for r in ranks):.4f}"),
        ("nDCG@10", f"{mean(gains):.4f}"),
        ("R@10", f"{mean(r is not None for r in top):.4f}"),
        ("first citation holds the answer", f"{first / n:.4f}"),
        ("abstained", f"{silent / n:.4f}"),
    ]


def _read(file: Path) -> tuple[list[str], list[Question]]:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))["data"]
        return _flatten([p for article in data for p in article["paragraphs"]])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{file} is not a file in the SQuAD format") from error


def _flatten(raw: Sequence[dict[str, Any]]) -> tuple[list[str], list[Question]]:
    texts: dict[str, int] = {}
    questions: list[Question] = []
    for paragraph in raw:
        context = str(paragraph["context"])
        text = context.lstrip("\ufeff")  # as the first character of a file it would be a mark
        number = texts.setdefault(text, len(texts))
        questions.extend(_questions(paragraph["qas"], number, len(context) - len(text)))
    return list(texts), questions


def _questions(asked: Any, number: int, cut: int) -> Iterator[Question]:
    for qa in asked:
        answer = qa["answers"][0]
        start = int(answer["answer_start"]) - cut
        yield Question(qa["question"], number, start, start + len(answer["text"]))


def _path(folder: Path, number: int) -> Path:
    return folder / f"paragraph-{number:04d}.txt"


def _number(source: str) -> int:
    return int(Path(source).stem.rpartition("-")[2])
