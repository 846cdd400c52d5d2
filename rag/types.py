"""The small frozen types that flow through Fuente, and the protocols between its rooms.

All offsets count characters (Unicode code points) of ``Document.text``; spans are half-open,
``text[start:end]``. All scores are plain floats, larger is better.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Bytes = NDArray[np.int8]

Support = Literal["supported", "partial", "unsupported"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start`` up to but not including ``end`` of a text.

    :raises ValueError: unless ``0 <= start <= end``.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}:{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of ``text`` this span means."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character; touching is not overlapping."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Skip:
    """A stretch of a document that is not article text and is never retrieved.

    ``reason`` is one word: front-matter, menu, share, comments, address, references, bio, ...
    """

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about an article; ``published`` is an ISO date, year or year-month.

    ``found`` says for each field where it was found: ``front matter 4:32`` or ``text 0:55``, both
    in characters of the document's text, or ``file name``.
    """

    title: str
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None
    kind: str = "article"
    found: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Source:
    """A document without its text: what a hit or citation carries along.

    :param doc_id: first 16 hex digits of ``sha256``.
    :param source: the path or URL it was read from.
    :param sha256: of the file's bytes.
    """

    doc_id: str
    source: str
    sha256: str
    meta: Metadata


@dataclass(frozen=True, slots=True)
class Document:
    """An article as ingested. For text files ``text`` is the decoded file, untouched."""

    ref: Source
    text: str
    skips: tuple[Skip, ...] = ()
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage of a document: whole sentences under one heading.

    :param chunk_id: ``doc_id:start-end``, so an id never means two texts.
    :param heading: the headings above it, outermost first, joined by `` > ``.
    :param sentences: spans in document offsets, in order, all within ``span``.
    """

    chunk_id: str
    doc_id: str
    span: Span
    heading: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk as it comes back from the library, with its text and vectors.

    :param english: what each sentence says in English, where the document is Spanish and could
        be translated; the vectors are those of the translation then.
    :param vectors: float32, one unit row a sentence, in the order of ``chunk.sentences``.
    :param vector: float32, one unit row for the chunk.
    :param pieces: the wordpieces of its sentences as ``rag.align`` keeps them, (n, width).
    :param counts: how many of them are each sentence's.
    """

    chunk: Chunk
    source: Source
    text: str
    vector: Vectors
    vectors: Vectors
    pieces: Bytes
    counts: tuple[int, ...]
    english: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text as the embedding model reads it.

    :param vector: its unit float32 row.
    :param spans: where in the text each of its wordpieces stands.
    :param rows: float32, one row a wordpiece.
    """

    vector: Vectors
    spans: tuple[Span, ...]
    rows: Vectors


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence of a hit with how well it answers the question.

    :param score: log-odds that it answers; above 0 more likely than not.
    :param features: what the score was made of, in the order of ``rag.evidence.FEATURES``.
    :param english: its translation, where the text is Spanish and has one.
    """

    span: Span
    text: str
    score: float
    features: tuple[float, ...] = ()
    english: str = ""

    @property
    def read(self) -> str:
        """The words that rules for English read."""
        return self.english or self.text


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question, best evidence sentences included, in text order."""

    source: Source
    span: Span
    text: str
    score: float
    heading: str = ""
    sentences: tuple[Evidence, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The stable JSON of a search hit."""
        ref = self.source
        return {
            "doc_id": ref.doc_id,
            "source": ref.source,
            "title": ref.meta.title,
            "published": ref.meta.published,
            "start": self.span.start,
            "end": self.span.end,
            "text": self.text,
            "score": round(self.score, 4),
        }


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may be used; what is empty leaves the choice open.

    :param sources: paths, ends of paths, document ids or titles; any of them will do.
    :param authors: names or parts of names, as "Lee"; any of them will do.
    :param publishers: the same of publishers.
    :param after: an ISO date, year or year-month: published then or later.
    :param before: the same: published earlier than that.
    :param newest: only the newest of the articles that are left.
    """

    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    after: str | None = None
    before: str | None = None
    newest: bool = False

    def __bool__(self) -> bool:
        return self != Filters()

    def to_json(self) -> dict[str, Any]:
        """What is set, by name."""
        every = asdict(self)
        return {k: list(v) if isinstance(v, tuple) else v for k, v in every.items() if v}


@dataclass(frozen=True, slots=True)
class Query:
    """A question made to stand alone.

    :param text: the standalone question that is searched.
    :param asked: the words as typed.
    :param parts: the questions it consists of; one unless it asks two things.
    :param small_talk: the short reply it deserves when it is no question at all.
    :param said: what earlier answers said, which nobody asks to hear again.
    :param language: of the words as typed, ``en`` or ``es``; ``text`` is English wherever it
        could be translated.
    :param hints: further words to search for: those typed, where they were translated, and what
        else they may mean.
    """

    text: str
    asked: str
    parts: tuple[str, ...] = ()
    small_talk: str | None = None
    said: tuple[str, ...] = ()
    language: str = "en"
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """The exact words of a document a draft claim rests on."""

    source: Source
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A sentence about to be said, with the quotes it rests on.

    :param lead: joining words before it that carry no facts, such as ``Lee (2017):``.
    :param item: whether it is shown as an item of a list.
    """

    text: str
    quotes: tuple[Quote, ...]
    lead: str = ""
    score: float = 1.0
    item: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What a composer proposes before anything is checked.

    :param brief: the short answers said before the claims: none, or one a part of the question.
    """

    claims: tuple[DraftClaim, ...]
    confidence: float
    abstain: str | None = None
    brief: tuple[DraftClaim, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered reference to the exact place in a source.

    :param translation: the quote in the language of the question, where that is another.
    :param translated_by: who made it: a machine.
    """

    marker: int
    source: Source
    start: int
    end: int
    quote: str
    page: int | None = None
    translation: str | None = None
    translated_by: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The stable JSON of a citation."""
        ref, meta = self.source, self.source.meta
        translated = {"translation": self.translation, "translated_by": self.translated_by}
        return {
            "marker": self.marker,
            "doc_id": ref.doc_id,
            "source": ref.source,
            "title": meta.title,
            "author": meta.author,
            "publisher": meta.publisher,
            "published": meta.published,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "page": self.page,
            "sha256": ref.sha256,
            **(translated if self.translation else {}),
        }


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of an answer, the markers it cites and whether they support it."""

    text: str
    citations: tuple[int, ...]
    support: Support
    score: float
    lead: str = ""
    item: bool = False

    def to_json(self) -> dict[str, Any]:
        """The stable JSON of a claim."""
        return {
            "text": self.text,
            "citations": list(self.citations),
            "support": self.support,
            "score": round(self.score, 4),
        }


@dataclass(frozen=True, slots=True)
class Checked:
    """A statement of a draft and what the evidence says of it.

    :param text: the draft's words at ``span``.
    :param unsupported: spans of ``text`` that lack support; none when it is supported, or when it
        is partial only because the evidence says it in other words.
    :param citations: the sentences it rests on; of an unsupported one, those that come nearest.
    :param contradicted: the sentences that say otherwise.
    """

    text: str
    span: Span
    support: Support
    score: float
    unsupported: tuple[Span, ...] = ()
    citations: tuple[Citation, ...] = ()
    contradicted: tuple[Citation, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The stable JSON of a checked statement, offsets in its draft and in itself."""
        return {
            "text": self.text,
            "start": self.span.start,
            "end": self.span.end,
            **self.verdict_json(),
        }

    def verdict_json(self) -> dict[str, Any]:
        """The part of it that says how far it is supported, and by what."""
        return {
            "support": self.support,
            "score": round(self.score, 4),
            "unsupported": [{"start": s.start, "end": s.end} for s in self.unsupported],
            "citations": [c.to_json() for c in self.citations],
            "contradicted": [c.to_json() for c in self.contradicted],
        }


@dataclass(frozen=True, slots=True)
class Abstention:
    """Why nothing is said, and the passages that came nearest."""

    reason: str
    nearest: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown to the person who asked.

    :param text: Markdown with ``[1]`` markers.
    :param brief: the short answers that stand before the claims, words of sentences they cite:
        none, or one a part of the question.
    :param confidence: calibrated probability that the evidence answers the question.
    :param timings_ms: milliseconds a stage took.
    :param filters: to which articles it was narrowed, by the words of the question or by hand.
    :param note: that in words, and whatever else a reader should know about how it was made.
    :param language: of the question, ``en`` or ``es``.
    """

    question: str
    standalone_question: str
    text: str
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    confidence: float = 0.0
    abstained: Abstention | None = None
    conflicts: tuple[Mapping[str, Any], ...] = ()
    model: str = "extractive"
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    filters: Filters = field(default_factory=Filters)
    note: str = ""
    brief: tuple[Claim, ...] = ()
    language: str = "en"

    @property
    def short_answer(self) -> Claim | None:
        """The short answers as one claim, joined by semicolons; None without any."""
        if not self.brief:
            return None
        rank: dict[Support, int] = {"unsupported": 0, "partial": 1, "supported": 2}
        return Claim(
            text="; ".join(c.text for c in self.brief),
            citations=tuple(dict.fromkeys(m for c in self.brief for m in c.citations)),
            support=min((c.support for c in self.brief), key=rank.__getitem__),
            score=min(c.score for c in self.brief),
        )

    def to_json(self) -> dict[str, Any]:
        """The stable JSON of an answer."""
        abstained = self.abstained and {
            "reason": self.abstained.reason,
            "nearest": [c.to_json() for c in self.abstained.nearest],
        }
        return {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "text": self.text,
            "short_answer": self.short_answer and self.short_answer.to_json(),
            "claims": [c.to_json() for c in self.claims],
            "citations": [c.to_json() for c in self.citations],
            "confidence": round(self.confidence, 4),
            "abstained": abstained,
            "conflicts": [dict(c) for c in self.conflicts],
            "model": self.model,
            "timings_ms": {k: round(v, 2) for k, v in self.timings_ms.items()},
            **({"filters": self.filters.to_json()} if self.filters else {}),
            **({"note": self.note} if self.note else {}),
        }


@dataclass(frozen=True, slots=True)
class SourceState:
    """The ledger's line for one source.

    :param status: ``ok``, ``duplicate`` (its content is another source's) or ``failed``.
    """

    source: str
    status: str
    ingested_at: str
    sha256: str | None = None
    size: int = 0
    error: str | None = None
    ref: Source | None = None
    chunks: int = 0

    def to_json(self) -> dict[str, Any]:
        """The stable JSON of a source line."""
        meta = asdict(self.ref.meta) if self.ref else {}
        return {
            "source": self.source,
            "status": self.status,
            "doc_id": self.ref.doc_id if self.ref else None,
            "sha256": self.sha256,
            "size": self.size,
            "ingested_at": self.ingested_at,
            "error": self.error,
            "chunks": self.chunks,
            **meta,
        }


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which embedding model made a library's vectors; other models' vectors mean nothing to it."""

    name: str
    fingerprint: str
    dimension: int

    @classmethod
    def of(cls, embedder: Embedder) -> Stamp:
        """The stamp of ``embedder``'s vectors."""
        return cls(embedder.name, embedder.fingerprint, embedder.dimension)


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """What the library is stamped with."""
        ...

    @property
    def fingerprint(self) -> str:
        """A hash of the weights."""
        ...

    @property
    def dimension(self) -> int:
        """Columns of an embedding."""
        ...

    @property
    def max_tokens(self) -> int:
        """Tokens of text it reads at once."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit float32 rows, one a text."""
        ...

    def encode_pieces(self, texts: Sequence[str]) -> list[Pieces]:
        """Each text with the vectors of its wordpieces; its own is that of ``encode``."""
        ...

    def count_tokens(self, text: str) -> int:
        """Tokens of ``text`` without the model's special tokens, never truncated."""
        ...


class VectorSource(Protocol):
    """The library as an index sees it: numbered versions, each chunk with its vector.

    ``version`` grows with every change; ``identity`` tells this library from any other.
    """

    @property
    def version(self) -> int:
        """The number of the latest change."""
        ...

    @property
    def identity(self) -> str:
        """Never shared by two libraries."""
        ...

    def check(self, stamp: Stamp) -> None:
        """Raise IndexMismatch if the vectors were made by another model than ``stamp``'s."""
        ...

    def chunk_ids(self) -> set[str]:
        """Every chunk there is."""
        ...

    def vectors(self, since: int = 0) -> Iterator[tuple[str, Vectors]]:
        """Chunk id and unit vector of each chunk written after version ``since``."""
        ...


class VectorIndex(Protocol):
    """Nearest chunks to a vector."""

    def query(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Up to ``k`` pairs of chunk id and cosine similarity, best first."""
        ...


class ChunkStore(Protocol):
    """The chunks of a library and their words."""

    def lexical(
        self, terms: Sequence[str], k: int, within: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Up to ``k`` pairs of chunk id and BM25 score (larger is better), best first.

        :param within: ids of the documents to look in; None is all of them.
        """
        ...

    def vectors_of(self, doc_ids: Collection[str]) -> list[tuple[str, Vectors]]:
        """Chunk id and unit vector of every chunk of these documents."""
        ...

    def chunks(self, chunk_ids: Iterable[str]) -> dict[str, StoredChunk]:
        """The chunks that (still) exist among ``chunk_ids``."""
        ...

    def respell(self, stems: Sequence[str]) -> dict[str, str]:
        """For stems no chunk has, the stem that was probably meant."""
        ...

    def rarity(self, stems: Sequence[str]) -> dict[str, float]:
        """The inverse document frequency of each stem, as BM25 has it (0 or more)."""
        ...


class Searcher(Protocol):
    """Finds passages for a question."""

    def search(self, question: str, k: int) -> list[Hit]:
        """Up to ``k`` hits, best first."""
        ...


class Composer(Protocol):
    """Makes a draft answer from hits."""

    name: str

    def compose(self, query: Query, hits: Sequence[Sequence[Hit]]) -> Draft:
        """A draft whose every claim names its quotes; ``hits`` holds those of each part."""
        ...
