"""Sources that contradict each other: found where nothing explains it, shown side by side."""

from __future__ import annotations

import pytest
from samples import bundled, document

from rag.assistant import Assistant
from rag.config import Settings
from rag.conflicts import conflicts
from rag.exact import ExactIndex
from rag.library import Library
from rag.show import answer_lines
from rag.statement import Statement
from rag.types import Filters, Quote, Span


def statement(text: str, published: str | None = "2019") -> Statement:
    ref = document(f"{text[:9]}.md", text, published=published).ref
    return Statement(Quote(ref, Span(0, len(text)), text))


def between(a: str, b: str, *published: str) -> list[tuple[str, ...]]:
    left, right = (statement(t, p) for t, p in zip((a, b), published or ("2019",) * 2, strict=True))
    return [tuple(value for value, _ in c.sides) for c in conflicts([left], [right])]


@pytest.mark.parametrize(
    ("a", "b", "sides"),
    [
        (
            "The bridge of Arlen cost $40 million to build.",
            "Building the bridge of Arlen cost 52 million dollars.",
            ("$40 million", "52 million dollars"),
        ),
        (
            "The flood of 2014 killed 31 people in Sarna.",
            "In the 2014 flood, 45 people were killed in Sarna, according to the mayor.",
            ("31", "45"),
        ),
        (
            "Arlen spent 12 percent of its budget on schools in 2018.",
            "In 2018 Arlen spent 15 % of its budget on schools.",
            ("12 percent", "15 %"),
        ),
        (
            "The ministry signed the treaty in May.",
            "The ministry did not sign the treaty in May.",
            (
                "The ministry signed the treaty in May.",
                "The ministry did not sign the treaty in May.",
            ),
        ),
        (
            "Unemployment in Arlen rose in 2018.",
            "Unemployment in Arlen fell in 2018.",
            ("Unemployment in Arlen rose in 2018.", "Unemployment in Arlen fell in 2018."),
        ),
    ],
)  # fmt: skip
def test_what_contradicts(a, b, sides) -> None:
    assert between(a, b) == [sides]
    assert between(b, a) == [sides[::-1]]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The bridge cost $40 million to build.", "The bridge cost about $41 million to build."),
        ("The Arlen fire hurt over 500 people.", "The Arlen fire hurt 730 people."),
        ("The 2014 flood killed 31 people in Sarna.", "The 2016 flood killed 45 people in Sarna."),
        ("The 2014 flood killed 31 people in Sarna.", "The 2014 flood killed 45 people in Arlen."),
        ("Budget spending was to grow to $11 billion.", "Budget spending grew to $9 billion."),
        ("Arlen spent 12 % of its budget on schools.", "Arlen spent 9 % of its budget on roads."),
        (
            "Arlen spent 9 % of its budget on fish.",
            "Arlen spent 12 % of its budget on fish or tea.",
        ),
        ("The fund gave schools $3 million.", "The fund gave schools another $9 million."),
        ("Unemployment in Arlen did not rise in 2018.", "Unemployment in Arlen fell in 2018."),
        ("The bridge cost $40 million to build.", "The bridge took 40 months to build."),
        ("Ports need money.", "Ports do not need it."),
    ],
)
def test_what_something_explains(a, b) -> None:
    assert between(a, b) == []


def test_what_is_so_today_may_be_otherwise_another_year() -> None:
    a, b = "Trade in Arlen salt is worth $5 million.", "Trade in Arlen salt is worth $7 million."
    assert between(a, b, "2019-02", "2019") == [("$5 million", "$7 million")]
    assert between(a, b, "2019", "2021") == []


TEXTS = {
    "a.md": (
        "---\ntitle: The bridge\npublisher: Arlen Gazette\npublished: 2015-03\n---\n\n"
        "The bridge of Arlen opened in June. The bridge of Arlen cost $40 million to build.\n"
    ),
    "b.md": (
        "---\ntitle: Bridges\nauthor: Ada Holt\npublished: 2019\n---\n\n"
        "Holt has walked every bridge. Building the bridge of Arlen cost 52 million dollars.\n"
    ),
    "c.md": "---\ntitle: Wells\n---\n\nThe wells of Sarna cost $3 million to dig.\n",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("conflicts")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    settings, library = Settings(home=str(folder / "home")), Library()
    with Assistant(settings, library, bundled(), ExactIndex(library)) as made:
        made.ingest([str(folder / name) for name in TEXTS])
        yield made


def test_both_sides_are_shown_with_date_publisher_and_place(house) -> None:
    answer = house.ask("How much did the bridge of Arlen cost to build?")
    (conflict,) = answer.to_json()["conflicts"]
    assert {"bridge", "arlen", "cost"} < set(conflict["matter"].split())
    sides = {s["value"]: s for s in conflict["sides"]}
    assert sides["$40 million"]["publisher"] == "Arlen Gazette"
    assert sides["$40 million"]["published"] == "2015-03"
    assert sides["52 million dollars"]["author"] == "Ada Holt"
    cited = {c.marker: c for c in answer.citations}
    assert len(cited) == len(answer.citations)
    for side in conflict["sides"]:
        citation = cited[side["marker"]]
        text = TEXTS[citation.source.source.rsplit("/", 1)[-1]]
        assert text[citation.start : citation.end] == citation.quote == side["text"]
    shown = "\n".join(answer_lines(answer))
    assert f"  - Arlen Gazette, 2015-03: $40 million [{sides['$40 million']['marker']}]" in shown
    assert f"Ada Holt, 2019: 52 million dollars [{sides['52 million dollars']['marker']}]" in shown


def test_one_source_alone_does_not_contradict_itself(house) -> None:
    question = "How much did the bridge of Arlen cost to build?"
    assert house.ask(question, filters=Filters(authors=("Holt",))).conflicts == ()
    assert house.ask("How much did the wells of Sarna cost?").conflicts == ()
