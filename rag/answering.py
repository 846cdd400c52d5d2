"""A question to an answer: what is found for it, said of it, checked and translated."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

from rag.about import tell
from rag.bilingual import shortcoming, with_translations
from rag.disputes import with_conflicts
from rag.errors import ProviderError
from rag.finding import Finder
from rag.fluent import Fluent
from rag.latest import as_of
from rag.messages import say
from rag.respond import abstain, check_draft, in_words, small_talk, undisputed
from rag.scope import Scope, scoped
from rag.types import Answer, Composer, Document, Draft, Filters, Hit, Partial, Query, Turn, Usage

FindDocument = Callable[[str], Document | None]


@dataclass(frozen=True)
class Room:
    """What answers in one library.

    :param document: finds a document by its id, to check citations.
    :param fluent: gives the chat model, where one is chosen; raises ``ProviderError`` if it cannot.
    """

    finder: Finder
    composer: Composer
    document: FindDocument
    fluent: Callable[[], Fluent] | None = None

    def answering(
        self, question: str, history: Sequence[Turn], filters: Filters
    ) -> Generator[Partial | Answer, None, None]:
        """The answer as far as it has been checked; last, the whole ``Answer``.

        :raises LibraryError: if nothing has been ingested yet.
        :raises UsageError: if no article passes the filters.
        """
        query = self.finder.understand(question, history)
        if query.small_talk is not None:
            yield small_talk(query)
            return
        clock = Clock()
        model = Connected(self.fluent)
        query = model.standing_alone(query, question, history, self.finder)
        query, scope = scoped(query, filters, self.finder.catalog)
        told = None if scope.is_empty else tell(query, scope, self.finder.shelf(scope))
        query, hits = (query, []) if told else self.finder.read(query, scope)
        clock.lap("retrieve")
        draft = told.draft if told else self.composer.compose(query, hits)
        if scope.latest and not told:
            draft = as_of(draft, query.language)
        clock.lap("compose")
        base = _base(query, draft, scope, self.composer.name)
        answer = None
        if model.fluent and draft.claims and not (told or scope.is_empty or draft.abstain):
            answer = yield from model.answer(base, query, hits, history)
            clock.lap("chat")
        if answer is None:
            answer = _checked(base, draft, hits, scope, self.document)
            answer = replace(answer, note=told.note if told else model.excuse(answer))
        elif not answer.abstained:
            answer = with_conflicts(answer, hits, self.document)
        clock.lap("verify")
        if (translated := _translated(answer, self.finder.catalog.languages)) is not answer:
            answer = translated
            clock.lap("translate")
        if answer.model == self.composer.name:
            yield from _by_claims(answer)
        yield replace(answer, timings_ms=clock.laps)


class Connected:
    """The chat model for one question: once it has failed, it is not asked again.

    :param connect: gives the model; None where none is chosen.
    """

    def __init__(self, connect: Callable[[], Fluent] | None) -> None:
        self.fluent: Fluent | None = None
        self._spent: Usage | None = None
        self._problem: ProviderError | None = None
        if connect is not None:
            try:
                self.fluent = connect()
            except ProviderError as error:
                self._fail(error)

    def _fail(self, error: ProviderError) -> None:
        self.fluent, self._problem = None, error

    def standing_alone(
        self, query: Query, question: str, history: Sequence[Turn], finder: Finder
    ) -> Query:
        """A follow-up as the model understands it, and nothing else that was said before.

        The built-in composer weighs what was said; a model is given it, and may cite it again.
        """
        if self.fluent is None or not history:
            return query
        if query.text == finder.understand(question).text:  # it leans on nothing
            return replace(query, said=(), before="")
        try:
            alone, self._spent = self.fluent.standalone(question, history)
        except ProviderError as error:
            self._fail(error)
            return query
        return replace(finder.understand(alone), asked=question, language=query.language)

    def answer(
        self, base: Answer, query: Query, hits: Sequence[Sequence[Hit]], history: Sequence[Turn]
    ) -> Generator[Partial, None, Answer | None]:
        """The model's answer as it comes; returns the whole, or None if the model fails."""
        assert self.fluent is not None
        base = replace(base, usage=self._spent)
        try:
            for part in self.fluent.answer(base, query, hits, history):
                if isinstance(part, Answer):
                    return part
                yield part
        except ProviderError as error:
            self._fail(error)
        return None

    def excuse(self, answer: Answer) -> str:
        """The note of an answer that is given instead of the model's, if it is."""
        if self._problem is None:
            return answer.note
        said = say("built_in_instead", answer.language, problem=str(self._problem))
        return " ".join(filter(None, (said, answer.note)))


def _by_claims(answer: Answer) -> Iterator[Partial]:
    """An answer claim by claim."""
    for upto in range(1, len(answer.claims) + 1):
        yield Partial(in_words(replace(answer, claims=answer.claims[:upto])))


def _base(query: Query, draft: Draft, scope: Scope, model: str) -> Answer:
    """An answer that says nothing yet."""
    return Answer(
        question=query.asked,
        standalone_question=query.text,
        text="",
        confidence=draft.confidence,
        model=model,
        filters=scope.filters,
        note="" if scope.is_empty else scope.note,
        language=query.language,
    )


def _checked(
    base: Answer,
    draft: Draft,
    hits: Sequence[Sequence[Hit]],
    scope: Scope,
    document: FindDocument,
) -> Answer:
    if scope.is_empty:
        return abstain(base, scope.note, ())
    if draft.abstain is not None or not draft.claims:
        return abstain(base, scope.silence(draft.abstain or "", base.language), hits)
    answer = check_draft(base, draft, document)
    return undisputed(with_conflicts(answer, hits, document))


def _translated(answer: Answer, languages: frozenset[str]) -> Answer:
    """With quotes in the language of the question, or a note of what could not be done."""
    answer = with_translations(answer)
    lacking = shortcoming(answer.language, languages)
    if not lacking:
        return answer
    return replace(answer, note=" ".join(filter(None, (answer.note, lacking))))


@dataclass
class Clock:
    """Milliseconds between laps."""

    laps: dict[str, float] = field(default_factory=dict)
    now: Callable[[], float] = perf_counter

    def __post_init__(self) -> None:
        self._last = self.now()

    def lap(self, name: str) -> None:
        """End the stage called ``name``."""
        at = self.now()
        self.laps[name] = (at - self._last) * 1000
        self._last = at
