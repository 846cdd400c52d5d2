"""A chat server on loopback that plays scripts, in OpenAI's protocol and in Ollama's.

What a model would write is made up here; how it travels is not: the real clients talk to it.
The script is named by the model that is asked for; see ``SCRIPTS``.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass(frozen=True)
class Refusal:
    """An answer that is an error."""

    status: int
    after: str = ""


@dataclass(frozen=True)
class Silence:
    """Nothing for so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Raw:
    """Bytes that are no event."""

    text: str


@dataclass(frozen=True)
class Hangup:
    """The connection ends in the middle."""


Event = str | Refusal | Silence | Raw | Hangup


@dataclass(frozen=True)
class Asked:
    """A request as a script sees it.

    :param passages: the passages of the prompt, in order.
    :param before: how often this script was asked before.
    """

    messages: list[dict[str, str]]
    before: int

    @property
    def passages(self) -> list[str]:
        told = "\n".join(message["content"] for message in self.messages)
        return re.findall(r"<passage n=\"\d+\"[^>]*>\n(.*?)\n</passage>", told, re.DOTALL)

    @property
    def last(self) -> str:
        return self.messages[-1]["content"]

    def place(self, words: str) -> int:
        """The number of the first passage with these words."""
        return next(n for n, text in enumerate(self.passages, 1) if words in " ".join(text.split()))


Script = Callable[[Asked], list[Event]]


@dataclass
class ChatServer:
    """A running server: where it is, what it plays, and what it was asked."""

    url: str
    scripts: dict[str, Script]
    requests: list[dict[str, Any]] = field(default_factory=list)
    models: list[str] = field(default_factory=list)

    @property
    def openai(self) -> str:
        return f"{self.url}/v1"


@contextmanager
def chat_server(scripts: dict[str, Script]) -> Iterator[ChatServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    here = ChatServer(f"http://127.0.0.1:{server.server_port}", scripts)
    server.here = here  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    @property
    def here(self) -> ChatServer:
        return self.server.here  # type: ignore[attr-defined,no-any-return]

    def do_GET(self) -> None:
        if self.path == "/api/tags":
            self._json(200, {"models": [{"name": name} for name in self.here.models]})
        else:
            self._json(404, {"error": "not here"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = body["model"]
        if name not in self.here.scripts:
            self._json(404, {"error": {"message": f"no model {name}", "type": "not_found"}})
            return
        before = sum(r["model"] == name for r in self.here.requests)
        self.here.requests.append(body)
        events = self.here.scripts[name](Asked(body["messages"], before))
        if isinstance(events[0], Refusal):
            said = {"error": {"message": "refused", "type": "refused"}}
            self._json(events[0].status, said, events[0].after)
            return
        speak = _ollama if self.path == "/api/chat" else _openai
        self._stream(events, speak(body), ollama=self.path == "/api/chat")

    def _json(self, status: int, value: Any, after: str = "") -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        if after:
            self.send_header("Retry-After", after)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, events: list[Event], say: Callable[[str | None], str], ollama: bool) -> None:
        self.send_response(200)
        kind = "application/x-ndjson" if ollama else "text/event-stream"
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            for event in events:
                if isinstance(event, Hangup):
                    self.connection.close()
                    return
                if isinstance(event, Silence):
                    time.sleep(event.seconds)
                elif isinstance(event, Raw):
                    self._write(event.text)
                elif isinstance(event, str):
                    for piece in re.findall(r"\s*\S+|\s+$", event):
                        self._write(say(piece))
            self._write(say(None))
        except OSError:
            pass  # whoever asked has gone

    def _write(self, text: str) -> None:
        self.wfile.write(text.encode())
        self.wfile.flush()


def _openai(body: dict[str, Any]) -> Callable[[str | None], str]:
    def event(choices: list[Any], **more: Any) -> str:
        value = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "choices": choices}
        return f"data: {json.dumps({**value, 'model': body['model'], **more})}\n\n"

    def say(piece: str | None) -> str:
        if piece is not None:
            delta = {"role": "assistant", "content": piece}
            return event([{"index": 0, "delta": delta, "finish_reason": None}])
        end = event([{"index": 0, "delta": {}, "finish_reason": "stop"}])
        usage = {"prompt_tokens": 1200, "completion_tokens": 34, "total_tokens": 1234}
        counted = event([], usage=usage) if body.get("stream_options") else ""
        return f"{end}{counted}data: [DONE]\n\n"

    return say


def _ollama(body: dict[str, Any]) -> Callable[[str | None], str]:
    def line(piece: str, **more: Any) -> str:
        message = {"role": "assistant", "content": piece}
        at = "2026-01-01T00:00:00Z"
        value = {"model": body["model"], "created_at": at, "message": message, "done": False}
        return json.dumps({**value, **more}) + "\n"

    def say(piece: str | None) -> str:
        if piece is not None:
            return line(piece)
        counts = {"prompt_eval_count": 900, "eval_count": 21, "total_duration": 5}
        return line("", done=True, done_reason="stop", **counts)

    return say
