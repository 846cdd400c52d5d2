"""The Sources page: what is in the library, and each article to read."""

from __future__ import annotations

from functools import partial

import streamlit as st

from rag.ui import components, pane, state
from rag.ui.article import source_rows
from rag.ui.engine import connect

PAGE = "sources"


def show() -> None:
    """The page."""
    connected = connect()
    if connected is None:
        return
    assistant, states = connected
    st.header("Sources", anchor=False)
    if states:
        opened = partial(state.open_document, PAGE)
        components.sources(source_rows(states), key="sources", on_open=opened)
        st.caption("Add or refresh articles with `fuente ingest FOLDER`.")
    else:
        st.markdown("The library is empty. Put articles into it, then reload this page:")
        st.code("fuente ingest FOLDER", language=None)
    pane.show(assistant, PAGE)
