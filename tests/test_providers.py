"""Which chat models can be used, and what the others lack."""

import pytest
from chat_server import chat_server

from rag.config import Settings
from rag.errors import ConfigError, ProviderError
from rag.providers import missing, must_be_ready, split, usable

KEY = {"OPENAI_API_KEY": "secret"}
NOWHERE = {"OLLAMA_HOST": "127.0.0.1:9"}


@pytest.mark.parametrize(
    ("model", "parts"),
    [
        ("openai:gpt-5-mini", ("openai", "gpt-5-mini")),
        ("ollama:llama3.2:3b", ("ollama", "llama3.2:3b")),
        ("google:gemini-2.5-flash", ("google_genai", "gemini-2.5-flash")),
        ("mistral:mistral-small-latest", ("mistralai", "mistral-small-latest")),
    ],
)
def test_a_model_is_a_provider_and_a_name(model, parts):
    assert split(model) == parts


def test_an_unknown_provider_is_a_line_that_names_the_known():
    with pytest.raises(ConfigError, match=r"unknown provider 'acme' in model\. Known: anthropic, "):
        split("acme:x")


def test_what_is_missing_is_said_with_the_way_to_get_it():
    with pytest.raises(ProviderError, match=r"no key for openai. Set OPENAI_API_KEY"):
        must_be_ready("openai:gpt-5-mini", environ={})
    with pytest.raises(ProviderError, match=r"Run: pip install 'fuente\[mistral\]'"):
        must_be_ready("mistral:x", environ={"MISTRAL_API_KEY": "x"})
    must_be_ready("openai:x", environ=KEY)
    must_be_ready("openai:x", "http://127.0.0.1:8000/v1", environ={})  # one's own needs no key
    must_be_ready("ollama:x", environ={})


def test_usable_is_what_has_a_key_and_what_ollama_holds():
    assert usable(Settings(), NOWHERE) == []
    assert usable(Settings(), {**NOWHERE, **KEY}) == ["openai:gpt-5-mini", "openai:gpt-4.1-mini"]
    with chat_server({}) as server:
        server.models += ["llama3.2:3b"]
        here = {"OLLAMA_HOST": server.url}
        assert usable(Settings(), here) == ["ollama:llama3.2:3b"]
        assert "ollama" not in missing(here)
    own = Settings(model="openai:local", model_url="http://127.0.0.1:8000/v1")
    assert usable(own, NOWHERE) == ["openai:local"]
    assert usable(Settings(model="openai:gpt-5"), NOWHERE) == []


def test_missing_names_every_provider_that_cannot_be_used():
    lacking = missing(NOWHERE)
    assert list(lacking) == ["openai", "anthropic", "google", "mistral", "ollama"]
    assert lacking["openai"].startswith("no key for openai")
    assert lacking["anthropic"].endswith("Run: pip install 'fuente[anthropic]'")
    assert "ollama serve" in lacking["ollama"]
