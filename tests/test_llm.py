"""Chat models through the real clients and a server on loopback: what comes, what goes wrong."""

import pytest
from chat_server import ChatServer, Hangup, Raw, Refusal, Silence, chat_server

from rag.config import Settings
from rag.errors import ConfigError, ProviderError
from rag.llm import LangChainChat, open_chat
from rag.types import Prompt, Turn, Usage

ASK = Prompt("Be brief.", (Turn("user", "Hi?"), Turn("assistant", "Yes?"), Turn("user", "Why?")))
SCRIPTS = {
    "good": lambda asked: ["It is so. [1]"],
    "busy-once": lambda asked: [Refusal(429, "7")] if not asked.before else ["Now."],
    "busy": lambda asked: [Refusal(429)],
    "broken": lambda asked: [Refusal(503)],
    "no-key": lambda asked: [Refusal(401)],
    "silent": lambda asked: ["It is", Silence(2), "so."],
    "malformed": lambda asked: ["It is", Raw("data: {no\n\n"), Raw("{no\n")],
    "hangup": lambda asked: ["It is", Hangup()],
    "endless": lambda asked: ["word " * 10_000],
}


@pytest.fixture(scope="module")
def server():
    with chat_server(SCRIPTS) as running:
        yield running


def model(server: ChatServer, provider: str, name: str, **settings):
    url = server.openai if provider == "openai" else server.url
    own = Settings(model=f"{provider}:{name}", model_url=url, timeout=0.5, **settings)
    waited: list[float] = []
    return LangChainChat(own, lambda text: len(text.split()), waited.append), waited


def heard(chat):
    *said, usage = chat.stream(ASK)
    assert isinstance(usage, Usage)
    return "".join(said), usage


PROVIDERS = pytest.mark.parametrize("provider", ["openai", "ollama"])


@PROVIDERS
def test_text_comes_in_pieces_and_then_what_it_took(server, provider):
    chat, _ = model(server, provider, "good", answer_tokens=77)
    pieces = list(chat.stream(ASK))
    assert pieces[:-1] == ["It", " is", " so.", " [1]"]
    assert (pieces[-1].input_tokens, pieces[-1].estimated) == (
        (1200, False) if provider == "openai" else (900, False)
    )
    sent = server.requests[-1]
    assert [m["role"] for m in sent["messages"]] == ["system", "user", "assistant", "user"]
    options = sent.get("options") or sent
    assert options["temperature"] == 0
    longest = ("num_predict",) if provider == "ollama" else ("max_tokens", "max_completion_tokens")
    assert 77 in [options.get(name) for name in longest]
    # Ollama would else read 4,096 tokens and forget the rest without a word.
    assert options.get("num_ctx") == (8192 if provider == "ollama" else None)


@PROVIDERS
def test_a_busy_server_is_asked_again_after_as_long_as_it_asks(server, provider):
    server.requests.clear()
    chat, waited = model(server, provider, "busy-once")
    assert heard(chat)[0] == "Now."
    assert waited == [7.0]


@PROVIDERS
@pytest.mark.parametrize(
    ("name", "line", "pauses"),
    [
        ("busy", "has had too many questions. Wait a moment", [0.5, 1.0]),
        ("broken", r"has trouble of its own \(503\). Ask again later", [0.5, 1.0]),
        ("no-key", "did not accept the key. Check the provider's key", []),
        ("unheard-of", "does not know this model. Check its name", []),
        ("silent", "was silent for 0.5 seconds. Ask again", []),
        ("malformed", "sent something that is not understood. Ask again", []),
        ("hangup", "broke off in the middle. Ask again", []),
    ],
)
def test_what_goes_wrong_is_a_line_and_a_way_out(server, provider, name, line, pauses):
    chat, waited = model(server, provider, name)
    with pytest.raises(ProviderError, match=f"^{provider}:{name} {line}"):
        heard(chat)
    assert waited == pauses


@PROVIDERS
def test_an_answer_without_end_is_cut(server, provider):
    said, usage = heard(model(server, provider, "endless", answer_tokens=100)[0])
    assert usage.cut and usage.estimated
    # The last of 1.3 tokens a word that makes it more than a tenth too long.
    assert (len(said.split()), usage.output_tokens) == (86, 112)


def test_a_server_that_is_not_there_is_said_to_be_out_of_reach():
    for provider, url in (("openai", "http://127.0.0.1:9/v1"), ("ollama", "http://127.0.0.1:9")):
        own = Settings(model=f"{provider}:x", model_url=url, retries=0)
        with pytest.raises(ProviderError, match="cannot be reached"):
            heard(LangChainChat(own, len))


def test_how_much_is_read_at_once_is_what_is_set_or_stated_or_little(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "x")
    assert LangChainChat(Settings(model="openai:gpt-4o-mini"), len).window == 128_000
    assert LangChainChat(Settings(model="openai:unheard-of"), len).window == 8192
    own = Settings(model="openai:gpt-4o-mini", context_tokens=3000)
    assert LangChainChat(own, len).window == 3000


def test_a_model_that_thinks_first_is_given_no_temperature(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "x")
    assert LangChainChat(Settings(model="openai:gpt-4o-mini"), len)._model.temperature == 0
    assert LangChainChat(Settings(model="openai:o3-mini"), len)._model.temperature is None


def test_a_model_that_cannot_be_had_is_said_at_once(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ProviderError, match="no key for openai"):
        open_chat(Settings(model="openai:gpt-5-mini"), len)
    with pytest.raises(ConfigError, match="unknown provider"):
        open_chat(Settings(model="acme:x"), len)
