"""The sidebar: conversations that were kept, to open again."""

from __future__ import annotations

from functools import partial

import streamlit as st

from rag.assistant import Assistant
from rag.ui import state

SHOWN = 12
LONGEST = 60  # characters of a title


def show(assistant: Assistant) -> None:
    """The latest conversations; the one that is open is not offered."""
    kept = assistant.library.conversations.all()
    others = [one for one in kept if one.id != state.kept_as()][:SHOWN]
    if not others:
        return
    with st.sidebar:
        st.markdown("**Earlier conversations**")
        for one in others:
            title = one.title if len(one.title) <= LONGEST else f"{one.title[:LONGEST].rstrip()}…"
            # A question is shown as it was typed, never as Markdown.
            plain = "".join(f"\\{c}" if c in "\\`*_{}[]()<>#+-.!|~$:" else c for c in title)
            opened = partial(_open, assistant, one.id)
            st.button(plain, key=f"past-{one.id}", type="tertiary", on_click=opened)


def _open(assistant: Assistant, conversation: str) -> None:
    kept = assistant.library.conversations.exchanges(conversation)
    state.open_conversation(conversation, [state.Exchange(q, answer=a) for q, a in kept])
