"""The reader: offsets, determinism, independence of what is read beside, and sense."""

import pytest

from evals.training.examples import Example, is_training
from evals.training.made import Maker, shortened
from evals.training.measure import auroc
from rag.errors import ModelError
from rag.models import _bundled_folder
from rag.reader import UNREAD, Passage, Reader, encode, load_tokenizer
from rag.types import Span


def passage(*sentences: str, above: str = "") -> Passage:
    spans, at = [], 0
    for sentence in sentences:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    return Passage(" ".join(sentences), tuple(spans), above)


DAM = passage(
    "The Orla dam stands above the town of Brem and was planned for twenty years.",
    "Its construction cost 412 million euros, twice what had been promised.",
    "Engineer Mira Halden led the work until the dam opened in 1987.",
    "Visitors may walk along its top in summer.",
    above="The Orla dam",
)
BAKERY = passage(
    "The bakery on Mill Street sells rye bread.", "It opens at six and closes at noon."
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(_bundled_folder())


def best(values: tuple[float, ...]) -> int:
    return values.index(max(values))


@pytest.mark.parametrize(
    ("question", "sentence", "words"),
    [
        ("Who led the work on the Orla dam?", 2, "Mira Halden"),
        ("How much did the construction of the dam cost?", 1, "412 million euros"),
        ("When did the Orla dam open?", 2, "1987"),
    ],
)
def test_the_sentence_that_answers_comes_first(reader, question, sentence, words):
    reading = reader.read(question, [DAM])[0]
    assert best(reading.sentences) == sentence
    assert words in reading.words.of(DAM.text)


def test_another_subject_does_not_answer(reader):
    dam, bakery = reader.read("How much did the construction of the dam cost?", [DAM, BAKERY])
    assert dam.answerable > 0 > bakery.answerable
    assert max(dam.sentences) > max(bakery.sentences)


def test_a_reading_depends_on_its_passage_alone(reader):
    question = "Who led the work on the Orla dam?"
    apart = [reader.read(question, [p])[0] for p in (DAM, BAKERY)]
    assert reader.read(question, [BAKERY, DAM]) == apart[::-1]


def test_a_sentence_never_beats_its_passage(reader):
    for reading in reader.read("When does it open?", [DAM, BAKERY]):
        assert max(reading.sentences) <= reading.answerable + 1e-4


def test_what_does_not_fit_the_window_is_unread(reader):
    long = passage(*[f"Sentence number {i} tells of the river and its boats." for i in range(60)])
    reading = reader.read("Which river?", [long])[0]
    assert len(reading.sentences) == 60
    assert reading.sentences[-1] == UNREAD < reading.sentences[0]


def test_nothing_to_read_is_no_answer(reader):
    reading = reader.read("Who?", [Passage("", ())])[0]
    assert reading.sentences == ()
    assert reading.words is None
    assert reader.read("Who?", []) == []


def test_wordpieces_know_their_sentence_and_place():
    piece = encode(load_tokenizer(_bundled_folder()), "Who?", passage("Ann ran.", "Bob sat."))
    # [CLS] who ? [SEP] ann ran . bob sat . [SEP]
    assert piece.sides == [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1]
    assert piece.owner == [-1, -1, -1, -1, 0, 0, 0, 1, 1, 1, -1]
    assert piece.places[4:10] == [(0, 3), (4, 7), (7, 8), (9, 12), (13, 16), (16, 17)]


def test_missing_weights_say_what_to_do(tmp_path):
    with pytest.raises(ModelError) as caught:
        Reader(_bundled_folder(), tmp_path / "none.safetensors").read("Who?", [DAM])
    assert caught.value.hint


def test_one_title_is_on_one_side_however_it_is_written():
    titles = ["Steam_engine", "steam engine", " Steam  Engine"]
    assert len({is_training(t) for t in titles}) == 1
    assert {is_training(f"Article {i}") for i in range(20)} == {True, False}


def example(question: str, words: str, gold: int) -> Example:
    at = DAM.text.index(words)
    return Example(question, DAM, (gold,), Span(at, at + len(words)), "Dams", answerable=True)


def test_made_questions_are_no_longer_answered():
    asked = example("When did the Orla dam open?", "1987", 2)
    other = Example("What does it sell?", BAKERY, (0,), None, "Dams", answerable=True)
    maker = Maker([asked, other], seed=1)
    neighbour, dropped = maker.neighbour(asked), maker.dropped(asked)
    assert neighbour.passage == BAKERY
    assert "1987" not in dropped.passage.text
    assert not (neighbour.answerable or dropped.answerable)
    changed = maker.changed(example("Who led the work before 1987?", "Mira Halden", 2))
    assert "1987" not in changed.question
    assert not changed.answerable


def test_a_shortened_passage_keeps_its_answer():
    short = shortened(example("Who led the work?", "Mira Halden", 2), 5)
    assert short.words.of(short.passage.text) == "Mira Halden"
    assert short.gold == (0,)
    assert len(short.passage.sentences) == 1


def test_auroc_by_hand():
    assert auroc([3.0, 1.0], [2.0, 0.0]) == 0.75
    assert auroc([1.0], [1.0]) == 0.5
