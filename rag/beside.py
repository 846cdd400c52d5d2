"""Looks for what is to be set side by side: what several sources say, or what was at two times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.answerable import answerable
from rag.catalog import Catalog
from rag.clauses import Clause, clauses
from rag.config import Settings
from rag.described import named
from rag.evidence import FEATURES
from rag.pairs import pair
from rag.scope import Scope, narrowed
from rag.select import NEARLY, Pick, ranked
from rag.terms import content_set, names, words_of
from rag.times import other_year, several_times, sides, tells_both, years_of
from rag.types import Evidence, Hit, Query
from rag.voices import Panel, by_source, panel

LIKE = 0.5  # of the threshold, for what is found because of a sentence that answers
ALIKE = 0.5  # cosine of two sentences on one matter
NEXT = 0.5  # log-odds that the like of the best sentence comes out behind it

SIMILAR = FEATURES.index("sentence_similarity")

Look = Callable[[str, int, Scope, Sequence[str]], list[Hit]]
Reread = Callable[[str, Sequence[Hit]], list[Hit]]
Match = Callable[[str, int, Scope], list[Hit]]


@dataclass(frozen=True, slots=True)
class Beside:
    """Finds the sides of a comparison in one library.

    :param look: up to so many passages for a question, within a scope; further words to look for.
    :param reread: the same passages, their best sentences read with the question.
    :param match: up to so many passages, within a scope, for what says the same as a statement.
    """

    look: Look
    reread: Reread
    match: Match
    catalog: Catalog
    settings: Settings

    def read(self, query: Query, scope: Scope) -> tuple[Query, list[list[Hit]]] | None:
        """The query by its sides and, for each, the passages, their sentences reread.

        None where nothing is compared.
        """
        if own := clauses(query, self.catalog):
            parts = tuple(clause.text for clause in own)
            return replace(query, parts=parts), [self._asked(query, c, scope) for c in own]
        asked = panel(query.text, self.catalog)
        if asked is not None and (heard := self._hear(asked, scope)):
            parts = tuple(asked.put_to(hits[0].source) for hits in heard)
            return replace(query, parts=parts), heard
        if two := pair(query.text):
            things = [Clause(text, named(text, self.catalog)) for text in two]
            found = [self._asked(query, thing, scope) for thing in things]
            return replace(query, parts=two), found
        if len(query.parts) == 1 and not scope.latest and several_times(query.text):
            told = self._at_times(query, scope)
            return replace(query, parts=tuple(told), times=True), list(told.values())
        return None

    def _asked(self, query: Query, clause: Clause, scope: Scope) -> list[Hit]:
        """What there is for one clause where it is asked."""
        where = narrowed(scope, clause.within) if clause.within else scope
        found = self.look(clause.text, self.settings.top_k, where, query.hints)
        return self.reread(clause.text, found)

    def _hear(self, asked: Panel, scope: Scope) -> list[list[Hit]]:
        """What each source has on a matter; empty where fewer than two have anything."""
        k = self.settings.top_k
        found = [self._of(asked, narrowed(scope, ids)) for ids in asked.named]
        if not found:
            found = by_source(self.look(asked.topic, 2 * k, scope, ()))
        if asked.more:
            known = frozenset[str]().union(*asked.named)
            rest = self.look(asked.topic, k, self._without(scope, known), ())
            found += by_source(rest)[: asked.more]
        heard = [self.reread(asked.put_to(hits[0].source), hits) for hits in found if hits]
        return heard if len(heard) > 1 else []

    def _of(self, asked: Panel, scope: Scope) -> list[Hit]:
        """What one source has on it."""
        one = next((ref for ref in self.catalog.refs if ref.doc_id in (scope.within or ())), None)
        text = asked.put_to(one) if one else asked.topic
        return self.look(text, self.settings.top_k, scope, ())

    def _at_times(self, query: Query, scope: Scope) -> dict[str, list[Hit]]:
        """For each side of the question what was found; one side, where one sentence tells both.

        The sentence found for one time finds its like for the other.
        """
        whole = query.parts[0]
        first, second = sides(whole) or (whole, whole)
        hits = self.reread(first, self.look(first, self.settings.top_k, scope, query.hints))
        if not hits or answerable(hits) < self.settings.threshold:
            if second == first:
                return {whole: hits}
            found = self.look(second, self.settings.top_k, scope, query.hints)
            return {first: hits, second: self.reread(second, found)}
        best, *others = ranked(hits)
        near = [p.evidence.read for p in others if best.evidence.score - p.evidence.score < NEARLY]
        if tells_both(whole, best.evidence.read, near):
            return {first: hits}
        if not years_of(whole) and (like := self._like(best, others, whole, scope)):
            return {first: _beside(like, best, hits)}
        return self._with_like(best, first, second, hits, scope)

    def _with_like(
        self, best: Pick, first: str, second: str, hits: list[Hit], scope: Scope
    ) -> dict[str, list[Hit]]:
        """What the best sentence's article has, and what the others have that is like it.

        The question is put to the others together with the sentence and the names around it.
        """
        if second == first:
            source = best.hit.source
            second = other_year(first, best.evidence.read, source.meta.published or "")
        like = f"{second} {best.evidence.read}"
        others = self._without(scope, frozenset({best.hit.source.doc_id}))
        found = self.look(like, self.settings.top_k, others, _names(best.hit))
        found = self.reread(second, found)
        sure = 1.0 if second == first else LIKE
        if not found or answerable(found) < sure * self.settings.threshold:
            return {first: hits}
        own = [hit for hit in hits if hit.source == best.hit.source]
        if second == first:
            return {first: [*own, *_below(best.evidence.score, found)]}
        return {first: own, second: found}

    def told_apart(self, query: Query, hits: list[list[Hit]], scope: Scope) -> list[list[Hit]]:
        """The same, but that two times that are asked about do not rest on one sentence.

        The second, where its best is that of the first as well, gets what is most like it.
        """
        if len(hits) != 2 or not all(hits) or not several_times(query.text):
            return hits
        first, (second, *others) = ranked(hits[0])[0], ranked(hits[1])
        if first.place != second.place:
            return hits
        like = self._like(second, others, query.text, scope)
        return [hits[0], _beside(like, second, hits[1])] if like else hits

    def _like(self, best: Pick, others: Sequence[Pick], whole: str, scope: Scope) -> Pick | None:
        """Of the other sentences the one most like the best in its article, on the same matter.

        How something was and what became of it mostly stand in one article, in like words.

        :param whole: the question, for its matter.
        """
        own = narrowed(scope, frozenset({best.hit.source.doc_id}))
        said, found = best.evidence.read, {pick.place for pick in others}
        matter = content_set(whole) & content_set(said)
        alike = [
            (pick.evidence.features[SIMILAR], pick)
            for pick in ranked(self.match(said, self.settings.top_k, own))
            if pick.place in found and matter & content_set(pick.evidence.read)
        ]
        cosine, like = max(alike, key=lambda pair: pair[0], default=(0.0, None))
        return like if cosine >= ALIKE else None

    def _without(self, scope: Scope, doc_ids: frozenset[str]) -> Scope:
        return narrowed(scope, frozenset(r.doc_id for r in self.catalog.refs) - doc_ids)


def _names(hit: Hit) -> list[str]:
    """The words of the names in a passage and in its article's title."""
    said = ((text, span) for text in (hit.source.meta.title, hit.text) for span in names(text))
    return list(dict.fromkeys(word for text, span in said for word in words_of(span.of(text))))


def _beside(like: Pick, best: Pick, hits: Sequence[Hit]) -> list[Hit]:
    """The hits, the like of their best sentence right behind it."""
    behind = best.evidence.score - NEXT

    def score(pick: Pick) -> float:
        own = pick.evidence.score
        return max(behind, own) if pick.place == like.place else own

    return _scored(hits, score)


def _below(score: float, hits: Sequence[Hit]) -> list[Hit]:
    """The hits with no score above a score.

    They were scored for the question and the sentence it is of, which flatters what is like it.
    """
    return _scored(hits, lambda pick: min(score, pick.evidence.score))


def _scored(hits: Sequence[Hit], score: Callable[[Pick], float]) -> list[Hit]:
    """The hits, each of their sentences with a score of its own."""

    def one(hit: Hit, evidence: Evidence) -> Evidence:
        return replace(evidence, score=score(Pick(hit, evidence)))

    return [replace(hit, sentences=tuple(one(hit, e) for e in hit.sentences)) for hit in hits]
