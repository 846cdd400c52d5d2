"""What happened to one case: what was found, said and cited, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evals.cases import Case
from rag.types import Answer


@dataclass(frozen=True, slots=True)
class Record:
    """One case and how it went; the figures are computed from nothing else.

    :param ranks: for each gold quote the rank of the first hit that holds it, or None.
    :param precision: of the cited characters; None where it is not defined.
    :param recall: of the gold quotes' characters; None for an unanswerable case.
    :param citations: how many were shown, the nearest passages of an abstention included.
    :param exact: how many of them are the document's text at their offsets.
    :param would_say: whether it says the gold answer, or would if it could not be silent.
    """

    case: Case
    answer: Answer
    ranks: tuple[int | None, ...]
    says: bool
    f1: float
    precision: float | None
    recall: float | None
    citations: int
    exact: int
    would_say: bool = False

    @property
    def answered(self) -> bool:
        """Whether something was said."""
        return self.answer.abstained is None

    @property
    def judged(self) -> tuple[float, bool]:
        """The confidence, and whether the answer is right, or would be if it were given."""
        return self.answer.confidence, self.would_say

    @property
    def failures(self) -> tuple[str, ...]:
        """What is wrong, in a few words each; empty when nothing is."""
        checks = {
            "answered what the sources do not say": not self.case.answerable and self.answered,
            "silent though the sources say it": self.case.answerable and not self.answered,
            "the gold answer is not in the answer": self._missed(not self.says),
            "no gold quote is cited": self._missed(self.recall == 0),
            "a citation is not the text at its offsets": self.exact < self.citations,
        }
        return tuple(what for what, wrong in checks.items() if wrong)

    def _missed(self, wrong: bool) -> bool:
        return self.case.answerable and self.answered and wrong

    def to_json(self) -> dict[str, Any]:
        """The stable JSON of a record."""
        case, answer = self.case, self.answer
        return {
            "id": case.id,
            "split": case.split,
            "tags": list(case.tags),
            "question": case.question,
            "history": [asdict(turn) for turn in case.history],
            "answerable": case.answerable,
            "expected": expected(case),
            "gold": [asdict(gold) for gold in case.evidence],
            "answer": answer.text,
            "abstained": answer.abstained.reason if answer.abstained else None,
            "confidence": round(answer.confidence, 4),
            "cited": [{"source": c.source.source, "quote": c.quote} for c in answer.citations],
            "ranks": list(self.ranks),
            "says": self.says,
            "would_say": self.would_say,
            "f1": round(self.f1, 4),
            "citation_precision": _rounded(self.precision),
            "citation_recall": _rounded(self.recall),
            "failures": list(self.failures),
        }


def expected(case: Case) -> str:
    """The gold answer in a line: alternatives joined by ``or``, groups by ``and``."""
    groups = case.answers_all or ((case.answers,) if case.answers else ())
    if not groups:
        return "no answer: the sources do not say"
    return " and ".join(" or ".join(repr(a) for a in group) for group in groups)


def failed(records: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The records (as JSON) with something wrong, in order."""
    return [r for r in records if r["failures"]]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
