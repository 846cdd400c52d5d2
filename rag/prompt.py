"""What a chat model is told: its instructions, the numbered passages, the question.

The instructions are the files in ``prompts/``; texts of documents never become a part of those.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from rag.claims import DOUBT
from rag.errors import ProviderError
from rag.planted import is_planted, planted
from rag.types import Chat, Hit, Metadata, Prompt, Query, Turn

SILENCE = "NO ANSWER"
HISTORY_SHARE = 4  # at most a fourth of the room is for what was said before
LEFT_OUT = "[left out: not a statement]"
LONGEST = 100_000  # tokens of a prompt, however much a model reads at once
_PROMPTS = Path(__file__).with_name("prompts")
# Of an earlier answer: markers, which are the numbers of other passages, and our own doubts.
_OURS = re.compile(rf"\s*\[\d{{1,3}}\]|{DOUBT}")
_TAG = re.compile(r"<(?=/?\s*passage\b)", re.IGNORECASE)
_LANGUAGES = {"en": "English", "es": "Spanish"}


def instructions(name: str) -> str:
    """The text of one of the files in ``prompts/``."""
    return (_PROMPTS / f"{name}.md").read_text(encoding="utf-8").strip()


def to_answer(
    query: Query, passages: Sequence[Hit], history: Sequence[Turn], chat: Chat, longest: int
) -> tuple[Prompt, list[Hit]]:
    """The prompt for an answer, and the passages there is room for, numbered from 1.

    :param passages: best first.
    :param longest: tokens the answer may have.
    :raises ProviderError: if the model reads too little at once for a single passage.
    """
    system = instructions("answer").format(
        language=_LANGUAGES.get(query.language, "English"), silence=SILENCE
    )
    asked = f"Question: {query.asked}"
    if query.text != query.asked:
        asked += f"\n(It stands for: {query.text})"
    room = min(chat.window, LONGEST) - longest - chat.count(system) - chat.count(asked)
    before = _latest(history, room // HISTORY_SHARE, chat.count)
    room -= sum(chat.count(turn.content) for turn in before)
    told = list(_fitting(passages, room, chat.count))
    if not told:
        raise ProviderError(
            f"{chat.name} reads too little at once for a passage ({chat.window} tokens)",
            "Raise context_tokens, or lower answer_tokens.",
        )
    texts = "\n\n".join(passage(n, hit) for n, hit in enumerate(told, 1))
    content = f"Passages:\n\n{texts}\n\n{asked}"
    return Prompt(system, (*before, Turn("user", content))), told


def to_repair(prompt: Prompt, written: str, sentences: Sequence[str]) -> Prompt:
    """The prompt that asks for better sentences in place of some, numbered from 1."""
    numbered = "\n".join(f"{n}: {text}" for n, text in enumerate(sentences, 1))
    told = instructions("repair").replace("{sentences}", numbered)
    return Prompt(prompt.system, (*prompt.turns, Turn("assistant", written), Turn("user", told)))


def to_rewrite(question: str, history: Sequence[Turn], chat: Chat) -> Prompt:
    """The prompt that asks for a follow-up as a question that stands alone."""
    before = _latest(history, chat.window // HISTORY_SHARE, chat.count)
    said = "\n".join(f"{turn.role.capitalize()}: {turn.content}" for turn in before)
    asked = f"The conversation:\n\n{said}\n\nThe last question: {question}"
    return Prompt(instructions("rewrite"), (Turn("user", asked),))


def interleaved(hits: Sequence[Sequence[Hit]]) -> list[Hit]:
    """The passages found for each part of a question, best first, each once."""
    rows = zip_longest(*hits)
    every = [hit for row in rows for hit in row if hit is not None]
    once = {(hit.source.doc_id, hit.span): hit for hit in reversed(every)}
    return [hit for hit in every if once.pop((hit.source.doc_id, hit.span), None)]


def passage(number: int, hit: Hit) -> str:
    """A passage as a model is given it; nothing in it can close its own frame.

    Sentences that speak to a machine are left out.
    """
    about = _about(hit.source.meta, hit.heading)
    return f'<passage n="{number}" {about}>\n{_TAG.sub("‹", _told(hit))}\n</passage>'


def _told(hit: Hit) -> str:
    text, at = "", 0
    for span in planted(hit.text):
        text += hit.text[at : span.start] + LEFT_OUT
        at = span.end
    return text + hit.text[at:]


def _about(meta: Metadata, heading: str) -> str:
    named = {
        "title": meta.title,
        "author": meta.author,
        "publisher": meta.publisher,
        "published": meta.published,
        "under": heading,
    }
    told = ((name, value) for name, value in named.items() if value and not is_planted(value))
    return " ".join(f'{name}="{_plain(value)}"' for name, value in told)


def _plain(value: str) -> str:
    return " ".join(value.replace('"', "'").replace("<", "‹").replace(">", "›").split())


def _fitting(hits: Iterable[Hit], room: int, count: Callable[[str], int]) -> Iterator[Hit]:
    for number, hit in enumerate(hits, 1):
        room -= count(passage(number, hit))
        if room < 0:
            return
        yield hit


def _latest(history: Sequence[Turn], room: int, count: Callable[[str], int]) -> tuple[Turn, ...]:
    """As many of the latest turns as there is room for, beginning with a question."""
    kept: list[Turn] = []
    for turn in reversed(history):
        bare = Turn(turn.role, _OURS.sub("", turn.content))
        room -= count(bare.content)
        if room < 0:
            break
        kept.insert(0, bare)
    while kept and kept[0].role != "user":
        del kept[0]
    return tuple(kept)
