"""Marks what a text says a second time, word for word: it is found and cited where it first stands.

Pages repeat their lead as a summary, exports hold a section twice. Indexed twice, the copy takes
the place of another passage among the few that are read, and a citation may point to either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.boilerplate import whole_line
from rag.text import Block
from rag.types import Skip, Span

LEAST = 80  # characters of blocks in a row that count as said again: a short line may well recur
PLACES = 8  # earlier places of a block that are looked at


def repeats(text: str, parts: Sequence[Block]) -> Iterator[Skip]:
    """Runs of whole blocks that stand in a row further up; case and white space do not count.

    :param parts: the blocks in order, without those that are skipped anyway.
    """
    said = [" ".join(block.span.of(text).casefold().split()) for block in parts]
    places: dict[str, list[int]] = {}
    at = 0
    while at < len(parts):
        run = max((_run(said, first, at) for first in places.get(said[at], [])), default=0)
        # A heading at its end belongs to what follows.
        while run and parts[at + run - 1].kind == "heading":
            run -= 1
        if sum(map(len, said[at : at + run])) >= LEAST:
            start = whole_line(text, parts[at].span).start
            yield Skip(Span(start, parts[at + run - 1].span.end), "repeated")
            at += run
        else:
            earlier = places.setdefault(said[at], [])
            if len(earlier) < PLACES:
                earlier.append(at)
            at += 1


def _run(said: Sequence[str], first: int, at: int) -> int:
    """How many blocks from ``at`` on are those from ``first`` on."""
    for length in range(min(at - first, len(said) - at)):
        if said[first + length] != said[at + length]:
            return length
    return min(at - first, len(said) - at)
