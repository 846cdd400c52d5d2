"""Reads a file into a ``Document`` whose text is the decoded file, character for character."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from rag.clean import covered, examine
from rag.dates import iso_date
from rag.errors import LoadError
from rag.language import language_code, language_of
from rag.text import blocks, subtract, words
from rag.types import Document, Metadata, Skip, Source, Span

SUFFIXES = (".md", ".txt")
MAX_BYTES = 64 * 1024 * 1024

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<yaml>.*?)(?:^|\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def load(path: str | Path) -> Document:
    """The document a file holds: its text untouched, what to skip marked, its metadata found.

    :raises LoadError: if the file is missing, empty, too large, binary or of another kind, or
        its front matter is broken.
    """
    file = Path(path)
    if file.suffix.lower() not in SUFFIXES:
        raise LoadError(f"{file.name} is not one of {', '.join(SUFFIXES)}")
    data = read(file)
    text, encoding = decode(data)
    return from_text(text, str(path), hashlib.sha256(data).hexdigest(), encoding)


def from_text(text: str, source: str, sha256: str, encoding: str = "utf-8") -> Document:
    """The document of a text that is at hand already.

    :raises LoadError: if there is nothing in it to read, or its front matter is broken.
    """
    if not text.strip():
        raise LoadError("the file is empty")
    fields, front = front_matter(text)
    places = front_places(text) if front else {}
    examined = examine(text, front.end if front else 0, described=front is not None)
    skips = ([Skip(front, "front-matter")] if front else []) + examined.skips
    meta = _with_language(_merge(fields, places, examined.meta, source), text, skips)
    ref = Source(sha256[:16], source, sha256, meta)
    document = Document(ref, text, tuple(skips), encoding)
    if not any(words(b.span.of(text)) and not covered(b.span, skips) for b in blocks(text)):
        raise LoadError("the file holds no article text")
    return document


def read(file: Path) -> bytes:
    """The bytes of a file.

    :raises LoadError: if it cannot be read, is empty or larger than 64 MiB.
    """
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise LoadError(f"the file is larger than {MAX_BYTES // 2**20} MiB")
        data = file.read_bytes()
    except OSError as error:
        raise LoadError(f"the file cannot be read ({error.strerror or error})") from error
    if not data.strip():
        raise LoadError("the file is empty")
    return data


def decode(data: bytes) -> tuple[str, str]:
    """The text and the encoding it was read with: UTF-8 (or UTF-16 with a mark), else cp1252.

    :raises LoadError: if it is binary or neither encoding fits.
    """
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _BINARY.search(text):
            raise LoadError("the file is binary, not text")
        return text, encoding
    raise LoadError("the file's text encoding is not UTF-8, UTF-16 or Windows-1252")


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return ("utf-8", "cp1252")


def front_matter(text: str) -> tuple[Mapping[str, Any], Span | None]:
    """The YAML mapping a file begins with and where it stands, if it does.

    A rule of dashes that no mapping follows is part of the text.

    :raises LoadError: if it begins like a mapping and cannot be parsed.
    """
    found = _FRONT.match(text)
    if not found:
        return {}, None
    try:
        fields = yaml.safe_load(found["yaml"])
    except yaml.YAMLError as error:
        if re.match(r"\s*\w+:", found["yaml"]):
            mark = getattr(error, "problem_mark", None)
            line = f" on line {mark.line + 2}" if mark else ""
            raise LoadError(f"its front matter is not valid YAML{line}") from error
        return {}, None
    if not isinstance(fields, dict):
        return {}, None
    return fields, Span(0, found.end())


def front_places(text: str) -> dict[str, Span]:
    """Where the front matter states each of its fields: key and value, as ``author: Ada Holt``."""
    found = _FRONT.match(text)
    node = yaml.compose(found["yaml"], yaml.SafeLoader) if found else None
    if not found or not isinstance(node, yaml.MappingNode):
        return {}
    at = found.start("yaml")
    return {
        key.value: _stripped(text, at + key.start_mark.index, at + value.end_mark.index)
        for key, value in node.value
        if isinstance(key, yaml.ScalarNode)
    }


def _stripped(text: str, start: int, end: int) -> Span:
    return Span(start, start + len(text[start:end].rstrip()))


_STRINGS: dict[str, Callable[[Any], str]] = {
    "published": lambda v: iso_date(str(v)[:10]) or iso_date(str(v)) or str(v),
    "author": lambda v: ", ".join(map(str, v)) if isinstance(v, list) else str(v),
}


def _merge(
    fields: Mapping[str, Any], places: Mapping[str, Span], seen: Metadata, source: str
) -> Metadata:
    """Front matter first, then what the text states, then the file's name as the title."""
    known = ("title", "author", "publisher", "published", "language", "url", "kind")
    given = {
        key: _STRINGS.get(key, str)(fields[key]).strip()
        for key in known
        if fields.get(key) not in (None, "", [])
    }
    stated = {k: f" {places[k].start}:{places[k].end}" for k in given if k in places}
    found = {**seen.found, **{k: f"front matter{stated.get(k, '')}" for k in given}}
    meta = replace(seen, **given, found=found)
    if meta.title:
        return meta
    stem = Path(source).stem.replace("_", " ").replace("-", " ").strip()
    return replace(meta, title=stem or source, found={**found, "title": "file name"})


def _with_language(meta: Metadata, text: str, skips: list[Skip]) -> Metadata:
    """The language front matter gives as its code, or the one the article's words tell."""
    if meta.language:
        return replace(meta, language=language_code(meta.language))
    article = subtract(Span(0, len(text)), [skip.span for skip in skips])
    return replace(meta, language=language_of("\n".join(span.of(text) for span in article)))
