"""The words in which one asks about the articles themselves: who wrote one, which there are."""

from __future__ import annotations

import re

from rag.shelf import Field

_NOUNS = r"(?:articles|sources|texts|essays|publications|papers|pieces|digests|documents|writings)"
NOUN = r"(?:article|paper|piece|essay|digest|text|source|document|op-ed|analysis)"
# An article of another name is meant only where the library has a title like it.
OTHER = r"(?:report|study|note|brief|briefing|review|column|post|book|chapter|summary)"
_END = r"\W*$"
_ONE: tuple[tuple[Field, re.Pattern[str]], ...] = (
    (
        "author",
        re.compile(
            r"\W*(?:who|which author) (?:wrote|authored|penned|has written|(?:is|was) the author of"
            rf"|(?:is|was) (?P<by>.+) (?:written )?by)(?: (?P<which>.+?))?{_END}",
            re.I,
        ),
    ),
    (
        "published",
        re.compile(
            r"\W*(?:when|what (?:day|date|year)|(?:in|on) (?:what|which) (?:day|date|month|year))"
            r" (?:was|were|is|did|has) (?P<which>.+?) (?:first )?(?:published|written|posted"
            rf"|released|printed|dated|come out|appear|came out|publish|write)(?: on| in)?{_END}",
            re.I,
        ),
    ),
    (
        "published",
        re.compile(
            r"\W*(?:what(?:'s| is| was) the (?:publication |publishing )?date of|how old is)"
            rf" (?P<which>.+?){_END}",
            re.I,
        ),
    ),
    (
        "publisher",
        re.compile(rf"\W*who (?:published|(?:is|was) the publisher of) (?P<which>.+?){_END}", re.I),
    ),
    (
        "title",
        re.compile(rf"\W*what(?:'s| is| was) the (?:title|name) of (?P<which>.+?){_END}", re.I),
    ),
)
_LIST = re.compile(
    rf"\W*(?:(?:please )?(?:list|show|name)(?: me)?(?: all)?(?: of)?(?: the| your)? {_NOUNS}"
    rf"|(?:which|what|how many) (?:other )?{_NOUNS}|what do you have)"
    r"(?: (?:do|did|does|have|has|are|were|is|was|you|there|got|the|your|in|library|collection|hold"
    rf"|know|use|available|published|written|come|from|by|about|of))*{_END}",
    re.I,
)
_YOURS = re.compile(rf"\W*what are (?:the|your) {_NOUNS}(?: in the library)?{_END}", re.I)
_AUTHORS = re.compile(
    r"\W*(?:who are|list|name|which are)(?: me)?(?: all)?(?: of)?(?: the| your) (?:authors|writers)"
    rf"(?: (?:of|in) (?:the|your|these) (?:{_NOUNS}|library|collection))?{_END}"
    rf"|\W*who (?:wrote|are the authors of) (?:the|these|those|your|all(?: the)?) {_NOUNS}{_END}",
    re.I,
)


def asks_for_authors(text: str) -> bool:
    """Whether the authors of all articles are asked for."""
    return _AUTHORS.match(text) is not None


def asks_for_list(text: str, bare: str) -> bool:
    """Whether it is asked which articles there are, or how many.

    :param bare: the question without the names and dates that narrow it.
    """
    return _YOURS.match(text) is not None or _LIST.match(bare) is not None


def asks_of_one(text: str) -> tuple[Field, str] | None:
    """What is asked of an article, and the words that say which one is meant."""
    for wanted, pattern in _ONE:
        if found := pattern.match(text):
            return wanted, found["which"] or found.groupdict().get("by") or ""
    return None
