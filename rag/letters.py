"""What an acronym stands for, told by the sentence that spells it out."""

from __future__ import annotations

import re

from rag.aliases import explained
from rag.messages import say
from rag.shelf import SILENT, STATED, Shelf
from rag.terms import content_words, fold, has_content
from rag.types import Draft, DraftClaim, Evidence, Hit, Query, Quote, Span

_ASKS = re.compile(
    r"\b(?:stands? for|(?:full|long) (?:name|form|version)|short for|acronym|abbreviat\w+|initials"
    r"|spel(?:t|led) out|written out)\b",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"\b[A-Z][A-Z&]+\b")


# With the acronym, all the words of a question that can mean nothing else.
_NOTHING_ELSE = frozenset(
    """stand stands short full long name form acronym abbreviation abbreviated initials spelled
    spelt written letters mean means meaning word words use used""".split()  # noqa: SIM905
)


def letters(query: Query, shelf: Shelf) -> Draft | None:
    """What the acronym of a question stands for; None if that is not asked.

    "What does NAFTA stand for?" is answered by "the North American Free Trade Agreement (NAFTA)".
    """
    if not _ASKS.search(query.text):
        return None
    asked = list(dict.fromkeys(m.group() for m in _ACRONYM.finditer(query.text)))
    for acronym in asked:
        for hit in shelf.search(acronym):
            for sentence in hit.sentences:
                if found := _stands_for(acronym, sentence.text):
                    return _draft(found, sentence, hit)
    if not asked or _asks_more(query.text):
        return None
    said = say("silence", query.language)
    reason = say("not_spelled_out", query.language, silence=said, letters=", ".join(asked))
    return Draft((), SILENT, reason)


def _asks_more(text: str) -> bool:
    """Whether the question may mean something else: what a party stands for, say."""
    plain = _ACRONYM.sub(" ", text)
    return has_content(plain) and not _NOTHING_ELSE.issuperset(content_words(plain))


def _stands_for(acronym: str, text: str) -> Span | None:
    wanted = fold(acronym).removesuffix("s")
    return next(
        (
            long
            for short, long in explained(text)
            if fold(short.of(text)).removesuffix("s") == wanted
        ),
        None,
    )


def _draft(found: Span, sentence: Evidence, hit: Hit) -> Draft:
    quote = (Quote(hit.source, sentence.span, sentence.text),)
    whole = DraftClaim(" ".join(sentence.text.split()), quote)
    return Draft((whole,), STATED, brief=(DraftClaim(found.of(sentence.text), quote),))
