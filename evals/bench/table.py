"""What the benchmarks share: how they report, progress on stderr, the command to time."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from evals.intervals import Metric

Row = Sequence[str]
Figure = tuple[str, Metric | None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A table, heading row first, and what is wrong, a line each.

    :param further: more tables, shown below the first.
    """

    rows: Sequence[Row]
    problems: Sequence[str] = ()
    further: Sequence[Sequence[Row]] = ()


def figures(*named: Figure) -> Outcome:
    """A table of figures, each with its 95 % interval and its number of cases."""
    rows: list[Row] = [("measure", "value", "interval", "n")]
    for name, m in named:
        if m is not None:
            rows.append((name, f"{m.value:.3f}", f"{m.low:.3f}–{m.high:.3f}", str(m.n)))
    return Outcome(rows)


def watched(items: Sequence[T]) -> Iterable[T]:
    """Go through ``items`` with a progress bar on stderr where a person looks."""
    from tqdm import tqdm

    return tqdm(items, file=sys.stderr, disable=None)


def fuente_command() -> list[str]:
    """Name the command of this very environment, as a person would run it."""
    script = Path(sys.executable).with_name("fuente")
    return [str(script)] if script.exists() else [sys.executable, "-m", "rag.cli"]
