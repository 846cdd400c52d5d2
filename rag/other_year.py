"""Whether what is found tells of another year than the one a question is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.naming import file_words
from rag.select import Pick
from rag.times import several_times, years_of
from rag.works import WORK

# A year that only bounds what is asked, or tells which article is meant, need not be told.
_ASIDE = re.compile(
    r"\b(?:since|after|before|until|till|from|between|past|following|pre|post|than|desde|hasta"
    r"|antes|después|entre|tras)[\s-]+(?:\w+\s+)?\d{4}"
    rf"|\b\d{{4}}\s+(?:[\w'’-]+\s+){{0,3}}?(?:{WORK}|one|authors?)\b"
    rf"|\b{WORK}\s+(?:of|from)\s+\d{{4}}\b",
    re.IGNORECASE,
)


def of_another_year(question: str, picks: Sequence[Pick]) -> bool:
    """Whether a question of one year is met by sentences that name only other years.

    A sentence is of the year asked about too if the one before it, its heading, or its article's
    date, title or file name has it.
    """
    asked = years_of(question)
    if len(asked) != 1 or _ASIDE.search(question) or several_times(question):
        return False
    told = frozenset[int]().union(*(years_of(pick.evidence.read) for pick in picks))
    return bool(told) and asked.isdisjoint(told.union(*map(_around, picks)))


def _around(pick: Pick) -> frozenset[int]:
    before = pick.before.read if pick.before else ""
    meta, file = pick.hit.source.meta, file_words(pick.hit.source.source)
    return years_of(f"{before} {pick.hit.heading} {meta.title} {(meta.published or '')[:4]} {file}")
