"""What the browser is told: answers and documents as literal text, cut in the right places."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import FuenteError
from rag.types import (
    Abstention,
    Answer,
    Citation,
    Claim,
    Document,
    Metadata,
    Partial,
    Skip,
    Source,
    SourceState,
    Span,
    Usage,
)
from rag.ui.article import document_view, segments, source_rows
from rag.ui.launch import OPTIONS, command, serve
from rag.ui.render import answer_view, draft_view, openable, problem_view
from rag.ui.words import byline, date_words

LEE = Source("aa", "lee.md", "aa" * 32, Metadata("Cyber advice", "Stacia Lee", None, "2017-01-17"))
NOTE = Source("bb", "note.md", "bb" * 32, Metadata("Market note", None, "Neighbors", None))
NASTY = "from $6.9bn to $11.6bn <script>x()</script> :red[x] ![](http://a.b/c.png) [x](y)"


def cite(marker: int, source: Source, quote: str) -> Citation:
    return Citation(marker, source, 0, len(quote), quote)


def answer(*claims: Claim, citations: tuple[Citation, ...], text: str) -> Answer:
    return Answer("Why?", "Why?", text, claims, citations, confidence=0.914)


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2017-01-17", "17 January 2017"),
        ("2025-09-03", "3 September 2025"),
        ("2015-11", "November 2015"),
        ("2020", "2020"),
        (None, "date not stated"),
        ("", "date not stated"),
        ("spring 2020", "spring 2020"),
        ("2020-13-01", "2020-13-01"),
        ("1-2-3-4", "1-2-3-4"),
    ],
)
def test_date_words(iso: str | None, words: str) -> None:
    assert date_words(iso) == words


def test_byline_names_what_is_known_and_owns_up_to_what_is_not() -> None:
    assert byline(LEE.meta) == "Stacia Lee · 17 January 2017"
    assert byline(NOTE.meta) == "Neighbors · date not stated"
    assert byline(Metadata("T", "A", "P", "2020", kind="digest")) == "A · P · 2020 · digest"


def test_answer_is_text_and_markers_that_name_their_source() -> None:
    said = Claim(NASTY, (1,), "supported", 0.9, lead="Lee (2017):")
    view = answer_view(answer(said, citations=(cite(1, LEE, NASTY),), text=f"{NASTY} [1]"))
    lead, text, marker, _ = view["paragraphs"][0]["runs"]
    assert lead == {"text": "Lee (2017): ", "lead": True}
    assert text == {"text": NASTY, "flag": None}
    assert (marker["marker"], marker["open"]) == (1, 0)
    assert marker["label"] == "Source 1: Cyber advice, 17 January 2017. Open the passage"
    assert view["foot"] == "Confidence 91%"
    assert json.loads(json.dumps(view)) == view


def test_a_short_answer_is_shown_first_arrived_or_arriving() -> None:
    said = Claim("It carried over 300 people.", (1,), "supported", 1.0)
    short = Claim("over 300 people", (1,), "supported", 1.0)
    whole = answer(said, citations=(cite(1, LEE, said.text),), text="x")
    text, marker = answer_view(replace(whole, brief=(short,)))["brief"]
    assert text == {"text": "Over 300 people"}
    assert (marker["marker"], marker["open"]) == (1, 0)
    assert answer_view(whole)["brief"] == []
    noon = Claim("noon", (1,), "supported", 1.0)
    view = draft_view(Partial(replace(whole, brief=(noon, replace(short, citations=(2,))))))
    assert [run.get("text", run.get("marker")) for run in view["brief"]] == (
        ["Noon", 1, "; over 300 people", 2]
    )
    assert view["paragraphs"][0]["runs"][0]["text"] == "It carried over 300 people."


def test_brackets_in_a_source_are_no_markers() -> None:
    said = Claim("It doubled.[2]", (1,), "supported", 0.9)
    citations = (cite(1, LEE, "It doubled.[2]"),)
    view = answer_view(answer(said, citations=citations, text="It doubled.[2] [1]"))
    assert [run.get("marker") for run in view["paragraphs"][0]["runs"]] == [None, 1, None]


def test_only_cited_sources_are_listed_and_quotes_of_one_article_stand_together() -> None:
    citations = (cite(1, LEE, "a"), cite(2, NOTE, "b"), cite(3, LEE, "c"), cite(4, NOTE, "d"))
    claims = (Claim("A", (3, 1), "supported", 1), Claim("B", (2,), "supported", 1))
    view = answer_view(answer(*claims, citations=citations, text="A [3][1] B [2]"))
    listed = [
        (s["title"], [(q["marker"], q["open"]) for q in s["quotes"]]) for s in view["sources"]
    ]
    assert listed == [("Cyber advice", [(1, 0), (3, 2)]), ("Market note", [(2, 1)])]


@pytest.mark.parametrize("support", ["partial", "unsupported"])
def test_a_claim_that_failed_its_check_is_flagged(support: str) -> None:
    claim = Claim("So they say.", (1,), support, 0.2)  # type: ignore[arg-type]
    view = answer_view(answer(claim, citations=(cite(1, LEE, "x"),), text="So they say."))
    assert "supported by the source" in view["paragraphs"][0]["runs"][0]["flag"]


def test_list_items_stand_alone_and_a_new_voice_begins_a_paragraph() -> None:
    claims = (
        Claim("One.", (), "supported", 1, lead="Lee (2017):"),
        Claim("Two:", (), "supported", 1),
        Claim("a", (), "supported", 1, item=True),
        Claim("b", (), "supported", 1, item=True),
        Claim("Three.", (), "supported", 1),
        Claim("Four.", (), "supported", 1, lead="Neighbors:"),
    )
    view = answer_view(answer(*claims, citations=(), text=""))
    texts = [
        (p["item"], "".join(run["text"] for run in p["runs"]).strip()) for p in view["paragraphs"]
    ]
    assert texts == [
        (False, "Lee (2017): One. Two:"),
        (True, "a"),
        (True, "b"),
        (False, "Three."),
        (False, "Neighbors: Four."),
    ]


def test_abstention_offers_passages_that_open() -> None:
    near = (cite(1, NOTE, "close"), cite(2, LEE, "closer"), cite(3, NOTE, "near"))
    shown = Answer("Q", "Q", "No.", abstained=Abstention("The sources do not say.", near))
    view = answer_view(shown)
    assert view["paragraphs"] == [] and view["sources"] == [] and view["foot"] == ""
    assert view["abstained"]["reason"] == "The sources do not say."
    quotes = [q for s in view["abstained"]["nearest"] for q in s["quotes"]]
    assert [openable(shown)[q["open"]].quote for q in quotes] == ["close", "near", "closer"]
    assert [q["marker"] for q in quotes] == [1, 2, 3]


def test_a_reply_without_claims_is_shown_as_text() -> None:
    view = answer_view(Answer("Hi", "Hi", "Hello! *Ask* me.\n\nBye."))
    assert view["paragraphs"] == [
        {"item": False, "runs": [{"text": "Hello! *Ask* me."}]},
        {"item": False, "runs": [{"text": "Bye."}]},
    ]


def test_a_follow_up_says_how_it_was_understood() -> None:
    follow = Answer("And training?", "How much went to training?", "x")
    assert answer_view(follow)["understood"] == "How much went to training?"
    assert answer_view(Answer("Why? ", "why?", "x"))["understood"] == ""


def runs_of(view: dict[str, Any]) -> list[list[Any]]:
    return [[r.get("text", r.get("marker")) for r in p["runs"]] for p in view["paragraphs"]]


def test_what_has_arrived_is_shown_with_markers_that_do_not_open_yet() -> None:
    grew = Claim("It grew.[7]", (1, 2), "supported", 1.0, lead="Lee:")
    item = Claim("a", (4,), "supported", 1.0, item=True)
    view = draft_view(Partial(answer(grew, item, citations=(), text="")))
    assert runs_of(view) == [["Lee: ", "It grew.[7]", 1, 2, " "], ["a", 4, " "]]
    assert [p["item"] for p in view["paragraphs"]] == [False, True]
    markers = [r for p in view["paragraphs"] for r in p["runs"] if "marker" in r]
    assert all(r["open"] is None for r in markers)


@pytest.mark.parametrize(
    ("coming", "shown"),
    [
        ("Then it", [["It grew.", 1, " ", "Then it"]]),
        ("Then **it** [2", [["It grew.", 1, " ", "Then it "]]),
        ("\n- one\n- two", [["It grew.", 1, " "], ["one"], ["two"]]),
        ("", [["It grew.", 1, " "]]),
    ],
)
def test_what_is_still_being_written_follows_what_was_checked(
    coming: str, shown: list[list[Any]]
) -> None:
    grew = Claim("It grew.", (1,), "supported", 1.0)
    assert runs_of(draft_view(Partial(answer(grew, citations=(), text=""), coming))) == shown


def test_a_models_sentences_have_badges_and_what_lacks_support_is_pointed_at() -> None:
    claims = (
        Claim("It grew.", (1,), "supported", 0.9),
        Claim("It fell by 9%.", (1,), "unsupported", 0.1, lacking=(Span(11, 13),)),
        Claim("Perhaps.", (), "unsupported", 0.0),
    )
    told = replace(answer(*claims, citations=(cite(1, LEE, "grew"),), text=""), model="ollama:x")
    view = answer_view(replace(told, usage=Usage(1200, 34, 2.04)))
    said = [run for run in view["paragraphs"][0]["runs"] if "flag" in run]
    assert [(run["flag"], run.get("badge")) for run in said] == [
        (None, "supported"),
        ("not supported by the sources", None),
        ("no source cited", None),
    ]
    assert said[1]["parts"] == [
        {"text": "It fell by ", "lacks": False},
        {"text": "9%", "lacks": True},
        {"text": ".", "lacks": False},
    ]
    assert view["foot"] == "Confidence 91% · ollama:x · 1,200 tokens read, 34 written, 2.0 s"
    assert answer_view(told)["paragraphs"][0]["runs"][0].get("badge") is None


def test_a_problem_is_a_line_and_a_way_out() -> None:
    view = problem_view(FuenteError("no library at X", "Run fuente ingest."))
    assert view == {"problem": {"message": "no library at X", "hint": "Run fuente ingest."}}


def test_document_is_cut_where_its_look_changes() -> None:
    text = "---\nt\n---\n# Head\nAé𝄞. The quote 😀.\nShare"
    start = text.index("The")
    skips = (Skip(Span(0, 10), "front-matter"), Skip(Span(len(text) - 5, len(text)), "share"))
    document = Document(LEE, text, skips)
    view = document_view(document, Span(start, start + len("The quote 😀.")))
    assert (view["title"], view["byline"]) == ("Cyber advice", "Stacia Lee · 17 January 2017")
    assert view["segments"] == [
        {"text": "---\nt\n---\n", "skip": "front-matter"},
        {"text": "# ", "heading": True, "hash": True},
        {"text": "Head", "heading": True},
        {"text": "\nAé𝄞. "},
        {"text": "The quote 😀.", "mark": True},
        {"text": "\n"},
        {"text": "Share", "skip": "share"},
    ]


@given(st.data(), st.text(alphabet="# ab\n😀é<", max_size=60))
def test_segments_are_the_text_and_the_marked_ones_the_quote(
    data: st.DataObject, text: str
) -> None:
    def spans() -> st.SearchStrategy[Span]:
        place = st.integers(0, len(text) + 3)
        return st.tuples(place, place).map(lambda two: Span(min(two), max(two)))

    skips = data.draw(st.lists(spans().map(lambda span: Skip(span, "menu")), max_size=4))
    quote = data.draw(st.none() | spans())
    cut = segments(Document(LEE, text, tuple(skips)), quote)
    assert "".join(part["text"] for part in cut) == text
    assert "".join(p["text"] for p in cut if p.get("mark")) == (quote.of(text) if quote else "")
    skipped = {i for skip in skips for i in range(skip.span.start, min(skip.span.end, len(text)))}
    assert sum(len(p["text"]) for p in cut if p.get("skip")) == len(skipped)


def test_source_rows_are_in_order_of_title_and_tell_of_failures() -> None:
    rows = source_rows(
        [
            SourceState("x/zebra.md", "failed", "now", error="the file is empty"),
            SourceState("note.md", "ok", "now", ref=NOTE, chunks=7),
            SourceState("lee.md", "duplicate", "now", ref=LEE, chunks=0),
        ]
    )
    assert [row["title"] for row in rows] == ["Cyber advice", "Market note", "zebra.md"]
    assert [row["status"] for row in rows] == ["same content as another source", "ready", "failed"]
    assert (rows[1]["date"], rows[1]["chunks"]) == ("date not stated", 7)
    assert (rows[2]["doc_id"], rows[2]["error"]) == (None, "the file is empty")


def test_config_file_and_launcher_say_the_same() -> None:
    written = tomllib.loads(
        (Path(__file__).parents[1] / ".streamlit/config.toml").read_text(encoding="utf-8")
    )
    flat = {}
    for section, values in written.items():
        for name, value in values.items():
            nested = value.items() if isinstance(value, dict) else [("", value)]
            for inner, item in nested:
                said = str(item).lower() if isinstance(item, bool) else item
                flat[".".join(filter(None, (section, name, inner)))] = said
    assert flat == OPTIONS


def test_server_listens_where_it_is_told_and_sends_no_statistics() -> None:
    line = command(8777, "127.0.0.1")
    assert line[1:4] == ["-m", "streamlit", "run"] and Path(line[4]).is_file()
    wanted = {"--server.address=127.0.0.1", "--server.port=8777", "--server.headless=true"}
    assert wanted | {"--browser.gatherUsageStats=false"} <= set(line)


def test_a_port_in_use_is_one_clear_line() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(FuenteError) as caught:
            serve(port, headless=True)
    assert str(port) in caught.value.message and "--port" in caught.value.hint


def test_what_contradicts_is_shown_side_by_side_with_its_dates() -> None:
    cited = (cite(1, LEE, "It cost $5."), cite(2, NOTE, "It cost $9."))
    sides = [
        {
            "value": value,
            "text": "",
            "marker": marker,
            "source": c.source.source,
            "title": c.source.meta.title,
            "author": c.source.meta.author,
            "publisher": c.source.meta.publisher,
            "published": c.source.meta.published,
        }
        for value, marker, c in (("$5", 1, cited[0]), ("$9", 2, cited[1]))
    ]
    claim = Claim("It cost $5.", (1,), "supported", 1.0)
    whole = answer(claim, citations=cited, text="It cost $5. [1]")
    view = answer_view(replace(whole, conflicts=({"matter": "cost", "sides": sides},), note="N."))
    (conflict,) = view["conflicts"]
    assert [(s["value"], s["who"], s["when"]) for s in conflict["sides"]] == [
        ("$5", "Stacia Lee", "17 January 2017"),
        ("$9", "Neighbors", "date not stated"),
    ]
    assert [s["mark"]["open"] for s in conflict["sides"]] == [0, 1]
    assert [g["title"] for g in view["sources"]] == ["Cyber advice", "Market note"]
    assert view["note"] == "N."
