"""What ``fuente conversations`` does: lists those of the app, shows one again, forgets it."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict

from rag.config import Settings
from rag.conversations import Conversation, Conversations
from rag.errors import LibraryError, UsageError
from rag.library import Library
from rag.show import answer_lines, show
from rag.types import Answer


def conversations(args: Namespace, settings: Settings) -> int:
    """Do what the arguments say.

    :raises UsageError: if an id is missing, or given where none belongs.
    :raises LibraryError: if there is no such conversation.
    """
    if bool(args.names) != (args.action in ("show", "remove")):
        wrong = "without an id" if not args.names else "with an id"
        raise UsageError(f"{args.action} {wrong}", "Run: fuente conversations --help")
    with Library.open(settings) as library:
        kept = library.conversations
        if args.action == "list":
            every = kept.all()
            show(_listed(every), [asdict(one) for one in every], args.json)
        for name in args.names:
            one = _the_one(kept, name)
            if args.action == "remove":
                kept.remove(one.id)
                print(f"removed {one.id}", file=sys.stderr)
            else:
                said = kept.exchanges(one.id)
                show(_lines(said), [answer.to_json() for _, answer in said], args.json)
    return 0


def _the_one(kept: Conversations, name: str) -> Conversation:
    """The conversation of an id, or of the beginning of one."""
    found = [one for one in kept.all() if one.id.startswith(name)]
    if len(found) != 1:
        what = "no" if not found else "more than one"
        raise LibraryError(f"{what} conversation {name!r}", "Run: fuente conversations")
    return found[0]


def _listed(every: Sequence[Conversation]) -> list[str]:
    lines = [f"{one.id}  {one.began[:10]}  {one.title}" for one in every]
    return lines or ["No conversation is kept. The app keeps them: fuente serve"]


def _lines(said: Sequence[tuple[str, Answer]]) -> list[str]:
    lines: list[str] = []
    for question, answer in said:
        lines += ["", f"> {question}", "", *answer_lines(answer)]
    return lines[1:]
