"""Slips of the keyboard in a question, mended by the words of the library.

A word is mended only if it is no English word, the library has it nowhere, and one slip leads to
a word the library has: what is merely not written about stays as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from rag.terms import edits, fold, stem

SHORTEST, LONGEST = 5, 24  # letters of a word that may be a slip for another
_WORD = re.compile(r"[^\W\d_]+")
# How questions are typed in haste; too short to be told from other words by one slip.
_HASTE = {
    "wat": "what",
    "wht": "what",
    "waht": "what",
    "whta": "what",
    "wich": "which",
    "whcih": "which",
    "whch": "which",
    "hwo": "how",
    "wehn": "when",
    "whn": "when",
    "wher": "where",
    "teh": "the",
    "hte": "the",
    "adn": "and",
    "whats": "what's",
    "whos": "who's",
    "didnt": "didn't",
    "doesnt": "doesn't",
}


def mended(
    text: str,
    known: Callable[[Collection[str]], Mapping[str, int]],
    is_word: Callable[[str], bool],
    written: Callable[[str], bool],
) -> str:
    """The text with its slips mended, all else as it was.

    :param known: those of some stems that the library has, each with how many passages have it.
    :param is_word: whether a folded word is one that is known anyway.
    :param written: whether the library has a folded word in this very form.
    """

    def meant(found: re.Match[str]) -> str:
        typed = found.group()
        word = fold(typed)
        if word in _HASTE and typed.islower():
            return _HASTE[word]
        if not SHORTEST <= len(word) <= LONGEST or typed.isupper():
            return typed
        if is_word(word) or known([stem(word)]):
            return typed
        near = {slip: stem(slip) for slip in edits(word)}
        count = known(set(near.values()))
        able = [slip for slip, root in near.items() if root in count]
        # Edits also make forms that nobody writes: a word first, or else what is written there.
        able.sort(key=lambda s: (is_word(s), count[near[s]], s), reverse=True)
        best = next((slip for slip in able if is_word(slip) or written(slip)), "")
        return (best.title() if typed[0].isupper() else best) or typed

    return _WORD.sub(meant, text)
