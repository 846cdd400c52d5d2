"""What is asked on the command line: a question with its filters, or the lines of a batch."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rag.batch import is_unicode
from rag.errors import UsageError
from rag.types import Filters, Turn

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.readers import Readers


def question_of(args: Namespace) -> str | None:
    """The question asked; None where a batch of them is to be read.

    :raises UsageError: if there is none, or both are given.
    """
    if args.batch is not None:
        if args.question is not None:
            raise UsageError("both a question and --batch are given", "Give one of them.")
        return None
    if args.question is None:
        raise UsageError("no question given", f'Try: fuente {args.verb} "Who funds it?"')
    text = sys.stdin.read() if args.question == "-" else str(args.question)
    if not text.strip():
        raise UsageError("the question is empty", "Type one.")
    if not is_unicode(text):
        raise UsageError("the question is not valid UTF-8", "Type it anew, or mend its encoding.")
    return text.strip()


def filters_of(args: Namespace) -> Filters:
    """Which articles the flags leave."""
    return Filters(
        sources=tuple(args.source),
        authors=tuple(args.author),
        publishers=tuple(args.publisher),
        after=args.after,
        before=args.before,
    )


def _of_line(line: Mapping[str, Any], given: Filters) -> Filters:
    """The filters a line of a batch carries, over those of the flags."""
    own = line.get("filters", {})
    if not isinstance(own, dict) or not all(_fits(key, value) for key, value in own.items()):
        raise UsageError(
            "filters holds something else than lists of texts (sources, authors, publishers),"
            " dates (after, before) and newest"
        )
    told: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in own.items()}
    return replace(given, **told)


def _fits(key: str, value: object) -> bool:
    if key in ("sources", "authors", "publishers"):
        return isinstance(value, list) and all(isinstance(v, str) for v in value)
    if key in ("after", "before"):
        return isinstance(value, str)
    return key == "newest" and isinstance(value, bool)


def answer_line(
    assistant: Assistant, readers: Readers, line: Mapping[str, Any], filters: Filters
) -> dict[str, Any]:
    """One line of ``ask --batch``: from the library, or from the passages the line carries.

    :raises UsageError: if what it carries is of another form.
    """
    history = _history(line.get("history", []))
    if "passages" in line:
        return readers.answer(line["question"], line["passages"], history)
    return assistant.ask(line["question"], history, _of_line(line, filters)).to_json()


def _history(turns: object) -> list[Turn]:
    if not isinstance(turns, list):
        raise UsageError("history is not a list")
    for turn in turns:
        known = isinstance(turn, dict) and turn.get("role") in ("user", "assistant")
        if not known or not isinstance(turn.get("content"), str):
            raise UsageError('history holds something else than {"role", "content"}')
    return [Turn(turn["role"], turn["content"]) for turn in turns]


def search_line(
    assistant: Assistant, line: Mapping[str, Any], k: int, filters: Filters
) -> dict[str, Any]:
    """One line of ``search --batch``; errors as ``answer_line``'s."""
    hits, scope = assistant.found(line["question"], k, _of_line(line, filters))
    narrowed = {"filters": scope.filters.to_json(), "note": scope.note} if scope.filters else {}
    return {"question": line["question"], "hits": [h.to_json() for h in hits], **narrowed}
