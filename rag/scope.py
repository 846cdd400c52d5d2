"""Where an answer is looked for: what a question's words and the person's filters leave."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from rag.catalog import Catalog
from rag.clauses import asks_several
from rag.errors import UsageError
from rag.filters import in_words, matching, note, nothing_left
from rag.messages import say
from rag.phrases import understand
from rag.types import Filters, Query


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the library a question is put to.

    :param within: ids of its documents; None is all of them.
    :param likely: ids of documents that are probably meant.
    :param latest: whether the newest source that answers is wanted.
    :param note: the filter in a line; empty without one.
    """

    filters: Filters = field(default_factory=Filters)
    within: frozenset[str] | None = None
    likely: frozenset[str] = frozenset()
    latest: bool = False
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether a filter leaves nothing."""
        return self.within is not None and not self.within

    def silence(self, reason: str, language: str) -> str:
        """A reason to be silent, said of the articles that were looked at."""
        if not self.filters:
            return reason
        these = say("articles_that", language, which=in_words(self.filters, language))
        return reason.replace(say("sources_of_all", language), these, 1)


def narrowed(scope: Scope, doc_ids: frozenset[str]) -> Scope:
    """The part of a scope that is of these documents."""
    within = doc_ids if scope.within is None else doc_ids & scope.within
    return replace(scope, within=within)


def scoped(query: Query, given: Filters, catalog: Catalog) -> tuple[Query, Scope]:
    """The query without the words that only say where to look, and where that is.

    :param given: filters set by hand; where a word of the question sets the same, they win.
    :raises UsageError: if no article passes them, saying what there is.
    """
    if given and not matching(given, catalog.refs):
        lacking = nothing_left(given, catalog, query.language).rstrip(".")
        raise UsageError(lacking, say("sources_lists", query.language))
    said = understand(query.text, catalog)
    if said.filters and asks_several(query, catalog):
        said = replace(said, text=query.text, filters=Filters())
    filters = _merged(given, said.filters)
    if said.text != query.text:
        parts = [understand(part, catalog).text for part in query.parts]
        query = replace(query, parts=tuple(parts))
    likely = matching(said.likely, catalog.refs) if said.likely else ()
    scope = Scope(likely=frozenset(r.doc_id for r in likely), latest=said.latest)
    if not filters:
        return query, scope
    left = matching(filters, catalog.refs)
    told = note(filters, catalog, left, query.language) if left else ""
    line = told or nothing_left(filters, catalog, query.language)
    within = frozenset(ref.doc_id for ref in left)
    return query, replace(scope, filters=filters, within=within, note=line)


def _merged(given: Filters, said: Filters) -> Filters:
    return Filters(
        sources=given.sources or said.sources,
        authors=given.authors or said.authors,
        publishers=given.publishers or said.publishers,
        after=given.after or said.after,
        before=given.before or said.before,
        newest=given.newest or said.newest,
    )
