"""Golden cases: questions with the words that answer them and the quotes that prove it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from rag.errors import UsageError
from rag.types import Document, Span, Turn

SPLITS = ("dev", "held")
_REQUIRED = {"id", "question", "answerable"}
_KNOWN = _REQUIRED | {"answers", "answers_all", "evidence", "also", "tags", "split", "history"}


@dataclass(frozen=True, slots=True)
class Gold:
    """Words that stand in a source; the path may be any tail of the document's own path."""

    source: str
    quote: str


@dataclass(frozen=True, slots=True)
class Case:
    """One question of a golden set.

    :param answers: alternatives; one of them must be in the answer.
    :param answers_all: groups of alternatives; where given, one of every group must be in
        the answer and ``answers`` no longer decides.
    :param evidence: the quotes that prove the answer.
    :param also: quotes that may be cited too but need not be.
    :param split: ``dev`` for choosing constants, ``held`` for quoting figures.
    """

    id: str
    question: str
    answerable: bool
    answers: tuple[str, ...] = ()
    answers_all: tuple[tuple[str, ...], ...] = ()
    evidence: tuple[Gold, ...] = ()
    also: tuple[Gold, ...] = ()
    tags: tuple[str, ...] = ()
    split: str = "held"
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a gold quote stands: every occurrence in its document, all equally acceptable."""

    doc_id: str
    spans: tuple[Span, ...]


def load_cases(paths: Iterable[Path]) -> list[Case]:
    """The cases of JSON Lines files, in order; folders stand for their ``*.jsonl`` files.

    :raises UsageError: naming every bad line as ``file:line: what``.
    """
    cases: list[Case] = []
    problems: list[str] = []
    seen: dict[str, str] = {}
    for path in _files(paths):
        for number, line in enumerate(_lines(path), start=1):
            if not line.strip():
                continue
            where = f"{path}:{number}"
            try:
                case = parse_case(line)
                if case.id in seen:
                    raise ValueError(f"id {case.id!r} is already used at {seen[case.id]}")
            except ValueError as error:
                problems.append(f"{where}: {error}")
                continue
            seen[case.id] = where
            cases.append(case)
    if problems:
        raise UsageError("bad golden cases:\n" + "\n".join(problems))
    return cases


def _files(paths: Iterable[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        found = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
        if not found:
            raise UsageError(f"no .jsonl file in {path}", "Give a file of golden cases.")
        files.extend(found)
    return files


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(f"cannot read {path}: {reason}") from error


def parse_case(line: str) -> Case:
    """A case from one line of JSON.

    :raises ValueError: saying what is wrong with it.
    """
    try:
        raw = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at column {error.colno}") from error
    if not isinstance(raw, dict):
        raise ValueError("not a JSON object")
    _check_keys(raw)
    case = Case(
        id=_text(raw["id"], "id"),
        question=_text(raw["question"], "question"),
        answerable=raw["answerable"],
        answers=_texts(raw.get("answers", []), "answers"),
        answers_all=tuple(_texts(g, "answers_all") for g in _list(raw, "answers_all")),
        evidence=tuple(_gold(e, "evidence") for e in _list(raw, "evidence")),
        also=tuple(_gold(e, "also") for e in _list(raw, "also")),
        tags=_texts(raw.get("tags", []), "tags"),
        split=raw.get("split", "held"),
        history=tuple(_turn(t) for t in _list(raw, "history")),
    )
    _check_sense(case)
    return case


def _check_keys(raw: Mapping[str, Any]) -> None:
    if missing := sorted(_REQUIRED - raw.keys()):
        raise ValueError(f"missing {', '.join(missing)}")
    if unknown := sorted(raw.keys() - _KNOWN):
        raise ValueError(f"unknown key {', '.join(unknown)}")


def _check_sense(case: Case) -> None:
    if not isinstance(case.answerable, bool):
        raise ValueError("answerable must be true or false")
    if case.split not in SPLITS:
        raise ValueError(f"split must be dev or held, not {case.split!r}")
    if case.answerable and not (case.answers or case.answers_all):
        raise ValueError("an answerable case needs answers")
    if case.answerable and not case.evidence:
        raise ValueError("an answerable case needs evidence")
    if not all(case.answers_all):
        raise ValueError("answers_all has an empty group")
    if not case.answerable and (case.answers or case.answers_all or case.evidence):
        raise ValueError("an unanswerable case has neither answers nor evidence")


def _list(raw: Mapping[str, Any], key: str) -> list[Any]:
    value = raw.get(key) or []
    if not isinstance(value, list):
        raise ValueError(f"{key} must be a list")
    return value


def _text(value: Any, key: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key} must be text")
    return value


def _texts(value: Any, key: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(f"{key} must be a list of texts")
    return tuple(_text(v, key) for v in value)


def _gold(value: Any, key: str) -> Gold:
    if not isinstance(value, dict) or value.keys() != {"source", "quote"}:
        raise ValueError(f"{key} must be a list of objects with source and quote")
    return Gold(_text(value["source"], "source"), _text(value["quote"], "quote"))


def _turn(value: Any) -> Turn:
    if not isinstance(value, dict) or value.get("role") not in ("user", "assistant"):
        raise ValueError("history must be a list of objects with role and content")
    return Turn(value["role"], _text(value.get("content"), "content"))


def select(cases: Iterable[Case], split: str = "all", tags: Sequence[str] = ()) -> list[Case]:
    """The cases of a split (``all`` for both) that carry every one of ``tags``."""
    return [c for c in cases if split in ("all", c.split) and set(tags) <= set(c.tags)]


def locate(gold: Gold, documents: Mapping[str, Document]) -> Place | None:
    """Where a quote stands, or None if its source or its words are not in the library.

    :param documents: by source path or URL.
    """
    document = _match(gold.source, documents)
    spans = tuple(_occurrences(document.text, gold.quote)) if document else ()
    return Place(document.ref.doc_id, spans) if document and spans else None


def problems_in(cases: Iterable[Case], documents: Mapping[str, Document]) -> list[str]:
    """One line for every quote that does not stand verbatim in its source."""
    found = []
    for case in cases:
        for gold in (*case.evidence, *case.also):
            if _match(gold.source, documents) is None:
                found.append(f"{case.id}: no document {gold.source!r} in the library")
            elif locate(gold, documents) is None:
                found.append(f"{case.id}: not in {gold.source}: {gold.quote!r}")
    return found


def _match(source: str, documents: Mapping[str, Document]) -> Document | None:
    if source in documents:
        return documents[source]
    tail = PurePath(source).parts
    for known, document in documents.items():
        if PurePath(known).parts[-len(tail) :] == tail:
            return document
    return None


def _occurrences(text: str, quote: str) -> list[Span]:
    spans = []
    at = text.find(quote)
    while at >= 0:
        spans.append(Span(at, at + len(quote)))
        at = text.find(quote, at + 1)
    return spans
