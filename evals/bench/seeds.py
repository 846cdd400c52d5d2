"""Raw web texts: whether metadata is right and no boilerplate reaches a hit or an answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.bench.table import Outcome, watched
from evals.workspace import documents_of, temporary
from rag.config import Settings
from rag.errors import UsageError
from rag.types import Answer, Document, Hit

DEPTH = 10
FIELDS = ("title", "author", "publisher", "published")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a folder of texts.

    :param files: for each file name the metadata expected (a field left out is not checked,
        null must not be made up) and, as ``forbidden``, words only its boilerplate has.
    :param forbidden: words that may come from no file at all.
    """

    questions: tuple[str, ...]
    files: Mapping[str, Mapping[str, Any]]
    forbidden: tuple[str, ...] = ()

    def banned_from(self, name: str) -> tuple[str, ...]:
        """The words that may not be shown from the file of that name."""
        return (*self.forbidden, *self.files.get(name, {}).get("forbidden", ()))


def seeds(folder: Path, facts_file: Path, settings: Settings) -> Outcome:
    """Ingest the files, check their metadata, ask everything, look for forbidden words.

    Every forbidden string is asked as a question too: what boilerplate there is in the index
    should come up then.

    :raises UsageError: when the facts cannot be read or name a file that is not there.
    """
    facts = read_facts(facts_file)
    asked = _questions(facts)
    with temporary([folder / name for name in facts.files], settings) as engine:
        known = {Path(s).name: d for s, d in documents_of(engine).items()}
        wrong = [p for name in facts.files for p in wrong_metadata(name, known[name], facts)]
        leaks: dict[str, None] = {}
        for question in watched(asked):
            for leak in leaked(engine.search(question, DEPTH), engine.ask(question), facts):
                leaks.setdefault(leak)
    checked = sum(field in facts.files[name] for name in facts.files for field in FIELDS)
    rows = [
        ("measure", "value"),
        ("files", str(len(facts.files))),
        ("questions", str(len(asked))),
        ("metadata right", f"{checked - len(wrong)} of {checked}"),
        ("boilerplate shown", str(len(leaks))),
    ]
    return Outcome(rows, [*wrong, *leaks])


def read_facts(path: Path) -> Facts:
    """Read ``{"questions": [...], "forbidden": [...], "files": {name: {...}}}``.

    :raises UsageError: when it is not that.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return Facts(tuple(raw["questions"]), dict(raw["files"]), tuple(raw.get("forbidden", ())))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} is not a file of facts") from error


def wrong_metadata(name: str, document: Document, facts: Facts) -> list[str]:
    """One line for every field that is not what the facts say."""
    expected = facts.files[name]
    return [
        f"{name}: {field} is {found!r}, not {expected[field]!r}"
        for field in FIELDS
        if field in expected and (found := getattr(document.ref.meta, field)) != expected[field]
    ]


def leaked(hits: Sequence[Hit], answer: Answer, facts: Facts) -> Iterator[str]:
    """One line for every forbidden string in a hit, a quote or the answer."""
    nearest = answer.abstained.nearest if answer.abstained else ()
    shown = [(h.source.source, h.text) for h in hits]
    shown += [(c.source.source, c.quote) for c in (*answer.citations, *nearest)]
    shown += [(c.source.source, claim.text) for claim in answer.claims for c in answer.citations]
    for source, text in shown:
        name = Path(source).name
        for words in facts.banned_from(name):
            if _flat(words) in _flat(text):
                yield f"{name}: shows {words!r}"


def _questions(facts: Facts) -> list[str]:
    banned = [w for name in facts.files for w in facts.banned_from(name)]
    return list(dict.fromkeys([*facts.questions, *banned]))


def _flat(text: str) -> str:
    return " ".join(text.split())
