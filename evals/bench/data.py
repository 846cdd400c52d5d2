"""Reads the files of public sets: JSON and JSON Lines, plain or gzipped."""

from __future__ import annotations

import gzip
import json
import zlib
from pathlib import Path
from typing import Any

from rag.errors import UsageError


def read_json(file: Path) -> Any:
    """What a JSON file holds.

    :raises UsageError: if it cannot be read or is none.
    """
    try:
        return json.loads(_text(file))
    except ValueError as error:
        raise UsageError(f"{file} is not JSON ({error})") from error


def read_lines(file: Path) -> list[Any]:
    """What each line of a JSON Lines file holds; errors as ``read_json``'s."""
    try:
        return [json.loads(line) for line in _text(file).split("\n") if line.strip()]
    except ValueError as error:
        raise UsageError(f"{file} is not JSON Lines ({error})") from error


def _text(file: Path) -> str:
    try:
        raw = file.read_bytes()
        return (gzip.decompress(raw) if file.suffix == ".gz" else raw).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8") from error
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror or error}") from error
    except (EOFError, zlib.error) as error:
        raise UsageError(f"cannot read {file}: it is damaged") from error
