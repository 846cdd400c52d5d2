"""What a question asks for: its kind, its parts, whether it wants several things."""

import pytest

from rag.matter import matter_figures, matter_names
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


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("What was trade worth in 2015 and in 2023?", (2015, 2023)),
        ("What does the 2015 market note say of 3 percent?", (3,)),
        ("Do the 2025 investor article and the 2017 one agree?", ()),
        ("Do Lee and the AI-written article of 2025 agree?", ()),
        ("What did the law of the 1980s, and the '90s, ask for?", ()),
        ("how much has it put in, all told, since 08?", (2008,)),
        ("Who paid in '98?", (1998,)),
        ("How much would 10 minutes save, and at 08.30?", (10, 8.3)),
        ("How many ships were there in the year 2012?", (2012,)),
    ],
)
def test_figures_that_evidence_must_name(question, values):
    assert matter_figures(question) == values


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Who paid Google in Norfolk?", ("google", "norfolk")),
        ("What does Moore's paper say of Norfolk?", ("norfolk",)),
        ("Does the Norfolk-visit author agree about Kiel?", ("kiel",)),
        ("What does the article on the Kiel visit say of Norfolk?", ("norfolk",)),
        ("Besides Google, which firms does Moore name?", ("moore",)),
        ("Which firms like Google does Moore name?", ("moore",)),
        ("When did Kiel sign the document?", ("kiel",)),
    ],
)
def test_names_that_evidence_must_name(question, found):
    assert matter_names(question) == found


@pytest.mark.parametrize(
    ("question", "beside"),
    [
        ("Moore or Marsh: who paid more?", True),
        ("How does Moore's plan differ from that of Marsh?", True),
        ("Did Moore's government and Marsh agree?", True),
        ("How much was it in 2012, and how much in 2016?", True),
        ("What did Moore pay in Kiel and how?", False),
        ("Who paid Moore?", False),
    ],
)
def test_things_set_beside_one_another(question, beside):
    assert read(question).beside is beside


def test_a_question_is_read_into_words_figures_and_names():
    asked = read("How much did the Alder Institute pay for 3 percent in 2015?")
    assert asked.kind == "amount"
    assert asked.figures == (3.0, 2015.0)
    assert asked.names == ("alder institute",)
    assert asked.words == ("alder", "institute", "pay", "3", "percent", "2015")
