"""An answer typed while it comes looks as it does when it is there at once."""

import io
import sys
import textwrap
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.respond import in_words
from rag.show import answer_lines
from rag.teletype import Teletype, typed
from rag.types import Abstention, Answer, Claim, Partial

WORDS = st.lists(st.text("abcé.$[]1", min_size=1, max_size=9), min_size=1, max_size=40)


@given(WORDS, st.integers(1, 7))
def test_words_break_where_a_whole_text_would_be_wrapped(words, size):
    text, out = " ".join(words), io.StringIO()
    teletype = Teletype(out, 20)
    for at in range(0, len(text), size):
        teletype.type(text[at : at + size])
    teletype.end()
    assert out.getvalue() == textwrap.fill(text, 20, break_on_hyphens=False) + "\n"


def whole(*claims, **more):
    return in_words(Answer("Why?", "Why?", "", claims, **more))


LONG = Claim(
    "It grew and grew until nobody could say any more how large it was in fact.", (), "supported", 1
)
ITEMS = [Claim(name, (), "partial", 0.5, item=True) for name in ("One of them.", "Another.")]
SHORT = Claim("grew", (), "supported", 1.0)


@pytest.mark.parametrize(
    "answer",
    [
        whole(LONG),
        whole(LONG, LONG, LONG),
        whole(LONG, *ITEMS, LONG),
        whole(LONG, brief=(SHORT,)),
        replace(whole(LONG), standalone_question="Why did it grow?"),
        Answer("Why?", "Why?", "Nobody says.", abstained=Abstention("Nobody says.")),
    ],
)
def test_what_is_typed_is_what_is_printed(answer, monkeypatch):
    monkeypatch.setattr(sys, "stdout", out := io.StringIO())
    counts = range(1, len(answer.claims) + 1)
    parts = [Partial(in_words(replace(answer, claims=answer.claims[:n]))) for n in counts]
    assert typed(iter([*parts, answer])) is answer
    assert out.getvalue() == "\n".join(answer_lines(answer)) + "\n"


def test_each_sentence_is_there_when_it_has_come_unless_it_may_be_taken_back(monkeypatch):
    monkeypatch.setattr(sys, "stdout", out := io.StringIO())
    seen = []

    def coming():
        yield Partial(whole(LONG))
        seen.append(out.getvalue())
        yield whole(LONG, LONG)

    typed(coming())
    assert seen[0].split()[:3] == ["It", "grew", "and"]
    seen.clear()
    out.truncate(0)
    typed(coming(), final=False)
    assert seen == [""]


def test_what_a_failed_model_had_said_stays_above_the_answer(monkeypatch):
    monkeypatch.setattr(sys, "stdout", out := io.StringIO())
    typed(iter([Partial(whole(SHORT)), whole(LONG)]))
    assert out.getvalue() == "grew\n\n" + "\n".join(answer_lines(whole(LONG))) + "\n"


def test_a_note_comes_first_where_it_is_known_and_once(monkeypatch):
    both = io.StringIO()
    monkeypatch.setattr(sys, "stdout", both)
    monkeypatch.setattr(sys, "stderr", both)
    noted = replace(whole(SHORT), note="Only articles by Lee: 1 of 5.")
    typed(iter([Partial(noted), noted]))
    assert both.getvalue() == "Only articles by Lee: 1 of 5.\ngrew\n"
    both.truncate(0)
    both.seek(0)
    typed(iter([Partial(whole(SHORT)), replace(whole(SHORT), note="It was cut.")]))
    assert both.getvalue() == "grew\nIt was cut.\n"
