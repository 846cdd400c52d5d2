"""Answers as plain JSON: runs of text and markers, and the sources they cite.

Everything here is text to be shown literally; the browser makes text nodes of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from rag.errors import FuenteError
from rag.types import Answer, Citation, Claim, Support
from rag.ui.words import byline, date_words

View = dict[str, Any]

_MARKERS = re.compile(r"(?:\s*\[\d+\])+\s*$")
_BREAK = re.compile(r"\n\s*\n|\n(?=[-*] )")
_FLAGS: dict[Support, str | None] = {
    "supported": None,
    "partial": "only partly supported by the source",
    "unsupported": "not supported by the sources",
}


def answer_view(answer: Answer) -> View:
    """An answer as the browser shows it: paragraphs of text and markers, then its sources."""
    cited = {marker for claim in answer.claims for marker in claim.citations}
    places = list(enumerate(openable(answer)))
    own = [place for place in places[: len(answer.citations)] if place[1].marker in cited]
    view: View = {
        "understood": _understood(answer),
        "paragraphs": [] if answer.abstained else _paragraphs(answer),
        "sources": _grouped(own),
        "foot": f"Confidence {answer.confidence:.0%}" if answer.claims else "",
    }
    if answer.abstained:
        nearest = _grouped(places[len(answer.citations) :])
        view["abstained"] = {"reason": answer.abstained.reason, "nearest": nearest}
    return view


def openable(answer: Answer) -> tuple[Citation, ...]:
    """The citations a reader can open; a view's ``open`` is a place in this list."""
    return answer.citations + (answer.abstained.nearest if answer.abstained else ())


def draft_view(pieces: Sequence[str]) -> View:
    """The part of an answer that has arrived; its markers cannot be opened yet."""
    paragraphs: list[list[View]] = [[]]
    for piece in pieces:
        found = _MARKERS.search(piece)
        first, *others = _BREAK.split(piece[: found.start()] if found else piece)
        paragraphs[-1].append({"text": first})
        paragraphs += [[{"text": part}] for part in others]
        marks = re.findall(r"\d+", found[0]) if found else []
        paragraphs[-1] += [{"marker": int(n), "open": None, "label": f"Source {n}"} for n in marks]
    return {"busy": True, "paragraphs": _tidy(paragraphs)}


def problem_view(error: FuenteError) -> View:
    """An error as one line and its way out."""
    return {"problem": {"message": error.message, "hint": error.hint}}


def _paragraphs(answer: Answer) -> list[list[View]]:
    if not answer.claims:
        return _tidy([{"text": part}] for part in _BREAK.split(answer.text))
    places = {citation.marker: place for place, citation in enumerate(answer.citations)}
    paragraphs: list[list[View]] = [[]]
    for claim, breaks in zip(answer.claims, _breaks(answer), strict=True):
        if breaks:
            paragraphs.append([])
        paragraphs[-1] += _claim(claim, answer.citations, places)
    return _tidy(paragraphs)


def _claim(claim: Claim, citations: Sequence[Citation], places: dict[int, int]) -> list[View]:
    lead = [{"text": claim.lead.strip() + " ", "lead": True}] if claim.lead.strip() else []
    said = {"text": claim.text.strip(), "flag": _FLAGS[claim.support]}
    marks = [_marker(citations[places[m]], places[m]) for m in claim.citations if m in places]
    return [*lead, said, *marks, {"text": " "}]


def _marker(citation: Citation, place: int) -> View:
    meta = citation.source.meta
    about = f"{meta.title}, {date_words(meta.published)}"
    label = f"Source {citation.marker}: {about}. Open the passage"
    return {"marker": citation.marker, "open": place, "label": label}


def _breaks(answer: Answer) -> list[bool]:
    """For each claim, whether the answer's text starts a new paragraph with it."""
    breaks, seen = [], 0
    for claim in answer.claims:
        at = answer.text.find(claim.text, seen)
        breaks.append(at >= 0 and bool(_BREAK.search(answer.text, seen, at)))
        seen = at + len(claim.text) if at >= 0 else seen
    return breaks


def _tidy(paragraphs: Iterable[list[View]]) -> list[list[View]]:
    kept = ([run for run in runs if run.get("text") != ""] for runs in paragraphs)
    return [runs for runs in kept if any(run.get("text", "x").strip() for run in runs)]


def _grouped(places: Iterable[tuple[int, Citation]]) -> list[View]:
    groups: dict[str, View] = {}
    for place, citation in places:
        meta = citation.source.meta
        fresh: View = {"title": meta.title, "byline": byline(meta), "quotes": []}
        groups.setdefault(citation.source.doc_id, fresh)["quotes"].append(
            {
                "open": place,
                "marker": citation.marker,
                "quote": citation.quote,
                "page": f"page {citation.page}" if citation.page else "",
            }
        )
    return list(groups.values())


def _understood(answer: Answer) -> str:
    asked, stands = answer.question.strip(), answer.standalone_question.strip()
    return stands if stands.casefold() != asked.casefold() else ""
