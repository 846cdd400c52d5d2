"""A progress bar on stderr for work that takes long; nothing where there is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def bar() -> Iterator[Callable[[int, int, str], None]]:
    """A callback ``(done, total, name)`` that draws; the bar goes when the work ends."""
    from tqdm import tqdm

    with tqdm(file=sys.stderr, disable=None, leave=False, delay=0.5, unit="file") as drawn:

        def progress(done: int, total: int, name: str) -> None:
            drawn.total = total
            drawn.n = done
            drawn.set_postfix_str(name.rsplit("/", 1)[-1][:40], refresh=False)
            drawn.refresh()

        yield progress
