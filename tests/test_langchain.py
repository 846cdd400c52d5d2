"""Fuente inside LangChain, and tokens counted without a network."""

import pytest
from langchain_core.retrievers import BaseRetriever
from samples import document

from rag import tokens
from rag.langchain import FuenteRetriever
from rag.tokens import cached_vocabulary, count_tokens
from rag.types import Hit, Span


class OneHit:
    def search(self, question: str, k: int) -> list[Hit]:
        ref = document("a.md", "The bridge opened in 1998.", published="1999").ref
        return [Hit(ref, Span(0, 26), "The bridge opened in 1998.", 0.5)][:k]


def test_a_chain_gets_passages_with_their_place() -> None:
    retriever = FuenteRetriever(searcher=OneHit(), k=3)
    assert isinstance(retriever, BaseRetriever)
    (found,) = retriever.invoke("When did the bridge open?")
    assert found.page_content == "The bridge opened in 1998."
    assert found.metadata["source"] == "a.md"
    assert (found.metadata["start"], found.metadata["end"]) == (0, 26)


def test_tokens_are_estimated_where_the_vocabulary_is_not_at_hand(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    tokens._encoding.cache_clear()
    assert not cached_vocabulary().exists()
    assert count_tokens("four words of text", lambda text: len(text.split())) == 5
    tokens._encoding.cache_clear()


@pytest.mark.parametrize(
    ("model", "encoding"),
    [("gpt-4o-mini", "o200k_base"), ("gpt-4", "cl100k_base"), ("my-own", "cl100k_base")],
)
def test_openais_models_are_counted_by_their_own_vocabulary(model, encoding):
    assert tokens.encoding_of(model) == encoding
