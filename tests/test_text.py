"""Blocks, sentences and spans: in order, inside the text, trimmed, and cut at the right places."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text import Block, blocks, merge, sentences, shared, subtract, trim, words
from rag.types import Span

PIECES = st.sampled_from(
    [
        *("Mexico", "the port opened in 2019", "A line that a right margin broke somewhere and"),
        *(" ", ".", "!", "?", "...", "…", ":", "\n", "\r\n", "\r", "\n\n", "\t", "\u00a0", "\x0c"),
        *(
            "\u2028",
            "\x1f",
            "\x85",
            "\u200b",
            "\ufeff",
            "\x1f1. ",
            "😀",
            "👩‍👩‍👧",
            "שלום",
            "“",
            "”",
        ),
        *("- ", "1. ", "a) ", "> ", "# ", "## ", "==", "---", "| a. | b |\n|---|---|", "**", "_"),
        *("![x. y!](http://a.b/c.png)", "![", "[1]", "http://a.b?c=d", "U.S.", "no.", "No. 5"),
        *("$6.9bn", "“Yes.” ", "x" * 300, "By Ana Ruiz", "Leave a Reply", "Share"),
    ]
)
TEXTS = st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=120)


def cut(text):
    return [s.of(text) for b in blocks(text) for s in sentences(text, b.span)]


@given(TEXTS)
def test_blocks_and_sentences_tile_every_word(text):
    at = 0
    for block in blocks(text):
        whole = block.span.of(text)
        assert at <= block.span.start and whole and whole == whole.strip()
        assert not words(text[at : block.span.start]) or block.kind == "item"  # "a)" is a bullet
        at = block.span.start
        for span in sentences(text, block.span):
            assert span.of(text) and span.of(text) == span.of(text).strip()
            assert span.start >= at and not text[at : span.start].strip()
            at = span.end
        assert at == block.span.end  # nothing of a block is left over
    assert not words(text[at:])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It opened in 2019! Really? Yes.", ["It opened in 2019!", "Really?", "Yes."]),
        ("Mr. Lee met the U.S. envoy at 5 p.m. on Jan. 5, 2017. He left.", 2),
        ("Profit was $6.9bn, up 3.5%. Sales fell.", 2),
        ("It ended.[12] Then came rain.[a]", ["It ended.[12]", "Then came rain.[a]"]),
        ("It ended. [12] Then came rain.", ["It ended. [12]", "Then came rain."]),
        ("“Is it true?” he asked. “Yes.” She left.", ["“Is it true?” he asked.", "“Yes.”", 0]),
        ("See ![a map. Big!](https://e.org/a.png) of it. Go on.", 2),
        ("![a map](https://e.org/a.png) The port opened.", 1),
        ("See https://e.org/p?x=1!y. Next.", ["See https://e.org/p?x=1!y.", "Next."]),
        ("He said no. Prices rose. See No. 5 and art. 7.", ["He said no.", "Prices rose.", 0]),
        ("It was modern art. The museum closed.", 2),
        ("Vol. 3 and Fig. 2 show approx. five ships vs. six. Done.", 2),
        ("El Gral. Ortiz habló. ¿Cuánto costó? ¡Mucho!", 3),
        ("Great. 😀 Next.", ["Great.", "😀 Next."]),
        ("Wait ... what? 😀", ["Wait ... what? 😀"]),
        ("שלום עולם. זה משפט שני.", ["שלום עולם.", "זה משפט שני."]),
        ("One here.\u00a0Two here.\tThree here.", 3),
        ("A item\x1f1. Mexico", None),
    ],
)
def test_sentences_end_where_they_end(text, expected):
    found = cut(text)
    if isinstance(expected, int):
        assert len(found) == expected, found
    elif expected:
        assert all(want in (0, got) for want, got in zip(expected, found, strict=True)), found


def test_a_long_paragraph_is_cut_like_a_short_one():
    sentence = "The port of Dos Rios handled 1.2 million boxes for the U.S. in 2021."
    assert cut(" ".join([sentence] * 300)) == [sentence] * 300


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Top #\nRight under.", [("heading", 1, "Top"), ("paragraph", 0, "Right under.")]),
        ("= Wiki =\n= = Sub = =\nx", [("heading", 1, "Wiki"), ("heading", 2, "Sub"), 0]),
        ("Title\n=====\n\nSub\n---\nText.", [("heading", 1, "Title"), ("heading", 2, "Sub"), 0]),
        ("A full sentence.\n---\nText.", [("paragraph", 0, "A full sentence."), 0, 0]),
        (
            "- one\n  - two\n1. three\n(a) four\n• five",
            [("item", 0, word) for word in ("one", "two", "three", "four", "five")],
        ),
        (
            "> Quoted words.\n> \n> More.",
            [("paragraph", 0, "Quoted words."), ("paragraph", 0, "More.")],
        ),
        (
            "One.\r\n\r\nTwo.\rThree.\n\tFour.",
            [("paragraph", 0, w) for w in ("One.", "Two.", "Three.", "Four.")],
        ),
        (
            "A short line alone\n\n" + "It is followed by a paragraph of prose. " * 3,
            [("heading", 2, "A short line alone"), 0],
        ),
        ("| a | b |\n|---|---|\n| 1 | 2 |", [("paragraph", 0, "| a | b |"), 0, 0]),
    ],
)
def test_blocks_are_what_they_look_like(text, expected):
    found = [(b.kind, b.level, b.span.of(text)) for b in blocks(text)]
    assert all(want in (0, got) for want, got in zip(expected, found, strict=True)), found


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_broken_by_a_margin_are_one_paragraph(end):
    first = f"The harbor of Arlen was dredged twice in the last{end}ten years."
    text = f"{first} It is deep now and many large ships{end}call there.{end}{end}A new one."
    assert [b.span.of(text) for b in blocks(text)] == [text[: text.index(end * 2)], "A new one."]
    assert cut(text)[0] == first


def test_short_lines_are_not_joined():
    text = "roses are red\nviolets are blue"
    assert [b.span.of(text) for b in blocks(text)] == ["roses are red", "violets are blue"]
    assert blocks("") == blocks(" \n\t\r\n") == []
    assert blocks(" x ") == [Block(Span(1, 2), "paragraph")]


def test_words_keep_numbers_and_names_whole():
    text = "O'Neil paid 1,200.50 to the state-run firm."
    assert [w.of(text) for w in words(text)] == (
        ["O'Neil", "paid", "1,200.50", "to", "the", "state-run", "firm"]
    )


def test_trim_takes_every_kind_of_space():
    assert trim("\u00a0\t ab \r\n", Span(0, 8)) == Span(3, 5)
    assert len(trim("   ", Span(0, 3))) == 0


def test_a_span_is_half_open():
    assert Span(2, 4).of("abcdef") == "cd"
    assert not Span(0, 2).overlaps(Span(2, 4)) and Span(0, 3).overlaps(Span(2, 4))
    for start, end in ((3, 2), (-1, 2)):
        with pytest.raises(ValueError, match="not a span"):
            Span(start, end)


SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9)), max_size=8).map(
    lambda pairs: [Span(a, a + n) for a, n in pairs]
)


def letters(spans):
    return {i for s in spans for i in range(s.start, s.end)}


@given(SPANS, SPANS, st.integers(0, 40), st.integers(0, 20))
def test_span_algebra_agrees_with_sets_of_letters(a, b, start, length):
    merged = merge(a)
    assert letters(merged) == letters(a)
    assert all(x.end < y.start for x, y in pairwise(merged))
    whole = Span(start, start + length)
    rest = subtract(whole, a)
    assert letters(rest) == letters([whole]) - letters(a) and all(len(s) for s in rest)
    assert shared(a, b) == len(letters(a) & letters(b))


def test_spanish_abbreviations_end_no_sentence():
    text = "El Sr. Ruiz fue a EE. UU. en 2017. Vive en la Av. Juárez núm. 10. ¿Y la Dra. Paz? No."
    assert [s.of(text) for s in sentences(text, Span(0, len(text)))] == [
        "El Sr. Ruiz fue a EE. UU. en 2017.",
        "Vive en la Av. Juárez núm. 10.",
        "¿Y la Dra. Paz?",
        "No.",
    ]
