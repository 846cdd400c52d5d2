"""Trains the reader's adapter: low-rank changes to the encoder, and the heads."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.training.examples import Example
from evals.training.made import Maker
from evals.training.windows import Window, pieces, whole
from rag.reader import Piece, encode, load_tokenizer
from rag.reader_network import FROZEN, SEP, above, below, heads, linear
from rag.types import Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Generator, Tensor

    from rag.reader_network import Tensors

MASK = 103


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train."""

    epochs: int
    batch: int = 32
    rate: float = 1e-3  # the highest
    rank: int = 32
    made: float = 0.6  # negatives made for each answerable question
    elsewhere: float = 0.0  # of those, the share that reads about something else
    bare: float = 0.5  # passages read without their headings
    whole: float = 0.15  # passages read whole; the others are cut, which trains faster
    words: tuple[int, int] = (30, 110)  # words of a passage that is cut
    hidden: float = 0.06  # wordpieces hidden
    decay: float = 0.01
    average: float = 0.995
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Row:
    """A window in wordpieces, with the wordpieces of the words that answer."""

    piece: Piece
    window: Window
    start: int | None
    end: int | None


def fresh(base: dict[str, Tensor], rank: int, seed: int) -> dict[str, Tensor]:
    """An adapter that changes nothing yet, and heads at random."""
    import torch

    make = torch.Generator().manual_seed(seed)
    adapter: dict[str, Tensor] = {"side": torch.zeros(2, 384), "echo": torch.zeros(2, 384)}
    adapter |= low_rank(base, rank, make)
    sizes = {"sentence": 384 * 2 + 1, "answerable": 384 * 3 + 1}
    for name, size in sizes.items():
        adapter[f"{name}.in.weight"] = torch.randn(64, size, generator=make) / size**0.5
        adapter[f"{name}.in.bias"] = torch.zeros(64)
        adapter[f"{name}.out.weight"] = torch.randn(1, 64, generator=make) * 0.05
        adapter[f"{name}.out.bias"] = torch.zeros(1)
    adapter["words.weight"] = torch.randn(2, 384, generator=make) * 0.02
    adapter["words.bias"] = torch.zeros(2)
    adapter["alike"] = torch.tensor([8.0])
    adapter["strength"] = torch.tensor([0.1, 0.1])
    return adapter


def low_rank(base: Tensors, rank: int, make: Generator) -> dict[str, Tensor]:
    """Changes to the encoder's linear layers (``.up`` @ ``.down``) that change nothing yet."""
    import torch

    changes: dict[str, Tensor] = {}
    for name, value in base.items():
        if name.startswith("encoder.layer.") and value.ndim == 2 and int(name[14]) >= FROZEN:
            down = torch.randn(rank, value.shape[1], generator=make) / value.shape[1] ** 0.5
            changes[f"{name}.down"] = down
            changes[f"{name}.up"] = torch.zeros(value.shape[0], rank)
    return changes


def rows(tokenizer: Tokenizer, windows: Sequence[Window]) -> list[Row]:
    """Windows in wordpieces; those whose answer fell out of the window are left out."""
    made = []
    for window in windows:
        piece = encode(tokenizer, window.question, window.passages)
        if window.gold and not set(window.gold) & set(piece.owner):
            continue
        start, end = _found(piece, window.words)
        made.append(Row(piece, window, start, end))
    return made


def _found(piece: Piece, words: tuple[int, Span] | None) -> tuple[int | None, int | None]:
    if words is None:
        return None, None
    number, span = words
    inside = [
        i
        for i, (at, start, end) in enumerate(piece.places)
        if at == number and start < span.end and span.start < end and piece.owner[i] >= 0
    ]
    return (inside[0], inside[-1]) if inside else (None, None)


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded tensors of several rows."""

    ids: Tensor
    sides: Tensor
    mask: Tensor
    pool: Tensor


def collate(part: Sequence[Row]) -> Batch:
    """Rows padded to the longest."""
    import torch

    n = max(len(r.piece.ids) for r in part)
    most = max(1, *(max(r.piece.owner) + 1 for r in part))
    ids, sides = torch.zeros(len(part), n, dtype=torch.long), torch.ones(len(part), n).long()
    owner = torch.full((len(part), n), -1)
    mask = torch.zeros(len(part), n, dtype=torch.bool)
    for i, row in enumerate(part):
        size = len(row.piece.ids)
        ids[i, :size] = torch.tensor(row.piece.ids)
        sides[i, :size] = torch.tensor(row.piece.sides)
        owner[i, :size] = torch.tensor(row.piece.owner)
        mask[i, :size] = True
    pool = (owner[:, None] == torch.arange(most)[:, None]).float()
    return Batch(ids, sides, mask, pool)


def half(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The weights in bfloat16, in which training is faster."""
    return {k: v.bfloat16() for k, v in weights.items()}


def adapted(w: Tensors, name: str, x: Tensor) -> Tensor:
    """A linear layer with its low-rank change beside it, cheaper to train than merged."""
    from torch.nn.functional import linear as plain

    down, up = w[f"{name}.weight.down"], w[f"{name}.weight.up"]
    return linear(w, name, x) + plain(plain(x, down), up)


def losses(base: Tensors, adapter: Tensors, part: Sequence[Row], hidden: float) -> Tensor:
    """Answerable or not, plus the sentence and words that answer, or seem to.

    :param base: the encoder's weights in bfloat16.
    """
    import torch
    from torch.nn import functional as f

    batch = collate(part)
    ids = batch.ids
    if hidden:
        # Words of the question are hidden more often, so that meaning has to do without echo.
        chance = torch.where(batch.sides == 0, 2 * hidden, hidden)
        ids = torch.where((torch.rand(ids.shape) < chance) & (ids > SEP), MASK, ids)
    with torch.no_grad():
        x = below(base, ids, batch.mask)
    x = above({**base, **half(adapter)}, x, ids, batch.sides, batch.mask, adapted).float()
    x = f.dropout(x, 0.1)
    out = heads(adapter, x, batch.sides, batch.pool, batch.mask)
    wanted = torch.tensor([float(r.window.answerable) for r in part])
    loss = f.binary_cross_entropy_with_logits(out.answerable, wanted)
    shares = out.sentences.log_softmax(-1)
    for i, row in enumerate(part):
        if row.window.gold:
            gold = torch.tensor([g for g in row.window.gold if g < shares.shape[1]])
            loss = loss - torch.logsumexp(shares[i, gold], -1) / len(part)
        if row.start is not None and row.end is not None:
            words = out.start[i].log_softmax(-1)[row.start] + out.end[i].log_softmax(-1)[row.end]
            loss = loss - 0.25 * words / len(part)
    return loss


def train(
    model: Path,
    examples: Sequence[Example],
    plan: Plan,
    saved: Callable[[dict[str, Tensor], int], Any],
    start: Tensors | None = None,
) -> dict[str, Tensor]:
    """The averaged adapter.

    :param saved: called with the averaged adapter and the epoch after each.
    :param start: an adapter to go on from.
    """
    import torch
    from safetensors.torch import load_file

    torch.manual_seed(plan.seed)
    tokenizer, base = load_tokenizer(model), load_file(str(model / "model.safetensors"))
    base.pop("embeddings.position_ids", None)
    base = half(base)
    adapter = {
        k: v.requires_grad_() for k, v in (start or fresh(base, plan.rank, plan.seed)).items()
    }
    mean = {k: v.detach().clone() for k, v in adapter.items()}
    low = [v for k, v in adapter.items() if k.endswith((".up", ".down"))]
    other = [v for k, v in adapter.items() if not k.endswith((".up", ".down"))]
    optimizer = torch.optim.AdamW(
        [{"params": low, "lr": plan.rate}, {"params": other, "lr": plan.rate}],
        weight_decay=plan.decay,
    )
    epochs = [epoch(tokenizer, examples, plan, n) for n in range(plan.epochs)]
    total, done, began = sum(map(len, epochs)), 0, time.monotonic()
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, plan.rate, total_steps=total + 1, pct_start=0.1, anneal_strategy="linear"
    )
    for number, batches in enumerate(epochs):
        running = 0.0
        for batch in batches:
            loss = losses(base, adapter, batch, plan.hidden)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(list(adapter.values()), 1.0)
            optimizer.step()
            schedule.step()
            done += 1
            keep = min(plan.average, done / (done + 10))
            for name, value in adapter.items():
                mean[name].lerp_(value.detach(), 1 - keep)
            running = (
                0.98 * running + 0.02 * float(loss.detach()) if running else float(loss.detach())
            )
            if done % 25 == 0:
                spent = time.monotonic() - began
                print(f"step {done}/{total} loss {running:.3f} {spent:.0f}s", flush=True)
        saved(mean, number)
    return mean


def epoch(
    tokenizer: Tokenizer, examples: Sequence[Example], plan: Plan, number: int
) -> list[list[Row]]:
    """One epoch's batches: every example, made negatives beside them, lengths alike."""
    chance = random.Random(plan.seed * 1000 + number)
    maker = Maker(examples, plan.seed * 1000 + number, plan.elsewhere)
    drawn = list(examples)
    for example in examples:
        if example.answerable and chance.random() < plan.made:
            twin = maker.make(example)
            drawn += [twin] if twin else []
    windows = [_window(e, plan, chance) for e in drawn]
    made = rows(tokenizer, windows)
    made.sort(key=lambda r: len(r.piece.ids) + chance.uniform(0, 25))
    batches = list(_parts(made, plan.batch))
    chance.shuffle(batches)
    return batches


def _window(example: Example, plan: Plan, chance: random.Random) -> Window:
    headed = chance.random() >= plan.bare
    if chance.random() < plan.whole and len(example.starts) == 1:
        return whole(example, headed)
    return pieces(example, chance.randint(*plan.words), headed, chance)


def _parts(made: Sequence[Row], size: int) -> Iterator[list[Row]]:
    for at in range(0, len(made), size):
        yield list(made[at : at + size])
