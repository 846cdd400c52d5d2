"""One rule for every set: which half of the articles a learned part may be trained on.

What is trained on one half is measured on the other. The rule looks at the article's title, so
that sets that share articles, XQuAD and both SQuADs, share the halves.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from typing import Literal, TypeVar

from rag.errors import UsageError

Half = Literal["all", "even", "odd"]
T = TypeVar("T")


def is_training(title: str) -> bool:
    """Whether an article may be trained on: the first byte of its title's SHA-256 is even.

    Case, punctuation and underscores make no difference, nor does a title's translation.
    """
    plain = _plain(title)
    known = _plain(ENGLISH.get(plain, plain))
    return hashlib.sha256(known.encode()).digest()[0] % 2 == 0


def of_half(items: Iterable[T], half: Half, title: Callable[[T], str]) -> list[T]:
    """Those whose article is in ``half``: ``even`` may be trained on, ``odd`` may not.

    :raises UsageError: if there is none.
    """
    found = [i for i in items if half == "all" or is_training(title(i)) == (half == "even")]
    if not found:
        raise UsageError(f"no question in the half {half!r}", "Leave out --half.")
    return found


def _plain(title: str) -> str:
    return re.sub(r"[\W_]+", " ", title.casefold()).strip()


# The articles of SQuAD-es, whose titles were translated by machine.
ENGLISH = {
    "normandos": "Normans",
    "complejidad computacional teoría": "Computational complexity theory",
    "motor": "Steam engine",
    "hugonotes": "Huguenot",
    "oxígeno": "Oxygen",
    "1973 crisis del petróleo": "1973 oil crisis",
    "ley europea": "European Union law",
    "selva amazónica": "Amazon rainforest",
    "sky reino unido": "Sky (United Kingdom)",
    "conmutación de paquetes": "Packet switching",
    "muerte negra": "Black Death",
    "geología": "Geology",
    "farmacia": "Pharmacy",
    "desobediencia civil": "Civil disobedience",
    "construcción": "Construction",
    "escuela privada": "Private school",
    "universidad": "Harvard University",
    "jacksonville florida": "Jacksonville, Florida",
    "desigualdad económica": "Economic inequality",
    "universidad de chicago": "University of Chicago",
    "dinastía yuan": "Yuan dynasty",
    "sistema inmune": "Immune system",
    "número prime": "Prime number",
    "rin": "Rhine",
    "parlamento escocés": "Scottish Parliament",
    "el islamismo": "Islamism",
    "imperialismo": "Imperialism",
    "varsovia": "Warsaw",
    "guerra franco india": "French and Indian War",
    "fuerza": "Force",
}
