"""The components that show texts: an answer, choices, an article, the table of sources.

Their HTML, CSS and JavaScript are constants of this package; what varies travels as JSON data
and becomes text nodes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

_WEB = Path(__file__).with_name("web")
_HTML = '<div class="fuente"></div>'


def _web(name: str) -> str:
    return (_WEB / name).read_text(encoding="utf-8")


@cache
def _part(name: str) -> Any:
    js = _web("dom.js") + _web(f"{name}.js")
    return st.components.v2.component(f"fuente_{name}", html=_HTML, css=_web("parts.css"), js=js)


def page_style() -> None:
    """Lay the page out; called once in each run."""
    st.html(f"<style>{_web('page.css')}</style>")


def answer(view: dict[str, Any], key: str, on_open: Callable[[int], None] | None = None) -> None:
    """Show an answer.

    :param on_open: called with the place of the citation that was clicked.
    """
    _part("answer")(key=key, data=view, on_open_change=_with_value(key, "open", on_open))


def choices(label: str, texts: list[str], key: str, on_pick: Callable[[int], None]) -> None:
    """Show texts to choose from; ``on_pick`` gets the place of the one that was clicked."""
    data = {"label": label, "choices": texts}
    _part("choices")(key=key, data=data, on_pick_change=_with_value(key, "pick", on_pick))


def checked(view: dict[str, Any], key: str, on_open: Callable[[int], None]) -> None:
    """Show a checked draft; ``on_open`` gets the place of the quote that was clicked."""
    _part("check")(key=key, data=view, on_open_change=_with_value(key, "open", on_open))


def article(view: dict[str, Any], key: str, on_close: Callable[[], None]) -> None:
    """Show an article in the reading pane."""
    _part("reader")(key=key, data=view, on_close_change=on_close)


def sources(rows: list[dict[str, Any]], key: str, on_open: Callable[[str], None]) -> None:
    """Show the table of sources; ``on_open`` gets the id of the document that was clicked."""
    _part("sources")(key=key, data={"rows": rows}, on_open_change=_with_value(key, "open", on_open))


def _with_value(key: str, event: str, call: Callable[[Any], None] | None) -> Callable[[], None]:
    def fired() -> None:
        # A component that is being taken off the page can still be clicked; its state is gone.
        value = st.session_state.get(key, {}).get(event)
        if call is not None and value is not None:
            call(value)

    return fired
