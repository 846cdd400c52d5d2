"""The sidebar: conversations that were kept, to open again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from rag.conversations import Conversation, Conversations
from rag.ui import components, state
from rag.ui.words import date_words

SHOWN = 12


def show(kept: Conversations) -> None:
    """The latest conversations; the one that is open is not offered.

    :raises LibraryError: if they cannot be read.
    """
    others = [one for one in kept.all() if one.id != state.kept_as()][:SHOWN]
    if not others:
        return
    with st.sidebar:
        st.markdown("**Earlier conversations**")
        titles = [f"{one.title} ({date_words(one.began[:10])})" for one in others]
        opened = partial(_open, kept, others)
        components.choices("Earlier conversations", titles, "past", opened)


def _open(kept: Conversations, others: Sequence[Conversation], place: int) -> None:
    if isinstance(place, int) and 0 <= place < len(others):
        chosen = others[place].id
        said = [state.Exchange(q, answer=a, kept=True) for q, a in kept.exchanges(chosen)]
        state.open_conversation(chosen, said)
