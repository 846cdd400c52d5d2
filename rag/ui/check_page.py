"""The page that checks a draft against the library."""

from __future__ import annotations

from functools import partial

import streamlit as st

from rag.assistant import Assistant
from rag.errors import FuenteError
from rag.language import language_of
from rag.types import Checked, Citation, Span
from rag.ui import components, pane, state
from rag.ui.checked import checked_view, quotes
from rag.ui.engine import connect
from rag.ui.render import problem_view

PAGE = "check"
LONGEST = 100_000  # characters of a draft


def show() -> None:
    """The page."""
    connected = connect()
    if connected is None:
        return
    assistant, _ = connected
    st.header("Check a draft", anchor=False)
    st.caption("Each statement is held against the articles; headings and questions are not.")
    with st.form("draft", border=False):
        st.text_area("Draft", key="draft_text", height=220, max_chars=LONGEST)
        if st.form_submit_button("Check", type="primary"):
            _run(assistant, str(st.session_state["draft_text"] or ""))
    _result()
    pane.show(assistant, PAGE)


def _run(assistant: Assistant, draft: str) -> None:
    for name in ("checked", "check_told", "check_problem"):
        st.session_state.pop(name, None)
    state.close(PAGE)
    if not draft.strip():
        return
    try:
        with st.spinner("Reading the articles"):
            checked = assistant.check(draft)
            told = language_of(draft) or "en", assistant.uncheckable(draft)
        st.session_state.update(check_told=told, checked=checked)
    except FuenteError as error:
        st.session_state["check_problem"] = error


def _result() -> None:
    checked: list[Checked] | None = st.session_state.get("checked")
    problem: FuenteError | None = st.session_state.get("check_problem")
    if problem is not None:
        components.answer(problem_view(problem), key="check_problem_view")
    if checked is not None:
        opened = partial(_open, quotes(checked))
        language, note = st.session_state["check_told"]
        components.checked(
            checked_view(checked, language, note),
            key="checked_view",
            on_open=opened,
        )


def _open(known: list[Citation], place: int) -> None:
    if isinstance(place, int) and 0 <= place < len(known):
        citation = known[place]
        state.open_document(PAGE, citation.source.doc_id, Span(citation.start, citation.end))
