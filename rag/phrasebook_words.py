"""The Spanish words in which one speaks of articles: their kinds, when they came out, who says."""

from __future__ import annotations

import re

from rag.dates import iso_date
from rag.types import Span

# Letters one types with or without their accents; as many characters as before.
_PLAIN = str.maketrans("áéíóúüñÁÉÍÓÚÜÑ", "aeiouunAEIOUUN")

ARTICLES = r"(?:articulos|fuentes|textos|ensayos|documentos|publicaciones|escritos)"
ARTICLE = r"(?:articulo|texto|ensayo|documento|publicacion|escrito|resumen|analisis|editorial)"
# An article of another name; English has the same two kinds, in ``about_words``.
OTHER = r"(?:informe|estudio|nota|columna|resena|libro|capitulo|reporte)"

_MONTH = (
    r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre"
    r"|diciembre)"
)
_EVENTS = {
    "t-mec": "the USMCA",
    "tmec": "the USMCA",
    "usmca": "the USMCA",
    "tlcan": "NAFTA",
    "tlc": "NAFTA",
    "nafta": "NAFTA",
    "pandemia": "the pandemic",
    "covid-19": "covid-19",
    "covid": "covid-19",
}
_EVENT = rf"(?:(?:el|la) )?(?:{'|'.join(_EVENTS)})\b"
DATE = (
    rf"(?:(?:19|20)\d\d-\d\d(?:-\d\d)?|(?:\d{{1,2}} de )?(?:{_MONTH} (?:del? )?)?"
    r"(?:el )?(?:ano )?(?:19|20)\d\d)(?![\d-])"
)
_WHEN = rf"(?:{DATE}|{_EVENT})"
_BEFORE = r"antes del?|(?:anterior|previ[oa])(?:es|s)? al?|mas (?:antigu|viej)[oa]s? que"
_AFTER = r"despues del?|posterior(?:es)? al?|tras|mas (?:nuev[oa]s?|recientes?) que"
_PREP = (
    rf"(?P<before>{_BEFORE})|(?P<after>{_AFTER})|(?P<since>desde|a partir del?)|(?P<until>hasta)"
    r"|(?P<in>del?|en|durante)|(?P<between>entre)"
)
_DONE = r"(?:(?:que )?(?:se |fueron |fue |son )?(?:public|fech)(?:ad[oa]s?|aron|o)|escrit[oa]s?)"
SPAN = re.compile(
    rf"(?P<done>\s+{_DONE})?\s+(?:{_PREP})\s+(?P<a>{_WHEN})"
    rf"(?:\s+(?:y|a|al|hasta)\s+(?P<b>{_WHEN}))?",
    re.I,
)


def plain(text: str) -> str:
    """A text without accents and tildes; every offset holds."""
    return text.translate(_PLAIN)


def published(found: re.Match[str]) -> str | None:
    """``published between 2015 and 2018`` for a match of ``SPAN``; None where it makes no sense.

    "De 2015 a 2018" and "desde 2015 hasta 2018" are spans of time as "entre" is.
    """
    prep = next(p for p in ("before", "after", "since", "until", "in", "between") if found[p])
    first, second = _date(found["a"]), found["b"] and _date(found["b"])
    if first is None or (prep == "between") > bool(second):
        return None
    if second:
        return f"published between {first} and {second}" if prep in _RANGES else None
    return f"published {prep} {first}"


_RANGES = ("between", "in", "since")


def _date(text: str) -> str | None:
    """An ISO date, or the English name of an event."""
    words = re.sub(r"\b(?:el|la|ano)\s+", "", text.lower())
    return _EVENTS.get(words) or iso_date(re.sub(r"\bdel\b", "de", words))


def said_verb(word: str) -> tuple[str, str] | None:
    """``("does", "recommend")`` for "recomienda"; None for a word that is no saying."""
    base = _SAID.get(plain(word).lower())
    if base is None:
        return None
    past = word.endswith(("ó", "ron")) or plain(word).lower() in _PAST
    return ("did" if past else "do" if word.endswith("n") else "does"), base


_PAST = frozenset("dijo propuso sostuvo previo".split())  # noqa: SIM905
_VERBS = (
    ("say", "dice dicen dijo dijeron"),
    ("think", "piensa piensan penso pensaron"),
    ("believe", "cree creen creyo creyeron"),
    ("recommend", "recomienda recomiendan recomendo recomendaron"),
    ("propose", "propone proponen propuso propusieron"),
    ("suggest", "sugiere sugieren sugirio sugirieron"),
    ("write", "escribe escriben escribio escribieron"),
    ("argue", "sostiene sostienen sostuvo sostuvieron"),
    ("describe", "describe describen describio describieron"),
    ("warn", "advierte advierten advirtio advirtieron"),
    ("conclude", "concluye concluyen concluyo concluyeron"),
    ("predict", "preve preven previo previeron"),
    ("tell", "cuenta cuentan conto contaron"),
)
_REGULAR = (
    ("think", "opin"),
    ("claim", "afirm"),
    ("argue", "argument"),
    ("say", "senal"),
    ("mention", "mencion"),
    ("explain", "explic"),
    ("expect", "esper"),
    ("report", "inform"),
    ("advise", "aconsej"),
)
_SAID = {w: base for base, forms in _VERBS for w in forms.split()} | {
    stem + end: base for base, stem in _REGULAR for end in ("a", "an", "o", "aron")
}


def spans_of_time(text: str) -> list[tuple[Span, str, bool]]:
    """Where a text says when articles were published, with that in English.

    Years of what is asked ("el comercio en 2015") are none: only words like "artículos" make one.
    The third is whether there is no doubt: "el documento de 1999" may be one that is told of.
    """
    flat, found = plain(text), list[tuple[Span, str, bool]]()
    for noun in _NOUN.finditer(flat):
        match = SPAN.match(flat, noun.end())
        if match is None or not (
            noun["many"] or noun["bare"] or match["done"] or match["in"] in ("de", "del")
        ):
            continue
        if said := published(match):
            sure = bool(noun["many"] or noun["bare"] or match["done"])
            found.append((Span(match.start(), match.end()), said, sure))
    return found


_NOUN = re.compile(
    rf"\b(?:los|las|tus|sus|estos|estas|todos|todas|que|cuales|cuantos|cuantas|otros|otras|de|en"
    rf"|entre|segun|solo|con)\s+(?P<many>{ARTICLES})\b"
    r"(?:\s+(?:hay|tienes?|son|existen))?(?:\s+que)?"
    rf"|^\W*(?P<bare>{ARTICLES})\b|\b{ARTICLE}\b",
    re.I,
)
