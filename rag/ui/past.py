"""The sidebar: conversations that were kept, to open again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from rag.assistant import Assistant
from rag.conversations import Conversation
from rag.ui import components, state
from rag.ui.words import date_words

SHOWN = 12


def show(assistant: Assistant) -> None:
    """The latest conversations; the one that is open is not offered."""
    kept = assistant.library.conversations.all()
    others = [one for one in kept if one.id != state.kept_as()][:SHOWN]
    if not others:
        return
    with st.sidebar:
        st.markdown("**Earlier conversations**")
        titles = [f"{one.title} ({date_words(one.began[:10])})" for one in others]
        opened = partial(_open, assistant, others)
        components.choices("Earlier conversations", titles, "past", opened)


def _open(assistant: Assistant, others: Sequence[Conversation], place: int) -> None:
    if isinstance(place, int) and 0 <= place < len(others):
        chosen = others[place].id
        kept = assistant.library.conversations.exchanges(chosen)
        state.open_conversation(chosen, [state.Exchange(q, answer=a, kept=True) for q, a in kept])
