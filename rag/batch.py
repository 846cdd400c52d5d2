"""A batch: JSON lines read and answered one by one, in order."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from rag.errors import LibraryError, LoadError, UsageError

Work = Callable[[Mapping[str, Any]], dict[str, Any]]


def run_batch(source: str, work: Work, asked: str = "question") -> int:
    """Answer line by line, in order; a bad line gets an ``error`` and the rest go on.

    :param source: a file of one JSON object a line, or ``-`` for stdin.
    :param work: what is written for a line, besides its ``id``.
    :param asked: the key every line must have, with a text.
    :return: the exit status: 1 if a line failed.
    :raises UsageError: if the file cannot be read.
    """
    failed = 0
    with _lines(source) as lines:
        for number, text in enumerate(lines, start=1):
            if not text.strip():
                continue
            line: dict[str, Any] = {}
            try:
                line = _parse(text)
                _check_asked(line, asked)
                out = work(line)
            except (UsageError, LoadError, LibraryError) as error:
                failed += 1
                out = {"line": number, "error": str(error)}
                print(f"fuente: line {number}: {error}", file=sys.stderr)
            given = {"id": line["id"]} if "id" in line else {}
            print(json.dumps({**given, **out}, ensure_ascii=False), flush=True)
    return 1 if failed else 0


@contextmanager
def _lines(source: str) -> Iterator[Iterator[str]]:
    if source == "-":
        yield iter(sys.stdin)
        return
    # A byte that is no UTF-8 spoils its line, not the file.
    with ExitStack() as stack:
        try:
            file = stack.enter_context(
                Path(source).open(encoding="utf-8-sig", errors="surrogateescape")
            )
        except OSError as error:
            raise UsageError(f"cannot read {source}: {error.strerror}") from error
        yield iter(file)


def _parse(text: str) -> dict[str, Any]:
    if not is_unicode(text):
        raise UsageError("not UTF-8")
    try:
        line = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"not JSON ({error})") from error
    if not isinstance(line, dict):
        raise UsageError("not a JSON object")
    if not is_unicode(json.dumps(line, ensure_ascii=False)):
        raise UsageError("half of a surrogate pair in it")
    return line


def _check_asked(line: Mapping[str, Any], asked: str) -> None:
    text = line.get(asked)
    if not isinstance(text, str) or not text.strip():
        raise UsageError(f'no "{asked}" in it')


def is_unicode(text: str) -> bool:
    """Whether no byte that could not be decoded, and no half of a character, is in it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
