"""Questions in Spanish over English articles: found, quoted, translated beside."""

import json

import pytest

from rag.assistant import build
from rag.bilingual import understand
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
    assert {"intercepciones", "interceptions", "zorbel"} <= set(query.hints)


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
