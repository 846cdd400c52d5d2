"""Drafts to answers: every citation numbered, looked up and checked; silence with what is near."""

from dataclasses import replace

import pytest
from samples import document

from rag.respond import abstain, answer_text, check_draft, small_talk, undisputed
from rag.types import (
    Answer,
    Claim,
    Draft,
    DraftClaim,
    Evidence,
    Hit,
    Query,
    Quote,
    Source,
    Span,
)

FERRY = document("ferry.md", "The ferry runs at noon. It carries 310 people. It is red.", "Ferry")
BEES = document("bees.md", "Nine hives stand on the roof.", "Bees")
DOCUMENTS = {d.ref.doc_id: d for d in (FERRY, BEES)}
BASE = Answer("When?", "When does the ferry run?", "")


def quote(doc, words):
    start = doc.text.index(words)
    return Quote(doc.ref, Span(start, start + len(words)), words)


def claim(doc, words, **how):
    return DraftClaim(words, (quote(doc, words),), **how)


def answered(*claims, find=DOCUMENTS.get):
    return check_draft(BASE, Draft(claims, 0.9), find)


def test_citations_are_numbered_in_order_and_once_each():
    noon, people = claim(FERRY, "The ferry runs at noon."), claim(FERRY, "It carries 310 people.")
    answer = answered(noon, people, noon)
    assert answer.text == (
        "The ferry runs at noon. [1] It carries 310 people. [2] The ferry runs at noon. [1]"
    )
    assert [(c.marker, c.start, c.end) for c in answer.citations] == [(1, 0, 23), (2, 24, 46)]
    assert {c.support for c in answer.claims} == {"supported"}
    assert (answer.question, answer.standalone_question) == (
        BASE.question,
        BASE.standalone_question,
    )


def test_leads_and_lists_are_laid_out():
    answer = answered(
        claim(FERRY, "The ferry runs at noon.", lead="Ruiz (2019):"),
        claim(FERRY, "It is red.", item=True),
        claim(FERRY, "It carries 310 people.", item=True),
        claim(BEES, "Nine hives stand on the roof.", lead="Reyes:"),
    )
    assert answer.text == (
        "Ruiz (2019): The ferry runs at noon. [1]\n\n- It is red. [2]\n- It carries 310 people. [3]"
        "\n\nReyes: Nine hives stand on the roof. [4]"
    )


def test_a_short_answer_stands_first_with_the_marker_of_its_sentence():
    noon = claim(FERRY, "The ferry runs at noon.")
    people = claim(FERRY, "It carries 310 people.")
    short = DraftClaim("310 people", people.quotes)
    draft = Draft((noon, people), 0.9, brief=(short,))
    answer = check_draft(BASE, draft, DOCUMENTS.get)
    assert answer.text == (
        "**310 people** [1]\n\nThe ferry runs at noon. [2] It carries 310 people. [1]"
    )
    assert answer.to_json()["short_answer"] == {
        "text": "310 people",
        "citations": [1],
        "support": "supported",
        "score": 1.0,
    }
    two = replace(draft, brief=(DraftClaim("noon", noon.quotes), short))
    answer = check_draft(BASE, two, DOCUMENTS.get)
    assert answer.text.startswith("**Noon** [1]; **310 people** [2]\n\n")
    assert answer.short_answer.text == "noon; 310 people"
    assert answer.short_answer.citations == (1, 2)


@pytest.mark.parametrize(
    "short",
    [
        DraftClaim("320 people", (quote(FERRY, "It carries 310 people."),)),
        DraftClaim("Nine hives", (quote(BEES, BEES.text),)),  # of no sentence below it
    ],
)
def test_a_short_answer_that_is_not_supported_is_not_given(short):
    people = claim(FERRY, "It carries 310 people.")
    answer = check_draft(BASE, Draft((people,), 0.9, brief=(short,)), DOCUMENTS.get)
    assert answer.text == "It carries 310 people. [1]"
    assert answer.brief == () and answer.to_json()["short_answer"] is None
    assert len(answer.citations) == 1


def test_no_short_answer_where_sources_contradict_each_other():
    people = claim(FERRY, "It carries 310 people.")
    draft = Draft((people,), 0.9, brief=(DraftClaim("310 people", people.quotes),))
    answer = check_draft(BASE, draft, DOCUMENTS.get)
    assert undisputed(answer) is answer
    plain = undisputed(replace(answer, conflicts=({"kind": "figure"},)))
    assert (plain.brief, plain.text) == ((), "It carries 310 people. [1]")


def test_the_sentence_the_answer_rests_on_is_cited_first():
    noon = claim(FERRY, "The ferry runs at noon.", score=0.6)
    people = claim(FERRY, "It carries 310 people.", score=0.9)
    hives = claim(BEES, "Nine hives stand on the roof.", lead="Reyes:", score=0.95)
    answer = answered(noon, people, hives)
    assert answer.text == (
        "The ferry runs at noon. [2] It carries 310 people. [1]"
        "\n\nReyes: Nine hives stand on the roof. [3]"
    )
    assert answer.citations[0].quote == "It carries 310 people."
    listed = answered(noon, claim(FERRY, "It is red.", item=True, score=0.9))
    assert [c.citations for c in listed.claims] == [(1,), (2,)]


def wrong_words(good):
    return Quote(good.source, good.span, good.text.upper())


def wrong_place(good):
    return Quote(good.source, Span(good.span.start + 1, good.span.end + 1), good.text)


def wrong_version(good):
    ref = good.source
    return Quote(Source(ref.doc_id, ref.source, "f" * 64, ref.meta), good.span, good.text)


def gone(good):
    ref = good.source
    return Quote(Source("f" * 16, ref.source, ref.sha256, ref.meta), good.span, good.text)


@pytest.mark.parametrize("spoil", [wrong_words, wrong_place, wrong_version, gone])
def test_a_quote_that_is_not_the_text_at_its_place_supports_nothing(spoil):
    words = "The ferry runs at noon."
    answer = answered(DraftClaim(words, (spoil(quote(FERRY, words)),)))
    assert [(c.support, c.score) for c in answer.claims] == [("unsupported", 0)]
    assert answer.text == "The ferry runs at noon. [1] (unsupported)"


def test_a_claim_that_says_more_than_its_quote_is_flagged():
    good = quote(FERRY, "It carries 310 people.")
    answer = answered(DraftClaim("It carries 320 people.", (good,)), DraftClaim("It is fast.", ()))
    assert [c.support for c in answer.claims] == ["unsupported", "unsupported"]
    assert answer.text == "It carries 320 people. [1] (unsupported) It is fast. (no source cited)"


def test_each_document_is_looked_up_once():
    asked = []

    def find(doc_id):
        asked.append(doc_id)
        return DOCUMENTS[doc_id]

    words = ("The ferry runs at noon.", "It is red.")
    answered(*(claim(FERRY, w) for w in words), claim(BEES, "Nine hives"), find=find)
    assert sorted(asked) == sorted(DOCUMENTS)


def test_no_claims_make_no_text():
    assert list(answer_text(())) == []
    assert list(answer_text([Claim("A.", (), "supported", 1.0)])) == ["A."]


def hit(doc, *scores):
    spans = [Span(0, 3), Span(4, 9)][: len(scores)]
    found = tuple(
        Evidence(s, s.of(doc.text), score) for s, score in zip(spans, scores, strict=True)
    )
    return Hit(doc.ref, Span(0, len(doc.text)), doc.text, max(scores, default=0), sentences=found)


def test_silence_offers_the_best_sentence_of_the_nearest_passages_once():
    hits = [[hit(FERRY, 0.1, 0.2), hit(BEES, 0.9, 0.3)], [hit(FERRY, 0.1, 0.2), hit(BEES)]]
    answer = abstain(BASE, "The sources do not say.", hits)
    assert answer.text == "The sources do not say. The passages below come nearest."
    assert answer.claims == answer.citations == ()
    nearest = answer.abstained.nearest
    assert [(c.marker, c.source.source, c.quote) for c in nearest] == (
        [(1, "bees.md", BEES.text[:3]), (2, "ferry.md", "ferry")]
    )
    assert answer.abstained.reason == "The sources do not say."


def test_silence_with_nothing_near():
    assert abstain(BASE, "No.", []).text == "No."
    no_words = Answer("?!", "?!", "")
    assert abstain(no_words, "No.", [[]]).text == "I cannot find a question in that."


def test_small_talk_is_no_claim():
    answer = small_talk(Query("hi", "hi", ("hi",), "Hello!"))
    assert (answer.text, answer.claims, answer.abstained, answer.model) == (
        "Hello!",
        (),
        None,
        "rules",
    )
