"""The chat page: ask, watch the answer arrive, open what it cites."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from time import monotonic

import streamlit as st
from streamlit.runtime.scriptrunner import StopException

from rag.assistant import Assistant
from rag.bilingual import spoken
from rag.errors import FuenteError
from rag.fluent import stopped
from rag.messages import say
from rag.types import Answer, Filters, Partial, SourceState
from rag.ui import components, examples, model, narrow, pane, state
from rag.ui.background import Background
from rag.ui.engine import connect
from rag.ui.render import View, answer_view, draft_view, problem_view

PAGE = "chat"
PULSE = 0.15  # seconds between signs of life


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
    if states or state.exchanges():
        # In st.bottom the page stays where it is; outside it, Streamlit scrolls to the end.
        with st.bottom:
            st.chat_input(
                "Ask a question", key="question", on_submit=_submitted, submit_mode="stop"
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
        exchange.filters, exchange.by = chosen, by
    with log:
        for number, exchange in enumerate(state.exchanges()):
            _exchange(exchange, f"{state.conversation()}-{number}", assistant)
    if pending:
        st.rerun()
    after.button("New conversation", type="tertiary", on_click=state.start_over)


def _submitted() -> None:
    state.ask(st.session_state["question"] or "")


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
    shown = _Shown(key, spoken(exchange.question, history) or "en", exchange.by.model)
    assistant = model.answering(assistant, assistant.settings, exchange.by)
    work = Background[Partial | Answer](
        assistant.stream(exchange.question, history, exchange.filters)
    )
    try:
        for part in work.fetch(PULSE):
            if isinstance(part, Answer):
                exchange.answer = part
            else:
                shown.show(part)
    except FuenteError as error:
        exchange.problem = error
    except StopException:
        exchange.answer = shown.last and stopped(shown.last)
        exchange.problem = None if exchange.answer else FuenteError(say("stopped", shown.language))
        raise
    finally:
        work.stop()


class _Shown:
    """The place in the page where an answer comes in.

    :param model: the chat model that is asked, if one is.
    """

    def __init__(self, key: str, language: str, model: str) -> None:
        self.language = language
        self.last: Partial | None = None
        self._key, self._model = key, model
        self._slot, self._began, self._at = st.empty(), monotonic(), 0.0
        self._claims, self._views = 0, 0
        self._put({"status": say("reading", language)})

    def show(self, part: Partial | None) -> None:
        """What has come; None is a sign of life while nothing comes.

        A page takes tens of milliseconds to change, so that not every word makes a change.
        """
        now = monotonic()
        if part is None:
            if self.last is None:
                self._put({"status": self._waiting(int(now - self._began))})
            return
        self.last, claims = part, len(part.answer.claims)
        if claims != self._claims or now - self._at > PULSE:
            self._claims, self._at = claims, now
            self._put(draft_view(part))

    def _waiting(self, seconds: int) -> str:
        if not (self._model and seconds):
            return say("reading", self.language)
        return say("asking", self.language, model=self._model, seconds=seconds)

    def _put(self, view: View) -> None:
        self._views += 1
        with self._slot:
            components.answer(view, key=f"draft-{self._key}-{self._views}")


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
