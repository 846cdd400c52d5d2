"""Drafts in one language held against articles in the other: all is judged in English.

A Spanish statement is translated and its translation judged; what it lacks support for is told by
its own places (``mapping``). Of Spanish articles the English is judged, and their words are cited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from rag.bilingual import UNKNOWN, translated, wanting
from rag.catalog import Catalog
from rag.check import Checker, over_texts
from rag.claims import bare
from rag.language import language_of
from rag.mapping import brought_back
from rag.support import Finding, Sentence
from rag.translate import installed
from rag.types import Checked, Document, Embedder, Span


@dataclass(frozen=True)
class BilingualChecker(Checker):
    """Holds statements in English or Spanish against sentences in either.

    :param words: the words of an article's sentence, whatever language it was judged in.
    :param catalog: whose names are not translated.
    """

    words: Callable[[Sentence], str]
    catalog: Catalog = UNKNOWN

    def findings(self, text: str, spans: Sequence[Span]) -> list[Finding]:
        """What the evidence says of each span of a text, told by its own places and words."""
        plain, whole = bare(text), language_of(text)
        spanish = {s for s in spans if (language_of(s.of(plain)) or whole) == "es"}
        ours = [s for s in spans if s not in spanish]
        found = dict(zip(ours, super().findings(text, ours), strict=True)) if ours else {}
        found |= {s: self._of_spanish(s.of(plain)) for s in spanish}
        return [self._in_own_words(found[s]) for s in spans]

    def _of_spanish(self, statement: str) -> Finding:
        apertium = installed()
        kept = {s for m in self.catalog.mentions(statement) for s in m.span.of(statement).split()}
        said = apertium.translate(statement, "spa-eng", kept) if apertium else None
        if said is None or not said.text.strip():
            return super().findings(statement, [Span(0, len(statement))])[0]
        (finding,) = super().findings(said.text, [Span(0, len(said.text))])
        lacking = brought_back(finding.verdict.lacking, said.text, statement)
        return replace(finding, verdict=replace(finding.verdict, lacking=lacking, faults=()))

    def _in_own_words(self, finding: Finding) -> Finding:
        own = [
            tuple(replace(s, text=self.words(s)) for s in found)
            for found in (finding.sentences, finding.against)
        ]
        return replace(finding, sentences=own[0], against=own[1])


def over_both(
    checker: Checker, document: Callable[[str], Document | None], catalog: Catalog
) -> Checker:
    """A checker over a library, for both languages.

    :param document: finds a document by its id.
    """

    def words(sentence: Sentence) -> str:
        spanish = sentence.source.meta.language == "es"
        found = document(sentence.source.doc_id) if spanish else None
        return sentence.span.of(found.text) if found else sentence.text

    return BilingualChecker(checker.embedder, checker.gather, words, catalog)


def over_either(texts: Sequence[str], embedder: Embedder) -> Checker:
    """A checker over given texts in either language; see ``check.over_texts``."""
    checker = over_texts(texts, embedder, _english)

    def words(sentence: Sentence) -> str:
        return sentence.span.of(texts[int(sentence.source.source)])

    return BilingualChecker(checker.embedder, checker.gather, words)


def _english(sentence: str) -> str:
    apertium = installed() if language_of(sentence) == "es" else None
    said = apertium.translate(sentence, "spa-eng") if apertium else None
    return said.text if said else sentence


def with_quotes_translated(checked: Iterable[Checked], draft: str) -> list[Checked]:
    """Each statement with its quotes in the language of the draft, where they are in another."""
    language = language_of(draft) or "en"
    return [
        replace(
            item,
            citations=tuple(translated(c, language) for c in item.citations),
            contradicted=tuple(translated(c, language) for c in item.contradicted),
        )
        for item in checked
    ]


def uncheckable(draft: str, held: Iterable[str | None]) -> str:
    """What of a draft cannot be checked for want of a translator, in a line; empty if nothing.

    :param held: the languages of the articles; None counts as English.
    """
    language = language_of(draft) or "en"
    return wanting(language, held, f"unchecked_{language}")
