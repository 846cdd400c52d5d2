"""Answers and documents to JSON and back, whole: what was shown can be shown again as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from rag.errors import LibraryError

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")


def written(value: object) -> str:
    """An answer or a document as JSON."""
    return str(_adapter(type(value)).dump_json(value).decode())


def read(kind: type[T], text: str) -> T:
    """The value that was written.

    Fields that have come since take their defaults, those that have gone are passed over.

    :raises LibraryError: if the text is no such value.
    """
    try:
        found: T = _adapter(kind).validate_json(text)
    except ValueError as error:
        raise LibraryError(
            f"a stored {kind.__name__.lower()} cannot be read", "It was written by another Fuente."
        ) from error
    return found


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
