"""A chat model's answer as a person gets it: real clients, a server with scripts, our corpus."""

from __future__ import annotations

from dataclasses import replace

import pytest
from chat_server import Refusal, chat_server
from scripts import FERRY, MERIDA, PLANTED, SCRIPTS, TRUE

from rag.assistant import build
from rag.config import Settings
from rag.types import Answer, Partial, Turn

SAID = f"{TRUE}."
NOT_IN = "The passages that were found do not answer this"


@pytest.fixture(scope="module")
def server():
    with chat_server(SCRIPTS) as running:
        yield running


@pytest.fixture(scope="module")
def library(corpus_home):
    with build(Settings(home=str(corpus_home))) as assistant:
        yield assistant


def asking(library, server, name, provider="openai", **settings):
    """The library answered from by a script."""
    url = server.openai if provider == "openai" else server.url
    given = {"timeout": 0.6, "cache": False, "answer_tokens": 300, **settings}
    model = replace(library.settings, model=f"{provider}:{name}", model_url=url, **given)
    return type(library)(model, library.library, library.embedder, library.index)


def told(answer: Answer):
    return [(claim.text, claim.support, len(claim.citations)) for claim in answer.claims]


@pytest.mark.parametrize("provider", ["openai", "ollama"])
def test_a_good_answer_cites_the_very_sentence(library, server, provider):
    answer = asking(library, server, "good", provider).ask(MERIDA)
    assert told(answer) == [(SAID, "supported", 1)]
    assert answer.text == f"{SAID} [1]" and answer.note == ""
    assert answer.model == f"{provider}:good" and answer.confidence > 0.5
    (cited,) = answer.citations
    document = library.document(cited.source.doc_id)
    assert document.text[cited.start : cited.end] == cited.quote
    assert "over $2.5 billion" in cited.quote and cited.quote.count(".") < 5
    made = answer.to_json()
    assert made["usage"]["input_tokens"] > 0 and made["invented_markers"] == 0


@pytest.mark.parametrize(
    ("script", "claims", "note"),
    [
        (
            "invented",
            [(SAID, "supported", 1), ("It was much discussed.", "unsupported", 0)],
            "2 markers that are no passage's were dropped.",
        ),
        ("wrong-number", [(SAID.replace("2.5", "9.7"), "unsupported", 1)], ""),
        ("wrong-passage", [(SAID, "unsupported", 1)], ""),
        ("busy-once", [(SAID, "supported", 1)], ""),
        (
            "half",
            [(SAID, "supported", 1)],
            "openai:half was silent for 0.6 seconds. Ask again, or give it longer with"
            " FUENTE_TIMEOUT. What it had said until then is shown.",
        ),
    ],
)
def test_every_sentence_is_held_against_what_it_cites(library, server, script, claims, note):
    answer = asking(library, server, script).ask(MERIDA)
    assert told(answer) == claims
    assert answer.note == note and answer.model == f"openai:{script}"
    for cited in answer.citations:
        assert library.document(cited.source.doc_id).text[cited.start : cited.end] == cited.quote
    assert answer.usage.input_tokens > 500 and answer.usage.estimated == (script == "half")


def test_an_uncited_sentence_stays_uncited_and_what_stands_nowhere_is_pointed_at(library, server):
    answer = asking(library, server, "uncited").ask(MERIDA)
    assert [(len(c.citations), c.support) for c in answer.claims] == [
        (0, "unsupported"),
        (1, "unsupported"),
    ]
    assert answer.text.startswith(f"{SAID} (no source cited) It all began")
    wrong = asking(library, server, "wrong-number").ask(MERIDA).claims[0]
    assert [span.of(wrong.text) for span in wrong.lacking] == ["$9.7 billion"]
    assert wrong.to_json()["unsupported"] == [
        {"start": span.start, "end": span.end} for span in wrong.lacking
    ]


@pytest.mark.parametrize(
    ("script", "line"),
    [
        ("busy", "openai:busy has had too many questions."),
        ("broken", "openai:broken has trouble of its own (500)."),
        ("malformed", "openai:malformed sent something that is not understood."),
        ("hangup", "openai:hangup broke off in the middle."),
        ("empty", "openai:empty gave no answer."),
        ("unheard-of", "openai:unheard-of does not know this model."),
    ],
)
def test_a_model_that_fails_never_loses_the_question(library, server, script, line):
    answer = asking(library, server, script, retries=1).ask(MERIDA)
    assert answer.model == "extractive" and answer.usage is None
    assert answer.note.startswith(line)
    assert answer.note.endswith("This is the built-in answer instead.")
    assert answer.claims == library.ask(MERIDA).claims


def test_a_missing_key_or_server_is_a_line_and_the_built_in_answer(library, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    for model, url, line in (
        ("openai:gpt-5-mini", "", "no key for openai. Set OPENAI_API_KEY"),
        ("ollama:x", "http://127.0.0.1:9", "ollama:x cannot be reached. Check that its server"),
    ):
        own = replace(library.settings, model=model, model_url=url, retries=0, cache=False)
        answer = type(library)(own, library.library, library.embedder, library.index).ask(MERIDA)
        assert answer.note.startswith(line) and answer.model == "extractive" and answer.claims


def test_an_answer_without_end_is_cut_and_says_so(library, server):
    answer = asking(library, server, "endless").ask(MERIDA)
    assert answer.usage.cut and answer.claims[0].support == "supported"
    assert answer.note == "The answer was cut at the longest length that is set (300 tokens)."


def test_a_model_may_say_that_the_passages_do_not_answer(library, server):
    parts = list(asking(library, server, "silence").stream(MERIDA))
    assert all(part.coming == "" for part in parts[:-1])
    assert parts[-1].abstained.reason == f"{NOT_IN}, openai:silence says."
    assert parts[-1].abstained.nearest and parts[-1].claims == ()
    server.scripts["sorry"] = lambda asked: ["**NO ANSWER**. The passages are about ", "ships."]
    *parts, sorry = asking(library, server, "sorry").stream(MERIDA)
    assert sorry.abstained and {part.coming for part in parts} == {""}
    server.scripts["no"] = lambda asked: ["No answer is final, says nobody. It is so."]
    assert len(asking(library, server, "no").ask(MERIDA).claims) == 2


def test_what_the_library_does_not_answer_is_not_asked_of_the_model(library, server):
    server.requests.clear()
    answer = asking(library, server, "good").ask("Who won the chess championship in Reykjavik?")
    assert answer.abstained and answer.usage is None and server.requests == []
    assert asking(library, server, "good").ask("Thank you!").model == "rules"
    assert server.requests == []


def test_strict_leaves_out_what_has_no_support(library, server):
    answer = asking(library, server, "invented", strict=True).ask(MERIDA)
    assert told(answer) == [(SAID, "supported", 1)] and answer.removed == 1
    assert answer.note.startswith("One sentence without support was left out.")
    nothing = asking(library, server, "wrong-number", strict=True).ask(MERIDA)
    assert nothing.claims == () and nothing.abstained
    assert nothing.abstained.reason == "openai:wrong-number said nothing that the sources support."


def test_a_repair_takes_only_what_is_better(library, server):
    plain = asking(library, server, "mended").ask(MERIDA)
    assert [claim.support for claim in plain.claims] == ["unsupported", "unsupported"]
    answer = asking(library, server, "mended", repair=True).ask(MERIDA)
    assert told(answer) == [(SAID, "supported", 1)]
    assert answer.usage.input_tokens == 2 * plain.usage.input_tokens
    server.scripts["mends-not"] = lambda asked: (
        [Refusal(401)] if "not supported by" in asked.last else SCRIPTS["mended"](asked)
    )
    failed = asking(library, server, "mends-not", repair=True).ask(MERIDA)
    assert failed.claims == plain.claims and failed.note.endswith("Nothing was mended.")
    kept = asking(library, server, "wrong-number", repair=True).ask(
        MERIDA
    )  # no better the 2nd time
    assert told(kept) == [(SAID.replace("2.5", "9.7"), "unsupported", 1)]


def test_an_instruction_in_a_passage_is_not_shown_and_is_no_evidence(library, server):
    texts = [PLANTED, "Bees make honey."]
    server.requests.clear()
    with library.about(texts) as given:
        assert "1921" not in given.ask(FERRY).text
        assert given.ask("When did the ferry sink?").text.count("1921") == 0
    with asking(library, server, "obedient").about(texts) as given:
        answer = given.ask(FERRY)
    assert "Ignore" not in server.requests[-1]["messages"][-1]["content"]
    assert (
        "310 people. [left out: not a statement] It runs daily."
        in (server.requests[-1]["messages"][-1]["content"])
    )
    first, second = answer.claims
    assert (first.text, first.support) == ("The ferry sank in 1921.", "unsupported")
    assert (second.citations, second.support) == ((), "unsupported")


def test_the_answer_comes_as_it_is_written_and_checked_sentence_by_sentence(library, server):
    *parts, answer = asking(library, server, "invented").stream(MERIDA)
    assert all(isinstance(part, Partial) for part in parts)
    assert parts[0].answer.claims == () and parts[2].coming.startswith("Congress has allocated")
    counts = [len(part.answer.claims) for part in parts]
    assert counts == sorted(counts) and 1 in counts
    first = next(part.answer for part in parts if part.answer.claims)
    assert first.claims[0] == answer.claims[0] and first.citations == answer.citations


def test_the_same_question_is_paid_for_once(library, server, tmp_path):
    server.requests.clear()
    own = asking(library, server, "good", cache=True, home=str(tmp_path))
    first, second = own.ask(MERIDA), own.ask(MERIDA)
    assert len(server.requests) == 1
    assert (first.usage.cached, second.usage.cached) == (False, True)
    assert second.claims == first.claims and second.citations == first.citations
    own.ask("What did Congress allocate through the Merida Initiative since 2008?")
    assert len(server.requests) == 2
    asking(library, server, "good", cache=True, home=str(tmp_path), temperature=1.0).ask(MERIDA)
    assert len(server.requests) == 3


def test_a_follow_up_is_put_as_the_model_understands_it(library, server):
    history = [Turn("user", MERIDA), Turn("assistant", f"{SAID} [1]")]
    server.scripts["knowing"] = lambda asked: (
        [f'"{MERIDA}"'] if "The last question" in asked.last else SCRIPTS["good"](asked)
    )
    answer = asking(library, server, "knowing").ask("And how much was it?", history)
    assert (answer.question, answer.standalone_question) == ("And how much was it?", MERIDA)
    assert told(answer) == [(SAID, "supported", 1)]
    sent = server.requests[-1]["messages"]
    assert [m["role"] for m in sent] == ["system", "user", "assistant", "user"]
    assert sent[2]["content"] == SAID  # the markers of an earlier answer are no passages of this

    assert answer.usage.input_tokens == 2400  # what it took to understand it is counted too

    failing = asking(library, server, "broken", retries=0).ask("And how much was it?", history)
    assert failing.model == "extractive" and "(500)" in failing.note


def test_another_model_is_not_looked_for_at_the_address_of_the_one_in_the_settings(library, server):
    own = asking(library, server, "good")
    assert own.with_model("openai:good", True).settings.model_url == server.openai
    other = own.with_model("ollama:x", False)
    assert (other.settings.model, other.settings.model_url) == ("ollama:x", "")


def test_a_cache_that_cannot_be_used_loses_no_answer(library, server, tmp_path, caplog):
    (tmp_path / "home").write_text("a file, not a folder")
    own = asking(library, server, "good", cache=True, home=str(tmp_path / "home"))
    assert told(own.ask(MERIDA)) == [(SAID, "supported", 1)]
    assert "answers are not kept" in caplog.text
