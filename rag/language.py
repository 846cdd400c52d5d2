"""Which language a text is in, English or Spanish, told by its small words and its letters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

Language = Literal["en", "es"]

SAMPLE = 4000  # characters of a long text that are looked at

# Words of one language that are none of the other's, accents as people leave them out too.
_SPANISH = frozenset(
    """al algo algún alguna algunos ante aquel aún aunque así bajo cada cómo con contra cual cuál
    cuáles cuales cuando cuándo cuánta cuántas cuánto cuántos cuanta cuantas cuanto cuantos de del
    desde después dice dijo dónde donde durante e el él ella ellas ellos en entre era eran es esa
    esas ese eso esos esta está están estas este esto estos fue fueron ha había hacia han hasta hay
    hizo la las le les lo los más mas mientras muy ni nos otra otras otro otros para pero por porque
    pues qué que quién quiénes quien quienes se sea según segun ser si sido sobre su sus también
    tambien tiene tienen todas todos tras un una unas uno unos y ya año años hola gracias buenos
    buenas días dias adiós adios cuéntame dime explica explícame resumen quiénes eres puedes ayuda
    artículo artículos fuentes países gobierno millones mil dólares dolares presupuesto""".split()  # noqa: SIM905
)
_ENGLISH = frozenset(
    """about after all also an and any are as at be because been before between both but by can
    could did do does each for from give had have her his how if in into is it its just list many
    more most much my name not of off on or other our out over she should since some such tell than
    thank thanks that the their them then there these they this those through to under until up us
    was we were what when where which while who whom whose why will with would year years you your
    hello hi articles article sources""".split()  # noqa: SIM905
)
# These stand in names as well: "Los Angeles", "Rio de Janeiro".
_IN_NAMES = frozenset("al de del el en la las los un una y".split())  # noqa: SIM905
_WORD = re.compile(r"[^\W\d_]+")
_MARKS = re.compile(r"[¿¡ñÑ]")
_LOOKS_SPANISH = re.compile(r"(?:[ao]s?|ción|ciones|sión|dad|dades|mientos?|ales|ores)$")
_LOOKS_ENGLISH = re.compile(
    r"k|w|th|sh|gh|ph|ss|tt|ff|pp|oo|ee|ou|(?:[bcfghmptvy]|ing|eds?|ers?|ies)$"
)


def language_of(text: str) -> Language | None:
    """The language of a question or an article; None where nothing in it tells."""
    sample = text if len(text) <= 2 * SAMPLE else text[:SAMPLE] + text[len(text) // 2 :][:SAMPLE]
    found = _WORD.findall(sample)
    # A capital inside a sentence begins a name, which is of no language.
    plain = [w.lower() for i, w in enumerate(found) if not i or w.islower()]
    spanish = 2 * (_MARKS.search(sample) is not None)
    spanish += sum(1 if w in _IN_NAMES else 2 for w in plain if w in _SPANISH)
    english = sum(2 for w in plain if w in _ENGLISH)
    if abs(spanish - english) < 2:
        plain = [w for w in found if w.islower()]
        spanish += sum(_LOOKS_SPANISH.search(w) is not None for w in plain)
        english += sum(_LOOKS_ENGLISH.search(w) is not None for w in plain)
    if spanish == english:
        return None
    return "es" if spanish > english else "en"


def language_code(name: str) -> str:
    """``es`` for "Spanish", "español" or "es-MX", likewise ``en``; others as they are."""
    plain = name.strip().lower()
    for code, names in _NAMED.items():
        if plain in names or re.match(rf"{code}\b|{code}_", plain):
            return code
    return plain


_NAMED: dict[Language, tuple[str, ...]] = {
    "en": ("english", "inglés", "ingles", "eng"),
    "es": ("spanish", "español", "espanol", "castellano", "spa"),
}


def spanish_content(words: Iterable[str]) -> list[str]:
    """The folded words of a Spanish text that carry meaning, each once."""
    return [w for w in dict.fromkeys(words) if w not in _SMALL]


_PLAIN = str.maketrans("áéíóúü", "aeiouu")
_SMALL = frozenset(w.translate(_PLAIN) for w in _SPANISH) | frozenset(
    """a como fui he la me mi no o os sin son soy te tu yo hace hacen hacer tuvo cuya cuyo cuyos
    cuyas tipo llama llamado llamada""".split()  # noqa: SIM905
)
