"""Questions about the articles themselves, answered from the place where each states it."""

from __future__ import annotations

import pytest
from samples import bundled

from rag.assistant import Assistant
from rag.config import Settings
from rag.exact import ExactIndex
from rag.library import Library

TEXTS = {
    "ports.md": (
        "---\ntitle: Ports of the north\nauthor: Ada Holt\npublisher: Alder Press\n"
        "published: 2019-03\n---\n\nThe port of Arlen handled 4,000 ships last year.\n"
    ),
    "wells.md": (
        "---\ntitle: Wells in the desert\npublished: 2021\n---\n\n"
        "The wells of Sarna run dry every August, and nobody knows why.\n"
    ),
    "raw.txt": (
        "The charter of the free town\n\nBy Runa Vik\n\nMarch 4, 2016\n\n"
        "Elders wrote the charter of the town by candle light in a single night, says a legend"
        " that every child of the valley learns by heart before it can read or write. Nobody has"
        " ever found the first copy of the charter, though many have dug for it.\n"
    ),
    "plain.txt": "Bees live on the roof of the library. They make nine kilos of honey a year."
    " The Northern Ferry Authority (NFA) was led by Hanna B. Krell (known as HBK).\n",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("about")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    settings, library = Settings(home=str(folder / "home")), Library()
    with Assistant(settings, library, bundled(), ExactIndex(library)) as made:
        made.ingest([str(folder / name) for name in TEXTS])
        yield made


def quotes(answer) -> list[str]:
    """What it cites, each checked to be its document's text at its offsets."""
    for c in answer.citations:
        assert TEXTS[c.source.source.rsplit("/", 1)[-1]][c.start : c.end] == c.quote
    assert {claim.support for claim in answer.claims} <= {"supported"}
    return [c.quote for c in answer.citations]


@pytest.mark.parametrize(
    ("question", "said", "cited"),
    [
        ("Who wrote the article on ports?", "Ada Holt", "author: Ada Holt"),
        ("who is the author of the paper about the charter", "Runa Vik", "Runa Vik"),
        ("When was Holt's article published?", "2019-03", "published: 2019-03"),
        ("When was the article on the charter written?", "March 4, 2016", "March 4, 2016"),
        ("When did the piece about wells come out?", "2021", "published: 2021"),
        ("Who published the ports article?", "Alder Press", "publisher: Alder Press"),
        ("What is the title of the Vik article?", "The charter of the free town", None),
    ],
)
def test_one_article(house, question, said, cited) -> None:
    answer = house.ask(question)
    assert answer.claims[0].text == said
    assert quotes(answer)[0] == (cited or said)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What does NFA stand for?", "Northern Ferry Authority"),
        ("NFA full name", "Northern Ferry Authority"),
        ("What is HBK short for?", "Hanna B. Krell"),
    ],
)
def test_what_letters_stand_for(house, question, words) -> None:
    answer = house.ask(question)
    assert [claim.text for claim in answer.brief] == [words]
    assert words in quotes(answer)[0]


def test_letters_nobody_spells_out(house) -> None:
    answer = house.ask("What does XYZ stand for?")
    assert answer.abstained and answer.abstained.reason.endswith("no article spells out XYZ.")


def test_what_is_not_stated_is_said_not_to_be(house) -> None:
    answer = house.ask("Who wrote the article on wells in the desert?")
    assert answer.text == "“Wells in the desert” does not state its author."
    assert answer.abstained and answer.claims == ()


def test_every_article_is_listed_newest_first(house) -> None:
    answer = house.ask("Which articles do you have?")
    assert answer.text.splitlines() == [
        "- Wells in the desert (published 2021) [1][2]",
        "- Ports of the north (Ada Holt, Alder Press, published 2019-03) [3][4][5][6]",
        "- The charter of the free town (Runa Vik, March 4, 2016) [7][8][9]",
        "",
        "- plain: Bees live on the roof of the library. [10]",
    ]
    assert "title: Ports of the north" in quotes(answer) and answer.note == "4 articles."


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What sources are from 2019?", ["Ports of the north (Ada Holt, Alder Press, published"]),
        ("Which articles were published before 2017?", ["The charter of the free town (Runa"]),
        ("Which articles did Vik write?", ["The charter of the free town (Runa"]),
        ("Who are the authors?", ["Ada Holt (Ports of the north)", "Runa Vik (The charter"]),
    ],
)
def test_some_articles_are_listed(house, question, first) -> None:
    answer = house.ask(question)
    assert len(answer.claims) == len(first) and quotes(answer)
    assert all(c.text.startswith(f) for c, f in zip(answer.claims, first, strict=True))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("¿Quién escribió el artículo sobre los puertos?", "“Ports of the north” es de Ada Holt"),
        ("¿Cuándo se publicó el artículo de Holt?", "“Ports of the north” se publicó: 2019-03"),
        ("¿De cuándo es el texto sobre el desierto?", "“Wells in the desert” se publicó: 2021"),
        ("¿Quién publicó el artículo de Holt?", "“Ports of the north” lo publicó Alder Press"),
        ("¿Cómo se titula el artículo de Vik?", "Se titula The charter of the free town"),
        ("¿Qué artículos hay de 2021?", "- Wells in the desert (publicado 2021)"),
        ("¿Qué artículos son anteriores a 2017?", "- The charter of the free town (Runa Vik, Mar"),
        (
            "¿Qué artículos escribió Holt?",
            "- Ports of the north (Ada Holt, Alder Press, publicado 2019-0",
        ),
        ("¿Quiénes son los autores?", "- Ada Holt (Ports of the north)"),
    ],
)
def test_asked_in_spanish_they_are_answered_in_spanish(house, question, text) -> None:
    answer = house.ask(question)
    assert answer.text.startswith(text)
    assert quotes(answer)


def test_what_is_not_stated_is_said_in_spanish(house) -> None:
    answer = house.ask("¿Quién escribió el artículo sobre el desierto?")
    assert answer.text == "“Wells in the desert” no dice quién es su autor."
    assert house.ask("¿Qué artículos hay?").note == "4 artículos."


@pytest.mark.parametrize(
    "question",
    [
        "¿Quién escribió la carta del pueblo?",
        "¿Cuándo se publicó el tratado?",
        "¿Qué fuentes dicen que las abejas hacen miel?",
        "Who wrote the charter of the town?",
        "What did Vik write about bees?",
        "When was the treaty published?",
        "Which sources say that bees make honey?",
        "What articles of faith does the charter have?",
    ],
)
def test_what_the_articles_tell_of_is_left_to_them(house, question) -> None:
    answer = house.ask(question)
    assert all("title:" not in quote and "author:" not in quote for quote in quotes(answer))
    assert answer.confidence not in (0.95, 0.05)
