"""Answers of chat models, kept so that the same prompt is not paid for twice."""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from rag.config import Settings
from rag.errors import LibraryError
from rag.library_file import translated
from rag.types import Chat, Prompt, Usage

log = logging.getLogger(__name__)

FILE_NAME = "answers.sqlite3"
MOST = 2000  # answers kept; the oldest go first
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS answers"
    " (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, text TEXT NOT NULL, usage TEXT NOT NULL)"
)


class CachedChat:
    """A chat model whose whole answers are kept.

    The key is the prompt (instructions, evidence, question and what was said before) with every
    setting that shapes an answer. What breaks off, is cut or is empty is not kept.

    :param path: the SQLite file, made if missing.
    """

    def __init__(self, chat: Chat, settings: Settings, path: Path) -> None:
        self.name = chat.name
        self._chat, self._settings, self._path = chat, settings, path

    @property
    def window(self) -> int:
        """Tokens it reads at once, its answer included."""
        return self._chat.window

    def count(self, text: str) -> int:
        """Tokens of ``text``."""
        return self._chat.count(text)

    def stream(self, prompt: Prompt) -> Iterator[str | Usage]:
        """What it writes, or wrote when it was asked the same; see ``Chat.stream``.

        A file that cannot be used costs a warning and a question to the model, never the answer.
        """
        key = self._key(prompt)
        if (kept := self._kept(key)) is not None:
            text, usage = kept
            yield text
            yield replace(usage, seconds=0.0, cached=True)
            return
        written = ""
        for piece in self._chat.stream(prompt):
            if isinstance(piece, str):
                written += piece
            elif written.strip() and not piece.cut:
                self._keep(key, written, piece)
            yield piece

    def _key(self, prompt: Prompt) -> str:
        own = self._settings
        shaping = (own.model, own.model_url, own.temperature, own.answer_tokens, own.context_tokens)
        told = json.dumps([shaping, asdict(prompt)], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()

    def _kept(self, key: str) -> tuple[str, Usage] | None:
        row = None
        with _told_only(), translated(self._path), closing(self._open()) as db:
            row = db.execute("SELECT text, usage FROM answers WHERE key = ?", (key,)).fetchone()
        return (row[0], Usage(**json.loads(row[1]))) if row else None

    def _keep(self, key: str, text: str, usage: Usage) -> None:
        values = (key, text, json.dumps(asdict(usage)))
        with _told_only(), translated(self._path), closing(self._open()) as db, db:
            db.execute("INSERT OR REPLACE INTO answers (key, text, usage) VALUES (?, ?, ?)", values)
            db.execute("DELETE FROM answers WHERE id <= (SELECT max(id) FROM answers) - ?", (MOST,))

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self._path, timeout=15)
        db.execute(_SCHEMA)
        return db


@contextmanager
def _told_only() -> Iterator[None]:
    """What goes wrong with the file is told in the log, and nothing else comes of it."""
    try:
        yield
    except LibraryError as error:
        log.warning("answers are not kept: %s", error)
