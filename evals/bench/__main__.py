"""Run a benchmark: ``python -m evals.bench NAME [PATH...]``."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from evals.bench.chunking import chunking
from evals.bench.clapnq import clapnq
from evals.bench.injection import injection
from evals.bench.latency import latency
from evals.bench.mtrag import mtrag
from evals.bench.ragtruth import ragtruth
from evals.bench.seeds import seeds
from evals.bench.squad import squad
from evals.bench.startup import startup
from evals.bench.table import Outcome
from evals.bench.wice import wice
from evals.bench.xquad import xquad
from evals.report import markdown, plain
from rag.config import load_settings
from rag.errors import FuenteError


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 done, 1 when something is wrong, 2 for wrong usage."""
    args = _parser().parse_args(argv)
    try:
        outcome = _run(args)
    except FuenteError as error:
        print(f"{error}", file=sys.stderr)
        return error.exit_code
    tables = (outcome.rows, *outcome.further)
    print("\n\n".join((markdown if args.markdown else plain)(rows) for rows in tables))
    for problem in outcome.problems:
        print(f"wrong: {problem}")
    return 1 if outcome.problems else 0


def _run(args: Namespace) -> Outcome:
    settings = load_settings()
    if args.name == "chunking":
        return chunking(args.folder, settings)
    if args.name == "xquad":
        return xquad(args.file, settings, args.questions, args.half)
    if args.name == "wice":
        return wice(args.file, settings)
    if args.name == "ragtruth":
        return ragtruth(args.files, settings)
    if args.name in ("squad2", "squad_es"):
        return squad(args.file, settings, args.half)
    if args.name == "clapnq":
        return clapnq(args.folder, settings, args.half)
    if args.name in ("mtrag", "injection"):
        return (mtrag if args.name == "mtrag" else injection)(args.folder, settings)
    if args.name == "seeds":
        return seeds(args.folder, args.facts, settings)
    return latency(settings) if args.name == "latency" else startup()


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m evals.bench", description=__doc__)
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table")
    names = parser.add_subparsers(dest="name", required=True, metavar="NAME")
    sub = names.add_parser("chunking", help="Chroma's chunking evaluation: gold found by five hits")
    sub.add_argument("folder", type=Path, metavar="DIR", help="its .md files and questions_df.csv")
    sub = names.add_parser("xquad", help="XQuAD: the right paragraph first")
    sub.add_argument("file", type=Path, metavar="FILE.json", help="such as xquad.en.json")
    sub.add_argument(
        "--questions", type=Path, metavar="FILE.json", help="ask those of the parallel file instead"
    )
    _half(sub)
    for name in ("squad2", "squad_es"):
        sub = names.add_parser(name, help="SQuAD 2.0: does the given paragraph answer")
        sub.add_argument("file", type=Path, metavar="FILE", help="its dev set, .json or .json.gz")
        _half(sub)
    sub = names.add_parser("clapnq", help="CLAP NQ: does the given passage answer, what is cited")
    sub.add_argument("folder", type=Path, metavar="DIR", help="its .jsonl or .jsonl.gz files")
    _half(sub)
    sub = names.add_parser("seeds", help="raw web texts: metadata right, no boilerplate shown")
    sub.add_argument("folder", type=Path, metavar="DIR")
    sub.add_argument("facts", type=Path, metavar="FACTS.json")
    sub = names.add_parser("wice", help="WiCE: is a claim supported, and by which sentences")
    sub.add_argument("file", type=Path, metavar="FILE.jsonl[.gz]")
    sub = names.add_parser("ragtruth", help="RAGTruth: has an answer an unsupported span")
    sub.add_argument("files", type=Path, nargs="+", metavar="FILE.jsonl[.gz]")
    sub = names.add_parser("mtrag", help="MTRAG: follow-ups made to stand alone, against people's")
    sub.add_argument("folder", type=Path, metavar="DIR", help="with retrieval_tasks/")
    sub = names.add_parser("injection", help="BIPIA and NotInject: instructions planted in a text")
    sub.add_argument("folder", type=Path, metavar="DIR", help="with bipia/ and notinject/")
    names.add_parser("latency", help="a warm question against embedding it once")
    names.add_parser("startup", help="fuente --help against an empty Python")
    return parser


def _half(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--half",
        choices=("all", "even", "odd"),
        default="all",
        help="only articles a learned part may have been trained on (even), or may not (odd)",
    )


if __name__ == "__main__":
    sys.exit(main())
