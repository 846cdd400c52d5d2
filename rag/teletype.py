"""An answer in a terminal as it comes, sentence by sentence, as it would stand there whole."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TextIO

from rag.show import WIDTH, body_text, head_lines, tail_lines
from rag.types import Answer, Partial


class Teletype:
    """Types words, breaking lines as a text is wrapped that is there at once.

    :param out: where they go.
    """

    def __init__(self, out: TextIO, width: int = WIDTH) -> None:
        self._out, self._width = out, width
        self._column, self._word = 0, ""

    def type(self, text: str) -> None:
        """Type a text; its last word waits until it is known to be whole."""
        for character in text:
            if character in " \n":
                self._flush()
            if character == "\n":
                self._out.write("\n")
                self._column = 0
            elif character != " ":
                self._word += character
        self._out.flush()

    def end(self) -> None:
        """Type what waits, and end the line."""
        self._flush()
        self._out.write("\n")
        self._out.flush()

    def _flush(self) -> None:
        if not self._word:
            return
        gap = 1 if self._column else 0
        if gap and self._column + gap + len(self._word) > self._width:
            self._out.write("\n")
            self._column = gap = 0
        self._out.write(" " * gap + self._word)
        self._column += gap + len(self._word)
        self._word = ""


def typed(parts: Iterator[Partial | Answer], final: bool = True) -> Answer:
    """Type an answer on stdout while it comes; returns the whole.

    What a model said that is not the answer in the end stays above it.

    :param final: whether what has come stays as it is; else nothing is typed before the end.
    """
    page = _Page(sys.stdout)
    for part in parts:
        if isinstance(part, Answer):
            page.finish(part)
            return part
        if final:
            page.go_on(part.answer)
    raise AssertionError("a stream ends with its answer")


class _Page:
    """What has been typed of an answer."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._teletype, self._told, self._noted = Teletype(out), "", ""

    def go_on(self, answer: Answer) -> None:
        """Type what an answer says more."""
        self._type(body_text(answer), answer)

    def finish(self, answer: Answer) -> None:
        """Type what is left of an answer, or all of it where another had begun."""
        whole = body_text(answer)
        if not whole.startswith(self._told):
            self._teletype.end()
            self._out.write("\n")
            self._teletype, self._told = Teletype(self._out), ""
        self._type(whole, answer)
        self._teletype.end()
        self._lines(tail_lines(answer))
        self._note(answer)

    def _type(self, text: str, answer: Answer) -> None:
        if text and not self._told:
            self._note(answer)
            self._lines(head_lines(answer))
        self._teletype.type(text[len(self._told) :])
        self._told = text

    def _note(self, answer: Answer) -> None:
        """Say on stderr what a person should know about it, once."""
        if answer.note and answer.note != self._noted:
            self._noted = answer.note
            print(answer.note, file=sys.stderr)

    def _lines(self, lines: Sequence[str]) -> None:
        self._out.writelines(f"{line}\n" for line in lines)
