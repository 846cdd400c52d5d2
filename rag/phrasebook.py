"""Spanish phrases about the articles, put in the English that ``phrases`` and ``about`` read.

A translator word by word garbles just these ("¿De cuándo es ...?", "según Lee", where "lee" is
also "reads"), so they are taken out and said in English before the rest is translated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.catalog import Catalog, Mention
from rag.filters import matching
from rag.phrasebook_about import of_articles
from rag.phrasebook_words import ARTICLE, ARTICLES, plain, said_verb, spans_of_time
from rag.phrases import understand
from rag.terms import has_content
from rag.types import Span

_ACCORDING = re.compile(
    r"(?:segun|de acuerdo con|conforme a|en (?:palabras|opinion) de|a juicio de)\s+"
    r"(?:(?:el|la|los|las)\s+)?(?:autor(?:a|es|as)?\s+)?(?:(?:Dr|Dra|Prof|Sra?)\.?\s+)?$",
    re.I,
)
_ROW = re.compile(r"\s*(?:,|y|e|o|u|, y)\s+", re.I)
_IN_ARTICLES = (
    rf"(?:en|segun|entre|de acuerdo con)\s+(?:(?:el|los|las)\s+)?(?:{ARTICLES}|{ARTICLE})"
)
_WHERE = re.compile(rf"^\W*{_IN_ARTICLES}\s*,\s*|[,\s]*\b{_IN_ARTICLES}(?=\W*$)", re.I)
_ASKED = re.compile(
    r"^\W*(?P<what>que|como|por que)\s+(?:(?:le|les|nos|se)\s+)?(?P<verb>\w+)\s+", re.I
)
_ASKING = {"que": "What", "como": "How", "por que": "Why"}
_SUBJECT = re.compile(
    rf"(?:el|la|los|las|tus|sus)\s+(?:(?:{ARTICLES}|{ARTICLE}|autor(?:es|a|as)?)\b"
    r"(?:\s+mas\s+recientes?)?(?=\W*$|\s+(?:sobre|acerca|respecto|del?|en|al?|que|con|por)\b))",
    re.I,
)
# "Último" is also the last of a row: of what comes out again and again it is the newest.
_LAST = re.compile(
    r"\bultim(?P<end>[oa]s?)\s+(?P<noun>datos?|cifras?|numeros?|valor(?:es)?|informaci(?:on|ones)"
    r"|estimaci(?:on|ones)|articulos?|textos?|fuentes?|documentos?|versi(?:on|ones))\b",
    re.I,
)
_NOW = re.compile(
    r"\s*,?\s*\b(?:actualmente|en la actualidad|hoy (?:en|por) (?:dia|hoy)|al? dia de hoy)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a question: Spanish to be translated, or English already."""

    text: str
    spanish: bool = True


@dataclass(frozen=True, slots=True)
class Reworded:
    """A question in pieces, which make it up in English once the Spanish ones are translated.

    :param names: words of it that are names, and stay as they are.
    """

    pieces: tuple[Piece, ...]
    names: frozenset[str] = frozenset()


def reworded(question: str, catalog: Catalog, before: Sequence[str] = ()) -> Reworded:
    """The question with what it says of the articles in English; else it is one Spanish piece.

    :param before: Spanish questions asked before it, latest first: one that only says where to
        look ("¿Y según Lee?") asks again what they asked.
    """
    said = _mentions(question, catalog)
    names = _words_of(said, question)
    whole = of_articles(question, said)
    if whole is not None:
        return Reworded(tuple(Piece(text, spanish) for text, spanish in whole), names)
    text = _newest(question)
    if text != question:
        said = _mentions(text, catalog)
    where, cuts = _where(text, said, catalog)
    rest = _without(text, cuts)
    if where and not has_content(rest):
        rest, more = _asked_before(before, catalog)
        names |= more
    if not rest:
        return Reworded((Piece(f"And {', '.join(where)}?", spanish=False),), names)
    lead = "".join(f"{capital(phrase)}, " for phrase in where)
    body = _asked(rest, _mentions(rest, catalog)) or (Piece(rest),)
    if not lead:
        return Reworded(body, names)
    first = replace(body[0], text=_small(body[0]))
    return Reworded((Piece(lead, spanish=False), first, *body[1:]), names)


def _asked_before(before: Sequence[str], catalog: Catalog) -> tuple[str, frozenset[str]]:
    """The latest question without where it looked, and the names in it; empty if there is none."""
    for question in before:
        said = _mentions(question, catalog)
        rest = _without(question, _where(question, said, catalog)[1])
        if has_content(rest):
            return rest, _words_of(said, question)
    return "", frozenset()


def _words_of(said: Sequence[Mention], text: str) -> frozenset[str]:
    return frozenset(w for m in said for w in re.findall(r"[^\W_]+", m.span.of(text)))


def _small(first: Piece) -> str:
    """An English piece as it goes on after a comma."""
    return first.text if first.spanish else first.text[:1].lower() + first.text[1:]


def capital(text: str) -> str:
    """A text with a capital first letter."""
    return text[:1].upper() + text[1:]


def _mentions(text: str, catalog: Catalog) -> list[Mention]:
    """The names a text mentions; after "según", one typed without its capitals too."""
    said = catalog.mentions(text)
    low = text.lower()
    if len(low) != len(text):
        return said
    held = {m.span for m in said}
    more = (m for m in catalog.mentions(low) if m.span not in held)
    return sorted(
        [*said, *(m for m in more if _ACCORDING.search(plain(text[: m.span.start])))],
        key=lambda m: m.span,
    )


def _newest(text: str) -> str:
    """Say "el dato más reciente" for "el último dato", and "ahora" at the end for "actualmente"."""
    flat = plain(text)
    for found in reversed(list(_LAST.finditer(flat))):
        many = "s" if found["end"].endswith("s") else ""
        noun = text[found.start("noun") : found.end("noun")]
        text = f"{text[: found.start()]}{noun} más reciente{many}{text[found.end() :]}"
    now = _NOW.search(plain(text))
    if now is None:
        return text
    rest = f"{text[: now.start()]}{text[now.end() :]}".rstrip(" ?.!")
    return f"{rest} ahora?"


def _where(text: str, said: Sequence[Mention], catalog: Catalog) -> tuple[list[str], list[Span]]:
    """What a question says of where to look, in English, and the words that say so."""
    where, cuts = list[str](), list[Span]()
    for row in _rows(text, said):
        before = _ACCORDING.search(plain(text[: row[0].span.start]))
        if before:
            where.append(f"according to {' and '.join(m.name for m in row)}")
            cuts.append(Span(before.start(), row[-1].span.end))
    times = [(s, told) for s, told, sure in spans_of_time(text) if sure or _held(told, catalog)]
    if len({phrase for _, phrase in times}) == 1:
        where.append(f"in articles {times[0][1].removeprefix('published ')}")
        cuts += [span for span, _ in times]
    return where, cuts


def _held(told: str, catalog: Catalog) -> bool:
    """Whether the library has articles published then."""
    filters = understand(f"Which articles were {told}?", catalog).filters
    return bool(matching(filters, catalog.refs))


def _rows(text: str, said: Sequence[Mention]) -> list[list[Mention]]:
    """Mentions that stand in one row, "Lee y Pasero", together."""
    rows: list[list[Mention]] = [[m] for m in said[:1]]
    for a, b in pairwise(said):
        if _ROW.fullmatch(text[a.span.end : b.span.start]):
            rows[-1].append(b)
        else:
            rows.append([b])
    return rows


def _without(text: str, cuts: Sequence[Span]) -> str:
    """A question without what only says where to look."""
    for span in sorted(cuts, reverse=True):
        text = f"{text[: span.start]}{text[span.end :]}"
    if cuts:
        text = re.sub(r"\s+(?=[,.?!])", "", text)
        text = re.sub(r"^([¿¡]?)[\s,;:]+", r"\1", text)
        for found in reversed(list(_WHERE.finditer(plain(text)))):
            text = f"{text[: found.start()]}{text[found.end() :]}"
    return text


def _asked(text: str, said: Sequence[Mention]) -> tuple[Piece, ...] | None:
    """Put as English puts it: "What does Lee recommend ...?" for "¿Qué recomienda Lee ...?"."""
    asked = _ASKED.match(plain(text))
    verb = said_verb(text[asked.start("verb") : asked.end("verb")]) if asked else None
    if asked is None or verb is None:
        return None
    found = _subject(text, asked.end(), said)
    if found is None:
        return None
    subject, end = found
    does, base = verb
    rest = text[end:].strip(" ?")
    lead = f"{_ASKING[asked['what'].lower()]} {does} "
    last = (Piece(f" {base} ", spanish=False), Piece(rest)) if rest else ()
    tail = (*last, Piece("?", spanish=False)) if rest else (Piece(f" {base}?", spanish=False),)
    return (Piece(lead, spanish=False), subject, *tail)


def _subject(text: str, at: int, said: Sequence[Mention]) -> tuple[Piece, int] | None:
    """The subject that begins at ``at``, and its end: names in a row, or articles, maybe of one."""
    for row in _rows(text, said):
        if row[0].span.start == at:
            names = " and ".join(m.span.of(text) for m in row)
            return Piece(names, spanish=False), row[-1].span.end
    subject = _SUBJECT.match(plain(text), at)
    if subject is None:
        return None
    end = subject.end()
    for row in _rows(text, said):
        if re.fullmatch(r"\s+(?:de|por)\s+", text[end : row[0].span.start]):
            end = row[-1].span.end
    return Piece(text[at:end]), end
