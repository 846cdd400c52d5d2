"""Retrieval and answers over given texts, with the real model."""

from __future__ import annotations

import pytest
from samples import bundled

from rag.assistant import Assistant
from rag.config import Settings
from rag.library import Library
from rag.types import Query, Turn

TEXTS = (
    "The ferry of Arlen carried 4,000 passengers a day in 2018. It was built by the Moss yard.",
    "The defense ministry modernized the lighthouse in 2021. Its lamp is visible for nine miles.",
    "Bakers in the old town open at dawn, and the bread is gone by noon.",
)


@pytest.fixture(scope="module")
def reader():
    with Assistant(Settings(), Library(), bundled()) as whole, whole.about(TEXTS) as about:
        yield about


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("How many passengers did the ferry carry?", "0"),
        ("when was the lighthouse modernised by the defence ministry", "1"),
        ("lihgthouse lamp", "1"),
        ("Where can I buy a loaf early in the morning?", "2"),
    ],
)
def test_the_right_text_comes_first(reader, question, first) -> None:
    assert reader.search(question, 3)[0].source.source == first


@pytest.mark.parametrize("question", ["the of and", "why why why", "?!", "😀"])
def test_a_question_without_content_finds_nothing(reader, question) -> None:
    assert reader.search(question, 3) == []
    answer = reader.ask(question)
    assert answer.abstained is not None and answer.abstained.nearest == ()


def test_an_answer_quotes_the_text_at_its_offsets(reader) -> None:
    answer = reader.ask("How many passengers did the ferry of Arlen carry a day in 2018?")
    (citation, *_) = answer.citations
    assert TEXTS[0][citation.start : citation.end] == citation.quote
    assert "4,000 passengers" in answer.claims[0].text
    assert answer.claims[0].support == "supported"


def test_slips_of_the_keyboard_are_mended_and_shown(reader) -> None:
    answer = reader.ask("how many pasengers did the ferrry of Arlen carry in 2018")
    assert answer.standalone_question == "how many passengers did the ferry of Arlen carry in 2018"
    assert "4,000 passengers" in answer.claims[0].text


def test_only_english_turns_of_a_chat_are_mended(reader, monkeypatch) -> None:
    seen = []
    monkeypatch.setattr(
        "rag.finding.understand", lambda *given: seen.append(given[1]) or Query("", "")
    )
    said = "¿Cuántos pasengers lleva el ferrry?"
    reader.finder.understand("Who built it?", [Turn("user", said), Turn("user", "The ferrry?")])
    assert [turn.content for turn in seen[0]] == [said, "The ferry?"]


def test_a_question_in_two_parts_gets_both(reader) -> None:
    answer = reader.ask(
        "How many passengers did the ferry of Arlen carry in 2018, and when was the lighthouse"
        " modernized?"
    )
    said = " ".join(claim.text for claim in answer.claims)
    assert "4,000" in said and "2021" in said


def test_what_the_texts_do_not_say_is_met_with_silence_and_the_nearest(reader) -> None:
    answer = reader.ask("Who won the chess championship in Reykjavik in 1972?")
    assert answer.claims == () and answer.abstained is not None
    assert all(c.quote in TEXTS[int(c.source.source)] for c in answer.abstained.nearest)


def test_of_passages_with_the_same_words_the_one_with_the_same_wording_comes_first() -> None:
    texts = (
        "The company, white with fear, did leave the house by the sea in Arlen in 1911.",
        "In 1911 the White Sea Company, a maker of nets, went north from Arlen.",
    )
    with Assistant(Settings(), Library(), bundled()) as whole, whole.about(texts) as about:
        assert about.search("When did the White Sea Company leave Arlen?", 2)[0].text == texts[1]
