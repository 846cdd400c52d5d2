"""The reader: offsets, determinism, independence of what is read beside, and sense."""

import math
from random import Random

import pytest

from evals.training.examples import Example
from evals.training.made import Maker
from evals.training.measure import auroc
from evals.training.windows import pieces
from rag.errors import ModelError
from rag.models import bundled_folder
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
    return Reader(bundled_folder())


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
    reading = reader.read(question, [DAM])
    assert best(reading.sentences[0]) == sentence
    number, span = reading.words
    assert number == 0
    assert words in span.of(DAM.text)


def test_another_subject_does_not_answer(reader):
    question = "How much did the construction of the dam cost?"
    both = reader.read(question, [BAKERY, DAM])
    assert max(both.sentences[1]) > max(both.sentences[0])
    assert both.answerable > reader.read(question, [BAKERY]).answerable


def test_the_shares_of_all_sentences_add_up(reader):
    reading = reader.read("When does it open?", [DAM, BAKERY])
    assert [len(shares) for shares in reading.sentences] == [4, 2]
    assert math.isclose(
        sum(math.exp(s) for part in reading.sentences for s in part), 1, abs_tol=1e-4
    )


def test_what_does_not_fit_the_window_is_unread(reader):
    long = passage(*[f"Sentence number {i} tells of the river and its boats." for i in range(60)])
    shares = reader.read("Which river?", [long]).sentences[0]
    assert len(shares) == 60
    assert shares[-1] == UNREAD < shares[0]


def test_nothing_to_read_is_no_answer(reader):
    reading = reader.read("Who?", [Passage("", ())])
    assert reading.sentences == ((),)
    assert reading.words is None


def test_wordpieces_know_their_sentence_and_place():
    piece = encode(load_tokenizer(bundled_folder()), "Who?", [passage("Ann ran.", "Bob sat.")])
    # [CLS] who ? [SEP] ann ran . bob sat . [SEP]
    assert piece.sides == [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1]
    assert piece.owner == [-1, -1, -1, -1, 0, 0, 0, 1, 1, 1, -1]
    assert piece.places[4:10] == [
        *((0, 0, 3), (0, 4, 7), (0, 7, 8), (0, 9, 12), (0, 13, 16), (0, 16, 17))
    ]


def test_missing_weights_say_what_to_do(tmp_path):
    with pytest.raises(ModelError) as caught:
        Reader(bundled_folder(), tmp_path / "none.safetensors").read("Who?", [DAM])
    assert caught.value.hint


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


@pytest.mark.parametrize("seed", range(6))
def test_pieces_of_a_passage_keep_what_answers(seed):
    asked = example("Who led the work?", "Mira Halden", 2)
    window = pieces(asked, 12, headed=False, chance=Random(seed))
    said = [s.of(p.text) for p in window.passages for s in p.sentences]
    assert [said[g] for g in window.gold] == [DAM.sentences[2].of(DAM.text)]
    number, span = window.words
    assert span.of(window.passages[number].text) == "Mira Halden"


def test_auroc_by_hand():
    assert auroc([3.0, 1.0], [2.0, 0.0]) == 0.75
    assert auroc([1.0], [1.0]) == 0.5
