"""Questions that ask different things of different sources: each is put to its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.catalog import Catalog
from rag.described import Reference, named, references
from rag.pairs import pair
from rag.question import parts
from rag.terms import content_words, stem, telling
from rag.types import Query

FULL = 2  # content words of a clause that need not be told what the one before is about

_CUT = re.compile(
    r"[,;]?\s+(?:and|but|while|whereas)\s+|;\s+|\?\s+"
    r"|[,;]?\s+(?:with|to|from|versus|vs\.?|than)\s+(?=what|how|why|whom?|where|when|the ones?\b"
    r"|those)",
    re.IGNORECASE,
)
# Before a source: that it is where to look, not who does what is asked of.
WHERE = (
    r"(?:(?:as )?(?:according|going|judging|told|seen|put|described)\s+(?:to|by|in|from)"
    r"|in the (?:view|eyes|words|account|opinion) of|in|by|per|from|of|for|to)"
)
# Before a source: that it does what is still to come.
_SUBJECT = re.compile(r"\b(?:do|does|did|would|will|can)\s+(?:the\s+)?$", re.IGNORECASE)
_WHERE = re.compile(rf"(?:^|[,;]?\s+){WHERE}\s*$", re.IGNORECASE)
_EMPTY = re.compile(r"\s*\((?:[\s,]*)\)|(?<=\()[\s,]+|[\s,]+(?=\))")
_IDLE = frozenset(
    stem(w)
    for w in """according going told seen put described account view come comes came say says said
    think thinks thought describe describes describing compare compares compared tell tells write
    writes article paper note author authors source sources connection older newer
    longer shorter first""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing asked, and of whom.

    :param within: ids of the documents it is asked of; empty where it is asked of all.
    """

    text: str
    within: frozenset[str]


def asks_several(query: Query, catalog: Catalog) -> bool:
    """Whether different sources are asked, be it the same or each something else.

    Or one, and something is set beside it that is looked for in all of them.
    """
    meant = {r.doc_ids for r in references(query.text, catalog) if r.doc_ids}
    beside = bool(meant) and pair(query.text) is not None
    return len(meant) > 1 or beside or bool(clauses(query, catalog))


def clauses(query: Query, catalog: Catalog) -> tuple[Clause, ...]:
    """What is asked of whom; empty where nothing different is asked of different sources."""
    raw = parts(query.text)
    if len(raw) > 1 and len(raw) == len(query.parts):
        asked = [
            _clause(piece, whole, catalog) for piece, whole in zip(raw, query.parts, strict=True)
        ]
    elif len(raw) == 1 and (both := _halves(query.text, catalog)):
        asked = [_clause(piece, piece, catalog) for piece in both]
    else:
        return ()
    differ = len({clause.within for clause in asked}) > 1
    return tuple(asked) if differ and all(asked_of_it(piece, catalog) for piece in raw) else ()


def _clause(piece: str, whole: str, catalog: Catalog) -> Clause:
    """A piece of a question; ``whole`` is the piece with what it leaves out in brackets."""
    own, every = named(piece, catalog), references(whole, catalog)
    # What it leaves out may name a source too, the one that the piece before is put to.
    inside = [r for r in every if r.span.start > whole.rfind("(") > 0] if own else []
    text = without(whole, inside)
    text = _EMPTY.sub("", matter(text, references(text, catalog)))
    return Clause(text, own or named(whole, catalog))


def _halves(text: str, catalog: Catalog) -> tuple[str, str] | None:
    """A question cut between two sources, if each half asks something of its own."""
    said = [r for r in references(text, catalog) if r.doc_ids]
    for cut in _CUT.finditer(text):
        left = [r for r in said if r.span.end <= cut.start()]
        right = [r for r in said if r.span.start >= cut.end()]
        if not left or not right or len(left) + len(right) < len(said):
            continue
        if {r.doc_ids for r in left} & {r.doc_ids for r in right}:
            continue
        if _is_unfinished(text[: cut.start()], left[-1]):
            continue
        first, second = text[: cut.start()], text[cut.end() :]
        own, other = asked_of_it(first, catalog), asked_of_it(second, catalog)
        if own - other and other - own:
            return first, second if len(other) >= FULL else f"{second.rstrip(' ?.')} ({first})?"
    return None


def _is_unfinished(text: str, last: Reference) -> bool:
    """Whether what its last source does is still to come: "What do Lee in 2017"."""
    doing = _SUBJECT.search(text[: last.span.start]) is not None
    return doing and not any(word[0].isalpha() for word in content_words(text[last.span.end :]))


def asked_of_it(text: str, catalog: Catalog) -> frozenset[str]:
    """Stems of the content words of a text, without those that say who is asked."""
    return telling(without(text, references(text, catalog))) - _IDLE


def matter(text: str, said: Sequence[Reference]) -> str:
    """A question without the words that only say of whom it is asked.

    Who is the subject of it stays, by name or as "the author".
    """
    for one in reversed(said):
        before, after = text[: one.span.start], text[one.span.end :]
        where = _WHERE.search(before)
        if where:
            text = f"{before[: where.start()]}{after}"
        elif not one.name and one.doc_ids:
            text = f"{before}the author{after}"
    return text.strip(" ,;")


def without(text: str, said: Sequence[Reference], mark: str = " ") -> str:
    """A text with a mark in place of each of its sources."""
    for one in reversed(said):
        text = f"{text[: one.span.start]}{mark}{text[one.span.end :]}"
    return text
