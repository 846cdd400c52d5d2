"""WiCE: is a sentence of Wikipedia supported by the web page it cites, and by which sentences."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from evals.bench.data import read_lines
from evals.bench.table import Outcome, watched
from evals.bench.untouched import is_for_fitting
from evals.metrics import auroc
from evals.workspace import opened, temporary_home
from rag.config import Settings
from rag.errors import UsageError


@dataclass(frozen=True, slots=True)
class Case:
    """A claim, the sentences of the page it cites, and what annotators said.

    :param gold: the sets of sentences, by place, any of which shows all there is to show.
    """

    claim: str
    page: tuple[str, ...]
    supported: bool
    gold: tuple[frozenset[int], ...]
    article: str


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a claim: its score, whether it was called supported, what was cited."""

    score: float
    supported: bool
    cited: frozenset[int]


def wice(file: Path, settings: Settings) -> Outcome:
    """Hold every claim of the untouched half against its whole page, a text a sentence.

    :raises UsageError: when the file is not WiCE's.
    """
    cases = [case for case in read_wice(file) if not is_for_fitting(case.article)]
    with temporary_home(settings) as own, opened(own) as engine:
        said = []
        for case in watched(cases):
            (checked,) = engine.check_claims([case.claim], case.page)
            cited = frozenset(int(c.source.source) for c in checked.citations)
            said.append(Said(checked.score, checked.support == "supported", cited))
    return summary(cases, said)


def summary(cases: Sequence[Case], said: Sequence[Said]) -> Outcome:
    """The table. Precision, recall and F1 of sentences are a claim's best over its gold sets."""
    truth = [case.supported for case in cases]
    right = [case.supported == s.supported for case, s in zip(cases, said, strict=True)]
    found = [
        max((overlap(s.cited, gold) for gold in case.gold), key=lambda o: o[2])
        for case, s in zip(cases, said, strict=True)
        if case.gold
    ]
    figures = {
        "supported or not, AUROC (goal 0.80)": auroc([s.score for s in said], truth),
        "supported or not, accuracy": mean(right),
        "supporting sentences, precision": mean(f[0] for f in found),
        "supporting sentences, recall": mean(f[1] for f in found),
        "supporting sentences, F1 (goal 0.60)": mean(f[2] for f in found),
    }
    counts = [("claims", str(len(cases))), ("with supporting sentences", str(len(found)))]
    rows = [(name, f"{value:.4f}") for name, value in figures.items()]
    return Outcome([("measure, untouched half", "value"), *counts, *rows])


def overlap(found: Collection[int], gold: Collection[int]) -> tuple[float, float, float]:
    """Precision, recall and F1 of a set against another; 0 where one is empty."""
    both = len({*found} & {*gold})
    precision, recall = both / len(found) if found else 0.0, both / len(gold) if gold else 0.0
    return precision, recall, 2 * both / (len(found) + len(gold)) if both else 0.0


def read_wice(file: Path) -> list[Case]:
    """Every claim of a WiCE file.

    :raises UsageError: when it is not in WiCE's format.
    """
    try:
        return [_case(line) for line in read_lines(file)]
    except (KeyError, TypeError) as error:
        raise UsageError(f"{file} is not a WiCE file") from error


def _case(line: dict[str, Any]) -> Case:
    return Case(
        line["claim"],
        tuple(line["evidence"]),
        line["label"] == "supported",
        tuple(frozenset(gold) for gold in line["supporting_sentences"] if gold),
        line["meta"]["claim_title"],
    )
