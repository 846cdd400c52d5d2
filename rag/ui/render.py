"""Answers as plain JSON: runs of text and markers, and the sources they cite.

Everything here is text to be shown literally; the browser makes text nodes of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rag.converse import understood
from rag.errors import FuenteError
from rag.messages import say
from rag.respond import capital
from rag.show import cost
from rag.types import Answer, Citation, Claim, Partial, Support
from rag.ui.words import byline, date_words, runs, translation

View = dict[str, Any]
Mark = Callable[[int], View]

_BREAK = re.compile(r"\n\s*\n|\n(?=[-*] )")  # a blank line, or a list item
_ITEM = re.compile(r"^[-*] ", re.MULTILINE)
_LABELS = ("sources", "nearest_passages", "differ")
_FLAGS: dict[Support, str | None] = {
    "supported": None,
    "partial": "only_partly",
    "unsupported": "not_supported",
}


def answer_view(answer: Answer) -> View:
    """An answer as the browser shows it: paragraphs of text and markers, then its sources."""
    told = understood(answer.question, answer.standalone_question, answer.language)
    cited = {marker for claim in answer.claims for marker in claim.citations}
    cited |= {side["marker"] for conflict in answer.conflicts for side in conflict["sides"]}
    places = list(enumerate(openable(answer)))
    own = [place for place in places[: len(answer.citations)] if place[1].marker in cited]
    view: View = {
        "words": {what: say(what, answer.language) for what in _LABELS}
        | {"understood": told[0] if told else ""},
        "understood": told[1] if told else "",
        "brief": _brief(answer),
        "note": answer.note,
        "paragraphs": [] if answer.abstained else _paragraphs(answer),
        "conflicts": [_conflict(c, answer) for c in answer.conflicts],
        "sources": _grouped(own, answer.language),
        "foot": _foot(answer),
    }
    if answer.abstained:
        offered = _grouped(places[len(answer.citations) :], answer.language)
        nearest = _renumbered(offered, answer.language)
        view["abstained"] = {"reason": answer.abstained.reason, "nearest": nearest}
    return view


def _foot(answer: Answer) -> str:
    """How sure the answer is, who gave it, and what it took; nothing is ever shown as certain."""
    sure = f"{say('confidence', answer.language)} {min(answer.confidence, 0.99):.0%}"
    told = [sure] if answer.claims else []
    if answer.usage:
        told += [answer.model, cost(answer.usage, answer.language)]
    return " · ".join(filter(None, told))


def openable(answer: Answer) -> tuple[Citation, ...]:
    """The citations a reader can open; a view's ``open`` is a place in this list."""
    return answer.citations + (answer.abstained.nearest if answer.abstained else ())


def draft_view(partial: Partial) -> View:
    """An answer as far as it has come; its markers cannot be opened yet."""
    answer = partial.answer
    language, badges = answer.language, answer.usage is not None

    def mark(marker: int) -> View:
        return {"marker": marker, "open": None, "label": say("source", language, marker=marker)}

    paragraphs = _of_claims(answer.claims, mark, language, badges)
    if partial.coming.strip():
        first, *others = _split(_SIGNS.sub("", partial.coming))
        if paragraphs and not others and not first["item"]:
            paragraphs[-1]["runs"] += first["runs"]
        else:
            paragraphs += [first, *others]
    brief = _short(answer.brief, mark)
    return {"busy": True, "brief": brief, "paragraphs": _tidy(paragraphs)}


_SIGNS = re.compile(r"[*_`#]+|\[[^\]]*\]?")  # emphasis, headings, and markers not checked yet


def problem_view(error: FuenteError) -> View:
    """An error as one line and its way out."""
    return {"problem": {"message": error.message, "hint": error.hint}}


def _paragraphs(answer: Answer) -> list[View]:
    if not answer.claims:
        return _tidy(_split(answer.text))
    badges = answer.usage is not None
    return _tidy(_of_claims(answer.claims, _opening(answer), answer.language, badges))


def _of_claims(claims: Sequence[Claim], mark: Mark, language: str, badges: bool) -> list[View]:
    paragraphs: list[View] = []
    before = None
    for claim in claims:
        if before is None or claim.lead or claim.item or before.item:
            paragraphs.append(_paragraph(item=claim.item))
        paragraphs[-1]["runs"] += _claim(claim, mark, language, badges)
        before = claim
    return paragraphs


def _opening(answer: Answer) -> Mark:
    """Markers that open what an answer cites."""
    places = {citation.marker: place for place, citation in enumerate(answer.citations)}

    def mark(marker: int) -> View:
        place = places[marker]
        return _marker(answer.citations[place], place, answer.language)

    return mark


def _brief(answer: Answer) -> list[View]:
    return _short(answer.brief, _opening(answer))


def _short(brief: Sequence[Claim], mark: Mark) -> list[View]:
    """The short answers as runs of text and markers."""
    runs: list[View] = []
    for i, short in enumerate(brief):
        runs.append({"text": f"; {short.text}" if i else capital(short.text)})
        runs += map(mark, short.citations)
    return runs


def _paragraph(*runs: View, item: bool = False) -> View:
    return {"item": item, "runs": list(runs)}


def _split(text: str) -> list[View]:
    """The paragraphs and list items of a plain text; the first carries on what went before."""
    first, *others = _BREAK.split(text)
    rest = [_paragraph({"text": _ITEM.sub("", o)}, item=bool(_ITEM.search(o))) for o in others]
    return [_paragraph({"text": first}), *rest]


def _claim(claim: Claim, mark: Mark, language: str, badges: bool) -> list[View]:
    lead = [{"text": claim.lead.strip() + " ", "lead": True}] if claim.lead.strip() else []
    flag = _FLAGS[claim.support]
    if flag and not claim.citations:
        flag = "uncited"
    said: View = {"text": claim.text.strip(), "flag": flag and say(flag, language)}
    if claim.lacking or claim.support == "partial":  # what is only put otherwise lacks nothing
        said["parts"] = runs(claim.text, claim.lacking)
    if badges and not flag:
        said["badge"] = say("is_supported", language)
    return [*lead, said, *map(mark, claim.citations), {"text": " "}]


def _conflict(conflict: Mapping[str, Any], answer: Answer) -> View:
    """What contradicts, side by side: each side's words, who says them, and the way there."""
    citations = answer.citations
    places = {citation.marker: place for place, citation in enumerate(citations)}
    sides = [
        {
            "value": side["value"],
            "who": side["publisher"] or side["author"] or side["title"],
            "when": date_words(side["published"], answer.language),
            "mark": _marker(
                citations[places[side["marker"]]], places[side["marker"]], answer.language
            ),
        }
        for side in conflict["sides"]
    ]
    return {"matter": conflict["matter"], "sides": sides}


def _marker(citation: Citation, place: int, language: str) -> View:
    meta = citation.source.meta
    when = date_words(meta.published, language)
    label = say("open_source", language, marker=citation.marker, title=meta.title, date=when)
    return {"marker": citation.marker, "open": place, "label": label}


def _tidy(paragraphs: Iterable[View]) -> list[View]:
    """Paragraphs without empty runs, and none that is blank."""
    kept = [{**p, "runs": [r for r in p["runs"] if r.get("text") != ""]} for p in paragraphs]
    return [p for p in kept if any(run.get("text", "x").strip() for run in p["runs"])]


def _grouped(places: Iterable[tuple[int, Citation]], language: str) -> list[View]:
    groups: dict[str, View] = {}
    for place, citation in places:
        meta = citation.source.meta
        fresh: View = {"title": meta.title, "byline": byline(meta, language), "quotes": []}
        groups.setdefault(citation.source.doc_id, fresh)["quotes"].append(
            {
                "open": place,
                "marker": citation.marker,
                "quote": citation.quote,
                "label": say("open_quote", language, marker=citation.marker),
                "page": say("page", language, number=citation.page) if citation.page else "",
                **translation(citation, language),
            }
        )
    return list(groups.values())


def _renumbered(groups: list[View], language: str) -> list[View]:
    """Groups whose quotes are numbered as they stand; no text refers to them."""
    for number, quote in enumerate((q for group in groups for q in group["quotes"]), 1):
        quote |= {"marker": number, "label": say("open_quote", language, marker=number)}
    return groups
