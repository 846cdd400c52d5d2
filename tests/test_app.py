"""The app's pages over a real library, run by Streamlit's own test runner."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.assistant import build
from rag.config import load_settings
from rag.types import Span
from rag.ui import components, examples
from rag.ui.state import Exchange, Reading

ROOT = Path(__file__).parents[1]
MERIDA = "How much has Congress allocated through the Merida Initiative since 2008?"


@pytest.fixture
def home(corpus_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of the corpus, which every page under test reads."""
    monkeypatch.setenv("FUENTE_HOME", str(corpus_home))
    monkeypatch.setenv("FUENTE_CONVERSATIONS", "no")  # the library is shared
    return corpus_home


def chat() -> AppTest:
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)


def views(app: AppTest, component: str = "fuente_answer") -> list[dict[str, Any]]:
    """What the components of a page were given, in order."""
    assert not app.exception
    protos = [element.proto for element in app.get("bidi_component")]
    return [json.loads(p.json) for p in protos if p.component_name == component]


def ask(app: AppTest, question: str) -> dict[str, Any]:
    """The last view after asking."""
    return views(app.chat_input[0].set_value(question).run())[-1]


def exchange(app: AppTest, number: int) -> Exchange:
    found: Exchange = app.session_state["exchanges"][number]
    return found


def test_empty_library_says_so_and_how_to_fill_it(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("FUENTE_HOME", str(tmp_path))
    app = chat().run()
    assert not app.exception and not app.chat_input
    assert app.header[0].value == "The library is empty"
    assert app.code[0].value == "fuente ingest FOLDER"


def test_wrong_setting_is_a_line_and_a_way_out(home: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("FUENTE_TOP_K", "0")
    (view,) = views(chat().run())
    assert view == {"problem": {"message": "top_k is 0", "hint": "It must be at least 1."}}


def test_every_example_on_the_empty_page_is_answered(home: Path) -> None:
    app = chat().run()
    (offered,) = views(app, "fuente_choices")
    assert len(offered["choices"]) == 4
    assistant = build(load_settings())
    for question in offered["choices"]:
        assert assistant.ask(question).abstained is None, question
    assert examples.questions(assistant.sources()) == offered["choices"]
    assistant.close()


def test_conversation_answers_cites_follows_up_abstains_and_starts_over(
    home: Path, monkeypatch: Any
) -> None:
    # How sure is sure enough is tested elsewhere; here it is what is shown that counts.
    monkeypatch.setenv("FUENTE_THRESHOLD", "0.3")
    app = chat().run()
    view = ask(app, MERIDA)
    said = " ".join(r["text"] for p in view["paragraphs"] for r in p["runs"] if "text" in r)
    assert "over $2.5 billion" in said
    quotes = [(s["title"], q["quote"]) for s in view["sources"] for q in s["quotes"]]
    assert "Cybersecurity Strategy Advice" in quotes[0][0] and "$2.5 billion" in quotes[0][1]
    assert view["sources"][0]["byline"] == "Stacia Lee · 17 January 2017 · digest"
    first = exchange(app, 0).answer

    follow = ask(app, "And how much of that went to improving regulatory quality?")
    assert "Merida" in follow["understood"]
    assert "$73 million" in json.dumps(follow["paragraphs"])

    nothing = ask(app, "Who won the chess championship in Reykjavik?")
    assert nothing["paragraphs"] == [] and nothing["abstained"]["nearest"]

    again = views(app.run())
    assert next(v["question"] for v in again if "question" in v) == MERIDA
    assert view in again and exchange(app, 0).answer is first

    app.button[0].click().run()
    assert app.session_state["exchanges"] == []
    assert len(views(app, "fuente_choices")) == 1 and views(app) == []


def test_the_sidebar_narrows_the_articles(home: Path) -> None:
    app = chat().run()
    app.sidebar.multiselect(key="only_authors").select("Manolo Pasero").run()
    assert app.sidebar.caption[0].value == "Only articles by Manolo Pasero: 1 of 5."
    view = ask(app, MERIDA)
    assert view["abstained"] and view["note"] == "Only articles by Manolo Pasero: 1 of 5."
    app.sidebar.multiselect(key="only_authors").unselect("Manolo Pasero").run()
    app.sidebar.slider(key="only_years").set_range(2017, 2020).run()
    view = ask(app, MERIDA)
    assert view["note"] == (
        "Only articles published before 2021: 1 of 5; 2 without a date left out."
    )
    assert "over $2.5 billion" in json.dumps(view["paragraphs"])
    assert exchange(app, 0).answer.filters.authors == ("Manolo Pasero",)  # as it was asked


def test_citation_opens_its_article_at_the_quoted_words(home: Path) -> None:
    app = chat().run()
    ask(app, MERIDA)
    answer = exchange(app, 0).answer
    assert answer is not None
    cited = answer.citations[0]
    app.session_state["reading_chat"] = Reading(
        cited.source.doc_id, Span(cited.start, cited.end), turn=1
    )
    (shown,) = views(app.run(), "fuente_reader")
    assert "".join(s["text"] for s in shown["segments"] if s.get("mark")) == cited.quote
    article = (ROOT / "corpus" / Path(cited.source.source).name).read_text(encoding="utf-8")
    assert "".join(s["text"] for s in shown["segments"]) == article
    assert shown["segments"][0]["skip"] == "front-matter"


def test_a_click_on_what_has_left_the_page_opens_nothing(monkeypatch: Any) -> None:
    sent: dict[str, Any] = {}
    monkeypatch.setattr(components, "_part", lambda name: sent.update)
    opened: list[int] = []
    components.answer({}, key="answer-0-0", on_open=opened.append)
    clicked = sent["on_open_change"]

    clicked()
    assert opened == []
    monkeypatch.setattr(st, "session_state", {"answer-0-0": {"open": 2}})
    clicked()
    assert opened == [2]


def test_article_that_is_gone_is_said_to_be_gone(home: Path) -> None:
    app = chat().run()
    app.session_state["reading_chat"] = Reading("0" * 16, None, turn=1)
    (shown,) = views(app.run(), "fuente_reader")
    assert shown["title"] == "This article is no longer in the library"


def sources_page() -> None:
    from rag.ui.sources_page import show

    show()


def test_sources_page_lists_every_article(home: Path) -> None:
    (table,) = views(
        AppTest.from_function(sources_page, default_timeout=60).run(), "fuente_sources"
    )
    rows = {row["title"]: row for row in table["rows"]}
    assert len(rows) == 5 and {row["status"] for row in rows.values()} == {"ready"}
    assert rows["U.S. and Mexico's Defense Policies"]["date"] == "date not stated"
    lee = rows["Cybersecurity Strategy Advice for the Trump Administration: US-Mexico Relations"]
    assert (lee["author"], lee["date"]) == ("Stacia Lee", "17 January 2017")
    assert lee["chunks"] > 5 and len(lee["doc_id"]) == 16


def check_page() -> None:
    from rag.ui.check_page import show

    show()


def test_draft_is_checked_and_its_quotes_can_be_opened(home: Path) -> None:
    app = AppTest.from_function(check_page, default_timeout=120).run()
    draft = (
        "Congress has allocated over <b>$3.5 billion</b> through the Merida Initiative since 2008."
    )
    app.text_area[0].set_value(draft)
    app.button[0].click().run()
    (view,) = views(app, "fuente_check")
    assert view["summary"] == "1 statement: 1 contradicted"
    (item,) = view["statements"]
    assert "".join(run["text"] for run in item["runs"]) == draft
    assert [run["text"] for run in item["runs"] if run["lacks"]] == ["$3.5 billion"]
    assert "$2.5 billion" in item["quotes"][0]["quote"]
    assert item["quotes"][0]["byline"] == "Stacia Lee · 17 January 2017 · digest"
    cited = app.session_state["checked"][0].contradicted[0]
    span = Span(cited.start, cited.end)
    app.session_state["reading_check"] = Reading(cited.source.doc_id, span, turn=1)
    (shown,) = views(app.run(), "fuente_reader")
    assert "".join(s["text"] for s in shown["segments"] if s.get("mark")) == cited.quote
