"""The figures, as pure functions over ranks, spans and probabilities."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from evals.cases import Place
from rag.text import merge, shared
from rag.types import Span

Placed = tuple[str, Span]
"""A span of the document with that id: a hit or a citation, stripped to where it points."""

BINS = 10


def found_at(hits: Sequence[Placed], gold: Sequence[Place]) -> list[int | None]:
    """For each gold quote the rank (from 1) of the first hit that holds it, or None.

    A hit holds a quote when it covers at least half of the quote's characters.
    """
    return [
        next((rank for rank, hit in enumerate(hits, start=1) if _holds(hit, place)), None)
        for place in gold
    ]


def _holds(hit: Placed, place: Place) -> bool:
    doc_id, span = hit
    return doc_id == place.doc_id and any(
        2 * shared([span], [spot]) >= len(spot) for spot in place.spans
    )


def recall_at(k: int, ranks: Sequence[int | None]) -> float:
    """Share of the distinct gold quotes found among the first ``k`` hits."""
    return sum(1 for r in ranks if r is not None and r <= k) / len(ranks)


def reciprocal_rank(ranks: Sequence[int | None]) -> float:
    """One over the rank of the first hit that holds a gold quote; 0 without one."""
    known = [r for r in ranks if r is not None]
    return 1 / min(known) if known else 0.0


def ndcg_at(k: int, ranks: Sequence[int | None]) -> float:
    """Binary nDCG: a hit counts once, and only if it is the first to hold some gold quote.

    The ideal list has those hits first and then one more for every quote not found, so 1 means
    that every quote was found and nothing else came before the hits that hold them.
    """
    firsts = {r for r in ranks if r is not None and r <= k}
    missing = sum(1 for r in ranks if r is None or r > k)
    ideal = _dcg(range(1, min(k, len(firsts) + missing) + 1))
    return _dcg(firsts) / ideal if ideal else 0.0


def _dcg(ranks: Sequence[int] | set[int] | range) -> float:
    return sum(1 / math.log2(rank + 1) for rank in sorted(ranks))


def citation_precision(
    cited: Sequence[Placed], evidence: Sequence[Place], also: Sequence[Place] = ()
) -> float:
    """Share of the cited characters that lie in any gold quote; 0 when nothing is cited."""
    total = good = 0
    gold = _by_document([(p.doc_id, s) for p in (*evidence, *also) for s in p.spans])
    for doc_id, spans in _by_document(cited).items():
        total += sum(len(s) for s in merge(spans))
        good += shared(spans, gold.get(doc_id, []))
    return good / total if total else 0.0


def citation_recall(cited: Sequence[Placed], evidence: Sequence[Place]) -> float:
    """Share of the gold quotes' characters that are cited, each quote at its best occurrence."""
    spans = _by_document(cited)
    total = sum(len(place.spans[0]) for place in evidence)
    good = sum(
        max(shared(spans.get(place.doc_id, []), [spot]) for spot in place.spans)
        for place in evidence
    )
    return good / total if total else 0.0


def _by_document(placed: Sequence[Placed]) -> Mapping[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for doc_id, span in placed:
        found.setdefault(doc_id, []).append(span)
    return found


def brier(confidence: Sequence[float], truth: Sequence[bool]) -> float:
    """Mean squared distance of the confidence from what was true (0 is best)."""
    return sum((p - y) ** 2 for p, y in zip(confidence, truth, strict=True)) / len(truth)


def calibration_error(confidence: Sequence[float], truth: Sequence[bool]) -> float:
    """Expected calibration error over ten bins of equal width (0 is best)."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for p, y in zip(confidence, truth, strict=True):
        bins.setdefault(min(int(p * BINS), BINS - 1), []).append((p, y))
    gaps = (
        abs(sum(p for p, _ in members) - sum(y for _, y in members)) for members in bins.values()
    )
    return sum(gaps) / len(truth)


def auroc(confidence: Sequence[float], truth: Sequence[bool]) -> float:
    """Chance that an answerable case has the higher confidence, ties half; NaN if one kind only."""
    belief, yes = np.asarray(confidence, dtype=float), np.asarray(truth, dtype=bool)
    above, below = belief[yes], np.sort(belief[~yes])
    if not len(above) or not len(below):
        return math.nan
    wins = np.searchsorted(below, above, "left").sum(dtype=float)
    ties = np.searchsorted(below, above, "right").sum(dtype=float) - wins
    return float((wins + 0.5 * ties) / (len(above) * len(below)))


def ranking(pairs: Sequence[tuple[float, bool]]) -> float:
    """The same of pairs of confidence and truth."""
    return auroc([p for p, _ in pairs], [y for _, y in pairs])
