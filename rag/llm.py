"""Chat models of any LangChain provider, as Fuente speaks to them; what they throw, in a line."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

from rag.config import Settings
from rag.errors import ProviderError
from rag.failures import explained
from rag.providers import PROVIDERS, must_be_ready, split
from rag.tokens import ENCODING, count_tokens, encoding_of
from rag.types import Prompt, Usage

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

WINDOW = 8192  # tokens read at once by a model that does not say
FIRST_WAIT, LONGEST_WAIT = 0.5, 20.0  # seconds before asking again; doubled each time
MARGIN = 1.1  # of the longest answer, before one that does not stop by itself is cut
LOCAL_KEY = "none"  # a server of one's own wants some key, and does not look at it


def open_chat(settings: Settings, wordpieces: Callable[[str], int]) -> LangChainChat:
    """The chat model the settings name.

    :param wordpieces: counts tokens of the embedding model.
    :raises ProviderError: if its package or its key is missing.
    :raises ConfigError: if the provider is not known.
    """
    must_be_ready(settings.model, settings.model_url)
    return LangChainChat(settings, wordpieces)


class LangChainChat:
    """A model of one provider, streaming.

    What is passing (a rate limit, a server that is busy or cannot be reached) is tried again with
    growing pauses, unless something has been said already.
    """

    def __init__(
        self,
        settings: Settings,
        wordpieces: Callable[[str], int],
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = settings.model
        self._settings, self._wordpieces, self._wait = settings, wordpieces, wait
        provider, name = split(settings.model)
        self._encoding = encoding_of(name) if provider == "openai" else ENCODING
        self._model = _model(settings, provider, name)

    @property
    def window(self) -> int:
        """Tokens it reads at once, its answer included."""
        stated = (self._model.profile or {}).get("max_input_tokens")
        return self._settings.context_tokens or int(stated or WINDOW)

    def count(self, text: str) -> int:
        """Tokens of ``text``, an estimate where its tokenizer is not at hand."""
        return count_tokens(text, self._wordpieces, self._encoding)

    def stream(self, prompt: Prompt) -> Iterator[str | Usage]:
        """What it writes, piece by piece; last, what that took.

        :raises ProviderError: if it cannot be reached, refuses, or breaks off.
        """
        for tried in range(self._settings.retries + 1):
            said = False
            try:
                for piece in self._once(prompt):
                    said = True
                    yield piece
                return
            except ProviderError:
                raise
            except Exception as error:  # each provider has errors of its own
                failure = explained(error, self.name, self._settings.timeout)
                if said or not failure.passing or tried == self._settings.retries:
                    raise failure.error from error
                pause = failure.after or FIRST_WAIT * 2**tried
                self._wait(min(pause, LONGEST_WAIT))

    def _once(self, prompt: Prompt) -> Iterator[str | Usage]:
        began = time.perf_counter()
        written, told, end = "", Usage(), ""
        # Closed at once where nobody listens any more. It is a generator, though not typed as one.
        with closing(self._model.stream(_messages(prompt))) as chunks:  # type: ignore[type-var]
            for chunk in chunks:
                text = str(chunk.text)
                written += text
                told, end = told + _told(chunk), end or _end(chunk)
                if text:
                    yield text
                if self._is_long(written):
                    end = "length"
                    break
        if not end:
            raise ProviderError(f"{self.name} broke off in the middle", "Ask again.")
        cut = end in ("length", "max_tokens")
        yield self._usage(prompt, written, told, cut, time.perf_counter() - began)

    def _is_long(self, written: str) -> bool:
        """Whether a server goes on although it was told how long an answer may be."""
        most = self._settings.answer_tokens * MARGIN
        return len(written) > most and self.count(written) > most

    def _usage(self, prompt: Prompt, written: str, told: Usage, cut: bool, seconds: float) -> Usage:
        if told.input_tokens or told.output_tokens:
            return Usage(told.input_tokens, told.output_tokens, seconds, cut=cut)
        return Usage.counted(prompt, written, self.count, seconds, cut)


def _model(settings: Settings, provider: str, name: str) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    options = _options(settings, provider)
    try:
        model: BaseChatModel = init_chat_model(name, model_provider=provider, **options)
        if not (model.profile or {}).get("temperature", True):  # one that thinks first
            del options["temperature"]
            model = init_chat_model(name, model_provider=provider, **options)
    except Exception as error:  # a value that a provider's own settings refuse
        raise explained(error, settings.model, settings.timeout).error from error
    return model


def _options(settings: Settings, provider: str) -> dict[str, Any]:
    called = PROVIDERS[provider].options
    options: dict[str, Any] = {
        "temperature": settings.temperature,
        called["longest"]: settings.answer_tokens,
    }
    if "window" in called:
        options[called["window"]] = settings.context_tokens or WINDOW
    if settings.model_url:
        options[called["url"]] = settings.model_url
    if "timeout" in called:
        options |= {called["timeout"]: settings.timeout, "max_retries": 0}
    else:
        options["client_kwargs"] = {"timeout": settings.timeout}
    if provider == "openai":
        options["stream_usage"] = True
        options["stream_chunk_timeout"] = settings.timeout
        if settings.model_url:
            options |= _own_server()
    return options


def _own_server() -> dict[str, Any]:
    """What a server that only speaks as OpenAI's does must be spared."""
    key = {} if os.environ.get("OPENAI_API_KEY") else {"api_key": LOCAL_KEY}
    return {**key, "use_responses_api": False}


def _messages(prompt: Prompt) -> list[tuple[str, str]]:
    roles = {"user": "human", "assistant": "ai"}
    told = [(roles[turn.role], turn.content) for turn in prompt.turns]
    return [("system", prompt.system), *told]


def _told(chunk: AIMessageChunk) -> Usage:
    counted = chunk.usage_metadata
    if not counted:
        return Usage()
    return Usage(counted.get("input_tokens") or 0, counted.get("output_tokens") or 0)


def _end(chunk: AIMessageChunk) -> str:
    """Why an answer ends with this piece; empty while it goes on."""
    said = chunk.response_metadata
    reasons = (said.get(f"{kind}_reason") for kind in ("finish", "done", "stop"))
    return next((str(reason).lower() for reason in reasons if reason), "")
