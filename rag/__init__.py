"""Fuente: answers about a collection of articles, each sentence proved by its source."""

from __future__ import annotations

TYPE_CHECKING = False  # typing.TYPE_CHECKING, without paying for the import of typing
if TYPE_CHECKING:
    from rag.assistant import Assistant, open_library

__version__ = "0.1.0"
__all__ = ["Assistant", "__version__", "open_library"]


def __getattr__(name: str) -> object:
    """Import the facade on first use, so that ``import rag`` stays instant."""
    if name in ("Assistant", "open_library"):
        from rag import assistant

        return getattr(assistant, name)
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
