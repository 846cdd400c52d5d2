"""The chat page: ask, watch the answer arrive, open what it cites."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from rag.assistant import Assistant
from rag.errors import FuenteError
from rag.types import Answer, SourceState
from rag.ui import components, examples, pane, state
from rag.ui.engine import connect
from rag.ui.render import answer_view, draft_view, problem_view

PAGE = "chat"


def show() -> None:
    """The page."""
    components.page_style()
    assistant = connect()
    if assistant is None:
        return
    talk, beside = st.container(), st.container()
    with beside:
        pane.show(assistant, PAGE)
    with talk:
        _conversation(assistant)


def _conversation(assistant: Assistant) -> None:
    # Each slot is filled or emptied at once, so that nothing stale stays while an answer comes.
    welcome, log, after = st.empty(), st.container(), st.empty()
    states = [s for s in assistant.sources() if s.ref and s.status == "ok"]
    if states:
        st.chat_input("Ask the articles", key="question", on_submit=_submitted)
    if not state.exchanges():
        with welcome.container():
            _welcome(states)
        return
    pending = [exchange for exchange in state.exchanges() if exchange.pending]
    with log:
        for number, exchange in enumerate(state.exchanges()):
            _exchange(exchange, f"{state.conversation()}-{number}", assistant)
    if pending:
        st.rerun()
    after.button("New conversation", type="tertiary", on_click=state.start_over)


def _submitted() -> None:
    state.ask(st.session_state["question"] or "")


def _exchange(exchange: state.Exchange, key: str, assistant: Assistant) -> None:
    components.answer({"question": exchange.question}, key=f"question-{key}")
    if exchange.pending:
        _answer(exchange, key, assistant)
    elif exchange.answer:
        opened = partial(state.open_citation, exchange.answer)
        components.answer(answer_view(exchange.answer), key=f"answer-{key}", on_open=opened)
    elif exchange.problem:
        components.answer(problem_view(exchange.problem), key=f"answer-{key}")


def _answer(exchange: state.Exchange, key: str, assistant: Assistant) -> None:
    slot = st.empty()
    pieces: list[str] = []
    with slot:
        components.answer({"status": "Reading the articles"}, key=f"draft-{key}")
    try:
        for piece in assistant.stream(exchange.question, state.history(exchange)):
            if isinstance(piece, Answer):
                exchange.answer = piece
                continue
            pieces.append(piece)
            with slot:
                components.answer(draft_view(pieces), key=f"draft-{key}-{len(pieces)}")
    except FuenteError as error:
        exchange.problem = error


def _welcome(states: Sequence[SourceState]) -> None:
    if not states:
        st.header("The library is empty", anchor=False)
        st.markdown("Put articles into it, then reload this page:")
        st.code("fuente ingest FOLDER", language=None)
        return
    st.header("Ask the articles", anchor=False)
    count = "one article" if len(states) == 1 else f"{len(states)} articles"
    st.markdown(f"Every sentence of an answer shows its source, word for word, in {count}.")
    for question in examples.questions(states):
        st.button(question, on_click=state.ask, args=(question,))
    if not examples.questions(states):
        st.caption("Ask about any of them, or start by reading:")
        for doc_id, title in examples.titles(states).items():
            st.button(
                title, key=f"read-{doc_id}", on_click=state.open_document, args=(PAGE, doc_id)
            )
