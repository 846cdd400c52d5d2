"""How likely a claim is supported by the sentences found for it: a small fitted model.

Fitted by ``python -m evals.training.support`` on one half of public claims checked by people; see
``evals/README.md``.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from rag.facts import Fault, Kind, held
from rag.figures import figures
from rag.terms import names, stems, stems_in_order
from rag.verify import share
from rag.wording import wording

FEATURES = (
    "share",  # of the claim's content words that its sentences have
    "nearest_share",  # the same of the one sentence that has most
    "around_share",  # the same of everything looked at
    "around_missing",  # content words that nothing looked at has, as log(1 + n)
    "trigrams",  # share of the claim's runs of three words that its sentences have
    "similarity",  # cosine of the claim and the best of its sentences
    "rare",  # and the rest of ``rag.wording.Wording``, counts as log(1 + n)
    "beside",
    "bigrams",
    "pairs",
    "new",
    "aside",
    "apart",
    "words",
    "names",  # names and figures of the claim, as log(1 + n)
    "figures",
    "names_lacking",  # each kind of fault, how many
    "figures_lacking",
    "dates_lacking",
    "elsewhere",
    "denial",
    "hedge",
    "trend",
)
FAULTS: tuple[Kind, ...] = ("name", "figure", "date", "elsewhere", "denial", "hedge", "trend")


def describe(
    claim: str,
    chosen: Sequence[str],
    around: Sequence[str],
    similarity: float,
    faults: Sequence[Fault],
    context: str,
) -> tuple[float, ...]:
    """The features of a claim beside the sentences chosen for it, in the order of ``FEATURES``.

    :param around: every sentence that was looked at.
    """
    wanted = stems(claim)
    known = held(claim, "\n".join(around), context)
    lacking = Counter(fault.kind for fault in faults)
    said = wording(claim, chosen, around)
    missing = sum(s not in known for s in wanted)
    return (
        share(claim, " ".join(chosen), context),
        max(share(claim, text, context) for text in chosen),
        1 - missing / max(1, len(wanted)),
        math.log1p(missing),
        _trigrams(claim, chosen),
        similarity,
        *(said.rare, said.beside, said.bigrams, said.pairs),
        *map(math.log1p, (said.new, said.aside, said.apart, said.words)),
        math.log1p(len(names(claim))),
        math.log1p(len(figures(claim))),
        *(float(lacking[kind]) for kind in FAULTS),
    )


def _trigrams(claim: str, chosen: Sequence[str]) -> float:
    own = _runs(claim)
    theirs = frozenset().union(*map(_runs, chosen))
    return len(own & theirs) / max(1, len(own))


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    found = stems_in_order(text)
    return frozenset(found[i : i + 3] for i in range(len(found) - 2))


def probability(features: Sequence[float]) -> float:
    """0 to 1; from 0.5 on the claim is taken as supported."""
    bias, weights = fitted()
    logit = bias + sum(w * f for w, f in zip(weights, features, strict=True))
    return 1 / (1 + math.exp(-logit))


@lru_cache(maxsize=1)
def fitted() -> tuple[float, tuple[float, ...]]:
    """The committed bias and weights, these in the order of ``FEATURES``; 0 for a new one."""
    table = json.loads(Path(__file__).with_name("support.json").read_text(encoding="utf-8"))
    return float(table["bias"]), tuple(float(table["weights"].get(name, 0.0)) for name in FEATURES)
