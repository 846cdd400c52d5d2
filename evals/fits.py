"""Fits logistic models to rows of features, and says how well they do on questions held out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rag.evidence import Weights

STRENGTH = 2.0  # inverse of the L2 penalty of the answer model
RIDGE = 0.003  # L2 penalty of the sentence model
FOLDS = 8


@dataclass
class Rows:
    """Training rows: features, labels, the question each belongs to, and weights.

    :param counts: whether the row counts when quality is reported.
    :param worth: log-odds it has besides, by its place in the chat.
    """

    features: list[tuple[float, ...]] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    counts: list[bool] = field(default_factory=list)
    worth: list[float] = field(default_factory=list)

    def add(
        self,
        features: tuple[float, ...],
        label: bool,
        group: int,
        weight: float,
        counts: bool,
        worth: float = 0.0,
    ) -> None:
        """One more row."""
        self.features.append(features)
        self.labels.append(int(label))
        self.groups.append(group)
        self.weights.append(weight)
        self.counts.append(counts)
        self.worth.append(worth)


def fit_sentences(rows: Rows) -> tuple[Weights, float]:
    """A conditional logistic model, and how often its best is gold on questions held out.

    Only sentences of one question compete, so what all of them share does not count.
    """
    import numpy as np
    from sklearn.model_selection import GroupKFold

    x, y, g, lift = (np.array(v) for v in (rows.features, rows.labels, rows.groups, rows.worth))
    counts = np.array(rows.counts)
    right = []
    for train, test in GroupKFold(FOLDS).split(x, y, g):
        weights = _conditional(x[train], y[train], g[train], lift[train])
        for group in set(g[test][counts[test]]):
            mine = g == group
            right.append(bool(y[mine][int(np.argmax(x[mine] @ weights + lift[mine]))]))
    fit = _conditional(x, y, g, lift)
    return Weights(0.0, tuple(fit.round(4).tolist())), float(np.mean(right))


def _conditional(x: Any, y: Any, groups: Any, lift: Any) -> Any:
    import numpy as np
    from scipy.optimize import minimize

    # The rows of a question stand together.
    ends = np.flatnonzero(np.diff(groups)) + 1
    every = zip(
        np.split(x, ends), np.split(y.astype(bool), ends), np.split(lift, ends), strict=True
    )
    parts = [part for part in every if part[1].any()]

    def loss(w: Any) -> tuple[float, Any]:
        total, slope = 0.0, np.zeros_like(w)
        for rows, gold, more in parts:
            said = rows @ w + more
            odds = np.exp(said - said.max())
            hit = odds * gold
            total -= float(np.log(hit.sum() / odds.sum()))
            slope += odds / odds.sum() @ rows - hit / hit.sum() @ rows
        n = len(parts)
        return total / n + RIDGE * float(w @ w), slope / n + 2 * RIDGE * w

    return minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x


def fit_answers(rows: Rows) -> tuple[Weights, float]:
    """A logistic model, and its AUROC on questions it was not fitted on.

    All rows teach what tells an answer; how likely one is, given that, is learned from those that
    count alone, by scaling the log-odds (Platt, "Probabilistic outputs for support vector
    machines", 1999), since nobody asks the questions that were made.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import GroupKFold

    model = LogisticRegression(C=STRENGTH, max_iter=5000)
    x, y, w = (np.array(v) for v in (rows.features, rows.labels, rows.weights))
    guessed = np.zeros(len(y))
    for train, test in GroupKFold(FOLDS).split(x, y, rows.groups):
        guessed[test] = model.fit(x[train], y[train], w[train]).decision_function(x[test])
    real = np.array(rows.counts)
    model.fit(x, y, w)
    scale = LogisticRegression(C=STRENGTH).fit(model.decision_function(x[real])[:, None], y[real])
    slope = float(scale.coef_[0, 0])
    bias = slope * float(model.intercept_[0]) + float(scale.intercept_[0])
    weights = Weights(round(bias, 4), tuple((slope * model.coef_[0]).round(4).tolist()))
    return weights, float(roc_auc_score(y[real], guessed[real]))
