"""Compare a run with a committed baseline and say what got worse."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.intervals import Metric
from evals.measures import LOWER_IS_BETTER
from evals.run import Results
from rag.errors import UsageError

# Baselines are stored with four decimals; what rounding took is not a fall.
ROUNDING = 0.00005


@dataclass(frozen=True, slots=True)
class Baseline:
    """The metrics of an earlier run by split, and the digest of its cases."""

    cases: str
    splits: Mapping[str, Mapping[str, Metric]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a comparison found: ``falls`` fail the gate, ``notes`` do not."""

    falls: tuple[str, ...]
    notes: tuple[str, ...]


def baseline_json(results: Results) -> dict[str, Any]:
    """The part of a run that is committed: metrics by split, without tags and records."""
    whole = results.to_json()
    splits = {name: scores["metrics"] for name, scores in whole["splits"].items()}
    return {"format": 1, "cases": results.cases, "splits": splits}


def read_baseline(path: Path) -> Baseline:
    """The baseline of a file.

    :raises UsageError: if it cannot be read or is no baseline.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        splits = {
            split: {name: Metric(**metric) for name, metric in found.items()}
            for split, found in raw["splits"].items()
        }
        return Baseline(raw["cases"], splits)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}", _WRITE) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{path} is not a baseline", _WRITE) from error


_WRITE = "Write one with: fuente eval --split all --write-baseline FILE"


def allowance(metric: Metric) -> float:
    """How far a metric may fall: half the width of its interval in the baseline."""
    return (metric.high - metric.low) / 2


def compare(results: Results, baseline: Baseline) -> Verdict:
    """What fell below the baseline by more than the allowance, in the splits both have.

    A measure where smaller is better falls by growing. A metric the run lacks has fallen.

    :raises UsageError: when the two share no split.
    """
    common = [split for split in results.splits if split in baseline.splits]
    if not common:
        raise UsageError("the run and the baseline have no split in common", _WRITE)
    falls: list[str] = []
    for split in common:
        for name, old in baseline.splits[split].items():
            new = results.splits[split].metrics.get(name)
            if new is None:
                falls.append(f"{split} {name}: was {old.value:.3f}, now not measured")
            elif fallen(name, old, new):
                falls.append(
                    f"{split} {name}: was {old.value:.3f}, now {new.value:.3f},"
                    f" more than {allowance(old):.3f} worse"
                )
    changed = results.cases != baseline.cases
    notes = ("the cases are not those of the baseline; write a new one",) if changed else ()
    return Verdict(tuple(falls), notes)


def fallen(name: str, old: Metric, new: Metric) -> bool:
    """Whether ``new`` is worse than ``old`` by more than the allowance."""
    loss = new.value - old.value if name in LOWER_IS_BETTER else old.value - new.value
    return loss > allowance(old) + ROUNDING
