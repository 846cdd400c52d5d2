"""Questions of more than one time: which they are, how they part, when one sentence will do."""

import pytest

from rag.question import parts
from rag.times import elliptic, other_year, several_times, sides, tells_both


@pytest.mark.parametrize(
    "question",
    [
        "How did arrests develop from 2005 to 2013?",
        "grass strip coverage 2017 vs 2020?",
        "How has the staff of the office grown?",
        "What advantage do home bidders enjoy, then and now?",
        "How many were there in 2013, and how many five years on?",
        "Did the harbour reach the target that was promised?",
        "Internal order before and after the reform: what was it about?",
        "How many scanners had she wanted and how many were bought?",
    ],
)
def test_a_change_or_a_plan_and_its_outcome_is_of_several_times(question):
    assert several_times(question)


@pytest.mark.parametrize(
    "question",
    [
        "How many ships called in 2019?",
        "Why did the number of licences grow?",
        "When did the rules change?",
        "What does each partner pay?",
        "Who runs the port now?",
    ],
)
def test_other_questions_are_of_one_time(question):
    assert not several_times(question)


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "How many jails were full in 2015, and how many five years on?",
            "How many jails were full in 2015?",
            "How many jails were full five years on?",
        ),
        (
            "What was the quota originally and what after the extension?",
            "What was the quota originally?",
            "What was the quota after the extension?",
        ),
        (
            "What did the pledge cover before the reform, and what afterwards?",
            "What did the pledge cover before the reform?",
            "What did the pledge cover after the reform?",
        ),
    ],
)
def test_the_second_side_has_the_matter_of_the_first(question, first, second):
    assert sides(question) == (first, second)
    assert parts(question) == (question,)  # not a question and a scrap of one


def test_two_whole_questions_are_no_sides():
    both = "Who built the port, and what did it cost?"
    assert sides(both) is None
    assert not elliptic("what did it cost?")
    assert parts(both) == ("Who built the port", "what did it cost?")


@pytest.mark.parametrize(
    ("sentence", "published", "left"),
    [
        ("In 2006 it covered 9 billion.", "2020-01-01", "How large was it in 2016?"),
        ("Cover reached 14 billion in 2016.", "2017-01-01", "How large was it in 2006?"),
        ("Last year it covered 9 billion.", "2007-03-01", "How large was it in 2016?"),
        ("It covered 9 billion.", "", "How large was it in 2006 and in 2016?"),
    ],
)
def test_the_year_a_sentence_does_not_tell_is_left_to_ask(sentence, published, left):
    assert other_year("How large was it in 2006 and in 2016?", sentence, published) == left


def test_one_sentence_may_tell_both_ends():
    change = "How did the rate change?"
    assert tells_both(change, "The rate fell from 71 to 38.")
    assert not tells_both(change, "The rate fell to 38.")
    years = "How did the rate change from 2011 to 2015?"
    assert not tells_both(years, "The rate fell from 71 to 38.")
    assert tells_both(years, "It was 71 in 2011.", ["It was 38 in 2015."])
