"""``python -m evals.training train|measure``: the reader's adapter, from public question sets."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evals.training.examples import Example, clapnq, is_training, squad, without_repeats
from evals.training.measure import bare, measure
from evals.training.train import Plan, train
from rag.config import load_settings
from rag.models import _bundled_folder, load_embedder
from rag.reader import ADAPTER, Reader

if TYPE_CHECKING:
    from torch import Tensor

READERS: dict[str, Callable[[Path], Iterator[Example]]] = {"squad": squad, "clapnq": clapnq}

PLANS = (Plan(), Plan(epochs=3, rate=8e-4, made=1.0, whole=0.25, seed=8))


def main(given: Sequence[str] | None = None) -> int:
    """Train on one half of the articles, or measure on the other."""
    arguments = _parser().parse_args(given)
    import torch

    torch.set_num_threads(arguments.threads)
    return int(arguments.run(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.training", description=__doc__)
    parser.add_argument("--threads", type=int, default=2, help="of the processor (default 2)")
    commands = parser.add_subparsers(required=True)
    for name, run in (("train", _train), ("measure", _measure)):
        command = commands.add_parser(name)
        for kind in READERS:
            command.add_argument(
                f"--{kind}", type=Path, action="append", default=[], metavar="FILE"
            )
        command.add_argument("--weights", type=Path, default=ADAPTER, metavar="FILE")
        command.set_defaults(run=run)
    return parser


def _train(arguments: argparse.Namespace) -> int:
    from safetensors.torch import save_file

    files = [(READERS[kind], f) for kind in READERS for f in getattr(arguments, kind)]
    examples = without_repeats([e for read, f in files for e in read(f)])
    kept = [e for e in examples if is_training(e.group)]
    print(f"{len(kept)} of {len(examples)} questions are trained on", file=sys.stderr)

    def saved(adapter: dict[str, Tensor], number: int) -> None:
        print(f"epoch {number + 1} done", file=sys.stderr)
        save_file({k: v.half().contiguous() for k, v in adapter.items()}, arguments.weights)

    adapter = None
    for plan in PLANS:
        adapter = train(_bundled_folder(), kept, plan, saved, adapter)
    return 0


def _measure(arguments: argparse.Namespace) -> int:
    reader = Reader(_bundled_folder(), arguments.weights)
    embedder = load_embedder(load_settings())
    for kind, read in READERS.items():
        files = getattr(arguments, kind)
        # An answerable and an unanswerable file of one set are measured together.
        for part in [files] if kind == "clapnq" and files else [[f] for f in files]:
            held = [e for f in part for e in read(f) if not is_training(e.group)]
            print(f"{' '.join(f.name for f in part)}: {len(held)} questions")
            for name, value in measure(reader, embedder, bare(held)).items():
                print(f"  {name:36} {value:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
