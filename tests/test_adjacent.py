"""Pairs of neighbouring words that a question and a passage share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.adjacent import adjacent, pairs_of
from rag.terms import stems_in_order

RARITY = {"citi": 1.0, "council": 3.0, "of": 0.0, "warsaw": 4.0}


def test_a_pair_weighs_the_mean_of_its_words_as_a_share_of_all() -> None:
    pairs = pairs_of(stems_in_order("city council of Warsaw"), RARITY)
    assert pairs == {
        ("citi", "council"): pytest.approx(4 / 11),
        ("council", "of"): pytest.approx(3 / 11),
        ("of", "warsaw"): pytest.approx(4 / 11),
    }


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("The city councils of Warsaw and Lodz met.", 1.0),
        ("The council of the city sits in Warsaw.", 3 / 11),
        ("Council and city, of old: Warsaw.", 0.0),
        ("", 0.0),
    ],
)
def test_only_what_stands_side_by_side_in_the_same_order_counts(text, share) -> None:
    pairs = pairs_of(stems_in_order("city council of Warsaw"), RARITY)
    assert adjacent(pairs, text) == pytest.approx(share)


@given(st.text(), st.text(), st.text())
def test_a_share_is_a_share_and_the_question_itself_has_all(question, before, after) -> None:
    stems = stems_in_order(question)
    pairs = pairs_of(stems, dict.fromkeys(stems, 1.0))
    assert 0.0 <= adjacent(pairs, f"{before} {after}") <= 1.0 + 1e-9
    assert adjacent(pairs, question) == pytest.approx(1.0 if pairs else 0.0)
