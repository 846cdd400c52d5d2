"""The facade: a library one can ask. ``build(settings)`` makes it, ``ask`` answers."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from threading import RLock
from typing import TYPE_CHECKING, Any

from rag.answering import Room
from rag.compose import ExtractiveComposer
from rag.config import Settings, load_settings
from rag.finding import Finder
from rag.fluent import Fluent
from rag.library import Library
from rag.models import load_embedder
from rag.reader import Passage, load_reader
from rag.scope import Scope
from rag.types import (
    Answer,
    Chat,
    Checked,
    Composer,
    Document,
    Embedder,
    Filters,
    Hit,
    Partial,
    SourceState,
    Span,
    Stamp,
    Turn,
    VectorIndex,
)

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
        self._index: LibraryIndex | None = None
        self._composer: Composer = ExtractiveComposer(settings.threshold, settings.max_sentences)
        self.finder = Finder(settings, library, embedder, lambda: self.index_for_search)
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
    ) -> Generator[Partial | Answer, None, None]:
        """The answer as far as it has come and been checked; last, the whole ``Answer``.

        Errors as ``ask``'s, with the first piece.
        """
        fluent = self._fluent if self.settings.model else None
        room = Room(self.finder, self._composer, self.document, fluent)
        return room.answering(question, history, filters)

    def _fluent(self) -> Fluent:
        """The chat model of the settings.

        :raises ProviderError: if its package or key is missing.
        """
        from rag.cache import FILE_NAME, CachedChat
        from rag.llm import open_chat

        chat: Chat = open_chat(self.settings, self.embedder.count_tokens)
        if self.settings.cache:
            chat = CachedChat(chat, self.settings, self.settings.path / FILE_NAME)
        return Fluent(chat, self.settings, self.checker_over, self.document)

    def checker_over(self, passages: Sequence[Hit]) -> Checker:
        """A checker over the sentences of these passages alone."""
        from rag.check import over_passages
        from rag.check_bilingual import over_both

        library = self.library
        checker = over_passages(passages, self.embedder, library.chunks, library.document)
        return over_both(checker, library.document, self.finder.catalog)

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
        return self.finder.found(question, k, filters)

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
        from rag.check_bilingual import with_quotes_translated

        return with_quotes_translated(self._checker().draft(draft), draft)

    def check_claims(
        self, claims: Sequence[str], evidence: Sequence[str] | None = None
    ) -> list[Checked]:
        """Each claim, whole, held against ``evidence``, or against the library where None.

        The source of a citation of ``evidence`` is its position there, from 0.

        :raises LibraryError: if the library is asked and nothing has been ingested yet.
        """
        from rag.check_bilingual import with_quotes_translated

        checker = self._checker(evidence)
        return [with_quotes_translated([checker.claim(c)], c)[0] for c in claims]

    def uncheckable(self, draft: str, evidence: Sequence[str] | None = None) -> str:
        """What of a draft or claim cannot be checked for want of a translator, in a line."""
        from rag.check_bilingual import uncheckable
        from rag.language import language_of

        if evidence is not None:
            return uncheckable(draft, map(language_of, evidence))
        return uncheckable(draft, self.finder.catalog.languages)

    def _checker(self, evidence: Sequence[str] | None = None) -> Checker:
        from rag.check import over_library
        from rag.check_bilingual import over_both, over_either

        if evidence is not None:
            return over_either(evidence, self.embedder)
        self.finder.must_hold_passages()
        library = self.library
        checker = over_library(self.finder.matcher, self.embedder, library.chunks, library.document)
        return over_both(checker, library.document, self.finder.catalog)

    def with_threshold(self, threshold: float) -> Assistant:
        """The same library asked by one who is silent below another confidence.

        It shares the library's files: close this one only.
        """
        settings = replace(self.settings, threshold=threshold)
        return Assistant(settings, self.library, self.embedder, self.index_for_search)

    def with_model(self, model: str, strict: bool) -> Assistant:
        """The same library answered from by another chat model; empty means the built-in.

        The address in the settings is that of their own model. It shares the library's files:
        close this one only.
        """
        url = self.settings.model_url if model == self.settings.model else ""
        settings = replace(self.settings, model=model, model_url=url, strict=strict)
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
        if self._index is not None:
            self._index.close()
        self.library.close()

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def index(self) -> LibraryIndex:
        """The library's Chroma index, opened once."""
        from rag.store import open_index

        with self._lock:
            if self._index is None:
                self._index = open_index(self.settings, self.library, Stamp.of(self.embedder))
            return self._index

    @property
    def index_for_search(self) -> VectorIndex:
        """The index questions are put to."""
        return self._given_index or self.index
