"""The answer of a chat model: streamed, and every sentence checked as it becomes complete."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.config import Settings
from rag.errors import ProviderError
from rag.markers import Said, Sentences
from rag.messages import say
from rag.pinpoint import CheckerOver, Pinned, Pinpoint, claims_of
from rag.prompt import SILENCE, interleaved, to_answer, to_repair, to_rewrite
from rag.respond import abstain, in_words
from rag.types import (
    Answer,
    Chat,
    Citation,
    Document,
    Hit,
    Partial,
    Prompt,
    Query,
    Quote,
    Turn,
    Usage,
)
from rag.verify import is_exact

LONGEST_QUESTION = 500  # characters of a follow-up made to stand alone
_MENDED = re.compile(r"^\s*(\d{1,3})\s*[:.)]\s*(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Fluent:
    """A chat model held to the passages of one library.

    :param over: makes a checker over the sentences of some passages.
    :param document: finds a document by its id.
    """

    chat: Chat
    settings: Settings
    over: CheckerOver
    document: Callable[[str], Document | None]

    def answer(
        self,
        base: Answer,
        query: Query,
        hits: Sequence[Sequence[Hit]],
        history: Sequence[Turn] = (),
    ) -> Iterator[Partial | Answer]:
        """The answer as it comes; last, the whole of it.

        :param base: an answer that says nothing yet.
        :raises ProviderError: if the model fails before it has said anything that stands.
        """
        prompt, told = to_answer(
            query, interleaved(hits), history, self.chat, self.settings.answer_tokens
        )
        pinpoint = Pinpoint(told, self.over, self._is_exact)
        talk = _Talk(pinpoint, base.usage or Usage())
        base = replace(base, model=self.chat.name, usage=Usage())
        notes, so_far = [], base
        try:
            for coming in talk.hear(self.chat.stream(prompt)):
                if len(talk.pinned) > len(so_far.claims):
                    so_far = _told(base, talk.pinned)
                yield Partial(so_far, coming)
        except ProviderError as error:
            if not any(one.stands for one in talk.pinned):
                raise
            notes.append(say("broke_off", base.language, problem=str(error)))
            talk.usage += Usage.counted(prompt, talk.written, self.chat.count)
        if self.settings.repair and not notes:
            notes += self._mended(prompt, talk, base.language)
        if talk.usage.cut:
            notes.append(say("cut_short", base.language, number=self.settings.answer_tokens))
        note = " ".join(filter(None, (base.note, *notes)))
        yield self._whole(replace(base, usage=talk.usage, note=note), talk, hits)

    def standalone(self, question: str, history: Sequence[Turn]) -> tuple[str, Usage]:
        """A follow-up as a question that can be understood alone, and what making it took.

        Comes back as it is where the model makes nothing usable of it.

        :raises ProviderError: if the model fails.
        """
        said, usage = _reply(self.chat.stream(to_rewrite(question, history, self.chat)))
        said = " ".join(said.split()).strip('"“” ')
        return (said if 0 < len(said) <= LONGEST_QUESTION else question), usage

    def _mended(self, prompt: Prompt, talk: _Talk, language: str) -> list[str]:
        """Have what has no support mended; what to tell where that fails."""
        try:
            talk.mend(prompt, self.chat)
        except ProviderError as error:
            return [say("not_mended", language, problem=str(error))]
        return []

    def _is_exact(self, quote: Quote) -> bool:
        return is_exact(Citation.of(1, quote), self.document(quote.source.doc_id))

    def _whole(self, base: Answer, talk: _Talk, hits: Sequence[Sequence[Hit]]) -> Answer:
        if talk.is_silent:
            reason = say("model_silent", base.language, model=self.chat.name)
            return abstain(base, f"{reason}.", hits)
        if not talk.pinned:
            raise ProviderError(f"{self.chat.name} gave no answer", "Ask again.")
        kept = [one for one in talk.pinned if one.stands or not self.settings.strict]
        removed = len(talk.pinned) - len(kept)
        invented = sum(one.invented for one in talk.pinned)
        counts = (_counted(w, n, base) for w, n in (("removed", removed), ("invented", invented)))
        note = " ".join(filter(None, (base.note, *counts)))
        base = replace(base, note=note, removed=removed, invented=invented)
        if not kept:
            reason = say("nothing_supported", base.language, model=self.chat.name)
            return abstain(base, f"{reason}.", hits)
        return _told(base, kept)


def _told(base: Answer, pinned: Sequence[Pinned]) -> Answer:
    """The answer that says these sentences."""
    claims, citations = claims_of(pinned)
    return in_words(replace(base, claims=claims, citations=citations))


def stopped(partial: Partial) -> Answer:
    """The answer as far as it had come when the person who asked stopped it."""
    answer = partial.answer
    note = " ".join(filter(None, (answer.note, say("stopped", answer.language))))
    return replace(answer, note=note)


class _Talk:
    """What a model has said so far, sentence by sentence, each checked."""

    def __init__(self, pinpoint: Pinpoint, usage: Usage) -> None:
        self._pinpoint, self._heard = pinpoint, Sentences()
        self.pinned: list[Pinned] = []
        self.usage = usage

    @property
    def written(self) -> str:
        """All of it, as it came."""
        return self._heard.written

    @property
    def is_silent(self) -> bool:
        """Whether it says that the passages do not answer."""
        return self._begins.startswith(SILENCE)

    @property
    def _begins(self) -> str:
        return self._heard.said.lstrip(" \n*\"'")[: len(SILENCE)]

    def hear(self, pieces: Iterator[str | Usage]) -> Iterator[str]:
        """Listen to the end; after each piece, what has come since the last whole sentence."""
        for piece in pieces:
            if isinstance(piece, Usage):
                self.usage += piece
                continue
            said = self._heard.add(piece)
            # The words for silence are not shown, nor what may still become them.
            quiet = SILENCE.startswith(self._begins)
            if not quiet:
                self._take(said)
            yield "" if quiet else self._heard.coming
        if not self.is_silent:
            self._take(self._heard.rest())

    def _take(self, said: Sequence[Said]) -> None:
        self.pinned += [self._pinpoint.pin(one) for one in said]

    def mend(self, prompt: Prompt, chat: Chat) -> None:
        """Have the sentences without support written anew, once; take those that are better.

        :raises ProviderError: if the model fails.
        """
        poor = [i for i, one in enumerate(self.pinned) if not one.stands]
        if not poor:
            return
        asked = to_repair(prompt, self.written, [self.pinned[i].text for i in poor])
        reply, usage = _reply(chat.stream(asked))
        self.usage += usage
        dropped = set()
        for number, text in _MENDED.findall(reply):
            if not 0 < int(number) <= len(poor):
                continue
            place = poor[int(number) - 1]
            if text.strip(" .*").upper() == "DROP":
                dropped.add(place)
            elif (better := self._again(text, self.pinned[place])) is not None:
                self.pinned[place] = better
        self.pinned = [one for i, one in enumerate(self.pinned) if i not in dropped]

    def _again(self, text: str, before: Pinned) -> Pinned | None:
        """A sentence written anew, if what it cites supports it."""
        anew = Sentences()
        said = [*anew.add(text), *anew.rest()]
        if len(said) != 1:
            return None
        pinned = replace(self._pinpoint.pin(said[0]), item=before.item)
        return pinned if pinned.stands else None


def _reply(pieces: Iterator[str | Usage]) -> tuple[str, Usage]:
    """All that a model writes, and what that took."""
    every = list(pieces)
    usages = (piece for piece in every if isinstance(piece, Usage))
    return "".join(p for p in every if isinstance(p, str)), sum(usages, Usage())


def _counted(what: str, number: int, base: Answer) -> str:
    if not number:
        return ""
    return say(f"one_{what}" if number == 1 else what, base.language, number=number)
