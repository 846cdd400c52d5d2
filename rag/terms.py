"""What a text is about, in words: stems of its content words, its figures and its names."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.types import Span

if TYPE_CHECKING:
    from collections.abc import Callable

STOP_WORDS = frozenset(
    """a about after all also am an and any are as at be because been before being between both but
    by can could did do does doing down during each else ever few for from further get give had has
    have having he her here hers him his how i if in into is it its itself just kindly let like many
    may me might more most much must my no nor not now of off on once only or other our out over own
    please s said same say says shall she should so some such tell than that the their theirs them
    then there these they this those through to too under until up upon us very was we were what
    when where which while who whom whose why will with would you your""".split()  # noqa: SIM905 - a word list reads best as words
)
_TOKEN = re.compile(r"[^\W\d_](?:\.[^\W\d_])+\.?(?!\w)|\d+(?:[.,]\d+)*|[^\W_]+(?:['’][^\W_]+)*")
_NAME = re.compile(
    r"(?<!\w)(?:[A-ZÀ-Ý][\w'’&.\-]*\w|[A-Z](?:\.[A-Z])*\.?)"
    r"(?:(?: (?:of|the|for|and|de|del|la|on))*(?: [A-ZÀ-Ý][\w'’&.\-]*\w| \d{4}\b))*"
)
_NOT_NAMES = frozenset(
    """the a an in on at by for from with as if when while since but and or so yet it its this that
    these those there here he she they we you i his her their our my mr mrs ms dr one two three only
    most many some such under after before during because although though however both each all no
    not what which who how why where whether without within between monday tuesday wednesday
    thursday friday saturday sunday january february march april may june july august september
    october november december did do does is are was were has have had can could
    would will should may might further another instead still then thus even once also""".split()  # noqa: SIM905
)


def fold(text: str) -> str:
    """Lower case without accents."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join([c for c in plain if c < _COMBINING or not unicodedata.combining(c)])


_COMBINING = "\u0300"  # no character before it combines with another


def words_of(text: str) -> list[str]:
    """Every word and number, folded; "U.S." is ``us``."""
    found: list[str] = _TOKEN.findall(fold(text))
    return [w if w.isalpha() else _bare(w) for w in found]


def _bare(word: str) -> str:
    """A word without its possessive and its dots, a number without its commas."""
    word = word.replace("’", "'").removesuffix("'s")
    return word.replace(",", "") if word[0].isdigit() else word.replace(".", "")


def word_spans(text: str, start: int, end: int) -> list[Span]:
    """Where each word and number that begins between two places of a text stands."""
    # Read from a space on, so that of a word that begins before, no rest is taken for a word.
    found = _TOKEN.finditer(text, text.rfind(" ", 0, start) + 1, end)
    return [Span(m.start(), m.end()) for m in found if m.start() >= start]


def content_words(text: str) -> list[str]:
    """The words that carry meaning, once each, in order; all words if none does."""
    found = [w for w in words_of(text) if len(w) > 1 or w.isdigit()]
    return list(dict.fromkeys(w for w in found if w not in STOP_WORDS) or dict.fromkeys(found))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The Porter stem, as the lexical index has it, of the American spelling."""
    return _stemmer()(american(word))


_SPELLINGS = (
    (re.compile(r"(?<=\w{4})is(e|ed|es|ing|er|ers|ation|ations)$"), r"iz\1"),
    (re.compile(r"(?<=\w{2})our(s|ed|ing|ite|able)?$"), r"or\1"),
    (re.compile(r"(?<=fen)ce(s?)$"), r"se\1"),
    (re.compile(r"(?<=\w{2}t)re(s?)$"), r"er\1"),
    (re.compile(r"(?<=program)me(s?)$"), r"\1"),
)
_KEEP = frozenset(
    """raise raised raises raising rise rises rising arise wise otherwise likewise promise promised
    promises exercise exercises exercised exercising advise advised adviser advisers premise
    premises surprise surprised enterprise enterprises franchise precise expertise compromise
    compromised merchandise disguise supervise supervised revise revised devise television praise
    four hour hours tour tours pour your our sour detour contour license licence licenses""".split()  # noqa: SIM905
)


@lru_cache(maxsize=100_000)
def american(word: str) -> str:
    """``modernized`` for "modernised", ``defense`` for "defence"; other words as they are."""
    if word in _KEEP:
        return word
    for pattern, spelled in _SPELLINGS:
        changed = pattern.sub(spelled, word)
        if changed != word:
            return changed
    return word


@lru_cache(maxsize=1)
def _stemmer() -> Callable[[str], str]:
    import snowballstemmer

    stem_word: Callable[[str], str] = snowballstemmer.stemmer("porter").stemWord
    return stem_word


def has_content(text: str) -> bool:
    """Whether any word of it carries meaning."""
    return any(w not in STOP_WORDS and (len(w) > 1 or w.isdigit()) for w in words_of(text))


def stems(text: str) -> list[str]:
    """Stems of the content words, once each, in order."""
    return list(dict.fromkeys(stem(w) for w in content_words(text)))


@lru_cache(maxsize=10_000)
def content_set(text: str) -> frozenset[str]:
    """The same as a set; remembered, as a sentence is looked at more than once."""
    return frozenset(stems(text))


def telling(text: str) -> frozenset[str]:
    """Stems of all its words but the stop words; none where it has no others."""
    return frozenset(stem(w) for w in words_of(text) if w not in STOP_WORDS)


@lru_cache(maxsize=10_000)
def stems_in_order(text: str) -> tuple[str, ...]:
    """The stem of every word, stop words too; remembered, as texts are looked at again."""
    return tuple([stem(w) for w in words_of(text)])


@lru_cache(maxsize=10_000)
def stem_set(text: str) -> frozenset[str]:
    """The same as a set."""
    return frozenset(stems_in_order(text))


def edits(word: str) -> set[str]:
    """Every string one slip away: a letter left out, added, changed, or two exchanged."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    letters = "abcdefghijklmnopqrstuvwxyz"
    return {
        *(a + b[1:] for a, b in cuts if b),
        *(a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1),
        *(a + c + b[1:] for a, b in cuts if b for c in letters),
        *(a + c + b for a, b in cuts for c in letters),
    } - {word}


def names(text: str) -> list[Span]:
    """Spans of proper names: capitalised words in a row; a lone first word is left out."""
    found = []
    for match in _NAME.finditer(text):
        span = _strip_openers(text, Span(match.start(), match.end()))
        first = not text[: span.start].rstrip(" \"“'‘(*_#>-").strip() or text[
            : span.start
        ].rstrip().endswith((".", "!", "?", ":", "“"))
        lone = " " not in span.of(text) and span.of(text)[1:].upper() != span.of(text)[1:]
        if len(span) > 1 and not (first and lone):
            found.append(span)
    return found


def _strip_openers(text: str, span: Span) -> Span:
    """Leave out a leading "The", "In", "However" that only begins the sentence."""
    while len(span):
        head = span.of(text).split(" ")[0]
        if head.lower().rstrip(".") not in _NOT_NAMES and not head[0].isdigit():
            break
        span = Span(min(span.end, span.start + len(head) + 1), span.end)
    return span
