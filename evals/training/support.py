"""Fits the model of ``rag/support_model.py``: ``python -m evals.training.support --help``.

On one half of WiCE's claims and of RAGTruth's answers, split by article; nothing of the other half
is read. The two sets get a bias of their own while fitting, because in the one a third of the
claims is supported and in the other nine in ten; what is kept is the bias that flags RAGTruth's
answers best. Rules enter as features, a weight each; only those that are right often enough on the
fitting half decide by themselves (``rag.support.weighed``).
"""

from __future__ import annotations

import json
import math
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from evals.bench.ragtruth import prf, read_ragtruth
from evals.bench.table import watched
from evals.bench.untouched import is_for_fitting
from evals.bench.wice import read_wice
from evals.metrics import auroc
from rag.check import over_texts
from rag.claims import statements
from rag.config import load_settings
from rag.models import load_embedder
from rag.support import Finding, weighed
from rag.support_model import FEATURES
from rag.types import Embedder, Span

TARGET = Path(__file__).parents[2] / "rag" / "support.json"
PARTLY = 0.3  # what a claim that is supported in part counts as
RIDGE = 75.0
SENTENCE = 0.3  # weight of a sentence of an answer against a claim of WiCE
FOLDS = 5
Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """A statement, how far people found it supported, and what it belongs to.

    :param answer: which answer it is a sentence of; empty for a claim of WiCE.
    :param flagged: whether that answer has a span marked as unsupported.
    :param capped: whether rules point at words that lack support, whatever the model says.
    """

    features: tuple[float, ...]
    truth: float
    article: str
    answer: str = ""
    flagged: bool = False
    capped: bool = False


def main(argv: Sequence[str] | None = None) -> int:
    """Fit, report cross-validated quality on the fitting half, write ``rag/support.json``."""
    parser = ArgumentParser(prog="python -m evals.training.support", description=__doc__)
    parser.add_argument("--wice", type=Path, required=True, metavar="FILE")
    parser.add_argument("--ragtruth", type=Path, nargs="+", required=True, metavar="FILE")
    args = parser.parse_args(argv)
    embedder = load_embedder(load_settings())
    rows = [*wice_rows(args.wice, embedder), *ragtruth_rows(args.ragtruth, embedder)]
    report(rows)
    weights, bias = fit(rows)
    TARGET.write_text(table(weights, bias), encoding="utf-8")
    return 0


def wice_rows(file: Path, embedder: Embedder) -> Iterator[Row]:
    """The claims of the fitting half."""
    for case in watched([c for c in read_wice(file) if is_for_fitting(c.article)]):
        checker = over_texts(case.page, embedder)
        (found,) = checker.findings(case.claim, [Span(0, len(case.claim))])
        truth = 1.0 if case.supported else PARTLY if case.gold else 0.0
        if found.features:
            yield Row(found.features, truth, case.article)


def ragtruth_rows(files: Sequence[Path], embedder: Embedder) -> Iterator[Row]:
    """The sentences of the answers about the fitting half's sources."""
    given = [g for file in files for g in read_ragtruth(file) if is_for_fitting(g.source)]
    for source in watched(given):
        checker = over_texts([source.source], embedder)
        for number, response in enumerate(source.responses):
            spans = statements(response.text)
            found = checker.findings(response.text, spans)
            for span, finding in zip(spans, found, strict=True):
                wrong = any(span.overlaps(mark) for mark in response.marked)
                if finding.features:
                    yield Row(
                        finding.features,
                        float(not wrong),
                        source.source,
                        f"{source.source} {number}",
                        bool(response.marked),
                        _is_capped(finding),
                    )


def _is_capped(finding: Finding) -> bool:
    """Whether rules point at words that lack support, however likely the statement looks."""
    return bool(weighed("", finding.verdict, 1.0).lacking)


def fit(rows: Sequence[Row]) -> tuple[Rows, float]:
    """Weights in the order of ``FEATURES``, and the bias that flags answers best."""
    weights = _ridge(rows)
    logits = _matrix(rows) @ weights
    answers = [(row, float(z)) for row, z in zip(rows, logits, strict=True) if row.answer]
    return weights, -_threshold(answers)


def _matrix(rows: Sequence[Row]) -> Rows:
    return np.array([row.features for row in rows], dtype=float)


def _ridge(rows: Sequence[Row]) -> Rows:
    """Logistic regression by Newton's method on standardised features, a bias a set.

    Returned in the features' own scale.
    """
    raw = _matrix(rows)
    middle, spread = raw.mean(0), raw.std(0) + 1e-9
    own = np.array([[not row.answer, bool(row.answer)] for row in rows], dtype=float)
    x = np.hstack([(raw - middle) / spread, own])
    truth = np.array([row.truth for row in rows])
    weight = np.where(own[:, 0] > 0, 1.0, SENTENCE)
    ridge = np.array([RIDGE] * raw.shape[1] + [1e-3, 1e-3])
    b = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ b))
        gradient = x.T @ (weight * (p - truth)) + ridge * b
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        b -= np.linalg.solve(hessian, gradient)
    return np.asarray(b[:-2] / spread, dtype=float)


def _threshold(answers: Sequence[tuple[Row, float]]) -> float:
    """The log-odds under which calling a statement unsupported flags answers with the best F1."""
    candidates = np.quantile([z for _, z in answers], np.linspace(0.005, 0.4, 120))
    return float(max(candidates, key=lambda cut: flags(answers, float(cut))[2]))


def flags(answers: Sequence[tuple[Row, float]], cut: float) -> tuple[float, float, float]:
    """Precision, recall and F1 of answers with a statement under ``cut``, or capped."""
    truth: dict[str, bool] = {}
    said: dict[str, bool] = {}
    for row, z in answers:
        truth[row.answer] = row.flagged
        said[row.answer] = said.get(row.answer, False) or z < cut or row.capped
    return prf((truth[a], said[a]) for a in truth)


def report(rows: Sequence[Row]) -> None:
    """Cross-validated by article: AUROC on WiCE's claims, F1 of flagged answers."""
    scores: list[tuple[float, bool]] = []
    flagged = []
    for fold in range(FOLDS):
        inside = [_fold(row.article) == fold for row in rows]
        train = [row for row, i in zip(rows, inside, strict=True) if not i]
        test = [row for row, i in zip(rows, inside, strict=True) if i]
        weights, bias = fit(train)
        logits = _matrix(test) @ weights + bias
        pairs = [(row, float(z)) for row, z in zip(test, logits, strict=True)]
        scores += [(z, row.truth == 1.0) for row, z in pairs if not row.answer]
        flagged.append(flags([(row, z) for row, z in pairs if row.answer], 0.0)[2])
    value = auroc([z for z, _ in scores], [y for _, y in scores])
    print(f"fitting half, {FOLDS} folds by article", file=sys.stderr)
    print(f"WiCE, supported or not: AUROC {value:.3f}", file=sys.stderr)
    print(f"RAGTruth, flagged answers: F1 {mean(flagged):.3f}", file=sys.stderr)


def _fold(article: str) -> int:
    return sum(article.encode()) % FOLDS


def table(weights: Rows, bias: float) -> str:
    """The JSON of a fitted model."""
    if not all(map(math.isfinite, (*weights, bias))):
        raise ValueError("the fit did not converge")
    named = {name: round(float(w), 4) for name, w in zip(FEATURES, weights, strict=True)}
    made = {
        "about": "fitted by python -m evals.training.support",
        "bias": round(bias, 4),
        "weights": named,
    }
    return json.dumps(made, indent=1) + "\n"


if __name__ == "__main__":
    sys.exit(main())
