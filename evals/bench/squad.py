"""SQuAD 2.0 and SQuAD-es: does the paragraph answer the question, and is the answer cited."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from evals.bench.data import read_json
from evals.bench.halves import Half, of_half
from evals.bench.reading import Read, Reading, holds, read, shown
from evals.bench.table import Outcome, figures
from evals.intervals import Metric, interval, mean
from evals.matching import contains
from evals.metrics import ranking
from rag.config import Settings
from rag.errors import UsageError
from rag.types import Span


def squad(file: Path, settings: Settings, half: Half = "all") -> Outcome:
    """Ask every question of its paragraph and hold the answers against the gold.

    :raises UsageError: when the file is not in the SQuAD 2.0 format.
    """
    return outcome(read(of_half(readings(file), half, lambda r: r.title), settings))


def outcome(asked: Sequence[Read]) -> Outcome:
    """Whether the confidence tells answerable from not; of the answerable, what is cited."""
    good = [r for r in asked if r.reading.answerable]
    bad = [r for r in asked if not r.reading.answerable]
    short = [r for r in good if r.answer.short_answer]
    believed = [(r.answer.confidence, r.reading.answerable) for r in asked]
    return figures(
        ("AUROC of confidence", interval(believed, ranking)),
        ("first citation holds the answer", _share(good, _cites_first)),
        ("any citation holds the answer", _share(good, _cites)),
        ("first sentence shown holds it, silent or not", _share(good, _shows_first)),
        ("short answer given, of the answerable", _share(good, _is_short)),
        ("short answer holds the answer, where given", _share(short, _says_short)),
        ("answered, of the answerable", _share(good, _speaks)),
        ("answered, of the unanswerable", _share(bad, _speaks)),
    )


def _share(asked: Sequence[Read], test: Callable[[Read], bool]) -> Metric | None:
    return interval([float(test(r)) for r in asked], mean)


def _cites_first(r: Read) -> bool:
    return holds(r.answer.citations[:1], r.reading.gold)


def _cites(r: Read) -> bool:
    return holds(r.answer.citations, r.reading.gold)


def _shows_first(r: Read) -> bool:
    return holds(shown(r.answer)[:1], r.reading.gold)


def _is_short(r: Read) -> bool:
    return r.answer.short_answer is not None


def _says_short(r: Read) -> bool:
    short = r.answer.short_answer
    return short is not None and any(
        contains(short.text, span.of(r.reading.passage)) for span in r.reading.gold
    )


def _speaks(r: Read) -> bool:
    return r.answer.abstained is None


def readings(file: Path) -> list[Reading]:
    """Every question of a file in the SQuAD format, 1.1 or 2.0, with its paragraph.

    :raises UsageError: when it is in another one.
    """
    try:
        return list(_readings(read_json(file)["data"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"{file} is not a file in the SQuAD format") from error


def _readings(articles: Any) -> Iterator[Reading]:
    for article in articles:
        for paragraph in article["paragraphs"]:
            for qa in paragraph["qas"]:
                # Translation has lost some alternatives of SQuAD-es: no text, and no place.
                gold = dict.fromkeys(_span(answer) for answer in qa["answers"] if answer["text"])
                title, text = article.get("title", ""), paragraph["context"]
                answerable = not qa.get("is_impossible", not gold)
                yield Reading(qa["question"], title, text, tuple(gold), answerable=answerable)


def _span(answer: Any) -> Span:
    start = int(answer["answer_start"])
    return Span(start, start + len(answer["text"]))
