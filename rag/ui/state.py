"""What a browser session remembers: its conversation and the article that is open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import streamlit as st

from rag.errors import FuenteError
from rag.fluent import stopped
from rag.types import Answer, Citation, Filters, Partial, Span, Turn
from rag.ui.background import Background
from rag.ui.render import openable


@dataclass(frozen=True)
class Choice:
    """Who answers.

    :param model: a chat model as ``provider:name``; empty is the built-in composer.
    :param strict: whether what it says without support is left out.
    """

    model: str = ""
    strict: bool = False


@dataclass
class Exchange:
    """A question and what came of it: an answer, a problem, or nothing yet.

    :param filters: the articles it is put to.
    :param by: who answers it.
    :param alone: whether it is put without what was said before.
    :param work: what answers it, while it does; a page that is drawn anew goes on with it.
    :param partial: the answer as far as it has come.
    :param kept: whether it is in the library's conversations.
    """

    question: str
    answer: Answer | None = None
    problem: FuenteError | None = None
    filters: Filters = field(default_factory=Filters)
    by: Choice = field(default_factory=Choice)
    alone: bool = False
    work: Background[Partial | Answer] | None = None
    partial: Partial | None = None
    kept: bool = False

    @property
    def pending(self) -> bool:
        """Whether it still waits for its answer."""
        return self.answer is None and self.problem is None

    def stop(self) -> None:
        """Answer no further: what has come is the answer."""
        if self.work is not None:
            self.work.stop()
        if self.partial is not None:
            self.answer = stopped(self.partial)
        else:
            self.problem = FuenteError("Stopped before anything was said", "Ask again.")


@dataclass(frozen=True)
class Reading:
    """The article open on a page.

    :param span: the words to show, or None for the whole article.
    :param turn: counts openings, so that opening a passage again scrolls to it again.
    """

    doc_id: str
    span: Span | None
    turn: int


def exchanges() -> list[Exchange]:
    """The conversation so far, oldest first."""
    return cast(list[Exchange], st.session_state.setdefault("exchanges", []))


def ask(question: str, alone: bool = False) -> None:
    """Put a question; the chat page answers it.

    :param alone: without what was said before.
    """
    if question.strip():
        exchanges().append(Exchange(question.strip(), alone=alone))


def kept_as() -> str | None:
    """The id under which the conversation is kept; None while nothing of it is."""
    return cast("str | None", st.session_state.get("kept_as"))


def keep_as(conversation: str) -> None:
    """Remember under which id the conversation is kept."""
    st.session_state["kept_as"] = conversation


def open_conversation(kept: str | None, said: list[Exchange]) -> None:
    """Leave the conversation and go on with another."""
    st.session_state["exchanges"], st.session_state["kept_as"] = said, kept
    st.session_state["conversation"] = conversation() + 1
    close("chat")


def start_over() -> None:
    """Begin a new conversation and close the article."""
    open_conversation(None, [])


def conversation() -> int:
    """The number of this conversation, which keeps its components apart from earlier ones."""
    return int(st.session_state.setdefault("conversation", 0))


def history(before: Exchange) -> list[Turn]:
    """The turns that came before an exchange, as the assistant reads them."""
    turns: list[Turn] = []
    for exchange in exchanges():
        if exchange is before or before.alone:
            break
        if exchange.answer:
            turns.append(Turn("user", exchange.question))
            turns.append(Turn("assistant", exchange.answer.text))
    return turns


def reading(page: str) -> Reading | None:
    """The article open on a page."""
    return cast("Reading | None", st.session_state.get(f"reading_{page}"))


def open_document(page: str, doc_id: str, span: Span | None = None) -> None:
    """Open an article on a page, at ``span`` where given."""
    turn = st.session_state["turn"] = st.session_state.get("turn", 0) + 1
    st.session_state[f"reading_{page}"] = Reading(doc_id, span, turn)


def open_citation(answer: Answer, place: int) -> None:
    """Open the article of a citation of an answer at its words.

    :param place: its place in ``openable(answer)``; anything else opens nothing.
    """
    known: tuple[Citation, ...] = openable(answer)
    if isinstance(place, int) and 0 <= place < len(known):
        citation = known[place]
        open_document("chat", citation.source.doc_id, Span(citation.start, citation.end))


def close(page: str) -> None:
    """Close the article open on a page."""
    st.session_state.pop(f"reading_{page}", None)
