"""Spanish questions about the articles themselves, put as English ones ask them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.catalog import Mention
from rag.phrasebook_words import ARTICLE, ARTICLES, OTHER, SPAN, plain, published, spans_of_time

Pieces = list[tuple[str, bool]]
"""Texts in a row, each with whether it is still Spanish."""

_WHO = r"(?:quien(?:es)?|que autora?)"
_WHICH = (
    r"(?P<which>(?:(?:el|la|los|las|este|esta|ese|esa|tu|su)\s+)?(?:[^\W\d_]+\s+)?"
    rf"(?:{ARTICLE}|{OTHER}|{ARTICLES})\b.*?|[\"“«][^\"”»]+[\"”»])"
)
_AUTHOR = r"(?:el|la|los) autor(?:a|es)?"
_DATED = r"(?:(?:de )?cuando|(?:en|de) que (?:fecha|dia|ano|mes))"
_OUT = (
    r"(?:se (?:publico|escribio|publicaron|edito)|(?:fue|fueron|ha sido) (?:publicad|escrit)[oa]s?"
    r"|salio|aparecio|es|data|esta fechado)"
)
_END = r"[\s?.!]*$"
_ONE: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (before, after, re.compile(rf"[\s¿¡]*(?:{pattern}){_END}", re.I))
    for before, after, pattern in (
        ("Who wrote ", "?", rf"{_WHO} (?:escribio|redacto|firmo|firma|hizo) {_WHICH}"),
        ("Who wrote ", "?", rf"(?:{_WHO}|cual) (?:es|fue|son) {_AUTHOR} del? {_WHICH}"),
        ("Who wrote ", "?", rf"de quien es {_WHICH}"),
        ("Who wrote ", "?", rf"autora? del? {_WHICH}"),
        ("When was ", " published?", rf"{_DATED} {_OUT} {_WHICH}"),
        ("When was ", " published?", rf"{_DATED} {_WHICH} {_OUT}"),
        ("When was ", " published?", rf"cual es la fecha (?:de publicacion )?del? {_WHICH}"),
        ("Who published ", "?", rf"quien(?:es)? (?:publico|publicaron|edito|publica) {_WHICH}"),
        ("Who published ", "?", rf"(?:donde|en que \w+) (?:se publico|salio|aparecio) {_WHICH}"),
        ("What is the title of ", "?", rf"como se (?:titula|llama) {_WHICH}"),
        ("What is the title of ", "?", rf"cual es el (?:titulo|nombre) del? {_WHICH}"),
    )
)  # fmt: skip
_IN = r"(?: en (?:la|tu|su|esta|el) (?:biblioteca|coleccion|archivo))?"
_LIST = re.compile(
    rf"[\s¿¡]*(?:y )?(?P<how>que|cuales|cuantos|cuantas)(?: otr[oa]s)? {ARTICLES}"
    r"(?: que)?(?: (?:hay|tienes?|teneis|tienen|existen|conoces?|son|se|fueron|estan))?"
    rf"(?: disponibles?)?{_IN}(?P<when>.*?){_END}",
    re.I,
)
_ALL = re.compile(
    rf"[\s¿¡]*(?:cuales son (?:los|las|tus|sus) {ARTICLES}{_IN}|que (?:hay|tienes){_IN}"
    r"|(?:por favor,? )?(?:(?:haz|dame|da|hazme)(?:me)? )?(?:(?:una |la )?(?:lista|listado) de"
    r"|lista|enumera(?:me)?|muestra(?:me)?|ensena(?:me)?|dime)"
    rf"(?: tod[oa]s)?(?: (?:los|las|tus))? {ARTICLES}(?: (?:que hay|disponibles))?{_IN}){_END}",
    re.I,
)
_AUTHORS = re.compile(
    rf"[\s¿¡]*(?:(?:quienes|cuales) son (?:los|las) autor(?:es|as)(?: de (?:los|las|tus) {ARTICLES}"
    rf"|{_IN})|que autor(?:es|as) (?:hay|tienes?){_IN}|(?:lista|listado)(?: de)?(?: los)? autores"
    rf"|quien(?:es)? escribi(?:o|eron) (?:los|las|estos|esos|tus|todos los) {ARTICLES}){_END}",
    re.I,
)
_OF = re.compile(
    rf"[\s¿¡]*(?:que|cuales|cuantos)? ?{ARTICLES}"
    r"(?: (?:escribio|escribieron|publico|publicaron|firmo|tiene|son|hay|tienes?|se))*"
    r"(?: escritos| publicados)?(?: (?:de|por))?(?: el| la)?\s*$",
    re.I,
)


def of_articles(question: str, said: Sequence[Mention]) -> Pieces | None:
    """A question about the articles themselves in pieces; None if it is none.

    :param said: the authors and publishers it names.
    """
    flat = plain(question)
    if _AUTHORS.match(flat):
        return [("Who are the authors?", False)]
    return _list(flat, said) or _one(question, flat)


def _list(flat: str, said: Sequence[Mention]) -> Pieces | None:
    if _ALL.match(flat):
        return [("Which articles are there?", False)]
    if said and _is_end(flat[said[-1].span.end :]) and _OF.match(flat[: said[0].span.start]):
        names = " and ".join(m.name for m in said)
        return [(f"Which articles did {names} write?", False)]
    found = _LIST.match(flat)
    if found is None:
        return None
    asked = "How many" if found["how"].lower().startswith("cuant") else "Which"
    if not found["when"].strip():
        return [(f"{asked} articles are there?", False)]
    when = SPAN.fullmatch(flat, found.start("when"), found.end("when"))
    told = published(when) if when else None
    return [(f"{asked} articles were {told}?", False)] if told else None


def _is_end(text: str) -> bool:
    return re.fullmatch(_END, text) is not None


def _one(question: str, flat: str) -> Pieces | None:
    for before, after, pattern in _ONE:
        if found := pattern.match(flat):
            which = question[found.start("which") : found.end("which")]
            return [(before, False), *_which(which), (after, False)]
    return None


def _which(which: str) -> Pieces:
    """The words that say which article is meant: when it came out is said in English."""
    if which[0] in '"“«':
        return [(f'"{which[1:-1]}"', False)]
    if re.match(rf"(?:{ARTICLE}|{OTHER}|{ARTICLES})\b", plain(which), re.I):
        which = f"el {which}"  # of "del artículo"
    for span, told, _ in spans_of_time(which)[:1]:
        return [(which[: span.start], True), (f" {told} ", False), (which[span.end :], True)]
    return [(which, True)]
