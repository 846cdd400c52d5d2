"""Alignment of wordpieces: by hand, and with the real model."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rag.align import ABSENT, WIDTH, aligned, compress, content_rows

EAST, NORTH = np.eye(4, dtype=np.float32)[:2]


def test_each_word_counts_by_its_best_match():
    asked = np.stack([EAST, NORTH])
    stored = compress(np.stack([EAST, EAST, NORTH]))  # in 4 dimensions only turned, not cut
    turned = stored / np.linalg.norm(stored, axis=1, keepdims=True)
    asked = np.stack([turned[0], turned[2]])
    # First sentence: EAST alone meets one of two words; the second brings the other, and the
    # first word is still met one sentence before, for 0.05 less.
    first, second = aligned(asked, stored, (2, 1))
    assert np.isclose(first, (1 + 0) / 2, atol=0.02)
    assert np.isclose(second, (0.95 + 1) / 2, atol=0.02)


def test_a_sentence_without_wordpieces_meets_nothing():
    asked = compress(np.stack([EAST])).astype(np.float32)
    assert aligned(asked, compress(np.stack([EAST])), (0, 1))[0] == np.float32(ABSENT)
    assert aligned(asked, np.zeros((0, 4), np.int8), (0, 0)).tolist() == [0, 0]


@given(st.integers(0, 2**32 - 1))
def test_compressing_keeps_angles(seed):
    rows = np.random.RandomState(seed).standard_normal((2, 384)).astype(np.float32)
    short = compress(rows).astype(np.float32)
    assert short.shape == (2, WIDTH)

    def cosine(a, b):
        return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))

    assert abs(cosine(*rows) - cosine(*short)) < 0.4


def test_only_words_with_content_are_looked_for(embedder):
    text = "What is the price of lemons?"
    pieces = embedder.encode_pieces([text])[0]
    assert [s.of(text) for s in pieces.spans] == [
        *("What", "is", "the", "price", "of", "lemon", "s", "?")
    ]
    assert len(content_rows(text, pieces)) == 3  # price, lemon, s


def test_other_words_for_the_same_thing_align(embedder):
    asked = "Which reporters were attacked?"
    rows = content_rows(asked, embedder.encode_pieces([asked])[0])

    def alignment(said):
        read = embedder.encode_pieces([said])[0]
        return float(aligned(rows, compress(read.rows), (len(read.rows),))[0])

    assert alignment("Journalists were assaulted.") > alignment("Lemons were harvested.") + 0.1


def test_a_text_has_the_vector_it_has_without_its_pieces(embedder):
    texts = ["One short text.", "bees " * 400, ""]
    read = embedder.encode_pieces(texts)
    assert np.allclose([p.vector for p in read], embedder.encode(texts), atol=1e-5)
    assert [len(p.spans) == len(p.rows) for p in read] == [True] * 3
    assert len(read[1].rows) == embedder.max_tokens
