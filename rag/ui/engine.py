"""The assistant that all browser sessions of one server share."""

from __future__ import annotations

import logging
from threading import Thread

import streamlit as st

from rag.assistant import Assistant, build
from rag.config import Settings, load_settings
from rag.errors import FuenteError
from rag.types import SourceState
from rag.ui import components
from rag.ui.render import problem_view


def connect() -> tuple[Assistant, list[SourceState]] | None:
    """The assistant and its sources, or None after saying on the page why there is none."""
    try:
        assistant = _shared(load_settings())
        return assistant, assistant.sources()
    except FuenteError as error:
        components.answer(problem_view(error), key="no_assistant")
        return None


@st.cache_resource(show_spinner=False)
def _shared(settings: Settings) -> Assistant:
    assistant = build(settings)
    Thread(target=_warm, args=(assistant,), name="warm-up", daemon=True).start()
    return assistant


def _warm(assistant: Assistant) -> None:
    try:
        assistant.warm()
    except FuenteError as error:
        # The first question meets the same error and shows it.
        logging.getLogger(__name__).warning("%s", error)
