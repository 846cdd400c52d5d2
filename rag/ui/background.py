"""What takes its time, in a thread of its own: the page stays alive, and can be told to stop."""

from __future__ import annotations

from collections.abc import Generator
from queue import Empty, Queue
from threading import Event, Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class Background(Generic[T]):
    """The things a generator makes, fetched as they come.

    :param things: runs in the other thread; closed there when no more are wanted.
    """

    def __init__(self, things: Generator[T, None, None]) -> None:
        self._things = things
        self._made: Queue[tuple[T] | BaseException | None] = Queue()
        self._unwanted = Event()
        Thread(target=self._run, name="answer", daemon=True).start()

    def _run(self) -> None:
        try:
            for thing in self._things:
                self._made.put((thing,))
                if self._unwanted.is_set():
                    self._things.close()
                    return
            self._made.put(None)
        except BaseException as error:  # raised again where the things are fetched
            self._made.put(error)

    def fetch(self, wait: float) -> Generator[T | None, None, None]:
        """Each thing as it comes, and None whenever none has come for so many seconds.

        Raises what the generator raised.
        """
        while True:
            try:
                made = self._made.get(timeout=wait)
            except Empty:
                yield None
                continue
            if made is None:
                return
            if isinstance(made, BaseException):
                raise made
            yield made[0]

    def stop(self) -> None:
        """No more things are wanted."""
        self._unwanted.set()
