"""Questions for the empty page, offered only when the library holds what answers them."""

from __future__ import annotations

from collections.abc import Iterable

from rag.types import SourceState

_QUESTIONS = {
    "How much has Congress allocated through the Merida Initiative since 2008?": (
        "Cybersecurity Strategy Advice for the Trump Administration: US-Mexico Relations"
    ),
    "How is Mexico's defense spending projected to grow?": (
        "Defense and Security Opportunities in Mexico for U.S. Companies"
    ),
    "How much could shorter waiting times at the border be worth?": (
        "Mexico-U.S. Security Cooperation and Its Implications for Regional Stability "
        "and Investment"
    ),
    "What did López Obrador turn down?": (
        "Analyzing the Potential Benefits and Risks of U.S. Investment in Mexico's Security: "
        "Intervention or Partnership?"
    ),
}


def questions(states: Iterable[SourceState]) -> list[str]:
    """The example questions whose article is in the library."""
    titles = {state.ref.meta.title for state in states if state.ref}
    return [question for question, title in _QUESTIONS.items() if title in titles]


def titles(states: Iterable[SourceState], most: int = 6) -> dict[str, str]:
    """Up to ``most`` articles to read, as titles by document id."""
    found = {state.ref.doc_id: state.ref.meta.title for state in states if state.ref}
    return dict(list(found.items())[:most])
