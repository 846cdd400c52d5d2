"""What one room asks of another: the parts that can be exchanged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from rag.types.chats import Prompt, Usage
from rag.types.drafts import Draft
from rag.types.evidence import Hit
from rag.types.questions import Query
from rag.types.stored import StoredChunk
from rag.types.vectors import Pieces, Stamp

if TYPE_CHECKING:
    from rag.types.vectors import Vectors


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


class Chat(Protocol):
    """A chat model that is connected."""

    @property
    def name(self) -> str:
        """Provider and model, as ``openai:gpt-5-mini``."""
        ...

    @property
    def window(self) -> int:
        """Tokens it reads at once, its answer included."""
        ...

    def count(self, text: str) -> int:
        """Tokens of ``text``, an estimate where its tokenizer is not at hand."""
        ...

    def stream(self, prompt: Prompt) -> Iterator[str | Usage]:
        """What it writes, piece by piece; last, what that took.

        :raises ProviderError: if it cannot be reached, refuses, or breaks off.
        """
        ...
