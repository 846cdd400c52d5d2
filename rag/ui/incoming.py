"""The place in the page where an answer comes in."""

from __future__ import annotations

from time import monotonic

import streamlit as st

from rag.messages import say
from rag.types import Partial
from rag.ui import components
from rag.ui.render import View, draft_view

PULSE = 0.15  # seconds between changes of the page, each of which takes tens of milliseconds
ALIVE = 1.0  # seconds between signs of life; at each the page can be told to stop


class Incoming:
    """An answer while it comes.

    :param language: of the question.
    :param model: the chat model that is asked, if one is.
    """

    def __init__(self, key: str, language: str, model: str) -> None:
        self.last: Partial | None = None
        self._key, self._language, self._model = key, language, model
        self._slot, self._began, self._at = st.empty(), monotonic(), 0.0
        self._claims, self._views = 0, 0
        self._put({"status": say("reading", language)})

    def show(self, part: Partial | None) -> None:
        """What has come; None where nothing new has."""
        since = monotonic() - self._at
        if part is None:
            if since >= ALIVE:
                self._put(draft_view(self.last) if self.last else {"status": self._waiting()})
            return
        self.last, claims = part, len(part.answer.claims)
        if claims != self._claims or since >= PULSE:
            self._claims = claims
            self._put(draft_view(part))

    def _waiting(self) -> str:
        if not self._model:
            return say("reading", self._language)
        seconds = round(monotonic() - self._began)
        return say("asking", self._language, model=self._model, seconds=seconds)

    def _put(self, view: View) -> None:
        self._views += 1
        self._at = monotonic()
        with self._slot:
            components.answer(view, key=f"draft-{self._key}-{self._views}")
