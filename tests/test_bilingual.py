"""Questions in Spanish over English articles: found, quoted, translated beside."""

import json

import pytest
from samples import document

from rag.assistant import build
from rag.bilingual import understand
from rag.catalog import Catalog
from rag.cli import main
from rag.config import Settings
from rag.types import Turn

ASKED = "¿Cuánto ha asignado el Congreso a la Iniciativa Mérida desde 2008?"
ANSWERED = "Since 2008 Congress has allocated over $2.5 billion"


@pytest.fixture(scope="module")
def corpus(corpus_home):
    with build(Settings(home=str(corpus_home))) as assistant:
        yield assistant


def test_a_spanish_question_is_answered_in_the_words_of_the_english_source(corpus):
    answer = corpus.ask(ASKED)
    assert answer.question == ASKED
    assert answer.standalone_question.startswith("How much has")
    assert answer.claims[0].text.startswith(ANSWERED)
    assert answer.claims[0].support == "supported"
    cited = answer.citations[0].to_json()
    assert cited["quote"].startswith(ANSWERED)
    assert "2.5 mil millones" in cited["translation"]
    assert cited["translated_by"] == "apertium"
    assert answer.note == ""


def test_an_english_question_has_no_translation(corpus):
    answer = corpus.ask("How much has Congress allocated since 2008?")
    assert answer.language == "en"
    assert "translation" not in answer.citations[0].to_json()


def test_search_finds_by_the_translation(corpus):
    hits = corpus.search(ASKED, 3)
    assert any(ANSWERED in hit.text for hit in hits)


def test_silence_and_greetings_are_in_the_language_of_the_question(corpus):
    silent = corpus.ask("¿Quién ganó el mundial de fútbol de 1986?")
    assert silent.abstained.reason.startswith("Las fuentes de la biblioteca no responden a esto")
    assert "Los pasajes siguientes" in silent.text
    assert silent.abstained.nearest[0].translation
    assert corpus.ask("Hola, ¿qué tal?").text.startswith("¡Hola!")
    assert corpus.ask("¿Qué puedes hacer?").text.startswith("Respondo")
    assert corpus.ask("¿y?").text.startswith("No encuentro ninguna pregunta")


def test_a_spanish_follow_up_takes_its_topic_from_the_question_before():
    history = [Turn("user", ASKED), Turn("assistant", "Over $2.5 billion.")]
    query = understand("¿y en 2015?", history)
    assert query.asked == "¿y en 2015?"
    assert query.language == "es"
    assert "2015" in query.text
    assert "Congress" in query.text


def test_an_english_follow_up_to_a_spanish_question_stands_in_english():
    query = understand("And in 2015?", [Turn("user", ASKED), Turn("assistant", "Much.")])
    assert query.language == "en"
    assert "Congress" in query.text


def test_a_follow_up_that_tells_no_language_speaks_the_one_before():
    assert understand("2015?", [Turn("user", ASKED), Turn("assistant", "")]).language == "es"
    assert understand("2015?").language == "en"


def test_unknown_words_are_searched_in_english_spelling_too():
    query = understand("¿Cuántas intercepciones logró Zorbel?")
    assert {"interceptions", "zorbel"} <= set(query.hints)
    assert "cuantas" not in query.hints


def held(*languages):
    """The catalog of a library with an article in each language."""
    return Catalog(document(f"{n}.md", "Text.", language=n).ref for n in languages)


def test_words_as_typed_are_searched_where_articles_are_spanish():
    assert "faro" not in understand("¿Cuánto costó el faro?").hints
    assert understand("¿Cuánto costó el faro?", (), held("en", "es")).hints == ("costo", "faro")
    assert understand("Zorbel 2015?", (), held("es")).language == "es"


def test_without_apertium_one_line_says_what_is_lacking(corpus_home, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("FUENTE_HOME", str(corpus_home))
    assert main(["ask", ASKED]) == 0
    out, err = capsys.readouterr()
    assert err.count("\n") == 1
    assert "apt-get install apertium apertium-eng-spa" in err
    assert ANSWERED in out, "names and numbers still find it"
    assert "traducción" not in out
    assert main(["ask", "--json", ASKED]) == 0
    assert "Sin Apertium" in json.loads(capsys.readouterr().out)["note"]
    assert main(["ask", "How much has Congress allocated since 2008?"]) == 0
    assert capsys.readouterr().err == ""


LIGHTHOUSE = (
    "El faro de Punta Gorda\n\nPor Ana Ruiz\n12 de marzo de 2019\n\n"
    "El faro de Punta Gorda fue construido en 1884 por el ingeniero Tomás Salas. Costó 2.500"
    " millones de pesos, según el archivo del puerto. El ministerio de Marina pagó el 60,5 % de"
    " las obras y los pescadores el resto.\n\nHoy el faro tiene un museo que recibe 12 mil"
    " visitantes al año. El museo abrió sus puertas porque los vecinos juntaron firmas tres años.\n"
)
FERRY = (
    "# The ferry\n\nThe ferry of Arlen carried 310 passengers a day in 2018. It stops at noon.\n"
)


def mixed(folder):
    (folder / "articles").mkdir(exist_ok=True)
    (folder / "articles" / "faro.txt").write_text(LIGHTHOUSE, encoding="utf-8")
    (folder / "articles" / "ferry.md").write_text(FERRY, encoding="utf-8")
    return build(Settings(home=str(folder / "home"), threshold=0.3))


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mixed")
    with mixed(folder) as assistant:
        assert assistant.ingest([str(folder / "articles")]).added == 2
        yield assistant


@pytest.mark.parametrize(
    ("question", "quote", "translated"),
    [
        ("Who built the lighthouse of Punta Gorda?", "por el ingeniero Tomás Salas.", "engineer"),
        ("How much did the lighthouse cost?", "Costó 2.500 millones de pesos", "2,500 million"),
        ("¿Quién construyó el faro?", "por el ingeniero Tomás Salas.", None),
        ("¿Por qué abrió el museo?", "porque los vecinos juntaron firmas", None),
        ("¿Cuántos pasajeros llevaba el ferry de Arlen?", "carried 310 passengers", "pasajeros"),
        ("How many passengers did the ferry carry?", "carried 310 passengers", None),
    ],
)
def test_either_language_finds_what_either_says(library, question, quote, translated):
    answer = library.ask(question)
    cited = next(c for c in answer.citations if quote in c.quote)
    document = library.document(cited.source.doc_id)
    assert document.text[cited.start : cited.end] == cited.quote
    assert all(claim.support == "supported" for claim in answer.claims)
    assert (cited.translation is None) == (translated is None)
    assert translated is None or translated in cited.translation


def test_the_language_of_an_article_is_known(library):
    assert {s.ref.meta.title: s.ref.meta.language for s in library.sources()} == (
        {"El faro de Punta Gorda": "es", "The ferry": "en"}
    )


def test_given_passages_may_be_spanish(library):
    with library.about(["El puente mide 300 metros.", "El túnel abrió en 1999."]) as reader:
        answer = reader.ask("¿Cuándo abrió el túnel?")
    assert answer.citations[0].quote == "El túnel abrió en 1999."
    assert answer.citations[0].source.source == "1"
    assert answer.citations[0].translation is None


def test_articles_read_without_apertium_are_read_again_once_it_is_there(tmp_path, monkeypatch):
    with mixed(tmp_path) as assistant:
        paths = [str(tmp_path / "articles")]
        with monkeypatch.context() as bare:
            bare.setenv("PATH", str(tmp_path))
            assert assistant.ingest(paths).added == 2
            assert assistant.ingest(paths).unchanged == 2
            assert assistant.ask("¿Quién construyó el faro?").citations[0].quote.endswith("Salas.")
            note = assistant.ask("Who built the lighthouse?").note
            assert note.startswith("Without Apertium a question in English finds few Spanish")
        report = assistant.ingest(paths)
        assert (report.changed, report.unchanged) == (1, 1)
        assert assistant.ask("Who built the lighthouse?").citations[0].quote.endswith("Salas.")
        assert assistant.ingest(paths).unchanged == 2
        monkeypatch.setenv("PATH", str(tmp_path))
        assert assistant.ingest(paths).unchanged == 2, "what is translated stays so"
