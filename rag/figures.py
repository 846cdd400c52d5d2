"""Numbers in a text with scale and unit worked in: ``$6.9bn`` is 6.9e9 dollars."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from rag.types import Span

_SCALES = {
    "hundred": 1e2, "k": 1e3, "thousand": 1e3, "mil": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6,
    "millions": 1e6, "millones": 1e6, "millón": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9,
    "billions": 1e9, "tn": 1e12, "trillion": 1e12, "trillions": 1e12,
}  # fmt: skip
_ONES = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {"a": 1.0, "one": 1.0, "half a": 0.5} | {
    word: float(value)
    for value, word in zip(
        [*range(2, 20), *range(20, 100, 10)], f"{_ONES} {_TENS}".split(), strict=True
    )
}
_FIGURE = re.compile(
    rf"""(?<![\w.,])
    (?P<money> (?:US|MX)?[$€£]\s? | (?:USD|MXN|EUR|GBP)\s? )?
    (?: (?P<digits> \d{{1,3}}(?:,\d{{3}})+(?:\.\d+)? | \d+\.\d+ | \d+,\d{{1,2}}(?![\d,]) | \d+ )
      | (?P<tens> {_TENS.replace(" ", "|")} ) (?:[ -](?P<ones> {_ONES.replace(" ", "|")} ))? \b
      | (?P<ones_alone> {_ONES.replace(" ", "|")} ) \b
      | (?P<article> half[ ]a | a | one ) (?=[ -](?:hundred|thousand|million|billion|trillion)\b)
    )
    (?P<scale> (?:[ -]?(?:{"|".join(sorted(_SCALES, key=len, reverse=True))})\b){{0,2}} )
    (?P<percent> \s?(?:%|percent\b|percentage\b(?![ ]points?)|per[ ]cent\b|por[ ]ciento\b) )?
    (?P<currency> \s(?:de[ ])?(?:US[ ])?
        (?:dollars?|d[oó]lares|USD|pesos?|MXN|euros?|EUR|pounds?(?![ ]of))\b )?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CURRENCIES = (
    ("pesos", re.compile(r"MX|peso", re.IGNORECASE)),
    ("€", re.compile(r"€|eur", re.IGNORECASE)),
    ("£", re.compile(r"£|gbp|pound", re.IGNORECASE)),
    ("$", re.compile(r"\$|us|d[oó]l", re.IGNORECASE)),
)
# Between the ends of a range; what is said of the upper end is meant of the lower too.
_RANGE = re.compile(r"\s?[-–—]\s?|\s(?:to|or|and|a|o|y)\s")
_WEIGHED = re.compile(r"\bweigh(?:s|ed|ing|ts?)?\b", re.IGNORECASE)
NEAR = 40  # characters before an amount of pounds in which that word makes it a weight
_FOOTNOTE = re.compile(r"\[\w{1,3}\]")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text.

    :param unit: ``$``, ``€``, ``£``, ``pesos``, ``%``, ``year`` or empty.
    """

    value: float
    unit: str
    span: Span


def figures(text: str) -> list[Figure]:
    """Amounts, percentages, years and plain numbers, in order; footnote marks are none."""
    bare = _FOOTNOTE.sub(lambda m: " " * len(m.group()), text)
    found = list(_FIGURE.finditer(bare))
    ranges = [_is_range(bare, low, high) for low, high in pairwise(found)]
    return [
        _figure(
            match,
            tail=found[i + 1] if any(ranges[i : i + 1]) else match,
            head=found[i - 1] if i and ranges[i - 1] else match,
        )
        for i, match in enumerate(found)
    ]


def _figure(found: re.Match[str], tail: re.Match[str], head: re.Match[str]) -> Figure:
    """The figure of a match.

    :param tail: the upper end if this begins a range, else itself: it has scale and unit.
    :param head: the lower end if this closes a range, else itself: it may have the currency.
    """
    value = _number(found)
    for word in re.findall(r"\w+", tail["scale"].lower()):
        value *= _SCALES[word]
    sign = found["money"] or head["money"] or ""
    year = "" if sign else _year(found, tail)  # "in 2014 dollars" names a year
    currency = sign + ("" if _is_weight(tail) else tail["currency"] or "")
    unit = "%" if tail["percent"] else year or _currency(currency)
    return Figure(round(value, 6), unit, Span(found.start(), found.end()))


def _number(found: re.Match[str]) -> float:
    if digits := found["digits"]:
        spanish = re.fullmatch(r"\d+,\d{1,2}", digits) is not None
        return float(digits.replace(",", "." if spanish else ""))
    said = (found["tens"], found["ones"], found["ones_alone"], found["article"])
    return sum(_WORDS[word.lower()] for word in said if word)


def _is_weight(found: re.Match[str]) -> bool:
    """Whether its pounds are no money: "weighed 120 to 130 pounds"."""
    if found["scale"] or _currency(found["currency"] or "") != "£":
        return False
    return _WEIGHED.search(found.string, max(0, found.start() - NEAR), found.start()) is not None


def _currency(money: str) -> str:
    return next((unit for unit, sign in _CURRENCIES if sign.search(money)), "")


def _year(found: re.Match[str], tail: re.Match[str]) -> str:
    plain = (found["digits"] or "").isdigit() and not tail["scale"]
    return "year" if plain and 1500 <= _number(found) <= 2100 else ""


def _is_range(text: str, low: re.Match[str], high: re.Match[str]) -> bool:
    """Whether two numbers in a row are the ends of a range, scale or unit said only once."""
    if low["scale"] or low["percent"] or low["currency"]:
        return False
    told = high["scale"] or high["percent"] or high["currency"]
    same = not high["money"] or bool(low["money"])
    between = _RANGE.fullmatch(text, low.end(), high.start())
    return bool(told and same and between) and _number(low) < _number(high)
