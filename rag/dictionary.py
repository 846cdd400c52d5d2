"""Whether a word is English, by a word list of 160,000 words and the endings they take."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spellchecker import SpellChecker

SHORTEST = 4  # letters of a word before its ending
# What an ending is put in place of: "cosying", "hoping", "iciest"; doubled letters go apart.
_ENDINGS = {
    "ing": ("", "e"),
    "ed": ("", "e"),
    "er": ("", "e"),
    "est": ("", "e"),
    "s": ("",),
    "es": ("",),
    "ies": ("y",),
    "ied": ("y",),
    "ier": ("y",),
    "iest": ("y",),
    "ly": ("",),
    "ness": ("",),
}


def is_english(word: str) -> bool:
    """Whether a word in lower case stands in the list, or a word it is a form of."""
    listed = _listed()
    return word in listed or any(base in listed for base in _bases(word))


def _bases(word: str) -> Iterator[str]:
    for ending, instead in _ENDINGS.items():
        left = word.removesuffix(ending)
        if left != word and len(left) >= SHORTEST:
            yield from (left + letters for letters in instead)


@lru_cache(maxsize=1)
def _listed() -> SpellChecker:
    from spellchecker import SpellChecker

    return SpellChecker("en", distance=1)
