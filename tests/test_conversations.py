"""Conversations are kept as they were, whatever becomes of the articles."""

from __future__ import annotations

import json

import pytest

from rag.assistant import build
from rag.cli import main
from rag.config import Settings, load_settings
from rag.errors import LibraryError
from rag.library import Library
from rag.transcript import read, written
from rag.types import (
    Abstention,
    Answer,
    Citation,
    Claim,
    Document,
    Filters,
    Metadata,
    Skip,
    Source,
    Span,
    Usage,
)

FERRY = "The ferry carries 310 people. It runs daily."
ASKED = "How many people does the ferry carry?"


def ingested(home, text):
    file = home / "ferry.md"
    file.write_text(text, encoding="utf-8")
    with build(Settings(home=str(home / "library"))) as assistant:
        assistant.ingest([str(file)])


def test_a_conversation_replays_exactly_after_restart_reindex_and_a_newer_source(tmp_path):
    ingested(tmp_path, FERRY)
    with build(Settings(home=str(tmp_path / "library"))) as assistant:
        answer = assistant.ask(ASKED)
        kept = assistant.library.conversations
        one = kept.add(None, ASKED, answer, assistant.document)
        assert kept.add(one, "And then?", answer, assistant.document) == one
    ingested(tmp_path, FERRY.replace("310", "420"))
    with build(Settings(home=str(tmp_path / "library"))) as assistant:
        assistant.index.rebuild()
        kept = assistant.library.conversations
        assert kept.exchanges(one) == [(ASKED, answer), ("And then?", answer)]
        cited = answer.citations[0]
        assert assistant.document(cited.source.doc_id) is None  # replaced by a newer version
        pinned = kept.document(cited.source.doc_id)
        assert pinned.text[cited.start : cited.end] == cited.quote
        assert pinned.ref.sha256 == cited.source.sha256
        assert "420" in assistant.ask(ASKED).text


def test_conversations_are_listed_latest_first_and_removed_with_what_only_they_cite():
    with Library() as library:
        kept = library.conversations
        refs = {name: Source(name * 16, name, name * 64, Metadata(name)) for name in "ab"}
        texts = {ref.doc_id: Document(ref, "Text.") for ref in refs.values()}

        def answer(name):
            return Answer("q", "q", "t", citations=(Citation(1, refs[name], 0, 5, "Text."),))

        first = kept.add(None, "One?", answer("a"), texts.get)
        second = kept.add(None, "Two?", answer("b"), texts.get)
        kept.add(first, "Three?", answer("b"), texts.get)
        assert [(c.id, c.title, c.questions) for c in kept.all()] == [
            (first, "One?", 2),
            (second, "Two?", 1),
        ]
        assert kept.remove(first) and not kept.remove(first)
        assert [c.id for c in kept.all()] == [second]
        assert kept.document("a" * 16) is None and kept.document("b" * 16) is not None
        assert kept.exchanges(first) == []


def test_an_answer_and_a_document_come_back_whole():
    ref = Source("a" * 16, "a.md", "a" * 64, Metadata("T", found={"title": "text 0:1"}))
    cited = Citation(1, ref, 0, 2, "é𝄞", translation="e", translated_by="apertium")
    answer = Answer(
        question="¿Q?",
        standalone_question="Q",
        text="t [1]",
        claims=(Claim("t", (1,), "partial", 0.5, "Lee:", True, (Span(0, 1),)),),
        citations=(cited,),
        confidence=0.5,
        abstained=Abstention("no", (cited,)),
        conflicts=({"matter": "m", "sides": [{"value": "1", "marker": 1}]},),
        timings_ms={"retrieve": 1.5},
        filters=Filters(sources=("a",), newest=True),
        brief=(Claim("b", (1,), "supported", 1.0),),
        usage=Usage(1, 2, 3.5, cached=True),
        invented=1,
        removed=2,
    )
    assert read(Answer, written(answer)) == answer
    document = Document(ref, "é𝄞 <x>", (Skip(Span(0, 1), "menu"),), "cp1252")
    assert read(Document, written(document)) == document
    with pytest.raises(LibraryError, match="a stored answer cannot be read"):
        read(Answer, '{"question": 1}')
    older = '{"question": "q", "standalone_question": "q", "text": "t", "gone": 1}'
    assert read(Answer, older) == Answer("q", "q", "t")


def test_the_command_lists_shows_and_forgets(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("FUENTE_HOME", str(tmp_path))
    assert main(["conversations"]) == 0
    assert "No conversation is kept" in capsys.readouterr().out
    with Library.open(load_settings()) as library:
        given = Answer("Who?", "Who?", "Ada. [1]", model="ollama:x")
        one = library.conversations.add(None, "Who?", given, lambda _: None)
    assert main(["conversations", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(c["id"], c["title"], c["questions"]) for c in listed] == [(one, "Who?", 1)]
    assert main(["conversations", "show", one[:6]]) == 0
    assert capsys.readouterr().out == "> Who?\n\nAda. [1]\n"
    assert main(["conversations", "show", "zzz"]) == 1
    assert main(["conversations", "remove"]) == 2
    assert main(["conversations", "remove", one]) == 0
    capsys.readouterr()
    assert main(["conversations", "--json"]) == 0 and capsys.readouterr().out == "[]\n"
