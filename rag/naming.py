"""The source a person means by what was typed: a path, the end of one, or a document's id.

And the words of a file's name, by which one may know it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import PurePath

from rag.errors import LibraryError
from rag.types import Source, SourceState

SHORTEST_ID = 4  # hex digits of a doc_id that may stand for it


def the_one(text: str, states: Sequence[SourceState]) -> SourceState:
    """The one source meant: its path, the start of its doc_id, or the end of its path.

    :raises LibraryError: if none or more than one is meant.
    """
    names = (text, os.path.abspath(text))  # noqa: PTH100 - Path.resolve may raise
    for found in (
        [s for s in states if s.source in names],
        [s for s in states if s.ref and s.ref.source == s.source and starts_id(text, s.ref)],
        [s for s in states if ends_path(text, s.source)],
    ):
        if len(found) > 1:
            which = ", ".join(s.source for s in found[:3])
            raise LibraryError(f"{text!r} may mean {which}", "Give more of its path.")
        if found:
            return found[0]
    raise LibraryError(f"{text!r} is not in the library", "`fuente sources` lists what is.")


def starts_id(text: str, ref: Source) -> bool:
    """Whether a text is a document's id, or enough of its start."""
    return len(text) >= SHORTEST_ID and ref.doc_id.startswith(text.lower())


def ends_path(text: str, source: str) -> bool:
    """Whether a text is the end of a path, whole names of it."""
    return source.endswith("/" + text.removeprefix("./"))


def file_words(source: str) -> str:
    """The words of a file's name, a space apart: ``port-note_2015.md`` is "port note 2015"."""
    return re.sub(r"[\W_]+", " ", PurePath(source).stem)
