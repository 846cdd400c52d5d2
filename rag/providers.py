"""Where chat models come from: what each provider needs, and which can be used right now."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from rag.config import Settings
from rag.errors import ConfigError, ProviderError

OLLAMA = "http://127.0.0.1:11434"
LOOK = 0.5  # seconds an Ollama server has to say what it holds


@dataclass(frozen=True, slots=True)
class Provider:
    """What one provider needs.

    :param module: the LangChain package, by its module; its extra has the provider's name.
    :param key: the variable that holds its key; empty where none is needed.
    :param models: models to offer, one of which a new key can be expected to reach.
    :param options: what it calls the address of a server, the seconds it may be silent, the
        longest answer, and the tokens it is to read at once where it must be told.
    """

    module: str
    key: str
    models: tuple[str, ...]
    options: Mapping[str, str]


_USUAL = {"url": "base_url", "timeout": "timeout", "longest": "max_tokens"}
_GOOGLE = {**_USUAL, "longest": "max_output_tokens"}
_OLLAMA = {"url": "base_url", "longest": "num_predict", "window": "num_ctx"}
_CLAUDE = ("claude-haiku-4-5", "claude-sonnet-4-5")
_GEMINI = ("gemini-2.5-flash", "gemini-2.5-pro")
_GPT = ("gpt-5-mini", "gpt-4.1-mini")
_MISTRAL = ("mistral-small-latest", "mistral-large-latest")
PROVIDERS: dict[str, Provider] = {
    "openai": Provider("langchain_openai", "OPENAI_API_KEY", _GPT, _USUAL),
    "anthropic": Provider("langchain_anthropic", "ANTHROPIC_API_KEY", _CLAUDE, _USUAL),
    "google_genai": Provider("langchain_google_genai", "GOOGLE_API_KEY", _GEMINI, _GOOGLE),
    "mistralai": Provider("langchain_mistralai", "MISTRAL_API_KEY", _MISTRAL, _USUAL),
    "ollama": Provider("langchain_ollama", "", (), _OLLAMA),
}
SHORT = {"google": "google_genai", "mistral": "mistralai"}  # what people call them


def split(model: str) -> tuple[str, str]:
    """Provider and name of a model given as ``provider:name``.

    :raises ConfigError: if the provider is not known.
    """
    given, _, name = model.partition(":")
    provider = SHORT.get(given, given)
    if provider not in PROVIDERS:
        known = ", ".join(sorted({*PROVIDERS, *SHORT} - set(SHORT.values())))
        raise ConfigError(f"unknown provider {given!r} in model", f"Known: {known}.")
    return provider, name


def must_be_ready(model: str, url: str = "", environ: Mapping[str, str] = os.environ) -> None:
    """Make sure that what a model needs is there: its package, its key.

    A server of one's own (``url``) needs no key.

    :raises ProviderError: if not, with what to run or set.
    """
    provider, _ = split(model)
    needs = PROVIDERS[provider]
    if find_spec(needs.module) is None:
        package = needs.module.replace("_", "-")
        raise ProviderError(
            f"{provider} needs the package {package}, which is not installed",
            f"Run: pip install 'fuente[{_extra(provider)}]'",
        )
    if needs.key and not environ.get(needs.key) and not url:
        raise ProviderError(f"no key for {provider}", f"Set {needs.key}, or choose another model.")


def _extra(provider: str) -> str:
    return next((short for short, name in SHORT.items() if name == provider), provider)


def usable(settings: Settings, environ: Mapping[str, str] = os.environ) -> list[str]:
    """The models that can be used now, as ``provider:name``, the chosen one first.

    Of a provider whose package and key are there, those it is known for; of an Ollama server,
    those it holds.
    """
    own = settings.model
    found = [own] if own and _is_ready(own, settings.model_url, environ) else []
    for provider, needs in PROVIDERS.items():
        if _is_ready(f"{provider}:x", "", environ):
            names = needs.models or _held_by_ollama(environ)
            found += [f"{_extra(provider)}:{name}" for name in names]
    return list(dict.fromkeys(found))


def missing(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What each provider that cannot be used lacks, and how to get it."""
    lacking = {}
    for provider in PROVIDERS:
        name = _extra(provider)
        try:
            must_be_ready(f"{name}:x", environ=environ)
            if not PROVIDERS[provider].models and not _held_by_ollama(environ):
                raise ProviderError(
                    "no server answers, or it holds no model", "Start it: ollama serve"
                )
        except ProviderError as error:
            lacking[name] = str(error)
    return lacking


def _is_ready(model: str, url: str, environ: Mapping[str, str]) -> bool:
    try:
        must_be_ready(model, url, environ)
    except (ProviderError, ConfigError):
        return False
    return True


def _held_by_ollama(environ: Mapping[str, str]) -> list[str]:
    """The models of the Ollama server at its usual address; none where none answers."""
    host = environ.get("OLLAMA_HOST") or OLLAMA
    address = host if "://" in host else f"http://{host}"
    try:
        with build_opener(ProxyHandler({})).open(f"{address}/api/tags", timeout=LOOK) as answer:
            return [str(model["name"]) for model in json.load(answer)["models"]]
    except (URLError, OSError, ValueError, KeyError, TypeError):
        return []  # no server, or something else: no model to offer
