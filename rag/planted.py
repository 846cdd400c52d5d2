"""Sentences in an article that speak to a machine: what to write, what to forget, who to be.

They are no evidence for anything, and a chat model is not shown them. What stands in quotation
marks is told, not asked, and is left alone.
"""

from __future__ import annotations

import re

from rag.text import blocks, sentences
from rag.types import Span

_REPLY = r"(?:answers?|repl(?:y|ies)|responses?|output|summar(?:y|ies)|completions?|message)"
_RULES = (
    r"(?:instructions?|prompts?|rules|guidelines|directives|commands|messages?|context|passages?"
    r"|restrictions|programming|training)"
)
_SAY = (
    r"(?:add|append|answer|augment|begin|change|combine|compose|conclude|convert|describe|embed|end"
    r"|enhance|finish|format|group|highlight|include|insert|integrate|introduce|make|mention"
    r"|misspell|modify|output|print|promote|provide|put|rearrange|recommend|remove|render|repeat"
    r"|replace|reply|respond|return|rewrite|say|scramble|start|state|substitute|suggest|tell"
    r"|translate|use|work|write)"
)
_MACHINE = r"(?:ai|assistant|chatbot|language model|llm)"
_ASKED = r"^\W*(?:please\s|and\s|also\s|then\s|now\s|instead,?\s|you (?:must|should)\s)*"
_PLANTED = re.compile(
    "|".join(
        (
            # Forget what you were told.
            r"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?]{0,40}"
            r"\b(?:previous|prior|above|earlier|preceding|all|any|your|these|system)\b"
            rf"[^.!?]{{0,30}}\b{_RULES}\b",
            # Who you are from now on.
            r"\b(?:you are(?: now)?|act as|pretend (?:to be|you are)|behave as)\s[^.!?]{0,30}"
            rf"\b(?:{_MACHINE}|gpt\w*|developer mode|jailbr\w+|unrestricted)\b",
            r"\b(?:system|developer)\s(?:prompt|message|override)\b\s*:",
            # Spoken to.
            rf"^\W*(?:dear\s|attention,?\s|note to\s)?(?:the\s)?{_MACHINE}s?\b"
            r"(?:\sassistants?|\smodels?)?\s*[,:]",
            # What the answer must look like, said outright.
            rf"{_ASKED}{_SAY}\b(?:[^.!?]|\.(?=\w)){{0,160}}\byour\s(?:\w+\s){{0,2}}{_REPLY}\b",
            r"^\W*(?:please\s)?(?:in|with|within|throughout|at the (?:start|beginning|end) of)"
            rf"\syour\s(?:\w+\s)?{_REPLY}\b",
            rf"{_ASKED}(?:answer|reply|respond|say|output|print|write)\s"
            r"(?:only|nothing but|exactly|just|solely)\b",
        )
    ),
    re.IGNORECASE,
)
_CUES = (
    *("your", "ignore", "disregard", "forget", "override", "bypass", "you are", "act as"),
    *("pretend", "behave", "system ", "developer ", " ai", "assistant", "chatbot", "llm"),
    *("language model", "only", "nothing but", "exactly", "just", "solely"),
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|‘[^’]*’")


def planted(text: str) -> list[Span]:
    """The sentences of a text that speak to a machine, in order."""
    found = (span for block in blocks(text) for span in sentences(text, block.span))
    return [span for span in found if is_planted(span.of(text))]


def is_planted(sentence: str) -> bool:
    """Whether a sentence speaks to a machine."""
    lower = f" {sentence.lower()}"
    if not any(cue in lower for cue in _CUES):  # nearly all of them, and every one is looked at
        return False
    bare = _QUOTED.sub(lambda m: f'"{" " * (len(m.group()) - 2)}"', " ".join(sentence.split()))
    return _PLANTED.search(bare) is not None
