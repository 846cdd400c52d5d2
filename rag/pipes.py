"""A chain of programs kept running: a text in, a text out, each ended by a NUL character."""

from __future__ import annotations

import os
import select
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from threading import Lock
from time import monotonic

TIMEOUT = 5.0  # seconds one text may take; loading the dictionaries is part of the first
_ENV = {"LC_ALL": "C.UTF-8"}


class PipeError(Exception):
    """The chain died, or took too long."""


class Chain:
    """Programs that read one another's output and flush it at every NUL; safe between threads.

    They start with the first text, and anew with the next one after a failure; they end with this
    process: their input is closed then.

    :param stages: the programs with their arguments; never run by a shell.
    """

    def __init__(self, stages: Sequence[Sequence[str]], timeout: float = TIMEOUT) -> None:
        self._stages, self._timeout = stages, timeout
        self._running: list[subprocess.Popen[bytes]] = []
        self._lock = Lock()

    def __call__(self, text: str) -> str:
        """What comes out for ``text``, which must hold no NUL and less than a pipe holds (64 kB).

        :raises PipeError: if a program cannot be run, dies, or takes too long.
        """
        with self._lock:
            if not self._running:
                self._start()
            try:
                return self._exchange(text.encode("utf-8", "replace") + b"\0")
            except BaseException as error:
                # What is left in the pipes belongs to this text; the next one needs new ones.
                self._stop()
                if isinstance(error, OSError):
                    raise PipeError(f"{self._stages[0][0]} ended early") from error
                raise

    def close(self) -> None:
        """End the programs."""
        with self._lock:
            self._stop()

    def _exchange(self, data: bytes) -> str:
        head, tail = self._running[0].stdin, self._running[-1].stdout
        assert head is not None and tail is not None
        head.write(data)
        head.flush()
        return self._read(tail.fileno())

    def _read(self, tail: int) -> str:
        deadline = monotonic() + self._timeout
        out = b""
        while not out.endswith(b"\0"):
            ready, _, _ = select.select([tail], [], [], max(0.0, deadline - monotonic()))
            if not ready:
                raise PipeError(f"{self._stages[0][0]} took more than {self._timeout:g} seconds")
            if not (more := os.read(tail, 1 << 16)):
                raise PipeError(f"{self._stages[0][0]} ended early")
            out += more
        return out[:-1].decode("utf-8", "replace")

    def _start(self) -> None:
        source: int | None = subprocess.PIPE
        try:
            for stage in self._stages:
                self._running.append(
                    subprocess.Popen(
                        list(stage),
                        stdin=source,
                        stdout=subprocess.PIPE,
                        stderr=subprocess.DEVNULL,
                        env={**os.environ, **_ENV},
                    )
                )
                out = self._running[-1].stdout
                assert out is not None
                source = out.fileno()
        except OSError as error:
            self._stop()
            raise PipeError(f"cannot run {error.filename or self._stages[0][0]}") from error
        for process in self._running[:-1]:
            assert process.stdout is not None
            process.stdout.close()  # its reader alone holds it now, and hears when it ends

    def _stop(self) -> None:
        for process in self._running:
            process.kill()
        for process in self._running:
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with suppress(BrokenPipeError):  # what was not written is of no use now
                        stream.close()
            process.wait()
        self._running = []
