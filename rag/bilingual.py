"""Between the language of a question and those of the articles: translated to, and back for it.

Everything the library searches and judges by is English: a question in Spanish is translated
before it is searched, a Spanish article when it is ingested (``rag.embed``). What is quoted stays
in the words of its article; the person who asks in the other language sees a translation beside it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from rag.cognates import cognates
from rag.converse import converse
from rag.language import language_of, spanish_content
from rag.messages import say
from rag.terms import words_of
from rag.translate import INSTALL, Apertium, Translation, installed
from rag.types import Abstention, Answer, Citation, Query, Turn

_FOOTNOTE = re.compile(r"\s*\[\w{1,3}\](?=\W|$)")


def understand(
    question: str, history: Sequence[Turn] = (), held: Collection[str] = ("en",)
) -> Query:
    """The question as it will be searched: standing alone, and in English where that can be.

    :param held: the languages of the library's articles; where that is Spanish alone, so is a
        question that tells none.
    """
    language = spoken(question, history) or ("es" if {*held} == {"es"} else "en")
    query = converse(question, history, language)
    if query.small_talk is not None or "es" not in (language, *map(_told, history)):
        return query
    apertium = installed()
    turns = [_in_english(turn, apertium) for turn in history]
    if language == "en":
        return converse(question, turns)
    said = apertium.translate(question, "spa-eng") if apertium else None
    if said is None:
        return replace(query, hints=_words(question))
    query = converse(said.text, turns)
    hints = _hints(said)
    if "es" in held and len(query.parts) == 1:
        hints = tuple(dict.fromkeys((*_words(question), *hints)))
    return replace(query, asked=question, small_talk=None, language=language, hints=hints)


def spoken(question: str, history: Sequence[Turn]) -> str | None:
    """The language of a question, or the one spoken before where the question tells none."""
    before = map(_told, reversed(history))
    return language_of(question) or next(filter(None, before), None)


def _told(turn: Turn) -> str | None:
    """The language of what the person said; of an answer it would be the sources'."""
    return language_of(turn.content) if turn.role == "user" else None


def _in_english(turn: Turn, apertium: Apertium | None) -> Turn:
    if apertium is None or _told(turn) != "es":
        return turn
    said = apertium.translate(turn.content, "spa-eng")
    return replace(turn, content=said.text) if said else turn


def _words(question: str) -> tuple[str, ...]:
    return tuple(spanish_content(words_of(question)))


def _hints(said: Translation) -> tuple[str, ...]:
    """What the words that no dictionary has would be in English."""
    forms = (form for word in said.unknown for w in words_of(word) for form in cognates(w))
    return tuple(dict.fromkeys(forms))


def with_translations(answer: Answer) -> Answer:
    """The answer with each quote in the language of its question, where it is in the other one."""
    nearest = answer.abstained.nearest if answer.abstained else ()
    if not any(_foreign(c, answer.language) for c in (*answer.citations, *nearest)):
        return answer
    apertium = installed()
    if apertium is None:
        return answer
    citations = tuple(_translated(c, answer.language, apertium) for c in answer.citations)
    answer = replace(answer, citations=citations)
    if answer.abstained is None:
        return answer
    nearest = tuple(_translated(c, answer.language, apertium) for c in nearest)
    return replace(answer, abstained=Abstention(answer.abstained.reason, nearest))


def _foreign(citation: Citation, language: str) -> bool:
    return (citation.source.meta.language == "es") != (language == "es")


def _translated(citation: Citation, language: str, apertium: Apertium) -> Citation:
    if not _foreign(citation, language):
        return citation
    quote = _FOOTNOTE.sub("", citation.quote)
    said = apertium.translate(quote, "eng-spa" if language == "es" else "spa-eng")
    if said is None:
        return citation
    return replace(citation, translation=said.text, translated_by=apertium.name)


def shortcoming(language: str, held: Iterable[str | None]) -> str:
    """What could not be done for want of a translator, in a line; empty if nothing.

    :param held: the languages of the library's articles; None counts as English.
    """
    if all((other == "es") == (language == "es") for other in held):
        return ""
    apertium = installed()
    if apertium is None:
        what = "untranslated_question" if language == "es" else "untranslated_articles"
        return say(what, language, install=INSTALL)
    if apertium.broken:
        return say("translator_failed", language, reason=apertium.broken)
    return ""
