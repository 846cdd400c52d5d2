"""Conversations that are kept: each answer as it was given, with the articles it cites.

A citation is pinned to the hash and the offsets of a text; that text is kept beside the answer, so
that a newer version of the article, or its removal, changes nothing of what was said.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from rag.library_file import LibraryFile
from rag.transcript import read, written
from rag.types import Answer, Citation, Document


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as a list shows it.

    :param began: an ISO date and time, in UTC.
    :param title: its first question.
    """

    id: str
    began: str
    title: str
    questions: int


class Conversations:
    """The conversations in a library's file.

    :raises LibraryError: in every method, if the file cannot be used.
    """

    def __init__(self, file: LibraryFile) -> None:
        self._file = file

    def add(
        self,
        conversation: str | None,
        question: str,
        answer: Answer,
        document: Callable[[str], Document | None],
    ) -> str:
        """Keep a question and its answer; the id of its conversation.

        :param conversation: the one it goes on; None begins another.
        :param document: finds the documents it cites.
        """
        known = conversation or uuid.uuid4().hex[:12]
        pinned = {doc_id: document(doc_id) for doc_id in _cited(answer)}
        with self._file.transaction():
            now = datetime.now(UTC).isoformat(timespec="seconds")
            self._file.write("INSERT OR IGNORE INTO conversations VALUES (?, ?)", (known, now))
            self._file.write(
                "INSERT INTO exchanges (conversation, question, answer) VALUES (?, ?, ?)",
                (known, question, written(answer)),
            )
            for doc_id, found in pinned.items():
                if found is not None:
                    self._file.write(
                        "INSERT OR IGNORE INTO cited VALUES (?, ?)", (doc_id, written(found))
                    )
        return known

    def all(self) -> list[Conversation]:
        """Every conversation, the latest first."""
        rows = self._file.rows(
            "SELECT c.id, c.began, (SELECT question FROM exchanges e WHERE e.conversation = c.id"
            " ORDER BY e.id LIMIT 1), count(*) FROM conversations c"
            " JOIN exchanges x ON x.conversation = c.id GROUP BY c.id ORDER BY max(x.id) DESC"
        )
        return [Conversation(*row) for row in rows]

    def exchanges(self, conversation: str) -> list[tuple[str, Answer]]:
        """Its questions and answers, in order; none if there is no such conversation."""
        rows = self._file.rows(
            "SELECT question, answer FROM exchanges WHERE conversation = ? ORDER BY id",
            (conversation,),
        )
        return [(question, read(Answer, answer)) for question, answer in rows]

    def document(self, doc_id: str) -> Document | None:
        """An article as it stood when an answer cited it."""
        rows = self._file.rows("SELECT document FROM cited WHERE doc_id = ?", (doc_id,))
        return read(Document, rows[0][0]) if rows else None

    def remove(self, conversation: str) -> bool:
        """Forget a conversation and the articles that only it cites; whether there was one."""
        with self._file.transaction():
            gone = self._file.write("DELETE FROM conversations WHERE id = ?", (conversation,))
            self._file.write(
                "DELETE FROM cited WHERE NOT EXISTS"
                " (SELECT 1 FROM exchanges WHERE instr(answer, cited.doc_id))"
            )
        return gone.rowcount > 0


def _cited(answer: Answer) -> Iterable[str]:
    nearest: tuple[Citation, ...] = answer.abstained.nearest if answer.abstained else ()
    return dict.fromkeys(c.source.doc_id for c in (*answer.citations, *nearest))
