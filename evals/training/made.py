"""Makes unanswerable questions out of answerable ones, so that topic alone is not enough."""

from __future__ import annotations

import random
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from evals.training.examples import Example, joined
from rag.reader import Passage
from rag.terms import content_words, names

PAIRS = (
    "first last,before after,most least,largest smallest,biggest smallest,highest lowest,"
    "longest shortest,more less,more fewer,oldest newest,earliest latest,north south,east west,"
    "northern southern,eastern western,increase decrease,increased decreased,rise fall,rose fell,"
    "won lost,win lose,began ended,begin end,started ended,start end,above below,always never,"
    "many few,male female,men women,son daughter,father mother,king queen,public private,"
    "internal external,domestic foreign,support oppose,supported opposed,same different,"
    "allowed banned,accepted rejected,positive negative,maximum minimum,export import,"
    "upper lower,early late,old new,good bad,high low,larger smaller,better worse,inside outside,"
    "cause prevent,caused prevented,include exclude,teacher student,buy sell,bought sold,"
    "create destroy,created destroyed,built demolished,employer employee,weak strong,rich poor,"
    "can cannot,is isn't,are aren't,was wasn't,were weren't,did didn't,does doesn't,do don't"
)
OPPOSITE: dict[str, list[str]] = defaultdict(list)
for _pair in PAIRS.split(","):
    _a, _b = _pair.split()
    OPPOSITE[_a].append(_b)
    OPPOSITE[_b].append(_a)


class Maker:
    """Makes negatives; the neighbours and names come from the training articles themselves."""

    def __init__(self, examples: Sequence[Example], seed: int, elsewhere: float = 0.0) -> None:
        self._random, self._elsewhere = random.Random(seed), elsewhere
        self._passages: dict[str, list[Passage]] = defaultdict(list)
        self._names: dict[str, list[str]] = defaultdict(list)
        self._articles = {e.passage: (e.starts, e.bylines) for e in examples}
        for passage, group in dict.fromkeys((e.passage, e.group) for e in examples):
            self._passages[group].append(passage)
            found = (span.of(passage.text) for span in names(passage.text))
            self._names[group] += sorted({n for n in found if len(n) > 3})

    def make(self, example: Example) -> Example | None:
        """An unanswerable twin of an answerable example, or None where the chosen way fails."""
        if self._elsewhere and self._random.random() < self._elsewhere:
            return self.elsewhere(example)
        ways: list[tuple[float, Callable[[Example], Example | None]]] = [
            (0.35, self.neighbour),
            (0.25, self.swapped_name),
            (0.2, self.changed),
            (0.2, self.dropped),
        ]
        way = self._random.choices([w for _, w in ways], [p for p, _ in ways])[0]
        return way(example)

    def neighbour(self, example: Example) -> Example | None:
        """Another passage of the article, of a few the one sharing most words."""
        others = [p for p in self._passages[example.group] if p != example.passage]
        if not others:
            return None
        wanted = set(content_words(example.question))
        drawn = self._random.sample(others, min(6, len(others)))
        answer = example.words.of(example.passage.text).lower() if example.words else None
        drawn = [p for p in drawn if answer is None or answer not in p.text.lower()]
        if not drawn:
            return None
        best = max(drawn, key=lambda p: len(wanted & set(content_words(p.text))))
        return replace(
            example, passage=best, gold=(), words=None, answerable=False, made="neighbour", near=()
        )

    def elsewhere(self, example: Example) -> Example | None:
        """A passage of another article: another subject altogether."""
        others = [group for group in self._passages if group != example.group]
        if not others:
            return None
        passage = self._random.choice(self._passages[self._random.choice(others)])
        starts, bylines = self._articles[passage]
        other = replace(example, passage=passage, starts=starts, bylines=bylines)
        return replace(other, gold=(), words=None, answerable=False, made="elsewhere", near=())

    def swapped_name(self, example: Example) -> Example | None:
        """A name of the question put in another's place."""
        spans = [s for s in names(example.question) if s.start > 0]
        said = example.question.lower()
        others = [n for n in self._names[example.group] if n.lower() not in said]
        if not spans or not others:
            return None
        span = self._random.choice(spans)
        other = self._random.choice(others)
        asked = example.question[: span.start] + other + example.question[span.end :]
        return replace(example, question=asked, answerable=False, made="name")

    def changed(self, example: Example) -> Example | None:
        """A number or year changed, else a word turned to its opposite."""
        asked = self._number(example.question) or self._opposite(example.question)
        if asked is None:
            return None
        return replace(example, question=asked, answerable=False, made="changed")

    def _number(self, question: str) -> str | None:
        found = list(re.finditer(r"\b\d+(?:,\d{3})*\b", question))
        if not found:
            return None
        match = self._random.choice(found)
        value = int(match.group().replace(",", ""))
        step = self._random.choice([-20, -10, -5, -3, -2, -1, 1, 2, 3, 5, 10, 20])
        new = value + step if value >= 21 else value + abs(step)
        return question[: match.start()] + str(new) + question[match.end() :]

    def _opposite(self, question: str) -> str | None:
        found = [m for m in re.finditer(r"[A-Za-z]+", question) if m.group().lower() in OPPOSITE]
        if not found:
            return None
        match = self._random.choice(found)
        new = self._random.choice(OPPOSITE[match.group().lower()])
        return question[: match.start()] + new + question[match.end() :]

    def dropped(self, example: Example) -> Example | None:
        """The passage without the sentences that answer."""
        given = example.passage
        rest = [s.of(given.text) for i, s in enumerate(given.sentences) if i not in example.gold]
        answer = example.words.of(given.text).lower() if example.words else None
        if len(rest) < 2 or (answer and any(answer in r.lower() for r in rest)):
            return None
        left = [i for i in range(len(given.sentences)) if i not in example.gold]
        now = {old: new for new, old in enumerate(left)}
        return replace(
            example,
            passage=joined(rest, given.above),
            gold=(),
            words=None,
            answerable=False,
            made="dropped",
            starts=tuple(bisect_left(left, start) for start in example.starts),
            near=tuple(now[n] for n in example.near if n in now),
        )
