"""MTRAG: follow-ups of human conversations, as they were put, as we and as people make them stand.

Of the corpora only the passages of the annotated conversations are at hand; they are one library,
and the questions counted are those all of whose relevant passages are in it.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.bench.data import read_json, read_lines
from evals.bench.table import Figure, Outcome, figures, watched
from evals.intervals import interval, mean
from rag.config import Settings
from rag.errors import UsageError
from rag.prompt import interleaved
from rag.scope import Scope
from rag.types import Hit, Turn

if TYPE_CHECKING:
    from rag.assistant import Assistant

DOMAINS = ("clapnq", "cloud", "fiqa", "govt")
DEPTH = 5
PASSAGES = 30  # asked for, so that at least five texts are among them
WAYS = (
    "as it was put",
    "made to stand alone by our rules",
    "as our chat searches it",
    "rewritten by people",
)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question in a conversation.

    :param rewrite: what people made of it.
    :param relevant: numbers of the texts that answer it.
    """

    text: str
    history: tuple[Turn, ...]
    rewrite: str
    relevant: frozenset[int]


def mtrag(folder: Path, settings: Settings) -> Outcome:
    """Search for every follow-up in each of the ways.

    :param folder: of the set: ``reference_subset_with_human_evaluations.json``,
        ``mtragun_reference.jsonl`` and ``retrieval_tasks/``.
    :raises UsageError: when they are not there, or of another form.
    """
    from rag.assistant import Assistant
    from rag.library import Library
    from rag.models import load_embedder

    texts, asked = read_mtrag(folder)
    settings = replace(settings, top_k=PASSAGES)
    with (
        Assistant(settings, Library(), load_embedder(settings)) as own,
        own.about(texts) as engine,
    ):
        found = [_found(engine, one) for one in watched(asked)]
    return figures(*_rows(asked, found))


def _found(engine: Assistant, asked: FollowUp) -> list[list[int]]:
    finder = engine.finder
    alone = finder.understand(asked.text, asked.history)
    in_chat = finder.looked(alone, Scope())
    hits = (
        engine.search(asked.text, PASSAGES),
        engine.search(alone.text, PASSAGES),
        interleaved(in_chat),
        engine.search(asked.rewrite, PASSAGES),
    )
    return [_texts(each) for each in hits]


def _texts(hits: Sequence[Hit]) -> list[int]:
    """The numbers of the texts found, best first, each once."""
    return list(dict.fromkeys(int(hit.source.source) for hit in hits))[:DEPTH]


def _rows(asked: Sequence[FollowUp], found: Sequence[Sequence[Sequence[int]]]) -> Iterator[Figure]:
    for place, way in enumerate(WAYS):
        pairs = [(one.relevant, ways[place]) for one, ways in zip(asked, found, strict=True)]
        yield f"R@{DEPTH}, {way}", interval([recall(gold, got) for gold, got in pairs], mean)
        yield f"nDCG@{DEPTH}, {way}", interval([ndcg(gold, got) for gold, got in pairs], mean)


def recall(relevant: frozenset[int], found: Sequence[int]) -> float:
    """The share of the relevant texts that were found."""
    return len(relevant & {*found}) / len(relevant)


def ndcg(relevant: frozenset[int], found: Sequence[int]) -> float:
    """How far up they were found, against the best there could be (binary relevance)."""
    gain = sum(1 / math.log2(rank + 1) for rank, n in enumerate(found, 1) if n in relevant)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(relevant), DEPTH) + 1))
    return gain / best


def read_mtrag(folder: Path) -> tuple[list[str], list[FollowUp]]:
    """The texts at hand, and the follow-ups that they can answer.

    :raises UsageError: when the files are not there, or of another form.
    """
    try:
        annotated = read_json(_one(folder, "reference_subset_with_human_evaluations.json"))
        others = read_lines(_one(folder, "mtragun_reference.jsonl"))
        texts = {d["document_id"]: d["text"] for d in annotated["documents"]}
        texts |= {c["document_id"]: c["text"] for task in others for c in task["contexts"]}
        numbers = {name: number for number, name in enumerate(texts)}
        told = {task["task_id"]: task["input"] for task in annotated["tasks"]}
        asked = [follow for name in DOMAINS for follow in _of_domain(folder, name, numbers, told)]
    except (KeyError, TypeError) as error:
        raise UsageError(f"{folder} does not hold MTRAG", "Give its folder.") from error
    return list(texts.values()), asked


def _one(folder: Path, name: str) -> Path:
    plain = folder / name
    return plain if plain.exists() else folder / f"{name}.gz"


def _of_domain(
    folder: Path, name: str, numbers: Mapping[str, int], told: Mapping[str, Any]
) -> Iterator[FollowUp]:
    tasks = folder / "retrieval_tasks" / name
    rewrites = {
        line["_id"]: _bare(line["text"]) for line in read_lines(tasks / f"{name}_rewrite.jsonl")
    }
    for key, relevant in _relevant(tasks / "qrels" / "dev.tsv").items():
        if key not in told or key not in rewrites or not relevant <= numbers.keys():
            continue
        *before, last = told[key]
        if before:
            turns = tuple(_turn(message) for message in before)
            found = frozenset(numbers[one] for one in relevant)
            yield FollowUp(last["text"], turns, rewrites[key], found)


def _relevant(file: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    try:
        with file.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows, delimiter="\t"):
                found[row["query-id"]].add(row["corpus-id"])
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from error
    return found


def _turn(message: Mapping[str, str]) -> Turn:
    return Turn("user" if message["speaker"] == "user" else "assistant", message["text"])


def _bare(text: str) -> str:
    return text.replace("|user|:", " ").strip()
