"""The mean of two adapters, as one of the same size.

Weights that come from one another by further training may be averaged, and often do better
together than either (Wortsman et al., "Model soups", ICML 2022).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

    from rag.reader_network import Tensors


def averaged(one: Tensors, other: Tensors) -> dict[str, Tensor]:
    """The mean of what two adapters of one shape change.

    The mean of two low-rank changes has the rank of both together; of that the largest part is
    kept that fits the rank of one.
    """
    mean: dict[str, Tensor] = {}
    for name in one:
        stem, _, kind = name.rpartition(".")
        if kind == "up":
            mean |= _low_rank(stem, (_change(one, stem) + _change(other, stem)) / 2, one)
        elif kind != "down":
            mean[name] = (one[name].float() + other[name].float()) / 2
    return mean


def _change(adapter: Tensors, stem: str) -> Tensor:
    return adapter[f"{stem}.up"].float() @ adapter[f"{stem}.down"].float()


def _low_rank(stem: str, change: Tensor, like: Tensors) -> dict[str, Tensor]:
    import torch

    rank = like[f"{stem}.up"].shape[1]
    left, size, right = torch.linalg.svd(change, full_matrices=False)
    root = size[:rank].sqrt()
    return {f"{stem}.up": left[:, :rank] * root, f"{stem}.down": root[:, None] * right[:rank]}
