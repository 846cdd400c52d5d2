"""Hand-made documents, passages and vectors for tests of the library and the index."""

import hashlib
from functools import cache
from itertools import pairwise

import numpy as np

from rag.config import Settings
from rag.models import load_embedder
from rag.types import Chunk, Document, Metadata, Source, Span, Stamp, StoredChunk

STAMP = Stamp("hand-made", "0" * 64, 3)
AXIS = np.eye(3, dtype=np.float32)


@cache
def bundled():
    """The bundled embedding model, loaded once for all tests."""
    return load_embedder(Settings())


def document(source, text, title="Title", **meta):
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return Document(Source(digest[:16], source, digest, Metadata(title, **meta)), text)


def stored(doc, vector=AXIS[0], cuts=(), shift=0):
    """The document's text cut at ``cuts``, one sentence a passage, all at ``vector``."""
    edges = sorted({0, *cuts, len(doc.text)})
    return [
        StoredChunk(
            Chunk(f"{doc.ref.doc_id}:{a}-{b}", doc.ref.doc_id, Span(a, b), "Head", (Span(a, b),)),
            doc.ref,
            doc.text[a + shift : b + shift],
            vector,
            vector[None, :],
            np.zeros((0, 128), dtype=np.int8),
            (0,),
        )
        for a, b in pairwise(edges)
    ]
