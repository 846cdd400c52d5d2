"""A checked draft as plain JSON: runs of text to be shown literally, and the quotes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag.claims import bare
from rag.messages import say
from rag.show_check import NEAREST, flat, outcome, summary, word
from rag.types import Checked, Citation
from rag.ui.words import byline, runs, translation

View = dict[str, Any]


def checked_view(checked: Sequence[Checked], language: str = "en", note: str = "") -> View:
    """A checked draft as the browser shows it.

    :param language: of the draft.
    :param note: what could not be checked.
    """
    shown = quotes(checked)
    told = summary(checked, language) if checked else say("nothing_stated", language)
    return {
        "summary": " ".join(filter(None, (told, note))),
        "statements": [_statement(item, shown, language) for item in checked],
    }


def quotes(checked: Sequence[Checked]) -> list[Citation]:
    """The citations a reader can open; a view's ``open`` is a place in this list."""
    return [citation for item in checked for citation in _shown(item)]


def _shown(item: Checked) -> tuple[Citation, ...]:
    return (item.contradicted or item.citations)[:NEAREST]


def _statement(item: Checked, shown: Sequence[Citation], language: str) -> View:
    how = outcome(item)
    cited = _shown(item)
    return {
        "outcome": how,
        "label": f"{word(how, language).capitalize()}.",
        "note": say(f"note_{how}", language) if cited else "",
        "runs": runs(bare(item.text), item.unsupported),
        "quotes": [
            {
                "open": shown.index(citation),
                "quote": flat(citation.quote),
                "title": citation.source.meta.title,
                "byline": byline(citation.source.meta, language),
                "label": say("open_in", language, title=citation.source.meta.title),
                **translation(citation, language),
            }
            for citation in cited
        ],
    }
