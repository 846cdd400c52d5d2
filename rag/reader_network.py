"""The reader's network: the embedding model's encoder with the trained adapter, and its heads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rag.errors import ModelError

if TYPE_CHECKING:
    from torch import Tensor

    Tensors = Mapping[str, Tensor]
    Linear = Callable[[Tensors, str, Tensor], Tensor]

LAYERS, HEADS = 6, 12
FROZEN = 0  # layers left as they are
TOLD = 2  # the layer before which it learns of sides and repeated wordpieces
SEP = 102
NEVER = -1e4  # the logit of what is not there


def load(model: Path, adapter: Path) -> Tensors:
    """The encoder with the adapter merged in, and the adapter's heads."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        base = load_file(str(model / "model.safetensors"))
        return merged(base, {k: v.float() for k, v in load_file(str(adapter)).items()})
    except (OSError, SafetensorError, KeyError) as error:
        raise ModelError(
            f"the reader's weights cannot be loaded: {error}", "Install Fuente again."
        ) from error


def merged(base: Tensors, adapter: Tensors) -> dict[str, Tensor]:
    """The base weights plus the adapter's low-rank (``.up`` @ ``.down``) and plain changes."""
    weights = {**base}
    for name, value in adapter.items():
        stem, _, kind = name.rpartition(".")
        if kind == "up":
            weights[stem] = base[stem] + value @ adapter[f"{stem}.down"]
        elif kind != "down":
            weights[name] = value
    return weights


def echoes(ids: Tensor, sides: Tensor) -> Tensor:
    """1 where a wordpiece also stands on the other side, else 0; shape of ``ids`` (rows, n)."""
    same = (ids[:, :, None] == ids[:, None, :]) & (sides[:, :, None] != sides[:, None, :])
    return (same.any(-1) & (ids > SEP)).long()


def below(w: Tensors, ids: Tensor, mask: Tensor | None = None) -> Tensor:
    """States after the layers the adapter leaves alone, (rows, n, 384).

    :param mask: True where there is a wordpiece; None where there is one everywhere.
    """
    x = _embedded(w, ids)
    for layer in range(FROZEN):
        x = _layer(w, layer, x, mask, linear)
    return x


def encoder(w: Tensors, ids: Tensor, mask: Tensor | None, apply: Linear) -> Tensor:
    """The states of a text read by itself, (rows, n, 384)."""
    x = _embedded(w, ids)
    for layer in range(LAYERS):
        x = _layer(w, layer, x, mask, apply)
    return x


def above(
    w: Tensors,
    x: Tensor,
    ids: Tensor,
    sides: Tensor,
    mask: Tensor | None = None,
    apply: Linear | None = None,
) -> Tensor:
    """The encoder's last states."""
    for layer in range(FROZEN, LAYERS):
        if layer == TOLD:
            echo = echoes(ids, sides)[..., None].to(x.dtype)
            x = x + w["side"][sides] + w["echo"][sides] * echo
        x = _layer(w, layer, x, mask, apply or linear)
    return x


def _embedded(w: Tensors, ids: Tensor) -> Tensor:
    e = "embeddings."
    x = w[e + "word_embeddings.weight"][ids] + w[e + "position_embeddings.weight"][: ids.shape[1]]
    return _norm(w, e + "LayerNorm", x + w[e + "token_type_embeddings.weight"][0])


def _layer(w: Tensors, layer: int, x: Tensor, mask: Tensor | None, apply: Linear) -> Tensor:
    from torch.nn import functional as f

    at = f"encoder.layer.{layer}."
    q, k, v = (
        apply(w, f"{at}attention.self.{n}", x).reshape(*x.shape[:2], HEADS, -1).transpose(1, 2)
        for n in ("query", "key", "value")
    )
    y = _attended(q, k, v, mask).transpose(1, 2).flatten(2)
    x = _norm(w, at + "attention.output.LayerNorm", x + apply(w, at + "attention.output.dense", y))
    y = apply(w, at + "output.dense", f.gelu(apply(w, at + "intermediate.dense", x)))
    return _norm(w, at + "output.LayerNorm", x + y)


def _attended(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> Tensor:
    import torch

    if mask is None:
        return torch.nn.functional.scaled_dot_product_attention(q, k, v)
    # Rows of several lengths are only trained on, for which torch's own kernels are slow on a CPU.
    unseen = torch.where(mask, 0.0, NEVER).to(q.dtype)[:, None, None, :]
    scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
    scores += unseen
    attended: Tensor = scores.softmax(-1) @ v
    return attended


def linear(w: Tensors, name: str, x: Tensor) -> Tensor:
    """The linear layer ``name`` of the weights."""
    from torch.nn import functional as f

    return f.linear(x, w[name + ".weight"], w[name + ".bias"])


def _norm(w: Tensors, name: str, x: Tensor) -> Tensor:
    from torch.nn.functional import layer_norm

    return layer_norm(x, (x.shape[-1],), w[name + ".weight"], w[name + ".bias"], 1e-12)


class Logits(NamedTuple):
    """What the heads say: (rows,), (rows, sentences) and twice (rows, n)."""

    answerable: Tensor
    sentences: Tensor
    start: Tensor
    end: Tensor


def heads(w: Tensors, x: Tensor, sides: Tensor, pool: Tensor, mask: Tensor) -> Logits:
    """The heads over the encoder's states.

    :param pool: (rows, sentences, n), 1 where a wordpiece belongs to a sentence.
    """
    import torch

    never = torch.tensor(NEVER)
    asked = ((sides == 0) & mask).to(x.dtype)
    question = (asked[:, None] @ x)[:, 0] / asked.sum(1, keepdim=True)
    size = pool.sum(-1)
    means = (pool @ x) / size.clamp(min=1)[..., None]
    start, end = (linear(w, "words", x).float()).unbind(-1)
    inside = pool.sum(1) > 0
    start, end = (torch.where(inside, t, never) for t in (start, end))
    starts = torch.logsumexp(torch.where(pool > 0, start[:, None], never), -1)
    beside = question[:, None].expand_as(means)
    alike = torch.cosine_similarity(means, beside, dim=-1)[..., None]
    told = torch.cat([means, means * beside, alike], -1)
    sentence = _mlp(w, "sentence", told) + starts + w["alike"] * alike[..., 0]
    sentence = torch.where(size > 0, sentence.float(), never)
    share = sentence.softmax(-1)[:, None].to(x.dtype)
    best = (share @ means)[:, 0]
    told = torch.cat([x[:, 0], best, best * question, (share @ alike)[:, 0]], -1)
    strength = torch.stack([starts.amax(-1), torch.logsumexp(end, -1)], -1)
    answerable = _mlp(w, "answerable", told) + (strength * w["strength"]).sum(-1)
    return Logits(answerable.float(), sentence, start, end)


def _mlp(w: Tensors, name: str, x: Tensor) -> Tensor:
    from torch.nn.functional import gelu

    return linear(w, f"{name}.out", gelu(linear(w, f"{name}.in", x)))[..., 0]
