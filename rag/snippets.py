"""What a short answer looks like, and the words of a sentence that look like it.

Figures come with what qualifies them ("over $2.5 billion a year"), numbers with what they count,
dates with "since" or "until", names without their possessive: nothing that changes the meaning
is cut off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, get_args

from rag.figures import Figure, figures
from rag.question import Question
from rag.terms import STOP_WORDS, fold, names, stem, words_of
from rag.times import years_of
from rag.types import Span

Shape = Literal["money", "percent", "count", "when", "who", "where", "name"]
SHAPES: tuple[Shape, ...] = get_args(Shape)


def snippets(shape: Shape, asked: Question, text: str) -> list[Span]:
    """Spans of a sentence that have the shape and do not stand in the question."""
    return list(_FIND[shape](asked, text))


def shape_of(asked: Question) -> Shape | None:
    """What a short answer would look like; None where there is none to give."""
    if asked.kind in ("why", "list", "yes-no") or asked.voices or asked.many:
        return None
    if _TWO.search(asked.text):
        return None
    if asked.unit == "%" and asked.kind in ("amount", "other"):
        return "percent"
    if asked.kind == "amount":
        return None if _DOING.search(asked.text) else _amount(asked)
    if asked.kind == "when":
        return None if _ELSE.search(asked.text) else "when"
    if asked.kind == "who":
        return None if _DESCRIBE.match(asked.text) else "who"
    if asked.kind == "where":
        return "where"
    return "name" if _NAMED_THING.search(asked.text) else None


# Two things asked for at once: a date alone would be half an answer.
_TWO = re.compile(r"\band\b.*\b(?:what|which|who|whom|when|where|why|how)\b", re.I)
_ELSE = re.compile(r",[^,]*\b(?:what|which|who|how)\b", re.I)  # "When X happens, what is ...?"
_DOING = re.compile(r"^\W*what\b.*\bto \w+\W*$|\bhow far (?!is|are|was|were)", re.I)
_MUCH = re.compile(r"\bhow much\b", re.I)
_DESCRIBE = re.compile(r"\W*who(?:'s| is| are| was| were) (?!the\b|an?\b)[^?]{2,40}\??\s*$", re.I)
_NAMED_THING = re.compile(
    r"\b(?:which|what) (?:(?:u\.?s\.?|american|mexican|federal|\w+) ){0,2}(?:agency|ministry"
    r"|department|company|firm|bank|university|school|organi[sz]ation|newspaper|journal|magazine"
    r"|party|church|team|president|minister|secretary|author|scientist|king|queen|emperor"
    r"|language|river|nation|network|group)\b|\bwhat (?:is|was|are|were) the names? of\b"
    r"|\b(?:is|was|are|were) (?:\w+ ){0,6}called\b\W*$",
    re.I,
)


def _amount(asked: Question) -> Shape | None:
    if asked.unit == "money":
        return "money"
    if _MUCH.search(asked.text):
        return None  # of what, only the words around could tell
    return "count"


_QUALIFIED = re.compile(
    r"(?:\b(?:(?:slightly|well|just|far|much|somewhat) )?(?:over|about|around|roughly|nearly|almost"
    r"|approximately|approx\.|more than|less than|fewer than|at least|at most|up to"
    r"|as (?:much|many|few|little) as|under|below|above|only|some|(?:an )?estimated|an average of"
    r"|close to|circa|no more than|no fewer than|between|from) )+$",
    re.I,
)
_PACE = re.compile(
    r"(?:,? (?:or (?:more|less|so)|(?:a|per|each|every) (?:year|month|day|week|hour|person|capita)"
    r"|annually|yearly|monthly|daily))+\b",
    re.I,
)
_THROUGH = re.compile(r"(?:\s?[-–—]\s?|\s(?:to|and)\s)(?:(?:over|about|around|nearly|almost) )?")
_OPENING = re.compile(r"(?:between|from) $", re.I)


def _widened(text: str, span: Span) -> Span:
    """A figure with its qualifiers before and its pace after."""
    before = _QUALIFIED.search(text[: span.start])
    start = before.start() if before else span.start
    after = _PACE.match(text, span.end)
    return Span(start, after.end() if after else span.end)


def _ranges(text: str, found: Sequence[Figure]) -> Iterator[Span]:
    """Figures, the two ends of a range as one."""
    spans = [f.span for f in found]
    joined = [_is_range(text, low, high) for low, high in pairwise(spans)]
    for i, span in enumerate(spans):
        if i and joined[i - 1]:
            continue
        yield Span(span.start, spans[i + 1].end) if any(joined[i : i + 1]) else span


def _is_range(text: str, low: Span, high: Span) -> bool:
    """Whether only "to" or a dash stands between, or "and" after a "between"."""
    gap = text[low.end : high.start]
    opened = _OPENING.search(text[: low.start]) is not None
    return _THROUGH.fullmatch(gap) is not None and (opened or "and" not in gap.split())


def _figures(asked: Question, text: str, units: Sequence[str]) -> Iterator[Span]:
    fresh = [f for f in figures(text) if f.unit in units and f.value not in asked.figures]
    for span in _ranges(text, fresh):
        wide = _widened(text, span)
        lone = _LONE.match(wide.of(text))
        if lone and not _THROUGH.search(span.of(text)):
            wide = Span(wide.start + lone.end(), wide.end)
        yield wide


_LONE = re.compile(r"(?:between|from) ", re.I)


def _money(asked: Question, text: str) -> Iterator[Span]:
    return _figures(asked, text, ("$", "€", "£", "pesos"))


def _percent(asked: Question, text: str) -> Iterator[Span]:
    return _figures(asked, text, ("%",))


_COUNTED = re.compile(r"[ -]([^\W\d_](?:[\w’'-]|\.(?=\w)|(?<=\.\w)\.)*)")
_MEASURE = re.compile(
    r"[ -](?:square |cubic |nautical )?(?:miles?|kilomet(?:er|re)s?|met(?:er|re)s?|feet|foot|inches"
    r"|acres?|hectares?|km2?|kg|tons?|tonnes?|pounds|kilograms?|years?|months?|weeks?|days?|hours?"
    r"|minutes?|seconds?|degrees|people|inhabitants|times|barrels|members)\b",
    re.I,
)
_MONTH_BEFORE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (?:\d+\s?[-–]\s?)?$", re.I
)


_ORDINAL = ("st", "nd", "rd", "th")


def _count(asked: Question, text: str) -> Iterator[Span]:
    """Plain numbers with the thing they count, as far as it is the thing asked about."""
    for span in _figures(asked, text, ("",)):
        if _MONTH_BEFORE.search(text[: span.start]) or text[span.end : span.end + 2] in (
            "st",
            "th",
        ):
            continue
        yield Span(span.start, _counted(asked, text, span.end))


def _counted(asked: Question, text: str, at: int) -> int:
    """Where the counted thing ends: at the word asked about, four words on at most, or a unit."""
    end = at
    for _ in range(4):
        word = _COUNTED.match(text, end)
        if not word or fold(word[1]) in STOP_WORDS:
            break
        end = word.end()
        if asked.focus and stem(fold(word[1])) == asked.focus[-1]:
            return end
    unit = _MEASURE.match(text, at)
    return unit.end() if unit else at


_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{1,2})?"
_YEAR = r"(?:1\d{3}|20\d{2})(?!\d|,\d|\.\d|s\b)"
_ONE = (
    rf"(?:{_MONTH} {_DAY},? {_YEAR}|{_DAY} (?:of )?{_MONTH},? {_YEAR}|{_MONTH},? {_YEAR}"
    rf"|{_MONTH} {_DAY}(?!\d)|{_YEAR}|(?:the )?(?:1\d|20)\d0s)"
)
_WHEN = re.compile(
    r"(?:\b(?:since|until|before|after|around|about|circa|early(?: in)?|late(?: in)?|mid-?|by"
    r"|the (?:end|start|beginning) of|between|from)\s?)*"
    rf"(?<![\w$€£.,-]){_ONE}(?:(?:\s?[-–—]\s?|\s(?:to|and|until)\s)(?:{_ONE}|\d\d\b))?"
    r"(?: (?:BC|AD|BCE|CE)\b)?"
)
_DAY_ASKED = re.compile(r"\b(?:what|which) (?:date|day|month)s?\b", re.I)


def _when(asked: Question, text: str) -> Iterator[Span]:
    for found in _WHEN.finditer(text):
        years = years_of(found.group())
        if years and years <= set(asked.figures):
            continue
        if _DAY_ASKED.search(asked.text) and not re.search(_MONTH, found.group()):
            continue
        lone = _LONE.match(found.group())
        both = re.search(r"[-–—]| to | and | until ", found.group()[8:])
        start = found.start() + (lone.end() if lone and not both else 0)
        yield Span(start, found.end())


def _names(asked: Question, text: str) -> Iterator[Span]:
    """Names that the question does not have."""
    known = {stem(w) for w in asked.words} | set(asked.stems)
    for span in _joined(text, names(text)):
        if _MONTHS.fullmatch(span.of(text)):
            continue
        words = [w for w in words_of(span.of(text)) if w not in STOP_WORDS]
        if words and not {stem(w) for w in words} & known:
            yield span


def _joined(text: str, found: Sequence[Span]) -> Iterator[Span]:
    """Names whole: "John" and "F. Kelly" are one, and so is a place with its state."""
    last: Span | None = None
    for name in found:
        span = _whole(text, name)
        if last and (span.start <= last.end or text[last.end : span.start] == " "):
            last = Span(last.start, max(last.end, span.end))
            continue
        if last:
            yield last
        last = span
    if last:
        yield last


_MONTHS = re.compile(rf"{_MONTH}(?: \d{{1,4}})?")


def _agents(asked: Question, text: str) -> Iterator[Span]:
    """Names of those who can act: not of countries alone; a lone first word if it does."""
    first = _FIRST.match(text)
    acts = first and stem(fold(first[2])) in asked.stems and fold(first[1]) not in STOP_WORDS
    if first and acts and not set(words_of(first[1])) & {*asked.words, *_PLACES}:
        yield Span(first.start(1), first.end(1))
    for span in _names(asked, text):
        words = words_of(span.of(text))
        if not all(w in _PLACES for w in words):
            yield span


_FIRST = re.compile(r"([A-ZÀ-Ý][a-zà-ÿ]{2,}) ([a-z]+)\b")
# Places and peoples, which "who" hardly ever asks for.
_PLACES = frozenset(
    """u s us usa ai of the and united states north south central latin east west america american
    americans mexico mexican mexicans canada canadian china chinese europe european france french
    germany german england english britain british russia russian japan japanese spain spanish
    italy italian india indian brazil brazilian colombia cuba city washington""".split()  # noqa: SIM905
)


_STATE = re.compile(r", (?:[A-Z][a-zà-ÿ]+ ?){1,2}(?=,| on\b| in\b|\.?$)")


def _whole(text: str, span: Span) -> Span:
    """A name without its possessive, with the last dot of its initials, its "The", its state."""
    own = re.search(r"['’]s?$", span.of(text))
    end = span.end - (len(own.group()) if own else 0)
    initials = re.search(r"(?:^|\W)(?:[A-Z]\.)*[A-Z]$", text[span.start : end])
    if initials and text[end : end + 1] == ".":
        end += 1
    if state := _STATE.match(text, end):
        end = state.end()
    start = span.start - 4 if text[: span.start].endswith(" The ") else span.start
    return Span(start, end)


_FIND = {
    "money": _money,
    "percent": _percent,
    "count": _count,
    "when": _when,
    "who": _agents,
    "where": _names,
    "name": _agents,
}
