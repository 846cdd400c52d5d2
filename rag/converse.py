"""A follow-up and its history to a question that stands alone; small talk to a short reply."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.figures import figures
from rag.language import Language, language_of
from rag.messages import say
from rag.question import parts
from rag.terms import content_set, content_words, has_content, names, stem_set, words_of
from rag.types import Query, Turn

# What is said, and the message that answers it.
_SMALL_TALK: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\W*(?:{pattern})(?:\s+(?:there|again|all|everyone|fuente))?\W*", re.I), reply)
    for pattern, reply in (
        (
            r"hi+|hello|hey+|good (?:morning|afternoon|evening|day)|greetings|hola|(?:muy )?buenas"
            r"|(?:hola,? )?buen(?:os|as) (?:d[ií]as|tardes|noches)|buen d[ií]a|saludos"
            r"|hi,? how are you|how are you(?: doing)?"
            r"|(?:hola\W+)?(?:c[oó]mo est[aá]s?|qu[eé] tal)",
            "hello",
        ),
        (
            r"(?:many |ok,? |great,? )?thank(?:s| you)(?: (?:very|so) much| a lot)?"
            r"|thx|cheers|great|ok(?:ay)?|perfect|got it"
            r"|(?:muchas |mil |vale,? )?gracias(?: por todo)?|perfecto|vale|de acuerdo|entendido",
            "welcome",
        ),
        (
            r"bye|goodbye|see you(?: later)?|adi[oó]s|hasta (?:luego|pronto|la vista|ma[nñ]ana)",
            "goodbye",
        ),
        (
            r"(?:who|what) are you|what(?: all)? can you do(?: for me)?|help"
            r"|how (?:do|does) (?:you|this|it) work|what is this|what do you do"
            r"|qui[eé]n eres|qu[eé] eres|qu[eé] (?:puedes|sabes) hacer|ayuda|qu[eé] es esto"
            r"|c[oó]mo (?:funciona(?: esto)?|funcionas)|qu[eé] haces",
            "about",
        ),
    )
)
_OPENER = re.compile(
    r"^\W*(?:and|but|so|ok(?:ay)?|also|then|y|pero|e)\b[\s,]*(?:(?:what|how) about\b)?\s*"
    r"|^\W*(?:what|how) about\b\s*",
    re.I,
)
_POINTER = re.compile(
    r"\b(it|its|they|them|their|theirs|that|those|this|these|he|him|his|she|her|hers|there|then"
    r"|the (?:same|former|latter|rest|remainder|others?|ones?)"
    r"|(?:which|that|this|each|another|no) ones?)\b"
    r"|\b(?:same|former|latter|rest|others?|ones?)\W*$",
    re.I,
)
# Where "that" joins clauses or "it" stands for a clause to come, nothing is pointed at.
_NO_POINTER = re.compile(
    r"\b(?:(?:say|says|said|true|claims?|argues?|think|thinks|mean|means|so|the \w+) that(?= \w)"
    r"|(?:is|are|was|were) there|there (?:is|are|was|were)|just then"
    r"|those (?:who|whose|which|that)"
    r"|(?:is|was|be) it (?:\w+ )?\w+ (?:to|for|that)\b(?= \w)"
    r"|(?:would|will|did|does|do) it (?:take|cost) (?=to )"
    r"|the (?:former|latter|same)"
    r" (?!(?:do|does|did|is|are|was|were|has|have|had|in|of|for)\b)\w+)\b",
    re.I,
)
_ASKING = re.compile(
    r"^\W*(?:(?:please|can you|could you|tell me|do you know)\s+)*(?:(?:and|but|so)\s+)?"
    r"(?:(?:at|by|in|to|for|from|of|on|with)\s+)?"
    r"(?:how (?:much|many|long|often|big|large|high)|what|which|who|whom|whose|when|where|why|how)?"
    r"(?:'s|\s+(?:is|are|was|were|does|do|did|has|have|had|can|could|will|would|should))?\b\s*",
    re.I,
)
# The short answer of an earlier answer: a name in it is no sentence that has been said.
_BRIEF = re.compile(r"\A(?:(?:; )?\*\*[^*\n]+\*\*(?: ?\[\d+\])*)+\s*\n")
_WH = re.compile(r"\W*(?:what|which|who|whom|when|where|why|how)\b", re.I)
_WH_ANYWHERE = re.compile(r"\b(?:what|which|who|whom|whose|when|where|why|how)\b", re.I)
_PERSONAL = re.compile(r"its|their|theirs|his|her|hers|they|them|he|him|she", re.I)
_MARKER = re.compile(r"\s*\[\d+\]")
LANGUAGES: tuple[Language, ...] = ("en", "es")
CHAT = 100  # words of a chat that are searched with a follow-up
_ARTICLES = frozenset(("the", "a", "an", "any", "every", "which", "what"))
NOUN = 4  # words an article and its noun come to
LONG = 3  # content words of a follow-up that has a topic of its own
_VERB = re.compile(
    r"\b(is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|went|goes|go)\b", re.I
)


def converse(question: str, history: Sequence[Turn] = (), language: str = "en") -> Query:
    """The question as it will be searched; its small-talk reply where it needs no search.

    :param language: of the reply.
    """
    asked = " ".join(question.split())
    for pattern, reply in _SMALL_TALK:
        if pattern.fullmatch(asked):
            return Query(asked, question, (asked,), say(reply, language), language=language)
    before, matter = _asked_before(history)
    text = _resolve(asked, before) if before else asked
    first, *rest = parts(text)
    said = tuple(_BRIEF.sub("", turn.content) for turn in history if turn.role == "assistant")
    every = (first, *(_on_matter(_resolve(part, first), first) for part in rest))
    chat = _chat(matter, said[-1:]) if before else ""
    return Query(text, question, every, said=said, before=chat, language=language)


def _on_matter(part: str, first: str) -> str:
    """A further part with the matter that the question begins with, in brackets.

    "Poverty and crime: what does Fox say, and what does Lee?" asks both about poverty and crime.
    """
    found = _MATTER.match(first)
    matter = (found["on"] or found["headed"]) if found else ""
    about = content_set(matter) if has_content(matter) else frozenset()
    if 2 * len(about & content_set(part)) >= len(about) or _ASIDE.search(matter):
        return part
    if part.endswith(")?"):
        return f"{part[:-2]}, {matter})?"
    return f"{part.rstrip(' ?.!')} ({matter})?"


_MATTER = re.compile(
    r"(?:(?:on|about|regarding|concerning|as for|as to) (?P<on>[^,:?]{4,80}), (?=\w)"
    r"|(?P<headed>[^:?.!]{4,80}): (?=\w))",
    re.I,
)
# What is said of the asking, or of more than one matter.
_ASIDE = re.compile(
    r"\b(?:i|we|me|my|us|our|things?|questions?|please|help|line|short|briefly|each|versus|vs)\b",
    re.I,
)


def _chat(before: str, said: Sequence[str]) -> str:
    """The question before and what was answered, not longer than one passage."""
    told = (_MARKER.sub("", text) for text in said if not _is_silence(text))
    return " ".join(" ".join((before, *told)).split()[:CHAT])


def _is_silence(text: str) -> bool:
    return any(text.startswith(say("silence", language)) for language in LANGUAGES)


_TOPIC = re.compile(r"(?P<asked>.*\S) \((?P<topic>[^()]+)\)\?", re.DOTALL)


def understood(asked: str, standalone: str, language: str) -> tuple[str, str] | None:
    """What a reader is told of how a question was understood, with the label for it.

    None where it was taken as it was typed.
    """
    if standalone.strip().casefold() == asked.strip().casefold():
        return None
    if language == "es" and language_of(standalone) == "en":
        return say("searched_as", language), in_words(standalone)
    return say("understood", language), in_words(standalone, language)


def in_words(standalone: str, language: str = "en") -> str:
    """A follow-up made to stand alone, as a person would put it.

    "Who went with him (Tillerson, Mexico City)?" is what is searched, because it was found to
    find best; it reads better as "Who went with him? (About Tillerson and Mexico City)".
    """
    found = _TOPIC.fullmatch(standalone)
    if not found:
        return standalone
    *others, last = found["topic"].split(", ")
    joined, about = ("y", "Acerca de") if language == "es" else ("and", "About")
    topic = f"{', '.join(others)} {joined} {last}" if others else last
    return f"{found['asked']}? ({about} {topic})"


def _asked_before(history: Sequence[Turn]) -> tuple[str, str]:
    """The latest question made to stand alone; the same with the question it may lean on."""
    standing = matter = ""
    for turn in history:
        said = " ".join(turn.content.split())
        if turn.role == "user" and not any(p.fullmatch(said) for p, _ in _SMALL_TALK):
            text = _resolve(said, standing) if standing else said
            matter = f"{standing} {text}" if text == said and not names(said) else text
            standing = text
    return standing, matter.strip()


def _resolve(asked: str, before: str) -> str:
    """A follow-up with what it leaves out, taken from the question before it."""
    opener = _OPENER.match(asked)
    rest = asked[opener.end() :] if opener else asked
    pointing = _points(rest)
    whole = _VERB.search(rest) or (pointing and _WH.match(rest))  # as "who built it"
    if (opener and not whole and len(content_words(rest)) < LONG) or _only_a_year(rest):
        return _elided(rest, before)
    if words_of(rest) and (pointing or opener or _is_bare(rest)):
        return _about(rest, before)
    return asked


def _points(text: str) -> bool:
    """Whether it points at something said before, and not at something it names itself."""
    text = _NO_POINTER.sub(" ", parts(text)[0])
    named = min((span.end for span in names(text)), default=len(text))
    return any(
        not (_PERSONAL.fullmatch(m.group()) and named < m.start()) and not _joins(text, m)
        for m in _POINTER.finditer(text)
    )


def _joins(text: str, found: re.Match[str]) -> bool:
    """Whether a "that" begins a clause about the word before it: "the forum that he runs"."""
    last = words_of(text[: found.start()])[-NOUN:]
    follows = words_of(text[found.end() :])
    noun = bool(last) and has_content(last[-1]) and not _ARTICLES.isdisjoint(last[:-1])
    return found.group().lower() == "that" and noun and len(follows) > 1


def _only_a_year(text: str) -> bool:
    return {f.unit for f in figures(text)} == {"year"} and len(content_words(text)) == 1


def _is_bare(text: str) -> bool:
    """Whether it says hardly more than what kind of thing it asks for: "On what grounds?"."""
    asks = _WH_ANYWHERE.search(text) is not None
    return not has_content(text) or (
        asks and not _VERB.search(text) and len(content_words(text)) == 1
    )


def _elided(rest: str, before: str) -> str:
    """Repeat the question before, its year changed where the follow-up is "and in 2023?"."""
    stem_text = before.rstrip(" ?.!")
    new = [f for f in figures(rest) if f.unit == "year"]
    old = [f for f in figures(before) if f.unit == "year"]
    if len(new) == 1 and len(old) == 1 and len(content_words(rest)) == 1:
        span = old[0].span
        return before[: span.start] + new[0].span.of(rest) + before[span.end :]
    more = rest.rstrip(" ?.!")
    return f"{stem_text}: {more}?" if more else f"{stem_text}?"


def _name(name: str, after: str) -> str:
    """A name without its possessive, with the last dot of its initials."""
    bare = name.removesuffix("'s").removesuffix("’s")
    return f"{bare}." if after.startswith(".") and re.search(r"(?:^|\.)[A-Z]$", bare) else bare


def _about(rest: str, before: str) -> str:
    """The follow-up with what the question before was about in brackets: names, if it had any."""
    held = stem_set(rest)
    named = [_name(span.of(before), before[span.end :]) for span in names(before)]
    topic = [n for n in dict.fromkeys(named) if not stem_set(n) <= held]
    if not named:
        topic = [_ASKING.sub("", before, count=1).rstrip(" ?.!")]
    asked = rest[:1].upper() + rest[1:].rstrip(" ?.!")
    return f"{asked} ({', '.join(topic)})?" if any(topic) else f"{asked}?"
