"""The command ``fuente``: its verbs and flags, and how errors reach the person.

Only argparse is imported here, so that ``--help`` is instant; a verb's work lives in
``rag.commands`` and loads when the verb runs.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter

TYPE_CHECKING = False  # typing.TYPE_CHECKING, without paying for the import of typing
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import NoReturn

ABOUT = "Answers questions about your articles and proves every sentence with the source's words."
EPILOG = """\
examples:
  fuente ingest articles/          add a folder; run it again to refresh
  fuente ask "Who funds it?"       an answer with citations
  fuente check draft.md            is a draft supported by the articles?
  fuente serve                     the chat in a browser

exit status: 0 done, 1 failed, 2 wrong usage"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _tolerate()
    try:
        status = _run(_parser(arguments).parse_args(arguments))
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; Python must not complain when it flushes.
        sys.stdout = None
        return 0


def _tolerate() -> None:
    """Let what is not UTF-8 come in, to be refused in a line, and go out escaped."""
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, "backslashreplace")):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=errors)


def _run(args: Namespace) -> int:
    from rag import commands
    from rag.errors import FuenteError

    try:
        return commands.run(args)
    except FuenteError as error:
        print(f"fuente: {error}", file=sys.stderr)
        return error.exit_code
    except (KeyboardInterrupt, BrokenPipeError):
        raise
    except Exception as error:
        if args.debug:
            raise
        line = " ".join(f"{type(error).__name__}: {error}".split())
        print(f"fuente: unexpected {line[:300]}. Add --debug to see where.", file=sys.stderr)
        return 1


class Parser(ArgumentParser):
    """An argument parser whose complaints are one line and a way out."""

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and exit with 2."""
        self.exit(2, f"fuente: {message}. Run: {self.prog} --help\n")


def _parser(arguments: Sequence[str]) -> ArgumentParser:
    """The parser; only the verb that is called gets its flags, the others their one line."""
    parser = Parser(
        "fuente", description=ABOUT, epilog=EPILOG, formatter_class=RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="store_true", help="print the version")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB")
    called = next((a for a in arguments if a in VERBS), None)
    for name, (line, example, fill) in VERBS.items():
        verb = verbs.add_parser(
            name,
            help=line,
            description=f"{line[0].upper()}{line[1:]}.",
            epilog=f"example:\n  {example}",
            formatter_class=RawDescriptionHelpFormatter,
        )
        if name == called:
            fill(verb)
            _common(verb)
    parser.set_defaults(debug=False)
    return parser


def _common(parser: ArgumentParser) -> None:
    parser.add_argument("--home", metavar="DIR", help="the library's folder (FUENTE_HOME)")
    parser.add_argument("--debug", action="store_true", help="show where an error came from")


def _json(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")


def _ingest(parser: ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help="files (.md, .txt) and folders")
    _json(parser)


def _batch(parser: ArgumentParser) -> None:
    parser.add_argument("question", nargs="?", help="the question; - reads it from stdin")
    parser.add_argument(
        "--batch",
        metavar="FILE.jsonl",
        help='one {"id", "question"} a line; - reads stdin; writes one JSON object a line',
    )
    _filters(parser)
    _json(parser)


def _filters(parser: ArgumentParser) -> None:
    only = parser.add_argument_group("only articles", "each of the first three may be repeated")
    for name, what in (
        ("source", "this path, end of a path, document id or title"),
        ("author", "by this author; a last name will do"),
        ("publisher", "from this publisher"),
    ):
        only.add_argument(f"--{name}", action="append", default=[], metavar="NAME", help=what)
    when = "2017, 2017-01 or 2017-01-17"
    only.add_argument("--after", metavar="DATE", help=f"published on DATE or later ({when})")
    only.add_argument("--before", metavar="DATE", help="published before DATE")


def _ask(parser: ArgumentParser) -> None:
    _batch(parser)
    parser.add_argument("--threshold", type=float, help="answer from this confidence on (0 to 1)")
    model = parser.add_argument_group("a chat model", "see: fuente models")
    model.add_argument("--model", metavar="PROVIDER:NAME", help="let it answer (FUENTE_MODEL)")
    model.add_argument("--model-url", metavar="URL", help="its server, if not the usual one")
    for name, what in (
        ("strict", "leave out what it says without support"),
        ("repair", "have it mend its sentences without support once"),
    ):
        model.add_argument(f"--{name}", action="store_true", default=None, help=what)
    model.add_argument(
        "--no-cache", dest="cache", action="store_false", default=None, help="ask it anew"
    )


def _search(parser: ArgumentParser) -> None:
    _batch(parser)
    parser.add_argument("-k", type=int, default=5, metavar="N", help="passages (default 5)")


def _check(parser: ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE", help="the draft; - reads it from stdin")
    parser.add_argument(
        "--batch",
        metavar="FILE.jsonl",
        help='one {"id", "claim", "evidence": ["text", ...]} a line, without evidence the library;'
        " - reads stdin; writes one JSON object a line",
    )
    _json(parser)


def _sources(parser: ArgumentParser) -> None:
    parser.add_argument(
        "action",
        nargs="?",
        default="list",
        choices=("list", "show", "remove", "reindex", "path"),
        help="list (default), show a text, remove a source, reindex into Chroma, or print the"
        " library's path",
    )
    parser.add_argument("names", nargs="*", metavar="SOURCE", help="path, its end, or document id")
    parser.add_argument(
        "--embed", action="store_true", help="reindex: embed every text again, with today's model"
    )
    _json(parser)


def _eval(parser: ArgumentParser) -> None:
    from evals.main import add_arguments

    add_arguments(parser)


def _serve(parser: ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8501, help="default 8501")
    parser.add_argument("--address", default="127.0.0.1", help="default 127.0.0.1")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")


def _conversations(parser: ArgumentParser) -> None:
    parser.add_argument(
        "action",
        nargs="?",
        default="list",
        choices=("list", "show", "remove"),
        help="list (default), show as it was, or forget",
    )
    parser.add_argument("names", nargs="*", metavar="ID", help="or the beginning of one")
    _json(parser)


def _models(parser: ArgumentParser) -> None:
    _json(parser)


def _settings(parser: ArgumentParser) -> None:
    _json(parser)


VERBS: dict[str, tuple[str, str, Callable[[ArgumentParser], None]]] = {
    "ingest": ("add or refresh files and folders", "fuente ingest articles/ note.md", _ingest),
    "ask": ("answer a question, with citations", 'fuente ask "Who funds it?" --json', _ask),
    "search": ("find passages, best first", 'fuente search "border trade" -k 3', _search),
    "check": (
        "check a draft: is each statement supported, and by what",
        "fuente check draft.md",
        _check,
    ),
    "sources": (
        "list, show or remove what the library holds",
        "fuente sources show a.md",
        _sources,
    ),
    "eval": ("measure answers on golden cases", "fuente eval --split all --failures", _eval),
    "serve": ("open the chat in a browser", "fuente serve --port 8600", _serve),
    "conversations": (
        "list, show or forget what was asked in the app",
        "fuente conversations show 3f9a",
        _conversations,
    ),
    "models": ("list the chat models that can be used now", "fuente models", _models),
    "settings": ("list the settings and where to set them", "fuente settings", _settings),
}


if __name__ == "__main__":
    sys.exit(main())
