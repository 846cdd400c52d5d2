"""Names and numbers of a question's matter, as against those that tell which article it means.

Evidence must have them: what is said of 2019 is no answer about 2025. But "the 2015 note" says
2015 of the note, and whatever stands in "Besides Microsoft, who ...?" need not be by the answer.
"""

from __future__ import annotations

import re

from rag.figures import figures
from rag.terms import fold, names
from rag.works import WORK

_WORK = rf"(?:{WORK}|authors?|writers?)"
_PLAIN = r"(?:(?!(?:an?|the|this|that|any|its|his|her|their|and|or)\b)[\w'’-]+\s+)"
_NAME = r"[A-Z][\w.’'-]*(?:\s+[A-Z][\w’'-]*)*"
_YEARS = re.compile(
    rf"\b\d{{4}}\s+{_PLAIN}{{0,3}}?(?:{_WORK}|one)\b|\b{_WORK}\s+(?:of|from)\s+\d{{4}}\b"
    r"|(?<!\w)['’]?(?:\d{2}){1,2}s\b"  # a decade, which its years are in
)
_SOURCES = re.compile(
    rf"\b{_NAME}\s+{_PLAIN}{{0,2}}?{_WORK}\b"
    rf"|\b(?:{_WORK}|one)\s+(?:on|about|by|for|of|from)\s+(?:the\s+)?{_PLAIN}{{0,2}}?{_NAME}"
    rf"|\b(?i:besides|other than|apart from|aside from|except(?: for)?|like|such as)\s+{_NAME}"
)
_SHORT = re.compile(r"(?<!\w)(?:['’](?P<marked>\d{2})|(?P<zero>0\d))(?!\w|[.,:]\d)")
TURN = 30  # a year of two digits up to this one is of this century


def matter_figures(text: str) -> tuple[float, ...]:
    """Values of the numbers and years of a question's matter; ``'08`` is 2008."""
    left = _SHORT.sub(_year, _YEARS.sub(" ", text))
    return tuple(f.value for f in figures(left) if any(map(str.isdigit, f.span.of(left))))


def matter_names(text: str) -> tuple[str, ...]:
    """The names of a question's matter, folded, once each."""
    aside = [m.span() for m in _SOURCES.finditer(text)]
    found = (s for s in names(text) if not any(a <= s.start < b for a, b in aside))
    return tuple(dict.fromkeys(fold(span.of(text)) for span in found))


def _year(found: re.Match[str]) -> str:
    short = int(found["marked"] or found["zero"])
    return str(short + (2000 if short <= TURN else 1900))
