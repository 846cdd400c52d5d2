"""Which questions set two things side by side, and what is asked about each."""

import pytest

from rag.pairs import pair


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "How does the dry dock compare with what the minister promised?",
            "What is the dry dock?",
            "What is it that the minister promised?",
        ),
        (
            "How did Osk's idea of a harbour differ from Roe's?",
            "What is Osk's idea of a harbour?",
            "What is Roe's idea of a harbour?",
        ),
        (
            "How did the troubles Osk saw differ from those Roe named?",
            "What is the troubles Osk saw?",
            "What is the troubles Roe named?",
        ),
        (
            "Which was larger, the ferry grant or what the bank lent?",
            "How much was the ferry grant?",
            "What is it that the bank lent?",
        ),
        (
            "Which came first, the fire at Sarn or the customs strike?",
            "When was the fire at Sarn?",
            "When was the customs strike?",
        ),
        (
            "Was the grant for ferries bigger than the loan for the dock?",
            "How much was the grant for ferries?",
            "How much was the loan for the dock?",
        ),
        (
            "The old pier versus the dry dock: what did each cost the town?",
            "what did The old pier cost the town?",
            "what did the dry dock cost the town?",
        ),
        (
            "What did Osk and Roe each do for the harbour?",
            "What did Osk do for the harbour?",
            "What did Roe do for the harbour?",
        ),
        (
            "Did the old council and Mia Roe blame the same strikes?",
            "Did the old council blame the strikes?",
            "Did Mia Roe blame the strikes?",
        ),
        (
            "How did what Osk planned for the dock differ from what Roe did with it?",
            "What is it that Osk planned for the dock?",
            "What is it that Roe did with it (what Osk planned for the dock)?",
        ),
    ],
)
def test_two_things_are_asked_about_one_by_one(question, first, second):
    assert pair(question) == (first, second)


@pytest.mark.parametrize(
    "question",
    [
        "How did exports in 2012 compare with 2019?",
        "Which towns, ports or islands did the ferry serve?",
        "What did Osk and Roe sign?",
        "Are ferries cheaper now?",
        "Did the council and the bank agree?",
    ],
)
def test_one_thing_is_no_pair(question):
    assert pair(question) is None
