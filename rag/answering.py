"""A question to an answer: what is found for it, said of it, checked and translated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

from rag.about import tell
from rag.bilingual import shortcoming, with_translations
from rag.disputes import with_conflicts
from rag.finding import Finder
from rag.latest import as_of
from rag.respond import abstain, answer_text, check_draft, small_talk, undisputed
from rag.scope import Scope, scoped
from rag.types import Answer, Composer, Document, Draft, Filters, Hit, Query, Turn

FindDocument = Callable[[str], Document | None]


def answering(
    question: str,
    history: Sequence[Turn],
    filters: Filters,
    finder: Finder,
    composer: Composer,
    document: FindDocument,
) -> Iterator[str | Answer]:
    """The answer's text piece by piece as it is checked; last, the whole ``Answer``.

    :param document: finds a document by its id, to check citations.
    :raises LibraryError: if nothing has been ingested yet.
    :raises UsageError: if no article passes the filters.
    """
    catalog = finder.catalog
    query = finder.understand(question, history)
    if query.small_talk is not None:
        yield query.small_talk
        yield small_talk(query)
        return
    clock = Clock()
    query, scope = scoped(query, filters, catalog)
    told = None if scope.is_empty else tell(query, scope, finder.shelf(scope))
    query, hits = (query, []) if told else finder.read(query, scope)
    clock.lap("retrieve")
    draft = told.draft if told else composer.compose(query, hits)
    if scope.latest and not told:
        draft = as_of(draft, query.language)
    clock.lap("compose")
    base = _base(query, draft, scope, composer.name)
    answer = _checked(base, draft, hits, scope, document)
    if told:
        answer = replace(answer, note=told.note)
    clock.lap("verify")
    if (translated := _translated(answer, catalog.languages)) is not answer:
        answer = translated
        clock.lap("translate")
    yield from (
        answer_text(answer.claims, answer.brief, answer.language)
        if answer.claims
        else [answer.text]
    )
    yield replace(answer, timings_ms=clock.laps)


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
