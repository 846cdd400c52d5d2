"""How long ``fuente --help`` takes, against an empty Python."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from statistics import median
from time import perf_counter

from evals.bench.table import Outcome, fuente_command

RUNS = 20


def startup(runs: int = RUNS) -> Outcome:
    """Time both ``runs`` times, taking turns, and report the ratio of the medians."""
    helped, empty = [*fuente_command(), "--help"], [sys.executable, "-c", "pass"]
    _timed(helped), _timed(empty)  # the first run of each reads from a cold disk
    pairs = [(_timed(helped), _timed(empty)) for _ in range(runs)]
    ratio = median(h for h, _ in pairs) / median(e for _, e in pairs)
    return Outcome([("measure", "value"), ("runs", str(runs)), ("--help / empty", f"{ratio:.2f}")])


def _timed(command: Sequence[str]) -> float:
    began = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - began
