"""Questions about more than one time: what was, beside what is, what came of it or was foreseen."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.figures import figures

_TURN = (
    r"(?:chang|gr[eo]w|evolv|shift|mov|develop|ris|rose|fall|fell|improv|declin|shr[aiu]nk|increas"
    r"|decreas|drop|widen|narrow|wors|weaken|strengthen|expand|soar|slip|recover|doubl|turned)"
)
_ONCE = r"(?:then|once|originally|initially|at first|first|earlier|before|old|proposed|planned)"
_SINCE = r"(?:now|today|later|after\w*|new|latest|final(?:ly)?|(?:in|at) the end|actually|last)"
_HOPE = r"(?:predict|forecast|expect|promis|target|goal|plan|estimate|pledge|hope|foresaw|foreseen)"
_CAME = r"(?:keep|kept|reach|meet|met|match|liv\w+ up|come true|came true|hold up|hit|short of)"
_YEAR = r"(?:1[89]|20)\d{2}"
_ASKED = r"(?:how (?:much|many|far|long|high|large|big|often)|what|which|who|when|where)"
_TIME = (
    r"(?:(?:in|by|after|before|under|at|on|of|for|from|since|once|when|during|later|now|today|then"
    r"|afterwards|eventually|finally)\b|\d|(?:\w+ )?(?:years?|decades?|months?) (?:on|later))"
)
_ELLIPSIS = re.compile(rf"{_ASKED}\s+{_TIME}", re.IGNORECASE)
_LEFT_OUT = re.compile(rf"[,;]?\s+(?:and|but)\s+(?P<asked>{_ASKED}\s+)(?={_TIME})", re.IGNORECASE)
_WHEN = re.compile(
    r"\s+(?:(?:in|by|at|before|until|during|as of|at the time of)\s+(?:[\w']+\s+){0,3}"
    rf"(?:{_YEAR}|first|start|beginning|outset|year)"
    r"|(?:in|by) the year (?:before|after)\b.*|originally|initially|then|now|when\b.*)$",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"\s+(?:before|until)\s+(?P<event>[^,]+)$", re.IGNORECASE)
_AFTERWARDS = re.compile(
    r"(?:after(?:wards?)?(?:\s+(?:it|that|him|her|them))?|since(?:\s+then)?|later|thereafter)\W*$",
    re.IGNORECASE,
)
_TIMES = re.compile(
    rf"^(?!\W*(?:why|when|who|where)\b).*?\b(?:"
    rf"(?:how|by how (?:much|many)|to what extent)\s+(?:far\s+|fast\s+)?(?:has|have|had|did|is"
    rf"|was|were)\b.*\b{_TURN}\w*"
    rf"|how much (?:\w+er|more|less|fewer)\b.*\b(?:by|since|than|now|between|get|got|become|became)"
    rf"|{_YEAR}\b.*\b{_YEAR}"
    rf"|{_ONCE}\b.*(?:\b(?:and|or|vs|versus|to)\b|->|,).*\b(?:{_SINCE}|in (?:the )?{_YEAR})"
    rf"|{_YEAR}\b.*\b(?:{_SINCE}|an? (?:decade|year)|(?:\w+ )?years) ?(?:on|later|ago)?"
    rf"|now\b.*\b(?:then|as against|(?:years|decade) (?:earlier|ago|before)|before)"
    rf"|before and (?:\w+ )?after|over (?:the (?:years|decades?)|time)|so far and"
    rf"|compar(?:e|es|ed|ison)\b|differ\b|versus|vs\b|as against|alike|trace the"
    rf"|{_CAME}\w*\b.*\b{_HOPE}\w*|{_HOPE}\w*\b.*\b{_CAME}\w*"
    r"|(?:meant|supposed|expected|wanted?|asked|due|claim(?:ed)?|suggest(?:ed)?)\b.*"
    r"\band (?:what|how|when|which)\b"
    r")"
    rf"|^\W*(?:has|have|had|is|are)\b.*\b{_TURN}\w*"
    rf"|^\W*did\b.*\b(?:{_TURN}\w*|go(?:ne)? (?:up|down))\W*$",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    rf"(?:\b(?:from|between|in|as of|by|for|of)\s+)?(?:the (?:years? )?)?\b(?P<years>{_YEAR}(?:\s*"
    rf"(?:,\s*(?:and\s+)?|->|/|(?:and|to|or|vs\.?|versus|with|through|against)\b)\s*"
    rf"(?:(?:in|by|to|at|how (?:much|many|long|high)(?: in| by)?)\s+)*{_YEAR})+)\b",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(?:from|between)\b[^.;]*?\d[^.;]*?\b(?:to|and)\b[^.;]*?\d|\d[^.;]*\b(?:compared with"
    r"|against|up from|down from|instead of|rather than|than in|as against|not the)\b[^.;]*\d",
    re.IGNORECASE,
)


def several_times(text: str) -> bool:
    """Whether a question asks of more than one time, or of a plan and what came of it."""
    return _TIMES.search(text) is not None or _LEFT_OUT.search(text) is not None


def elliptic(part: str) -> bool:
    """Whether a part of a question leaves its matter to the part before: "how much in 2019"."""
    return _ELLIPSIS.match(part) is not None


def years_of(text: str) -> frozenset[int]:
    """The years a text names."""
    return frozenset(int(f.value) for f in figures(text) if f.unit == "year")


def sides(text: str) -> tuple[str, str] | None:
    """The two questions of "How many were there in 2012, and how many after the reform?".

    The second has the matter of the first: "How many were there after the reform?"; "afterwards"
    is after what the first was before. None for a question that does not repeat its question word.
    """
    found = _LEFT_OUT.search(text)
    if found is None:
        return None
    first, rest = text[: found.start()].rstrip(" ,;"), text[found.end("asked") :].strip()
    turned = _BEFORE.search(first) if _AFTERWARDS.match(rest) else None
    if turned:
        return f"{first}?", f"{first[: turned.start()]} after {turned['event']}?"
    return f"{first}?", f"{_WHEN.sub('', first)} {rest}"


def other_year(text: str, sentence: str, published: str) -> str:
    """A question of two years in a row as one of the year that a sentence does not tell.

    :param published: the date of the sentence's article: "last year" is told by none but that.
    """
    found = _SPOKEN.search(text)
    asked = years_of(found["years"]) if found else frozenset()
    if found is None or len(asked) != 2:
        return text
    told = asked & years_of(sentence) or _nearest(asked, published)
    left = asked - told
    if len(left) != 1:
        return text
    return f"{text[: found.start()]}in {min(left)}{text[found.end() :]}"


def _nearest(asked: frozenset[int], published: str) -> frozenset[int]:
    """The year an article most likely speaks of: the last one before it was published."""
    if not published[:4].isdigit():
        return frozenset()
    past = [year for year in asked if year <= int(published[:4])]
    return frozenset({max(past) if past else min(asked)})


def tells_both(question: str, sentence: str, near: Sequence[str] = ()) -> bool:
    """Whether a sentence itself holds both ends of the change that is asked for.

    :param near: others that answer nearly as well: they may hold one of the years each.
    """
    asked = years_of(question)
    if len(asked) > 1:
        return asked <= years_of(" ".join((sentence, *near)))
    return _BOTH.search(sentence) is not None
