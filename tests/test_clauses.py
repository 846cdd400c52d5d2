"""Which questions ask different things of different sources, and what is asked of whom."""

import pytest

from rag.catalog import Catalog
from rag.clauses import clauses
from rag.converse import converse
from rag.scope import scoped
from rag.types import Filters, Metadata, Source


def source(letter, *meta):
    return Source(letter * 16, f"/{letter}.md", letter * 64, Metadata(*meta))


LEE = source("a", "Cyber defence", "Stacia Lee", None, "2017-01-17")
FEES = source("b", "Harbour fees rise", None, "Port Review", "2019-04-01")
KNOWN = Catalog([LEE, FEES])


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (
            "Who guards the port according to the fees note, and what drills does Lee propose?",
            [("Who guards the port", FEES), ("what drills does Lee propose?", LEE)],
        ),
        (
            "Compare what Lee asks for judges with what the 2019 note asks for ships.",
            [("Compare what Lee asks for judges", LEE), ("what the author asks for ships.", FEES)],
        ),
        (
            "How many ships came in 2012, and what does Lee say of hackers?",
            [("How many ships came in 2012", None), ("what does Lee say of hackers?", LEE)],
        ),
    ],
)  # fmt: skip
def test_each_source_is_asked_its_own(question, asked):
    found = clauses(converse(question), KNOWN)
    assert [(c.text, c.within) for c in found] == [
        (text, frozenset({s.doc_id}) if s else frozenset()) for text, s in asked
    ]


@pytest.mark.parametrize(
    "question",
    [
        "What do Lee and the 2019 article say about pilots?",
        "What does Lee say about pilots, and what does Lee say about judges?",
        "How do pilots come up in the cyber article and in the fees article?",
        "Who guards the port, and who pays for it?",
        "What does Lee propose?",
        "What do Lee in 2017 and the fees article of 2019 each say about pilots?",
    ],
)
def test_other_questions_have_no_clauses(question):
    assert clauses(converse(question), KNOWN) == ()


def test_a_question_of_two_sources_is_not_narrowed_to_the_one_it_names():
    text = "Who guards the port in the fees note, and what training does Lee propose?"
    assert scoped(converse(text), Filters(), KNOWN)[1].within is None
    alone = scoped(converse("What training does Lee propose?"), Filters(), KNOWN)[1]
    assert alone.within == {LEE.doc_id}
