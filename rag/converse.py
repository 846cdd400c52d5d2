"""A follow-up and its history to a question that stands alone; small talk to a short reply."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.figures import figures
from rag.language import language_of
from rag.messages import say
from rag.question import parts
from rag.terms import content_words, has_content, names, stem, words_of
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
    r"|(?:the )?(?:same|former|latter|rest|remainder|other|others|ones?))\b",
    re.I,
)
# "that" is no pointer where it joins clauses, nor "it" in "is it true that".
_NO_POINTER = re.compile(
    r"\b(?:(?:say|says|said|true|claims?|argues?|think|thinks|mean|means|so|the \w+) that"
    r"|is there|are there|was there|were there|there (?:is|are|was|were))\b",
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
    before = _last_question(history)
    text = _resolve(asked, before) if before else asked
    first, *rest = parts(text)
    said = tuple(_BRIEF.sub("", turn.content) for turn in history if turn.role == "assistant")
    every = (first, *(_resolve(part, first) for part in rest))
    return Query(text, question, every, said=said, language=language)


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


def _last_question(history: Sequence[Turn]) -> str:
    """The latest question of the history, itself made to stand alone."""
    standing = ""
    for turn in history:
        said = " ".join(turn.content.split())
        if turn.role == "user" and not any(p.fullmatch(said) for p, _ in _SMALL_TALK):
            standing = _resolve(said, standing) if standing else said
    return standing


def _resolve(asked: str, before: str) -> str:
    """A follow-up with what it leaves out, taken from the question before it."""
    opener = _OPENER.match(asked)
    rest = asked[opener.end() :] if opener else asked
    pointing = _POINTER.search(_NO_POINTER.sub(" ", rest)) is not None
    whole = _VERB.search(rest) or (pointing and _WH.match(rest))  # as "who built it"
    if opener and not whole and len(content_words(rest)) < LONG:
        return _elided(rest, before)
    if words_of(rest) and (pointing or opener or not has_content(rest)):
        return _about(rest, before)
    return asked


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
    held = {stem(w) for w in words_of(rest)}
    named = [_name(span.of(before), before[span.end :]) for span in names(before)]
    topic = [n for n in dict.fromkeys(named) if not {stem(w) for w in words_of(n)} <= held]
    if not named:
        topic = [_ASKING.sub("", before, count=1).rstrip(" ?.!")]
    asked = rest[:1].upper() + rest[1:].rstrip(" ?.!")
    return f"{asked} ({', '.join(topic)})?" if any(topic) else f"{asked}?"
