"""The sidebar: who answers, the built-in composer or a chat model that can be used now."""

from __future__ import annotations

import streamlit as st

from rag.assistant import Assistant
from rag.config import Settings
from rag.errors import FuenteError
from rag.providers import must_be_ready, usable
from rag.ui.state import Choice

BUILT_IN = "Built-in"


def show(settings: Settings) -> Choice:
    """What is chosen in the sidebar; at first what the settings say."""
    found = _usable(settings)
    with st.sidebar:
        names = [BUILT_IN, *found]
        chosen = names.index(settings.model) if settings.model in names else 0
        name = st.selectbox("Answers by", names, index=chosen, key="model")
        if settings.model and settings.model not in found:
            st.caption(_lacking(settings))
        if name == BUILT_IN:
            return Choice()
        strict = st.toggle("Leave out what has no support", value=settings.strict, key="strict")
    return Choice(str(name), bool(strict))


def _lacking(settings: Settings) -> str:
    try:
        must_be_ready(settings.model, settings.model_url)
    except FuenteError as error:
        return str(error)
    return ""


@st.cache_data(ttl=15, show_spinner=False)
def _usable(settings: Settings) -> list[str]:
    return usable(settings)


@st.cache_resource(show_spinner=False, max_entries=8)
def answering(_assistant: Assistant, settings: Settings, choice: Choice) -> Assistant:
    """The assistant that answers as chosen.

    :param settings: of the assistant, which tell it from another.
    """
    own = (settings.model, settings.strict)
    same = own == (choice.model, choice.strict) or not (settings.model or choice.model)
    return _assistant if same else _assistant.with_model(choice.model, choice.strict)
