"""The second look: what is read, what it is worth, and what stays as it was."""

import pytest

from rag.evidence import FEATURES, READ_FEATURES
from rag.reader import Passage, load_reader
from rag.reread import UNREAD, reread
from rag.types import Evidence, Hit, Metadata, Source, Span

SAID = (
    "The port was planned in 1990.",
    "It was opened by Ana Ruiz four years later.",
    "Its cranes lift forty tonnes.",
    "A lighthouse stands beside it.",
    "Sailors call it the candle.",
    "Gulls nest on its roof.",
)


def hit(said=SAID, scores=(0.0, 0.5, -1.0, -2.0, -3.0, -4.0)):
    text, spans, at = " ".join(said), [], 10
    for sentence in said:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    ref = Source("a" * 16, "/a.md", "b" * 64, Metadata("The port"))
    plain = (0.0,) * len(FEATURES)
    found = zip(spans, said, scores, strict=True)
    return Hit(
        ref, Span(10, 10 + len(text)), text, 1.0, "", tuple(Evidence(*e, plain) for e in found)
    )


def test_the_reader_finds_who_where_the_first_look_saw_no_difference():
    even = hit(scores=(0.0,) * 6)
    (found,) = reread("Who opened the port?", [even], load_reader())
    best = max(found.sentences, key=lambda e: e.score)
    assert best.text == SAID[1]
    assert [e.span for e in found.sentences] == [e.span for e in even.sentences]


def test_the_best_are_read_with_the_sentences_before_them():
    (found,) = reread("Who opened the port?", [hit()], load_reader())
    of = [dict(zip(READ_FEATURES, e.features, strict=True)) for e in found.sentences]
    assert of[1]["read_share"] > UNREAD
    assert [f["read_share"] for f in of[4:]] == [UNREAD] * 2
    assert len({f["read_answerable"] for f in of}) == 1


def read(question, said):
    passages = [Passage(text, (Span(0, len(text)),)) for text in said]
    return load_reader().read(question, passages).answerable


def test_the_best_sentence_is_read_alone_where_it_is_doubtful_that_they_answer():
    said = ("The ferry from Ulm was late.", "Its captain paid nine crowns.")
    (found,) = reread("What did the mayor of Ulm pay?", [hit(said, (1.0, 0.9))], load_reader())
    of = [dict(zip(READ_FEATURES, e.features, strict=True)) for e in found.sentences]
    best = max(found.sentences, key=lambda e: e.score).text
    both, alone = of[0]["read_answerable"], read("What did the mayor of Ulm pay?", [best])
    assert both < 0
    assert [f["read_alone"] for f in of] == [pytest.approx(min(0.0, alone - both), abs=1e-4)] * 2


def test_where_the_reader_is_sure_nothing_is_read_alone():
    (found,) = reread("Who opened the port?", [hit()], load_reader())
    of = dict(zip(READ_FEATURES, found.sentences[1].features, strict=True))
    assert of["read_answerable"] > 0 == of["read_alone"]


BESIDE = (
    "The town has a mild climate.",
    "Its market is held on Fridays.",
    "A tram runs along the shore.",
    "The old mill grinds no more.",
    "Bakers sell almond cakes in spring.",
    "The school was painted blue.",
    "Two rivers meet under the bridge.",
    "The museum shows fishing nets.",
    "Winter storms close the ferry.",
)


def test_where_the_best_do_not_answer_the_next_are_read():
    said = (*BESIDE, SAID[0], SAID[1])
    scores = tuple(-0.1 * n for n in range(len(said)))
    (found,) = reread("Who opened the port?", [hit(said, scores)], load_reader())
    assert max(found.sentences, key=lambda e: e.score).text == SAID[1]


def test_where_the_best_answer_nothing_else_is_read():
    said = (*SAID[:2], *BESIDE)
    scores = tuple(-0.1 * n for n in range(len(said)))
    (found,) = reread("Who opened the port?", [hit(said, scores)], load_reader())
    shares = [
        dict(zip(READ_FEATURES, e.features, strict=True))["read_share"] for e in found.sentences
    ]
    assert shares[1] > -1
    assert shares[7:] == [UNREAD] * 4


def test_an_answer_is_told_from_a_near_miss():
    def log_odds(question):
        (found,) = reread(question, [hit()], load_reader())
        return found.sentences[0].features[-1]

    assert log_odds("Who opened the port?") > log_odds("Who paid for the lighthouse?")


@pytest.mark.parametrize("hits", [[], [hit((), ())]])
def test_nothing_found_is_nothing_read(hits):
    assert reread("Who?", hits, load_reader()) == hits
