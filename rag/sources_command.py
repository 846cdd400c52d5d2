"""What ``fuente sources`` does to sources: shows their texts, removes them, indexes them anew."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.errors import FuenteError
from rag.show import document_json, show
from rag.tokens import count_tokens

if TYPE_CHECKING:
    from rag.assistant import Assistant


def show_texts(assistant: Assistant, names: Sequence[str], as_json: bool) -> None:
    """Print the text of each source, or all that is known of it as JSON.

    :raises LibraryError: if a name means no source or more than one.
    :raises FuenteError: if a source could not be read when it was ingested.
    """
    for name in names:
        state = assistant.library.find(name)
        document = assistant.document(state.ref.doc_id) if state.ref else None
        if document is None:
            raise FuenteError(f"{state.source} holds no document: {state.error}")
        tokens = count_tokens(document.text, assistant.embedder.count_tokens)
        show([document.text], document_json(document, tokens), as_json)


def remove_sources(assistant: Assistant, names: Sequence[str]) -> None:
    """Forget the sources; none of them where one of the names is unknown."""
    from rag.ingest import remove

    states = [assistant.library.find(name) for name in names]
    for state in states:
        gone = remove(state.source, assistant.library, assistant.index, assistant.settings)
        print(f"removed {gone}", file=sys.stderr)


def reindex(assistant: Assistant, embed: bool) -> None:
    """Make the index again from the library's vectors.

    :param embed: make the vectors again first, with today's model.
    """
    from rag.ingest import embed_again
    from rag.progress import bar

    if not embed:
        print(f"indexed {assistant.index.rebuild().written} passages", file=sys.stderr)
        return
    with bar() as progress:
        done = embed_again(
            assistant.library,
            lambda: assistant.index,
            assistant.embedder,
            assistant.settings,
            progress,
        )
    print(f"embedded {done} documents again", file=sys.stderr)
