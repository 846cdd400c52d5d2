"""What is set side by side: times told by different articles, and the judgement of sources."""

from dataclasses import replace

import pytest

from rag.assistant import build
from rag.beside import Beside
from rag.config import Settings
from rag.scope import Scope
from rag.select import ranked

ARTICLES = {
    "old": (
        "Jan Osk",
        "2012-05-01",
        "The Ardal Customs Bureau has a small staff. It employs fourteen inspectors at Port Velm.",
    ),
    "new": (
        "Mia Roe",
        "2018-05-01",
        "The Ardal Customs Bureau has moved twice. It now employs 41 inspectors at Port Velm, and"
        " its director wants a ship of her own.",
    ),
    "other": (
        "Tom Lund",
        "2015-02-01",
        "Apples from Sarn ripen late. Farmers at Sarn sell them to Ardal for cider.",
    ),
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("beside")
    for name, (author, published, text) in ARTICLES.items():
        head = f"---\ntitle: {name} matters\nauthor: {author}\npublished: {published}\n---\n\n"
        (folder / f"{name}.md").write_text(head + text)
    settings = replace(Settings(), home=str(tmp_path_factory.mktemp("beside-home")))
    engine = build(settings)
    engine.ingest([str(folder)])
    yield engine
    engine.close()


def test_each_time_is_looked_for_in_another_article(engine):
    answer = engine.ask("How many inspectors worked at Port Velm in 2012 and in 2018?")
    told = dict.fromkeys(c.source.meta.author for c in answer.citations)
    assert list(told) == ["Jan Osk", "Mia Roe"]
    assert "fourteen" in answer.text
    assert "41" in answer.text


def test_a_described_source_is_heard_beside_a_named_one(engine):
    answer = engine.ask("What do Osk and the 2018 article say about inspectors at Port Velm?")
    assert {c.source.meta.author for c in answer.citations} == {"Jan Osk", "Mia Roe"}


def test_each_source_is_asked_what_is_asked_of_it(engine):
    answer = engine.ask(
        "How many inspectors are there in Osk's article, and what is late for Lund?"
    )
    assert {c.source.meta.author for c in answer.citations} == {"Jan Osk", "Tom Lund"}
    assert "fourteen inspectors" in answer.text
    assert "Apples from Sarn ripen late." in answer.text


def test_the_first_lines_of_an_article_are_known(engine):
    openings = engine.finder.catalog.openings
    assert sorted(text[:17] for text in openings.values()) == [
        "Apples from Sarn ",
        "The Ardal Customs",
        "The Ardal Customs",
    ]


def test_two_things_are_looked_for_one_by_one(engine):
    answer = engine.ask("How does what farmers at Sarn sell differ from what the director wants?")
    assert {c.source.meta.author for c in answer.citations} == {"Tom Lund", "Mia Roe"}
    assert "cider" in answer.text
    assert "a ship of her own" in answer.text


DOCTRINE = (
    "The Velm doctrine had two aims. Defense of the harbor meant keeping foreign fleets away from"
    " its walls. For sixty years nobody touched the doctrine.\n\nThen Admiral Roe took office and"
    " rewrote it. Defense of the harbor now meant escorting merchants and sharing charts with"
    " neighbors. Roe retired to the hills."
)
BYWAYS = (
    "The harbor of Ardal changed after the war. It now has a new mole, and its defense costs less"
    " than before. Captains meant well and old walls fell."
)


@pytest.fixture
def doctrine(tmp_path):
    (tmp_path / "doctrine.md").write_text(DOCTRINE)
    (tmp_path / "byways.md").write_text(BYWAYS)
    with build(replace(Settings(), home=str(tmp_path / "home"))) as engine:
        engine.ingest([str(tmp_path / "doctrine.md"), str(tmp_path / "byways.md")])
        yield engine


def test_what_was_and_what_became_of_it_may_stand_in_one_article(doctrine):
    answer = doctrine.ask("What did defense of the harbor mean before Roe, and what afterwards?")
    assert {c.quote.split(" meant ")[0] for c in answer.citations} == {
        "Defense of the harbor",
        "Defense of the harbor now",
    }


@pytest.mark.parametrize(
    ("asked", "second"),
    [
        ("What was the harbor's before Roe, and what afterwards?", "Defense of the harbor"),
        ("What was the harbor's to Roe, and what to Osk?", ""),
    ],
)
def test_two_times_do_not_rest_on_one_sentence(doctrine, asked, second):
    finder = doctrine.finder
    beside = Beside(
        finder.look,
        lambda _, hits: list(hits),
        lambda text, k, scope: finder.matcher.search(text, k, scope.within),
        finder.catalog,
        Settings(),
    )
    only = _only("Defense of the harbor now", finder.look("defense of the harbor", 5, Scope()))
    after = beside.told_apart(finder.understand(asked), [only, only], Scope())
    best, *others = [p.evidence for p in ranked(after[1]) if p.evidence.score > FAR]
    assert after[0] == only
    assert best.text.split(" meant ")[0] == "Defense of the harbor now"
    assert [e.text.split(" meant ")[0] for e in others] == [second] * bool(second)


FAR = -9.0


def _only(start, hits):
    """The hits, as if one sentence answered and the others were far behind."""

    def scored(evidence):
        return replace(evidence, score=1.0 if evidence.text.startswith(start) else FAR)

    return [replace(h, sentences=tuple(map(scored, h.sentences))) for h in hits]
