"""The reading pane: the open article beside the page, at the quoted words."""

from __future__ import annotations

from functools import partial

import streamlit as st

from rag.assistant import Assistant
from rag.errors import FuenteError
from rag.ui import components, state
from rag.ui.article import document_view
from rag.ui.render import View

AS_CITED = "as it stood when it was cited; the library has it no longer"


def show(assistant: Assistant, page: str) -> None:
    """The article open on ``page``, if there is one."""
    reading = state.reading(page)
    if reading is None:
        return
    view = {**_view(assistant, reading), "turn": reading.turn}
    with st.container(key="reader"):
        components.article(view, key=f"article-{page}", on_close=partial(state.close, page))


def _view(assistant: Assistant, reading: state.Reading) -> View:
    try:
        document = assistant.document(reading.doc_id)
        kept = None if document else assistant.library.conversations.document(reading.doc_id)
    except FuenteError as error:
        return {"title": error.message, "byline": error.hint, "segments": []}
    if document is not None:
        return document_view(document, reading.span)
    if kept is not None:
        view = document_view(kept, reading.span)
        return {**view, "byline": " · ".join(filter(None, (view["byline"], AS_CITED)))}
    gone = "It was removed or replaced since the answer was given."
    return {"title": "This article is no longer in the library", "byline": gone, "segments": []}
