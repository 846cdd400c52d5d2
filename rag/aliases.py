"""Different names of one thing: countries and their people, acronyms, surnames, titles."""

from __future__ import annotations

import re

from rag.terms import fold, names, word_spans, words_of
from rag.types import Span

_GROUPS = (
    "us|usa|united states|united states of america|american|americans|america|estados unidos",
    "uk|united kingdom|britain|great britain|british|briton|britons",
    "eu|european union", "un|united nations", "mexico|mexican|mexicans", "china|chinese",
    "canada|canadian|canadians", "russia|russian|russians", "germany|german|germans",
    "france|french", "spain|spanish|spaniard|spaniards", "japan|japanese", "india|indian|indians",
    "brazil|brazilian|brazilians", "italy|italian|italians", "israel|israeli|israelis",
    "iran|iranian|iranians", "iraq|iraqi|iraqis", "ukraine|ukrainian|ukrainians",
    "england|english", "scotland|scottish", "ireland|irish", "europe|european|europeans",
    "africa|african|africans", "asia|asian|asians", "australia|australian|australians",
    "argentina|argentine|argentinian", "colombia|colombian|colombians", "cuba|cuban|cubans",
    "guatemala|guatemalan|guatemalans", "honduras|honduran|hondurans", "syria|syrian|syrians",
    "turkey|turkish", "korea|korean|koreans", "egypt|egyptian|egyptians", "poland|polish",
    "netherlands|dutch", "sweden|swedish", "norway|norwegian", "denmark|danish",
    "greece|greek|greeks", "switzerland|swiss", "vietnam|vietnamese", "pakistan|pakistani",
    "afghanistan|afghan|afghans", "saudi arabia|saudi|saudis", "new york|nyc",
    "fbi|federal bureau of investigation", "cia|central intelligence agency",
    "nafta|north american free trade agreement", "nato|north atlantic treaty organization",
    "usmca|united states mexico canada agreement", "gdp|gross domestic product",
    "dod|department of defense|pentagon|defense department", "dea|drug enforcement administration",
    "dhs|department of homeland security|homeland security department",
    "who|world health organization", "imf|international monetary fund",
    "wto|world trade organization", "nasa|national aeronautics and space administration",
)  # fmt: skip
_DEFINED = re.compile(
    r"\(\s*(?:the |or |(?:also |better )?(?:known as|called) |\")*([A-Z][A-Za-z&.]{1,9})\"?\s*\)"
)
_CAPITALISED = re.compile(r"(?<!\w)[A-ZÀ-Ý][^\W\d_]{2,}")
_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "to", "de", "del", "la", "a", "an"})
TITLES = frozenset(
    """president vice prime minister secretary senator representative rep sen gov governor general
    gen colonel col captain capt lieutenant lt sergeant sgt judge justice chairman chairwoman chair
    director mr mrs ms dr sir professor prof king queen prince princess pope mayor ambassador
    attorney ceo chief officer sheriff deputy spokesman spokeswoman former""".split()  # noqa: SIM905
)
Phrase = tuple[str, ...]
_KNOWN: dict[Phrase, list[Phrase]] = {}
for _group in _GROUPS:
    _phrases = [tuple(name.split()) for name in _group.split("|")]
    for _phrase in _phrases:
        _KNOWN[_phrase] = [other for other in _phrases if other != _phrase]
_STARTS = {phrase[0] for phrase in _KNOWN}


def is_name(word: str) -> bool:
    """Whether a word is a name wherever it stands: "Canada", "Canada's", "ISIL"."""
    owns = word.endswith(("'s", "’s"))
    return owns or (len(word) > 1 and word.isupper()) or tuple(words_of(word)) in _KNOWN


def spelled_out(text: str) -> dict[Phrase, Phrase]:
    """Acronyms a text explains: ``("nafta",): ("north", "american", ...)``, and the reverse."""
    found: dict[Phrase, Phrase] = {}
    for short, long in explained(text):
        few, many = tuple(words_of(short.of(text))), tuple(words_of(long.of(text)))
        found |= {few: many, many: few}
    return found


def explained(text: str) -> list[tuple[Span, Span]]:
    """Each acronym a text explains, and the words it stands for.

    "North American Free Trade Agreement (NAFTA)": the words before the bracket, as many as the
    acronym has letters, small words not counted, must begin with its letters.
    """
    found = []
    for match in _DEFINED.finditer(text):
        letters = [c.lower() for c in match[1] if c.isalpha() and c.isupper()]
        before = word_spans(text, max(0, match.start() - REACH), match.start())
        at = _initialled([fold(s.of(text)) for s in before], letters)
        if at is not None:
            long = Span(before[at].start, before[-1].end)
            found.append((Span(match.start(1), match.end(1)), long))
    return found


REACH = 120  # characters a name may stand before its acronym


def _initialled(words: list[str], letters: list[str]) -> int | None:
    """Where the last of ``words`` that begin with ``letters``, in order, start."""
    at, left = len(words), list(letters)
    while left and at:
        at -= 1
        if words[at].startswith(left[-1]):
            left.pop()
        elif words[at] not in _SMALL:
            return None
    return at if len(letters) > 1 and not left else None


def known_words(evidence: str, context: str = "") -> set[str]:
    """Every word by which something in the evidence may be called.

    :param context: the whole document, where an acronym or a full name may be given.
    """
    words = words_of(evidence)
    held = set(words)
    called = spelled_out(evidence) | spelled_out(context)
    for i, word in enumerate(words):
        if word in _STARTS:
            for phrase, others in _KNOWN.items():
                if tuple(words[i : i + len(phrase)]) == phrase:
                    held |= {w for other in others for w in other}
    for phrase, other in called.items():
        if any(tuple(words[i : i + len(phrase)]) == phrase for i in range(len(words))):
            held |= set(other)
    return held | _first_names(evidence, context)


def _first_names(evidence: str, context: str) -> set[str]:
    """First names of people of whom the evidence has the surname alone; none if two share it."""
    if not context:
        return set()
    alone = {word for name in _CAPITALISED.findall(evidence) for word in words_of(name)}
    full: dict[str, set[tuple[str, ...]]] = {}
    for span in names(context):
        parts = tuple(w for w in words_of(span.of(context)) if w not in TITLES)
        if 2 <= len(parts) <= 3 and parts[-1] in alone and not _SMALL & {*parts}:
            full.setdefault(parts[-1], set()).add(parts)
    return {w for called in full.values() if len(called) == 1 for parts in called for w in parts}


def initials(name: list[str]) -> str:
    """The first letters of a name's words, small words left out."""
    return "".join(word[0] for word in name if word not in _SMALL)
