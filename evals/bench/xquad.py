"""XQuAD as retrieval: whether the right paragraph comes first, and its sentence is cited first.

Short answers are held against the gold too, on the articles that their model was not fitted on.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from evals.bench.data import read_json
from evals.bench.halves import Half, of_half
from evals.bench.table import Figure, Outcome, figures, watched
from evals.intervals import Metric, interval, mean
from evals.matching import contains, token_f1, tokens
from evals.workspace import temporary
from rag.config import Settings
from rag.errors import UsageError
from rag.types import Answer

DEPTH = 40
"""Hits asked for, so that at least ten paragraphs are among them."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, its paragraph's number and where in it the answer begins and ends.

    :param answer: the gold answer, word for word.
    :param article: the title of the article it is about.
    :param key: its name, the same in every language of the set.
    """

    text: str
    paragraph: int
    start: int
    end: int
    answer: str = ""
    article: str = ""
    key: str = ""


def xquad(
    file: Path, settings: Settings, asked_in: Path | None = None, half: Half = "all"
) -> Outcome:
    """Ingest every paragraph as a file of its own and ask every question.

    :param asked_in: the same set in another language, whose questions are asked instead.
    :param half: of the articles to ask about; every paragraph is there to be found.
    :raises UsageError: when a file is not in the SQuAD format, or the two are not parallel.
    """
    paragraphs, questions = read_squad(file)
    if asked_in is not None:
        questions = _parallel(questions, read_squad(asked_in)[1], asked_in)
    questions = of_half(questions, half, lambda q: q.article)
    with TemporaryDirectory() as folder:
        write_paragraphs(Path(folder), paragraphs)
        with temporary([Path(folder)], settings) as engine:
            ranks, first, silent = [], [], []
            shorts: list[tuple[str, str] | None] = []
            for question in watched(questions):
                hits = engine.search(question.text, DEPTH)
                ranks.append(rank_of(question.paragraph, [_number(h.source.source) for h in hits]))
                answer = engine.ask(question.text)
                first.append(cites_first(answer, question))
                silent.append(answer.abstained is not None)
                if not fitted_on(question.article):
                    short = answer.short_answer
                    shorts.append((short.text, question.answer) if short else None)
    return figures(*_rows(ranks, first, silent), *_short_rows(shorts))


def fitted_on(article: str) -> bool:
    """Whether an article is of the half that short answers may be fitted on (by its title)."""
    return hashlib.sha256(article.encode()).digest()[0] % 2 == 1


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


def _rows(
    ranks: Sequence[int | None], first: Sequence[bool], silent: Sequence[bool]
) -> Iterator[Figure]:
    top = [r if r is not None and r <= 10 else None for r in ranks]
    yield "right paragraph first", _mean([r == 1 for r in ranks])
    yield "nDCG@10", _mean([1 / math.log2(r + 1) if r else 0.0 for r in top])
    yield "R@10", _mean([r is not None for r in top])
    yield "first citation holds the answer", _mean(first)
    yield "abstained", _mean(silent)


def _short_rows(shorts: Sequence[tuple[str, str] | None]) -> Iterator[Figure]:
    """Of the questions about articles not fitted on: short answers given, and how good they are."""
    given = [pair for pair in shorts if pair is not None]
    yield "short answer given", _mean([pair is not None for pair in shorts])
    yield "of those, the gold answer exactly", _mean([_bag(x) == _bag(gold) for x, gold in given])
    yield "of those, the gold answer in it", _mean([contains(x, gold) for x, gold in given])
    yield "of those, F1", _mean([token_f1(x, [gold]) for x, gold in given])


def _mean(values: Sequence[float]) -> Metric | None:
    return interval([float(v) for v in values], mean)


def _bag(text: str) -> list[str]:
    return [t for t in tokens(text) if t not in ("a", "an", "the")]


def read_squad(file: Path) -> tuple[list[str], list[Question]]:
    """The distinct paragraphs of a file in the SQuAD format, and its questions.

    :raises UsageError: when it is not in that format.
    """
    try:
        data = read_json(file)["data"]
        return _flatten([(a.get("title", ""), p) for a in data for p in a["paragraphs"]])
    except (KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{file} is not a file in the SQuAD format") from error


def _parallel(here: list[Question], there: list[Question], file: Path) -> list[Question]:
    """The questions ``here`` in the words they have ``there``."""
    words = {q.key: q.text for q in there}
    if {q.key for q in here} != words.keys():
        raise UsageError(f"{file} does not hold the same questions", "Give the parallel file.")
    return [replace(q, text=words[q.key]) for q in here]


def _flatten(raw: Sequence[tuple[str, dict[str, Any]]]) -> tuple[list[str], list[Question]]:
    texts: dict[str, int] = {}
    questions: list[Question] = []
    for article, paragraph in raw:
        context = str(paragraph["context"])
        text = context.lstrip("\ufeff")  # as the first character of a file it would be a mark
        number = texts.setdefault(text, len(texts))
        cut = len(context) - len(text)
        questions.extend(_questions(paragraph["qas"], number, cut, article))
    return list(texts), questions


def _questions(asked: Any, number: int, cut: int, article: str) -> Iterator[Question]:
    for qa in asked:
        answer = qa["answers"][0]
        start = int(answer["answer_start"]) - cut
        text = answer["text"]
        key = str(qa.get("id", ""))
        yield Question(qa["question"], number, start, start + len(text), text, article, key)


def write_paragraphs(folder: Path, paragraphs: Sequence[str]) -> None:
    """Each paragraph as a file of its own, its number in its name."""
    for number, text in enumerate(paragraphs):
        _path(folder, number).write_text(text, encoding="utf-8", newline="")


def _path(folder: Path, number: int) -> Path:
    return folder / f"paragraph-{number:04d}.txt"


def _number(source: str) -> int:
    return int(Path(source).stem.rpartition("-")[2])
