"""The articles and questions written for training: sets of articles about one matter each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.types import Metadata, Turn

WRITTEN = Path(__file__).parent / "written"

Place = tuple[int, int, int]  # numbers of an article, its paragraph and its sentence


@dataclass(frozen=True, slots=True)
class Article:
    """An invented article; paragraphs are lists of sentences."""

    meta: Metadata
    paragraphs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a set.

    :param kind: ``amount``, ``when``, ``who``, ...; ``none`` where no article answers.
    :param gold: the sentences that answer.
    :param also: sentences that answer too, or complete the answer.
    :param near: sentences a careless reader would take for the answer.
    :param answer: a few words of a gold sentence, or empty.
    :param history: the chat before it, if it is a follow-up.
    """

    question: str
    kind: str
    gold: tuple[Place, ...]
    also: tuple[Place, ...]
    near: tuple[Place, ...]
    answer: str
    history: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class ArticleSet:
    """One to three articles that are easily confused, and questions about them."""

    id: str
    articles: tuple[Article, ...]
    questions: tuple[Asked, ...]

    @property
    def kept(self) -> bool:
        """Whether it is kept for measuring and calibrating, as one in seven is."""
        return hashlib.sha256(self.id.encode()).digest()[0] < 36

    def sentence(self, place: Place) -> str:
        """The words at a place."""
        article, paragraph, number = place
        return self.articles[article].paragraphs[paragraph][number]


def read_sets(folder: Path = WRITTEN) -> Iterator[ArticleSet]:
    """The sets of a folder of JSON Lines files."""
    for file in sorted(folder.glob("*.jsonl")):
        yield from sets_of(file)


def sets_of(file: Path) -> Iterator[ArticleSet]:
    """The sets of one JSON Lines file."""
    for line in file.read_text(encoding="utf-8").splitlines():
        yield _set(json.loads(line))


def _set(row: dict[str, Any]) -> ArticleSet:
    articles = tuple(_article(raw) for raw in row.get("articles", [row]))
    bare = ArticleSet(row["id"], articles, ())
    return ArticleSet(row["id"], articles, tuple(_asked(raw, bare) for raw in row["questions"]))


def _article(raw: dict[str, Any]) -> Article:
    said = tuple(tuple(paragraph) for paragraph in raw["paragraphs"])
    return Article(Metadata(raw["title"], raw["author"], raw["publisher"], raw["published"]), said)


def _asked(raw: dict[str, Any], within: ArticleSet) -> Asked:
    before = " ".join(within.sentence(place) for place in _places(raw, "before_gold"))
    history = (Turn("user", raw["before"]), Turn("assistant", before)) if "before" in raw else ()
    gold, also, near = (_places(raw, kind) for kind in ("gold", "also", "near"))
    return Asked(raw["q"], raw["kind"], gold, also, near, raw.get("answer", ""), history)


def _places(raw: dict[str, Any], kind: str) -> tuple[Place, ...]:
    # A lone article is not numbered.
    full = ([0, *place] if len(place) == 2 else place for place in raw.get(kind, []))
    return tuple((article, paragraph, number) for article, paragraph, number in full)
