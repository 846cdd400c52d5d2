"""``python -m evals.training train|further|ask|measure|average``: the reader and the asker."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from evals.bench.halves import is_training
from evals.training.asking import AskingPlan, train_asking
from evals.training.average import averaged
from evals.training.examples import (
    Example,
    clapnq,
    squad,
    without_repeats,
    written,
)
from evals.training.measure import bare, compared, measure
from evals.training.sets import read_sets, sets_of
from evals.training.train import Plan, train
from rag.asking import CHANGES
from rag.config import load_settings
from rag.models import bundled_folder, load_embedder
from rag.reader import ADAPTER, Reader

if TYPE_CHECKING:
    from torch import Tensor

READERS: dict[str, Callable[[Path], Iterator[Example]]] = {"squad": squad, "clapnq": clapnq}

# First to read at all, on the public sets alone; then as questions here are asked, with fewer of
# theirs, so that what was learned of them is not forgotten.
FIRST = Plan(epochs=6, rate=1e-3)
THEN = Plan(
    epochs=4, rate=7e-4, bare=0.2, made=0.3, elsewhere=0.1, whole=0.1, words=(30, 150), seed=21
)
PUBLIC = 2000  # public questions beside the written ones
# A round more for what has been written since, with some of the rest beside it.
FURTHER = Plan(
    epochs=3, rate=5e-4, bare=0.4, made=0.3, elsewhere=0.1, whole=0.1, words=(30, 150), seed=33
)
OLDER = 6000  # questions written before beside the new ones


def main(given: Sequence[str] | None = None) -> int:
    """Train on one part of the articles, or measure on the other."""
    arguments = _parser().parse_args(given)
    import torch

    torch.set_num_threads(arguments.threads)
    return int(arguments.run(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.training", description=__doc__)
    parser.add_argument("--threads", type=int, default=2, help="of the processor (default 2)")
    commands = parser.add_subparsers(required=True)
    for name, run, weights in (
        ("train", _train, ADAPTER),
        ("further", _further, ADAPTER),
        ("ask", _ask, CHANGES),
        ("measure", _measure, ADAPTER),
    ):
        command = commands.add_parser(name)
        for kind in READERS:
            command.add_argument(
                f"--{kind}", type=Path, action="append", default=[], metavar="FILE"
            )
        command.add_argument("--weights", type=Path, default=weights, metavar="FILE")
        if run is _further:
            command.add_argument("--new", type=Path, nargs="+", required=True, metavar="FILE")
            command.add_argument("--start", type=Path, default=ADAPTER, metavar="FILE")
        command.set_defaults(run=run)
    average = commands.add_parser("average")
    average.add_argument("adapters", type=Path, nargs=2, metavar="FILE")
    average.add_argument("--weights", type=Path, default=ADAPTER, metavar="FILE")
    average.set_defaults(run=_average)
    return parser


def _examples(arguments: argparse.Namespace) -> tuple[list[Example], list[Example]]:
    """The public questions to train on, and the written ones."""
    files = [(READERS[kind], f) for kind in READERS for f in getattr(arguments, kind)]
    public = without_repeats([e for read, f in files for e in read(f)])
    public = [e for e in public if is_training(e.group)]
    own = list(written(one for one in read_sets() if not one.kept))
    print(f"{len(public)} public and {len(own)} written questions", file=sys.stderr)
    return public, own


def _some(every: Sequence[Example], most: int, chance: Random) -> list[Example]:
    return chance.sample(every, min(most, len(every)))


def _saver(file: Path) -> Callable[[dict[str, Tensor], int], None]:
    def saved(adapter: dict[str, Tensor], number: int) -> None:
        print(f"epoch {number + 1} done", file=sys.stderr)
        _save(adapter, file)

    return saved


def _save(adapter: dict[str, Tensor], file: Path) -> None:
    from safetensors.torch import save_file

    save_file({k: v.half().contiguous() for k, v in adapter.items()}, file)


def _ask(arguments: argparse.Namespace) -> int:
    public, own = _examples(arguments)
    embedder, saved = load_embedder(load_settings()), _saver(arguments.weights)
    train_asking(bundled_folder(), [*own, *public], embedder, AskingPlan(), saved)
    return 0


def _train(arguments: argparse.Namespace) -> int:
    (public, own), saved = _examples(arguments), _saver(arguments.weights)
    adapter = train(bundled_folder(), public, FIRST, saved) if public else None
    some = _some(public, PUBLIC, Random(THEN.seed))
    embedder = load_embedder(load_settings())
    train(bundled_folder(), compared([*own, *some], embedder), THEN, saved, adapter)
    return 0


def _further(arguments: argparse.Namespace) -> int:
    from safetensors.torch import load_file

    public, own = _examples(arguments)
    new = list(written(s for file in arguments.new for s in sets_of(file) if not s.kept))
    fresh = {example.group for example in new}
    chance = Random(FURTHER.seed)
    older = _some([e for e in own if e.group not in fresh], OLDER, chance)
    some = _some(public, PUBLIC, chance)
    print(f"{len(new)} of them new", file=sys.stderr)
    start = {name: value.float() for name, value in load_file(str(arguments.start)).items()}
    embedder, saved = load_embedder(load_settings()), _saver(arguments.weights)
    train(bundled_folder(), compared([*new, *older, *some], embedder), FURTHER, saved, start)
    return 0


def _average(arguments: argparse.Namespace) -> int:
    from safetensors.torch import load_file

    one, other = (load_file(str(file)) for file in arguments.adapters)
    _save(averaged(one, other), arguments.weights)
    return 0


def _measure(arguments: argparse.Namespace) -> int:
    reader = Reader(bundled_folder(), arguments.weights)
    embedder = load_embedder(load_settings())
    kept = list(written(one for one in read_sets() if one.kept))
    sets = {"written": compared(kept, embedder)}
    for kind, read in READERS.items():
        files = getattr(arguments, kind)
        # An answerable and an unanswerable file of one set are measured together.
        for part in [files] if kind == "clapnq" and files else [[f] for f in files]:
            held = [e for f in part for e in read(f) if not is_training(e.group)]
            sets[" ".join(f.name for f in part)] = held
    for name, held in sets.items():
        print(f"{name}: {len(held)} questions")
        for what, value in measure(reader, embedder, bare(held)).items():
            print(f"  {what:36} {value:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
