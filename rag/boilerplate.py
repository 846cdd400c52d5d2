"""Marks the lines of a web page that are not article text: menus, share links, forms, footers.

The rules are for whole lines, so that a sentence about sharing is never taken for a share
button; and what ends a page counts only in its last part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.text import Block, sentences
from rag.types import Skip, Span

TAIL_FROM = 0.4  # comment forms and footers stand in the last part of a page
LINE_CHARS = 120  # a longer line is a sentence, whatever it begins with


def _whole(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{a})" for a in alternatives), re.IGNORECASE)


_SITES = r"(?:facebook|twitter|x|linkedin|whatsapp|pinterest|reddit|email|print)"
_LINES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("junk", re.compile(r"(?!\|)[\W_]+")),  # a table keeps the rule under its head
    (
        "menu",
        _whole(
            r"skip to (the )?(main |primary )?(content|navigation)",
            r"(main |toggle )?(menu|navigation)|home|search|subscribe( now)?|log ?in|sign ?(in|up)",
            r"[\w' -]{3,60} series|register|back to top|advertisement|read more|continue reading",
            r"(previous|next)( (post|article|page))?",
            r"saltar al contenido|men[uú]|inicio|buscar|suscr[ií]bete|iniciar sesi[oó]n|publicidad",
            r"(we use|this (web)?site uses) cookies.*|accept( all)?( cookies)?",
        ),
    ),
    (
        "share",
        _whole(
            r"share( (this|on|via|with)\b[^.]{0,40}| (article|post|story|page|link))?:?",
            r"click to (share|print|email).*|tweet( this)?|print( this)?|e-?mail( this)?|copy link",
            r"follow us( on [^.]*)?:?|like this:?|compart(e|ir)( (esto|en|por|este) [^.]*)?:?",
            rf"(?!x\b){_SITES}([ ,|·/]+{_SITES})*|loading\W*",
        ),
    ),
    (
        "player",
        _whole(
            r"speaker \d+|ai podcast:.*|your news, now playing|aime\s*robot.*",
            r"listen to (this )?(article|story)[^.]*|\d+ ?min(ute)?s? read",
        ),
    ),
    ("bio", _whole(r"author avatar|profile picture")),
)
_TAILS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "comments",
        _whole(
            r"leave a (reply|comment)|(post|add) a( public)? comment\W*",
            r"(\d+|no) (comments?|replies)|comments?( \(\d+\))?:?",
            r"deja (un comentario|una respuesta)|comentarios",
        ),
    ),
    (
        "related",
        _whole(
            r"you (might|may) (also )?(be interested in|like)( this)?( too)?:?",
            r"(related|more|recent|popular) (posts?|articles?|stories|news|reading|from .{1,40}):?",
            r"(read|see) (also|next):?|recommended( for you)?",
            r"te puede interesar[^.]*|(noticias|art[ií]culos) relacionad[ao]s",
        ),
    ),
    (
        "address",
        _whole(
            r"contact( us)?( for a consultation)?|get in touch( with us)?\W*|address(es)?",
            r"(our )?offices|contacto|direcci[oó]n|nuestras oficinas",
        ),
    ),
    (
        "footer",
        _whole(
            r"about (us|the authors?)|author avatar|sign up for .{1,60}|subscribe to .{1,60}",
            r"newsletter|(©|\(c\)|copyright).{0,80}|all rights reserved\.?|privacy policy[^.]*",
            r"terms (of|and) (use|service|conditions)[^.]*",
        ),
    ),
)
_REFERENCES = _whole(
    r"(references|sources?|notes|footnotes|endnotes|bibliography|works cited)\s*:?",
    r"(referencias|fuentes|notas|bibliograf[ií]a)\s*:?",
)
# Sentences that only send the reader elsewhere.
_PROMPT = _whole(
    r"(see|read|find|view|get|download) (it|more|them|the \w+) here[.!]?",
    r"(click|tap) here\b.{0,60}|(ask|call|e-?mail) us\b.{0,80}[.!]",
)
_FOOTNOTE = re.compile(r"(?:[-*•]\s*)?\[\w{1,3}\]")
# An image's alternative text glued to the paragraph it stood before: ``city-hallThe mayor``.
_GLUED = re.compile(r"(?:[a-z]{2,}(?:-[a-z]+)+|[a-z]{6,})(?=[A-Z][a-z]* ?[A-Za-z]+)")


def boilerplate(text: str, parts: Sequence[Block]) -> list[Skip]:
    """What to skip of a page, in no particular order."""
    return [
        *_single_lines(text, parts),
        *_prompts(text, parts),
        *_references(text, parts),
        *_tail(text, parts),
    ]


def _single_lines(text: str, parts: Sequence[Block]) -> Iterator[Skip]:
    for block in parts:
        line = block.span.of(text).strip()
        for reason, pattern in _LINES:
            if len(line) <= LINE_CHARS and pattern.fullmatch(line):
                yield Skip(block.span, reason)
                break


def _prompts(text: str, parts: Sequence[Block]) -> Iterator[Skip]:
    for block in parts:
        if _HERE.search(text, block.span.start, block.span.end):
            spans = sentences(text, block.span)
            yield from (Skip(s, "prompt") for s in spans if _PROMPT.fullmatch(s.of(text)))


_HERE = re.compile(r"\b(?:here|us)\b", re.IGNORECASE)  # without either there is no such sentence


def _tail(text: str, parts: Sequence[Block]) -> list[Skip]:
    """From the first comment form, footer or related list in the last part to the end."""
    for block in parts:
        if block.span.start < TAIL_FROM * len(text):
            continue
        for reason, pattern in _TAILS:
            if pattern.fullmatch(block.span.of(text).strip()):
                return [Skip(Span(block.span.start, len(text)), reason)]
    return []


def _references(text: str, parts: Sequence[Block]) -> Iterator[Skip]:
    """Runs of footnotes, with the heading above them and unmarked notes between them."""
    at = 0
    while at < len(parts):
        if not _is_note(text, parts[at]):
            at += 1
            continue
        stop = at + 1
        while stop < len(parts) and any(_is_note(text, b) for b in parts[stop : stop + 2]):
            stop += 1
        if stop - at >= 2:
            titled = at > 0 and _REFERENCES.fullmatch(parts[at - 1].span.of(text).strip())
            first = parts[at - 1] if titled else parts[at]
            yield Skip(
                Span(whole_line(text, first.span).start, parts[stop - 1].span.end), "references"
            )
        at = stop


def _is_note(text: str, block: Block) -> bool:
    return _FOOTNOTE.match(block.span.of(text)) is not None


def glued(text: str, block: Block) -> Iterator[Skip]:
    """An image's alternative text at the beginning of a paragraph."""
    if found := _GLUED.match(block.span.of(text)):
        yield Skip(Span(block.span.start, block.span.start + found.end()), "image")


def whole_line(text: str, span: Span) -> Span:
    """The whole lines a span stands on, without their line ends."""
    start = max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) + 1
    ends = [at for at in (text.find("\n", span.end), text.find("\r", span.end)) if at >= 0]
    return Span(start, min(ends, default=len(text)))
