"""The words a sentence begins with that only say whose it is: "According to Lee (2017),"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.terms import STOP_WORDS, fold, words_of
from rag.types import Metadata

_SAYS = (
    r"(?:says?|said|writes?|wrote|reports?|reported|notes?|noted|states?|stated|argues?|argued"
    r"|explains?|explained|dice|escribe|señala|afirma|sostiene)"
)
_BEGINS = re.compile(
    r"\W*(?:(?:according to|per|seg[uú]n)\s(?P<who>[^,;:.]{2,120}),"
    rf"|as\s(?P<as>[^,;:.]{{2,80}}?)\s{_SAYS}(?:\sit)?,"
    rf"|(?P<by>[^,;:.]{{2,80}}?)\s(?:(?:also|later)\s)?{_SAYS}\s(?:that|que)\s)\s*",
    re.IGNORECASE,
)


def attribution(text: str, cited: Sequence[Metadata]) -> int:
    """How many characters a sentence begins with that name whose words it cites, and nothing else.

    What does so is the author, the publisher or most of the title of a cited article, with or
    without its date; a year alone says when something was, and is left to be checked.
    """
    found = _BEGINS.match(text)
    if not found:
        return 0
    named = _words(found["who"] or found["as"] or found["by"])
    return found.end() if any(_names(named, meta) for meta in cited) else 0


def _names(named: frozenset[str], meta: Metadata) -> bool:
    when = _words((meta.published or "").replace("-", " "))
    who = _words(f"{meta.author or ''} {meta.publisher or ''}")
    title = _words(meta.title)
    bare = named - when
    return bool(bare) and (bare <= who or (bare <= title and 2 * len(bare) > len(title)))


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words_of(text)) - STOP_WORDS
