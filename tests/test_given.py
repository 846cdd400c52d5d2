"""Questions about texts that come with them: the lines of ``ask --batch`` that carry passages."""

import json

import pytest

from rag.assistant import Assistant
from rag.config import Settings
from rag.errors import LoadError, UsageError
from rag.given import library_of
from rag.library import Library
from rag.readers import Readers

SEA = "The sea is blue. Ships sail on it."
BEES = "\ufeff---\ntitle: none\n---\n😀 Nine hives of bees stand on the roof of the town hall. It\n"
ASKED = "How many hives of bees stand on the roof of the town hall?"
HIVES = "Nine hives of bees stand on the roof of the town hall."


class Counting:
    """The bundled model, counting the texts it is given."""

    def __init__(self, model):
        self.model, self.texts = model, []

    def __getattr__(self, name):
        return getattr(self.model, name)

    def encode(self, texts):
        self.texts += texts
        return self.model.encode(texts)

    def encode_pieces(self, texts):
        self.texts += texts
        return self.model.encode_pieces(texts)


@pytest.fixture
def counting(embedder):
    return Counting(embedder)


@pytest.fixture
def readers(counting):
    settings = Settings(threshold=0)  # how sure is sure enough is tested elsewhere
    with Readers(Assistant(settings, Library(), counting)) as readers:
        yield readers


def test_a_citation_names_the_position_and_its_offsets_count_in_the_text_as_given(readers):
    texts = [SEA, "", BEES, "?!", SEA]
    answer = readers.answer(ASKED, texts, [])
    assert answer["abstained"] is None and answer["claims"]
    cited = answer["citations"][0]
    assert (cited["source"], cited["title"]) == (2, "Passage 2")
    assert texts[2][cited["start"] : cited["end"]] == cited["quote"]
    assert HIVES in cited["quote"]


def test_the_confidence_is_given_whether_it_answers_or_not(counting):
    told = {}
    for threshold in (0.0, 1.0):
        with Readers(Assistant(Settings(threshold=threshold), Library(), counting)) as readers:
            told[threshold] = readers.answer(ASKED, [SEA, BEES], [])
    spoken, silent = told[0.0], told[1.0]
    assert spoken["claims"] and spoken["abstained"] is None
    assert silent["claims"] == silent["citations"] == []
    assert {near["source"] for near in silent["abstained"]["nearest"]} == {0, 1}
    assert 0 < spoken["confidence"] == silent["confidence"] < 1


def test_a_set_of_texts_is_embedded_once_and_the_last_sets_are_kept(readers, counting, monkeypatch):
    def made():
        return counting.texts.count("Ships sail on it.")

    for _ in range(2):
        for texts in ([SEA, BEES], [BEES, SEA]):
            readers.answer(ASKED, texts, [])
    assert made() == 2
    monkeypatch.setattr("rag.readers.KEPT_CHARACTERS", 1)
    for question in (ASKED, "Where are the hives?"):
        readers.answer(question, [SEA], [])  # too long to be kept with others, and yet kept
    assert made() == 3
    readers.answer(ASKED, [SEA, BEES], [])
    assert made() == 4


def test_a_thousand_texts_and_a_long_one(readers):
    texts = [f"Hall {n} is shut." for n in range(1000)]
    cited = readers.answer("Is hall 777 shut?", texts, [])["citations"][0]
    assert (cited["source"], cited["quote"]) == (777, texts[777])
    long = "word " * 20_000 + "x" * 20_000 + ". " + HIVES
    cited = readers.answer(ASKED, [long], [])["citations"][0]
    assert long[cited["start"] : cited["end"]] == cited["quote"] == HIVES


def test_the_same_text_twice_is_cited_where_it_stands_first(embedder):
    with library_of([SEA, HIVES, SEA], embedder, Settings()) as library:
        assert [s.source for s in library.sources()] == ["0", "1"]


@pytest.mark.parametrize("passages", [[], [""], [" \n", "?!"]])
def test_without_a_word_to_read_there_is_no_answer(readers, passages):
    answer = readers.answer(ASKED, passages, [])
    assert (answer["confidence"], answer["claims"], answer["citations"]) == (0.0, [], [])
    assert answer["abstained"] == {"reason": "There is no passage to answer from.", "nearest": []}


@pytest.mark.parametrize(
    ("passages", "error", "says"),
    [
        (None, UsageError, "passages is not a list of texts"),
        ("text", UsageError, "passages is not a list of texts"),
        ([SEA, {"text": SEA}], UsageError, "passages is not a list of texts: number 1 is none"),
        ([SEA, "a\0b"], LoadError, "passage 1 contains NUL characters"),
        (["half \ud83d"], LoadError, "passage 0 holds half of a surrogate pair"),
    ],
)
def test_what_is_no_text_is_named(readers, passages, error, says):
    with pytest.raises(error) as caught:
        readers.answer(ASKED, passages, [])
    assert caught.value.message == says


def test_a_conversation_about_given_texts_goes_on(fuente_lines):
    history = [{"role": "user", "content": "Who keeps the bees of Dos Rios?"}]
    line = {"id": 7, "question": "And how many hives?", "history": history, "passages": [SEA, BEES]}
    told, status = fuente_lines([line, {**line, "passages": [1]}, {**line, "passages": None}])
    assert told[0]["id"] == 7 and "Dos Rios" in told[0]["standalone_question"]
    assert [(t["id"], t["line"]) for t in told[1:]] == [(7, 2), (7, 3)]
    assert status == 1


@pytest.fixture
def fuente_lines(tmp_path, monkeypatch, capsys):
    """Run ``fuente ask --batch`` on lines, with no library at all: what it wrote, its status."""
    from rag.cli import main

    monkeypatch.setenv("FUENTE_HOME", str(tmp_path / "home"))

    def run(lines):
        file = tmp_path / "lines.jsonl"
        file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        status = main(["ask", "--batch", str(file)])
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()], status

    return run
