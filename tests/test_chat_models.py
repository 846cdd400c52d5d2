"""What a person sees of chat models, good and bad, on the command line and in the app."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import streamlit as st
from chat_server import chat_server
from scripts import MERIDA, PLANTED, SCRIPTS, SEEN, TRUE
from streamlit.testing.v1 import AppTest

from rag.assistant import build
from rag.cli import main
from rag.config import Settings

ROOT = Path(__file__).parents[1]
FLAGS = {"not supported by the sources": "unsupported", "no source cited": "no source cited"}


@pytest.fixture(scope="module")
def server():
    with chat_server(SCRIPTS) as running:
        yield running


@pytest.fixture(scope="module")
def home(corpus_home, tmp_path_factory):
    """A library of the corpus and an article with a planted instruction."""
    folder = tmp_path_factory.mktemp("planted")
    (folder / "ferry.md").write_text(PLANTED, encoding="utf-8")
    with build(Settings(home=str(folder / "home"))) as assistant:
        assistant.ingest([str(ROOT / "corpus"), str(folder / "ferry.md")])
    return folder / "home"


@pytest.fixture
def settings(home, server, monkeypatch):
    """The variables that choose a script as the model."""

    def choose(script):
        server.requests.clear()
        given = {
            "HOME": home,
            "MODEL": f"openai:{script}",
            "MODEL_URL": server.openai,
            "TIMEOUT": 0.6,
            "RETRIES": 1,
            "ANSWER_TOKENS": 300,
            "CACHE": "no",
            "THRESHOLD": 0.2,  # how sure is sure enough is tested elsewhere
        }
        for name, value in given.items():
            monkeypatch.setenv(f"FUENTE_{name}", str(value))

    return choose


@pytest.mark.parametrize("script", SEEN)
def test_on_the_command_line(settings, capsys, script):
    seen, name = SEEN[script], f"openai:{script}"
    settings(script)
    assert main(["ask", seen.asked]) == 0
    out, err = capsys.readouterr()
    told = " ".join(out.split())
    at = 0
    for said, flag in seen.said:
        assert said in told[at:]
        at = told.index(said, at) + len(said)
        follows = told[at : at + 40]
        assert f"({FLAGS[flag]})" in follows if flag else "(" not in follows.split("]")[0]
    notes = err.splitlines()
    if seen.note:
        assert notes[0].startswith(seen.note.format(name=name))
    assert any(line.startswith(f"{name}: ") for line in notes) == (seen.by == "model")
    assert ("This is the built-in answer instead." in err) == (seen.by == "built-in")
    assert "Traceback" not in err


@pytest.mark.parametrize("script", SEEN)
def test_in_the_app(settings, script):
    seen, name = SEEN[script], f"openai:{script}"
    settings(script)
    view = ask(chat(), seen.asked)
    said = [run for part in view["paragraphs"] for run in part["runs"] if "flag" in run]
    assert [(r["text"], r["flag"] or "") for r in said[: len(seen.said)]] == list(seen.said)
    assert view["note"].startswith(seen.note.format(name=name))
    assert (f" · {name} · " in view["foot"]) == (seen.by == "model")
    badges = [run.get("badge") for run in said if not run["flag"]]
    assert set(badges) <= ({"supported"} if seen.by == "model" else {None})


def chat() -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    assert not app.exception
    return app


def ask(app: AppTest, question: str):
    app.chat_input[0].set_value(question).run()
    assert not app.exception
    return ask_views(app)[-1]


def test_the_app_offers_what_can_be_used_and_the_built_in(settings, server, monkeypatch):
    settings("good")
    monkeypatch.setenv("OLLAMA_HOST", server.url)
    server.models[:] = ["wrong-number"]
    st.cache_data.clear()  # what can be used is looked up now and then
    app = chat()
    box = app.sidebar.selectbox(key="model")
    assert box.options == ["Built-in", "openai:good", "ollama:wrong-number"]
    assert box.value == "openai:good"
    box.select("Built-in").run()
    assert "openai" not in ask(app, MERIDA)["foot"] and server.requests == []
    assert not app.sidebar.toggle
    app.sidebar.selectbox(key="model").select("openai:good").run()
    app.sidebar.toggle(key="strict").set_value(True).run()
    assert "openai:good" in ask(app, MERIDA)["foot"]


def test_a_model_that_cannot_be_used_is_named_with_what_it_lacks(settings, monkeypatch):
    settings("good")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setenv("FUENTE_MODEL_URL", "")
    app = chat()
    assert app.sidebar.selectbox(key="model").value == "Built-in"
    assert app.sidebar.caption[0].value.startswith("no key for openai. Set OPENAI_API_KEY")


def test_a_conversation_is_there_after_a_restart_and_a_question_can_be_reworded(settings):
    settings("good")
    first = chat()
    shown = ask(first, MERIDA)
    follow = ask(first, "And how much of that since 2008?")
    assert follow["understood"]
    words = first.text_area[0]
    assert words.label == "Question"
    words.set_value(MERIDA)
    next(b for b in first.button if b.label == "Ask").click().run()
    assert ask_views(first)[-1]["paragraphs"] == shown["paragraphs"]

    again = chat()
    offered = [v for v in components(again) if "choices" in v and v["label"].startswith("Earlier")]
    assert offered[0]["choices"][0].startswith(MERIDA)
    kept = again.session_state["exchanges"]
    assert kept == []
    from rag.config import load_settings
    from rag.library import Library

    with Library.open(load_settings()) as library:
        latest = library.conversations.all()[0]
        replayed = library.conversations.exchanges(latest.id)
    assert [question for question, _ in replayed] == [
        MERIDA,
        "And how much of that since 2008?",
        MERIDA,
    ]
    assert replayed[0][1] == first.session_state["exchanges"][0].answer
    assert TRUE in replayed[0][1].text


def components(app: AppTest):
    return [json.loads(element.proto.json) for element in app.get("bidi_component")]


def ask_views(app: AppTest):
    return [view for view in components(app) if "paragraphs" in view]


def test_models_lists_what_can_be_used_and_what_is_missing(settings, capsys, monkeypatch):
    settings("good")
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    assert main(["models", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["usable"] == ["openai:good"]
    assert "pip install 'fuente[anthropic]'" in told["missing"]["anthropic"]
    assert main(["models"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("built-in") and "openai:good" in out and "--model" in out


def test_flags_choose_the_model_and_how_strict_it_is(settings, server, capsys, monkeypatch):
    settings("good")
    for name in ("MODEL", "MODEL_URL"):
        monkeypatch.setenv(f"FUENTE_{name}", "")
    own = ["--model", "ollama:invented", "--model-url", server.url]
    assert main(["ask", MERIDA, *own, "--strict", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["model"], made["removed_claims"], made["invented_markers"]) == (
        "ollama:invented",
        1,
        2,
    )
    assert [claim["support"] for claim in made["claims"]] == ["supported"]
    assert main(["ask", MERIDA, "--model", "acme:x"]) == 2
    assert "unknown provider 'acme'" in capsys.readouterr().err
