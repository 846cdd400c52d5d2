"""The facade: a library one can ask. ``build(settings)`` makes it, ``ask`` answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import RLock
from time import perf_counter
from typing import TYPE_CHECKING, Any

from rag.about import tell
from rag.bilingual import shortcoming, understand, with_translations
from rag.catalog import Catalog
from rag.compose import ExtractiveComposer
from rag.config import Settings, load_settings
from rag.disputes import with_conflicts
from rag.errors import LibraryError
from rag.latest import as_of, newest
from rag.library import Library
from rag.models import load_embedder
from rag.reader import Passage, load_reader
from rag.reread import reread
from rag.respond import abstain, answer_text, check_draft, small_talk, undisputed
from rag.retrieve import Retriever
from rag.scope import Scope, narrowed, scoped
from rag.shelf import Shelf
from rag.types import (
    Answer,
    Checked,
    Composer,
    Document,
    Draft,
    Embedder,
    Filters,
    Hit,
    Query,
    SourceState,
    Span,
    Stamp,
    Turn,
    VectorIndex,
)
from rag.voices import Panel, by_source, panel

if TYPE_CHECKING:
    from rag.check import Checker
    from rag.index import LibraryIndex
    from rag.ingest import Progress, Report

EVERYTHING = Filters()


def open_library(home: str | None = None, **settings: Any) -> Assistant:
    """The assistant for the library in ``home``, or the one the settings name.

    :param settings: any setting by name, over ``fuente.toml`` and ``FUENTE_*``.
    :raises ConfigError: for an unknown setting.
    """
    return build(load_settings({"home": home, **settings}))


def build(settings: Settings) -> Assistant:
    """An assistant; its model and index load when they are first needed."""
    return Assistant(settings, Library.open(settings), load_embedder(settings))


class Assistant:
    """A library and everything needed to ask it; safe to share between threads.

    :param index: where nearest chunks are found; the settings' Chroma unless given.
    """

    def __init__(
        self,
        settings: Settings,
        library: Library,
        embedder: Embedder,
        index: VectorIndex | None = None,
    ) -> None:
        self.settings, self.library, self.embedder = settings, library, embedder
        self._given_index = index
        self._composer: Composer = ExtractiveComposer(settings.threshold, settings.max_sentences)
        self._known: tuple[int, Catalog] | None = None
        self._lock = RLock()

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Answer:
        """Answer from the library, every sentence cited and every citation checked.

        :param filters: which articles may be used, besides what the question says of them.
        :raises LibraryError: if nothing has been ingested yet.
        :raises UsageError: if no article passes the filters.
        """
        *_, answer = self.stream(question, history, filters)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[str | Answer]:
        """The answer's text piece by piece as it is checked; last, the whole ``Answer``."""
        query = understand(question, history, self._catalog.languages)
        if query.small_talk is not None:
            yield query.small_talk
            yield small_talk(query)
            return
        clock = Clock()
        query, scope = scoped(query, filters, self._catalog)
        told = None if scope.is_empty else tell(query, scope, self._shelf(scope))
        query, hits = (query, []) if told else self._retrieve(query, scope)
        clock.lap("retrieve")
        draft = told.draft if told else self._composer.compose(query, hits)
        if scope.latest and not told:
            draft = as_of(draft)
        clock.lap("compose")
        answer = self._checked(query, draft, hits, scope)
        if told:
            answer = replace(answer, note=told.note)
        clock.lap("verify")
        if (translated := self._translated(answer)) is not answer:
            answer = translated
            clock.lap("translate")
        yield from answer_text(answer.claims, answer.brief) if answer.claims else [answer.text]
        yield replace(answer, timings_ms=clock.laps)

    def _retrieve(self, query: Query, scope: Scope) -> tuple[Query, list[list[Hit]]]:
        """The query by its parts, and what is found for each."""
        asked = panel(query.text, self._catalog)
        if asked is not None and (heard := self._hear(asked, scope)):
            return replace(query, parts=(asked.topic,) * len(heard)), heard
        looked = ((p, self._look(p, self.settings.top_k, scope, query.hints)) for p in query.parts)
        hits = [reread(part, found, load_reader()) for part, found in looked]
        if scope.latest:
            hits = [newest(found, self.settings.threshold) for found in hits]
        return query, hits

    def _hear(self, asked: Panel, scope: Scope) -> list[list[Hit]]:
        """What each source has on a matter; empty where fewer than two have anything."""
        k = self.settings.top_k
        if asked.named:
            scopes = [narrowed(scope, ids) for ids in asked.named]
            found = [self._look(asked.topic, k, each) for each in scopes]
        else:
            found = by_source(self._look(asked.topic, 2 * k, scope))
        heard = [reread(asked.topic, hits, load_reader()) for hits in found if hits]
        return heard if len(heard) > 1 else []

    def _checked(
        self, query: Query, draft: Draft, hits: Sequence[Sequence[Hit]], scope: Scope
    ) -> Answer:
        base = Answer(
            question=query.asked,
            standalone_question=query.text,
            text="",
            confidence=draft.confidence,
            model=self._composer.name,
            filters=scope.filters,
            note="" if scope.is_empty else scope.note,
            language=query.language,
        )
        if scope.is_empty:
            return abstain(base, scope.note, ())
        if draft.abstain is not None or not draft.claims:
            return abstain(base, scope.silence(draft.abstain or ""), hits)
        answer = check_draft(base, draft, self.document)
        return undisputed(with_conflicts(answer, hits, self.document))

    def _translated(self, answer: Answer) -> Answer:
        """With quotes in the language of the question, or a note of what could not be done."""
        answer = with_translations(answer)
        lacking = shortcoming(answer.language, self._catalog.languages)
        if not lacking:
            return answer
        return replace(answer, note=" ".join(filter(None, (answer.note, lacking))))

    def search(self, question: str, k: int, filters: Filters = EVERYTHING) -> list[Hit]:
        """Up to ``k`` passages, best first.

        :param filters: which articles to search, besides what the question says of them.
        :raises LibraryError: if nothing has been ingested yet.
        :raises UsageError: if no article passes the filters.
        """
        return self.found(question, k, filters)[0]

    def found(
        self, question: str, k: int, filters: Filters = EVERYTHING
    ) -> tuple[list[Hit], Scope]:
        """What ``search`` finds, and the part of the library it was found in."""
        asked = understand(question, (), self._catalog.languages)
        plain = replace(asked, text=asked.text, parts=(asked.text,))
        query, scope = scoped(plain, filters, self._catalog)
        lacking = shortcoming(query.language, self._catalog.languages)
        scope = replace(scope, note=" ".join(filter(None, (scope.note, lacking))))
        return self._look(query.parts[0], k, scope, query.hints), scope

    def _shelf(self, scope: Scope) -> Shelf:
        def search(topic: str) -> list[Hit]:
            return self._look(topic, self.settings.top_k, scope)

        def opening(doc_id: str) -> Span | None:
            chunks = self.library.chunks_of(doc_id)
            return chunks[0].chunk.sentences[0] if chunks else None

        return Shelf(self._catalog, self.document, search, opening)

    def _look(self, question: str, k: int, scope: Scope, hints: Sequence[str] = ()) -> list[Hit]:
        if not self.library.stats().chunks:
            raise LibraryError("the library is empty", "Run: fuente ingest FOLDER")
        if scope.is_empty:
            return []
        return self._retriever.search(question, k, scope.within, scope.likely, hints)

    def about(self, passages: Sequence[str]) -> Assistant:
        """An assistant for these texts alone; the source of each is its position, from 0.

        :raises LoadError: if a text holds NUL characters or half of a surrogate pair.
        """
        from rag.exact import ExactIndex
        from rag.given import library_of

        library = library_of(passages, self.embedder, self.settings)
        return Assistant(self.settings, library, self.embedder, ExactIndex(library))

    def check(self, draft: str) -> list[Checked]:
        """Each statement of a draft held against the library, with its place in the draft.

        :raises LibraryError: if nothing has been ingested yet.
        """
        return self._checker().draft(draft)

    def check_claims(
        self, claims: Sequence[str], evidence: Sequence[str] | None = None
    ) -> list[Checked]:
        """Each claim, whole, held against ``evidence``, or against the library where None.

        The source of a citation of ``evidence`` is its position there, from 0.

        :raises LibraryError: if the library is asked and nothing has been ingested yet.
        """
        checker = self._checker(evidence)
        return [checker.claim(claim) for claim in claims]

    def _checker(self, evidence: Sequence[str] | None = None) -> Checker:
        from rag.check import over_library, over_texts

        if evidence is not None:
            return over_texts(evidence, self.embedder)
        if not self.library.stats().chunks:
            raise LibraryError("the library is empty", "Run: fuente ingest FOLDER")
        return over_library(
            self._retriever, self.embedder, self.library.chunks, self.library.document
        )

    def with_threshold(self, threshold: float) -> Assistant:
        """The same library asked by one who is silent below another confidence.

        It shares the library's files: close this one only.
        """
        settings = replace(self.settings, threshold=threshold)
        return Assistant(settings, self.library, self.embedder, self.index_for_search)

    def ingest(self, paths: Sequence[str], progress: Progress | None = None) -> Report:
        """Add or refresh files and folders; see ``rag.ingest.sync``."""
        from rag.ingest import sync

        return sync(paths, self.library, self.index, self.embedder, self.settings, progress)

    def document(self, doc_id: str) -> Document | None:
        """A document with its text, or None."""
        return self.library.document(doc_id)

    def sources(self) -> list[SourceState]:
        """Every source and the state it is in."""
        return self.library.sources()

    def warm(self) -> None:
        """Load the model and the index now, so that no question waits for them."""
        vector = self.embedder.encode(["warm"])[0]
        self.index_for_search.query(vector, 1)
        load_reader().read("warm", [Passage("Warm.", (Span(0, 5),))])

    def close(self) -> None:
        """Let go of the files."""
        if "index" in self.__dict__:
            self.index.close()
        self.library.close()

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def _stamp(self) -> Stamp:
        return Stamp.of(self.embedder)

    @cached_property
    def index(self) -> LibraryIndex:
        """The library's Chroma index."""
        from rag.store import open_index

        with self._lock:
            return open_index(self.settings, self.library, self._stamp)

    @property
    def index_for_search(self) -> VectorIndex:
        """The index questions are put to."""
        return self._given_index or self.index

    @property
    def _catalog(self) -> Catalog:
        """The names the library's articles carry, read again when it changes."""
        version = self.library.version
        if self._known is None or self._known[0] != version:
            self._known = (version, Catalog(self.library.refs()))
        return self._known[1]

    @cached_property
    def _retriever(self) -> Retriever:
        return Retriever(self.library, self.index_for_search, self.embedder)


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
