"""Slips of the keyboard, mended by the words of the library."""

from __future__ import annotations

import pytest

from rag.dictionary import is_english
from rag.slips import mended

LIBRARY = {"portero": 2, "violenc": 3, "violent": 1, "invest": 4, "mexico": 9, "sheinbaum": 1}
WORDS = {"violence", "violent", "investment", "mexico", "chile", "while", "share", "border"}
WRITTEN = {"portero", "sheinbaum"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Who runs Project Portreo?", "Who runs Project Portero?"),
        ("wat share of investmnt", "what share of investment"),
        ("Shienbaum's Mexcio", "Sheinbaum's Mexico"),
        ("the violance", "the violence"),
        # What is a word, though not of the library, is meant; so is what nothing comes near.
        ("Chile and the border", "Chile and the border"),
        ("xylophones", "xylophones"),
        # One slip from "invested" as a form, but nobody writes it.
        ("investel", "investel"),
        # Short words, acronyms and numbers are taken as they stand.
        ("mxco MEXCIO 2024", "mxco MEXCIO 2024"),
        ("", ""),
    ],
)
def test_slips(typed, meant) -> None:
    def known(stems):
        return {s: LIBRARY[s] for s in stems if s in LIBRARY}

    assert mended(typed, known, WORDS.__contains__, WRITTEN.__contains__) == meant


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("readership", True),
        ("graft", True),
        ("cosying", True),
        ("wariest", True),
        ("goverment", False),
        ("narcots", False),
        ("portreo", False),
    ],
)
def test_what_is_an_english_word(word, known) -> None:
    assert is_english(word) == known
