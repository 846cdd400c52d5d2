"""Boundaries with offsets: blocks, sentences, words; and the algebra of half-open spans."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from rag.types import Span

if TYPE_CHECKING:
    from pysbd import Segmenter

BlockKind = Literal["heading", "item", "paragraph"]

_LINE = re.compile(r"[^\r\n]+")
_ATX = re.compile(r"\s{0,3}(#{1,6})\s+(\S.*?)\s*#*\s*$")
_WIKI = re.compile(r"\s*((?:= ?){1,6})\s*([^=]\S?.*?)\s*((?:= ?){1,6})\s*$")
_ITEM = re.compile(r"\s*(?:[-*+•‣–]\s+|\(?\d{1,2}[.)]\s+|\(?[a-z][.)]\s+)(?=\S)")
_QUOTED = re.compile(r"\s*(?:>\s*)+")
_WORD = re.compile(r"\w+(?:[.,'’\-]\w+)*")
_SETEXT = re.compile(r"\s{0,3}(?:(=+)|-{2,})\s*$")
_ENDS = ".!?…:;\"'”’)]"
# What may follow a full stop without beginning a sentence: footnote marks, closing quotes.
_ORPHAN = re.compile(r"(?:\[\w{1,4}\]|[\"'”’)\]»*_]|\s)+$")
_LEADING_MARK = re.compile(r"(?:(?:\[\d{1,3}\])+|[*_]{1,3})\s+(?=\S)")
_WRAP_MIN = 45  # a shorter line was not broken by a right margin
_TITLE_MAX = 120  # a longer line is no heading, unless it is marked as one
# Marks inside these end no sentence: a Markdown image, a web address.
_OPAQUE = re.compile(r"!\[[^\[\]]{0,500}\](?:\([^()\s]{0,2000}\))?|\bhttps?://\S{0,2000}[\w/]")


_PIECE = 4000  # characters given to pysbd at once
_LIKELY_END = re.compile(r"(?:[^\W\d_]{4}|\d)[.!?]\s+(?=[A-ZÀ-Ý])")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a list item or a paragraph; its span leaves bullet and ``#`` marks out.

    :param level: 1 to 6 for headings, 0 otherwise.
    """

    span: Span
    kind: BlockKind
    level: int = 0


def blocks(text: str) -> list[Block]:
    """The text's blocks in order; lines broken by a right margin are one paragraph."""
    found: list[Block] = []
    for line in _LINE.finditer(text):
        if not line.group().strip():
            continue
        block = _block(line.group(), line.start())
        if not len(block.span):
            continue
        last = found[-1] if found else None
        if last and _underlines(text, last, line):
            level = 1 if "=" in line.group() else 2
            found[-1] = Block(last.span, "heading", level)
        elif last and _continues(text, last, block, line.group()):
            found[-1] = Block(Span(last.span.start, block.span.end), last.kind)
        else:
            found.append(block)
    return [_promote(text, found, i) for i in range(len(found))]


def _underlines(text: str, last: Block, line: re.Match[str]) -> bool:
    """Whether a line of ``=`` or ``-`` makes the one line above it a heading."""
    if not _SETEXT.match(line.group()) or last.kind != "paragraph" or len(last.span) > _TITLE_MAX:
        return False
    above = last.span.of(text)
    near = _line_ends(text[last.span.end : line.start()]) == 1
    return near and _line_ends(above) == 0 and above[-1] not in _ENDS + "|"


def _line_ends(gap: str) -> int:
    return gap.count("\n") + gap.count("\r") - gap.count("\r\n")


def _promote(text: str, found: Sequence[Block], i: int) -> Block:
    """A short line with no full stop, alone before a longer paragraph, is a heading."""
    block, line = found[i], found[i].span.of(text)
    if block.kind != "paragraph" or i + 1 == len(found) or not 3 <= len(line) <= _TITLE_MAX:
        return block
    follower = found[i + 1]
    body = follower.kind == "paragraph" and len(follower.span) > max(80, len(line))
    title = line[0].isalnum() and line[0] == line[0].upper() and line[-1] not in _ENDS + ",|"
    alone = text[block.span.end : follower.span.start].count("\n") >= 2
    return Block(block.span, "heading", 2) if body and title and alone else block


def _block(line: str, offset: int) -> Block:
    end = offset + len(line.rstrip())
    if atx := _ATX.match(line):
        return Block(Span(offset + atx.start(2), offset + atx.end(2)), "heading", len(atx[1]))
    if (wiki := _WIKI.match(line)) and wiki[1].count("=") == wiki[3].count("="):
        level = wiki[1].count("=")
        return Block(Span(offset + wiki.start(2), offset + wiki.end(2)), "heading", level)
    quoted = _QUOTED.match(line)
    inner = quoted.end() if quoted else 0
    if item := _ITEM.match(line, inner):
        return Block(Span(offset + item.end(), end), "item")
    lead = len(line) - len(line[inner:].lstrip())
    return Block(Span(min(offset + lead, end), end), "paragraph")


def _continues(text: str, last: Block, block: Block, line: str) -> bool:
    """Whether a line goes on with the block before it: a margin broke it, no blank between."""
    if last.kind == "heading" or block.kind != "paragraph" or not line.strip():
        return False
    if _line_ends(text[last.span.end : block.span.start]) != 1:
        return False
    before = last.span.of(text).replace("\r", "\n").rpartition("\n")[2]
    after = block.span.of(text)
    return (
        len(before) >= _WRAP_MIN
        and len(before) <= 120
        and (after[0].islower() or before[-1] not in _ENDS)
    )


def sentences(text: str, span: Span) -> list[Span]:
    """Sentence spans of a block, trimmed of white space, in order and never overlapping.

    Sentence ends come from pysbd; what it leaves without a word in it (a footnote mark, a closing
    quote, an emoji) belongs to the sentence before.
    """
    flat = _OPAQUE.sub(_blank, re.sub(r"\s", " ", span.of(text)))
    merged: list[tuple[int, int]] = []
    for start, end in _segments(flat):
        if merged and _goes_on(flat[slice(*merged[-1])], flat[start:end]):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    trimmed = (trim(text, Span(span.start + s, span.start + e)) for s, e in merged)
    return [s for s in trimmed if len(s)]


def _blank(found: re.Match[str]) -> str:
    return "X" + "x" * (len(found.group()) - 1)


# Abbreviations that pysbd does not know; "No." is one only before a number.
_NUMBERED = re.compile(
    r"\b(?:art|ch|col|fig|figs|no|nos|núm|núms|p|pp|pág|págs|sec|vol|vols|est)\.\s*$", re.I
)
_TITLED = re.compile(r"\b(?:Av|Avda|Col|Gral|Lic|Ing|Dra?|Sra?|EE)\.\s*$")
_PLURAL = re.compile(r"\b(?:EE\.\s?UU|FF\.\s?AA)\.\s*$")  # as Spanish shortens plurals
_ABBREVIATED = re.compile(r"\b(?:approx|ca|cf|vs)\.\s*$", re.I)


def _goes_on(before: str, after: str) -> bool:
    """Whether a sentence cannot end between the two."""
    if not words(before) or not words(after) or _ORPHAN.fullmatch(after):
        return True
    first = after.lstrip()[:1]
    if first.islower() and _PLURAL.search(before):
        return True
    return (
        _ABBREVIATED.search(before) is not None
        or (first.isdigit() and _NUMBERED.search(before) is not None)
        or (first.isupper() and _TITLED.search(before) is not None)
    )


def _segments(flat: str) -> list[tuple[int, int]]:
    """Where sentences begin and end; all of ``flat`` is in one of them."""
    starts = [0]
    for piece in _pieces(flat):
        starts += [piece.start + at for at in _starts(piece.of(flat)) if piece.start + at]
    return list(zip(starts, [*starts[1:], len(flat)], strict=True))


def _starts(flat: str) -> list[int]:
    found = [(s.start, s.end) for s in _segmenter().segment(flat)] if len(flat) > 1 else []
    # pysbd finds its offsets by searching; a result that is not increasing is not used.
    increasing = all(a[1] <= b[0] for a, b in pairwise(found))
    if not found or not increasing or found[-1][1] > len(flat):
        return [0]
    return [0] + [s + _mark(flat[s:e]) for s, e in found[1:]]


def _pieces(flat: str) -> Iterator[Span]:
    """A paragraph in pieces pysbd can take: its time grows with the square of the length."""
    at = 0
    while len(flat) - at > _PIECE:
        window = flat[at : at + _PIECE]
        ends = [m.end() for m in _LIKELY_END.finditer(window)]
        stop = ends[-1] if ends else window.rfind(" ") + 1 or _PIECE
        yield Span(at, at + stop)
        at += stop
    yield Span(at, len(flat))


def _mark(sentence: str) -> int:
    """Length of the footnote marks a sentence begins with: they end the one before."""
    found = _LEADING_MARK.match(sentence)
    return found.end() if found else 0


@lru_cache(maxsize=1)
def _segmenter() -> Segmenter:
    import pysbd

    return pysbd.Segmenter(language="en", clean=False, char_span=True)


def trim(text: str, span: Span) -> Span:
    """The span without white space at its ends."""
    part = span.of(text)
    lead = len(part) - len(part.lstrip())
    return Span(span.start + lead, span.start + max(lead, len(part.rstrip())))


def words(text: str) -> list[Span]:
    """Word spans; a number keeps its inner points and commas, a name its apostrophe."""
    return [Span(m.start(), m.end()) for m in _WORD.finditer(text)]


def merge(spans: Iterable[Span]) -> list[Span]:
    """The union of spans as sorted spans that neither overlap nor touch."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        elif len(span):
            out.append(span)
    return out


def subtract(span: Span, holes: Sequence[Span]) -> list[Span]:
    """What is left of ``span`` without ``holes``, in order."""
    return list(_subtract(span, merge(holes)))


def _subtract(span: Span, holes: Sequence[Span]) -> Iterator[Span]:
    at = span.start
    for hole in holes:
        if hole.end <= at or hole.start >= span.end:
            continue
        if hole.start > at:
            yield Span(at, hole.start)
        at = hole.end
    if at < span.end:
        yield Span(at, span.end)


def shared(a: Iterable[Span], b: Iterable[Span]) -> int:
    """Characters that lie in both unions."""
    left, right = merge(a), merge(b)
    return sum(max(0, min(x.end, y.end) - max(x.start, y.start)) for x in left for y in right)
