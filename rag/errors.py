"""The errors Fuente raises; abstaining from an answer is not one of them.

FuenteError            anything a user should read as one clear line and a way out
├── UsageError         the request itself is wrong (exit status 2)
├── ConfigError        a setting is unknown, malformed or contradictory
├── LoadError          one document cannot be read
├── LibraryError       the library on disk is locked, missing or unreadable
├── IndexMismatch      the index was built with another embedding model
├── ModelError         the embedding model cannot be loaded
└── ProviderError      a chat model cannot be reached, refuses or breaks off
"""

from __future__ import annotations


class FuenteError(Exception):
    """A failure with one line of what happened and one of what to do about it.

    :param message: what went wrong, without a full stop at the end.
    :param hint: the way out, usually a command to run.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        stop = "" if self.message.endswith((".", "?", "!")) else "."
        return f"{self.message}{stop} {self.hint}" if self.hint else self.message


class UsageError(FuenteError):
    """The request itself is wrong: a bad flag, a bad line in a batch file."""

    exit_code = 2


class ConfigError(FuenteError):
    """A setting is unknown, malformed or contradictory."""

    exit_code = 2


class LoadError(FuenteError):
    """One document cannot be read; the others are not concerned."""


class LibraryError(FuenteError):
    """The library on disk is locked, missing or unreadable."""


class IndexMismatch(FuenteError):
    """The index was built with another embedding model than the one in use."""


class ModelError(FuenteError):
    """The embedding model cannot be loaded."""


class ProviderError(FuenteError):
    """A chat model cannot be reached, refuses or breaks off."""
