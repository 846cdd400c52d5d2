"""What each verb of ``fuente`` does."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag import __version__
from rag.config import Settings, describe, load_settings
from rag.errors import FuenteError, LibraryError, LoadError, UsageError
from rag.show import answer_lines, hit_lines, report_lines, source_lines
from rag.show_check import check_json, check_lines

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.readers import Readers
    from rag.types import Filters, Turn

Work = Callable[[Mapping[str, Any]], dict[str, Any]]


def run(args: Namespace) -> int:
    """Run the verb; its exit status.

    :raises FuenteError: with one line of what went wrong.
    """
    if args.version:
        print(f"fuente {__version__}")
        return 0
    if args.verb is None:
        raise UsageError("no verb given", "Run: fuente --help")
    verbs = {
        "ingest": _ingest,
        "ask": _ask,
        "search": _search,
        "check": _check,
        "sources": _sources,
        "eval": _eval,
        "serve": _serve,
        "settings": _settings,
    }
    flags = {"home": args.home, "threshold": getattr(args, "threshold", None)}
    return verbs[args.verb](args, load_settings(flags))


@contextmanager
def _assistant(settings: Settings) -> Iterator[Assistant]:
    from rag.assistant import build

    assistant = build(settings)
    try:
        yield assistant
    finally:
        assistant.close()


def _ingest(args: Namespace, settings: Settings) -> int:
    from rag.progress import bar

    with _assistant(settings) as assistant, bar() as progress:
        report = assistant.ingest(args.paths, progress)
    _show(args, report_lines(report), report.to_json())
    return 1 if report.failed else 0


def _ask(args: Namespace, settings: Settings) -> int:
    question, filters = _question(args), _filters(args)
    with _assistant(settings) as assistant:
        if question is None:
            from rag.readers import Readers

            with Readers(assistant) as readers:
                return _batch(args.batch, lambda line: _answer(assistant, readers, line, filters))
        answer = assistant.ask(question, filters=filters)
        _note(args, answer.note)
        _show(args, answer_lines(answer), answer.to_json())
    return 0


def _filters(args: Namespace) -> Filters:
    from rag.types import Filters

    return Filters(
        sources=tuple(args.source),
        authors=tuple(args.author),
        publishers=tuple(args.publisher),
        after=args.after,
        before=args.before,
    )


def _of_line(line: Mapping[str, Any], given: Filters) -> Filters:
    """The filters a line of a batch carries, over those of the flags."""
    own = line.get("filters", {})
    if not isinstance(own, dict) or not all(_fits(key, value) for key, value in own.items()):
        raise UsageError(
            "filters holds something else than lists of texts (sources, authors, publishers),"
            " dates (after, before) and newest"
        )
    told: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in own.items()}
    return replace(given, **told)


def _fits(key: str, value: object) -> bool:
    if key in ("sources", "authors", "publishers"):
        return isinstance(value, list) and all(isinstance(v, str) for v in value)
    return isinstance(value, bool if key == "newest" else str) and key in (
        "newest",
        "after",
        "before",
    )


def _note(args: Namespace, line: str) -> None:
    """Say on stderr what a person should know about an answer; JSON has it inside."""
    if line and not args.json:
        print(line, file=sys.stderr)


def _answer(
    assistant: Assistant, readers: Readers, line: Mapping[str, Any], filters: Filters
) -> dict[str, Any]:
    """One line of ``ask --batch``: from the library, or from the passages the line carries."""
    history = _history(line.get("history", []))
    if "passages" in line:
        return readers.answer(line["question"], line["passages"], history)
    return assistant.ask(line["question"], history, _of_line(line, filters)).to_json()


def _history(turns: object) -> list[Turn]:
    from rag.types import Turn

    if not isinstance(turns, list):
        raise UsageError("history is not a list")
    for turn in turns:
        known = isinstance(turn, dict) and turn.get("role") in ("user", "assistant")
        if not known or not isinstance(turn.get("content"), str):
            raise UsageError('history holds something else than {"role", "content"}')
    return [Turn(turn["role"], turn["content"]) for turn in turns]


def _search(args: Namespace, settings: Settings) -> int:
    if args.k < 1:
        raise UsageError(f"-k is {args.k}", "Give 1 or more.")
    question, filters = _question(args), _filters(args)
    with _assistant(settings) as assistant:
        if question is None:
            return _batch(args.batch, lambda line: _hits(assistant, line, args.k, filters))
        hits, scope = assistant.found(question, args.k, filters)
    _note(args, scope.note)
    _show(args, hit_lines(hits), [h.to_json() for h in hits])
    return 0


def _hits(
    assistant: Assistant, line: Mapping[str, Any], k: int, filters: Filters
) -> dict[str, Any]:
    """One line of ``search --batch``."""
    hits, scope = assistant.found(line["question"], k, _of_line(line, filters))
    narrowed = {"filters": scope.filters.to_json(), "note": scope.note} if scope.filters else {}
    return {"question": line["question"], "hits": [h.to_json() for h in hits], **narrowed}


def _check(args: Namespace, settings: Settings) -> int:
    from rag.check_command import check_draft, check_line

    if (args.file is None) == (args.batch is None):
        raise UsageError("give a draft or --batch", "Try: fuente check draft.md")
    with _assistant(settings) as assistant:
        if args.batch is not None:
            return _batch(args.batch, lambda line: check_line(assistant, line), "claim")
        checked, draft = check_draft(assistant, args.file)
    _show(args, check_lines(checked), check_json(draft, checked))
    return 0


def _question(args: Namespace) -> str | None:
    """The question asked; None where a batch of them is to be read."""
    if args.batch is not None:
        if args.question is not None:
            raise UsageError("both a question and --batch are given", "Give one of them.")
        return None
    if args.question is None:
        raise UsageError("no question given", f'Try: fuente {args.verb} "Who funds it?"')
    text = sys.stdin.read() if args.question == "-" else str(args.question)
    if not text.strip():
        raise UsageError("the question is empty", "Type one.")
    if not _is_unicode(text):
        raise UsageError("the question is not valid UTF-8", "Type it anew, or mend its encoding.")
    return text.strip()


def _is_unicode(text: str) -> bool:
    """Whether no byte that could not be decoded, and no half of a character, is in it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _batch(source: str, work: Work, asked: str = "question") -> int:
    """Answer line by line, in order; a bad line gets an ``error`` and the rest go on."""
    failed = 0
    with _lines(source) as lines:
        for number, text in enumerate(lines, start=1):
            if not text.strip():
                continue
            line: dict[str, Any] = {}
            try:
                line = _parse(text)
                _check_asked(line, asked)
                out = work(line)
            except (UsageError, LoadError, LibraryError) as error:
                failed += 1
                out = {"line": number, "error": str(error)}
                print(f"fuente: line {number}: {error}", file=sys.stderr)
            given = {"id": line["id"]} if "id" in line else {}
            print(json.dumps({**given, **out}, ensure_ascii=False), flush=True)
    return 1 if failed else 0


@contextmanager
def _lines(source: str) -> Iterator[Iterator[str]]:
    if source == "-":
        yield iter(sys.stdin)
        return
    # A byte that is no UTF-8 spoils its line, not the file.
    with ExitStack() as stack:
        try:
            file = stack.enter_context(
                Path(source).open(encoding="utf-8-sig", errors="surrogateescape")
            )
        except OSError as error:
            raise UsageError(f"cannot read {source}: {error.strerror}") from error
        yield iter(file)


def _parse(text: str) -> dict[str, Any]:
    if not _is_unicode(text):
        raise UsageError("not UTF-8")
    try:
        line = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"not JSON ({error})") from error
    if not isinstance(line, dict):
        raise UsageError("not a JSON object")
    if not _is_unicode(json.dumps(line, ensure_ascii=False)):
        raise UsageError("half of a surrogate pair in it")
    return line


def _check_asked(line: Mapping[str, Any], asked: str) -> None:
    text = line.get(asked)
    if not isinstance(text, str) or not text.strip():
        raise UsageError(f'no "{asked}" in it')


def _sources(args: Namespace, settings: Settings) -> int:
    if args.action == "path":
        print(settings.path)
        return 0
    if args.action in ("show", "remove") and not args.names:
        raise UsageError(f"no source given to {args.action}", "`fuente sources` lists them.")
    with _assistant(settings) as assistant:
        if args.action == "list":
            states = assistant.sources()
            _show(args, source_lines(states), [s.to_json() for s in states])
        elif args.action == "show":
            _show_texts(assistant, args)
        elif args.action == "remove":
            _remove(assistant, args.names)
        else:
            _reindex(assistant, args.embed)
    return 0


def _show_texts(assistant: Assistant, args: Namespace) -> None:
    from rag.show import document_json
    from rag.tokens import count_tokens

    for name in args.names:
        state = assistant.library.find(name)
        document = assistant.document(state.ref.doc_id) if state.ref else None
        if document is None:
            raise FuenteError(f"{state.source} holds no document: {state.error}")
        tokens = count_tokens(document.text, assistant.embedder.count_tokens)
        _show(args, [document.text], document_json(document, tokens))


def _remove(assistant: Assistant, names: Sequence[str]) -> None:
    from rag.ingest import remove

    states = [assistant.library.find(name) for name in names]  # all are known, or none goes
    for state in states:
        gone = remove(state.source, assistant.library, assistant.index, assistant.settings)
        print(f"removed {gone}", file=sys.stderr)


def _reindex(assistant: Assistant, embed: bool) -> None:
    from rag.ingest import embed_again
    from rag.progress import bar

    if not embed:
        print(f"indexed {assistant.index.rebuild().written} passages", file=sys.stderr)
        return
    with bar() as progress:
        done = embed_again(
            assistant.library,
            lambda: assistant.index,
            assistant.embedder,
            assistant.settings,
            progress,
        )
    print(f"embedded {done} documents again", file=sys.stderr)


def _eval(args: Namespace, settings: Settings) -> int:
    from evals.main import main

    return main(args, settings)


def _serve(args: Namespace, settings: Settings) -> int:
    from rag.ui.launch import serve

    if args.home:
        import os

        os.environ["FUENTE_HOME"] = str(settings.path)
    return serve(args.port, headless=args.no_browser, address=args.address)


def _settings(args: Namespace, settings: Settings) -> int:
    rows = [(key, getattr(settings, key), default, what) for key, default, what in describe()]
    if args.json:
        print(json.dumps({key: value for key, value, _, _ in rows}, indent=1))
        return 0
    for key, value, default, what in rows:
        changed = "" if value == default else f" (default {default!r})"
        print(f"{key} = {value!r}{changed}\n    {what}; FUENTE_{key.upper()}")
    print("\nAlso read from fuente.toml in the working folder; FUENTE_* variables win over it.")
    return 0


def _show(args: Namespace, lines: Sequence[str], value: object) -> None:
    """Print the lines for a person, or the value as JSON if that is asked for."""
    if args.json:
        print(json.dumps(value, ensure_ascii=False, indent=1))
    else:
        print("\n".join(lines))
