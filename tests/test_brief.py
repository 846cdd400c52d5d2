"""Short answers: what is cut out of a sentence, and when nothing is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.brief import FEATURES, Told, brief, candidates, fitted
from rag.question import read
from rag.snippets import SHAPES, shape_of, snippets


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("How much did the pier cost?", "The pier cost over $2.5 billion.", "over $2.5 billion"),
        ("How much did it cost?", "It cost about €3 million a year.", "about €3 million a year"),
        (
            "How much did the budget grow?",
            "The budget grew from $6.9 billion to $11.6 billion.",
            "from $6.9 billion to $11.6 billion",
        ),
        ("What share was lost?", "Nearly 3 percent was lost in 2014.", "Nearly 3 percent"),
        ("How many ships were there?", "In 2014 some 40 grey ships came.", "some 40 grey ships"),
        ("How long is the pier?", "The pier is 2,000 metres long.", "2,000 metres"),
        ("How many boats are there?", "On May 17 he saw 12 boats.", "12 boats"),
        ("When did it open?", "It opened on November 2-6, 2015.", "November 2-6, 2015"),
        ("When did it close?", "It has been closed since 2008.", "since 2008"),
        ("When was it open?", "It was open from 1995 to 2000.", "from 1995 to 2000"),
        ("When was it built?", "It was built in the 1970s.", "the 1970s"),
        ("Who built it?", "In May it was built by John F. Kelly.", "John F. Kelly"),
        ("Who built it?", "Kelly built it in May.", "Kelly"),
        ("Where was it built?", "It was built in Norfolk, Virginia, in 2015.", "Norfolk, Virginia"),
        ("Which newspaper said so?", "As The New York Times said.", "The New York Times"),
    ],
)
def test_nothing_that_changes_the_meaning_is_cut_off(
    question: str, sentence: str, expected: str
) -> None:
    asked = read(question)
    shape = shape_of(asked)
    assert shape is not None
    assert [span.of(sentence) for span in snippets(shape, asked, sentence)] == [expected]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("On what date was it signed?", "It was signed in 2014."),  # a year is no date
        ("How many ships came in 2014?", "Ships came in 2014."),  # stands in the question
        ("Who helped Kelly?", "Kelly helped in May."),
        ("Who built it?", "It was built by Mexico."),  # a country is hardly ever "who"
        ("How many laps?", "It was the 67th lap."),
    ],
)
def test_what_is_no_answer_is_no_candidate(question: str, sentence: str) -> None:
    asked = read(question)
    shape = shape_of(asked)
    assert shape is not None and snippets(shape, asked, sentence) == []


@pytest.mark.parametrize(
    "question",
    [
        *("Why did it close?", "Is it open?", "What are the reasons for it?"),
        *("When was it built and by which firm?", "Who is Ann Lee?", "How much travel is needed?"),
        *("What do Lee and Ruiz each say it cost?", "What was the budget meant to buy?"),
    ],
)
def test_some_questions_have_no_short_answer(question: str) -> None:
    assert shape_of(read(question)) is None


def test_a_plain_fact_gets_one_and_a_rival_makes_it_doubtful() -> None:
    asked = read("When was the pier at Dover opened?")
    found = brief(asked, [Told("The pier at Dover was opened in 1908.")], 0.95)
    assert found is not None
    assert found.span.of("The pier at Dover was opened in 1908.") == "1908"
    rivals = "In 1899, 1901 and 1904 it burnt, and the pier at Dover closed in 1908."
    assert brief(asked, [Told(rivals)], 0.5) is None


def test_a_sentence_about_somebody_else_gives_none() -> None:
    asked = read("When did Google sign its agreement?")
    other = "Microsoft signed its agreement in 2014."
    assert candidates(asked, [Told(other)], 0.9) == []
    assert candidates(asked, [Told(other, before="Google came too.")], 0.9) != []


def test_a_sentence_about_another_year_gives_none() -> None:
    asked = read("What was trade worth in 2020?")
    assert candidates(asked, [Told("Trade was worth $583 billion in 2015.")], 0.9) == []
    assert candidates(asked, [Told("Trade was worth $583 billion in 2020.")], 0.9) != []


def test_the_committed_model_fits_its_features() -> None:
    model = fitted()
    assert len(model.weights) == len(FEATURES)
    assert set(model.shapes) == set(SHAPES) and 0.5 < model.enough < 1


@given(st.text(alphabet="a1 $%.,-–Mayto2015'Lee", max_size=60), st.sampled_from(SHAPES))
def test_spans_lie_within_the_sentence_and_are_not_empty(text: str, shape: str) -> None:
    for span in snippets(shape, read("What was it?"), text):  # type: ignore[arg-type]
        assert 0 <= span.start < span.end <= len(text)
