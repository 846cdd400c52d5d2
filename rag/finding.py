"""A question to the passages a library has for it, within the articles that are meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property

from rag.asking import asker_for
from rag.beside import Beside
from rag.bilingual import shortcoming, spoken, understand
from rag.catalog import Catalog
from rag.config import Settings
from rag.dictionary import is_english
from rag.errors import LibraryError
from rag.language import language_of
from rag.latest import newest
from rag.letters import called
from rag.library import Library
from rag.reader import load_reader
from rag.reread import reread
from rag.retrieve import Retriever
from rag.scope import Scope, scoped
from rag.shelf import Shelf
from rag.slips import mended
from rag.terms import words_of
from rag.types import Embedder, Filters, Hit, Query, Span, Turn, VectorIndex


class Finder:
    """Finds passages of one library; safe to share between threads.

    :param open_index: gives the index of nearest chunks; called when passages are first looked
        for.
    """

    def __init__(
        self,
        settings: Settings,
        library: Library,
        embedder: Embedder,
        open_index: Callable[[], VectorIndex],
    ) -> None:
        self._settings, self._library, self._embedder = settings, library, embedder
        self._open_index = open_index
        self._known: tuple[int, Catalog] | None = None

    @property
    def catalog(self) -> Catalog:
        """The names the library's articles carry, read again when it changes."""
        version = self._library.version
        if self._known is None or self._known[0] != version:
            self._known = (version, Catalog(self._library.refs(), self._library.openings))
        return self._known[1]

    def understand(self, question: str, history: Sequence[Turn] = ()) -> Query:
        """The question as it will be searched.

        Slips of the keyboard are mended, and who has a short name is called as the articles do.
        """
        if spoken(question, history) == "es":
            return understand(question, history, self.catalog)
        turns = [
            replace(turn, content=self._plain(turn.content)) if _is_asked_in_english(turn) else turn
            for turn in history
        ]
        return replace(understand(self._plain(question), turns, self.catalog), asked=question)

    def _plain(self, question: str) -> str:
        known = self._library.known
        meant = mended(question, known, _is_word, self._is_written)
        return called(meant, self._library.texts_with, known)

    def _is_written(self, word: str) -> bool:
        return any(word in words_of(text) for text in self._library.texts_with(word))

    @cached_property
    def retriever(self) -> Retriever:
        """What searches the library for what answers, all of it unless told otherwise."""
        asker = asker_for(self._embedder)
        return Retriever(self._library, self._open_index(), self._embedder, asker)

    @cached_property
    def matcher(self) -> Retriever:
        """What searches it for what says the same: statements are embedded as the articles are."""
        return Retriever(self._library, self._open_index(), self._embedder)

    def must_hold_passages(self) -> None:
        """Make sure there is something to search.

        :raises LibraryError: if nothing has been ingested yet.
        """
        if not self._library.stats().chunks:
            raise LibraryError("the library is empty", "Run: fuente ingest FOLDER")

    def look(
        self,
        question: str,
        k: int,
        scope: Scope,
        hints: Sequence[str] = (),
        said: Sequence[str] = (),
        before: str = "",
    ) -> list[Hit]:
        """Up to ``k`` passages of a scope, best first.

        :param hints: further words to look for.
        :param said: what earlier answers said.
        :param before: the question and answer it may lean on.
        :raises LibraryError: if nothing has been ingested yet.
        """
        self.must_hold_passages()
        if scope.is_empty:
            return []
        return self.retriever.search(question, k, scope.within, scope.likely, hints, said, before)

    def found(self, question: str, k: int, filters: Filters) -> tuple[list[Hit], Scope]:
        """Up to ``k`` passages for a question as typed, and the scope they were found in.

        :param filters: which articles to search, besides what the question says of them.
        :raises LibraryError: if nothing has been ingested yet.
        :raises UsageError: if no article passes the filters.
        """
        asked = self.understand(question)
        query, scope = scoped(replace(asked, parts=(asked.text,)), filters, self.catalog)
        lacking = shortcoming(query.language, self.catalog.languages)
        scope = replace(scope, note=" ".join(filter(None, (scope.note, lacking))))
        return self.look(query.parts[0], k, scope, query.hints), scope

    def read(self, query: Query, scope: Scope) -> tuple[Query, list[list[Hit]]]:
        """The query by its parts and, for each, the passages found, their sentences reread.

        A question that compares sources or times has a part for each of them.
        """
        english = not shortcoming(query.language, ("en",))

        def again(text: str, hits: Sequence[Hit]) -> list[Hit]:
            return reread(text, hits, load_reader(), english)

        def match(text: str, k: int, scope: Scope) -> list[Hit]:
            return self.matcher.search(text, k, scope.within)

        beside = Beside(self.look, again, match, self.catalog, self._settings)
        if (compared := beside.read(query, scope)) is not None:
            return compared
        looked = zip(query.parts, self.looked(query, scope), strict=True)
        hits = beside.told_apart(query, [again(part, found) for part, found in looked], scope)
        if scope.latest:
            hits = [newest(found, self._settings.threshold) for found in hits]
        return query, hits

    def looked(self, query: Query, scope: Scope) -> list[list[Hit]]:
        """For each part of a query the passages found, none of their sentences reread yet."""
        k, (first, *rest) = self._settings.top_k, query.parts
        chat = (query.hints, query.said, query.before)
        return [
            self.look(first, k, scope, *chat),
            # What is asked in the same breath may lean on what was asked first.
            *(self.look(part, k, scope, *chat[:2], query.before or first) for part in rest),
        ]

    def shelf(self, scope: Scope) -> Shelf:
        """The articles of a scope, for questions about the articles themselves."""

        def search(topic: str) -> list[Hit]:
            return self.look(topic, self._settings.top_k, scope)

        def opening(doc_id: str) -> Span | None:
            chunks = self._library.chunks_of(doc_id)
            return chunks[0].chunk.sentences[0] if chunks else None

        return Shelf(self.catalog, self._library.document, search, opening)


def _is_word(word: str) -> bool:
    return load_reader().is_word(word) or is_english(word)


def _is_asked_in_english(turn: Turn) -> bool:
    return turn.role == "user" and language_of(turn.content) != "es"
