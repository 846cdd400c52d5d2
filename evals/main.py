"""The command ``fuente eval``: run a golden set, show it, compare it, keep it."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rag.config import Settings
from rag.errors import FuenteError, UsageError

if TYPE_CHECKING:
    from evals.cases import Case
    from evals.run import Results
    from rag.assistant import Assistant

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
CORPUS = HERE.parent / "corpus"
LATEST = Path("evals") / "latest.json"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the flags of ``fuente eval``."""
    parser.add_argument(
        "cases",
        nargs="*",
        type=Path,
        metavar="CASES.jsonl",
        help="golden cases, asked of your own library; without any, those of evals/golden,"
        " asked of corpus/ in a temporary library",
    )
    parser.add_argument(
        "--split", choices=("dev", "held", "all"), help="default: held; dev to choose a threshold"
    )
    parser.add_argument(
        "--threshold-for-risk",
        type=share,
        metavar="R",
        help="name the threshold that answers most with at most this share of wrong answers on"
        " dev, such as 0.1",
    )
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="ask this folder instead")
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.add_argument("--failures", action="store_true", help="list every case that went wrong")
    parser.add_argument(
        "--save", type=Path, metavar="FILE", help="write the results: .md a table, else JSON"
    )
    parser.add_argument(
        "--gate", type=Path, metavar="FILE", help="fail if a metric fell below this baseline"
    )
    parser.add_argument(
        "--write-baseline", type=Path, metavar="FILE", help="write the metrics as a baseline"
    )


def main(args: Namespace, settings: Settings) -> int:
    """Run the command; 0 done, 1 when the gate found a fall.

    :raises FuenteError: for bad cases, a missing corpus, an unreadable baseline.
    """
    from evals.cases import load_cases, select
    from evals.gate import read_baseline

    baseline = read_baseline(args.gate) if args.gate else None  # before the work, not after it
    wanted = args.threshold_for_risk
    split = args.split or ("held" if wanted is None else "dev")
    cases = select(load_cases(args.cases or [GOLDEN]), split)
    if not cases:
        raise UsageError(f"no case in the split {split}", "Try: --split all")
    if wanted is not None and not select(cases, "dev"):
        raise UsageError("a threshold is chosen on dev", "Leave out --split, or mark cases as dev.")
    corpus = args.corpus or (None if args.cases else CORPUS)
    with _engine(corpus, settings) as engine:
        results = evaluate(cases, engine)
    _show(results, args)
    _keep(results, args, settings)
    if wanted is not None:
        _name_threshold(results, wanted)
    if baseline is None:
        return 0
    from evals.gate import compare

    verdict = compare(results, baseline)
    for note in verdict.notes:
        _say(f"note: {note}")
    for fall in verdict.falls:
        _say(f"fell: {fall}")
    _say("gate: failed" if verdict.falls else "gate: passed")
    return 1 if verdict.falls else 0


def evaluate(cases: list[Case], engine: Assistant) -> Results:
    """Check the cases against the library, then ask them, showing progress on stderr.

    :raises UsageError: when the library is empty or lacks a quote.
    """
    from evals.cases import problems_in
    from evals.run import run
    from evals.workspace import documents_of

    documents = documents_of(engine)
    if not documents:
        raise UsageError("the library is empty", "Run: fuente ingest FOLDER")
    if problems := problems_in(cases, documents):
        raise UsageError("gold quotes are not in the library:\n" + "\n".join(problems))
    engine.warm()
    return run(cases, engine, documents, _bar, engine.settings.threshold)


def _name_threshold(results: Results, risk: float) -> None:
    """Say which threshold reaches a risk on ``dev``, and what it does on each split.

    :raises FuenteError: if none does.
    """
    from evals.curve import point, reaching

    judged = {
        split: [r.judged for r in results.records if r.case.split == split]
        for split in results.splits
    }
    found = reaching(judged["dev"], risk)
    if found is None:
        raise FuenteError(f"no threshold has a risk of {risk:g} or less on dev")
    _say(f"FUENTE_THRESHOLD={found.threshold:g}")
    for split, cases in judged.items():
        _say(f"on {split}: {point(cases, found.threshold)}")


def share(text: str) -> float:
    """A number from 0 to 1, or ValueError."""
    value = float(text)
    if not 0 <= value <= 1:
        raise ValueError(text)
    return value


def _bar(cases: Sequence[Case]) -> Iterable[Case]:
    from tqdm import tqdm

    return tqdm(cases, desc="cases", file=sys.stderr, disable=None)


@contextmanager
def _engine(corpus: Path | None, settings: Settings) -> Iterator[Assistant]:
    from evals.workspace import opened, temporary

    if corpus is None:
        with opened(settings) as engine:
            yield engine
        return
    if not corpus.is_dir():
        raise UsageError(
            f"no folder {corpus}", "Give the articles with --corpus DIR, or your own CASES.jsonl."
        )
    with temporary([corpus], settings) as engine:
        yield engine


def _show(results: Results, args: Namespace) -> None:
    from evals.report import failures_report, text_report

    whole = results.to_json()
    if args.json:
        print(json.dumps(whole, ensure_ascii=False, indent=1))
        return
    print(text_report(whole))
    if args.failures:
        print("\n" + failures_report(whole["records"]))


def _keep(results: Results, args: Namespace, settings: Settings) -> None:
    from evals.gate import baseline_json
    from evals.report import markdown_report

    whole = results.to_json()
    text = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    latest = settings.path / LATEST
    latest.parent.mkdir(parents=True, exist_ok=True)
    _write(latest, text)
    if args.save:
        _write(args.save, markdown_report(whole) if args.save.suffix == ".md" else text)
    if args.write_baseline:
        _write(args.write_baseline, json.dumps(baseline_json(results), indent=1) + "\n")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error


def _say(line: str) -> None:
    print(line, file=sys.stderr)
