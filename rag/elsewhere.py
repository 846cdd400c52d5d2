"""Facts of a claim that the sentences chosen for it lack: which others give, which none does."""

from __future__ import annotations

from collections.abc import Sequence

from rag.aliases import is_name
from rag.facts import HARD, Fault, dates_lacking, figures_lacking, names_lacking
from rag.types import Span


def settled(claim: str, wrong: Sequence[Fault], around: str, context: str = "") -> list[Fault]:
    """The faults, where a figure, date or name that stands somewhere around is ``elsewhere``.

    :param around: everything that was looked at for the claim.
    :param context: the whole text that is from, for names.
    """
    if not any(fault.kind in HARD for fault in wrong):
        return list(wrong)
    lacking = [
        *figures_lacking(claim, around, ""),
        *dates_lacking(claim, around),
        *(fault for fault in names_lacking(claim, around, context) if fault.kind == "name"),
    ]
    spans = [fault.span for fault in lacking]
    return [
        fault
        if fault.kind not in HARD or any(map(fault.span.overlaps, spans))
        else Fault(fault.span, "elsewhere", fault.against)
        for fault in wrong
    ]


def decisive(claim: str, wrong: Sequence[Fault], close: bool) -> tuple[Fault, ...]:
    """The settled faults that decide by themselves, however likely the claim else looks.

    A figure or date that stands nowhere; where the rest is said in nearly the same words also a
    name, and a name that only the claim begins with.

    :param close: whether one sentence says nearly the same.
    """
    return tuple(
        fault
        for fault in wrong
        if fault.kind in ("figure", "date")
        or (fault.kind == "name" and close)
        or (fault.kind == "opening" and is_name(fault.span.of(claim)))
    )


def gives(claim: str, spans: Sequence[Span], text: str) -> bool:
    """Whether a text gives the figures and dates at these spans of a claim."""
    found = [*figures_lacking(claim, text, ""), *dates_lacking(claim, text)]
    return not any(fault.span.overlaps(span) for fault in found for span in spans)
