"""What a question asks for: its words, the kind of answer it wants, its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from rag.figures import figures
from rag.terms import STOP_WORDS, content_words, fold, names, stem, words_of
from rag.times import elliptic
from rag.types import Metadata

Kind = Literal["who", "when", "amount", "where", "why", "list", "definition", "yes-no", "other"]


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(alternatives)})", re.IGNORECASE)


_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "yes-no",
        re.compile(
            r"\s*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b", re.I
        ),
    ),
    (
        "amount",
        _any(
            r"how (?:much|many|big|large|long|high|often|old|far|tall)\b",
            r"what (?:\w+ )?(?:share|percentage|percent|proportion|fraction|amount|number)\b",
            r"what (?:\w+ )?(?:figure|size|sum|rate|tariff)\b",
            r"(?:worth|value|volume|cost|price|total|size|amount|number|length|rate) of\b",
            r"(?:percentage|budget|average|worth|cost|funding|commission|fees?|cu[aá]nt[oa]s?)\b",
        ),
    ),
    (
        "when",
        _any(
            r"(?:when|since when|date of|cu[aá]ndo|how (?:recently|long ago))\b",
            r"(?:in |by |on )?(?:what|which) (?:year|date|month|day|decade)s?\b",
        ),
    ),
    (
        "who",
        _any(
            r"(?:who|whom|whose|qui[eé]n(?:es)?)\b",
            r"which (?:person|official|president|minister|author)\b",
        ),
    ),
    (
        "where",
        _any(
            r"(?:where|d[oó]nde)\b",
            r"(?:which|what) (?:city|cities|place|country|countries|state|region)\b",
        ),
    ),
    (
        "why",
        _any(
            r"(?:why|por qu[eé])\b",
            r"what (?:(?:is|was|are|were) the reasons?|caused|causes|explains|made|makes|led)\b",
            r"(?:how come|what for|reasons? (?:for|why|behind))\b",
        ),
    ),
    (
        "list",
        _any(
            r"(?:list|name (?:the|all|some|three|two|four|five)|(?:what|which) (?:are|were) the)\b",
            r"(?:what|which) (?:two|three|four|five|six|kinds?|types?|sorts?)\b",
            r"(?:what|which) (?!was|is|does|has)\w+[^su\W]s\b",
        ),
    ),
    (
        "definition",
        _any(
            r"what (?:is|was) (?:the |an? )?[\w' -]{2,40}\?*$",
            r"(?:meant by|defin(?:e|ition)|meaning of)\b",
        ),
    ),
)
_SPLIT = re.compile(
    r"\?\s+(?=\S)|[,;]?\s+(?:and|y)\s+(?=(?:(?:at|in|into|to|for|by|with|from|under|on|of|since|until"
    r"|through|against)\s+(?=wh|how)|)(?:what|who|whom|when|where|why|how|which|whose|did|does|is"
    r"|was|were|qu[eé]|cu[aá]nt\w+|cu[aá]ndo|qui[eé]n)\b)",
    re.IGNORECASE,
)
_LIST_NOUNS = re.compile(
    r"\b(reasons?|factors?|recommendations?|principles?|risks?|benefits?|drivers?|causes?|examples?"
    r"|sectors?|areas?|elements?|measures?|steps?|members?|goals?|objectives?|threats?|ways?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A standalone question, read.

    :param stems: stems of its content words, once each.
    :param figures: values of the numbers it names, years among them.
    :param names: the proper names it holds, folded.
    :param many: whether it asks for several things.
    :param voices: whether it asks what different sources say.
    :param unit: what an amount must be in.
    :param focus: stems of what is asked for, as "soldiers" in "How many soldiers are there?".
    """

    text: str
    kind: Kind
    words: tuple[str, ...]
    stems: tuple[str, ...]
    figures: tuple[float, ...]
    names: tuple[str, ...]
    many: bool
    voices: bool
    unit: Literal["money", "%", ""]
    focus: tuple[str, ...]


@lru_cache(maxsize=256)
def read(text: str) -> Question:
    """The question behind the words."""
    content = content_words(text)
    return Question(
        text=text,
        kind=kind_of(text),
        words=tuple(content),
        stems=tuple(dict.fromkeys(stem(w) for w in content)),
        figures=tuple(f.value for f in figures(text) if _DIGIT.search(f.span.of(text))),
        names=tuple(dict.fromkeys(fold(span.of(text)) for span in names(text))),
        many=wants_many(text),
        voices=_VOICES.search(text) is not None,
        unit=unit_of(text),
        focus=focus_of(text),
    )


_DIGIT = re.compile(r"\d")
_SHARE = re.compile(r"\b(?:percent\w*|per cent|share|proportion|fraction|rate|tariff)\b", re.I)
_MONEY = re.compile(
    r"\b(?:how much .*\b(?:spen[dt]|cost|worth|paid|pay|fund\w*|money|invest\w*|allocat\w*|trade"
    r"|aid|give[ns]?|receiv\w*|appropriat\w*|earn\w*|refus\w*)|budget|price|dollars|usd|fundings?"
    r"|what (?:did|does|do|would|was|were|is) .*\b(?:cost|worth)|value|fees?|salar(?:y|ies))\b",
    re.IGNORECASE,
)


def unit_of(text: str) -> Literal["money", "%", ""]:
    """What the amount asked for must be in: money, a share, or any number."""
    if _SHARE.search(text):
        return "%"
    return "money" if _MONEY.search(text) else ""


_FOCUS = re.compile(
    r"\b(?:how many|what|which|whose|name (?:of )?(?:the|all))\s+(?P<focus>.*?)\s*"
    r"(?:\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must|may|might"
    r"|of|in|for|on|at|to|from|by|with|that|who|which)\b|[,;:?(]|$)",
    re.IGNORECASE,
)


def focus_of(text: str) -> tuple[str, ...]:
    """Stems of the thing asked for, empty where the question names none."""
    found = _FOCUS.search(text)
    return tuple(stem(w) for w in content_words(found["focus"])[-2:]) if found else ()


def kind_of(text: str) -> Kind:
    """The kind of answer the question wants."""
    first = _ASKING.search(text)
    at = first.start() if first else 0
    return next((kind for kind, find in _KINDS if _asks(kind, find, text, at)), "other")


_ASKING = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how|qui[eé]n(?:es)?|qu[eé]|cu[aá]l(?:es)?"
    r"|cu[aá]ndo|d[oó]nde|por qu[eé]|c[oó]mo|cu[aá]nt[oa]s?)\b",
    re.IGNORECASE,
)


def _asks(kind: Kind, pattern: re.Pattern[str], text: str, at: int) -> bool:
    """Whether the pattern fits; a "who" further on than the first question word asks nothing."""
    if kind == "yes-no":
        return pattern.match(text) is not None
    found = pattern.search(text)
    if found is None or (kind == "amount" and _WHICH_ONE.match(text, at, found.start())):
        return False
    return kind not in ("who", "when", "where", "why") or found.start() <= at


# Who or which of them: that they "cost $5 billion" is told, not asked.
_WHICH_ONE = re.compile(
    r"(?:whom?|whose|when|where|why"
    r"|which(?! (?:\w+ )?(?:share|percent\w*|proportion|fraction|amount|number|figure|size|sum|rate"
    r"|tariff|budget|price|average|cost)))\b",
    re.IGNORECASE,
)


def wants_many(text: str) -> bool:
    """Whether several things are asked for: a list, or a comparison."""
    listed = _LIST_NOUNS.search(text) is not None or kind_of(text) == "list"
    return listed or _SEVERAL.search(text) is not None


_VOICES = re.compile(
    r"\b(?:compar\w+|differ\w*|versus|vs|each|both|sources|authors|articles)\b", re.I
)
# Comparisons, and changes from one time to another.
_SEVERAL = re.compile(
    r"\b(?:compar\w+|differ\w*|versus|vs|each|both|sources|authors|articles"
    r"|how (?:has|have|did|does) .*\b(?:chang|gr[eo]w|evolv|shift|mov|develop|ris|fall|fell)\w*"
    r"|between \d{4} and \d{4}|from \d{4} to \d{4}|old .* new|before and after)\b",
    re.IGNORECASE,
)


def parts(text: str) -> tuple[str, ...]:
    """The questions asked in one breath: "What is X, and who leads it?" are two.

    A part counts only if it has content words of its own, and stands by itself: "How many were
    there in 2012, and how many in 2016?" is one.
    """
    cut = [0, *(m.end() for m in _SPLIT.finditer(text)), len(text)]
    pieces = [text[a:b].strip(" ,;") for a, b in pairwise(cut)]
    pieces = [re.sub(r"[,;]?\s+(and|y)$", "", p, flags=re.I) for p in pieces if p]
    asking = [p for p in pieces if any(w not in STOP_WORDS for w in words_of(p))]
    whole = len(asking) < 2 or any(elliptic(part) for part in asking[1:])
    return (text.strip(),) if whole else tuple(asking)


def names_source(asked: Question, meta: Metadata) -> bool:
    """Whether the question names the author or publisher of an article."""
    last = (meta.author or "").split(" (")[0].split()[-1:]
    known = {w for name in (*last, meta.publisher or "") for w in words_of(name) if len(w) > 2}
    return not known.isdisjoint(w for name in asked.names for w in words_of(name))
