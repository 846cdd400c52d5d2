"""Between the language of a question and those of the articles: translated to, and back for it.

Everything the library searches and judges by is English: a question in Spanish is translated
before it is searched, a Spanish article when it is ingested (``rag.embed``). What is quoted stays
in the words of its article; the person who asks in the other language sees a translation beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.catalog import Catalog
from rag.cognates import cognates
from rag.converse import converse
from rag.language import language_of, spanish_content
from rag.messages import say
from rag.phrasebook import Piece, reworded
from rag.terms import words_of
from rag.translate import INSTALL, Apertium, Translation, installed
from rag.types import Abstention, Answer, Citation, Query, Turn

UNKNOWN = Catalog(())
_FOOTNOTE = re.compile(r"\s*\[\w{1,3}\](?=\W|$)")


def understand(question: str, history: Sequence[Turn] = (), catalog: Catalog = UNKNOWN) -> Query:
    """The question as it will be searched: standing alone, and in English where that can be.

    :param catalog: of the library's articles; where they are Spanish alone, so is a question that
        tells no language.
    """
    held = catalog.languages
    language = spoken(question, history) or ("es" if held == {"es"} else "en")
    query = converse(question, history, language)
    if query.small_talk is not None or "es" not in (language, *map(_told, history)):
        return query
    apertium = installed()
    turns = [_turn(i, history, catalog, apertium) for i in range(len(history))]
    if language == "en":
        return converse(question, turns)
    said = _in_english(question, history, catalog, apertium)
    query = converse(said.text, turns) if said.text != question else query
    hints = _hints(said) if apertium and not apertium.broken else _words(question)
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


def _turn(at: int, history: Sequence[Turn], catalog: Catalog, apertium: Apertium | None) -> Turn:
    turn, before = history[at], history[:at]
    if _told(turn) != "es":
        return turn
    return replace(turn, content=_in_english(turn.content, before, catalog, apertium).text)


def _in_english(
    question: str, history: Sequence[Turn], catalog: Catalog, apertium: Apertium | None
) -> Translation:
    """A Spanish question in English, as far as it can be: what it says of the articles always."""
    before = [turn.content for turn in reversed(history) if _told(turn) == "es"]
    said = reworded(question, catalog, before)
    parts = [_piece(piece, said.names, apertium) for piece in said.pieces]
    if len(parts) == 1:
        return parts[0]
    joined = " ".join(" ".join(p.text for p in parts).split())
    return Translation(
        re.sub(r"\s+(?=[?,])", "", joined), tuple(w for p in parts for w in p.unknown)
    )


def _piece(piece: Piece, names: frozenset[str], apertium: Apertium | None) -> Translation:
    said = apertium.translate(piece.text, "spa-eng", names) if apertium and piece.spanish else None
    if said is None:
        return Translation(piece.text)
    # Apertium begins every text with a capital.
    first = next((c for c in piece.text if c.isalpha()), "")
    text = said.text[:1].lower() + said.text[1:] if first.islower() else said.text
    return replace(said, text=text)


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
    if installed() is None:
        return answer
    citations = tuple(translated(c, answer.language) for c in answer.citations)
    answer = replace(answer, citations=citations)
    if answer.abstained is None:
        return answer
    nearest = tuple(translated(c, answer.language) for c in nearest)
    return replace(answer, abstained=Abstention(answer.abstained.reason, nearest))


def _foreign(citation: Citation, language: str) -> bool:
    return (citation.source.meta.language == "es") != (language == "es")


def translated(citation: Citation, language: str) -> Citation:
    """The citation with its quote in a language too, where it is in the other one."""
    apertium = installed() if _foreign(citation, language) else None
    if apertium is None:
        return citation
    quote = _FOOTNOTE.sub("", citation.quote)
    said = apertium.translate(quote, "eng-spa" if language == "es" else "spa-eng")
    if said is None:
        return citation
    return replace(citation, translation=said.text, translated_by=apertium.name)


def shortcoming(language: str, held: Iterable[str | None]) -> str:
    """What of a question could not be done for want of a translator, in a line; empty if nothing.

    :param held: the languages of the library's articles; None counts as English.
    """
    what = "untranslated_question" if language == "es" else "untranslated_articles"
    return wanting(language, held, what)


def wanting(language: str, held: Iterable[str | None], what: str) -> str:
    """What cannot be done for want of a translator, in a line; empty if none is wanted.

    :param held: the languages of the articles; None counts as English.
    :param what: the message that says it where none is installed.
    """
    if all((other == "es") == (language == "es") for other in held):
        return ""
    apertium = installed()
    if apertium is None:
        return say(what, language, install=INSTALL)
    if apertium.broken:
        return say("translator_failed", language, reason=apertium.broken)
    return ""
