"""Two things set side by side in one question: each is asked about by itself."""

from __future__ import annotations

import re

from rag.terms import content_words

_WH = r"(?:what|who|whom|whose|which|where|when|why|how)\b"
_DO = r"(?:do|does|did|has|have|had|can|could|will|would|should|is|are|was|were)"
_UNLIKE = r"(?:differ(?:ent)?|compar(?:e|es|ed|able)|contrast|diverge|square|stack up)"
_SIZES = r"(?:more|less|fewer|larger|bigger|greater|higher|lower|smaller|costlier|cheaper)"
_TIMES = r"(?:first|last|earlier|later|older|newer|sooner)"
_MORE = (
    rf"(?:(?:{_SIZES}|{_TIMES}|longer|shorter|stronger|weaker|worse|better|wider|deeper)"
    r"(?:\s+[a-z]+)?)"
)
_NAME = r"(?:the\s+)?(?-i:[A-Z])[^\s,?]*(?:\s+(?-i:[A-Z])[^\s,?]*)*(?:(?<=['’]s)\s+\w+)?"
_SHAPES = tuple(
    re.compile(rf"^{shape}\s*[?.]*\s*$", re.IGNORECASE)
    for shape in (
        # How does A compare with B? How did A differ from B?
        rf"(?:how|in what (?:way|respect)s?|to what extent|where)\s+{_DO}\s+(?P<a>.+?)\s+{_UNLIKE}"
        r"\s+(?:from|with|to|against)\s+(?P<b>.+?)",
        r"compare\s+(?P<a>.+?)\s+(?:with|to|against|and)\s+(?P<b>.+?)",
        r"what\s+(?:is|are|was|were|sets|separates)\s+(?:the\s+)?(?:main\s+)?"
        r"(?:differences?|contrast)\s+between\s+(?P<a>.+?)\s+and\s+(?P<b>.+?)",
        # Which was larger, A or B? Was A larger than B?
        rf"(?:which|what|who)\b(?P<which>[^,]*\b{_MORE}\b[^,]*),\s+(?P<a>.+?),?\s+or\s+(?P<b>.+?)",
        rf"{_DO}\s+(?P<a>.+?)\s+(?P<which>{_MORE})\s+than\s+(?P<b>.+?)",
        # A versus B: what did each do?
        r"(?P<a>[^:?]+?)\s+(?:versus|vs\.?|against|or)\s+(?P<b>[^:?]+?)\s*[:,]\s+"
        r"(?P<each>.*\b(?:each|either|both)\b.*?)",
        # What did A and B each do? Did A and B both do it, or the same?
        rf"(?P<ask>(?:what|how|why|where|when|which)\b.*?\s+{_DO})\s+(?P<a>[^,?]+?)\s+and\s+"
        r"(?P<b>[^,?]+?)\s+(?:each|both|respectively)\s+(?P<do>.+?)",
        rf"(?P<ask>{_DO})\s+(?:both\s+)?(?P<a>[^,?]+?)\s+and\s+(?P<b>{_NAME})\s+"
        r"(?P<do>(?:both\s+.+?|(?!\band\b)[^?]*?\bthe same\s+.+?))",
    )
)
_SIZE = re.compile(rf"\b{_SIZES}\b", re.IGNORECASE)
_TIME = re.compile(rf"\b{_TIMES}\b", re.IGNORECASE)
_EACH = re.compile(r"\b(?:each|either|both)(?:\s+of\s+(?:them|these|the two))?\b", re.IGNORECASE)
_ALIKE = re.compile(r"\b(?:both|each|respectively)\s+|(?<=\bthe )same\s+", re.IGNORECASE)
_THOSE = re.compile(r"^(?:those|the ones?|that(?=\s+(?:of|for|in|by)\b))\b", re.IGNORECASE)
_HEAD = re.compile(
    r"^(?:[Tt]he|an?|his|her|their|its)(?:\s+[a-z-]+){1,3}?"
    r"(?=\s+(?:[A-Z]|(?:of|that|which|for|in|from|by|to|on|he|she|it|they|we)\b)|$)"
)
_WHAT = re.compile(rf"^what\s+(?!(?:is|are|was|were|{_MORE})\b)(?P<told>[^?]+)$", re.IGNORECASE)
_OWNED = re.compile(r"^.*?(?:['’]s|s['’])\s+(?P<rest>.+)$")
_OWNS = re.compile(r"(?:['’]s|s['’])$")
_IT = re.compile(r"\b(?:it|them|this|there|so)\b", re.IGNORECASE)


def pair(text: str) -> tuple[str, str] | None:
    """The question for each of two things that are compared; None where none are.

    "How does the dry dock compare with what was promised?" asks "What is the dry dock?" and
    "What is it that was promised?". What the second leaves out it takes from the first.
    """
    found = next((match for shape in _SHAPES if (match := shape.match(text.strip()))), None)
    if found is None:
        return None
    said = found.groupdict()
    first = said["a"].strip(" ,")
    second = _whole(said["b"].strip(" ,"), first)
    if not _tells(first) or not _tells(second):
        return None
    if ask := said.get("ask"):
        rest = _ALIKE.sub("", said["do"])
        return f"{ask} {first} {rest}?", f"{ask} {second} {rest}?"
    if each := said.get("each"):
        return f"{_EACH.sub(first, each, count=1)}?", f"{_EACH.sub(second, each, count=1)}?"
    which = said.get("which") or ""
    return _about(first, which), _about(second, which)


def _tells(thing: str) -> bool:
    """Whether it is a thing by itself: "in 2019" is not."""
    return any(not word[0].isdigit() for word in content_words(thing))


def _whole(second: str, first: str) -> str:
    """The second thing with what it leaves to the first: "Ruiz's" after "Lee's idea of a port"."""
    owned = _OWNED.match(first)
    if owned and _OWNS.search(second):
        return f"{second} {owned['rest']}"
    head = _HEAD.match(first)
    if head and _THOSE.match(second):
        return _THOSE.sub(head.group(), second, count=1)
    return f"{second} ({first})" if _IT.search(second) else second


def _about(thing: str, which: str) -> str:
    """A thing as a question about it.

    :param which: what makes one of them the larger or the earlier, if that is asked.
    """
    told = _WHAT.match(thing)
    if told:
        return f"What is it that {told['told']}?"
    if re.match(_WH, thing, re.IGNORECASE):
        return f"{thing}?"
    if _TIME.search(which):
        return f"When was {thing}?"
    return f"How much was {thing}?" if _SIZE.search(which) else f"What is {thing}?"
