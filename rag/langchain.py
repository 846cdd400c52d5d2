"""Fuente as a LangChain retriever: its passages as ``Document``s, best first."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import SkipValidation

from rag.types import Hit, Searcher


class FuenteRetriever(BaseRetriever):
    """Any ``Searcher``, such as an ``Assistant``, for use in a LangChain chain.

    Each document's metadata holds what a search hit's JSON holds besides its text: the source
    and the offsets, so that whatever a chain says can be traced to the exact words.
    """

    searcher: SkipValidation[Searcher]
    k: int = 5

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain's signature
    ) -> list[Document]:
        return [_document(hit) for hit in self.searcher.search(query, self.k)]


def _document(hit: Hit) -> Document:
    metadata = hit.to_json()
    text = metadata.pop("text")
    return Document(page_content=text, metadata=metadata)
