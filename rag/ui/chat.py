"""The chat page: ask, watch the answer arrive, open what it cites."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from rag.assistant import Assistant
from rag.bilingual import spoken
from rag.converse import understood
from rag.errors import FuenteError
from rag.types import Answer, Filters, Partial, SourceState
from rag.ui import components, examples, model, narrow, pane, past, state
from rag.ui.background import Background
from rag.ui.engine import connect
from rag.ui.incoming import PULSE, Incoming
from rag.ui.render import answer_view, problem_view

PAGE = "chat"


def show() -> None:
    """The page."""
    connected = connect()
    if connected is None:
        return
    assistant, sources = connected
    talk, beside = st.container(key="talk"), st.container()
    with beside:
        pane.show(assistant, PAGE)
    states = [s for s in sources if s.ref and s.status == "ok"]
    by = model.show(assistant.settings)
    chosen = narrow.show(states)
    if assistant.settings.conversations:
        _keep(assistant)
    if states or state.exchanges():
        # In st.bottom the page stays where it is; outside it, Streamlit scrolls to the end.
        with st.bottom:
            st.chat_input(
                "Ask a question", key="question", on_submit=_submitted, submit_mode="disable"
            )
    with talk:
        _conversation(assistant, states, chosen, by)


def _conversation(
    assistant: Assistant, states: Sequence[SourceState], chosen: Filters, by: state.Choice
) -> None:
    # Each slot is filled or emptied at once, so that nothing stale stays while an answer comes.
    welcome, log, after = st.empty(), st.container(key="log"), st.empty()
    if not state.exchanges():
        with welcome.container():
            _welcome(states)
        return
    pending = [exchange for exchange in state.exchanges() if exchange.pending]
    for exchange in pending:
        if exchange.work is None:  # what is being answered goes on as it was asked
            exchange.filters, exchange.by = chosen, by
    with log:
        for number, exchange in enumerate(state.exchanges()):
            _exchange(exchange, f"{state.conversation()}-{number}", assistant)
    if pending:
        st.rerun()
    with after.container(horizontal=True, vertical_alignment="center"):
        st.button("New conversation", type="tertiary", on_click=state.start_over)
        _rephrase(state.exchanges()[-1])


def _submitted() -> None:
    state.ask(st.session_state.get("question") or "")


def _exchange(exchange: state.Exchange, key: str, assistant: Assistant) -> None:
    asked = {"question": exchange.question, "latest": exchange is state.exchanges()[-1]}
    components.answer(asked, key=f"question-{key}")
    if exchange.pending:
        _answer(exchange, key, assistant)
    elif exchange.answer:
        opened = partial(state.open_citation, exchange.answer)
        components.answer(answer_view(exchange.answer), key=f"answer-{key}", on_open=opened)
    elif exchange.problem:
        components.answer(problem_view(exchange.problem), key=f"answer-{key}")


def _answer(exchange: state.Exchange, key: str, assistant: Assistant) -> None:
    history = state.history(exchange)
    incoming = Incoming(key, spoken(exchange.question, history) or "en", exchange.by.model)
    if exchange.by.model:
        st.button("Stop", key=f"stop-{key}", on_click=exchange.stop)
    if exchange.partial is not None:  # the page was drawn anew in the middle
        incoming.show(exchange.partial)
    if exchange.work is None:
        asked = model.answering(assistant, assistant.settings, exchange.by)
        parts = asked.stream(exchange.question, history, exchange.filters)
        exchange.work = Background[Partial | Answer](parts)
    try:
        for part in exchange.work.fetch(PULSE):
            if isinstance(part, Answer):
                exchange.answer = part
            else:
                exchange.partial = part or exchange.partial
                incoming.show(part)
    except FuenteError as error:
        exchange.problem = error


def _keep(assistant: Assistant) -> None:
    """Keep what was answered since the last time; say so in the sidebar where that fails."""
    kept = assistant.library.conversations
    try:
        for exchange in state.exchanges():
            if exchange.answer is not None and not exchange.kept:
                found = state.kept_as(), exchange.question, exchange.answer, assistant.document
                state.keep_as(kept.add(*found))
                exchange.kept = True
        past.show(kept)
    except FuenteError as error:
        with st.sidebar:
            components.answer(problem_view(error), key="not_kept")


def _rephrase(exchange: state.Exchange) -> None:
    """The question as it was understood, to be put in other words."""
    answer = exchange.answer
    if not answer or not understood(answer.question, answer.standalone_question, answer.language):
        return
    key = f"{state.conversation()}-{len(state.exchanges())}"
    with (
        st.popover("Ask it in other words", type="tertiary"),
        st.form(f"words-{key}", border=False),
    ):
        words = st.text_area("Question", answer.standalone_question, key=f"text-{key}")
        if st.form_submit_button("Ask"):
            state.ask(words, alone=True)
            st.rerun()


def _welcome(states: Sequence[SourceState]) -> None:
    if not states:
        st.header("The library is empty", anchor=False)
        st.markdown("Put articles into it, then reload this page:")
        st.code("fuente ingest FOLDER", language=None)
        return
    st.header("Ask the articles", anchor=False)
    count = "one article" if len(states) == 1 else f"{len(states)} articles"
    st.markdown(f"Answers come from {count}, and every sentence shows the words it rests on.")
    questions = examples.questions(states)
    if questions:
        components.choices(
            "Example questions", questions, "examples", _picker(questions, state.ask)
        )
    else:
        st.caption("Ask about any of them, or start by reading:")
        titles = examples.titles(states)
        read = _picker(list(titles), partial(state.open_document, PAGE))
        components.choices("Articles", list(titles.values()), "titles", read)


def _picker(things: Sequence[str], act: Callable[[str], None]) -> Callable[[int], None]:
    def picked(place: int) -> None:
        if isinstance(place, int) and 0 <= place < len(things):
            act(things[place])

    return picked
