"""Questions over one passage each, read from public sets and split by article."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from rag.reader import Passage
from rag.text import sentences
from rag.types import Span


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a passage.

    :param gold: numbers of the sentences that answer or, where none does, seem to.
    :param words: the span of the words that answer or seem to, where the set gives one.
    :param group: the article, for making negatives from its other passages.
    :param made: how it was made unanswerable, if it was.
    """

    question: str
    passage: Passage
    gold: tuple[int, ...]
    words: Span | None
    group: str
    answerable: bool
    made: str = ""


def is_kept(article: str) -> bool:
    """Whether a written article is kept for measuring: one in seven."""
    return hashlib.sha256(article.encode()).digest()[0] < 36


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


def written(file: Path) -> Iterator[Example]:
    """Examples of the articles and questions written for training, one article a line."""
    for line in file.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        parts = [s for paragraph in article["paragraphs"] for s in paragraph]
        firsts = [0, *accumulate(len(p) for p in article["paragraphs"])]
        passage = joined(parts, article["title"])
        for asked in article["questions"]:
            answerable = bool(asked["gold"])
            places = asked["gold"] + asked.get("also", []) if answerable else asked.get("near", [])
            gold = tuple(sorted({firsts[p] + s for p, s in places}))
            words = _words(passage, gold, asked.get("answer", ""))
            yield Example(asked["q"], passage, gold, words, article["id"], answerable)


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
