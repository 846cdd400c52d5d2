"""What many tests share: a clean environment, the embedding model, a library of the corpus."""

import os
from pathlib import Path

import pytest
from samples import bundled

from rag.assistant import build
from rag.config import Settings

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session", autouse=True)
def no_settings_from_outside():
    """Tests see the settings they make, not those of the person who runs them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("FUENTE_")]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session")
def embedder():
    """The bundled model, loaded once."""
    return bundled()


@pytest.fixture(scope="session")
def corpus_home(tmp_path_factory):
    """The folder of a library of ``corpus/``, ingested once; tests only read it."""
    home = tmp_path_factory.mktemp("corpus-home")
    with build(Settings(home=str(home))) as assistant:
        assert assistant.ingest([str(ROOT / "corpus")]).added == 5
    return home
