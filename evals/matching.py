"""Whether an answer says the gold answer: normalised words, whole-token containment, F1."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from evals.cases import Case

_MARKER = re.compile(r"\[\d+\]")
_PERCENT = re.compile(r"\bper\s?cent\b")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.)+[^\W\d_]\b\.?")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d|,\d)")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[$€£¥%]")
_ARTICLES = frozenset({"a", "an", "the"})


def tokens(text: str) -> list[str]:
    """The words and numbers of ``text``, in one spelling.

    Case, punctuation, markers like ``[1]``, kinds of dashes and quotes and white space make no
    difference; ``U.S.`` is ``us``, ``2,000`` is ``2000`` and ``percent`` is ``%``. A number
    stays whole (``2.5`` is one token) and a currency sign is a token of its own.
    """
    flat = unicodedata.normalize("NFKC", _MARKER.sub(" ", text)).casefold()
    flat = _PERCENT.sub("%", flat)
    flat = _INITIALS.sub(lambda m: m.group().replace(".", "") + " ", flat)
    flat = _THOUSANDS.sub(lambda m: m.group().replace(",", ""), flat)
    return _TOKEN.findall(flat)


def contains(text: str, gold: str) -> bool:
    """Whether the tokens of ``gold`` stand in ``text``, in order and without a gap."""
    words, wanted = tokens(text), tokens(gold)
    size = len(wanted)
    return bool(wanted) and any(words[i : i + size] == wanted for i in range(len(words) - size + 1))


def says(case: Case, sentences: Sequence[str]) -> bool:
    """Whether an answer's sentences say the case's gold answer.

    An alternative must stand within one sentence; each group of ``answers_all`` may be met by
    another one.
    """
    groups = case.answers_all or (case.answers,)
    return all(any(contains(s, gold) for s in sentences for gold in group) for group in groups)


def token_f1(text: str, golds: Iterable[str]) -> float:
    """Best harmonic mean of token precision and recall over ``golds``, articles left out."""
    return max((_f1(text, gold) for gold in golds), default=0.0)


def gold_texts(case: Case) -> list[str]:
    """The texts an answer's F1 is taken against: the answers, or one of every group joined."""
    return list(case.answers) or [" ".join(group[0] for group in case.answers_all)]


def _f1(text: str, gold: str) -> float:
    said, wanted = _bag(text), _bag(gold)
    common = (said & wanted).total()
    if not common:
        return 0.0
    return 2 * common / (said.total() + wanted.total())


def _bag(text: str) -> Counter[str]:
    return Counter(t for t in tokens(text) if t not in _ARTICLES)
