"""The benchmarks of checking, on hand-made lines with figures worked out by hand."""

import json

import pytest

from evals.bench import ragtruth, wice
from evals.bench.untouched import is_for_fitting
from rag.errors import UsageError
from rag.types import Span


def test_an_article_is_always_in_the_same_half():
    # SHA-256 of "a" begins with ca, of "b" with 3e, of "c" with 2e: all even; "d" with 18, "1" 6b.
    assert [is_for_fitting(name) for name in "ab1"] == [True, True, False]


def test_sentences_found_are_judged_by_the_best_gold_set():
    assert wice.overlap({1, 2}, {2, 3, 4}) == (0.5, 1 / 3, 0.4)
    assert wice.overlap(set(), {1}) == wice.overlap({1}, set()) == (0.0, 0.0, 0.0)
    cases = [
        wice.Case("a", ("x",), True, (frozenset({0, 1}), frozenset({5})), "A"),
        wice.Case("b", ("x",), False, (), "B"),
    ]
    said = [wice.Said(0.9, True, frozenset({5, 6})), wice.Said(0.95, False, frozenset({7}))]
    rows = dict(wice.summary(cases, said).rows)
    assert rows["supported or not, AUROC (goal 0.80)"] == "0.0000"
    assert rows["supported or not, accuracy"] == "1.0000"
    assert rows["supporting sentences, F1 (goal 0.60)"] == "0.6667"


def test_answers_and_their_spans_are_counted():
    assert ragtruth.prf([(True, True), (True, False), (False, True), (True, True)]) == (
        2 / 3,
        2 / 3,
        2 / 3,
    )
    assert ragtruth.prf([]) == (0.0, 0.0, 0.0)
    said = [
        ragtruth.Said(0.1, (Span(0, 4),), (Span(2, 6),)),
        ragtruth.Said(0.9, (), (Span(0, 2),)),
    ]
    assert ragtruth.span_f1(said) == 2 * 2 / (4 + 4 + 2)


def test_files_of_the_benchmarks_are_read_and_others_refused(tmp_path):
    label = {"start": 4, "end": 7, "text": "was"}
    line = {"source": {"question": "q", "passages": "p"}, "responses": [
        {"response": "It was so.", "labels": [label]}]}  # fmt: skip
    file = tmp_path / "x.jsonl"
    file.write_text(json.dumps(line), encoding="utf-8")
    (given,) = ragtruth.read_ragtruth(file)
    assert given == ragtruth.Given("p", (ragtruth.Response("It was so.", (Span(4, 7),)),))
    with pytest.raises(UsageError):
        wice.read_wice(file)
    file.write_text('{"claim": "c"}', encoding="utf-8")
    with pytest.raises(UsageError):
        ragtruth.read_ragtruth(file)
