"""What each verb of ``fuente`` does."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from rag import __version__
from rag.ask_command import answer_line, filters_of, question_of, search_line
from rag.batch import run_batch
from rag.check_command import check_draft, check_line
from rag.config import Settings, describe, load_settings
from rag.conversations_command import conversations
from rag.errors import UsageError
from rag.language import language_of
from rag.show import answer_lines, cost, hit_lines, model_lines, report_lines, show, source_lines
from rag.show_check import check_json, check_lines
from rag.sources_command import reindex, remove_sources, show_texts

if TYPE_CHECKING:
    from rag.assistant import Assistant


# Settings that are flags of some verb.
FLAGS = ("home", "threshold", "model", "model_url", "strict", "repair", "cache")


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
        "conversations": conversations,
        "models": _models,
        "settings": _settings,
    }
    flags = {name: getattr(args, name, None) for name in FLAGS}
    return verbs[args.verb](args, load_settings(flags))


def _assistant(settings: Settings) -> Assistant:
    """The assistant; to be closed. What it stands on takes a second to import."""
    from rag.assistant import build

    return build(settings)


def _ingest(args: Namespace, settings: Settings) -> int:
    from rag.progress import bar

    with _assistant(settings) as assistant, bar() as progress:
        report = assistant.ingest(args.paths, progress)
    show(report_lines(report), report.to_json(), args.json)
    return 1 if report.failed else 0


def _ask(args: Namespace, settings: Settings) -> int:
    question, filters = question_of(args), filters_of(args)
    with _assistant(settings) as assistant:
        if question is None:
            from rag.readers import Readers

            with Readers(assistant) as readers:
                return run_batch(
                    args.batch, lambda line: answer_line(assistant, readers, line, filters)
                )
        if sys.stdout.isatty() and not args.json:
            from rag.teletype import typed

            if settings.model:
                print(f"asking {settings.model} ...", file=sys.stderr)
            final = not (settings.strict or settings.repair)  # what is said may still be taken back
            answer = typed(assistant.stream(question, filters=filters), final)
        else:
            answer = assistant.ask(question, filters=filters)
            _note(args, answer.note)
            show(answer_lines(answer), answer.to_json(), args.json)
        if answer.usage:
            _note(args, f"{answer.model}: {cost(answer.usage, answer.language)}")
    return 0


def _models(args: Namespace, settings: Settings) -> int:
    from rag.providers import missing, usable

    found, lacking = usable(settings), missing()
    show(model_lines(found, lacking), {"usable": found, "missing": lacking}, args.json)
    return 0


def _note(args: Namespace, line: str) -> None:
    """Say on stderr what a person should know about an answer; JSON has it inside."""
    if line and not args.json:
        print(line, file=sys.stderr)


def _search(args: Namespace, settings: Settings) -> int:
    if args.k < 1:
        raise UsageError(f"-k is {args.k}", "Give 1 or more.")
    question, filters = question_of(args), filters_of(args)
    with _assistant(settings) as assistant:
        if question is None:
            return run_batch(args.batch, lambda line: search_line(assistant, line, args.k, filters))
        hits, scope = assistant.found(question, args.k, filters)
    _note(args, scope.note)
    show(hit_lines(hits), [h.to_json() for h in hits], args.json)
    return 0


def _check(args: Namespace, settings: Settings) -> int:
    if (args.file is None) == (args.batch is None):
        raise UsageError("give a draft or --batch", "Try: fuente check draft.md")
    with _assistant(settings) as assistant:
        if args.batch is not None:
            return run_batch(args.batch, lambda line: check_line(assistant, line), "claim")
        checked, draft, lacking = check_draft(assistant, args.file)
    _note(args, lacking)
    language = language_of(draft) or "en"
    show(check_lines(checked, language), check_json(draft, checked, lacking), args.json)
    return 0


def _sources(args: Namespace, settings: Settings) -> int:
    if args.action == "path":
        print(settings.path)
        return 0
    if args.action in ("show", "remove") and not args.names:
        raise UsageError(f"no source given to {args.action}", "`fuente sources` lists them.")
    with _assistant(settings) as assistant:
        if args.action == "list":
            states = assistant.sources()
            show(source_lines(states), [s.to_json() for s in states], args.json)
        elif args.action == "show":
            show_texts(assistant, args.names, args.json)
        elif args.action == "remove":
            remove_sources(assistant, args.names)
        else:
            reindex(assistant, args.embed)
    return 0


def _eval(args: Namespace, settings: Settings) -> int:
    from evals.main import main

    return main(args, settings)


def _serve(args: Namespace, settings: Settings) -> int:
    from rag.ui.launch import serve

    if args.home:
        os.environ["FUENTE_HOME"] = str(settings.path)
    return serve(args.port, headless=args.no_browser, address=args.address)


def _settings(args: Namespace, settings: Settings) -> int:
    rows = [(key, getattr(settings, key), default, what) for key, default, what in describe()]
    lines: list[str] = []
    for key, value, default, what in rows:
        changed = "" if value == default else f" (default {default!r})"
        lines += [f"{key} = {value!r}{changed}", f"    {what}; FUENTE_{key.upper()}"]
    where = "Also read from fuente.toml in the working folder; FUENTE_* variables win over it."
    show([*lines, "", where], {key: value for key, value, _, _ in rows}, args.json)
    return 0
