"""Fitting the support model, on hand-made rows with a known answer."""

import json

import pytest

from evals.training.support import Row, fit, flags, table
from rag.support_model import FEATURES


def row(around, truth, answer="", flagged=False, capped=False):
    features = tuple(around if name == "around_share" else 0.0 for name in FEATURES)
    return Row(features, truth, "article", answer, flagged, capped)


ROWS = [
    *(row(0.9, 1.0) for _ in range(30)),
    *(row(0.2, 0.0) for _ in range(30)),
    *(row(0.9, 1.0, f"good {i}") for i in range(30)),
    *(row(0.2, 0.0, f"bad {i}", flagged=True) for i in range(10)),
]


def test_what_tells_them_apart_is_found_and_the_cut_lies_between():
    weights, bias = fit(ROWS)
    at = FEATURES.index("around_share")
    assert weights[at] > 0 and abs(weights).argmax() == at
    assert 0.2 * weights[at] + bias < 0 <= 0.9 * weights[at] + bias + 1e-9
    made = json.loads(table(weights, bias))
    assert list(made["weights"]) == list(FEATURES)


def test_answers_are_flagged_by_any_statement_under_the_cut_or_capped():
    answers = [
        (row(0, 1, "a", flagged=True), 2.0),
        (row(0, 1, "a", flagged=True), -1.0),
        (row(0, 1, "b"), 1.0),
        (row(0, 1, "c", capped=True), 3.0),
        (row(0, 1, "d", flagged=True), 1.0),
    ]
    assert flags(answers, 0.0) == (0.5, 0.5, 0.5)


def test_a_fit_that_did_not_converge_is_refused():
    weights, _ = fit(ROWS)
    with pytest.raises(ValueError, match="converge"):
        table(weights, float("nan"))
