"""A checked draft as plain JSON: runs of text to be shown literally, and the quotes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag.claims import bare
from rag.show_check import NEAREST, WORDS, flat, outcome, tally
from rag.text import subtract
from rag.types import Checked, Citation, Span
from rag.ui.words import byline

View = dict[str, Any]

_NOTES = {
    "supported": "",
    "partial": "The sources say it in part, or with less certainty.",
    "unsupported": "The nearest passage:",
    "contradicted": "A source says otherwise:",
}


def checked_view(checked: Sequence[Checked]) -> View:
    """A checked draft as the browser shows it."""
    shown = quotes(checked)
    counts = ", ".join(f"{n} {WORDS[name]}" for name, n in tally(checked).items() if n)
    return {
        "summary": f"{_count(len(checked))}: {counts}" if checked else "Nothing to check in it.",
        "statements": [_statement(item, shown) for item in checked],
    }


def quotes(checked: Sequence[Checked]) -> list[Citation]:
    """The citations a reader can open; a view's ``open`` is a place in this list."""
    return [citation for item in checked for citation in _shown(item)]


def _shown(item: Checked) -> tuple[Citation, ...]:
    return (item.contradicted or item.citations)[:NEAREST]


def _count(number: int) -> str:
    return "1 statement" if number == 1 else f"{number} statements"


def _statement(item: Checked, shown: Sequence[Citation]) -> View:
    how = outcome(item)
    cited = _shown(item)
    return {
        "outcome": how,
        "label": WORDS[how].capitalize() + ".",
        "note": _NOTES[how] if cited else "",
        "runs": _runs(item),
        "quotes": [
            {
                "open": shown.index(citation),
                "quote": flat(citation.quote),
                "title": citation.source.meta.title,
                "byline": byline(citation.source.meta),
            }
            for citation in cited
        ],
    }


def _runs(item: Checked) -> list[View]:
    """The statement in order, cut where support is lacking; markers left out."""
    text = bare(item.text)
    whole = Span(0, len(text))
    lacking = [(span, True) for span in item.unsupported if len(span)]
    cut = sorted([*lacking, *((s, False) for s in subtract(whole, item.unsupported))])
    return [{"text": " ".join(s.of(text).split("\n")), "lacks": lacks} for s, lacks in cut]
