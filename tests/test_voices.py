"""Which questions ask several sources, about what, and whom."""

from dataclasses import replace

import pytest

from rag.catalog import Catalog
from rag.types import Evidence, Hit, Metadata, Source, Span
from rag.voices import by_source, panel


def source(name, author, publisher):
    return Source(name * 16, f"/{name}.md", name * 64, Metadata(name, author, publisher))


LEE, RUIZ = source("a", "Stacia Lee", "Harlan Institute"), source("b", "Ana Ruiz", "Port Review")
FEES = replace(RUIZ, meta=Metadata("Harbour fees rise", None, None, "2019-04-01"))
CATALOG = Catalog([LEE, RUIZ])


@pytest.mark.parametrize(
    ("question", "topic", "named"),
    [
        ("What do Lee and Ruiz each say about corruption?", "corruption?", 2),
        ("How do Lee's paper and Ruiz each describe the harbour fees?", "the harbour fees?", 2),
        ("Do the authors agree on whether the port has grown?", "whether the port has grown?", 0),
        ("Who needs a pilot? compare what Lee and the note say", "Who needs a pilot?", 1),
        ("How do pilots come up in Lee's paper and in Ruiz?", "How do pilots come up?", 2),
        ("Are Lee and Ruiz of one mind about pilots?", "pilots?", 2),
        ("Does Ruiz agree with Lee that pilots cost too much?", "pilots cost too much?", 2),
    ],
)
def test_a_comparison_is_one_matter_put_to_each_source(question, topic, named):
    found = panel(question, CATALOG)
    assert (found.topic, len(found.named)) == (topic, named)


@pytest.mark.parametrize(
    ("question", "named", "more"),
    [
        ("Do Lee and the author on harbour fees rate the port alike?", [LEE, FEES], 0),
        ("What do the 2019 note and Lee say about pilots?", [FEES, LEE], 0),
        ("What do Lee and the market note say about pilots?", [LEE], 1),
    ],
)
def test_a_source_may_be_described(question, named, more):
    found = panel(question, Catalog([LEE, FEES]))
    assert (list(found.named), found.more) == ([frozenset({s.doc_id}) for s in named], more)


def test_a_judgement_is_asked_of_each_by_name():
    found = panel("Do the authors agree on whether the port has grown?", CATALOG)
    assert found.put_to(LEE) == "How does Lee judge whether the port has grown?"
    assert found.put_to(FEES) == "How does the author judge whether the port has grown?"
    plain = panel("What do Lee and Ruiz each say about corruption?", CATALOG)
    assert plain.put_to(LEE) == "corruption?"


@pytest.mark.parametrize(
    "question",
    [
        "What does Lee say about corruption?",
        "How much did both ports cost?",
        "Which fees rose, according to the sources?",
        "What do the sources say about fees, and who sets the tolls?",
        "Compare the sources",
    ],
)
def test_other_questions_are_put_to_all_the_library(question):
    assert panel(question, CATALOG) is None


def test_each_source_is_heard_the_one_with_most_to_say_first():
    def hit(ref, score):
        said = Evidence(Span(0, 5), "Said.", score)
        return Hit(ref, Span(0, 5), "Said.", 1.0, "", (said,))

    weak, strong, more = hit(LEE, 0.1), hit(RUIZ, 2.0), hit(LEE, 0.5)
    assert by_source([weak, strong, more]) == [[strong], [weak, more]]
