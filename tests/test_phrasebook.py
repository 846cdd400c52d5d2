"""What Spanish questions say of the articles: read as the English ones are."""

import pytest

from rag.about_words import asks_for_authors, asks_of_one
from rag.bilingual import understand as in_english
from rag.catalog import Catalog
from rag.phrasebook import reworded
from rag.phrases import understand
from rag.types import Filters, Metadata, Source, Turn


def ref(title, author, publisher, published):
    meta = Metadata(title, author=author, publisher=publisher, published=published)
    return Source(title.encode().hex()[:16], f"texts/{title}.md", "0" * 64, meta)


KNOWN = Catalog(
    (
        ref("Ports of the north", "Ana Ruiz and Ben Okoye", "The Wilson Center", "2019-05"),
        ref("Water in the desert", "Cara Lee (AI agent)", "Brookings Institution", "2017-01-17"),
        ref("Undated notes", None, None, None),
    )
)
LEE = {"authors": ("Cara Lee",)}
RUIZ = {"authors": ("Ana Ruiz",)}
IN_2017 = {"after": "2017-01-01", "before": "2018-01-01"}


@pytest.mark.parametrize(
    ("question", "filters", "left"),
    [
        ("¿Qué dicen los artículos de 2017 sobre el agua?", IN_2017, "What do the articles say on"),
        ("En las fuentes desde 2017, ¿quién ganó?", {"after": "2017-01-01"}, "Who won?"),
        ("en los articulos de enero de 2017, quien gano?", {"after": "2017-01-01"}, None),
        ("¿Quién ganó, según los textos publicados antes de mayo de 2017?", None, "Who won?"),
        ("Según los artículos después de 2017, ¿quién ganó?", {"after": "2018-01-01"}, "Who won?"),
        ("¿Qué dicen las fuentes posteriores a 2017?", {"after": "2018-01-01"}, None),
        ("¿Qué dicen los artículos anteriores al T-MEC?", {"before": "2020-07-01"}, None),
        ("¿Qué dicen los artículos antes del TLCAN?", {"before": "1994-01-01"}, None),
        ("Según artículos hasta 2017, ¿quién ganó?", {"before": "2018-01-01"}, "Who won?"),
        (
            "¿Qué artículos publicados entre 2015 y 2023 hablan del agua?",
            {"after": "2015-01-01", "before": "2024-01-01"},
            "Which articles speak of the water?",
        ),
        (
            "¿Qué dicen los textos de 2015 a 2018?",
            {"after": "2015-01-01", "before": "2019-01-01"},
            None,
        ),
        ("Según Lee, ¿quién ganó?", LEE, "Who won?"),
        ("segun lee, quien gano?", LEE, None),
        ("¿Quién ganó, de acuerdo con el Dr. Okoye?", {"authors": ("Ben Okoye",)}, "Who won?"),
        ("Según Brookings, ¿quién ganó?", {"publishers": ("Brookings Institution",)}, "Who won?"),
        ("¿Qué recomienda Lee sobre el agua?", LEE, "What does Lee recommend on the water?"),
        ("¿Qué escribió Lee en 2017 del agua?", LEE | IN_2017, "What did Lee write of the water?"),
        ("¿Cómo describe Ruiz el puerto?", RUIZ, "How does Ruiz describe the port?"),
        ("¿Qué dicen Ruiz y Okoye del puerto?", {"authors": ("Ana Ruiz", "Ben Okoye")}, None),
        ("¿Qué dice el artículo de Ruiz sobre el agua?", RUIZ, None),
        ("¿Quién ganó, según el artículo de 2017?", IN_2017, "Who won?"),
        ("¿Qué dice el artículo más reciente sobre el agua?", {"newest": True}, None),
        ("¿Qué dice el último artículo sobre el agua?", {"newest": True}, None),
        ("¿Qué dice «Ports of the north» del agua?", {"sources": ("Ports of the north",)}, None),
    ],
)
def test_filters_in_spanish_words(question, filters, left):
    english = in_english(question, (), KNOWN).text
    said = understand(english, KNOWN)
    wanted = {"before": "2017-05-01"} if filters is None else filters
    if question.startswith("en los articulos de enero"):
        wanted = {"after": "2017-01-01", "before": "2017-02-01"}
    assert said.filters == Filters(**wanted), english
    assert left is None or said.text.startswith(left), said.text


@pytest.mark.parametrize(
    "question",
    [
        "¿Cuánto valía el comercio en 2015?",
        "¿Qué fuentes de energía desde 2015 son nuevas?",
        "¿Qué dice el artículo 27 de la Constitución de 1917?",
        "¿Quién lee en voz alta?",
        "¿Qué datos respaldaron la información del documento de 1999?",
        "¿Qué dijo el presidente en los últimos años?",
    ],
)
def test_what_is_content_stays_content(question):
    assert [p.text for p in reworded(question, KNOWN).pieces] == [question]
    assert understand(in_english(question, (), KNOWN).text, KNOWN).filters == Filters()


@pytest.mark.parametrize(
    ("question", "latest"),
    [
        ("¿Cuál es la cifra más reciente?", True),
        ("¿Cuál es el último dato del comercio?", True),
        ("¿Cuántos homicidios hay actualmente?", True),
        ("¿Cuánto vale el comercio hoy en día?", True),
        ("¿Cuál fue el último rey?", False),
    ],
)
def test_the_latest_is_asked_for_in_spanish(question, latest):
    assert understand(in_english(question, (), KNOWN).text, KNOWN).latest is latest


def test_an_event_makes_a_time_likely_in_spanish():
    said = understand(in_english("¿Cuánto valía el comercio antes del T-MEC?").text, KNOWN)
    assert (said.filters, said.likely) == (Filters(), Filters(before="2020-07-01"))


def test_a_follow_up_that_only_says_where_takes_the_question_before():
    before = in_english("¿Quién construyó el puerto?", (), KNOWN).text
    assert before == "Who built the port?"
    assert reworded("¿Y según Lee?", KNOWN).pieces[0].text == "And according to Cara Lee?"
    history = [
        Turn("user", "Según Ruiz, ¿quién construyó el puerto?"),
        Turn("assistant", "Nobody."),
        Turn("user", "¿Y según Lee?"),
    ]
    assert in_english(history[2].content, history[:2], KNOWN).text == (
        "According to Cara Lee, who built the port?"
    )
    later = in_english("¿Y en los artículos de 2019?", history, KNOWN)
    assert later.text == "In articles in 2019, who built the port?"


@pytest.mark.parametrize(
    ("question", "field", "which"),
    [
        ("¿Quién escribió el artículo sobre ciberseguridad?", "author", "article on cybersecurity"),
        ("¿Quién es la autora del texto de Brookings?", "author", "the text of Brookings"),
        ("¿De quién es la nota sobre los puertos?", "author", "the note on the ports"),
        ("¿Cuándo se publicó el artículo de Lee?", "published", "the article of Lee"),
        ("¿De cuándo es el artículo de Lee?", "published", "the article of Lee"),
        ("¿En qué fecha salió el artículo de Lee?", "published", "the article of Lee"),
        ("¿Cuál es la fecha del artículo de Lee?", "published", "the article of Lee"),
        ("¿Quién publicó el artículo de 2017?", "publisher", "the article published in 2017"),
        ("¿Cómo se titula el artículo de Lee?", "title", "the article of Lee"),
    ],
)
def test_questions_of_one_article(question, field, which):
    asked = asks_of_one(in_english(question, (), KNOWN).text)
    assert asked and asked[0] == field
    assert which in asked[1]


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("¿Qué artículos hay?", "Which articles are there?"),
        ("¿Cuáles son las fuentes?", "Which articles are there?"),
        ("Dame una lista de los artículos", "Which articles are there?"),
        ("¿Cuántos artículos tienes en la biblioteca?", "How many articles are there?"),
        ("¿Qué artículos hay de 2017?", "Which articles were published in 2017?"),
        ("¿Qué fuentes son anteriores a 2018?", "Which articles were published before 2018?"),
        ("¿Qué artículos escribió Lee?", "Which articles did Cara Lee write?"),
    ],
)
def test_questions_for_a_list(question, english):
    assert in_english(question, (), KNOWN).text == english


@pytest.mark.parametrize(
    "question", ["¿Quiénes son los autores?", "¿Quién escribió los artículos?", "Lista de autores"]
)
def test_questions_for_the_authors(question):
    assert asks_for_authors(in_english(question).text)


def test_without_a_translator_what_is_said_of_the_articles_is_read_all_the_same(
    monkeypatch, tmp_path
):
    monkeypatch.setenv("PATH", str(tmp_path))
    query = in_english("Según Lee, ¿cuánta agua hay en Arlen?", (), KNOWN)
    assert query.text == "According to Cara Lee, ¿cuánta agua hay en Arlen?"
    assert {"agua", "arlen"} <= set(query.hints)
    assert in_english("¿Qué artículos hay?", (), KNOWN).text == "Which articles are there?"
    assert in_english("¿Cuánta agua hay?", (), KNOWN).text == "¿Cuánta agua hay?"
