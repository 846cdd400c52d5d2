"""What an acronym stands for, told by the sentence that spells it out; who is known by which."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from rag.aliases import explained
from rag.messages import say
from rag.shelf import SILENT, STATED, Shelf
from rag.terms import content_words, fold, has_content, stem, words_of
from rag.types import Draft, DraftClaim, Evidence, Hit, Query, Quote, Span

_ASKS = re.compile(
    r"\b(?:stands? for|(?:full|long) (?:name|form|version)|short for|acronym|abbreviat\w+|initials"
    r"|spel(?:t|led) out|written out)\b",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")
SHORTEST = 3  # letters of a short name that a person may have

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


def called(
    question: str,
    texts_with: Callable[[str], Sequence[str]],
    known: Callable[[Collection[str]], Mapping[str, int]],
) -> str:
    """The question with a short name put as the articles mostly call the one who has it.

    "What did AMLO refuse?" is asked of Andrés Manuel López Obrador where an article says that he
    is "known as AMLO" and more passages name him than use the short name.

    :param texts_with: passages that have a word.
    :param known: those of some stems that the library has, each with how many passages have it.
    """
    if _ASKS.search(question):
        return question

    def name(found: re.Match[str]) -> str:
        short = found.group()
        texts = texts_with(short) if len(short) >= SHORTEST else ()
        full = next(filter(None, (_known_as(short, text) for text in texts)), "")
        if not full:
            return short
        last, own = stem(words_of(full)[-1]), stem(fold(short))
        count = known((last, own))
        return full if count.get(last, 0) > count.get(own, 0) else short

    return _ACRONYM.sub(name, question)


def _known_as(short: str, text: str) -> str:
    """The full name beside "(known as AMLO)"; empty where a text has no such."""
    long = _spelled_out(
        text, lambda own: own.of(text) == short and text[: own.start].endswith("known as ")
    )
    return long.of(text) if long else ""


def _asks_more(text: str) -> bool:
    """Whether the question may mean something else: what a party stands for, say."""
    plain = _ACRONYM.sub(" ", text)
    return has_content(plain) and not _NOTHING_ELSE.issuperset(content_words(plain))


def _stands_for(acronym: str, text: str) -> Span | None:
    wanted = fold(acronym).removesuffix("s")
    return _spelled_out(text, lambda own: fold(own.of(text)).removesuffix("s") == wanted)


def _spelled_out(text: str, meant: Callable[[Span], bool]) -> Span | None:
    """The long form of the first short one that is meant."""
    return next((long for short, long in explained(text) if meant(short)), None)


def _draft(found: Span, sentence: Evidence, hit: Hit) -> Draft:
    quote = (Quote(hit.source, sentence.span, sentence.text),)
    whole = DraftClaim(" ".join(sentence.text.split()), quote)
    return Draft((whole,), STATED, brief=(DraftClaim(found.of(sentence.text), quote),))
