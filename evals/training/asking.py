"""Trains how a question is asked: low-rank changes to the encoder, for questions alone.

What is searched stays embedded as it is; the question learns to stand near what answers it
(the query tower of a dual encoder, with in-batch negatives: Karpukhin et al. 2020,
https://arxiv.org/abs/2004.04906).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.training.examples import Example
from evals.training.train import MASK, adapted, low_rank
from rag.asking import ASKED, encoded
from rag.reader import load_tokenizer

if TYPE_CHECKING:
    from torch import Tensor

    from rag.types import Embedder


@dataclass(frozen=True, slots=True)
class AskingPlan:
    """How to train."""

    epochs: int = 6
    batch: int = 64
    rate: float = 1e-3  # the highest
    rank: int = 16
    warmth: float = 0.05  # what cosines are divided by
    hidden: float = 0.08  # wordpieces hidden
    decay: float = 0.01
    average: float = 0.995
    warming: int = 100  # steps up to the highest rate
    seed: int = 5


@dataclass(frozen=True, slots=True)
class _Row:
    """A question in wordpieces, the sentences it was asked of and those that answer it."""

    ids: list[int]
    sentences: tuple[int, ...]
    gold: frozenset[int]


def train_asking(
    model: Path,
    examples: Sequence[Example],
    embedder: Embedder,
    plan: AskingPlan,
    saved: Callable[[dict[str, Tensor], int], Any],
) -> dict[str, Tensor]:
    """The averaged changes.

    :param saved: called with the averaged changes and the epoch after each.
    """
    import torch
    from safetensors.torch import load_file

    torch.manual_seed(plan.seed)
    base = load_file(str(model / "model.safetensors"))
    rows, vectors = _rows(model, [e for e in examples if e.answerable and e.gold], embedder)
    changes = low_rank(base, plan.rank, torch.Generator().manual_seed(plan.seed))
    mean = {name: value.clone() for name, value in changes.items()}
    for value in changes.values():
        value.requires_grad_()
    optimizer = torch.optim.AdamW(changes.values(), lr=plan.rate, weight_decay=plan.decay)
    steps, step = plan.epochs * (len(rows) // plan.batch), 0
    chance = random.Random(plan.seed)
    for epoch in range(plan.epochs):
        for part in _batches(rows, plan.batch, chance):
            for group in optimizer.param_groups:
                group["lr"] = plan.rate * min(1, step / plan.warming, 1.02 - step / steps)
            loss = _loss({**base, **changes}, part, vectors, plan, chance)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            optimizer.step()
            step += 1
            keep = min(plan.average, step / (step + 10))
            with torch.no_grad():
                for name, value in changes.items():
                    mean[name].mul_(keep).add_(value, alpha=1 - keep)
        saved(mean, epoch)
    return mean


def _rows(
    model: Path, examples: Sequence[Example], embedder: Embedder
) -> tuple[list[_Row], Tensor]:
    """The questions, and the vectors of all sentences by their numbers."""
    import torch

    tokenizer = load_tokenizer(model)
    numbers: dict[str, int] = {}
    rows = []
    for one in examples:
        said = [span.of(one.passage.text) for span in one.passage.sentences]
        own = tuple(numbers.setdefault(text, len(numbers)) for text in said)
        ids = tokenizer.encode(one.question).ids[:ASKED]
        rows.append(_Row(ids, own, frozenset(own[g] for g in one.gold)))
    return rows, torch.tensor(embedder.encode(list(numbers)))


def _batches(rows: Sequence[_Row], size: int, chance: random.Random) -> Iterator[Sequence[_Row]]:
    order = list(rows)
    chance.shuffle(order)
    for at in range(0, len(order) - size + 1, size):
        yield order[at : at + size]


def _loss(
    weights: dict[str, Tensor],
    part: Sequence[_Row],
    vectors: Tensor,
    plan: AskingPlan,
    chance: random.Random,
) -> Tensor:
    """What the sentences that answer miss of a whole share, among all of the batch."""
    import torch

    def hide(ids: Sequence[int]) -> list[int]:
        inside = range(1, len(ids) - 1)
        return [
            MASK if i in inside and chance.random() < plan.hidden else n for i, n in enumerate(ids)
        ]

    asked = encoded(weights, [hide(row.ids) for row in part], adapted)
    every = sorted({n for row in part for n in row.sentences})
    at = {number: column for column, number in enumerate(every)}
    shares = (asked @ vectors[every].T / plan.warmth).log_softmax(-1)
    lost = [
        -torch.logsumexp(shares[i, [at[n] for n in row.gold]], -1) for i, row in enumerate(part)
    ]
    return torch.stack(lost).mean()
