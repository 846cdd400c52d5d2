"""Sentences of a chat model's answer as they become complete, with the passages each one cites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.text import sentences, words
from rag.types import Span

MARKER = re.compile(
    r"[\[【]\s*(?:\^|passages?\s+)?(\d{1,3}(?:\s*(?:[,;–-]|and|y)\s*\d{1,3})*)\s*[\]】]",
    re.IGNORECASE,
)
_PART = re.compile(r"(\d+)(?:\s*[–-]\s*(\d+))?")
_OPEN = re.compile(r"[\[【][^\]】]*$")  # a marker of which only the beginning has come
_BULLET = re.compile(r"\s*(?:[-*+•]\s+|\d{1,2}[.)]\s+)")
_HEADING = re.compile(r"\s*(?:#{1,6}\s.*|\*\*[^*]+\*\*:?)\s*")
_EMPHASIS = re.compile(r"\*{1,3}|(?<!\w)_{1,2}(?=\S)|(?<=\S)_{1,2}(?!\w)|`")
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_END = re.compile(r"[.!?…:][\"'”’)\]】*_]*\s")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as a chat model wrote it.

    :param text: without its markers and emphasis.
    :param markers: the numbers in them, in order, each once.
    :param item: whether it begins an item of a list.
    """

    text: str
    markers: tuple[int, ...] = ()
    item: bool = False


class Sentences:
    """Cuts what comes piece by piece into sentences.

    Headings and what a model thinks aloud are left out.
    """

    def __init__(self) -> None:
        self.written = ""
        self._done = 0  # characters of what is said that have been given out
        self._inside = False  # of a line that has begun already

    @property
    def said(self) -> str:
        """All that was written, but for what was thought aloud."""
        return _THOUGHT.sub("", self.written)

    @property
    def coming(self) -> str:
        """What has come of a sentence that is not complete."""
        return self.said[self._done :]

    def add(self, piece: str) -> list[Said]:
        """The sentences that a piece completes."""
        self.written += piece
        return list(self._complete(last=False))

    def rest(self) -> list[Said]:
        """What is left when nothing more will come."""
        return list(self._complete(last=True))

    def _complete(self, last: bool) -> Iterator[Said]:
        while (at := self.coming.find("\n")) >= 0:
            yield from self._of_line(self.coming[:at])
            self._done += at + 1
            self._inside = False
        line = self.coming
        if last:
            self._done += len(line)
            yield from self._of_line(line)
        elif _END.search(line) and not _OPEN.search(line) and not _HEADING.match(line):
            yield from self._of_begun(line)

    def _of_begun(self, line: str) -> Iterator[Said]:
        """The sentences of a line that another has followed already."""
        spans = _cut(line)
        # A word alone may still turn out to belong to the sentence before it.
        if len(spans) < 2 or not _has_begun(spans[-1].of(line)):
            return
        yield from self._all(line, spans[:-1])
        self._done += spans[-1].start

    def _of_line(self, line: str) -> Iterator[Said]:
        if not (_HEADING.fullmatch(line) and not self._inside):
            yield from self._all(line, _cut(line))

    def _all(self, line: str, spans: list[Span]) -> Iterator[Said]:
        for span in spans:
            text = span.of(line)
            bullet = None if self._inside else _BULLET.match(text)
            self._inside = True
            said = _said(text[bullet.end() :] if bullet else text, item=bullet is not None)
            if said.text:
                yield said


def _cut(line: str) -> list[Span]:
    """The sentences of a line, a bullet with the first of them."""
    bullet = _BULLET.match(line)
    at = bullet.end() if bullet else 0
    found = sentences(line, Span(at, len(line)))
    return [Span(0, found[0].end), *found[1:]] if found else []


def _has_begun(text: str) -> bool:
    bare = MARKER.sub("", text).lstrip()
    return bool(words(bare)) and " " in bare


def _said(text: str, item: bool) -> Said:
    numbers = [n for found in MARKER.finditer(text) for n in _numbers(found[1])]
    bare = MARKER.sub("", text)
    bare = re.sub(r"\s+(?=[.,;:!?](?:\s|$))", "", _EMPHASIS.sub("", bare))
    bare = " ".join(bare.split())
    return Said(bare if words(bare) else "", tuple(dict.fromkeys(numbers)), item)


def _numbers(inside: str) -> Iterator[int]:
    for first, last in _PART.findall(inside):
        yield from range(int(first), min(int(last or first), int(first) + 20) + 1)
