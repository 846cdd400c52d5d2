"""What ``fuente check`` does: reads a draft or a line of a batch, and has it checked."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.batch import is_unicode
from rag.errors import UsageError

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.types import Checked


def check_draft(assistant: Assistant, name: str) -> tuple[list[Checked], str, str]:
    """The statements of a draft, checked against the library, its text, and what could not be done.

    :param name: a file, or ``-`` for stdin.
    :raises UsageError: if it cannot be read or is empty.
    """
    text = _read(name)
    if not text.strip():
        raise UsageError("the draft is empty", "Give a file with sentences in it.")
    return assistant.check(text), text, assistant.uncheckable(text)


def _read(name: str) -> str:
    if name == "-":
        text = sys.stdin.read()
    else:
        try:
            # Bytes, so that no line end is changed and offsets are those of the file.
            text = Path(name).read_bytes().decode("utf-8-sig", errors="surrogateescape")
        except OSError as error:
            raise UsageError(f"cannot read {name}: {error.strerror}") from error
    if not is_unicode(text):
        raise UsageError("the draft is not valid UTF-8", "Save it as UTF-8.")
    return text


def check_line(assistant: Assistant, line: Mapping[str, Any]) -> dict[str, Any]:
    """One line of ``check --batch``: against the texts it carries, or against the library.

    :raises UsageError: if its evidence is not a list of texts.
    """
    evidence = line.get("evidence")
    if evidence is not None and not _are_texts(evidence):
        raise UsageError("evidence is not a list of texts")
    (checked,) = assistant.check_claims([line["claim"]], evidence)
    made = checked.verdict_json()
    if evidence is not None:
        for citation in (*made["citations"], *made["contradicted"]):
            citation["source"] = int(citation["source"])
    note = assistant.uncheckable(line["claim"], evidence)
    return {**made, **({"note": note} if note else {})}


def _are_texts(evidence: object) -> bool:
    return isinstance(evidence, list) and all(isinstance(text, str) for text in evidence)
