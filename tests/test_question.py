"""What a question asks for: its kind, its parts, whether it wants several things."""

import pytest

from rag.question import kind_of, parts, read, wants_many


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How much did trade grow?", "amount"),
        ("What percentage of firms left?", "amount"),
        ("¿Cuánto costó?", "amount"),
        ("When was the treaty signed?", "when"),
        ("In what year did it open?", "when"),
        ("¿Cuándo abrió?", "when"),
        ("Who leads the institute?", "who"),
        ("¿Quién lo dijo?", "who"),
        ("Which president visited?", "who"),
        ("Where is the port?", "where"),
        ("Which city has the port?", "where"),
        ("Why did it fail?", "why"),
        ("Who set the budget of the port?", "who"),
        ("In which year did the value of trade double?", "when"),
        ("Which report says that it cost $5 billion?", "other"),
        ("Which share of the budget went to ports?", "amount"),
        ("What caused the flood?", "why"),
        ("What are the three risks?", "list"),
        ("What is nearshoring?", "definition"),
        ("Did they agree?", "yes-no"),
        ("Tell me about ports.", "other"),
        ("", "other"),
    ],
)
def test_kinds(question, kind):
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the fund, and who leads it?", ("What is the fund", "who leads it?")),
        ("What is the fund? Who leads it?", ("What is the fund?", "Who leads it?")),
        ("¿Qué es el fondo y cuánto vale?", ("¿Qué es el fondo", "cuánto vale?")),
        ("What do salt and pepper cost?", ("What do salt and pepper cost?",)),
        ("How much? And when?", ("How much? And when?",)),
        ("  Why?  ", ("Why?",)),
        ("", ("",)),
        (
            "Who sold the dock, and into whose hands did the cranes fall?",
            ("Who sold the dock", "into whose hands did the cranes fall?"),
        ),
    ],
)
def test_parts(question, expected):
    assert parts(question) == expected


@pytest.mark.parametrize(
    ("question", "many"),
    [
        ("Which factors drove the trade?", True),
        ("Compare trade in 2015 and 2023.", True),
        ("How does the port differ from the harbor?", True),
        ("Who is the captain?", False),
        ("When did it open?", False),
    ],
)
def test_several_things_are_wanted(question, many):
    assert wants_many(question) is many


def test_a_question_is_read_into_words_figures_and_names():
    asked = read("How much did the Alder Institute pay for 3 percent in 2015?")
    assert asked.kind == "amount"
    assert asked.figures == (3.0, 2015.0)
    assert asked.names == ("alder institute",)
    assert asked.words == ("alder", "institute", "pay", "3", "percent", "2015")
