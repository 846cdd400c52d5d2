"""What a library knows of its articles, made ready to find the ones meant: by author and title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rag.periods import Period, spelled
from rag.terms import words_of
from rag.types import Source, Span

SHORTEST = 3  # letters of a last name that may stand for the author
NICKNAME = 5  # letters of a first word that may stand for a publisher
_AND = re.compile(r"\s*(?:[,;&]|\b(?:and|y|with)\b)\s*")
_ASIDE = re.compile(r"\([^)]*\)")
_FIRM = frozenset("sc sa llc inc ltd gmbh co corp plc cv de".split())  # noqa: SIM905
_TOKEN = re.compile(r"[^\W_](?:[\w.]*\w)?")

Field = Literal["author", "publisher"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of the library where a question has it.

    :param name: as the library has it.
    """

    field: Field
    name: str
    span: Span


class Catalog:
    """The articles of a library, indexed by the names they carry.

    :param refs: every document of the library.
    :param openings: gives the first lines of each, by its id; called when they are first needed.
    """

    def __init__(
        self, refs: Iterable[Source], openings: Callable[[], Mapping[str, str]] = dict
    ) -> None:
        self.refs = tuple(refs)
        self._openings = openings

    @cached_property
    def openings(self) -> Mapping[str, str]:
        """The first lines of each article, by its id."""
        return self._openings()

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages of the articles; one that does not tell is taken for English."""
        return frozenset(ref.meta.language or "en" for ref in self.refs)

    @cached_property
    def is_dated(self) -> bool:
        """Whether any article states when it was published."""
        return any(map(dated, self.refs))

    @cached_property
    def authors(self) -> tuple[str, ...]:
        """Every author's name once, in the order of the articles."""
        return tuple(dict.fromkeys(a for ref in self.refs for a in authors_of(ref)))

    @cached_property
    def publishers(self) -> tuple[str, ...]:
        """Every publisher's name once, in the order of the articles."""
        return tuple(dict.fromkeys(r.meta.publisher for r in self.refs if r.meta.publisher))

    @cached_property
    def _spelled(self) -> dict[tuple[str, ...], tuple[Field, str]]:
        """How each name may be written; a name two authors share stands for none."""
        whole: dict[tuple[str, ...], tuple[Field, str]] = {}
        short: dict[tuple[str, ...], set[tuple[Field, str]]] = {}
        for name in self.publishers:
            for words in _firm(name):
                whole[words] = ("publisher", name)
        for name in self.authors:
            words = tuple(words_of(name))
            whole[words] = ("author", name)
            if len(words[-1]) >= SHORTEST:
                short.setdefault(words[-1:], set()).add(("author", name))
        alone = {words: next(iter(names)) for words, names in short.items() if len(names) == 1}
        return {w: n for w, n in {**self._nicknames, **alone, **whole}.items() if w}

    @cached_property
    def _nicknames(self) -> dict[tuple[str, ...], tuple[Field, str]]:
        """The first word of a publisher's name, "Brookings", if no title has it."""
        titled = {w for ref in self.refs for w in words_of(ref.meta.title)}
        firsts = [(min(_firm(name), key=len)[0], name) for name in self.publishers]
        count = Counter(first for first, _ in firsts)
        return {
            (first,): ("publisher", name)
            for first, name in firsts
            if count[first] == 1 and len(first) >= NICKNAME and first not in titled
        }

    def mentions(self, text: str) -> list[Mention]:
        """The authors and publishers a text names, longest names first where they overlap.

        Where a text has capitals, a name must have one.
        """
        tokens = [(m.start(), m.end(), "".join(words_of(m.group()))) for m in _words(text)]
        plain = text == text.lower()
        found, at = list[Mention](), 0
        while at < len(tokens):
            known = self._at([t[2] for t in tokens], at)
            start = tokens[at][0]
            if known and (plain or text[start].isupper()):
                (field, name), size = known
                found.append(Mention(field, name, Span(start, tokens[at + size - 1][1])))
                at += size
            else:
                at += 1
        return found

    def _at(self, words: Sequence[str], at: int) -> tuple[tuple[Field, str], int] | None:
        for size in range(min(self._longest, len(words) - at), 0, -1):
            if named := self._spelled.get(tuple(words[at : at + size])):
                return named, size
        return None

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._spelled), default=0)

    @cached_property
    def titles(self) -> dict[str, tuple[str, ...]]:
        """The words of each title."""
        return {ref.meta.title: tuple(words_of(ref.meta.title)) for ref in self.refs}


def _words(text: str) -> Iterator[re.Match[str]]:
    """Words without a possessive ending, which is left between them."""
    for found in _TOKEN.finditer(text):
        if found.group().lower() != "s" or text[found.start() - 1 : found.start()] not in "'’":
            yield found


def authors_of(ref: Source) -> list[str]:
    """The single names in an author line, asides in brackets left out."""
    names = (part.strip(" .") for part in _AND.split(_ASIDE.sub("", ref.meta.author or "")))
    return [name for name in names if words_of(name)]


def _firm(name: str) -> set[tuple[str, ...]]:
    """A publisher's name in words, with and without "the" and what only says its legal form."""
    words = words_of(name.replace("’", "'"))
    if words[:1] == ["the"]:
        words = words[1:]
    short = list(words)
    while len(short) > 1 and short[-1] in _FIRM:
        short.pop()
    return {tuple(words), tuple(short)}


def dated(ref: Source) -> Period | None:
    """The days an article may have been published on; None where no date is stated."""
    return spelled(ref.meta.published or "")


def first_day(ref: Source) -> str:
    """The first of those days as an ISO date; empty where no date is stated."""
    days = dated(ref)
    return days.start if days else ""
