"""Which articles a question means, by name or as its asker remembers them."""

import pytest

from rag.catalog import Catalog
from rag.described import references
from rag.types import Metadata, Source


def source(letter, *meta):
    return Source(letter * 16, f"/{letter}.md", letter * 64, Metadata(*meta))


LEE = source("a", "Cybersecurity for harbours", "Stacia Lee", "Harlan Institute", "2017-01-17")
FEES = source("b", "Harbour fees rise", None, None, "2019-04-01")
VISIT = source("c", "Two ministers", "Ana Ruiz")
OPENINGS = {
    VISIT.doc_id: "Ana Ruiz, a lawyer in Velm, tells investors about the Osk visit of May.",
    FEES.doc_id: "This note is about what ships pay.",
}
KNOWN = Catalog([LEE, FEES, VISIT], lambda: OPENINGS)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("What does Lee say?", [("Lee", LEE)]),
        ("What do the Harlan Institute's paper and Ruiz say?", [
            ("the Harlan Institute's paper", LEE), ("Ruiz", VISIT)]),
        # By words of the title, the year, or the first lines.
        ("Is it in the cyber paper?", [("the cyber paper", LEE)]),
        ("Does the 2019 article, or the 2017 one, say so?", [
            ("the 2019 article", FEES), ("the 2017 one", LEE)]),
        ("Why does the Osk-visit author doubt it?", [("the Osk-visit author", VISIT)]),
        ("In the article on the Osk visit, who paid?", [("the article on the Osk visit", VISIT)]),
        # What fits no article, or more than one, is told as such.
        ("What does the fish report say?", [("the fish report", None)]),
        ("What does the harbour paper say?", [("the harbour paper", None)]),
        ("Who paid for the police?", []),
    ],
)  # fmt: skip
def test_references(question, meant):
    found = [(r.span.of(question), r.doc_ids) for r in references(question, KNOWN)]
    assert found == [(words, {s.doc_id} if s else frozenset()) for words, s in meant]
