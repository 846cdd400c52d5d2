"""Follow-ups to questions that stand alone; greetings to replies."""

import pytest

from rag.converse import converse, in_words
from rag.types import Turn

BEFORE = "How much did the Alder Fund pay for boats in 2015?"


def after(*questions):
    turns = []
    for question in questions:
        turns += [Turn("user", question), Turn("assistant", "Four million pounds.")]
    return turns


@pytest.mark.parametrize(
    "said",
    [
        *("Hi!", "hello there", "  HOLA  ", "Good morning.", "Thanks a lot!", "gracias", "bye"),
        *("help", "Who are you?", "What can you do?", "How are you?"),
    ],
)
def test_small_talk_gets_a_reply_and_no_search(said):
    query = converse(said, after(BEFORE))
    assert query.small_talk
    assert query.asked == said


@pytest.mark.parametrize(
    "said",
    ["Hello, how much was paid?", "Who are the owners?", "Thanks to whom was it built?", "", "😀"],
)
def test_a_question_is_not_small_talk(said):
    assert converse(said).small_talk is None


@pytest.mark.parametrize("question", [BEFORE, "Is it true that the fund pays?", "", " \n ", "?!"])
def test_without_history_a_question_stands_as_it_is(question):
    query = converse(question)
    assert query.text == " ".join(question.split())
    assert query.asked == question


def test_a_question_that_stands_alone_is_left_alone():
    asked = "Who founded the observatory of Dos Rios?"
    assert converse(asked, after(BEFORE)).text == asked


def test_another_year_is_put_in_the_place_of_the_old():
    assert converse("And in 2023?", after(BEFORE)).text == BEFORE.replace("2015", "2023")
    assert converse("What about 2023?", after(BEFORE)).text == BEFORE.replace("2015", "2023")


@pytest.mark.parametrize(
    "follow",
    ["And how much of that went to training?", "Who leads it?", "Why?", "When was it founded?"],
)
def test_a_follow_up_keeps_its_words_and_takes_the_topic_along(follow):
    text = converse(follow, after(BEFORE)).text
    assert "Alder Fund" in text
    assert set(follow.strip("?").lower().split()) - {"and"} <= set(text.lower().strip("?").split())


def test_a_short_answer_is_no_sentence_that_was_said():
    said = "**Ken Salazar** [1]; **over $5** [2]\n\nKen Salazar spoke. [1] It cost over $5. [2]"
    history = [Turn("user", BEFORE), Turn("assistant", said)]
    assert converse("Why?", history).said == ("Ken Salazar spoke. [1] It cost over $5. [2]",)


@pytest.mark.parametrize(
    ("standalone", "shown"),
    [
        ("Who went with him (Lee, Dover)?", "Who went with him? (About Lee and Dover)"),
        ("Who leads it (Alder Fund)?", "Who leads it? (About Alder Fund)"),
        ("Who leads the Alder Fund?", "Who leads the Alder Fund?"),
    ],
)
def test_what_was_understood_is_shown_in_words(standalone, shown):
    assert in_words(standalone) == shown
    assert in_words("¿Por qué (Lee)?", "es") == "¿Por qué? (Acerca de Lee)"


def test_the_topic_lasts_through_follow_ups_and_thanks():
    history = [*after(BEFORE, "And in 2018?"), *after("Thanks!")]
    assert converse("And in 2023?", history).text == BEFORE.replace("2015", "2023")


def test_the_second_part_of_a_question_knows_what_the_first_is_about():
    query = converse("What is the Alder Fund, and who leads it?")
    assert query.text == "What is the Alder Fund, and who leads it?"
    first, second = query.parts
    assert first == "What is the Alder Fund"
    assert second.startswith("Who leads it") and "Alder Fund" in second


def test_a_follow_up_with_its_own_question_word_and_pointer_is_a_question():
    query = converse("And who built it?", after("How much did the Alder Bridge cost?"))
    assert query.text == "Who built it (Alder Bridge)?"


RIVER = "How much of the Orlo river did the Tasser dam hold back?"


@pytest.mark.parametrize(
    ("before", "follow", "standalone"),
    [
        (RIVER, "Why?", "Why (Orlo, Tasser)?"),
        (RIVER, "Says who?", "Says who (Orlo, Tasser)?"),
        (RIVER, "On what grounds?", "On what grounds (Orlo, Tasser)?"),
        (RIVER, "And the other one?", f"{RIVER[:-1]}: the other one?"),
        (RIVER, "Which one was cheaper?", "Which one was cheaper (Orlo, Tasser)?"),
        (RIVER, "What about costs?", f"{RIVER[:-1]}: costs?"),
        (
            RIVER,
            "What would it take to repair it?",
            "What would it take to repair it (Orlo, Tasser)?",
        ),
        ("How many fled in 2012?", "in 2015?", "How many fled in 2015?"),
        ("How many fled in 2012?", "and in 2015?", "How many fled in 2015?"),
    ],
)
def test_a_follow_up_that_points_back_takes_its_topic(before, follow, standalone):
    query = converse(follow, [Turn("user", before), Turn("assistant", "A third.")])
    assert query.text == standalone
    assert query.before == f"{before} A third."


@pytest.mark.parametrize(
    "asked",
    [
        "How many of those who left came home?",
        "Which forum that Brock describes is the worst?",
        "How much did it cost to rebuild the Alder systems?",
        "Why did the Pendrake parliament hide its debts?",
        "What was the former tariff in Dravia?",
        "Which plant closed, and why did it close?",
        "How many Dravians earn more than others in town?",
    ],
)
def test_a_question_that_says_itself_what_it_points_at_keeps_its_words(asked):
    assert converse(asked, after(BEFORE)).text == asked


def test_what_was_asked_and_answered_before_goes_along():
    said = "**4** [1]\n\nFour. [1]"
    query = converse(
        "How did the president react?", [Turn("user", BEFORE), Turn("assistant", said)]
    )
    assert query.text == "How did the president react?"
    assert query.before == f"{BEFORE} Four."


def test_a_matter_lasts_through_a_question_that_does_not_name_it():
    history = [*after(BEFORE), *after("How many boats sank?")]
    assert converse("Was anyone hurt?", history).before == (
        f"{BEFORE} How many boats sank? Four million pounds."
    )


@pytest.mark.parametrize(
    ("question", "second"),
    [
        (
            "Floods and harvests: how does Ruiz link them, and what does Lee suggest?",
            "what does Lee suggest (Floods and harvests)?",
        ),
        (
            "On training port police, what is reported by Ruiz and what is urged by Lee?",
            "what is urged by Lee (training port police)?",
        ),
        (
            "Port reform: what did the note say of it, and what did the reform do to trade?",
            "what did the reform do to trade?",
        ),
        (
            "I have two things: how old is the port, and how long is the pier?",
            "how long is the pier?",
        ),
    ],
)
def test_every_part_is_about_the_matter_a_question_begins_with(question, second):
    assert converse(question).parts[1] == second


def test_an_answer_that_says_nothing_is_no_part_of_the_matter():
    said = "The sources in the library do not answer this. The passages below come nearest."
    query = converse("Why not?", [Turn("user", BEFORE), Turn("assistant", said)])
    assert query.before == BEFORE
