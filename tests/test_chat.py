"""A follow-up: sentences beside what was said come forward, what was said steps back."""

from __future__ import annotations

import pytest
from samples import bundled

from rag.assistant import Assistant
from rag.chat import READ, UNREAD, lifted, placed
from rag.config import Settings
from rag.library import Library
from rag.types import Evidence, Hit, Metadata, Source, Span, Turn

SAID = (
    "Gulls nest on the mast.",
    "The ferry carried 4,000 people in 2018.",
    "Each paid two crowns.",
    "The money went to the harbour.",
    "Winter is quiet.",
)
TEXTS = (
    "The ferry of Arlen was given a new engine in 2018. The overrun came from steel prices."
    " Governor Lise Brandt defended the purchase in parliament.",
    "The lighthouse of Moss was painted in 2020. The overrun was due to rain."
    " The keeper, Ole Rand, resigned.",
    "Bakers in the old town open at dawn, and the bread is gone by noon.",
)


def hit():
    spans, at = [], 0
    for sentence in SAID:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    ref = Source("a" * 16, "/a.md", "b" * 64, Metadata("The ferry"))
    found = tuple(Evidence(*e, 1.0) for e in zip(spans, SAID, strict=True))
    return Hit(ref, Span(0, at - 1), " ".join(SAID), 1.0, "", found)


def test_each_sentence_knows_where_it_stands_to_what_was_said() -> None:
    likeness = [[-3.0, 2.0, 1.0, -1.0, -4.0]]
    (found,) = placed([hit()], likeness, ["4,000 people in 2018."])
    assert [e.chat for e in found.sentences] == [
        (-5.0, 0.0, 0.0, 0.0, 1.0),
        (0.0, 1.0, 0.0, 0.0, 0.0),
        (-1.0, 0.0, 1.0, 0.0, 0.0),
        (-3.0, 0.0, 0.0, 1.0, 0.0),
        (-6.0, 0.0, 0.0, 0.0, 0.0),
    ]
    order = sorted(found.sentences, key=lambda e: -e.score)
    assert [SAID.index(e.text) for e in order] == [2, 3, 1, 4, 0]


def test_without_a_chat_a_score_stays() -> None:
    (sentence, *_) = hit().sentences
    assert lifted(sentence, UNREAD) == lifted(sentence, READ) == sentence


@pytest.fixture(scope="module")
def reader():
    with Assistant(Settings(), Library(), bundled()) as whole, whole.about(TEXTS) as about:
        yield about


def chat(question, answer):
    return [Turn("user", question), Turn("assistant", answer)]


@pytest.mark.parametrize(
    ("question", "answer", "follow", "cited"),
    [
        (
            "When did the ferry get an engine?",
            "The ferry of Arlen was given a new engine in 2018. [1]",
            "What drove the overrun?",
            "The overrun came from steel prices.",
        ),
        (
            "When was the lighthouse painted?",
            "The lighthouse of Moss was painted in 2020. [1]",
            "What drove the overrun?",
            "The overrun was due to rain.",
        ),
        (
            "When did the ferry get an engine?",
            "The ferry of Arlen was given a new engine in 2018. [1]",
            "Who defended it?",
            "Governor Lise Brandt defended the purchase in parliament.",
        ),
        (
            "When did the ferry get an engine?",
            "The ferry of Arlen was given a new engine in 2018. [1]",
            "When do the bakers of the old town open?",
            TEXTS[2],
        ),
    ],
)
def test_a_follow_up_is_answered_from_what_the_chat_is_about(
    reader, question, answer, follow, cited
) -> None:
    (first, *_) = reader.ask(follow, chat(question, answer)).citations
    assert first.quote == cited
