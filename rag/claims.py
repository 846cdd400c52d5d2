"""Splits a draft into the statements it makes, each with its exact place in the draft."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.messages import say
from rag.terms import has_content, words_of
from rag.text import blocks, sentences, trim
from rag.types import Span

_FENCE = re.compile(r"^[ ]{0,3}(```|~~~)[^\n]*\n.*?(?:^[ ]{0,3}\1[ \t]*$|\Z)", re.M | re.S)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?^---[ \t]*$", re.M | re.S)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
# What a draft carries besides its words; blanked out, so that offsets stay.
_MARKS = re.compile(
    r"(?:\[\^?\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*\])"  # [1], [^2], [1, 3]
    r"|\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)"  # the address of a link
    r"|!?\[(?=[^\[\]]*\]\()"  # and the bracket before its words
    r"|<https?://[^>\s]*>|\*{1,3}|(?<!\w)_{1,2}(?=\S)|(?<=\S)_{1,2}(?!\w)|`"
)
_REFERENCE = re.compile(r"\s*\[\^?\d{1,3}\](?!\()\s*:?")
_DOUBTS = {say(w, x) for w in ("partial", "unsupported", "uncited") for x in ("en", "es")}
DOUBT = rf"\s*\((?:{'|'.join(map(re.escape, sorted(_DOUBTS)))})\)"  # as Fuente marks its own
_FLAG = re.compile(rf"{DOUBT}\s*$")
_QUESTION = re.compile(r"\?[\"'”’)\]*_\s]*$")
# Words about the answer itself, such as other systems wrap theirs in: they state nothing of the
# world, so no source can support them.
_SOURCES = r"(?:passages?|texts?|sources?|information|context|articles?)"
_TALK = re.compile(
    r"^\W*(?:here(?:['’]s| is| are)\b[^.]*:\s*$"
    r"|(?:sure|certainly|of course|okay)\b[,!.]|i hope|let me)"
    r"|\bhere(?:['’]s| is) (?:a|the|my) (?:\w+ )?(?:summary|answer|list|breakdown)\b"
    rf"|\b(?:the|these|those|given|provided|available)(?: \w+)? {_SOURCES}\b[^.]{{0,60}}"
    r"\b(?:do(?:es)?(?:n['’]t| not)|cannot|can['’]t|unable|lacks?|insufficient|unclear)\b"
    r"|\b(?:not|no|unable|cannot|n['’]t|impossible|insufficient|without)\b[^.]{0,90}"
    rf"\b(?:(?:provided|given|available|these|the) {_SOURCES}|the question|further information"
    r"|additional (?:context|information)|explicitly (?:mentioned|stated|specified))\b"
    r"|\bunable to (?:answer|provide|determine)\b",
    re.IGNORECASE,
)
# What only says whose words follow, or joins them to the last: no part of what is claimed.
_FRAME = re.compile(
    r"\W*(?:"
    r"(?:based on|according to|as (?:stated|mentioned|noted|described) in|per)\s"
    rf"(?:(?:the|this|these|all|both)\s)?(?:(?:given|provided|above|available)\s)?{_SOURCES}"
    r"(?:\s(?:provided|given))?(?:\s\d(?:(?:,\s|\sand\s|,\sand\s)\d)*)?,"
    rf"|(?:(?:the|this)\s{_SOURCES}|passage\s\d)(?:\salso)?\s"
    r"(?:state|mention|say|note|report|explain|suggest|describe|discusse|highlight|indicate|add"
    r"|conclude)s(?:\sthat)?\b"
    r"|(?:in\s(?:summary|conclusion|addition)|overall|to\ssummarize|additionally|furthermore"
    r"|however|therefore|thus|moreover|finally|meanwhile|also|so|for\s(?:example|instance)),"
    r")",
    re.IGNORECASE,
)
_LEAST = 2  # words that make a statement


def bare(draft: str) -> str:
    """The draft with markers, links' addresses and emphasis blanked; every offset holds."""
    return _MARKS.sub(lambda m: " " * len(m.group()), draft)


def unframed(statement: str) -> str:
    """The statement with "According to the passages," and "However," blanked; offsets hold."""
    frame = _FRAME.match(statement)
    rest = statement[frame.end() :] if frame else ""
    return " " * len(statement[: -len(rest)]) + rest if has_content(rest) else statement


def statements(draft: str) -> list[Span]:
    """The sentences of a draft that state something, in order, as spans of it.

    Headings, questions, code, lists of references, talk about the answer itself ("Here is a
    summary:", "The passages do not say") and what has no content words are left out.
    """
    return list(_statements(draft))


def _statements(draft: str) -> Iterator[Span]:
    body = _without(draft, _FRONT_MATTER, _FENCE, _COMMENT)
    for block in blocks(body):
        text = block.span.of(body)
        if block.kind == "heading" or text.startswith("|") or _is_reference(body, block.span):
            continue
        for span in sentences(body, block.span):
            said = _said(draft, span)
            if said is not None:
                yield said


def _without(draft: str, *parts: re.Pattern[str]) -> str:
    for part in parts:
        draft = part.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), draft)
    return draft


def _is_reference(body: str, span: Span) -> bool:
    """Whether a block begins with the marker it explains: "[1] Title, 2017"."""
    line = body.rfind("\n", 0, span.start) + 1
    return _REFERENCE.match(body, line) is not None and body[line : span.start].strip() == ""


def _said(draft: str, span: Span) -> Span | None:
    """A sentence without the markers at its ends; None where it states nothing."""
    clean = bare(span.of(draft))
    end = len(_FLAG.sub("", clean))
    inner = trim(clean, Span(0, end))
    said = inner.of(clean)
    if (
        _QUESTION.search(said)
        or _TALK.search(said)
        or not has_content(said)
        or len(words_of(said)) < _LEAST
    ):
        return None
    return Span(span.start + inner.start, span.start + inner.end)
