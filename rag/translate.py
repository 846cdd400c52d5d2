"""Machine translation between Spanish and English by Apertium, where it is installed.

Apertium translates by rules and dictionaries (M. L. Forcada et al., "Apertium: a free/open-source
platform for rule-based machine translation", 2011). Its programs stay running, so that a question
costs about two milliseconds. The chain is cut after the first of them, which tells names from
other words: what stands behind a first name is a surname, and not to be translated.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

from rag.pipes import Chain, PipeError

Direction = Literal["spa-eng", "eng-spa"]

INSTALL = "apt-get install apertium apertium-eng-spa"
PIECE = 4000  # characters given to it at once
_RESERVED = re.compile(r"([\[\]{}^$/\\@<>])")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_BREAK = re.compile(r"\s*[\r\n]\s*")
_UNKNOWN = re.compile(r"\*(\w[\w'’-]*)")
# A capitalised word that is no name to the dictionary, behind one that is a person's.
_SURNAME = re.compile(
    r"(\^[^$/]*/[^$]*<np><(?:ant|cog)>[^$]*\$ (?:\^del?/[^$]*\$ (?:\^las?/[^$]*\$ )?)?)"
    r"\^([A-ZÁÉÍÓÚÑ][\wáéíóúüñ]+)/(?![^$]*<np>)[^$]*\$"
)
_END = "[]"  # a mark that Apertium copies: what ends in it is whole


@dataclass(frozen=True, slots=True)
class Translation:
    """A text in the other language.

    :param unknown: the words the dictionary does not have, which stand in ``text`` as they were.
    """

    text: str
    unknown: tuple[str, ...] = ()


class Apertium:
    """The installed Apertium; safe to share between threads.

    :param modes: the folder with ``spa-eng.mode`` and ``eng-spa.mode``.
    """

    name = "apertium"

    def __init__(self, modes: Path) -> None:
        stages = {d: _stages(modes / f"{d}.mode") for d in ("spa-eng", "eng-spa")}
        self._chains = {d: (Chain(s[:1]), Chain(s[1:])) for d, s in stages.items()}
        self.broken: str | None = None

    def translate(
        self, text: str, direction: Direction, names: Collection[str] = ()
    ) -> Translation | None:
        """The text in the other language; None, with the reason in ``broken``, if it failed.

        Line ends become spaces and Markdown's asterisks are dropped.

        :param names: words that stay as they are: "Lee" is a name, and "reads" in Spanish.
        """
        plain = _plain(text)
        source = english_numbers(plain) if direction == "spa-eng" else _easier(plain)
        try:
            parts = [self._twice(piece, direction, _kept(names)) for piece in _pieces(source)]
        except PipeError as error:
            self.broken = str(error)
            return None
        self.broken = None
        return Translation(
            text=" ".join(p.text for p in parts),
            unknown=tuple(w for p in parts for w in p.unknown),
        )

    def _twice(self, text: str, direction: Direction, kept: re.Pattern[str]) -> Translation:
        """Its translation; a program that died meanwhile is started anew, once."""
        try:
            return self._piece(text, direction, kept)
        except PipeError:
            for chain in self._chains[direction]:
                chain.close()
            return self._piece(text, direction, kept)

    def _piece(self, text: str, direction: Direction, kept: re.Pattern[str]) -> Translation:
        if not any(c.isalnum() for c in text):
            return Translation(text)
        # A full stop of our own ends the last sentence: its words are read as one with a stop.
        first, others = self._chains[direction]
        units = first(_RESERVED.sub(r"\\\1", text) + f".{_END}")
        units = kept.sub(r"^\1/*\1$", _SURNAME.sub(r"\1^\2/*\2$", units))
        out = others(units)
        if not units.endswith(_END) or not out.endswith(_END):
            raise PipeError("the translation was cut short")
        out = out.removesuffix(_END).removesuffix(".")
        out = _CYBER.sub(lambda m: self._cyber(m, direction, kept), out)
        plain = " ".join(_ESCAPED.sub(r"\1", _UNKNOWN.sub(r"\1", out)).split())
        mended = _mended(plain) if direction == "spa-eng" else _mended_spanish(plain)
        return Translation(mended, tuple(dict.fromkeys(_UNKNOWN.findall(out))))

    def _cyber(self, found: re.Match[str], to: Direction, kept: re.Pattern[str]) -> str:
        """``cybersecurity`` for "ciberseguridad", and back: no dictionary has such words."""
        rest = self._piece(found["rest"], to, kept)
        start = "yber" if to == "spa-eng" else "iber"
        said = "crime" if rest.text == "Delinquency" else rest.text.lower()
        return found[0] if rest.unknown else f"{found['c']}{start}{said}"

    def close(self) -> None:
        """End the programs; they start again when needed."""
        for chains in self._chains.values():
            for chain in chains:
                chain.close()


def installed() -> Apertium | None:
    """Apertium with both directions, or None where they are not on this machine."""
    program = shutil.which("apertium")
    return _at(program) if program else None


@lru_cache(maxsize=4)
def _at(program: str) -> Apertium | None:
    modes = Path(os.path.realpath(program)).parent.parent / "share" / "apertium" / "modes"
    have = all((modes / f"{d}.mode").is_file() for d in ("spa-eng", "eng-spa"))
    return Apertium(modes) if have else None


def _stages(mode: Path) -> list[list[str]]:
    """The programs of a mode with their arguments, flushing at NULs."""
    stages: list[list[str]] = [[]]
    for word in shlex.split(mode.read_text(encoding="utf-8")):
        if word == "|":
            stages.append([])
        elif word == "$1":
            stages[-1].append("-g")  # mark what the dictionary does not have
        elif word != "$2":
            stages[-1].append(word)
    return [[stage[0], "-z", *stage[1:]] for stage in stages if stage]


def _kept(names: Collection[str]) -> re.Pattern[str]:
    """Finds the units of the given words; none of an empty collection."""
    return re.compile(
        rf"\^({'|'.join(map(re.escape, sorted(names)))})/[^$]+\$" if names else r"(?!)()"
    )


def _plain(text: str) -> str:
    return _BREAK.sub(" ", text.replace("*", "").replace("\0", " ")).strip()


def english_numbers(text: str) -> str:
    """Numbers as English writes them: ``2.500`` becomes ``2,500`` and ``12,5`` becomes ``12.5``.

    Every offset holds.
    """
    grouped = _THOUSANDS.sub(lambda m: m[0].replace(".", ","), text)
    return _DECIMAL.sub(r"\1.\2", grouped)


_THOUSANDS = re.compile(r"(?<![\w.,])\d{1,3}(?:\.\d{3})+(?![\d.]|,\d{3})")
_DECIMAL = re.compile(r"(?<![\w.])((?:\d{1,3},)*\d+),(\d{1,2})(?![\w,])")
_CYBER = re.compile(r"\*(?P<c>[Cc])[iy]ber(?P<rest>[^\W\d_]{4,})")
# What its dictionary has for "pesos" and "300 mil".
_WEIGHTS = re.compile(r"(\d|thousand|illions?)((?: of)?) weights?\b")
_ONE_THOUSAND = re.compile(r"(?<=\d) one thousand\b")
_OF = re.compile(r"(?<=illion) of (?=dollars|pesos|euros)")


# What it says better in other words: its dictionary has "article" only as one of clothing, and
# reads dates that begin with the day.
_ARTICLE = re.compile(r"\b(?P<a>[Aa])rticle(?=s?\b)")
_GARMENT = re.compile(r"garment|cloth", re.I)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = re.compile(rf"\b(?P<m>{_MONTHS}) (?P<d>\d{{1,2}}), (?P<y>\d{{4}})\b")
_DAYS = re.compile(rf"\b(?P<m>{_MONTHS}) (?P<d>\d{{1,2}}[-–]\d{{1,2}}), (?P<y>\d{{4}})\b")
_INITIATIVE = re.compile(r"\b(?P<name>[A-Z][a-zé]+) Initiative\b")
_SINCE = re.compile(r"\b([Dd])esde entonces(?= (?:\d|el\b|enero|febrero))")
_ON = re.compile(r"\bencima (?=\d)")


def _easier(text: str) -> str:
    if not _GARMENT.search(text):
        text = _ARTICLE.sub(lambda m: "Text" if m["a"] == "A" else "text", text)
    text = _DAYS.sub(r"\g<d> of \g<m> of \g<y>", _DAY.sub(r"\g<d> \g<m> \g<y>", text))
    return _INITIATIVE.sub(r"Initiative \g<name>", text)


def _mended_spanish(text: str) -> str:
    return _ON.sub("el ", _SINCE.sub(r"\1esde", text))


def _mended(text: str) -> str:
    return _OF.sub(" ", _WEIGHTS.sub(r"\1\2 pesos", _ONE_THOUSAND.sub(" thousand", text)))


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that pipes can hold, cut between words."""
    cuts = [0]
    while len(text) - cuts[-1] > PIECE:
        space = text.rfind(" ", cuts[-1] + 1, cuts[-1] + PIECE)
        cuts.append(space if space > 0 else cuts[-1] + PIECE)
    yield from (text[a:b].strip() for a, b in pairwise([*cuts, len(text)]))
