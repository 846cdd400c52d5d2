"""Questions over one passage each, read from public sets and split by article."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from evals.training.sets import ArticleSet
from rag.converse import converse
from rag.reader import Passage
from rag.reread import byline
from rag.text import sentences
from rag.types import Span


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a passage.

    :param gold: numbers of the sentences that answer or, where none does, seem to.
    :param words: the span of the words that answer or seem to, where the set gives one.
    :param group: the article, for making negatives from its other passages.
    :param made: how it was made unanswerable, if it was.
    :param starts: numbers of the sentences an article begins with, where there are several.
    :param bylines: who wrote them and when, article by article; empty where it is not known.
    :param near: numbers of the sentences from the closest to the question to the farthest, where
        they have been compared.
    """

    question: str
    passage: Passage
    gold: tuple[int, ...]
    words: Span | None
    group: str
    answerable: bool
    made: str = ""
    starts: tuple[int, ...] = (0,)
    bylines: tuple[str, ...] = ()
    near: tuple[int, ...] = ()


def squad(file: Path) -> Iterator[Example]:
    """Examples of a file in the SQuAD format, 1.1 or 2.0, plain or gzipped."""
    for article in _json(file)["data"]:
        title = article["title"].replace("_", " ")
        for paragraph in article["paragraphs"]:
            passage = cut(paragraph["context"], title)
            for asked in paragraph["qas"]:
                yield _asked(asked, passage, title)


def _asked(asked: dict[str, Any], passage: Passage, title: str) -> Example:
    answers = asked["answers"] or asked.get("plausible_answers", [])
    if not answers:
        return Example(asked["question"], passage, (), None, title, answerable=False)
    first = answers[0]
    words = Span(first["answer_start"], first["answer_start"] + len(first["text"]))
    gold = {
        i
        for a in answers
        for i, s in enumerate(passage.sentences)
        if s.start <= a["answer_start"] < s.end
    }
    answerable = bool(asked["answers"])
    return Example(asked["question"], passage, tuple(sorted(gold)), words, title, answerable)


def clapnq(file: Path) -> Iterator[Example]:
    """Examples of CLAP NQ: one passage given in sentences."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            given = row["passages"][0]
            passage = joined([_untokenized(s) for s in given["sentences"]], given["title"])
            chosen = {s.strip() for o in row["output"] for s in o["selected_sentences"]}
            gold = tuple(i for i, s in enumerate(given["sentences"]) if s.strip() in chosen)
            yield Example(row["input"], passage, gold, None, given["title"], bool(gold))


def _untokenized(text: str) -> str:
    """Without the spaces the set puts around punctuation."""
    text = re.sub(r"``\s*|\s*''", '"', text)
    text = re.sub(r"\s+([.,;:!?)%]|'s\b|n't\b)", r"\1", text)
    return re.sub(r"\(\s+", "(", re.sub(r"\s+([-–])\s+(?=\w)", r"\1", text)).strip()


def written(sets: Iterable[ArticleSet]) -> Iterator[Example]:
    """Examples of written sets; follow-ups are asked as a chat makes them stand alone.

    A set is one passage, its articles one after another.
    """
    for one in sets:
        passage, firsts = _passage(one)
        starts = tuple(of[0] for of in firsts)
        bylines = tuple(byline(article.meta) for article in one.articles)
        for asked in one.questions:
            places = (*asked.gold, *asked.also) if asked.gold else asked.near
            gold = tuple(sorted({firsts[a][p] + s for a, p, s in places}))
            words = _words(passage, gold, asked.answer)
            question = converse(asked.question, asked.history).text
            plain = Example(question, passage, gold, words, one.id, bool(asked.gold))
            yield replace(plain, starts=starts, bylines=bylines)


def _passage(one: ArticleSet) -> tuple[Passage, list[list[int]]]:
    """The passage, and for each article the number of the first sentence of its paragraphs."""
    paragraphs = [paragraph for article in one.articles for paragraph in article.paragraphs]
    every = [0, *accumulate(map(len, paragraphs))]
    ends = [0, *accumulate(len(article.paragraphs) for article in one.articles)]
    passage = joined([s for paragraph in paragraphs for s in paragraph], "")
    return passage, [every[a:b] for a, b in pairwise(ends)]


def _words(passage: Passage, gold: Sequence[int], answer: str) -> Span | None:
    for sentence in (passage.sentences[g] for g in gold if answer):
        at = sentence.of(passage.text).find(answer)
        if at >= 0:
            return Span(sentence.start + at, sentence.start + at + len(answer))
    return None


def joined(parts: Sequence[str], above: str) -> Passage:
    """A passage of given sentences."""
    spans, at = [], 0
    for part in parts:
        spans.append(Span(at, at + len(part)))
        at += len(part) + 1
    return Passage(" ".join(parts), tuple(spans), above)


@cache
def cut(text: str, above: str) -> Passage:
    """A passage cut into sentences."""
    return Passage(text, tuple(sentences(text, Span(0, len(text)))), above)


def _json(file: Path) -> Any:
    raw = file.read_bytes()
    return json.loads(gzip.decompress(raw) if file.suffix == ".gz" else raw)


def without_repeats(examples: Sequence[Example]) -> list[Example]:
    """Each question of an article once; sets may share questions."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for example in examples:
        key = (example.group, example.question.strip())
        if key not in seen:
            seen.add(key)
            kept.append(example)
    return kept
