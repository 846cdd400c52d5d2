"""The written articles kept back as a library and golden cases, to fit and try the engine on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from evals.cases import Case, Gold
from evals.training.sets import WRITTEN, Article, ArticleSet, Place, read_sets

FRONT = ("title", "author", "publisher", "published")


def kept_cases(folder: Path, written: Path = WRITTEN) -> list[Case]:
    """Write the kept articles into ``folder`` as Markdown; the questions about them."""
    kept = [one for one in read_sets(written) if one.kept]
    for one in kept:
        for number, article in enumerate(one.articles):
            (folder / _name(one, number)).write_text(_markdown(article), encoding="utf-8")
    return [case for one in kept for case in _cases(one)]


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
