"""Benchmark files of JSON lines, gzipped or not, and the halves they are split into."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

from rag.errors import UsageError


def json_lines(file: Path) -> list[dict[str, Any]]:
    """The objects of a ``.jsonl`` or ``.jsonl.gz`` file.

    :raises UsageError: if it cannot be read as such.
    """
    try:
        raw = file.read_bytes()
        text = gzip.decompress(raw) if file.suffix == ".gz" else raw
        return [json.loads(line) for line in text.decode("utf-8").splitlines() if line.strip()]
    except (OSError, ValueError, EOFError) as error:
        raise UsageError(f"{file} is not a file of JSON lines") from error


def is_for_fitting(article: str) -> bool:
    """Whether an article belongs to the half that models may be fitted on.

    Decided by the SHA-256 of its title or text, so that all that is said of one article falls on
    one side. Figures are reported on the other half alone.
    """
    return hashlib.sha256(article.encode()).digest()[0] % 2 == 0
