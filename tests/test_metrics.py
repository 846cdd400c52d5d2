"""The figures of the evaluation, against values worked out by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals import metrics
from evals.cases import Case, Place
from evals.intervals import interval, mean, ratio
from evals.matching import contains, gold_texts, says, token_f1, tokens
from rag.types import Span


def place(doc, *spans):
    return Place(doc, tuple(Span(*s) for s in spans))


def at(doc, start, end):
    return doc, Span(start, end)


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("Congress gave over $2.5 billion.", "over $2.5 billion"),
        ("Congress gave over $2.5 billion.", "2.5 billion"),
        ("That was 3 percent [1] of it.", "3%"),
        ("The “Plan México” [2] began.", '"plan méxico"'),
        ("between 2015–2016, in the U.S. alone", "2015-2016, in the US"),
        ("It cost 2,000, and then 18,700 pesos", "2000 and then 18700"),
        ("A long\n  way", "long way"),
        ("In 2017.", "2017"),
    ],
)
def test_an_answer_contains_its_gold(text, gold):
    assert contains(text, gold)


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("It gave 2.5 billion.", "5 billion"),
        ("It gave 2.5 billion.", "2 billion"),
        ("1,500 men", "500 men"),
        ("In 20170 cases", "2017"),
        ("five trains", "five train"),
        ("5 million people", "$5 million"),
        ("one small step", "one step"),
        ("nothing at all", "..."),
    ],
)
def test_a_part_of_a_number_or_word_is_not_the_gold(text, gold):
    assert not contains(text, gold)


def test_tokens_keep_numbers_whole():
    assert tokens("US$1,234.5, 7% of U.S. aid—it’s [12]") == (
        ["us", "$", "1234.5", "7", "%", "of", "us", "aid", "it", "s"]
    )


def test_groups_may_be_met_by_different_sentences_but_an_alternative_by_one():
    case = Case("a", "?", True, answers_all=(("red fox",), ("hen", "goose")))
    assert says(case, ["A red fox came.", "It met a goose."])
    assert not says(case, ["A red fox came."])
    assert not says(Case("b", "?", True, answers=("red fox",)), ["It was red.", "Fox it was."])


def test_token_f1_takes_the_best_alternative_and_leaves_articles_out():
    # said {over, 5, billion, was, lost}, gold {5, billion}: 2 * 2 / (5 + 2)
    golds = ["nothing", "the 5 billion"]
    assert token_f1("Over 5 billion was lost", golds) == pytest.approx(4 / 7)
    assert token_f1("no match", ["x"]) == 0.0
    case = Case("a", "?", True, answers_all=(("x", "y"), ("z",)))
    assert gold_texts(case) == ["x z"]


def test_a_hit_holds_a_quote_when_it_covers_half_of_it():
    gold = [place("d", (100, 200)), place("d", (500, 520), (900, 920))]
    hits = [at("d", 0, 149), at("e", 100, 200), at("d", 150, 300), at("d", 910, 1000)]
    assert metrics.found_at(hits, gold) == [3, 4]
    assert metrics.found_at(hits[:2], gold) == [None, None]


def test_recall_and_reciprocal_rank_by_hand():
    assert metrics.recall_at(3, [2, 4, None, 3]) == 0.5
    assert metrics.recall_at(10, [2, 4, None, 3]) == 0.75
    assert metrics.reciprocal_rank([None, 4, 2]) == 0.5
    assert metrics.reciprocal_rank([None]) == 0.0


def test_ndcg_by_hand():
    # gold found at ranks 1 and 3, one missing; the ideal has ranks 1, 2 and 3
    ideal = 1 + 1 / math.log2(3) + 0.5
    assert metrics.ndcg_at(10, [1, 3, None]) == pytest.approx(1.5 / ideal)
    assert metrics.ndcg_at(10, [1, 1]) == 1.0  # one hit holds both quotes
    assert metrics.ndcg_at(10, [2]) == pytest.approx(1 / math.log2(3))
    assert metrics.ndcg_at(2, [3]) == 0.0


@given(st.lists(st.one_of(st.none(), st.integers(1, 12)), min_size=1), st.integers(1, 10))
def test_retrieval_figures_stay_between_0_and_1(ranks, k):
    assert 0 <= metrics.ndcg_at(k, ranks) <= 1 + 1e-12
    assert 0 <= metrics.recall_at(k, ranks) <= metrics.recall_at(k + 1, ranks) <= 1


def test_citation_precision_counts_each_character_once_and_also_as_good():
    evidence, also = [place("d", (10, 30))], [place("d", (40, 50))]
    # cited d[20:45] (twice in part) and e[0:5]: 10 + 5 good of 25 + 5
    cited = [at("d", 20, 45), at("d", 25, 40), at("e", 0, 5)]
    assert metrics.citation_precision(cited, evidence, also) == pytest.approx(15 / 30)
    assert metrics.citation_precision(cited, evidence) == pytest.approx(10 / 30)
    assert metrics.citation_precision([], evidence) == 0.0


def test_citation_recall_takes_each_quote_where_it_is_cited_best():
    evidence = [place("d", (10, 30), (110, 130)), place("e", (0, 60))]
    cited = [at("d", 10, 15), at("d", 120, 200), at("e", 30, 40)]
    # 10 of 20 at the second occurrence, 10 of 60
    assert metrics.citation_recall(cited, evidence) == pytest.approx(20 / 80)
    assert metrics.citation_recall([], evidence) == 0.0


spans = st.builds(lambda a, b: (a, a + b), st.integers(0, 40), st.integers(1, 20))


@given(st.lists(spans, min_size=1), st.lists(spans, min_size=1))
def test_citation_figures_agree_with_counting_characters(cited, gold):
    said = {i for a, b in cited for i in range(a, b)}
    true = {i for a, b in gold for i in range(a, b)}
    placed = [at("d", a, b) for a, b in cited]
    found = metrics.citation_precision(placed, [place("d", g) for g in gold])
    assert found == pytest.approx(len(said & true) / len(said))
    first = set(range(*gold[0]))
    assert metrics.citation_recall(placed, [place("d", gold[0])]) == pytest.approx(
        len(said & first) / len(first)
    )


def test_calibration_by_hand():
    confidence, truth = [0.9, 0.8, 0.3, 0.95], [True, False, False, True]
    assert metrics.brier(confidence, truth) == pytest.approx((0.01 + 0.64 + 0.09 + 0.0025) / 4)
    # bins 0.3: gap 0.3; 0.8: gap 0.8; 0.9: |1.85 - 2| = 0.15
    assert metrics.calibration_error(confidence, truth) == pytest.approx((0.3 + 0.8 + 0.15) / 4)
    assert metrics.calibration_error([1.0], [True]) == 0.0
    assert metrics.auroc(confidence, truth) == 1.0
    assert metrics.auroc([0.5, 0.5, 0.1], [True, False, True]) == pytest.approx(0.25)
    assert math.isnan(metrics.auroc([0.5], [True]))


def test_an_interval_is_repeatable_holds_the_value_and_narrows_with_cases():
    few, many = [0.0, 1.0] * 5, [0.0, 1.0] * 100
    metric = interval(few, mean)
    assert metric == interval(few, mean)
    assert metric.value == 0.5
    assert metric.n == 10
    assert metric.low < 0.5 < metric.high
    # normal approximation: 1.96 * 0.5 / sqrt(200) = 0.069
    wide = interval(many, mean)
    assert wide.high - wide.low == pytest.approx(2 * 0.069, abs=0.02)
    certain = interval([1.0, 1.0], mean)
    assert (certain.low, certain.high) == (1.0, 1.0)


def test_a_statistic_that_is_not_defined_gives_no_interval():
    assert interval([], mean) is None
    assert interval([(0.0, 0.0)], ratio) is None
    assert interval([(3.0, 4.0), (0.0, 0.0)], ratio).value == 0.75
