"""The app: its pages and what frames them."""

from __future__ import annotations

import streamlit as st

from rag.ui import chat, check_page, components, evals_page, sources_page


def run() -> None:
    """Show the page the address names."""
    st.set_page_config(page_title="Fuente", layout="wide", initial_sidebar_state="collapsed")
    components.page_style()
    pages = [
        st.Page(chat.show, title="Chat", url_path="chat", default=True),
        st.Page(check_page.show, title="Check", url_path="check"),
        st.Page(sources_page.show, title="Sources", url_path="sources"),
        st.Page(evals_page.show, title="Evals", url_path="evals"),
    ]
    st.navigation(pages, position="top").run()
