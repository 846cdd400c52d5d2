"""Fits the small logistic models of the built-in composer.

On the golden ``dev`` cases, those of ``evals/fitting`` and, each set a library of its own, the
written articles the reader was not trained on; never on ``held``.

``sentence`` says how likely a sentence is to be evidence for a question, ``reading`` the same once
the reader has read it, ``answer`` how likely the best evidence is to answer it. Unanswerable
questions are rare, so each answerable case also serves as one: its gold sentences are taken out of
what was found, and what is left, the nearest text on the same subject, must not be taken for an
answer.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from evals.cases import Case, Place, load_cases, locate, select
from evals.fits import Rows, fit_answers, fit_sentences
from evals.main import CORPUS, GOLDEN
from evals.training.cases import kept_cases
from evals.workspace import documents_of, temporary
from rag.answerable import ANSWER_FEATURES, describe
from rag.chat import READ, UNREAD, lifted, worth
from rag.config import load_settings
from rag.evidence import FEATURES, READ_FEATURES, Weights, fitted
from rag.question import Question, read
from rag.reader import load_reader
from rag.reread import reread
from rag.scope import scoped
from rag.types import Document, Evidence, Filters, Hit, Span

if TYPE_CHECKING:
    from rag.assistant import Assistant

FITTING = Path(__file__).parent / "fitting"
TARGET = Path(__file__).parent.parent / "rag" / "fitted.json"
MADE = 0.4  # weight of an unanswerable case made from an answerable one
WRITTEN = 0.4  # weight of a question about written articles in the answer model


@dataclass(frozen=True, slots=True)
class Found:
    """A question, what was found for it, which of its sentences are gold, and its weight."""

    asked: Question
    hits: list[Hit]
    gold: frozenset[tuple[str, Span]]
    weight: float

    def reread(self) -> Found:
        """The same with the best sentences read."""
        return replace(self, hits=reread(self.asked.text, self.hits, load_reader()))

    def rescored(self, model: Weights, chat: Sequence[float]) -> Found:
        """The same with every sentence scored by a model, and by its place in the chat."""
        return replace(self, hits=[_rescored(hit, model, chat) for hit in self.hits])


def main() -> int:
    """Fit, report cross-validated quality, and write ``rag/fitted.json``."""
    _start()
    found = _every_found()
    sentence, _ = fit_sentences(_sentence_rows(found, UNREAD))
    _write({"sentence": (FEATURES, sentence)})
    seen = [f.rescored(sentence, UNREAD) for f in found]
    looked = _reread(seen)
    reading, quality = fit_sentences(_sentence_rows(looked, READ))
    _write({"reading": (READ_FEATURES, reading)})
    answer, chance = fit_answers(_answer_rows(seen, looked))
    _write({"answer": (ANSWER_FEATURES, answer)})
    print(f"cross-validated on dev and fitting: best sentence right {quality:.3f},", end=" ")
    print(f"answer AUROC {chance:.3f}")
    return 0


def _every_found() -> list[Found]:
    """What is found for every case: over the corpus, and over each written set by itself."""
    own = [*select(load_cases([GOLDEN]), "dev"), *load_cases([FITTING])]
    with TemporaryDirectory(prefix="fuente-written-") as folder, _cores() as pool:
        written = [([library], cases, WRITTEN) for library, cases in kept_cases(Path(folder))]
        jobs = [([CORPUS], own, 1.0), *written]
        return [found for part in pool.map(_found, *zip(*jobs, strict=True)) for found in part]


def _cores() -> ProcessPoolExecutor:
    """A process a core, to search and read in; that is most of the work."""
    return ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=_alone)


def _start() -> None:
    """Begin from neutral models when the features are no longer those of the committed ones."""
    table = json.loads(TARGET.read_text(encoding="utf-8"))["models"]
    known = {"sentence": FEATURES, "reading": READ_FEATURES, "answer": ANSWER_FEATURES}
    if any(tuple(table.get(n, {}).get("features", ())) != names for n, names in known.items()):
        _write({n: (names, Weights(0.0, (1.0,) * len(names))) for n, names in known.items()})


def _write(models: Mapping[str, tuple[Sequence[str], Weights]]) -> None:
    table = json.loads(TARGET.read_text(encoding="utf-8"))
    table["models"] |= {name: _model(names, model) for name, (names, model) in models.items()}
    TARGET.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    fitted.cache_clear()


def _model(names: Sequence[str], weights: Weights) -> dict[str, Any]:
    return {"bias": weights.bias, "weights": list(weights.weights), "features": list(names)}


def _found(paths: Sequence[Path], cases: Sequence[Case], weight: float) -> list[Found]:
    with temporary(paths, load_settings()) as engine:
        documents = documents_of(engine)
        return [found for case in cases for found in _parts(case, engine, documents, weight)]


def _parts(
    case: Case, engine: Assistant, documents: Mapping[str, Document], weight: float
) -> Iterator[Found]:
    golden, finder = _gold(case, documents), engine.finder
    asked = finder.understand(case.question, case.history)
    query, scope = scoped(asked, Filters(), finder.catalog)
    for part, hits in zip(query.parts, finder.looked(query, scope), strict=True):
        marked = {
            (hit.source.doc_id, e.span)
            for hit in hits
            for e in hit.sentences
            if any(_holds(hit, e, place) for place in golden)
        }
        yield Found(read(part), hits, frozenset(marked), weight)


def _gold(case: Case, documents: Mapping[str, Document]) -> list[Place]:
    places = (locate(gold, documents) for gold in (*case.evidence, *case.also))
    return [place for place in places if place]


def _holds(hit: Hit, evidence: Evidence, place: Place) -> bool:
    mine = evidence.span
    return hit.source.doc_id == place.doc_id and any(
        2 * (min(mine.end, span.end) - max(mine.start, span.start)) >= min(len(mine), len(span))
        for span in place.spans
    )


def _sentence_rows(every: Sequence[Found], chat: Sequence[float]) -> Rows:
    rows = Rows()
    for group, found in enumerate(every):
        for hit in found.hits if found.gold else []:
            for evidence in hit.sentences:
                golden = (hit.source.doc_id, evidence.span) in found.gold
                own = found.weight == 1.0
                rows.add(evidence.features, golden, group, 1.0, own, worth(evidence, chat))
    return rows


def _reread(every: Sequence[Found]) -> list[Found]:
    """The same with the best sentences read."""
    with _cores() as pool:
        return list(pool.map(Found.reread, every, chunksize=32))


def _alone() -> None:
    """One thread a process, or they are in each other's way."""
    import torch

    torch.set_num_threads(1)


def _answer_rows(every: Sequence[Found], looked: Sequence[Found]) -> Rows:
    """Rows of what was found and of what is left of it without gold, both read.

    :param looked: the first, read before there was a model of what was read.
    """
    model = fitted()["reading"]
    missing = [group for group, found in enumerate(every) if found.gold]
    without = _reread([_without_gold(every[group]) for group in missing])
    given = [(group, found.rescored(model, READ), 1.0) for group, found in enumerate(looked)]
    given += zip(missing, without, [MADE] * len(missing), strict=True)
    rows = Rows()
    for group, found, weight in sorted(given, key=lambda row: row[0]):
        described = describe(found.hits)
        if described is not None:
            label = weight == 1.0 and bool(found.gold)
            real = weight == 1.0 and found.weight == 1.0
            rows.add(described, label, group, weight * found.weight, real)
    return rows


def _without_gold(found: Found) -> Found:
    left = [
        replace(
            hit,
            sentences=tuple(
                e for e in hit.sentences if (hit.source.doc_id, e.span) not in found.gold
            ),
        )
        for hit in found.hits
    ]
    return replace(found, hits=left)


def _rescored(hit: Hit, model: Weights, chat: Sequence[float]) -> Hit:
    sentences = (replace(e, score=model.score(e.features)) for e in hit.sentences)
    return replace(hit, sentences=tuple(lifted(e, chat) for e in sentences))


if __name__ == "__main__":
    sys.exit(main())
