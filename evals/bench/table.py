"""What the benchmarks share: rows of text, and progress on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TypeVar

Row = Sequence[str]
T = TypeVar("T")


def watched(items: Sequence[T]) -> Iterable[T]:
    """Go through ``items`` with a progress bar on stderr where a person looks."""
    from tqdm import tqdm

    return tqdm(items, file=sys.stderr, disable=None)
