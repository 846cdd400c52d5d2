"""A chat model's answer cut into sentences with their markers, however it comes in pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.markers import Said, Sentences

TEXT = """## What is known
Congress gave over $2.5 billion since 2008 [1]. Of that, 3 percent went to the U.S. Agency. [2, 3]
It is **bold** [Passage 4][5-6]!
- First item, as Mr. Lee said [1].
- Second one 【2】. And more of it.

**Summary**
He said "it is so." [9] Then nothing"""


def heard(text, cuts=()):
    sentences, found, at = Sentences(), [], 0
    for cut in [*sorted(cuts), len(text)]:
        found += sentences.add(text[at:cut])
        at = cut
    return found + sentences.rest()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It grew [1].", [Said("It grew.", (1,))]),
        ("It grew. [1] It fell. [2]", [Said("It grew.", (1,)), Said("It fell.", (2,))]),
        ("It grew [2][1][2].", [Said("It grew.", (2, 1))]),
        ("It grew [1, 3; 5-7].", [Said("It grew.", (1, 3, 5, 6, 7))]),
        ("It grew [passages 1 and 2].", [Said("It grew.", (1, 2))]),
        ("It grew【4】.", [Said("It grew.", (4,))]),
        ("In [2017] it grew.", [Said("In [2017] it grew.")]),
        ("# Title\nIt grew.", [Said("It grew.")]),
        ("**Title**\nIt *grew* __fast__.", [Said("It grew fast.")]),
        ("1. One [1].\n2. Two [2].", [Said("One.", (1,), True), Said("Two.", (2,), True)]),
        ("<think>Is it so? [3]</think>It grew [1].", [Said("It grew.", (1,))]),
        ("<think>It never ends.", []),
        ("[1]", []),
        ("", []),
        ("No full stop", [Said("No full stop")]),
    ],
)
def test_sentences_and_their_markers(text, said):
    assert heard(text) == said


@given(st.sets(st.integers(1, len(TEXT) - 1)))
def test_the_same_sentences_however_they_come(cuts):
    assert heard(TEXT, cuts) == heard(TEXT)


def test_a_sentence_is_given_when_the_next_begins():
    sentences = Sentences()
    assert sentences.add("It grew in the U.S. market [1") == []
    assert sentences.add("]. ") == []
    assert sentences.add("Then") == []  # "Then" may still be a part of it
    assert sentences.add(" it") == [Said("It grew in the U.S. market.", (1,))]
    assert sentences.coming == "Then it"
