"""The order an answer is told in: the answer first, and together what stands together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.question import Question
from rag.select import Pick, is_item
from rag.times import years_of

_CHANGE = re.compile(
    r"\b(?:how (?:has|have|had|did|does) .*\b(?:chang|gr[eo]w|evolv|shift|mov|develop|ris|rose|fall"
    r"|fell)\w*|(?:between|from) \d{4} (?:and|to) \d{4}|over (?:time|the years)|since \d{4}"
    r"|before and after)\b",
    re.IGNORECASE,
)


def arrange(asked: Question, picks: Sequence[Pick], first: Pick | None = None) -> list[Pick]:
    """Chosen sentences in the order they are told.

    Sources come in the order they were first chosen; by date where the question asks how
    something changed or what different sources say. Within a source, sentences that stand
    together stay together: the run with the best sentence first, the others in text order; all
    in text order where a change is told.

    :param first: the sentence a short answer stands in; its source and run come first.
    """
    by_source: dict[str, list[Pick]] = {}
    for pick in (first, *picks) if first else picks:
        if pick in by_source.get(pick.hit.source.doc_id, ()):
            continue
        by_source.setdefault(pick.hit.source.doc_id, []).append(pick)
    groups = list(by_source.values())
    change = _CHANGE.search(asked.text) is not None
    if change or asked.voices:
        groups.sort(key=lambda group: _date(asked, group))
    return [pick for group in groups for pick in _told(group, first, in_order=change)]


def _date(asked: Question, group: Sequence[Pick]) -> tuple[float, str]:
    """The first of the question's years that a source's sentences name, or else its own."""
    published = group[0].hit.source.meta.published or "9999"
    named = {year for p in group for year in years_of(p.evidence.text)}
    return (min(named & set(asked.figures), default=float(published[:4])), published)


def _told(group: Sequence[Pick], first: Pick | None, in_order: bool) -> list[Pick]:
    runs: list[list[Pick]] = []
    for pick in sorted(group, key=lambda p: p.evidence.span):
        if runs and (follows(runs[-1][-1], pick) or _listed(runs[-1][-1], pick)):
            runs[-1].append(pick)
        else:
            runs.append([pick])
    if not in_order:
        best = max(runs, key=lambda run: (first in run, max(p.evidence.score for p in run)))
        runs = [best, *(run for run in runs if run is not best)]
    return [pick for run in runs for pick in run]


def follows(before: Pick, pick: Pick) -> bool:
    """Whether one sentence comes right after the other in its passage."""
    last = pick.before
    same = before.hit.source.doc_id == pick.hit.source.doc_id
    return same and last is not None and last.span == before.evidence.span


def _listed(before: Pick, pick: Pick) -> bool:
    """Whether one is an item of the list that the other leads into or belongs to."""
    leads = before.evidence.text.rstrip().endswith(":") or is_item(before.hit, before.evidence)
    return leads and before.hit.span == pick.hit.span and is_item(pick.hit, pick.evidence)
