"""Places in a translation brought back to the text it was made from.

Figures, dates and names survive a translation, so their places are known in both texts. Other
words are not looked for: where a place holds any, it stands for the whole text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.dates import days
from rag.figures import figures
from rag.language import spanish_content
from rag.terms import has_content, names, words_of
from rag.text import merge, words
from rag.translate import english_numbers
from rag.types import Span

Landmark = tuple[object, ...]
"""What is the same in both texts: a figure, a date, or a word of a name."""


def brought_back(spans: Sequence[Span], translation: str, original: str) -> tuple[Span, ...]:
    """The places of the original that hold what the given ones of its translation hold.

    :param spans: of ``translation``.
    :return: spans of ``original``: of its figures, dates and names, or all of it.
    """
    found = [_back(span, translation, original) for span in spans]
    if any(places is None for places in found):
        return (Span(0, len(original)),)
    return tuple(merge(place for places in found for place in places or ()))


def _back(span: Span, translation: str, original: str) -> list[Span] | None:
    """The original's places for one of the translation; None if more than landmarks is in it."""
    inside = [(mark, at) for mark, at in landmarks(translation) if at.overlaps(span)]
    rest = "".join(
        " " if any(at.start <= i < at.end for _, at in inside) else translation[i]
        for i in range(span.start, span.end)
    )
    there = list(landmarks(english_numbers(original)))
    places = [_only(mark, there) for mark, _ in inside]
    if has_content(rest) or not places or any(place is None for place in places):
        return None
    return [place for place in places if place is not None]


def _only(mark: Landmark, there: Sequence[tuple[Landmark, Span]]) -> Span | None:
    """The one place of a landmark; None where there are none or several."""
    kind, told = mark[0], set(mark[1:])
    found = [
        at
        for other, at in there
        if other == mark or (kind == other[0] == "name" and told & set(other[1:]))
    ]
    return found[0] if len(found) == 1 else None


def landmarks(text: str) -> Iterator[tuple[Landmark, Span]]:
    """The dates, figures and names of a text with their places; a name by all its words."""
    dated = days(text)
    for day in dated:
        yield ("day", day.year, day.month, day.day), day.span
    for figure in figures(text):
        if not any(figure.span.overlaps(day.span) for day in dated):
            yield ("figure", figure.value, figure.unit), figure.span
    for span in names(text):
        if not any(span.overlaps(day.span) for day in dated) and (name := _name(text, span)):
            yield ("name", *words_of(name.of(text))), name


def _name(text: str, span: Span) -> Span | None:
    """A name without a Spanish "El" or "Según" that only begins the sentence."""
    own = [Span(span.start + w.start, span.start + w.end) for w in words(span.of(text))]
    while own and not spanish_content(words_of(own[0].of(text))):
        own.pop(0)
    return Span(own[0].start, span.end) if own else None
