"""Fits the model of short answers: ``python -m evals.fit_brief [SQUAD.json]``.

On the golden ``dev`` cases and those of ``evals/fitting``, never on ``held``; and, where a file in
the SQuAD format is given, on the questions about half of its articles (``fitted_on`` says which).
A candidate is right when it holds a gold answer, for SQuAD's when the two are nearly the same.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from evals.bench.xquad import fitted_on, read_squad, write_paragraphs
from evals.calibrate import FITTING
from evals.cases import Case, load_cases, select
from evals.main import CORPUS, GOLDEN
from evals.matching import contains, token_f1
from evals.workspace import temporary
from rag.brief import FEATURES, Brief, candidates
from rag.compose import chosen
from rag.config import load_settings
from rag.scope import scoped
from rag.snippets import SHAPES
from rag.types import Filters

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.types import Query

TARGET = Path(__file__).parent.parent / "rag" / "brief.json"
ENOUGH = 0.65  # where nine in ten of those given are right on questions not fitted on
OWN = 2.0  # weight of the golden and fitting questions: they are what the articles are asked
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate, the question it was found for, whether it is right and how much it counts."""

    found: Brief
    question: str
    right: bool
    weight: float


def main(argv: Sequence[str] | None = None) -> int:
    """Fit, report cross-validated quality, and write ``rag/brief.json``."""
    files = sys.argv[1:] if argv is None else argv
    rows = list(_golden_rows())
    for file in files:
        rows += _squad_rows(Path(file))
    weights, guessed = _fit(rows)
    table = {
        "about": "fitted by python -m evals.fit_brief",
        "weights": dict(zip(FEATURES, weights, strict=False)),
        "shapes": dict(zip(SHAPES, weights[len(FEATURES) :], strict=True)),
        "enough": ENOUGH,
    }
    TARGET.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    given, right = _quality(rows, guessed)
    print(f"cross-validated: {given} short answers given, {right:.3f} of them right")
    return 0


def _golden_rows() -> Iterator[Row]:
    cases = [*select(load_cases([GOLDEN]), "dev"), *load_cases([FITTING])]
    with temporary([CORPUS], load_settings()) as engine:
        for case in cases:
            query = engine.finder.understand(case.question, case.history)
            yield from _rows(engine, query, partial(_says, case), OWN)


def _says(case: Case, said: str) -> bool:
    golds = [*case.answers, *(gold for group in case.answers_all for gold in group)]
    return any(contains(said, gold) for gold in golds)


def _squad_rows(file: Path) -> list[Row]:
    paragraphs, questions = read_squad(file)
    rows: list[Row] = []
    with TemporaryDirectory() as folder:
        write_paragraphs(Path(folder), paragraphs)
        with temporary([Path(folder)], load_settings()) as engine:
            for asked in questions:
                if fitted_on(asked.article):
                    query = engine.finder.understand(asked.text)
                    rows += _rows(engine, query, partial(_same, asked.answer), 1.0)
    return rows


def _same(gold: str, said: str) -> bool:
    one_in_other = contains(said, gold) or contains(gold, said)
    return one_in_other and token_f1(said, [gold]) >= 0.5


def _rows(
    engine: Assistant, query: Query, right: Callable[[str], bool], weight: float
) -> Iterator[Row]:
    settings, finder = engine.settings, engine.finder
    query, hits = finder.read(*scoped(query, Filters(), finder.catalog))
    for part in chosen(query, hits, settings.threshold, settings.max_sentences):
        for found in candidates(part.asked, part.told, part.chance):
            said = found.span.of(part.told[found.sentence].text)
            yield Row(found, part.asked.text, right(" ".join(said.split())), weight)


def _fit(rows: Sequence[Row]) -> tuple[list[float], Any]:
    """Weights of the features and the shapes, and each row's chance when it was held out."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold

    model = LogisticRegression(C=1.0, max_iter=5000, fit_intercept=False)
    x = np.array([(*r.found.features, *(r.found.shape == s for s in SHAPES)) for r in rows], float)
    y, w = np.array([r.right for r in rows]), np.array([r.weight for r in rows])
    guessed = np.zeros(len(rows))
    for train, test in GroupKFold(FOLDS).split(x, y, [r.question for r in rows]):
        guessed[test] = model.fit(x[train], y[train], w[train]).predict_proba(x[test])[:, 1]
    return model.fit(x, y, w).coef_[0].round(4).tolist(), guessed


def _quality(rows: Sequence[Row], guessed: Sequence[float]) -> tuple[int, float]:
    """How many questions get a short answer, and the share of them that is right."""
    best: dict[str, tuple[float, bool]] = {}
    for row, chance in zip(rows, guessed, strict=True):
        best[row.question] = max(best.get(row.question, (0.0, False)), (chance, row.right))
    given = [right for chance, right in best.values() if chance >= ENOUGH]
    return len(given), sum(given) / max(1, len(given))


if __name__ == "__main__":
    sys.exit(main())
