"""The written articles kept back as small libraries and golden cases, to fit the engine on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from evals.cases import Case, Gold
from evals.training.sets import WRITTEN, Article, ArticleSet, Place, read_sets

FRONT = ("title", "author", "publisher", "published")


def kept_cases(folder: Path, written: Path = WRITTEN) -> Iterator[tuple[Path, list[Case]]]:
    """For each kept set a library of its own, in a folder of ``folder``, and its questions.

    Together they would be no library anybody has: "which side changed its mind?" is asked of the
    three articles of one set, and other sets have sides that did.
    """
    for one in (one for one in read_sets(written) if one.kept):
        library = folder / one.id
        library.mkdir()
        for number, article in enumerate(one.articles):
            (library / _name(one, number)).write_text(_markdown(article), encoding="utf-8")
        yield library, list(_cases(one))


def _cases(one: ArticleSet) -> Iterator[Case]:
    def golds(places: tuple[Place, ...]) -> tuple[Gold, ...]:
        return tuple(Gold(_name(one, place[0]), one.sentence(place)) for place in places)

    for number, asked in enumerate(one.questions):
        yield Case(
            f"{one.id}-{number:02}",
            asked.question,
            bool(asked.gold),
            (asked.answer,) if asked.answer else (),
            evidence=golds(asked.gold),
            also=golds(asked.also),
            tags=(asked.kind,),
            split="dev",
            history=asked.history,
        )


def _name(one: ArticleSet, number: int) -> str:
    return f"{one.id}-{number}.md"


def _markdown(article: Article) -> str:
    front = {key: getattr(article.meta, key) for key in FRONT}
    head = "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items())
    body = "\n\n".join(" ".join(paragraph) for paragraph in article.paragraphs)
    return f"---\n{head}---\n\n{body}\n"
