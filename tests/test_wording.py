"""A claim's words beside its evidence, with figures worked out by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.elsewhere import gives, settled
from rag.facts import Fault
from rag.support_model import FEATURES, describe
from rag.types import Span
from rag.wording import Wording, wording


def test_words_are_compared_with_the_chosen_sentences_and_with_all():
    around = ["The bank sold a red ferry.", "Rain fell on the harbour."]
    said = wording("The bank sold green trams on the harbour.", around[:1], around)
    # One of two sentences has bank, sold and harbour; none has green or trams.
    known, new = math.log(3 / 2) + 0.1, math.log(3) + 0.1
    assert said == Wording(
        rare=pytest.approx(3 * known / (3 * known + 2 * new)),
        beside=pytest.approx(2 * known / (3 * known + 2 * new)),
        bigrams=4 / 7,  # the bank, bank sold, on the, the harbour
        pairs=1 / 4,  # bank sold
        new=2,  # green trams
        aside=3,  # green trams harbour
        apart=3,  # sold green, green trams, trams harbour
        words=8,
    )


def test_nothing_to_compare_is_no_error():
    assert wording("", [""], [""]).words == 0
    assert wording("the", ["the"], ["the"]).rare == 1.0


@given(st.text(max_size=60), st.lists(st.text(max_size=40), min_size=1, max_size=3))
def test_shares_stay_shares(claim, texts):
    said = wording(claim, texts, texts)
    assert all(0 <= v <= 1.0001 for v in (said.rare, said.beside, said.bigrams, said.pairs))
    assert max(said.new, said.aside, said.apart) <= max(1, said.words)
    assert said.rare == said.beside
    assert len(describe(claim, texts, texts, 0.5, (), "")) == len(FEATURES)


def test_a_fact_given_by_another_sentence_is_elsewhere():
    claim = "Ana Ruiz paid $5 in 2017."
    figure, name = Fault(Span(14, 16), "figure", True), Fault(Span(0, 8), "name")
    assert settled(claim, [name, figure], "It cost $5.") == [
        name,
        Fault(Span(14, 16), "elsewhere", True),
    ]
    assert settled(claim, [name, figure], "Ana Ruiz has $7.") == [
        Fault(Span(0, 8), "elsewhere"),
        figure,
    ]
    assert gives(claim, [Span(14, 16)], "It cost $5.")
    assert not gives(claim, [Span(14, 16)], "It cost $6.")
